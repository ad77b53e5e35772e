"""One answer as it came -> the clean one in its type, or what is wrong with it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeAlias

from questionnaires.model import Item
from questionnaires.moments import Moment, iso_date, iso_time, parse_moment

__all__ = ["LONGEST_TEXT", "Answer", "Clean", "Read", "blank", "reader", "value_of"]

Answer: TypeAlias = str | int | float | Sequence[str]
"""As it came: text, or several texts; clean answers are accepted again."""

Clean: TypeAlias = str | int | float | tuple[str, ...]
"""integer: int; decimal: float; range: int where start and step are whole, else float;
select_multiple: codes in the order of the choices; rank: all codes, the first first; date:
2021-12-31; time: 14:30 or 14:30:15; dateTime: both with T between; geopoint: latitude and
longitude, then altitude and accuracy where known, with spaces; acknowledge: OK; else text."""

LONGEST_TEXT = 2000
"""The most characters that an answer in words may have."""

Read: TypeAlias = Callable[[object], tuple[Clean | None, str]]
"""An answer as it came -> the clean one (None where blank) and the code of an error, or ""."""

_INTEGER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DIGITS = re.compile(r"[+-]?\d+", re.ASCII)
_DECIMAL = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,15})?|[.,]\d{1,15})", re.ASCII)
_DAY_FIRST = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(.*)", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")
_MOST_BITS = 4096
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def reader(item: Item) -> Read | None:
    """How answers to the item are read; None where it takes none."""
    codes = [choice.name for choice in item.choices]
    match item.type:
        case "select_one":
            return _read_one({code: (code, "") for code in codes})
        case "select_multiple":
            return _read_several(codes)
        case "rank":
            return _read_ranking(codes, complete=item.choice_filter is None)
        case "range":
            return _read_range(item.parameters)
        case "note" | "calculate":
            return None
    return _READERS.get(item.type, _read_text)


def blank(raw: object) -> bool:
    """Whether an answer holds nothing that would be kept."""
    if raw is None:
        return True
    text = _single(raw)
    if text is None:
        return isinstance(raw, Sequence) and all(
            each == "" or (isinstance(each, str) and not _tidy(each)) for each in raw
        )
    return not _tidy(text)


def value_of(answer: Clean) -> str | float:
    """The answer as expressions see it: numbers as float, all else as the text ODK stores."""
    if isinstance(answer, str):
        return answer
    return " ".join(answer) if isinstance(answer, tuple) else float(answer)


def _single(raw: object) -> str | None:
    """The one text of an answer; None where there are several or it is no text."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int | float):
        return _written(raw)
    if isinstance(raw, Sequence) and len(raw) <= 1 and all(isinstance(each, str) for each in raw):
        return str(raw[0]) if raw else ""
    return None


def _written(number: int | float) -> str:
    """A number in digits, without an exponent."""
    if isinstance(number, float):
        return format(Decimal(repr(number)), "f")
    if number.bit_length() > _MOST_BITS:  # which Python does not write out, and no type holds
        return "9" * (LONGEST_TEXT + 1)
    return str(number)


