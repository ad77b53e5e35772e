"""Which units are drawn, with their inclusion probabilities; whole numbers and fractions only."""

import math
from bisect import bisect_left
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Generic, TypeVar

from sampling.problems import DesignError, Problem
from sampling.randomness import Stream

__all__ = [
    "METHODS",
    "Selection",
    "exact_probabilities",
    "implicit_order",
    "select",
]

T = TypeVar("T")

METHODS = ("simple_random", "pps_systematic")


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

    method: "simple_random", or "pps_systematic": in proportion to sizes (whole numbers >= 1, one
    for each unit), certainty units split off, from a list ordered by `implicit_order` of keys
    and sizes, which stratifies implicitly.
    Raises DesignError for another method or, naming the stratum, a size below 1.
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
        places = _systematic(sizes, split, implicit_order(keys, sizes), stream)
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
