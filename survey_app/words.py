"""Numbers and dates as people read them: 1.234,5 and 18/01/2022, or 1,234.5 and 18 January 2022."""

import datetime
from typing import Literal

__all__ = [
    "Language",
    "date",
    "in_sentence",
    "interval",
    "margin",
    "number",
    "percent",
    "percent_interval",
]

Language = Literal["vi", "en"]

_VIETNAMESE = str.maketrans(",.", ".,")
_MONTHS = "January February March April May June July August September October November December"


def number(x: float, decimals: int = 0, language: Language = "vi") -> str:
    """A number with a fixed count of decimals, thousands grouped; never "-0"."""
    text = f"{x:z,.{decimals}f}".replace("-", "−")
    return text.translate(_VIETNAMESE) if language == "vi" else text


def in_sentence(name: str) -> str:
    """A name as it stands inside a sentence."""
    return name[:1].lower() + name[1:]


def percent(share: float, decimals: int = 1, language: Language = "vi") -> str:
    """A share in [0, 1] as a percentage, the sign set close: 86,2%."""
    return number(100 * share, decimals, language) + "%"


def margin(half_width: float, decimals: int = 1, language: Language = "vi") -> str:
    """Half of an interval behind its estimate: ± 3,1."""
    return "±\u00a0" + number(half_width, decimals, language)


def interval(lower: float, upper: float, decimals: int = 2, language: Language = "vi") -> str:
    """Two limits with an en dash, spaced out where a limit is negative: 26,55–27,49."""
    dash = " – " if min(lower, upper) < 0 else "–"
    return number(lower, decimals, language) + dash + number(upper, decimals, language)


def percent_interval(
    lower: float, upper: float, decimals: int = 1, language: Language = "vi"
) -> str:
    """Two limits of a share in [0, 1], the sign once: 80,0–92,0%."""
    return interval(100 * lower, 100 * upper, decimals, language) + "%"


def date(day: datetime.date, language: Language = "vi") -> str:
    """18/01/2022 in Vietnamese, 18 January 2022 in English (08/01 would be read two ways)."""
    if language == "vi":
        return f"{day.day:02}/{day.month:02}/{day.year:04}"
    return f"{day.day} {_MONTHS.split()[day.month - 1]} {day.year}"
