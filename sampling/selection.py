"""Which units are drawn, with their inclusion probability."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Generic, TypeVar

from sampling.problems import DesignError, Problem
from sampling.randomness import Stream

__all__ = ["METHODS", "Selection", "select"]

T = TypeVar("T")

METHODS = ("simple_random",)


@dataclass(frozen=True, slots=True)
class Selection(Generic[T]):
    """Units drawn, in the order given, each with the same probability."""

    units: tuple[T, ...]
    probability: Fraction


def select(units: Sequence[T], take: int, stream: Stream, method: str) -> Selection[T]:
    """`take` of the units without replacement; all of them when there are no more.

    method: "simple_random"; systematic and PPS selection are not available yet and refused.
    Raises DesignError for another method.
    """
    if method not in METHODS:
        values = {"value": method, "expected": ", ".join(METHODS)}
        raise DesignError([Problem("unknown_method", values=values)])
    if not units:
        return Selection((), Fraction(0))
    count = min(take, len(units))
    places = sorted(stream.sample(range(len(units)), count))
    return Selection(tuple(units[place] for place in places), Fraction(count, len(units)))
