"""What an expression can see of the answers, from where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from questionnaires.moments import Moment
from questionnaires.values import EvaluationError, Value

__all__ = ["Answers", "Evaluator", "Node", "Scope", "Values"]

Values: TypeAlias = Mapping[str, str | float]
"""Answers by item: numbers of integer items as float, all else as the text ODK stores;
an item that is empty or irrelevant is absent."""


class Node(Protocol):
    """A question, group or repeat instance of a form that is being filled."""

    @property
    def value(self) -> Value:
        """Its answer; "" where there is none."""

    @property
    def is_leaf(self) -> bool:
        """Whether it holds an answer rather than other nodes."""

    @property
    def position(self) -> int:
        """Its place among its like, from 1."""

    def up(self) -> Node | None:
        """The node around it."""

    def below(self, name: str) -> Sequence[Node]:
        """The relevant nodes of this name in it."""


class Scope:
    """What an expression sees: the answers from where it stands.

    Here, outside any form, nothing; `Answers` and the scope of a filled form say more.
    """

    __slots__ = ()

    @property
    def position(self) -> int:
        """What position() is here."""
        return 1

    @property
    def now(self) -> Moment:
        """The time of the evaluation."""
        raise EvaluationError("there is no clock here")

    @property
    def context(self) -> Node:
        """What `.` is here."""
        raise EvaluationError("there is no form here")

    @property
    def current(self) -> Node:
        """The question that the expression belongs to."""
        raise EvaluationError("there is no form here")

    @property
    def root(self) -> Node:
        """The whole form."""
        raise EvaluationError("there is no form here")

    @property
    def version(self) -> str:
        """The form's version."""
        raise EvaluationError("there is no form here")

    def value(self, name: str) -> Value:
        """The one answer to a question; raises EvaluationError where there are several."""
        raise EvaluationError(f"there is no {name} here")

    def find(self, name: str) -> Sequence[Node]:
        """The relevant nodes that `${name}` means here."""
        raise EvaluationError(f"there is no {name} here")

    def at(self, node: Node, position: int) -> Scope:
        """The scope of a predicate on this node."""
        raise EvaluationError(f"there is no form around {node} at {position}")

    def column(self, name: str) -> str:
        """A column of the choice that a choice_filter looks at."""
        raise EvaluationError(f"there is no {name} here")

    def label(self, question: str, code: str) -> str:
        """The label of a choice of a question; "" where there is no such choice."""
        raise EvaluationError(f"there is no {question} with {code} here")

    def indexed(self, name: str, places: Sequence[tuple[str, float]]) -> Value:
        """The answer in the instances (counted from 1) of the repeats named."""
        raise EvaluationError(f"there is no {name} in {places} here")

    def kept(self) -> str:
        """What the question already held before it was calculated."""
        return ""


Evaluator: TypeAlias = Callable[[Scope], Value]


@dataclass(slots=True)
class Answers(Scope):
    """The scope of a form without repeats: values by item and the item's own answer."""

    values: Values
    own: Value = ""

    def value(self, name: str) -> Value:
        return self.values.get(name, "")

    def find(self, name: str) -> Sequence[Node]:
        return (_Leaf(self.values.get(name, "")),)

    @property
    def context(self) -> Node:
        return _Leaf(self.own)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """An answer on its own, in no form."""

    value: Value
    is_leaf: bool = True
    position: int = 1

    def up(self) -> Node | None:
        return None

    def below(self, name: str) -> Sequence[Node]:  # noqa: ARG002  (nothing is below)
        return ()
