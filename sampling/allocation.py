"""Sharing a total among strata, and names released for expected answers; all in fractions."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from sampling.problems import DesignError, Problem

__all__ = [
    "Number",
    "Release",
    "allocate",
    "exact_number",
    "power_weights",
    "refuse_impossible",
    "release",
]

Number = Decimal | Fraction | int | float | str
WEIGHT_DECIMALS = 12


def exact_number(value: Number) -> Fraction:
    """The number as it is written: 0.1 is one tenth, also as a float. Raises ValueError."""
    if isinstance(value, int | Fraction):
        return Fraction(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise ValueError(f"{value!r} is not a number")
    return Fraction(number)


def power_weights(sizes: Sequence[int], exponent: Number) -> tuple[Fraction, ...]:
    """Size to the power of the exponent, rounded down to 12 decimals so that any machine agrees.

    sizes: whole numbers >= 0; exponent: in [0, 1], 1 gives proportional allocation, 0 equal.
    Source: Bankier (1988), The American Statistician 42, 174-177, with equal variation
    in all strata.
    """
    power = exact_number(exponent)
    if not 0 <= power <= 1:
        values = {"name": "power", "value": str(exponent), "expected": "0–1"}
        raise DesignError([Problem("design_number", values=values)])
    scale = 10**WEIGHT_DECIMALS
    return tuple(
        Fraction(_root(size**power.numerator * scale**power.denominator, power.denominator), scale)
        for size in sizes
    )


def allocate(
    weights: Sequence[Fraction],
    total: Number,
    minimum: Sequence[Number],
    maximum: Sequence[Number],
    strata: Sequence[str] | None = None,
) -> tuple[Fraction, ...]:
    """Shares n_h = clip(L a_h, minimum_h, maximum_h) with the one L that makes them add up.

    weights: a_h >= 0, shape (H,); minimum and maximum of the same shape, in answers; strata:
    names for messages. The sum is exactly the total. Both bounds are kept at once: clipping
    first one and then the other would go wrong.
    Raises DesignError, naming strata and figures, when no such shares exist.
    """
    a = [Fraction(weight) for weight in weights]
    low = [exact_number(bound) for bound in minimum]
    high = [exact_number(bound) for bound in maximum]
    n = exact_number(total)
    if not len(a) == len(low) == len(high) or any(weight < 0 for weight in a):
        raise ValueError("weights, minimum and maximum: expected one length, weights >= 0")
    names = list(strata) if strata is not None else [str(h) for h in range(len(a))]
    refuse_impossible(a, n, low, high, names)
    scale = _scale(a, n, low, high)
    return tuple(min(y, max(x, scale * w)) for w, x, y in zip(a, low, high, strict=True))


@dataclass(frozen=True, slots=True)
class Release:
    """Names to release for a target of expected answers.

    names: how many, never more than the list; expected: answers if they are all released;
    short: whether the list is too short for the target.
    """

    names: int
    expected: Fraction
    short: bool


def release(
    target: int, eligibility: Number, response: Number, list_size: int | None = None
) -> Release:
    """Names released so that `target` answers are expected: target / (eligibility x response).

    Rounded up, in decimals: 63 / (0.9 x 0.7) is 100. eligibility and response: in (0, 1].
    Raises DesignError when a share is outside. Source: methods.md 6.
    """
    yields = answers_per_name(eligibility, response)
    needed = math.ceil(target / yields)
    names = needed if list_size is None else min(needed, list_size)
    return Release(names, names * yields, names < needed)


def answers_per_name(eligibility: Number, response: Number) -> Fraction:
    """Expected answers for one released name, in (0, 1]; raises DesignError."""
    problems = [
        Problem("share_range", values={"name": name, "value": str(value)})
        for name, value in (("eligibility", eligibility), ("response", response))
        if not 0 < exact_number(value) <= 1
    ]
    if problems:
        raise DesignError(problems)
    return exact_number(eligibility) * exact_number(response)


def decimal_text(value: Fraction) -> str:
    """A figure for sentences: whole, or with two decimals."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.2f}"


def _root(number: int, degree: int) -> int:
    """The whole part of the root of a whole number, by Newton's method from above."""
    if number == 0 or degree == 1:
        return number
    guess = 1 << -(-number.bit_length() // degree)
    while True:
        better = ((degree - 1) * guess + number // guess ** (degree - 1)) // degree
        if better >= guess:
            return guess
        guess = better


def refuse_impossible(
    a: list[Fraction], n: Fraction, low: list[Fraction], high: list[Fraction], names: list[str]
) -> None:
    """Raise DesignError, naming strata and figures, when no shares within the bounds make n.

    a: weights, a stratum of weight 0 stays at its minimum; all of one length.
    """
    problems = [
        Problem(
            "minimum_above_maximum",
            values={"stratum": name, "minimum": decimal_text(x), "maximum": decimal_text(y)},
        )
        for name, x, y in zip(names, low, high, strict=True)
        if x > y
    ]
    reach = [y if weight else x for weight, x, y in zip(a, low, high, strict=True)]
    if not problems and sum(low) > n:
        problems.append(_sum_problem("minima_above_total", low, n, names))
    elif not problems and sum(reach) < n:
        problems.append(_sum_problem("maxima_below_total", reach, n, names))
    if problems:
        raise DesignError(problems)


def _sum_problem(code: str, bounds: list[Fraction], n: Fraction, names: list[str]) -> Problem:
    strata = ", ".join(f"{s}: {decimal_text(b)}" for s, b in zip(names, bounds, strict=True))
    found = decimal_text(sum(bounds, Fraction(0)))
    return Problem(code, values={"found": found, "strata": strata, "total": decimal_text(n)})


def _scale(a: list[Fraction], n: Fraction, low: list[Fraction], high: list[Fraction]) -> Fraction:
    """L, exactly: the sum is piecewise linear in L with breaks at low/a and high/a."""
    strata = [(w, x, y) for w, x, y in zip(a, low, high, strict=True) if w > 0]
    fixed = sum((x for w, x in zip(a, low, strict=True) if w == 0), Fraction(0))
    breaks = sorted({Fraction(0)} | {bound / w for w, x, y in strata for bound in (x, y)})

    def reached(scale: Fraction) -> Fraction:
        return fixed + sum((min(y, max(x, scale * w)) for w, x, y in strata), Fraction(0))

    first, last = 0, len(breaks) - 1
    while first < last:
        middle = (first + last) // 2
        if reached(breaks[middle]) >= n:
            last = middle
        else:
            first = middle + 1
    scale = breaks[last]
    if last == 0 or (excess := reached(scale) - n) == 0:
        return scale
    slope = sum((w for w, x, y in strata if x / w < scale <= y / w), Fraction(0))
    return scale - excess / slope
