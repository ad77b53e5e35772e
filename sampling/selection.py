"""Which units are drawn, with their inclusion probabilities; whole numbers and fractions only."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Generic, TypeVar

from sampling.problems import DesignError, Problem
from sampling.randomness import WORD, Stream

__all__ = [
    "METHODS",
    "Selection",
    "exact_probabilities",
    "implicit_order",
    "select",
]

T = TypeVar("T")

METHODS = ("simple_random", "pps_systematic", "sampford", "pareto")
LEAST_LIKELY = 1e-4


@dataclass(frozen=True, slots=True)
class Selection(Generic[T]):
    """Units drawn, in the order given, each with the probability it had."""

    units: tuple[T, ...]
    probabilities: tuple[Fraction, ...]


def select(
    units: Sequence[T],
    take: int,
    stream: Stream,
    method: str,
    *,
    sizes: Sequence[int] = (),
    keys: Sequence[Hashable] = (),
    stratum: str = "—",
) -> Selection[T]:
    """`take` of the units without replacement; all of them when there are no more.

    method: "simple_random", or in proportion to sizes (whole numbers >= 1, one for each unit) with
    certainty units split off: "pps_systematic" from a list ordered by `implicit_order` of keys
    and sizes, which stratifies implicitly; "sampford"; "pareto", whose probabilities are those
    aimed at, near the true ones (`probabilities.order_probabilities`).
    Raises DesignError for another method or, naming the stratum, a size below 1 or a Sampford
    sample that fewer than one trial in 10,000 would give.
    """
    if method not in METHODS:
        values = {"value": method, "expected": ", ".join(METHODS)}
        raise DesignError([Problem("unknown_method", values=values)])
    if not units:
        return Selection((), ())
    count = min(take, len(units))
    if method == "simple_random":
        places = sorted(stream.sample(range(len(units)), count))
        chances = [Fraction(count, len(units))] * count
    else:
        split = _certain(sizes, count, stratum)
        if method == "pps_systematic":
            places = _systematic(sizes, split, implicit_order(keys, sizes), stream)
        elif method == "sampford":
            places = _sampford(sizes, split, stream, stratum)
        else:
            places = _pareto(sizes, split, stream)
        chances = [split.chance(place, sizes) for place in places]
    return Selection(tuple(units[place] for place in places), tuple(chances))


def exact_probabilities(sizes: Sequence[int], n: int, stratum: str = "—") -> list[Fraction]:
    """Probabilities proportional to size that add up to n exactly; 0 <= n <= len(sizes).

    A unit whose n x / total is 1 or more is certain; the others share what is left, and so on.
    Raises DesignError naming the first size below 1. Source: Cochran (1977), chapter 9A.
    """
    split = _certain(sizes, n, stratum)
    return [split.chance(place, sizes) for place in range(len(sizes))]


@dataclass(frozen=True, slots=True)
class _Split:
    """Places that are certain; how many of the others are drawn, and their total size."""

    certain: frozenset[int]
    left: int
    total: int

    def chance(self, place: int, sizes: Sequence[int]) -> Fraction:
        return (
            Fraction(1) if place in self.certain else Fraction(self.left * sizes[place], self.total)
        )


def _certain(sizes: Sequence[int], n: int, stratum: str) -> _Split:
    if sizes and min(sizes) < 1:
        wrong = next(k for k, size in enumerate(sizes) if size < 1)
        values = {"unit": str(wrong), "stratum": stratum, "value": str(sizes[wrong])}
        raise DesignError([Problem("size_positive", values=values)])
    certain, left, total = set[int](), n, sum(sizes)
    by_size: list[int] = []
    if sizes and left * max(sizes) >= total:  # a unit that is not certain is never before one
        by_size = sorted(range(len(sizes)), key=lambda k: -sizes[k])
    while more := [k for k in by_size[len(certain) :] if left * sizes[k] >= total]:
        certain.update(more)
        left -= len(more)
        total -= sum(sizes[k] for k in more)
    return _Split(frozenset(certain), left, total)


def implicit_order(keys: Sequence[Hashable], sizes: Sequence[float]) -> list[int]:
    """Places in an order that stratifies implicitly: by key, sizes up and down by turns.

    keys: the implicit stratum of each unit, taken in order of first appearance. Neighbours then
    are alike in key and in size, also across the border of two keys.
    Source: Kish (1965), Survey Sampling, section 4.1 (serpentine ordering).
    """
    strata: dict[Hashable, list[int]] = {}
    for place, key in enumerate(keys):
        strata.setdefault(key, []).append(place)
    order: list[int] = []
    for turn, places in enumerate(strata.values()):
        order += sorted(places, key=sizes.__getitem__, reverse=turn % 2 == 1)
    return order


def _systematic(
    sizes: Sequence[int], split: _Split, order: Sequence[int], stream: Stream
) -> list[int]:
    """Certain units, and of the others those whose step of the running sum passes a start.

    The start is one of 1, 2, ..., d over d, d the least denominator of all chances, equally
    likely; a step passes it when before < start + j <= after for a whole j. Counted in parts
    of 1/d, a step is left x size over what these and the total have in common.
    Source: Madow (1949), Annals of Mathematical Statistics 20, 333-354.
    """
    free = [k for k in order if k not in split.certain] if split.certain else order
    if not free or not split.left:
        return sorted(split.certain)
    steps = [split.left * sizes[k] for k in free]
    common = math.gcd(split.total, *steps)
    unit = split.total // common
    start = 1 + stream.below(unit)
    ends = list(accumulate(step // common for step in steps))
    drawn = (free[bisect_left(ends, start + j * unit)] for j in range(split.left))
    return sorted([*split.certain, *drawn])


def _pareto(sizes: Sequence[int], split: _Split, stream: Stream) -> list[int]:
    """Certain units, and of the others those of least [u / (1 - u)] / [p / (1 - p)].

    Each unit, in the order given, has a word of the stream, u is its part of 2^64; the ranks are
    compared as fractions. Source: Rosén (1997), J. Statistical Planning and Inference 62.
    """
    words = [stream.word() for _ in sizes]
    free = [k for k in range(len(sizes)) if k not in split.certain]
    rank = {
        k: Fraction(
            words[k] * (split.total - split.left * sizes[k]),
            (WORD - words[k]) * split.left * sizes[k],
        )
        for k in (free if split.left else ())
    }
    first = sorted(rank, key=lambda k: (rank[k], k))
    return sorted([*split.certain, *first[: split.left]])


def _sampford(sizes: Sequence[int], split: _Split, stream: Stream, stratum: str) -> list[int]:
    """Sampford's rejective sample, in whole numbers; exactly the probabilities wanted.

    One unit is drawn with chances in proportion to p, n - 1 to p / (1 - p), all with replacement,
    until the n differ. Source: Sampford (1967), Biometrika 54, 499-513.
    """
    free = [k for k in range(len(sizes)) if k not in split.certain]
    if not free or not split.left:
        return sorted(split.certain)
    rest = [split.total - split.left * sizes[k] for k in free]
    common = math.lcm(*rest)
    first = list(accumulate(sizes[k] for k in free))
    odds = (sizes[k] * (common // left) for k, left in zip(free, rest, strict=True))
    others = list(accumulate(odds))
    chance = _accepted([sizes[k] / split.total for k in free], split.left)
    if chance < LEAST_LIKELY:
        values = {"stratum": stratum, "take": str(split.left), "size": str(len(free))}
        raise DesignError([Problem("sampford_rare", values=values)])
    drawn: set[int] = set()
    while len(drawn) < split.left:
        ways = (first, *[others] * (split.left - 1))
        drawn = {free[bisect_right(ends, stream.below(ends[-1]))] for ends in ways}
    return sorted([*split.certain, *drawn])


def _accepted(shares: Sequence[float], n: int) -> float:
    """The chance that a trial of Sampford's is accepted; shares: p / n of each unit, below 1 / n.

    j! times the elementary symmetric polynomial of degree j, unit by unit: first those of the
    later draws alone, then with one of them being the first draw.
    """
    odds = [x / (1 - n * x) for x in shares]
    total = sum(odds)
    others = [1.0] + [0.0] * (n - 1)
    whole = [0.0] * n  # of j later draws and the first, all different
    for x, odd in zip(shares, odds, strict=True):
        w = odd / total
        for j in range(n - 1, -1, -1):
            whole[j] += (j * w * whole[j - 1] if j else 0) + x * others[j]
            others[j] += j * w * others[j - 1] if j else 0
    return whole[n - 1]
