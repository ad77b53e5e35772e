"""Functions on numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from decimal import ROUND_FLOOR, Decimal, localcontext

from questionnaires.values import Value, number, text

__all__ = ["MATHEMATICS", "divide", "extreme", "modulo", "rounded", "whole"]


def divide(left: float, right: float) -> float:
    """IEEE division: by zero it is infinite, or NaN."""
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def modulo(left: float, right: float) -> float:
    """The remainder with the sign of the left side."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def whole(value: Value) -> float:
    """The number without its fraction."""
    given = number(value)
    return float(math.trunc(given)) if math.isfinite(given) else given


def rounded(value: Value, places: Value = 0.0) -> float:
    """Halves go up, and are told by the decimal digits: 1.005 to two places is 1.01.

    More than 30 places give NaN, places that are no number count as 0.
    """
    given, to = number(value), number(places)
    if not math.isfinite(given):
        return given
    if abs(to) > 30:
        return math.nan
    shift = 0 if math.isnan(to) else math.trunc(to)
    with localcontext() as context:
        context.prec = 400
        moved = Decimal(text(given)).scaleb(shift) + Decimal("0.5")
        return float(moved.to_integral_value(ROUND_FLOOR).scaleb(-shift))


def extreme(values: Sequence[Value], choose: Callable[[list[float]], float]) -> float:
    """The least or greatest of those that are numbers; NaN where none is."""
    numbers = [each for each in map(number, values) if not math.isnan(each)]
    return choose(numbers) if numbers else math.nan


def _safely(function: Callable[..., float], beyond: float = math.nan) -> Callable[..., Value]:
    """The function of numbers; outside its domain NaN, beyond the largest number infinity."""

    def call(*values: Value) -> Value:
        try:
            return function(*map(number, values))
        except OverflowError:
            return math.inf
        except ValueError:
            return beyond

    return call


def _power(base: float, exponent: float) -> float:
    if math.isnan(exponent) or (math.isinf(exponent) and abs(base) == 1):
        return math.nan  # as Java and JavaScript; C says 1
    if base == 0 and exponent < 0:
        odd = exponent % 2 == 1
        return math.copysign(math.inf, base) if odd else math.inf
    try:
        return math.pow(base, exponent)
    except OverflowError:
        return -math.inf if base < 0 and exponent % 2 == 1 else math.inf


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    return lambda value: -math.inf if value == 0 else function(value)


MATHEMATICS: dict[str, Callable[..., Value]] = {
    "int": whole,
    "round": rounded,
    "abs": lambda value: abs(number(value)),
    "pow": _safely(_power),
    "sqrt": _safely(math.sqrt),
    "exp": _safely(math.exp),
    "exp10": _safely(lambda value: _power(10.0, value)),
    "log": _safely(_logarithm(math.log)),
    "log10": _safely(_logarithm(math.log10)),
    "pi": lambda: math.pi,
    **{
        name: _safely(getattr(math, name))
        for name in ("sin", "cos", "tan", "asin", "acos", "atan", "atan2")
    },
}
