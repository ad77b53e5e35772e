"""A questionnaire as every part of the product sees it: frozen, its content under a digest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from questionnaires.expressions import Expression

__all__ = ["METADATA", "QUESTION_TYPES", "Choice", "Item", "Questionnaire", "Section", "Text"]

METADATA = ("start", "end", "today", "deviceid")
"""Types whose answers the app gives, nobody else."""

QUESTION_TYPES = (
    *("select_one", "select_multiple", "rank", "integer", "decimal", "range", "text"),
    *("date", "time", "dateTime", "geopoint", "acknowledge", "note", "calculate", "hidden"),
    *METADATA,
)
"""A note is shown and takes no answer; calculate, hidden and metadata are not shown."""


@dataclass(frozen=True)
class Text:
    """The same words in one or more languages; the default is always among them."""

    by_language: Mapping[str, str]
    default: str

    def in_(self, language: str) -> str:
        """The words in this language, or in the default where they were not translated."""
        return self.by_language.get(language) or self.by_language[self.default]


@dataclass(frozen=True)
class Choice:
    """One answer that may be chosen; `name` is its code, columns what a choice_filter may see.

    row: where it stands in the sheet choices; 0 for an "other" that reading added.
    """

    name: str
    label: Text
    columns: Mapping[str, str] = field(default_factory=dict)
    row: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Item:
    """One question, note or hidden value; row is where it stands in its sheet (the header is 1).

    A label without words belongs to what is not shown. required_when: required where it is
    true; default: the answer before anybody answers, as text; default_value: the same where it
    is an expression; parameters: of a range start, end and step (always there), of selects
    randomize and seed, of text rows; list_name: the choices' list.
    """

    name: str
    type: str
    label: Text
    hint: Text | None = None
    guidance: Text | None = None
    choices: tuple[Choice, ...] = ()
    list_name: str = ""
    choice_filter: Expression | None = None
    required: bool = False
    required_when: Expression | None = None
    required_message: Text | None = None
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    calculation: Expression | None = None
    default: str = ""
    default_value: Expression | None = None
    read_only: bool = False
    appearance: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    row: int = 0

    @property
    def looks(self) -> frozenset[str]:
        """The words of its appearance."""
        return frozenset(self.appearance.split())

    @property
    def is_shown(self) -> bool:
        """Whether a page shows it."""
        return self.type not in ("calculate", "hidden", *METADATA)

    @property
    def is_asked(self) -> bool:
        """Whether a respondent answers it: shown, and neither a note nor computed nor fixed."""
        fixed = self.read_only or self.calculation is not None
        heading = "label" in self.looks  # the labels above a table of list-nolabel questions
        return self.is_shown and self.type != "note" and not fixed and not heading


@dataclass(frozen=True)
class Section:
    """A group under one title, or a repeat; groups may hold groups.

    Items that stand in no group are members of sections without name and label. count: how
    many times a repeat is asked; None where the respondent says so.
    """

    name: str
    label: Text | None
    relevant: Expression | None
    members: tuple[Item | Section, ...]
    repeat: bool = False
    count: Expression | None = None
    appearance: str = ""
    row: int = 0

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in it, of the groups in it too, in the order they are asked."""
        return tuple(_items(self.members))


def _items(members: tuple[Item | Section, ...]) -> Iterator[Item]:
    for member in members:
        if isinstance(member, Item):
            yield member
        else:
            yield from member.items


@dataclass(frozen=True)
class Questionnaire:
    """What is asked. digest: SHA-256 (hex) of the content; equal digests mean equal forms.

    languages: codes as in `label::English (en)`, the default among them. sections: what a
    screen shows each, in order. style: the looks that ODK's web forms are asked for.
    """

    name: str
    title: str
    version: str
    digest: str
    languages: tuple[str, ...]
    default_language: str
    sections: tuple[Section, ...]
    style: str = ""

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order they are asked."""
        return tuple(_items(self.sections))

    @cached_property
    def repeats(self) -> tuple[Section, ...]:
        """All repeats, the outer before the inner."""
        return tuple(group for group in _groups(self.sections) if group.repeat)

    def item(self, name: str) -> Item:
        """The item of this name; raises KeyError where there is none."""
        return self._by_name[name]

    def around(self, name: str) -> tuple[Section, ...]:
        """The section and groups that hold an item, the outer first; raises KeyError."""
        return self._around[name]

    def conditions(self, name: str) -> tuple[Expression, ...]:
        """All that must hold for an item to be asked: of its groups, then its own."""
        around = [group.relevant for group in self.around(name)]
        return tuple(each for each in (*around, self.item(name).relevant) if each is not None)

    @cached_property
    def _by_name(self) -> Mapping[str, Item]:
        return MappingProxyType({item.name: item for item in self.items})

    @cached_property
    def _around(self) -> Mapping[str, tuple[Section, ...]]:
        found: dict[str, tuple[Section, ...]] = {}
        for group in _groups(self.sections):
            for item in group.items:  # the outer groups come first
                found[item.name] = (*found.get(item.name, ()), group)
        return MappingProxyType(found)


def _groups(members: tuple[Item | Section, ...]) -> Iterator[Section]:
    for member in members:
        if isinstance(member, Section):
            yield member
            yield from _groups(member.members)
