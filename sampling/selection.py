"""Which units are drawn, with their inclusion probabilities; whole numbers and fractions only."""

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, pairwise
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
        chances = [Fraction(count, len(units))] * len(units)
    else:
        chances = exact_probabilities(sizes, count, stratum)
        places = _systematic(chances, implicit_order(keys, sizes), stream)
    return Selection(
        tuple(units[place] for place in places), tuple(chances[place] for place in places)
    )


def exact_probabilities(sizes: Sequence[int], n: int, stratum: str = "—") -> list[Fraction]:
    """Probabilities proportional to size that add up to n exactly; 0 <= n <= len(sizes).

    A unit whose n x / total is 1 or more is certain; the others share what is left, and so on.
    Raises DesignError naming the first size below 1. Source: Cochran (1977), chapter 9A.
    """
    wrong = next((k for k, size in enumerate(sizes) if size < 1), None)
    if wrong is not None:
        values = {"unit": str(wrong), "stratum": stratum, "value": str(sizes[wrong])}
        raise DesignError([Problem("size_positive", values=values)])
    free, left, total = set(range(len(sizes))), n, sum(sizes)
    while certain := {k for k in free if left * sizes[k] >= total}:
        free -= certain
        left -= len(certain)
        total = sum(sizes[k] for k in free)
    return [
        Fraction(left * size, total) if k in free else Fraction(1) for k, size in enumerate(sizes)
    ]


def implicit_order(keys: Sequence[Hashable], sizes: Sequence[float]) -> list[int]:
    """Places in an order that stratifies implicitly: by key, sizes up and down by turns.

    keys: the implicit stratum of each unit, taken in order of first appearance. Neighbours then
    are alike in key and in size, also across the border of two keys.
    Source: Kish (1965), Survey Sampling, section 4.1 (serpentine ordering).
    """
    order: list[int] = []
    for turn, key in enumerate(dict.fromkeys(keys)):
        units = [k for k, own in enumerate(keys) if own == key]
        order += sorted(units, key=lambda k: sizes[k], reverse=turn % 2 == 1)
    return order


def _systematic(chances: Sequence[Fraction], order: Sequence[int], stream: Stream) -> list[int]:
    """Certain units, and of the others those whose step of the running sum passes a start.

    The start is one of 1, 2, ..., d over d, d the denominator of all chances, equally likely;
    a step passes it when before < start + j <= after for a whole j.
    Source: Madow (1949), Annals of Mathematical Statistics 20, 333-354.
    """
    free = [k for k in order if chances[k] < 1]
    if not free:
        return sorted(order)
    unit = math.lcm(*(chances[k].denominator for k in free))
    start = 1 + stream.below(unit)
    ends = accumulate((int(chances[k] * unit) for k in free), initial=0)
    passed = [
        (after - start) // unit > (before - start) // unit for before, after in pairwise(ends)
    ]
    drawn = {k for k, taken in zip(free, passed, strict=True) if taken}
    return [k for k, chance in enumerate(chances) if chance == 1 or k in drawn]
