"""The sections of a form as its paper template draws them: questions, grids, scales, repeats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby

from questionnaires.expressions import Expression, nodes
from questionnaires.model import Item, Questionnaire, Section, Text
from questionnaires.paper_words import (
    condition_in_words,
    instances_on_paper,
    is_fixed,
    offers,
    text_on_paper,
)
from questionnaires.plain_words import question_numbers
from questionnaires.skips import END, PART_END, skips
from questionnaires.validation import check
from survey_app.print.paper_labels import Labels
from survey_app.print.typeset import Json

__all__ = ["PaperLayout", "scale_of"]

_MOST_COLUMNS = 8  # of a grid: fourteen millimetres each beside the questions
_MOST_STEPS = 11  # of a range whose values stand on paper
_MOST_ROWS = 7  # of a grid before its head is repeated
_PARTS = {
    "date": (("day", 2), ("month", 2), ("year", 4)),
    "time": (("hour", 2), ("minute", 2)),
    "dateTime": (("day", 2), ("month", 2), ("year", 4), ("hour", 2), ("minute", 2)),
}
_KINDS = {
    "select_one": "one",
    "select_multiple": "several",
    "rank": "rank",
    "integer": "digits",
    "decimal": "short",
    "acknowledge": "tick",
    "geopoint": "place",
    **dict.fromkeys(_PARTS, "parts"),
}


def scale_of(item: Item) -> tuple[str, ...]:
    """The values of a range, none where there are too many to stand beside each other."""
    if item.type != "range":
        return ()
    start, end, step = (Decimal(item.parameters[key]) for key in ("start", "end", "step"))
    count, sign = int(abs(end - start) / step) + 1, 1 if end > start else -1
    if count > _MOST_STEPS:
        return ()
    return tuple(_number(start + sign * step * place) for place in range(count))


@dataclass(frozen=True)
class PaperLayout:
    """A form's sections as the template draws them; labels: our own words around them."""

    questionnaire: Questionnaire
    language: str
    labels: Labels

    def sections(self) -> list[Json]:
        return [part for each in self.questionnaire.sections for part in self.parts(each)]

    def parts(self, section: Section) -> Iterator[Json]:
        """A group, or a repeat as often as it is printed and what to do when that is too few."""
        title = self.words(section.label)
        if not section.repeat:
            yield self.part(section, title, self.condition(section.relevant))
            return
        count = instances_on_paper(section)
        for number in range(1, count + 1):
            head = self.condition(section.relevant) if number == 1 else ""
            if number == 1 and section.count is not None and not is_fixed(section):
                asked = condition_in_words(section.count, self.questionnaire, self.language)
                head = " ".join(filter(None, (head, self.labels.times.format(asked))))
            yield {**self.part(section, f"{title} – {number}".strip(" –"), head), "repeat": True}
        if not is_fixed(section):
            yield {
                "title": "",
                "condition": "",
                "blocks": [_remark(self.labels.more.format(count))],
            }

    def part(self, section: Section, title: str, condition: str) -> dict[str, Json]:
        blocks = list(self.blocks(section))
        return {"title": title, "condition": condition, "blocks": blocks, "repeat": False}

    def blocks(self, section: Section) -> Iterator[Json]:
        corner = ""
        for choices, run in groupby(section.members, key=lambda each: self.grid_of(each, section)):
            members = list(run)
            if choices and len(members) > 1:
                yield from self.grids([m for m in members if isinstance(m, Item)], corner)
                corner = ""
                continue
            for member in members:
                if isinstance(member, Section):
                    yield from ({"kind": "group", **part} for part in self.nested(member))
                elif "label" in member.looks and not member.is_asked:
                    corner = self.words(member.label)
                elif member.name in self.numbers:
                    yield self.question(member)
                elif member.is_shown:
                    yield _remark(self.words(member.label))

    def nested(self, section: Section) -> Iterator[Mapping[str, Json]]:
        for part in self.parts(section):
            if isinstance(part, Mapping):
                yield part

    def grid_of(self, member: Item | Section, section: Section) -> tuple[str, ...]:
        """What questions must share to stand in one grid; () for all that stand alone."""
        if not isinstance(member, Item) or member.type not in ("select_one", "select_multiple"):
            return ()
        listed = "table-list" in section.appearance.split()
        if not (listed or {"likert", "list-nolabel"} & member.looks) or not member.is_asked:
            return ()
        codes = tuple(choice.name for choice in member.choices)
        alone = member.choice_filter is not None or member.constraint is not None
        if (
            alone
            or len(codes) > _MOST_COLUMNS
            or any((member.name, c) in self.jumps for c in codes)
        ):
            return ()
        return (member.type, *codes)

    def grids(self, items: Sequence[Item], corner: str) -> Iterator[Json]:
        """A long grid in even parts, each under its own head, none across a page."""
        count = -(-len(items) // _MOST_ROWS)
        for start, end in (
            (len(items) * n // count, len(items) * (n + 1) // count) for n in range(count)
        ):
            yield {
                "kind": "grid",
                "several": items[0].type == "select_multiple",
                "corner": corner,
                "choices": self.choices(items[0]),
                "questions": [self.question(item) for item in items[start:end]],
            }

    def question(self, item: Item) -> Mapping[str, Json]:
        return {
            "kind": self.kind(item),
            "number": str(self.numbers[item.name]),
            "name": item.name,
            "label": self.words(item.label),
            "hint": " ".join(filter(None, (self.words(item.hint), self.bounds(item)))),
            "guidance": self.guidance(item),
            "condition": self.condition(item.relevant),
            "offers": self.offers(item),
            "stops": self.stops(item),
            "scale": list(scale_of(item)),
            "width": _width(item),
            "lines": _lines(item),
            "parts": [
                [self.labels.parts[part], width] for part, width in _PARTS.get(item.type, ())
            ],
        }

    def guidance(self, item: Item) -> str:
        words = self.words(item.guidance)
        return self.labels.guidance.format(words) if words else ""

    def kind(self, item: Item) -> str:
        if item.type == "range":
            return "scale" if scale_of(item) else "digits"
        return _KINDS.get(item.type, "lines")

    def bounds(self, item: Item) -> str:
        """Of a range from where to where, where its values do not stand there."""
        if item.type != "range" or scale_of(item):
            return ""
        shown = {
            key: _shown(item.parameters[key], self.language) for key in ("start", "end", "step")
        }
        return self.labels.bounds.format(**shown)

    def offers(self, item: Item) -> list[Json]:
        return [
            {
                "when": self.labels.offered.format(offer.when) if offer.when else "",
                "choices": [self.choice(item, number) for number, _choice in offer.choices],
            }
            for offer in offers(item, self.questionnaire, self.language)
            if item.choices
        ]

    def choices(self, item: Item) -> list[Json]:
        return [self.choice(item, number) for number in range(1, len(item.choices) + 1)]

    def choice(self, item: Item, number: int) -> Json:
        choice = item.choices[number - 1]
        label = self.words(choice.label)
        return {"number": str(number), "label": label, "go": self.go(item.name, choice.name)}

    def go(self, item: str, choice: str) -> str:
        target = self.jumps.get((item, choice))
        if target in (None, END, PART_END):
            return {END: self.labels.end, PART_END: self.labels.part_end}.get(str(target), "")
        return self.labels.question.format(self.numbers[str(target)])

    def stops(self, item: Item) -> list[Json]:
        """What the form says to whoever chooses an answer that its constraint does not take."""
        message = item.constraint_message
        if item.type != "select_one" or item.constraint is None or message is None:
            return []
        found: list[Json] = []
        for place, choice in enumerate(item.choices, start=1):
            wrong = check(self.questionnaire, {item.name: choice.name}).errors.get(item.name)
            if wrong is not None and wrong.code == "constraint":
                found.append(self.labels.stop.format(place, self.words(message)))
        return found

    def condition(self, expression: Expression | None) -> str:
        if expression is None:
            return ""
        clause = condition_in_words(expression, self.questionnaire, self.language)
        return self.labels.only_if.format(clause)

    def words(self, text: Text | None) -> str:
        if text is None:
            return ""
        return text_on_paper(text.in_(self.language), self.questionnaire, self.language)

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        return question_numbers(self.questionnaire)

    @cached_property
    def jumps(self) -> Mapping[tuple[str, str], str]:
        return skips(self.questionnaire)


def _remark(label: str) -> Json:
    return {"kind": "note", "label": label}


def _number(value: Decimal) -> str:
    return format(value.normalize(), "f")


def _shown(value: str, language: str) -> str:
    number = _number(Decimal(value))
    return number.replace(".", ",") if language == "vi" else number


def _width(item: Item) -> int:
    """Boxes for digits: as many as the largest number that the form names has, else six."""
    if item.type == "range":
        return max(len(item.parameters[key]) for key in ("start", "end"))
    if item.constraint is None:
        return 6
    named = [node[1] for node in nodes(item.constraint.tree) if node[0] == "number"]
    return max((len(f"{value:.0f}") for value in named if isinstance(value, float)), default=6)


def _lines(item: Item) -> int:
    """Lines to write on."""
    rows = item.parameters.get("rows", "")
    if rows.isdecimal():
        return max(1, min(12, int(rows)))
    return 3 if "multiline" in item.looks else 1
