"""Paths and predicates: the questions and repeat instances that an expression means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from questionnaires.expressions import Tree
from questionnaires.scope import Evaluator, Node, Scope
from questionnaires.values import EvaluationError, Value

__all__ = ["NODES", "Finder", "Read", "finder", "operand", "passes", "single", "the_one"]

Finder: TypeAlias = Callable[[Scope], Sequence[Node]]

Read: TypeAlias = Callable[[Tree], Evaluator]
"""evaluation.compiled, for what stands in predicates."""

NODES = frozenset(("item", "path", "self", "|"))
"""Kinds of trees that find nodes."""


def finder(tree: Tree, read: Read) -> Finder:
    """The tree as a function that finds nodes."""
    match tree[0]:
        case "item":
            name = str(tree[1])
            return lambda scope: scope.find(name)
        case "self":
            return lambda scope: (scope.context,)
        case "|":
            left, right = finder(operand(tree, 1), read), finder(operand(tree, 2), read)
            return lambda scope: _united(left(scope), right(scope))
    return _path(tree, read)


def _united(left: Sequence[Node], right: Sequence[Node]) -> Sequence[Node]:
    return [*left, *(node for node in right if all(node is not other for other in left))]


def _path(tree: Tree, read: Read) -> Finder:
    origin = _origin(operand(tree, 1), read)
    steps = [_step(operand(tree, index), read) for index in range(2, len(tree))]

    def find(scope: Scope) -> Sequence[Node]:
        nodes = origin(scope)
        for step in steps:
            nodes = step(scope, nodes)
        return nodes

    return find


def _origin(tree: Tree, read: Read) -> Finder:
    match tree[0]:
        case "context":
            return lambda scope: (scope.context,)
        case "current":
            return lambda scope: (scope.current,)
        case "root":
            return lambda scope: (scope.root,)
    return finder(tree, read)


def _step(tree: Tree, read: Read) -> Callable[[Scope, Sequence[Node]], Sequence[Node]]:
    match tree[0]:
        case "up":
            return lambda _scope, nodes: _above(nodes)
        case "child":
            name = str(tree[1])
            return lambda _scope, nodes: [each for node in nodes for each in node.below(name)]
        case "where":
            return _where(read(operand(tree, 1)))
    return lambda _scope, nodes: nodes


def _above(nodes: Sequence[Node]) -> Sequence[Node]:
    parents: list[Node] = []
    for node in nodes:
        parent = node.up()
        if parent is not None and all(parent is not each for each in parents):
            parents.append(parent)
    return parents


def passes(test: Evaluator, scope: Scope) -> bool:
    """Whether a predicate or choice_filter keeps what it looks at.

    A number keeps what stands at that position; as in ODK text keeps nothing.
    """
    value = test(scope)
    return value == scope.position if isinstance(value, float) else value is True


def _where(test: Evaluator) -> Callable[[Scope, Sequence[Node]], Sequence[Node]]:
    return lambda scope, nodes: [
        node for place, node in enumerate(nodes, 1) if passes(test, scope.at(node, place))
    ]


def the_one(nodes: Sequence[Node]) -> Value:
    """The value of the one node, "" of none; raises EvaluationError where there are several."""
    if len(nodes) > 1:
        raise EvaluationError("one answer is needed where the repeat has several")
    return nodes[0].value if nodes else ""


def single(tree: Tree, read: Read) -> Evaluator:
    """The value of the one node found."""
    find = finder(tree, read)
    return lambda scope: the_one(find(scope))


def operand(tree: Tree, index: int) -> Tree:
    """A branch of a tree."""
    branch = tree[index]
    assert isinstance(branch, tuple)  # noqa: S101  (the grammar's own branches)
    return branch
