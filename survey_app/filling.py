"""A questionnaire being filled in: what was entered, and what a screen of it shows.

Nothing here decides what is valid: that is `questionnaires.validation` alone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

from questionnaires.model import Item, Questionnaire, Section
from questionnaires.validation import ItemError
from survey_app.entered import plain

__all__ = [
    "Answers",
    "Field",
    "Mistake",
    "Option",
    "Screen",
    "entered",
    "first_mistaken",
    "hidden",
    "mistakes",
    "names_shown",
    "screen",
    "steps",
]

Answers = Mapping[str, str | Sequence[str]]
LONGEST_WORD = 9  # letters that fit into a fifth of a phone's width
APART = frozenset({"dk", "ref", "na"})  # answers that stand outside every scale


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen, and whether it was."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """An item as a page shows it.

    number: its place among all questions of the form, None for a note; layout: note, scale,
    choices, several, integer, text or lines; apart: options that are no answer on the scale;
    text: what was typed; asked_now: it became due through the answers beside it.
    """

    name: str
    layout: str
    number: int | None
    label: str
    hint: str
    options: tuple[Option, ...]
    apart: tuple[Option, ...]
    text: str
    optional: bool
    error: str
    asked_now: bool


@dataclass(frozen=True)
class Mistake:
    """An answer to be looked at again, for the summary that links to it."""

    name: str
    number: int | None
    sentence: str


@dataclass(frozen=True)
class Screen:
    """One section; position counts the sections to be asked, from 1, of so many.

    questions: how many the whole form has.
    """

    index: int
    title: str
    position: int
    count: int
    questions: int
    fields: tuple[Field, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """The places of its questions among all of the form."""
        return tuple(field.number for field in self.fields if field.number is not None)

    @property
    def alone(self) -> bool:
        """Whether one question has the screen for itself."""
        return len(self.fields) == 1 and self.fields[0].layout != "note"

    @property
    def shown(self) -> str:
        """The names of the fields, for the page to send back."""
        return " ".join(field.name for field in self.fields)


def entered(questionnaire: Questionnaire, form: MultiDict[str, str]) -> dict[str, str | list[str]]:
    """The answers among a form's fields; what is no item of the questionnaire is left alone.

    NUL characters are taken out: no database keeps them in text.
    """
    found: dict[str, str | list[str]] = {}
    for item in questionnaire.items:
        values = [plain(value) for value in form.getlist(item.name)]
        if not values or not item.is_asked:
            continue
        found[item.name] = (
            values if item.type == "select_multiple" or len(values) > 1 else values[0]
        )
    return found


def steps(questionnaire: Questionnaire, relevant: Collection[str]) -> tuple[int, ...]:
    """Indices of the sections with something to ask or to read."""
    return tuple(
        index
        for index, section in enumerate(questionnaire.sections)
        if any(item.name in relevant for item in section.items if item.is_shown)
    )


def screen(
    questionnaire: Questionnaire,
    index: int,
    answers: Answers,
    relevant: Collection[str],
    language: str,
    *,
    errors: Mapping[str, ItemError] | None = None,
    asked_now: Collection[str] = (),
) -> Screen:
    """Section number `index` after these answers, errors beside their items."""
    section = questionnaire.sections[index]
    numbers = _numbers(questionnaire)
    wrong = errors or {}
    items = [item for item in section.items if item.name in relevant and item.is_shown]
    scaled = sum(_likert(item) for item in items) > 1
    order = steps(questionnaire, relevant)
    return Screen(
        index,
        _title(section, language),
        order.index(index) + 1 if index in order else 1,
        len(order),
        len(numbers),
        tuple(
            _field(
                item,
                "scale" if scaled and _narrow(item, language) else _layout(item),
                numbers.get(item.name),
                _texts(answers.get(item.name)),
                language,
                wrong[item.name].sentence(language) if item.name in wrong else "",
                item.name in asked_now,
            )
            for item in items
        ),
        mistakes(
            questionnaire, {i.name: wrong[i.name] for i in items if i.name in wrong}, language
        ),
    )


def mistakes(
    questionnaire: Questionnaire, errors: Mapping[str, ItemError], language: str
) -> tuple[Mistake, ...]:
    """The errors in the order of the form."""
    numbers = _numbers(questionnaire)
    return tuple(
        Mistake(item.name, numbers.get(item.name), errors[item.name].sentence(language))
        for item in questionnaire.items
        if item.name in errors
    )


def first_mistaken(questionnaire: Questionnaire, errors: Collection[str]) -> int:
    """The index of the first section with an error."""
    return next(
        (
            index
            for index, section in enumerate(questionnaire.sections)
            if any(item.name in errors for item in section.items)
        ),
        0,
    )


def hidden(answers: Answers, but: Collection[str]) -> tuple[tuple[str, str], ...]:
    """The answers as (field, value) pairs for hidden inputs, those on the screen left out."""
    return tuple(
        (name, value)
        for name, given in answers.items()
        if name not in but
        for value in _texts(given)
    )


def names_shown(text: str) -> frozenset[str]:
    """The names that a page says it showed; empty where it says nothing."""
    return frozenset(text.split())


def _numbers(questionnaire: Questionnaire) -> dict[str, int]:
    asked = (item.name for item in questionnaire.items if item.is_asked)
    return {name: place for place, name in enumerate(asked, start=1)}


def _title(section: Section, language: str) -> str:
    return section.label.in_(language) if section.label else ""


def _likert(item: Item) -> bool:
    return item.type == "select_one" and "likert" in item.appearance.split()


def _narrow(item: Item, language: str) -> bool:
    """Whether the five answers of a scale fit beside each other on a phone."""
    labels = [c.label.in_(language) for c in item.choices if c.name not in APART]
    words = [word for label in labels for word in label.split()]
    return _likert(item) and len(labels) == 5 and max(map(len, words)) <= LONGEST_WORD


def _layout(item: Item) -> str:
    if item.type == "text":
        return "lines" if "multiline" in item.appearance.split() else "text"
    return {"select_one": "choices", "select_multiple": "several"}.get(item.type, item.type)


def _texts(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def _field(
    item: Item,
    layout: str,
    number: int | None,
    given: tuple[str, ...],
    language: str,
    error: str,
    asked_now: bool,
) -> Field:
    options = [
        Option(choice.name, choice.label.in_(language), choice.name in given)
        for choice in item.choices
    ]
    return Field(
        item.name,
        layout,
        number,
        item.label.in_(language),
        item.hint.in_(language) if item.hint else "",
        tuple(option for option in options if option.value not in APART),
        tuple(option for option in options if option.value in APART),
        given[0] if given else "",
        not item.required and item.is_asked,
        error,
        asked_now,
    )
