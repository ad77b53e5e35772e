"""Where a form's questions stand: groups and repeats as a tree, as expressions walk it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Place", "by_name"]


@dataclass(eq=False)
class Place:
    """A question, group or repeat. kind: its type's first word, `form` for the whole.

    list_name: the choices of a select, "" elsewhere.
    """

    name: str
    kind: str
    list_name: str = ""
    parent: Place | None = None
    children: dict[str, Place] = field(default_factory=dict)

    @property
    def is_leaf(self) -> bool:
        """Whether it holds an answer rather than other places."""
        return self.kind not in ("form", "group", "repeat")

    def add(self, child: Place) -> Place:
        """The child, put under this place."""
        child.parent = self
        self.children[child.name] = child
        return child

    def around(self) -> Iterator[Place]:
        """The places that enclose this one, the nearest first."""
        place = self.parent
        while place is not None:
            yield place
            place = place.parent


def by_name(root: Place) -> dict[str, Place]:
    """Every place below the root by its name."""
    found: dict[str, Place] = {}
    level = [root]
    while level:
        below = [child for place in level for child in place.children.values()]
        for child in below:
            found.setdefault(child.name, child)
        level = below
    return found
