"""A campaign's clock: a demo of past fieldwork lives that many days ago, others today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

__all__ = ["campaign_now", "local_day"]

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def campaign_now(real: datetime, demo: bool, rules: Mapping[str, object]) -> datetime:
    """The moment in a campaign at a real one; rules: the campaign's, with clock_shift_days."""
    shift = rules.get("clock_shift_days", 0) if demo else 0
    return real - timedelta(days=shift if isinstance(shift, int) else 0)


def local_day(moment: datetime) -> date:
    """The day that a moment falls on in Vietnam."""
    return moment.astimezone(HANOI).date()
