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

_MOST_TRIALS = 20_000
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
    numeric = frozenset(name for name, place in items.items() if place.item.type in _NUMBERS)
    if not all(_decidable(tree, numeric, own) for tree in conditions):
        return True
    rules: dict[str, list[Tree]] = {}
    waiting = [*([own] if own else []), *_named(conditions)]
    while waiting:
        name = waiting.pop(0)
        if name in items and name not in rules:
            rules[name] = [t for t in _rules(items[name]) if _decidable(t, numeric, name)]
            waiting += _named(rules[name])
    trees = [*conditions, *(tree for each in rules.values() for tree in each)]
    numbers = sorted({number for tree in trees for number in _literals(tree)})
    domains: dict[str, Sequence[str | float]] = {}
    for name in rules:
        domain = _domain(items[name], numbers)
        if domain is None:
            return True
        domains[name] = [value for value in domain if value != ""] if name == own else domain
    if prod(map(len, domains.values())) > _MOST_TRIALS:
        return True
    return _found(conditions, rules, domains, own)


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


def _domain(place: Placed, numbers: Sequence[float]) -> Sequence[str | float] | None:
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


def _literals(tree: Tree) -> Iterator[float]:
    if tree[0] in ("number", "text") and isinstance(tree[1], str | int | float):
        value = number(tree[1])
        if isfinite(value):
            yield from (value, -value)
    for operand in tree[1:]:
        if isinstance(operand, tuple):
            yield from _literals(operand)
