"""The values of expressions, and what each is as text, number or truth."""

from __future__ import annotations

import math
import re
from typing import TypeAlias

from questionnaires.moments import Moment, iso_date, iso_time, parse_moment

__all__ = [
    "NOTHING",
    "EvaluationError",
    "Value",
    "digits",
    "held",
    "number",
    "stored",
    "text",
    "truth",
    "typed",
]

Value: TypeAlias = str | float | bool | Moment

NOTHING = 1e-12
"""Numbers that differ by less are equal, as in ODK's engine: 0.1 + 0.2 = 0.3."""

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


class EvaluationError(ValueError):
    """An expression that cannot be evaluated with these answers; ODK stops there too."""


def truth(value: Value) -> bool:
    """XPath's boolean(): text is true unless empty, a number unless NaN or nothing."""
    if isinstance(value, float):
        return abs(value) >= NOTHING
    return bool(value)


def number(value: Value) -> float:
    """XPath's number(); text that is none, the empty text among it, is NaN.

    A decimal comma counts as a point: Vietnamese writes 1,5.
    """
    if isinstance(value, float):
        return value
    if isinstance(value, str):
        trimmed = value.strip(" \t\r\n").replace(",", ".")
        return float(trimmed) if _NUMBER.fullmatch(trimmed) else math.nan
    return value.number() if isinstance(value, Moment) else float(value)


def text(value: Value) -> str:
    """XPath's string(): "true" and "false", a date without its time, numbers in plain digits."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.text() if isinstance(value, Moment) else digits(value, NOTHING)


def digits(value: float, tolerance: float) -> str:
    """A number as XPath writes it: shortest digits that tell it apart, never an exponent.

    What exceeds a whole number by less than the tolerance is that number.
    """
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    if abs(value - math.trunc(value)) < tolerance:
        value = float(math.trunc(value))
    sign, whole, point = ("-" if value < 0 else ""), repr(abs(value)), 0
    if "e" in whole:
        whole, exponent = whole.split("e")
        point = int(exponent)
    before, _, after = whole.partition(".")
    if point < 0:
        before, after = "0", "0" * (-point - 1) + before + after
    elif point:
        before, after = (before + after).ljust(point + 1, "0"), ""
    after = after.rstrip("0")
    return f"{sign}{before}.{after}" if after else f"{sign}{before}"


def stored(value: Value, kind: str) -> str | None:
    """What stands in the submission of a question of this type; None where that is empty."""
    if isinstance(value, Moment):
        return _stored_moment(value, kind)
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        if math.isnan(value):
            return None
        if kind == "integer" and math.isfinite(value):
            value = float(math.trunc(value))
        return digits(value, 1e-9)
    return value or None


def _stored_moment(value: Moment, kind: str) -> str:
    if kind == "date":
        return iso_date(value)
    if kind == "time" or (value.is_time and kind != "dateTime"):
        return iso_time(value)
    return f"{iso_date(value)}T{iso_time(value)}"


def held(value: Value, kind: str, today: int) -> Value:
    """What a question of this type holds once this is calculated into it.

    Truth is held as 1 or 0, a number or date as such where the type is text.
    """
    kept = stored(value, kind)
    if kept is None:
        return ""
    if isinstance(value, float | bool):
        return float(kept.replace("Infinity", "inf"))
    if isinstance(value, Moment) and kind not in ("date", "time"):
        return value
    return typed(kept, kind, today)


def typed(answer: str | float | None, kind: str, today: int) -> Value:
    """A stored answer as expressions see it; "" where there is none.

    kind: the type of the question; today: the local day that a time of day belongs to.
    """
    if answer is None or answer == "":
        return ""
    if isinstance(answer, int | float):
        return float(answer)
    if kind in ("integer", "decimal", "range"):
        return number(answer)
    if kind in ("date", "dateTime", "time"):
        moment = parse_moment(answer, today if kind == "time" else None)
        return answer if moment is None else moment
    return answer
