"""Items of a questionnaire as the fields of a page: which layout, which options, which words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from questionnaires.model import Choice, Item, Section
from questionnaires.ordering import seed_of, shuffled
from questionnaires.validation import Checked, ItemError
from questionnaires.wording import worded

__all__ = ["Drawing", "Field", "Option"]

LONGEST_WORD = 9  # letters that fit into a fifth of a phone's width
LONGEST_LIST = 12  # choices that are shown beside each other; more make a list to open
APART = frozenset({"dk", "ref", "na"})  # answers that stand outside every scale


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen, and whether it was."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Field:
    """An item as a page shows it, or the head or end of the instances of a repeat.

    name: the item with the instances around it (`con/2/tuoi`); number: its place among all
    questions of the form, None for what is not asked; layout: note, fixed, scale, choices,
    several, list, rank, integer, decimal, date, time, dateTime, geopoint, acknowledge, text or
    lines, of a group heading, of a repeat instance or more; apart: options that are no answer on
    the scale; ranks: of a ranking the options of each place; text: what was typed; asked_now: it
    became due through the answers beside it; removable: whether an instance may be taken away.
    """

    name: str
    layout: str
    number: int | None
    label: str
    hint: str
    options: tuple[Option, ...] = ()
    apart: tuple[Option, ...] = ()
    text: str = ""
    optional: bool = False
    error: str = ""
    asked_now: bool = False
    ranks: tuple[tuple[Option, ...], ...] = ()
    removable: bool = False


@dataclass(frozen=True)
class Drawing:
    """All that decides how the items of a section look."""

    language: str
    answers: Mapping[str, Any]
    checked: Checked
    errors: Mapping[str, ItemError]
    asked_now: Collection[str]
    offers: Mapping[str, Collection[str]]
    seed: str
    numbers: Mapping[str, int]

    def fields(
        self, members: Sequence[Item | Section], section: Section, prefix: str
    ) -> Iterator[Field]:
        """The fields of what is relevant among the members of a section or group."""
        shown = [m for m in members if isinstance(m, Item) and self.is_shown(m, prefix)]
        scaled = sum(_is_scale(item, section) for item in shown) > 1
        for member in members:
            if isinstance(member, Item):
                if member in shown:
                    yield self.field(member, f"{prefix}{member.name}", section, scaled)
            elif member.repeat:
                yield from self.repeat(member, prefix)
            else:
                yield from self.group(member, prefix)

    def is_shown(self, item: Item, prefix: str) -> bool:
        heading = "label" in item.looks  # the labels of a table; each scale has its own here
        return item.is_shown and not heading and f"{prefix}{item.name}" in self.checked.relevant

    def group(self, group: Section, prefix: str) -> Iterator[Field]:
        fields = list(self.fields(group.members, group, prefix))
        if fields and group.label:
            path = f"{prefix}{group.name}"
            yield Field(path, "heading", None, self.words(group.label.in_(self.language), path), "")
        yield from fields

    def repeat(self, repeat: Section, prefix: str) -> Iterator[Field]:
        path = f"{prefix}{repeat.name}"
        if path not in self.checked.relevant:
            return
        label = repeat.label.in_(self.language) if repeat.label else ""
        instances = self.instances(path)
        for number in range(1, instances + 1):
            mark = f"{path}/{number}/"
            title = f"{self.words(label, mark)} {number}".strip()
            free = repeat.count is None
            yield Field(mark, "instance", None, title, "", removable=free)
            yield from self.fields(repeat.members, repeat, mark)
        if repeat.count is None:
            error = self.errors.get(path)
            said = error.sentence(self.language) if error else ""
            yield Field(path, "more", None, self.words(label, path), "", error=said)

    def instances(self, path: str) -> int:
        """How many instances of a repeat are relevant."""
        start = f"{path}/"
        numbers = (
            each[len(start) :].partition("/")[0]
            for each in self.checked.relevant
            if each.startswith(start)
        )
        return max(map(int, numbers), default=0)

    def words(self, text: str, path: str) -> str:
        return worded(text, self.checked.clean, path)

    def field(self, item: Item, path: str, section: Section, scaled: bool) -> Field:
        given = _texts(self.given(path))
        choices = self.choices(item, path)
        options = [Option(c.name, c.label.in_(self.language), c.name in given) for c in choices]
        layout = "scale" if scaled and self.is_narrow(item, section) else self.layout(item, options)
        if item.type == "range":
            options = [Option(value, value, value in given) for value in _steps(item)]
        ranked = range(len(options)) if item.type == "rank" else ()
        error = self.errors.get(path)
        return Field(
            path,
            layout,
            self.numbers.get(item.name),
            self.words(item.label.in_(self.language), path),
            self.words(item.hint.in_(self.language), path) if item.hint else "",
            tuple(option for option in options if option.value not in APART),
            tuple(option for option in options if option.value in APART),
            (given[0] if given else "") if item.is_asked else self.fixed(path),
            not item.required and item.required_when is None and item.is_asked,
            error.sentence(self.language) if error else "",
            path in self.asked_now,
            tuple(
                tuple(Option(o.value, o.label, given[at : at + 1] == (o.value,)) for o in options)
                for at in ranked
            ),
        )

    def given(self, path: str) -> Any:
        """What was answered at a path."""
        level: Any = self.answers
        for step in path.split("/"):
            if isinstance(level, Mapping):
                level = level.get(step)
            elif isinstance(level, list | tuple) and int(step) <= len(level):
                level = level[int(step) - 1]
            else:
                return None
        return level

    def fixed(self, path: str) -> str:
        """What is shown of an item that nobody answers here: what was calculated."""
        return self.words(f"${{{path.rpartition('/')[2]}}}", path)

    def choices(self, item: Item, path: str) -> Sequence[Choice]:
        """What may be chosen now, in the order in which it is shown."""
        allowed = self.offers.get(path)
        choices = [c for c in item.choices if allowed is None or c.name in allowed]
        if item.parameters.get("randomize", "").lower() != "true":
            return choices
        seed = item.parameters.get("seed", "")
        number = self.words(seed, path) if seed else ""
        try:
            return shuffled(choices, float(number))
        except ValueError:
            return shuffled(choices, seed_of(f"{self.seed}/{item.name}"))

    def is_narrow(self, item: Item, section: Section) -> bool:
        """Whether the five answers of a scale fit beside each other on a phone."""
        labels = [c.label.in_(self.language) for c in item.choices if c.name not in APART]
        words = [word for label in labels for word in label.split()]
        return (
            _is_scale(item, section) and len(labels) == 5 and max(map(len, words)) <= LONGEST_WORD
        )

    def layout(self, item: Item, options: Sequence[Option]) -> str:
        if not item.is_asked and item.type != "note":
            return "fixed"
        if item.type == "text":
            return "lines" if "multiline" in item.looks or "rows" in item.parameters else "text"
        if item.type == "select_one":
            long = "minimal" in item.looks and len(options) > LONGEST_LIST
            return "list" if long else "choices"
        if item.type == "range":
            return "choices" if 0 < len(_steps(item)) <= LONGEST_LIST else "decimal"
        return {"select_multiple": "several"}.get(item.type, item.type)


def _is_scale(item: Item, section: Section) -> bool:
    """Whether it is one row of a Likert grid."""
    grid = "table-list" in section.appearance.split() or {"likert", "list-nolabel"} & item.looks
    return item.type == "select_one" and bool(grid)


def _steps(item: Item) -> list[str]:
    """The values of a range, none where there are too many to show."""
    start, end, step = (Decimal(item.parameters[key]) for key in ("start", "end", "step"))
    count, sign = int(abs(end - start) / step) + 1, 1 if end > start else -1
    if count > LONGEST_LIST:
        return []
    return [format((start + sign * step * at).normalize(), "f") for at in range(count)]


def _texts(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    return tuple(map(str, given)) if isinstance(given, list | tuple) else (str(given),)
