"""A questionnaire as every part of the product sees it: frozen, its content under a digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from questionnaires.expressions import Expression

__all__ = ["QUESTION_TYPES", "Choice", "Item", "Questionnaire", "Section", "Text"]

QUESTION_TYPES = ("select_one", "select_multiple", "integer", "text", "note")
"""A note is shown and takes no answer."""


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
    """One answer that may be chosen; `name` is its code."""

    name: str
    label: Text


@dataclass(frozen=True)
class Item:
    """One question or note; row is where it stands in its sheet (the header is row 1)."""

    name: str
    type: str
    label: Text
    hint: Text | None = None
    choices: tuple[Choice, ...] = ()
    required: bool = False
    required_message: Text | None = None
    relevant: Expression | None = None
    constraint: Expression | None = None
    constraint_message: Text | None = None
    appearance: str = ""
    row: int = 0


@dataclass(frozen=True)
class Section:
    """A group of items under one title; both name and label are absent where there is no group."""

    name: str
    label: Text | None
    relevant: Expression | None
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Questionnaire:
    """What is asked. digest: SHA-256 (hex) of the content; equal digests mean equal forms.

    languages: codes as in `label::English (en)`, the default among them.
    """

    name: str
    title: str
    version: str
    digest: str
    languages: tuple[str, ...]
    default_language: str
    sections: tuple[Section, ...]

    def __hash__(self) -> int:
        return hash(self.digest)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in the order they are asked."""
        return tuple(item for section in self.sections for item in section.items)

    def item(self, name: str) -> Item:
        """The item of this name; raises KeyError where there is none."""
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Item]:
        return MappingProxyType({item.name: item for item in self.items})
