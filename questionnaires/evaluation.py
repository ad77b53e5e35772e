"""A tree of expressions.py as a function of the answers.

Semantics are those of ODK's engine as recorded in cases/reference.json. Two points
are decided here: `=` on numbers is IEEE equality (XPath 1.0; JavaRosa tolerates 1e-12), and
text with a decimal comma is a number ("1,5" is 1.5, as in JavaRosa and as Vietnamese writes).
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from questionnaires.expressions import Tree

__all__ = ["Evaluator", "Value", "Values", "compiled", "truth"]

Value: TypeAlias = str | float | bool

Values: TypeAlias = Mapping[str, str | float]
"""Answers by item: numbers of integer items as float, all else as the text ODK stores;
an item that is empty or irrelevant is absent."""

Evaluator: TypeAlias = Callable[[Values, str | float], Value]
"""Takes the answers and the item's own answer ("" where there is none)."""

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)


def compiled(tree: Tree) -> Evaluator:
    """The tree as a function; made once for a questionnaire, called for every response."""
    kind = str(tree[0])
    if kind in _LEAVES:
        return _LEAVES[kind](tree)
    operands = [compiled(operand) for operand in tree[1:] if isinstance(operand, tuple)]
    if len(operands) == 1:
        return _unary(_UNARY[kind], operands[0])
    if kind in ("and", "or"):
        return _logical(kind, *operands)
    return _binary(_BINARY[kind], *operands)


def truth(value: Value) -> bool:
    """XPath's boolean(): text is true unless empty, a number unless 0 or NaN."""
    if isinstance(value, float):
        return value == value and value != 0
    return bool(value)


def _number(value: Value) -> float:
    """XPath's number(); text that is none, the empty text among it, is NaN."""
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        return float(text) if _NUMBER.fullmatch(text) else math.nan
    return float(value)


def _item(tree: Tree) -> Evaluator:
    name = str(tree[1])
    return lambda values, _own: values.get(name, "")


def _literal(tree: Tree) -> Evaluator:
    value = tree[1]
    assert isinstance(value, str | float)  # noqa: S101  (the grammar's own leaves)
    return lambda _values, _own: value


_LEAVES: dict[str, Callable[[Tree], Evaluator]] = {
    "item": _item,
    "number": _literal,
    "text": _literal,
    "self": lambda _tree: lambda _values, own: own,
    "true": lambda _tree: lambda _values, _own: True,
    "false": lambda _tree: lambda _values, _own: False,
}


def _unary(function: Callable[[Value], Value], operand: Evaluator) -> Evaluator:
    return lambda values, own: function(operand(values, own))


def _binary(
    function: Callable[[Value, Value], Value], left: Evaluator, right: Evaluator
) -> Evaluator:
    return lambda values, own: function(left(values, own), right(values, own))


def _logical(kind: str, left: Evaluator, right: Evaluator) -> Evaluator:
    """`and` and `or` evaluate only what they need."""
    if kind == "and":
        return lambda values, own: truth(left(values, own)) and truth(right(values, own))
    return lambda values, own: truth(left(values, own)) or truth(right(values, own))


def _equal(left: Value, right: Value) -> bool:
    """Compared as booleans if either is one, else as numbers if either is one, else as text."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    return _number(left) == _number(right)


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Value, Value], Value]:
    return lambda left, right: compare(_number(left), _number(right))


def _arithmetic(compute: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    return lambda left, right: compute(_number(left), _number(right))


def _divide(left: float, right: float) -> float:
    if right != 0:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, left) * math.copysign(1, right)


def _modulo(left: float, right: float) -> float:
    """The remainder with the sign of the left side."""
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


def _selected(answer: Value, wanted: Value) -> bool:
    code = str(wanted).strip()
    return code == answer or code in str(answer).split()


_UNARY: dict[str, Callable[[Value], Value]] = {
    "negate": lambda value: -_number(value),
    "not": lambda value: not truth(value),
    "count-selected": lambda value: float(len(str(value).split())),
}

_BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "div": _arithmetic(_divide),
    "mod": _arithmetic(_modulo),
    "selected": _selected,
}
