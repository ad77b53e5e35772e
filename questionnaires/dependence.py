"""In which order a form's values can be decided, and where they cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from questionnaires.expressions import Expression, references
from questionnaires.model import Item, Section

__all__ = ["Circle", "Links", "circles", "decision_order", "links"]

Links = Mapping[str, Mapping[str, str]]
"""What each item and group needs to know of, and the column that says so."""

Circle = tuple[tuple[str, str], ...]
"""Items and groups, each depending on the next and the last on the first, with the column at
fault; "" where an item merely stands in a group."""

_MOST = 50  # circles that are told


def decision_order(sections: Sequence[Section]) -> tuple[str, ...]:
    """The names of items and groups, each after all that it depends on.

    Raises graphlib.CycleError where there is no such order; `circles` tells beforehand.
    """
    return tuple(TopologicalSorter(links(sections)).static_order())


def circles(sections: Sequence[Section]) -> tuple[Circle, ...]:
    """Items and groups that depend on themselves: each circle once, 50 at most.

    A circle is told that is the shortest through one of its links. The first of it has a column
    of its own: an item in a group depends on the group without one ("").
    """
    linked = links(sections)
    blocked = _blocked(linked) & _blocked(_turned(linked))
    found: list[Circle] = []
    told: set[tuple[str, str]] = set()
    for name, after in ((one, other) for one in linked for other in linked[one]):
        if not {name, after} <= blocked or (name, after) in told or len(found) == _MOST:
            continue
        *names, last = _way(linked, after, name) or [""]
        names = [last, *names] if last else []
        pairs = list(zip(names, [*names[1:], *names[:1]], strict=True))
        told.update(pairs)
        circle = [(each, linked[each][following]) for each, following in pairs]
        start = next((place for place, (_, column) in enumerate(circle) if column), None)
        if start is not None:
            found.append((*circle[start:], *circle[:start]))
    return tuple(found)


def _blocked(linked: Mapping[str, Mapping[str, str]]) -> set[str]:
    """What stands in a circle or depends on one."""
    sorter = TopologicalSorter(linked)
    try:
        sorter.prepare()
    except CycleError:
        free: set[str] = set()
        while ready := sorter.get_ready():  # it goes on to what no circle blocks
            free.update(ready)
            sorter.done(*ready)
        return linked.keys() - free
    return set()


def _turned(linked: Links) -> dict[str, dict[str, str]]:
    turned: dict[str, dict[str, str]] = {name: {} for name in linked}
    for name, after in linked.items():
        for each in after:
            turned.setdefault(each, {})[name] = ""
    return turned


def _way(linked: Links, start: str, goal: str) -> list[str]:
    """The shortest way of links, both ends included; empty where there is none."""
    came_from = {start: ""}
    level = [start]
    while level and goal not in came_from:
        steps = [(each, name) for name in level for each in linked.get(name, ())]
        level = []
        for each, name in steps:
            if each not in came_from:
                came_from[each] = name
                level.append(each)
    way, name = [], goal if goal in came_from else ""
    while name:
        way.append(name)
        name = came_from[name]
    return way[::-1]


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
