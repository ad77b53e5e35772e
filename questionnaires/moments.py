"""Dates, times and both together, in the one zone that Vietnam has.

A moment counts milliseconds since 1970-01-01T00:00Z. The zone is UTC+7 the whole year and, so
that phone and server need no table of zones, before 1975 too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

__all__ = ["DAY", "Moment", "iso_date", "iso_time", "local_date", "midnight", "parse_moment"]

DAY = 86_400_000
"""Milliseconds of a day."""

ZONE = 7 * 3_600_000
_ZONE_NAME = "+07:00"
_EPOCH = date(1970, 1, 1).toordinal()
_LAST = date.max.toordinal() - _EPOCH
_DATE = r"(\d{1,4})-(\d{1,2})-(\d{1,2})"
_TIME = r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?(Z|[+-]\d{2}(?::?\d{2})?)?"
_MOMENT = re.compile(f"{_DATE}(?:T{_TIME})?", re.ASCII)
_CLOCK = re.compile(_TIME, re.ASCII)


@dataclass(frozen=True)
class Moment:
    """A point in time. is_time: only the time of day was asked for, the day is today."""

    ms: int
    is_time: bool = False

    @property
    def days(self) -> float:
        """Local days since 1970-01-01, with their fraction."""
        return (self.ms + ZONE) / DAY

    @property
    def day(self) -> int:
        """The local day, counted from 1970-01-01."""
        return (self.ms + ZONE) // DAY

    @property
    def fraction(self) -> float:
        """How much of the local day is over, in [0, 1)."""
        return self.days - self.day

    def text(self) -> str:
        """The local date, or the time of day, in ISO form."""
        return iso_time(self) if self.is_time else iso_date(self)

    def number(self) -> float:
        """Whole days since 1970-01-01; of a time of day its fraction."""
        return self.fraction if self.is_time else float(self.day)


def midnight(day: int) -> Moment | None:
    """The local midnight that opens a day counted from 1970-01-01; None outside years 1-9999."""
    return Moment(day * DAY - ZONE) if 1 - _EPOCH <= day <= _LAST else None


def local_date(moment: Moment) -> date:
    """The calendar day in Vietnam."""
    return date.fromordinal(moment.day + _EPOCH)


def iso_date(moment: Moment) -> str:
    """2024-03-05."""
    return local_date(moment).isoformat()


def iso_time(moment: Moment) -> str:
    """14:30:15.250+07:00."""
    ms = (moment.ms + ZONE) % DAY
    minutes, seconds = divmod(ms // 1000, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}.{ms % 1000:03}{_ZONE_NAME}"


def parse_moment(text: str, today: int | None = None) -> Moment | None:
    """A date, or a date and time, in ISO form; None where the text is no such thing.

    today: the local day that a time of day alone is put on; None where none may stand alone.
    """
    clock = _CLOCK.fullmatch(text) if today is not None else None
    if clock is not None and today is not None:
        return _at(today, clock.groups(), is_time=True)
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    year, month, day, *clock_parts = match.groups()
    try:
        ordinal = date(int(year), int(month), int(day)).toordinal() - _EPOCH
    except ValueError:
        return None
    if clock_parts[0] is None:
        return midnight(ordinal)
    return _at(ordinal, tuple(clock_parts), is_time=False)


def _at(day: int, clock: tuple[str | None, ...], is_time: bool) -> Moment | None:
    hours, minutes, seconds = (int(part or 0) for part in clock[:3])
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    offset = _offset(clock[4])
    ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + int((clock[3] or "").ljust(3, "0"))
    moment = Moment(day * DAY + ms - offset, is_time)
    return moment if midnight(moment.day) else None


def _offset(zone: str | None) -> int:
    if zone is None:
        return ZONE
    if zone == "Z":
        return 0
    digits = zone[1:].replace(":", "").ljust(4, "0")
    return (int(digits[:2]) * 60 + int(digits[2:])) * (60_000 if zone[0] == "+" else -60_000)
