"""In which order a form's values can be decided, and where they cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from questionnaires.expressions import Expression, references
from questionnaires.model import Item, Section

__all__ = ["Links", "circular", "decision_order", "links"]

Links = Mapping[str, Mapping[str, str]]
"""What each item and group needs to know of, and the column that says so."""


def decision_order(sections: Sequence[Section]) -> tuple[str, ...]:
    """The names of items and groups, each after all that it depends on.

    Raises graphlib.CycleError where there is no such order; `circular` tells beforehand.
    """
    return tuple(TopologicalSorter(links(sections)).static_order())


def circular(sections: Sequence[Section]) -> tuple[tuple[str, str], ...]:
    """Items and groups that depend, in a circle, on themselves, each with the column at fault.

    Empty where all is well. The first has a column of its own: an item in a group depends on
    the group without one ("").
    """
    linked = links(sections)
    try:
        TopologicalSorter(linked).prepare()
    except CycleError as error:
        names = list(reversed(error.args[1]))[:-1]  # each now depends on the next
        circle = [
            (name, linked[name][after])
            for name, after in zip(names, [*names[1:], names[0]], strict=True)
        ]
        start = next(place for place, (_, column) in enumerate(circle) if column)
        return (*circle[start:], *circle[:start])
    return ()


def links(sections: Sequence[Section]) -> Links:
    """The links of all items and groups; one without column leads to the group around it."""
    return dict(_linked(sections, ""))


def _linked(
    members: Sequence[Item | Section], group: str
) -> Iterator[tuple[str, Mapping[str, str]]]:
    for member in members:
        around = {group: ""} if group else {}
        named = {
            name: column
            for column, expression in _expressions(member)
            if expression is not None
            for name in sorted(references(expression.tree))
        }
        if isinstance(member, Item):
            yield member.name, around | named
            continue
        if member.name:
            yield member.name, around | named
        yield from _linked(member.members, member.name or group)


def _expressions(member: Item | Section) -> tuple[tuple[str, Expression | None], ...]:
    if isinstance(member, Section):
        return ("repeat_count", member.count), ("relevant", member.relevant)
    return (
        ("default", member.default_value),
        ("choice_filter", member.choice_filter),
        ("calculation", member.calculation),
        ("relevant", member.relevant),
    )
