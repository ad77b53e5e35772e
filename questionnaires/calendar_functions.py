"""Functions on dates and times."""

from __future__ import annotations

import math
from collections.abc import Callable

from questionnaires.moments import DAY, Moment, iso_time, local_date, midnight, parse_moment
from questionnaires.values import EvaluationError, Value, text

__all__ = ["CALENDAR", "check_format"]

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def _as_moment(value: Value) -> Moment | None:
    """What a value says of a date: ISO text, or days since 1970-01-01; None where it is empty.

    Raises EvaluationError where it is neither.
    """
    if isinstance(value, Moment):
        return value
    if value == "" or value != value:
        return None
    if isinstance(value, float):
        moment = midnight(math.floor(value)) if math.isfinite(value) else None
    else:
        moment = parse_moment(value) if isinstance(value, str) else None
    if moment is None:
        raise EvaluationError(f"{text(value)!r} is no date")
    return moment


def check_format(pattern: str) -> None:
    """Raise EvaluationError where format-date() cannot write this."""
    _formatted(Moment(0), pattern)


def _empty(value: Value) -> bool:
    return value == "" or value != value


def _date(value: Value) -> Value:
    moment = _as_moment(value)
    if moment is None:
        return value
    day = midnight(moment.day)
    assert day is not None  # noqa: S101  (a moment lies within the calendar)
    return day


def _date_time(value: Value) -> Value:
    """Of a number the moment whose decimal-date-time() it is."""
    if isinstance(value, float) and math.isfinite(value):
        moment = Moment(math.floor(value * DAY + 0.5))
        if midnight(moment.day) is None:
            raise EvaluationError(f"{text(value)!r} is no date")
        return moment
    return _as_moment(value) or value


def _decimal_date_time(value: Value) -> Value:
    """Days since 1970-01-01T00:00Z with their fraction."""
    if _empty(value) or isinstance(value, float):
        return value
    moment = _as_moment(value)
    return moment.ms / DAY if moment else value


def _decimal_time(value: Value) -> Value:
    """The fraction of the day that is over."""
    if _empty(value):
        return value
    if isinstance(value, float):
        return value - math.floor(value)
    clock = parse_moment(value, 19_723) if isinstance(value, str) else None  # any day of our time
    moment = clock or _as_moment(value)
    return moment.fraction if moment else value


def _formatted(value: Value, pattern: Value) -> Value:
    moment = _as_moment(value)
    if moment is None:
        return ""
    written, characters = "", iter(text(pattern))
    for character in characters:
        if character == "%":
            sign = next(characters, "")
            if sign not in _SIGNS or not sign:
                raise EvaluationError(f"format-date cannot write %{sign}")
            character = _SIGNS[sign](moment)
        written += character
    return written


_SIGNS: dict[str, Callable[[Moment], str]] = {
    "%": lambda _moment: "%",
    "Y": lambda moment: f"{local_date(moment).year:04}",
    "y": lambda moment: f"{local_date(moment).year % 100:02}",
    "m": lambda moment: f"{local_date(moment).month:02}",
    "n": lambda moment: str(local_date(moment).month),
    "b": lambda moment: _MONTHS[local_date(moment).month - 1],
    "d": lambda moment: f"{local_date(moment).day:02}",
    "e": lambda moment: str(local_date(moment).day),
    "a": lambda moment: _WEEKDAYS[local_date(moment).weekday()],
    "W": lambda moment: str(local_date(moment).isocalendar().week),
    "H": lambda moment: iso_time(moment)[:2],
    "h": lambda moment: str(int(iso_time(moment)[:2])),
    "M": lambda moment: iso_time(moment)[3:5],
    "S": lambda moment: iso_time(moment)[6:8],
    "3": lambda moment: iso_time(moment)[9:12],
}

CALENDAR: dict[str, Callable[..., Value]] = {
    "date": _date,
    "date-time": _date_time,
    "decimal-date-time": _decimal_date_time,
    "decimal-time": _decimal_time,
    "format-date": _formatted,
    "format-date-time": _formatted,
}
