"""How long an interview takes, by a stated rule: a rough guide, the same for every form.

Each item takes the time to read its words aloud, and the time to answer. Vietnamese is read at
four syllables a second, which in Vietnamese are its words between spaces. An item that is asked
on a condition counts half. Choices are read aloud, but for a scale that repeats the list of the
question before it.
"""

from __future__ import annotations

from questionnaires.model import Questionnaire, Text
from questionnaires.walking import placed

__all__ = ["ANSWERING", "seconds"]

ANSWERING = {
    "select_one": 3.0,
    "select_multiple": 6.0,
    "rank": 15.0,
    "integer": 5.0,
    "decimal": 5.0,
    "range": 5.0,
    "text": 15.0,
    "date": 6.0,
    "time": 5.0,
    "dateTime": 8.0,
    "geopoint": 10.0,
    "acknowledge": 2.0,
}
"""Seconds to answer, by type; what is not named here takes none."""

_A_SECOND = 4.0


def seconds(form: Questionnaire) -> float:
    """How long one who answers it in the default language takes, repeats asked once."""
    total, before = 0.0, None
    for place in placed(form):
        item = place.item
        if not item.is_shown:
            continue
        taken = _reading(item.label) + (ANSWERING.get(item.type, 0.0) if item.is_asked else 0.0)
        taken += _reading(item.hint) if item.hint else 0.0
        if item.choices and item.choices != before:
            taken += sum(_reading(choice.label) for choice in item.choices)
        before = item.choices or None
        total += taken / 2 if place.conditions else taken
    return total


def _reading(text: Text) -> float:
    return len(text.in_(text.default).split()) / _A_SECOND
