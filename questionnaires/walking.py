"""The one walk over a form: its groups and items in the order of the survey sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.expressions import Expression
from questionnaires.model import Item, Questionnaire, Section, Text

__all__ = ["Begin", "End", "Placed", "Step", "Words", "placed", "steps", "words"]


@dataclass(frozen=True)
class Begin:
    """A group opens."""

    group: Section


@dataclass(frozen=True)
class End:
    """A group closes."""

    group: Section


Step = Begin | End | Item


@dataclass(frozen=True)
class Placed:
    """An item with the groups around it, the outer first."""

    item: Item
    groups: tuple[Section, ...]

    @property
    def conditions(self) -> tuple[Expression, ...]:
        """All that must hold for it to be asked."""
        conditions = (*(group.relevant for group in self.groups), self.item.relevant)
        return tuple(each for each in conditions if each is not None)


@dataclass(frozen=True)
class Words:
    """A text of the form and where it stands.

    sheet: survey or choices; owner: the item, group or choice it belongs to.
    """

    sheet: str
    row: int | None
    column: str
    owner: str
    text: Text


def steps(form: Questionnaire) -> Iterator[Step]:
    """Groups and items as their rows stand; sections without a name are no group."""
    for section in form.sections:
        if section.name:
            yield Begin(section)
        yield from section.items
        if section.name:
            yield End(section)


def placed(form: Questionnaire) -> tuple[Placed, ...]:
    """Every item with the groups around it."""
    found: list[Placed] = []
    around: list[Section] = []
    for step in steps(form):
        match step:
            case Begin(group):
                around.append(group)
            case End():
                around.pop()
            case _:
                found.append(Placed(step, tuple(around)))
    return tuple(found)


def words(form: Questionnaire) -> Iterator[Words]:
    """Every text of the form; a list of choices once, however many questions use it."""
    seen: set[int] = set()
    for step in steps(form):
        match step:
            case Begin(group):
                if group.label is not None:
                    yield Words("survey", None, "label", group.name, group.label)
            case Item():
                yield from _of_item(step)
                if step.choices and id(step.choices) not in seen:
                    seen.add(id(step.choices))
                    for choice in step.choices:
                        yield Words("choices", None, "label", choice.name, choice.label)


def _of_item(item: Item) -> Iterator[Words]:
    for column in ("label", "hint", "required_message", "constraint_message"):
        text = getattr(item, column)
        if text is not None:
            yield Words("survey", item.row, column, item.name, text)
