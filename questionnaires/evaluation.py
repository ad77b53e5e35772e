"""A tree of expressions.py as a function of the answers.

Semantics are those of ODK's engine as recorded in the reference cases; where that engine is
in doubt docs/expressions.md says what was decided. static/logic/ does the same in the browser.
"""

from __future__ import annotations

import operator
import random
import uuid
from collections.abc import Callable, Sequence

from questionnaires.calendar_functions import CALENDAR
from questionnaires.expressions import Tree
from questionnaires.moments import midnight
from questionnaires.nodesets import NODES, finder, operand, single, the_one
from questionnaires.numerals import MATHEMATICS, divide, extreme, modulo
from questionnaires.scope import Evaluator, Scope
from questionnaires.values import NOTHING, EvaluationError, Value, number, text, truth
from questionnaires.words import WORDS

__all__ = ["compiled"]


def compiled(tree: Tree) -> Evaluator:
    """The tree as a function; made once for a questionnaire, called for every response."""
    kind = str(tree[0])
    if kind in _FORMS:
        return _FORMS[kind](tree)
    operands = [compiled(each) for each in tree[1:] if isinstance(each, tuple)]
    return _applied(_FUNCTIONS[kind], operands)


def _applied(function: Callable[..., Value], operands: Sequence[Evaluator]) -> Evaluator:
    """The function of the operands' values; the common numbers of operands spelled out."""
    if len(operands) == 1:
        [only] = operands
        return lambda scope: function(only(scope))
    if len(operands) == 2:
        left, right = operands
        return lambda scope: function(left(scope), right(scope))
    return lambda scope: function(*[each(scope) for each in operands])


# --- what is not just a function of its operands' values -------------------------------------


def _literal(tree: Tree) -> Evaluator:
    """A constant; ("number", operand) is the function of that name."""
    value = tree[1]
    if isinstance(value, tuple):
        return _applied(number, [compiled(value)])
    constant = value if isinstance(value, str) else float(value)
    return lambda _scope: constant


def _item(tree: Tree) -> Evaluator:
    name = str(tree[1])
    return lambda scope: scope.value(name)


def _column(tree: Tree) -> Evaluator:
    name = str(tree[1])
    return lambda scope: scope.column(name)


def _and(tree: Tree) -> Evaluator:
    left, right = compiled(operand(tree, 1)), compiled(operand(tree, 2))
    return lambda scope: truth(left(scope)) and truth(right(scope))


def _or(tree: Tree) -> Evaluator:
    left, right = compiled(operand(tree, 1)), compiled(operand(tree, 2))
    return lambda scope: truth(left(scope)) or truth(right(scope))


def _if(tree: Tree) -> Evaluator:
    test, then, other = (compiled(operand(tree, index)) for index in (1, 2, 3))
    return lambda scope: then(scope) if truth(test(scope)) else other(scope)


def _coalesce(tree: Tree) -> Evaluator:
    first, second = compiled(operand(tree, 1)), compiled(operand(tree, 2))

    def evaluate(scope: Scope) -> Value:
        value = first(scope)
        return second(scope) if value == "" or value != value else value

    return evaluate


def _once(tree: Tree) -> Evaluator:
    value = compiled(operand(tree, 1))

    def evaluate(scope: Scope) -> Value:
        kept = scope.kept()
        return value(scope) if kept == "" else kept

    return evaluate


def _choice_name(tree: Tree) -> Evaluator:
    code, question = compiled(operand(tree, 1)), str(operand(tree, 2)[1])
    return lambda scope: scope.label(question, text(code(scope)))


def _uuid(tree: Tree) -> Evaluator:
    if len(tree) == 1:
        return lambda _scope: str(uuid.uuid4())
    length = compiled(operand(tree, 1))
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

    def evaluate(scope: Scope) -> Value:
        wanted = number(length(scope))
        if not 0 < wanted <= 1000:
            raise EvaluationError("uuid() takes a length up to 1000")
        return "".join(random.choices(letters, k=int(wanted)))  # noqa: S311  (a name, no secret)

    return evaluate


def _today(scope: Scope) -> Value:
    day = midnight(scope.now.day)
    assert day is not None  # noqa: S101  (now lies within the calendar)
    return day


# --- functions of nodes ----------------------------------------------------------------------


def _of_values(function: Callable[[list[Value]], Value]) -> Callable[[Tree], Evaluator]:
    """A function of all values of its only operand."""

    def form(tree: Tree) -> Evaluator:
        find = finder(operand(tree, 1), compiled)
        return lambda scope: function([node.value for node in find(scope)])

    return form


