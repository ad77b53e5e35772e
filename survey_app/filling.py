"""A questionnaire being filled in: what was entered, and what a screen of it shows.

Nothing here decides what is valid: that is `questionnaires.validation` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from werkzeug.datastructures import MultiDict

from questionnaires.model import Questionnaire, Section
from questionnaires.validation import Checked, CleanAnswers, ItemError
from survey_app.drawing_fields import Drawing, Field, Option
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
    "is_answered",
    "kept",
    "mistakes",
    "names_shown",
    "of_section",
    "repeated",
    "screen",
    "screens",
    "steps",
]

Answers = Mapping[str, Any]
"""By item text or texts; of a repeat a list of such mappings, one for each instance."""
MOST = 100  # instances of a repeat


@dataclass(frozen=True)
class Mistake:
    """An answer to be looked at again, for the summary that links to it."""

    name: str
    number: int | None
    sentence: str


@dataclass(frozen=True)
class Screen:
    """One section; position counts the sections to be asked, from 1, of so many.

    questions: how many the whole form has; drawn: its fields, and on a page with logic those
    that wait for an answer.
    """

    index: int
    title: str
    position: int
    count: int
    questions: int
    drawn: tuple[Field, ...]
    mistakes: tuple[Mistake, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """What is to be asked or read now."""
        return tuple(each for each in self.drawn if not each.waiting and each.layout != "new")

    @property
    def waiting(self) -> bool:
        """Whether there is nothing to ask or read as yet."""
        return not self.fields

    @property
    def numbers(self) -> tuple[int, ...]:
        """The places of its questions among all of the form, those that wait included."""
        return tuple(field.number for field in self.drawn if field.number is not None)

    @property
    def alone(self) -> bool:
        """Whether one question has the screen for itself."""
        return len(self.drawn) == 1 and self.drawn[0].number is not None

    @property
    def shown(self) -> str:
        """The names of the fields, for the page to send back; a list with nothing to choose from
        was not shown yet."""
        return " ".join(field.name for field in self.fields if field.offers)


def entered(questionnaire: Questionnaire, form: MultiDict[str, str]) -> dict[str, Any]:
    """The answers among a form's fields; what is no item of the questionnaire is left alone.

    A field of a repeat is named `con/2/tuoi`, `con/2/` says that there is an instance, `con/`
    that there may be none. NUL characters are taken out: no database keeps them in text.
    """
    found: dict[str, Any] = {}
    repeats = {each.name for each in questionnaire.repeats}
    items = {item.name: item for item in questionnaire.items if item.type != "note"}
    for path in form:
        *around, name = path.split("/")
        level = _level(found, around, repeats)
        if level is None or name not in items:
            continue
        values = [plain(value) for value in form.getlist(path)]
        many = items[name].type in ("select_multiple", "rank") or len(values) > 1
        level[name] = values if many else values[0]
    return found


def _level(found: dict[str, Any], around: Sequence[str], repeats: Collection[str]) -> Any:
    """The answers of the instance of a path, made where it is new; None for another path."""
    level = found
    for repeat, number in zip(around[::2], [*around[1::2], ""], strict=False):
        if repeat in repeats and not number:  # says that the repeat was there, maybe empty
            level.setdefault(repeat, [])
        if repeat not in repeats or not number.isdecimal() or not 0 < int(number) <= MOST:
            return None
        instances = level.setdefault(repeat, [])
        instances.extend({} for _ in range(int(number) - len(instances)))
        level = instances[int(number) - 1]
    return level


def repeated(answers: Answers, action: str) -> dict[str, Any]:
    """The answers with one instance of a repeat more ("add:con") or less ("remove:con/2")."""
    verb, _colon, path = action.partition(":")
    if verb == "add":
        return _changed(answers, path.split("/"), lambda instances: [*instances, {}][:MOST])
    repeat, _slash, number = path.rpartition("/")
    index = int(number) - 1 if number.isdecimal() else -1
    return _changed(
        answers,
        repeat.split("/"),
        lambda instances: [each for place, each in enumerate(instances) if place != index],
    )


def _changed(
    answers: Answers, steps: Sequence[str], change: Callable[[list[Any]], list[Any]]
) -> dict[str, Any]:
    repeat, *below = steps
    given = answers.get(repeat)
    instances = [*given] if isinstance(given, list | tuple) else [{}]
    if len(below) < 2:
        return {**answers, repeat: change(instances)}
    number = int(below[0]) - 1 if below[0].isdecimal() else -1
    if 0 <= number < len(instances):
        instances[number] = _changed(instances[number], below[1:], change)
    return {**answers, repeat: instances}


def steps(questionnaire: Questionnaire, relevant: Collection[str]) -> tuple[int, ...]:
    """Indices of the sections with something to ask or to read."""
    names = {path.rpartition("/")[2] for path in relevant}
    return tuple(
        index
        for index, section in enumerate(questionnaire.sections)
        if any(item.name in names for item in section.items if item.is_shown)
        or any(group.name in names for group in questionnaire.repeats if group is section)
    )


def screen(
    questionnaire: Questionnaire,
    index: int,
    answers: Answers,
    checked: Checked,
    language: str,
    *,
    errors: Mapping[str, ItemError] | None = None,
    asked_now: Collection[str] = (),
    offers: Mapping[str, Collection[str]] | None = None,
    seed: str = "",
    live: bool = False,
    guided: bool = False,
) -> Screen:
    """Section number `index` after these answers, errors beside their items.

    offers: `validation.offered` of the answers; seed: what random orders follow from, the same
    for one response; live: whether the page loads the form's logic; guided: whether it is for
    somebody who asks others.
    """
    section = questionnaire.sections[index]
    numbers = _numbers(questionnaire)
    drawing = Drawing(
        language,
        answers,
        checked,
        errors or {},
        asked_now,
        offers or {},
        seed,
        numbers,
        live,
        guided=guided,
    )
    order = steps(questionnaire, checked.relevant)
    return Screen(
        index,
        _title(section, language),
        order.index(index) + 1 if index in order else 1,
        len(order),
        len(numbers),
        tuple(drawing.fields((section,) if section.repeat else section.members, section, "")),
        mistakes(questionnaire, of_section(questionnaire, index, errors or {}), language),
    )


def screens(
    questionnaire: Questionnaire,
    answers: Answers,
    checked: Checked,
    language: str,
    *,
    errors: Mapping[str, ItemError] | None = None,
    asked_now: Collection[str] = (),
    offers: Mapping[str, Collection[str]] | None = None,
    seed: str = "",
    live: bool = False,
    guided: bool = False,
) -> tuple[Screen, ...]:
    """All sections to be asked, for one page; on a live one those that wait for an answer too."""
    order = steps(questionnaire, checked.relevant)
    return tuple(
        screen(
            questionnaire,
            index,
            answers,
            checked,
            language,
            errors=errors,
            asked_now=asked_now,
            offers=offers,
            seed=seed,
            live=live,
            guided=guided,
        )
        for index in (range(len(questionnaire.sections)) if live else order)
    )


def of_section(
    questionnaire: Questionnaire, index: int, errors: Mapping[str, ItemError]
) -> dict[str, ItemError]:
    """Those of the errors that stand in a section."""
    section = questionnaire.sections[index]
    names = {item.name for item in section.items}
    for repeat in questionnaire.repeats:
        if section is repeat or (repeat.items and repeat.items[0].name in names):
            names.add(repeat.name)
    return {path: each for path, each in errors.items() if path.rpartition("/")[2] in names}


def mistakes(
    questionnaire: Questionnaire, errors: Mapping[str, ItemError], language: str
) -> tuple[Mistake, ...]:
    """The errors in the order of the form, those of a repeat by instance."""
    numbers = _numbers(questionnaire)
    places = {item.name: place for place, item in enumerate(questionnaire.items)}
    places |= {each.name: places[each.items[0].name] for each in questionnaire.repeats}

    def place(path: str) -> tuple[tuple[int, int], ...]:
        parts = [*path.split("/"), "0"]
        return tuple(
            (places[name], int(at)) for name, at in zip(parts[::2], parts[1::2], strict=True)
        )

    known = [path for path in errors if path.rpartition("/")[2] in places]
    return tuple(
        Mistake(path, numbers.get(path.rpartition("/")[2]), errors[path].sentence(language))
        for path in sorted(known, key=place)
    )


def first_mistaken(questionnaire: Questionnaire, errors: Mapping[str, ItemError]) -> int:
    """The index of the first section with an error."""
    return next(
        (
            index
            for index in range(len(questionnaire.sections))
            if of_section(questionnaire, index, errors)
        ),
        0,
    )


def hidden(answers: Answers, but: Collection[str], prefix: str = "") -> tuple[tuple[str, str], ...]:
    """The answers as (field, value) pairs for hidden inputs, those on the screen left out."""
    found: list[tuple[str, str]] = []
    for name, given in answers.items():
        path = f"{prefix}{name}"
        if not isinstance(given, list | tuple) or not any(isinstance(e, Mapping) for e in given):
            found += [(path, value) for value in _texts(given) if path not in but]
            found += [(f"{path}/", "1")] if given == [] and path not in but else []
            continue
        for number, each in enumerate(given, 1):
            mark = f"{path}/{number}/"
            found += [(mark, "1")] if mark not in but else []
            found += hidden(each, but, mark)
    return tuple(found)


def kept(answers: Answers, clean: CleanAnswers) -> dict[str, Any]:
    """The answers with what was calculated beside them, for once() and random() to find again."""
    found = dict(answers)
    for name, each in clean.items():
        if isinstance(each, str):
            found.setdefault(name, each)
        elif isinstance(each, tuple) and any(isinstance(one, Mapping) for one in each):
            pairs: Iterator[Any] = zip_longest(answers.get(name) or (), each, fillvalue={})
            found[name] = [kept(given, made) for given, made in pairs]
    return found


def names_shown(text: str) -> frozenset[str]:
    """The names that a page says it showed; empty where it says nothing."""
    return frozenset(text.split())


def is_answered(checked: Checked, path: str) -> bool:
    """Whether there is a clean answer at a path."""
    level: Any = checked.clean
    for step in path.split("/"):
        level = level.get(step) if isinstance(level, Mapping) else level[int(step) - 1]
        if level is None:
            return False
    return True


def _numbers(questionnaire: Questionnaire) -> dict[str, int]:
    asked = (item.name for item in questionnaire.items if item.is_asked)
    return {name: place for place, name in enumerate(asked, start=1)}


def _title(section: Section, language: str) -> str:
    return section.label.in_(language) if section.label else ""


def _texts(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    if isinstance(given, list | tuple):
        return tuple(map(str, given))
    return (str(given),)
