"""In which order the relevance of items can be decided, and where it cannot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from questionnaires.expressions import references
from questionnaires.model import Item, Section

__all__ = ["circular", "decision_order"]


def decision_order(sections: Sequence[Section]) -> tuple[tuple[Section, Item], ...]:
    """Every item after all items that its relevance, or its section's, names.

    Raises graphlib.CycleError where there is no such order; `circular` tells beforehand.
    """
    places = {item.name: (section, item) for section in sections for item in section.items}
    return tuple(places[name] for name in _graph(sections).static_order())


def circular(sections: Sequence[Section]) -> tuple[str, ...]:
    """Items whose relevance depends, in a circle, on itself; empty where all is well."""
    try:
        _graph(sections).prepare()
    except CycleError as error:
        return tuple(dict.fromkeys(error.args[1]))
    return ()


def _graph(sections: Iterable[Section]) -> TopologicalSorter[str]:
    graph: TopologicalSorter[str] = TopologicalSorter()
    for section in sections:
        for item in section.items:
            conditions = [each for each in (section.relevant, item.relevant) if each]
            named = [sorted(references(each.tree)) for each in conditions]
            graph.add(item.name, *(name for names in named for name in names))
    return graph
