"""What a clerk types from a paper form: digits into answers, and how a field is keyed."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from questionnaires.model import Item, Questionnaire, Section
from survey_app.keyed_order import put, slots

__all__ = ["Reading", "read_typed", "typed"]

_DAY = r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})|(\d{2})(\d{2})(\d{4})"
_CLOCK = r"(\d{1,2})\s*[h:.\s]\s*(\d{1,2})|(\d{1,2})(\d{2})"
_DATE, _TIME = re.compile(_DAY, re.ASCII), re.compile(_CLOCK, re.ASCII)
_MOMENT = re.compile(rf"(?P<day>{_DAY})\s*(?P<clock>{_CLOCK})", re.ASCII)
_AGREED = {"1": "OK"}


@dataclass(frozen=True)
class Reading:
    """Answers as the validation takes them, and by path what cannot have been on paper."""

    answers: Mapping[str, Any]
    mistakes: Mapping[str, str]


def read_typed(questionnaire: Questionnaire, fields: Mapping[str, str]) -> Reading:
    """Typed text by path -> answers: the numbers printed beside the choices become codes.

    A repeat has instances up to the last in which something stands, none where all are blank.
    """
    answers: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    for slot in slots(questionnaire, fields.keys()):
        text = fields.get(slot.path, "").strip()
        if not text:
            continue
        answer = _answer(slot.item, text)
        if answer is None:
            mistakes[slot.path] = _out_of_range(slot.item)
        else:
            put(answers, slot.path, answer)
    _mention_repeats(questionnaire.sections, answers)
    return Reading(answers, mistakes)


def typed(item: Item, answer: str | Sequence[str] | None) -> str:
    """The answer as it is typed, for a field that shows it again."""
    if answer is None:
        return ""
    if item.type == "rank":
        codes = [answer] if isinstance(answer, str) else list(answer)
        places = [codes.index(c.name) + 1 if c.name in codes else 0 for c in item.choices]
        return " ".join(map(str, places))
    if item.choices:
        numbers = {choice.name: str(place) for place, choice in enumerate(item.choices, start=1)}
        codes = [answer] if isinstance(answer, str) else list(answer)
        return " ".join(numbers.get(code, code) for code in codes)
    text = answer if isinstance(answer, str) else " ".join(answer)
    if item.type in ("date", "dateTime"):
        return re.sub(r"^(\d{4})-(\d{2})-(\d{2})T?", r"\3/\2/\1 ", text).strip()
    return "1" if item.type == "acknowledge" and text == "OK" else text


def _mention_repeats(members: Sequence[Item | Section], answers: dict[str, Any]) -> None:
    """A repeat left blank has no instance; unmentioned it would stand for one without answers."""
    for member in members:
        if isinstance(member, Section) and member.repeat:
            for instance in answers.setdefault(member.name, []):
                _mention_repeats(member.members, instance)
        elif isinstance(member, Section):
            _mention_repeats(member.members, answers)


def _answer(item: Item, text: str) -> str | list[str] | None:
    """The answer that was typed; None where no such thing can stand on paper."""
    if item.type == "rank":
        return _ranking(item, text)
    if item.choices:
        places = _places(item, text)
        if places is None or (item.type == "select_one" and len(places) != 1):
            return None
        codes = [item.choices[place - 1].name for place in places]
        return codes[0] if item.type == "select_one" else codes
    plain = _PLAIN.get(item.type)
    return plain(text) if plain else text


def _places(item: Item, text: str) -> list[int] | None:
    """The choices' numbers, from 1; up to nine choices need nothing between the digits."""
    digits = _numbers(item, text)
    if digits is None or any(not 1 <= each <= len(item.choices) for each in digits):
        return None
    return list(dict.fromkeys(digits))


def _ranking(item: Item, text: str) -> list[str] | None:
    """The choices by what stands in their boxes, read from the first to the last; 0 for none."""
    digits = _numbers(item, text)
    if digits is None or len(digits) != len(item.choices):
        return None
    ranks = sorted(each for each in digits if each)
    if ranks != list(range(1, len(ranks) + 1)):
        return None
    ranked = [(rank, c.name) for rank, c in zip(digits, item.choices, strict=True) if rank]
    return [name for _rank, name in sorted(ranked)]


def _numbers(item: Item, text: str) -> list[int] | None:
    if not re.fullmatch(r"[0-9\s,;.]+", text):
        return None
    separated = re.findall(r"[0-9]+", text)
    digits = list("".join(separated)) if len(item.choices) <= 9 else separated
    if any(len(each) > 3 for each in digits):
        return None
    return [int(each) for each in digits]


def _day(text: str) -> str:
    match = _DATE.fullmatch(text)
    return "/".join(filter(None, match.groups())) if match else text


def _clock(text: str) -> str:
    match = _TIME.fullmatch(text)
    if match is None:
        return text
    hours, minutes = filter(None, match.groups())
    return f"{int(hours):02}:{int(minutes):02}"


def _moment(text: str) -> str:
    match = _MOMENT.fullmatch(text)
    return f"{_day(match['day'])} {_clock(match['clock'])}" if match else text


_PLAIN: Mapping[str, Callable[[str], str]] = {
    "date": _day,
    "time": _clock,
    "dateTime": _moment,
    "acknowledge": lambda text: _AGREED.get(text, text),
}
"""Answers in words or figures that are written otherwise than the validation reads them."""


def _out_of_range(item: Item) -> str:
    count = len(item.choices)
    if item.type == "rank":
        return str(
            _(
                "Gõ %(n)d số trong các ô, từ trên xuống, 0 nếu ô trống; mỗi thứ hạng một lần."
                " Phiếu ghi trùng thứ hạng thì để trống câu này.",
                n=count,
            )
        )
    if item.type == "select_one":
        return str(_("Gõ một số từ 1 đến %(n)d, như in trên phiếu giấy.", n=count))
    return str(_("Gõ các số từ 1 đến %(n)d, như in trên phiếu giấy.", n=count))
