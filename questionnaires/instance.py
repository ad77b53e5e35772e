"""A form with groups and repeats while it is being filled: values and relevance, when asked for.

Nothing is computed before it is needed and nothing twice, so that the order of the questions
does not matter; a circle of dependencies raises EvaluationError.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from questionnaires.moments import Moment
from questionnaires.nodesets import passes
from questionnaires.scope import Evaluator, Scope
from questionnaires.structure import Place, by_name
from questionnaires.values import (
    EvaluationError,
    Value,
    held,
    number,
    stored,
    text,
    truth,
    typed,
)

__all__ = ["MOST_INSTANCES", "Answered", "Choice", "Entry", "Filling", "Form"]

Choice: TypeAlias = Mapping[str, str]
"""The columns of a choice, name and label among them."""

Answered: TypeAlias = Mapping[str, Any]
"""Answers by question; of a repeat a list of such mappings, of a group no level of its own."""


MOST_INSTANCES = 100
"""The most times that a repeat may be asked."""


@dataclass
class Form:
    """A form's places and what its columns ask of them, by the place's name.

    kept: places that are calculated only as long as they hold nothing; count: how many
    instances a repeat has, where the form says so.
    """

    root: Place
    choices: Mapping[str, Sequence[Choice]] = field(default_factory=dict)
    relevant: dict[str, Evaluator] = field(default_factory=dict)
    calculation: dict[str, Evaluator] = field(default_factory=dict)
    version: str = ""
    kept: frozenset[str] = frozenset()
    count: dict[str, Evaluator] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.places = by_name(self.root)


class Entry:
    """One question, group or repeat instance of a form that is being filled."""

    def __init__(self, place: Place, filling: Filling, parent: Entry | None, position: int) -> None:
        self.place = place
        self.filling = filling
        self.parent = parent
        self.position = position
        self.answer: str | float | None = None
        self.children: dict[str, list[Entry]] = {}
        self._value: Value | None = None
        self._relevant: bool | None = None
        self._busy = False
        self._sized: set[str] = set()

    @property
    def is_leaf(self) -> bool:
        return self.place.is_leaf

    @property
    def value(self) -> Value:
        """The answer, or what is calculated, as expressions see it."""
        if self._value is None:
            calculation = self._calculation
            kind, today = self.place.kind, self.filling.now.day
            if calculation is None:
                self._value = typed(self.answer, kind, today)
            else:
                self._value = held(self._guarded(calculation, ""), kind, today)
        return self._value

    def stored(self) -> str | None:
        """What stands in the submission; None where that is empty."""
        calculation = self._calculation
        if calculation is not None:
            value = self._guarded(calculation, "")
        else:
            value = typed(self.answer, self.place.kind, self.filling.now.day)
        return stored(value, self.place.kind)

    @property
    def relevant(self) -> bool:
        """Whether it, and all around it, is to be asked."""
        if self._relevant is None:
            test = self.filling.form.relevant.get(self.place.name)
            self._relevant = (self.parent is None or self.parent.relevant) and (
                test is None or truth(self._guarded(test, False))
            )
        return self._relevant

    def holds(self, test: Evaluator) -> bool:
        """Whether a condition is true here; one that cannot be evaluated is not."""
        try:
            return truth(self.evaluated(test))
        except EvaluationError:
            return False

    def instances(self, name: str) -> list[Entry]:
        """The entries of this name right below, of a counted repeat as many as are wanted."""
        count = self.filling.form.count.get(name)
        if count is not None and name not in self._sized:
            self._sized.add(name)
            self.filling.resize(self, name, self.number_of(count))
        return self.children[name]

    def number_of(self, count: Evaluator) -> int:
        """A repeat_count as a whole number; nothing where it is none."""
        try:
            wanted = number(self.evaluated(count))
        except EvaluationError:
            return 0
        return int(max(0.0, min(wanted, float(MOST_INSTANCES)))) if wanted == wanted else 0

    def evaluated(self, expression: Evaluator) -> Value:
        """The expression as it stands at this entry."""
        return expression(_Standing(self, self))

    @property
    def _calculation(self) -> Evaluator | None:
        form = self.filling.form
        if self.place.name in form.kept and self.answer not in (None, ""):
            return None
        return form.calculation.get(self.place.name)

    def _guarded(self, expression: Evaluator, instead: Value) -> Value:
        """Its value; in a lenient filling what stands instead of one that fails."""
        if not self.filling.lenient:
            return self._alone(expression)
        try:
            return self._alone(expression)
        except EvaluationError:
            return instead

    def _alone(self, expression: Evaluator) -> Value:
        if self._busy:
            raise EvaluationError(f"{self.place.name} depends, in a circle, on itself")
        self._busy = True
        try:
            return self.evaluated(expression)
        finally:
            self._busy = False

    def up(self) -> Entry | None:
        return self.parent

    def below(self, name: str) -> Sequence[Entry]:
        if name not in self.children:
            return []
        return [each for each in self.instances(name) if each.relevant]

    def all_below(self, place: Place) -> Iterator[Entry]:
        """All entries of a place under this one, relevant or not."""
        for name in self.children:
            for child in self.instances(name):
                if child.place is place:
                    yield child
                else:
                    yield from child.all_below(place)


class Filling:
    """A form with these answers at this time.

    before: the same form as it was, for once(), else what the answers hold of calculated
    questions; a repeat that is not mentioned has one instance. lenient: what cannot be
    evaluated, where ODK would stop the interview, is not true and holds nothing.
    """

    def __init__(
        self,
        form: Form,
        answers: Answered,
        now: Moment,
        before: Filling | None = None,
        *,
        lenient: bool = False,
    ) -> None:
        self.form = form
        self.lenient = lenient
        self.now = now
        self.before = before
        self.root = self._made(form.root, answers, None, 1)

    def entries(self, name: str) -> list[Entry]:
        """All entries of this name, in order."""
        return list(self.root.all_below(self.form.places[name]))

    def one_more(self, entry: Entry, name: str) -> Entry:
        """What one more instance of a repeat would be, without adding it."""
        position = len(entry.children[name]) + 1
        return self._made(self.form.places[name], {}, entry, position)

    def filtered(
        self, entry: Entry, test: Evaluator, among: Collection[str] | None = None
    ) -> list[str]:
        """The codes of the choices of a select that pass its choice_filter.

        among: the only codes that are wanted; None for all.
        """
        choices = self.form.choices.get(entry.place.list_name, ())
        return [
            choice["name"]
            for position, choice in enumerate(choices, 1)
            if (among is None or choice["name"] in among)
            and passes(test, _Standing(entry, entry, position, choice))
        ]

    def resize(self, entry: Entry, name: str, wanted: int) -> None:
        """Give a repeat so many instances: the last go, new ones are empty."""
        instances = entry.children[name]
        place = self.form.places[name]
        del instances[wanted:]
        instances += [
            self._made(place, {}, entry, position)
            for position in range(len(instances) + 1, wanted + 1)
        ]

    def _made(self, place: Place, answers: Answered, parent: Entry | None, position: int) -> Entry:
        entry = Entry(place, self, parent, position)
        if place.is_leaf:
            entry.answer = answers.get(place.name)
        for name, child in place.children.items():
            parts: Sequence[Answered] = (answers,)
            if child.kind == "repeat":
                given = answers.get(name)
                parts = ({},) if given is None else given
            entry.children[name] = [
                self._made(child, part, entry, index) for index, part in enumerate(parts, 1)
            ]
        return entry


@dataclass(frozen=True)
class _Standing(Scope):
    """The scope of an expression in a form: where it stands, and the choice it looks at."""

    entry: Entry
    node: Entry
    place: int = 1
    choice: Choice | None = None

    @property
    def position(self) -> int:
        return self.place

    @property
    def now(self) -> Moment:
        return self.entry.filling.now

    @property
    def context(self) -> Entry:
        return self.node

    @property
    def current(self) -> Entry:
        return self.entry

    @property
    def root(self) -> Entry:
        return self.entry.filling.root

    @property
    def version(self) -> str:
        return self.entry.filling.form.version

    def value(self, name: str) -> Value:
        found = self.find(name)
        if len(found) > 1:
            raise EvaluationError(f"one answer to {name} is needed where the repeat has several")
        return found[0].value if found else ""

    def find(self, name: str) -> Sequence[Entry]:
        """Within the nearest repeat instance that holds both this place and the one named."""
        place = self.entry.filling.form.places[name]
        around = list(place.around())
        base: Entry | None = self.node
        while base is not None and not (base.place.kind == "repeat" and base.place in around):
            base = base.parent
        return _below(base or self.root, place)

    def at(self, node: Any, position: int) -> _Standing:
        return _Standing(self.entry, node, position, self.choice)

    def column(self, name: str) -> str:
        return "" if self.choice is None else self.choice.get(name, "")

    def label(self, question: str, code: str) -> str:
        form = self.entry.filling.form
        choices = form.choices.get(form.places[question].list_name, ())
        return next((each["label"] for each in choices if each["name"] == code), "")

    def indexed(self, name: str, places: Sequence[tuple[str, float]]) -> Value:
        form = self.entry.filling.form
        base = self.root
        for repeat, place in places:
            found = [each for each in base.all_below(form.places[repeat]) if each.relevant]
            index = 1 if math.isnan(place) or place < 1 else min(place, len(found) + 1)
            if int(index) > len(found):
                return ""
            base = found[int(index) - 1]
        found = list(_below(base, form.places[name]))
        if len(found) > 1:
            raise EvaluationError("indexed-repeat needs the index of every repeat")
        return found[0].value if found else ""

    def kept(self) -> str:
        before = self.entry.filling.before
        if before is None:
            return "" if self.entry.answer is None else text(self.entry.answer)
        siblings = self.entry.filling.entries(self.entry.place.name)
        at = next(index for index, each in enumerate(siblings) if each is self.entry)
        return before.entries(self.entry.place.name)[at].stored() or ""


def _below(base: Entry, place: Place) -> Sequence[Entry]:
    """The relevant entries of a place below one that is around it."""
    steps = [place.name]
    for each in place.around():
        if each is base.place:
            break
        steps.append(each.name)
    found: Sequence[Entry] = [base]
    for step in reversed(steps):
        found = [each for entry in found for each in entry.below(step)]
    return found