def _tidy(text: str) -> str:
    """Text as it is kept: NFC, LF, no control characters, no space around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    whole = text.encode("utf-8", "ignore").decode()
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED)
    return unicodedata.normalize("NFC", lines).strip()


def _read_one(known: Mapping[str, tuple[str, str]]) -> Read:
    def read(raw: object) -> tuple[Clean | None, str]:
        if isinstance(raw, str) and raw in known:
            return known[raw]
        text = _single(raw)
        if text is None:
            return None, "several"
        text = _tidy(text)
        return known.get(text, (None, "unknown-choice")) if text else (None, "")

    return read


def _codes(raw: object) -> list[str] | None:
    """The codes of an answer that may have several; None where it is no such thing."""
    if isinstance(raw, int | float):
        return [_written(raw)]
    if isinstance(raw, str):
        return _tidy(raw).split()
    if isinstance(raw, Sequence) and all(isinstance(each, str) for each in raw):
        return [code for each in raw if (code := _tidy(each))]
    return None


def _read_several(codes: Sequence[str]) -> Read:
    def read(raw: object) -> tuple[Clean | None, str]:
        chosen = _codes(raw)
        if chosen is None or not set(chosen).issubset(codes):
            return None, "unknown-choice"
        return tuple(code for code in codes if code in chosen) or None, ""

    return read


def _read_ranking(codes: Sequence[str], complete: bool) -> Read:
    """complete: whether all codes are offered, so that none may be left out."""

    def read(raw: object) -> tuple[Clean | None, str]:
        ranked = _codes(raw)
        if ranked is None or not set(ranked).issubset(codes):
            return None, "unknown-choice"
        if not ranked:
            return None, ""
        if len(set(ranked)) < len(ranked) or (complete and len(ranked) < len(codes)):
            return None, "not-a-ranking"
        return tuple(ranked), ""

    return read


def _of_text(parse: Callable[[str], tuple[Clean | None, str]]) -> Read:
    """A reader of answers that are one text and not blank."""

    def read(raw: object) -> tuple[Clean | None, str]:
        text = _single(raw)
        if text is None:
            return None, "several"
        text = _tidy(text)
        return parse(text) if text else (None, "")

    return read


def _integer(text: str) -> tuple[Clean | None, str]:
    if _INTEGER.fullmatch(text):
        return int(text), ""
    return None, "out-of-range" if _DIGITS.fullmatch(text) else "not-a-number"


def _decimal(text: str) -> tuple[Clean | None, str]:
    if _DECIMAL.fullmatch(text):
        return float(text.replace(",", ".")), ""
    return None, "out-of-range" if _DIGITS.fullmatch(text) else "not-a-decimal"


def _words(text: str) -> tuple[Clean | None, str]:
    return (None, "too-long") if len(text) > LONGEST_TEXT else (text, "")


def _read_range(parameters: Mapping[str, str]) -> Read:
    start, end, step = (Fraction(parameters[key]) for key in ("start", "end", "step"))
    whole = start.denominator == step.denominator == 1
    low, high = min(start, end), max(start, end)

    def parse(text: str) -> tuple[Clean | None, str]:
        if not _DECIMAL.fullmatch(text):
            return None, "not-a-decimal"
        number = Fraction(text.replace(",", "."))
        if not low <= number <= high or (number - start) % step:
            return None, "not-on-scale"
        return (int(number) if whole else float(number)), ""

    return _of_text(parse)


def _date(text: str) -> tuple[Clean | None, str]:
    moment = parse_moment(_year_first(text))
    return (None, "not-a-date") if moment is None else (iso_date(moment), "")


def _time(text: str) -> tuple[Clean | None, str]:
    moment = parse_moment(text, today=0)
    if moment is None or not moment.is_time:
        return None, "not-a-time"
    return _clock(moment), ""


def _moment(text: str) -> tuple[Clean | None, str]:
    day, _, clock = _year_first(text).replace("T", " ").partition(" ")
    moment = parse_moment(f"{day}T{clock.strip()}") if clock.strip() else None
    if moment is None:
        return None, "not-a-moment"
    return f"{iso_date(moment)}T{_clock(moment)}", ""


def _year_first(text: str) -> str:
    """31/12/2021 as 2021-12-31, so as people in Vietnam write a date."""
    match = _DAY_FIRST.fullmatch(text)
    return f"{match[3]}-{match[2]}-{match[1]}{match[4]}" if match else text


def _clock(moment: Moment) -> str:
    clock = iso_time(moment)
    return clock[:5] if clock[6:12] == "00.000" else clock[:8]


def _place(text: str) -> tuple[Clean | None, str]:
    parts = [part for part in _BETWEEN.split(text) if part]
    if not 2 <= len(parts) <= 4 or not all(map(_DECIMAL.fullmatch, parts)):
        return None, "not-a-place"
    latitude, longitude = float(parts[0]), float(parts[1])
    if abs(latitude) > 90 or abs(longitude) > 180:
        return None, "not-a-place"
    return " ".join(parts), ""


def _agreed(text: str) -> tuple[Clean | None, str]:
    return ("OK", "") if text.upper() == "OK" else (None, "not-agreed")


_read_text = _of_text(_words)
_READERS: Mapping[str, Read] = {
    "integer": _of_text(_integer),
    "decimal": _of_text(_decimal),
    "date": _of_text(_date),
    "today": _of_text(_date),
    "time": _of_text(_time),
    **dict.fromkeys(("dateTime", "start", "end"), _of_text(_moment)),
    "geopoint": _of_text(_place),
    "acknowledge": _of_text(_agreed),
}