def _spread(function: Callable[..., Value], before: int) -> Callable[[Tree], Evaluator]:
    """A function of many values that may instead be given one set of nodes, after `before`."""

    def form(tree: Tree) -> Evaluator:
        if len(tree) != before + 2 or operand(tree, before + 1)[0] not in NODES:
            return _applied(function, [compiled(operand(tree, i)) for i in range(1, len(tree))])
        find = finder(operand(tree, before + 1), compiled)
        first = [compiled(operand(tree, index)) for index in range(1, before + 1)]
        return lambda scope: function(
            *[each(scope) for each in first], *[node.value for node in find(scope)]
        )

    return form


def _boolean(tree: Tree) -> Evaluator:
    """Of one question its answer's truth, of groups and repeats whether there are any."""
    if operand(tree, 1)[0] not in NODES:
        return _applied(truth, [compiled(operand(tree, 1))])
    find = finder(operand(tree, 1), compiled)

    def evaluate(scope: Scope) -> Value:
        nodes = find(scope)
        if nodes and nodes[0].is_leaf:
            return truth(the_one(nodes))
        return bool(nodes)

    return evaluate


def _position(tree: Tree) -> Evaluator:
    if len(tree) == 1:
        return lambda scope: float(scope.position)
    find = finder(operand(tree, 1), compiled)

    def evaluate(scope: Scope) -> Value:
        nodes = find(scope)
        return float(nodes[0].position) if nodes else 0.0

    return evaluate


def _count(tree: Tree) -> Evaluator:
    find = finder(operand(tree, 1), compiled)
    return lambda scope: float(len(find(scope)))


def _indexed_repeat(tree: Tree) -> Evaluator:
    name = str(operand(tree, 1)[1])
    repeats = [str(operand(tree, index)[1]) for index in range(2, len(tree), 2)]
    places = [compiled(operand(tree, index)) for index in range(3, len(tree), 2)]
    return lambda scope: scope.indexed(
        name, [(repeat, number(at(scope))) for repeat, at in zip(repeats, places, strict=True)]
    )


def _total(values: list[Value]) -> Value:
    return sum((each for each in map(number, values) if each == each), 0.0)


_FORMS: dict[str, Callable[[Tree], Evaluator]] = {
    "item": _item,
    "number": _literal,
    "text": _literal,
    "self": lambda _tree: lambda scope: scope.context.value,
    "column": _column,
    "path": lambda tree: single(tree, compiled),
    "|": lambda tree: single(tree, compiled),
    "true": lambda _tree: lambda _scope: True,
    "false": lambda _tree: lambda _scope: False,
    "and": _and,
    "or": _or,
    "if": _if,
    "coalesce": _coalesce,
    "once": _once,
    "boolean": _boolean,
    "sum": _of_values(_total),
    "count": _count,
    "count-non-empty": _of_values(lambda values: float(sum(each != "" for each in values))),
    "min": _spread(lambda *values: extreme(values, min), 0),
    "max": _spread(lambda *values: extreme(values, max), 0),
    "concat": _spread(WORDS["concat"], 0),
    "join": _spread(WORDS["join"], 1),
    "position": _position,
    "indexed-repeat": _indexed_repeat,
    "jr:choice-name": _choice_name,
    "today": lambda _tree: _today,
    "now": lambda _tree: lambda scope: scope.now,
    "version": lambda _tree: lambda scope: scope.version,
    "uuid": _uuid,
    "random": lambda _tree: lambda _scope: random.random(),  # noqa: S311  (no secret)
}


# --- operators -------------------------------------------------------------------------------


def _equal(left: Value, right: Value) -> bool:
    """Compared as booleans if either is one, else as numbers if either is one, else as text."""
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left) == truth(right)
    if isinstance(left, float) or isinstance(right, float):
        first, second = number(left), number(right)
        return first == second or abs(first - second) < NOTHING
    return text(left) == text(right)


def _ordered(compare: Callable[[float, float], bool]) -> Callable[[Value, Value], Value]:
    return lambda left, right: compare(number(left), number(right))


def _arithmetic(compute: Callable[[float, float], float]) -> Callable[[Value, Value], Value]:
    return lambda left, right: compute(number(left), number(right))


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    **WORDS,
    **MATHEMATICS,
    **CALENDAR,
    "negate": lambda value: -number(value),
    "not": lambda value: not truth(value),
    "=": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": _ordered(operator.lt),
    "<=": _ordered(operator.le),
    ">": _ordered(operator.gt),
    ">=": _ordered(operator.ge),
    "+": _arithmetic(operator.add),
    "-": _arithmetic(operator.sub),
    "*": _arithmetic(operator.mul),
    "div": _arithmetic(divide),
    "mod": _arithmetic(modulo),
}
