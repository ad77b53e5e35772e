"""The one walk over a form: its groups and items in the order of the survey sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from questionnaires.expressions import Expression
from questionnaires.model import Item, Questionnaire, Section, Text

__all__ = [
    "Begin",
    "End",
    "Placed",
    "Step",
    "Words",
    "expressions",
    "expressions_of",
    "placed",
    "steps",
    "texts_of",
    "words",
]


@dataclass(frozen=True)
class Begin:
    """A group or repeat opens."""

    group: Section


@dataclass(frozen=True)
class End:
    """A group or repeat closes."""

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
        around = [group.relevant for group in self.groups]
        return tuple(each for each in (*around, self.item.relevant) if each is not None)

    @property
    def repeats(self) -> tuple[str, ...]:
        """The names of the repeats around it, the outer first."""
        return tuple(group.name for group in self.groups if group.repeat)


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
    yield from _steps(form.sections)


def _steps(members: tuple[Item | Section, ...]) -> Iterator[Step]:
    for member in members:
        if isinstance(member, Item):
            yield member
            continue
        if member.name:
            yield Begin(member)
        yield from _steps(member.members)
        if member.name:
            yield End(member)


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


def expressions(form: Questionnaire) -> Iterator[tuple[str, str, Expression]]:
    """Every expression with the item or group it belongs to and its column."""
    for step in steps(form):
        match step:
            case Begin(group):
                name, found = group.name, {"relevant": group.relevant, "repeat_count": group.count}
            case End():
                continue
            case item:
                name, found = item.name, expressions_of(item)
        for column, expression in found.items():
            if expression is not None:
                yield name, column, expression


def expressions_of(item: Item) -> dict[str, Expression | None]:
    """An item's expressions by column."""
    return {
        "required": item.required_when,
        "relevant": item.relevant,
        "constraint": item.constraint,
        "choice_filter": item.choice_filter,
        "calculation": item.calculation,
        "default": item.default_value,
    }


def texts_of(item: Item) -> dict[str, Text | None]:
    """An item's texts by column; None where there are no words."""
    label = item.label if item.label.in_(item.label.default) else None
    return {
        "label": label,
        "hint": item.hint,
        "guidance_hint": item.guidance,
        "required_message": item.required_message,
        "constraint_message": item.constraint_message,
    }


def words(form: Questionnaire) -> Iterator[Words]:
    """Every text of the form; a list of choices once, however many questions use it."""
    lists: set[str] = set()
    for step in steps(form):
        match step:
            case Begin(group):
                if group.label is not None:
                    yield Words("survey", group.row or None, "label", group.name, group.label)
            case Item():
                for column, text in texts_of(step).items():
                    if text is not None:
                        yield Words("survey", step.row or None, column, step.name, text)
                if step.list_name not in lists:
                    for choice in step.choices:
                        row = choice.row or None
                        yield Words("choices", row, "label", choice.name, choice.label)
                lists.add(step.list_name)
