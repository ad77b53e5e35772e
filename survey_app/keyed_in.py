"""What a clerk types from a paper form: digits into answers, and how a field is keyed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from questionnaires.model import Item, Questionnaire

__all__ = ["Reading", "read_typed", "typed"]


@dataclass(frozen=True)
class Reading:
    """Answers as the validation takes them, and by item what cannot have been on paper."""

    answers: Mapping[str, str | list[str]]
    mistakes: Mapping[str, str]


def read_typed(questionnaire: Questionnaire, fields: Mapping[str, str]) -> Reading:
    """Typed text by item -> answers: the numbers printed beside the choices become codes."""
    answers: dict[str, str | list[str]] = {}
    mistakes: dict[str, str] = {}
    for item in questionnaire.items:
        text = fields.get(item.name, "").strip()
        if item.type == "note" or not text:
            continue
        if not item.choices:
            answers[item.name] = text
            continue
        places = _places(item, text)
        if places is None or (item.type == "select_one" and len(places) != 1):
            mistakes[item.name] = _out_of_range(item)
        else:
            codes = [item.choices[place - 1].name for place in places]
            answers[item.name] = codes[0] if item.type == "select_one" else codes
    return Reading(answers, mistakes)


def typed(item: Item, answer: str | Sequence[str] | None) -> str:
    """The answer as it is typed, for a field that shows it again."""
    if answer is None:
        return ""
    if not item.choices:
        return answer if isinstance(answer, str) else " ".join(answer)
    places = {choice.name: str(place) for place, choice in enumerate(item.choices, start=1)}
    codes = [answer] if isinstance(answer, str) else answer
    return " ".join(places.get(code, code) for code in codes)


def _places(item: Item, text: str) -> list[int] | None:
    """The choices' numbers, from 1; up to nine choices need nothing between the digits."""
    if not re.fullmatch(r"[0-9\s,;.]+", text):
        return None
    separated = re.findall(r"[0-9]+", text)
    digits = list("".join(separated)) if len(item.choices) <= 9 else separated
    if any(len(each) > 3 or not 1 <= int(each) <= len(item.choices) for each in digits):
        return None
    return [int(each) for each in dict.fromkeys(digits)]


def _out_of_range(item: Item) -> str:
    if item.type == "select_one":
        return str(_("Gõ một số từ 1 đến %(n)d, như in trên phiếu giấy.", n=len(item.choices)))
    return str(_("Gõ các số từ 1 đến %(n)d, như in trên phiếu giấy.", n=len(item.choices)))
