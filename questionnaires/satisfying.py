"""Whether any answers satisfy conditions: decided by trying, where a few answers stand for all.

A select has its choices. A number that is only compared with numbers written in the
conditions behaves the same between two of them, so one answer on each, beside each and
between stands for all. What is not of this kind is not decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, product
from math import ceil, floor, isfinite, prod

from questionnaires.evaluation import compiled
from questionnaires.expressions import Tree, references
from questionnaires.scope import Answers, Evaluator
from questionnaires.values import EvaluationError, number, truth
from questionnaires.walking import Placed

__all__ = ["satisfiable"]

_MOST_TRIALS = 4_000
_MOST_SUBSETS = 8  # choices of a select_multiple whose subsets are all tried
_COMPARISONS = {"=", "!=", "<", "<=", ">", ">="}
_KNOWN = {
    *_COMPARISONS, "and", "or", "not", "true", "false", "selected", "count-selected",
    "item", "self", "text", "number", "negate",
}  # fmt: skip
_NUMBERS = {"integer", "decimal", "range"}

Trial = Mapping[str, str | float]


def satisfiable(conditions: Sequence[Tree], items: Mapping[str, Placed], own: str = "") -> bool:
    """Whether answers can make all conditions true; True also where that cannot be decided.

    items: all of the form by name; own: the item that `.` stands for, which then has an answer.
    The answers tried keep the constraints and conditions of the items concerned.
    """
    trying = _Trying(items, own)
    if not all(trying.decidable(tree, own) for tree in conditions):
        return True
    named = [*([own] if own else []), *_named(conditions)]
    if not trying.take(named, _numbers_in(conditions)):
        return True
    trying.take_rules()
    return _found(conditions, trying.rules, trying.domains, own)


class _Trying:
    """The items whose answers are tried, with the rules among them that can be kept."""

    def __init__(self, items: Mapping[str, Placed], own: str) -> None:
        self.items = items
        self.own = own
        self.numeric = frozenset(n for n, place in items.items() if place.item.type in _NUMBERS)
        self.numbers: set[float] = set()
        self.domains: dict[str, Sequence[str | float]] = {}
        self.rules: dict[str, list[Tree]] = {}

    def decidable(self, tree: Tree, own: str) -> bool:
        return _decidable(tree, self.numeric, own)

    def take(self, names: Sequence[str], numbers: set[float]) -> bool:
        """Try these items too, unless that is too much or one of them has no few answers."""
        wanted = self.numbers | numbers
        domains: dict[str, Sequence[str | float]] = {}
        for name in dict.fromkeys((*self.domains, *names)):
            domain = _domain(self.items[name], wanted)
            if domain is None:
                return False
            domains[name] = [v for v in domain if v != ""] if name == self.own else domain
            if prod(map(len, domains.values())) > _MOST_TRIALS:
                return False
        self.numbers, self.domains = wanted, domains
        return True

    def take_rules(self) -> None:
        """Keep what can be kept; a rule that cannot only leaves more answers possible."""
        waiting = [*self.domains]
        while waiting:
            name = waiting.pop(0)
            self.rules[name] = []
            for tree in _rules(self.items[name]):
                if self.decidable(tree, name) and self.take(_named([tree]), _numbers_in([tree])):
                    self.rules[name].append(tree)
            waiting += [each for each in self.domains if each not in (*self.rules, *waiting)]


def _found(
    conditions: Sequence[Tree],
    rules: Mapping[str, Sequence[Tree]],
    domains: Mapping[str, Sequence[str | float]],
    own: str,
) -> bool:
    tests = [(compiled(tree), own) for tree in conditions]
    kept = {name: [(compiled(tree), name) for tree in each] for name, each in rules.items()}
    for values in product(*domains.values()):
        trial = {name: value for name, value in zip(domains, values, strict=True) if value != ""}
        # an answer stands only where it is asked for and allowed
        wanted = [*(rule for name in trial for rule in kept[name]), *tests]
        if all(_holds(test, trial, name) for test, name in wanted):
            return True
    return False


def _holds(test: Evaluator, trial: Trial, own: str) -> bool:
    try:
        return truth(test(Answers(trial, trial.get(own, ""))))
    except EvaluationError:
        return False


def _named(trees: Sequence[Tree]) -> list[str]:
    return [name for tree in trees for name in sorted(references(tree))]


def _rules(place: Placed) -> list[Tree]:
    """What holds where the item has an answer."""
    trees = [each.tree for each in place.conditions]
    return trees + ([place.item.constraint.tree] if place.item.constraint else [])


def _domain(place: Placed, numbers: set[float]) -> Sequence[str | float] | None:
    """The answers that stand for all; None where no few do."""
    item = place.item
    if place.repeats:  # has several answers
        return None
    codes = [choice.name for choice in item.choices]
    if item.type == "select_one":
        return ["", *codes]
    if item.type == "select_multiple" and len(codes) <= _MOST_SUBSETS:
        sizes = range(len(codes) + 1)
        return [" ".join(chosen) for size in sizes for chosen in combinations(codes, size)]
    if item.type not in _NUMBERS:
        return None
    beside = {value + step for value in numbers or [0.0] for step in (-1.0, 0.0, 1.0)}
    if item.type == "integer":
        return [
            "",
            *sorted({float(near) for value in beside for near in (floor(value), ceil(value))}),
        ]
    return ["", *sorted(beside | {(a + b) / 2 for a, b in pairwise(sorted(beside))})]


def _decidable(tree: Tree, numeric: frozenset[str], own: str) -> bool:
    """Whether it is made of choices, and of numbers compared with written ones, alone."""
    kind, operands = tree[0], [each for each in tree[1:] if isinstance(each, tuple)]
    if kind not in _KNOWN or (kind == "number" and operands):
        return False
    if kind == "negate" and operands[0][0] != "number":
        return False
    held = [_is_number(each, numeric, own) for each in operands]
    written = [each[0] in ("number", "text", "negate") for each in operands]
    if any(held) and not (kind in _COMPARISONS and any(written)):
        return False
    return all(_decidable(each, numeric, own) for each in operands)


def _is_number(tree: Tree, numeric: frozenset[str], own: str) -> bool:
    return (tree[0] == "item" and tree[1] in numeric) or (tree[0] == "self" and own in numeric)


def _numbers_in(trees: Sequence[Tree]) -> set[float]:
    return {number for tree in trees for number in _literals(tree)}


def _literals(tree: Tree) -> Iterator[float]:
    if tree[0] in ("number", "text") and isinstance(tree[1], str | int | float):
        value = number(tree[1])
        if isfinite(value):
            yield from (value, -value)
    for operand in tree[1:]:
        if isinstance(operand, tuple):
            yield from _literals(operand)
