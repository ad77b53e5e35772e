"""A plan of days: how many collectors each post office needs to finish in time."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

__all__ = ["FieldCalendar", "OfficePlan", "plan_office"]

LOOKS_AHEAD = 366  # days


@dataclass(frozen=True)
class FieldCalendar:
    """What a day of fieldwork gives.

    visits_per_day: of one collector; visits_per_name: expected until a final outcome, >= 1;
    working: weekdays, 0 Monday to 6 Sunday; ferries: by district or commune, the weekdays on
    which one can be there; a place that is not named can be reached every day.
    """

    visits_per_day: int
    visits_per_name: Decimal
    working: frozenset[int]
    holidays: frozenset[date]
    ferries: Mapping[str, frozenset[int]]

    def place(self, district: str | None, desk: str | None) -> str:
        """What decides when a desk can be reached: its commune if a ferry is named for it."""
        commune = (desk or "").partition(":")[2]
        return commune if commune in self.ferries else district or ""

    def days(self, district: str, first: date, last: date) -> int:
        """Days from first to last on which somebody can work in the district."""
        there = self.working & self.ferries.get(district, self.working)
        length = (last - first).days + 1
        every = (first + timedelta(days=n) for n in range(length))
        return sum(day.weekday() in there and day not in self.holidays for day in every)


@dataclass(frozen=True)
class OfficePlan:
    """What an office has before it.

    days: on which its hardest district can be worked until the end; needed: collectors to
    finish in time, None where no number suffices; done: the day on which those it has finish,
    None where they never do within a year.
    """

    names: int
    visits: int
    days: int
    needed: int | None
    have: int
    done: date | None

    @property
    def short(self) -> bool:
        """Whether it has too few."""
        return self.names > 0 and (self.needed is None or self.needed > self.have)


def plan_office(
    names: Mapping[str, int], have: int, calendar: FieldCalendar, today: date, ends: date
) -> OfficePlan:
    """Collectors needed from today (included) to the end, for names still to visit by district.

    A district of v visits on d days needs v / (visits_per_day d) collectors; an office the sum,
    rounded up, as one collector works in one district at a time. names: "" for desks of no
    district.
    """
    left = {district: count for district, count in names.items() if count}
    visits = {district: _visits(count, calendar) for district, count in left.items()}
    return OfficePlan(
        sum(left.values()),
        sum(visits.values()),
        min((calendar.days(district, today, ends) for district in left), default=0),
        _needed(visits, calendar, today, ends),
        have,
        _done(visits, have, calendar, today),
    )


def _visits(names: int, calendar: FieldCalendar) -> int:
    return math.ceil(names * calendar.visits_per_name)


def _needed(
    visits: Mapping[str, int], calendar: FieldCalendar, first: date, last: date
) -> int | None:
    needed = Decimal(0)
    for district, count in visits.items():
        days = calendar.days(district, first, last)
        if not days:
            return None
        needed += Decimal(count) / (calendar.visits_per_day * days)
    return math.ceil(needed - Decimal("1e-12"))


def _done(
    visits: Mapping[str, int], have: int, calendar: FieldCalendar, today: date
) -> date | None:
    """The first day by whose end so many collectors suffice."""
    for ahead in range(LOOKS_AHEAD):
        day = today + timedelta(days=ahead)
        needed = _needed(visits, calendar, today, day)
        if needed is not None and needed <= have:
            return day
    return None
