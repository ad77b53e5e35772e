"""Complete answers to a questionnaire: what is known of a person, and plausible for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from questionnaires.model import Item, Questionnaire
from questionnaires.validation import check

__all__ = ["complete"]


_PLAIN = {
    "text": "Không có",
    "date": "2021-10-15",
    "time": "09:30",
    "dateTime": "2021-10-15T09:30",
    "geopoint": "20.8449 106.6881",
    "acknowledge": "OK",
}


def complete(
    form: Questionnaire, known: Mapping[str, str | list[str]], who: str
) -> dict[str, str | list[str]]:
    """Answers that the questionnaire accepts, the known ones among them.

    who: decides the rest, so that the same person answers the same way. Items that only one
    choice satisfies (consent) get it. Raises ValueError where nothing tried is accepted.
    """
    answers: dict[str, str | list[str]] = dict(known)
    for attempt in range(40):
        errors = check(form, answers).errors
        if not errors:
            return answers
        answers |= {name: _pick(form.item(name), who, attempt) for name in errors}
    raise ValueError(f"no complete answers to {form.name}: {sorted(errors)}")


def _pick(item: Item, who: str, attempt: int) -> str | list[str]:
    number = sha256(f"{who}|{item.name}|{attempt}".encode()).digest()[0]
    if item.type == "rank":
        return [choice.name for choice in item.choices]
    if item.type in ("select_one", "select_multiple"):
        choice = item.choices[(number if item.constraint is None else attempt) % len(item.choices)]
        return [choice.name] if item.type == "select_multiple" else choice.name
    return _PLAIN.get(item.type) or str(1 + number % 3)
