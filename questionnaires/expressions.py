"""Expressions of relevant and constraint: text -> one JSON-able tree (evaluation.py runs it)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark import Tree as Parsed

__all__ = ["Expression", "ExpressionError", "Tree", "parse", "references"]

Tree: TypeAlias = "tuple[str | float | Tree, ...]"
"""("=", ("item", "tuoi"), ("number", 18.0)): an operator or kind, then its operands."""

_LONGEST, _DEEPEST = 2000, 60
_ARGUMENTS = {"true": 0, "false": 0, "not": 1, "count-selected": 1, "selected": 2}
_CONSTANTS = {"true": "true", "yes": "true", "false": "false", "no": "false"}  # as pyxform reads
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@dataclass(frozen=True)
class Expression:
    """An expression as written and its tree; the tree alone is evaluated."""

    text: str
    tree: Tree


class ExpressionError(ValueError):
    """An expression that means nothing here.

    code is one of problems.py's `expression.…`; values say what was found and at which
    character (from 1).
    """

    def __init__(self, code: str, **values: str | int) -> None:
        super().__init__(f"{code}: {values}")
        self.code = code
        self.values = values


def parse(text: str, types: Mapping[str, str], own: str | None = None) -> Expression:
    """Read an expression.

    types: the type of each item that may be named; own: the type of the item that `.` stands
    for, None where `.` is not allowed. Raises ExpressionError at the first thing that is not
    understood.
    """
    from lark import UnexpectedInput

    if len(text) > _LONGEST:
        raise ExpressionError("expression.too-long")
    straight = text.translate(_STRAIGHT)
    try:
        parsed = _parser().parse(straight)
    except UnexpectedInput as error:
        position = error.pos_in_stream or 0
        if getattr(error, "token", None) == "":  # the text ended too early
            position = len(straight)
        found = straight[position : position + 12]
        raise ExpressionError("expression.syntax", position=position + 1, found=found) from None
    if _depth(parsed) > _DEEPEST:
        raise ExpressionError("expression.too-long")
    return Expression(text, _Reading(types, own).tree(parsed))


def references(tree: Tree) -> frozenset[str]:
    """The items an expression names."""
    return frozenset(str(node[1]) for node in _nodes(tree) if node[0] == "item")


def _nodes(tree: Tree) -> Iterator[Tree]:
    yield tree
    for operand in tree[1:]:
        if isinstance(operand, tuple):
            yield from _nodes(operand)


@cache
def _parser() -> Lark:
    from lark import Lark  # late: a server that reads stored forms never parses

    return Lark.open("expressions.lark", rel_to=__file__, parser="lalr")


def _depth(parsed: Parsed[Token]) -> int:
    """How deep the operators nest; counted without recursion, which a long text would break."""
    level, depth = [parsed], 0
    while level:
        depth += 1
        level = [child for node in level for child in node.children if not isinstance(child, str)]
    return depth


class _Reading:
    """Turns lark's tree into ours, refusing what has no meaning in this questionnaire."""

    def __init__(self, types: Mapping[str, str], own: str | None) -> None:
        self.types = types
        self.own = own

    def tree(self, parsed: Parsed[Token]) -> Tree:
        # lark's tokens are text, its branches are not
        tokens = [child for child in parsed.children if isinstance(child, str)]
        operands = [child for child in parsed.children if not isinstance(child, str)]
        match parsed.data:
            case "operation":
                return (str(tokens[0]), *map(self.tree, operands))
            case "negation":
                return ("negate", *map(self.tree, operands))
            case "call":
                return self._call(tokens[0], operands)
        return self._leaf(str(parsed.data), tokens[0])

    def _leaf(self, kind: str, token: Token) -> Tree:
        match kind:
            case "number":
                return ("number", float(token))
            case "text":
                return ("text", str(token[1:-1]))
            case "item":
                name = token[2:-1]
                if name not in self.types:
                    raise _at(token, "expression.unknown-item", name)
                return ("item", name)
            case "self":
                if self.own is None:
                    raise _at(token, "expression.self")
                return ("self",)
        if token in _CONSTANTS:
            return (_CONSTANTS[token],)
        raise _at(token, "expression.bare-name")

    def _call(self, name: Token, operands: list[Parsed[Token]]) -> Tree:
        if name not in _ARGUMENTS:
            raise _at(name, "expression.unknown-function")
        if len(operands) != _ARGUMENTS[name]:
            raise _at(name, "expression.arguments", expected=_ARGUMENTS[name])
        arguments = [self.tree(operand) for operand in operands]
        if name in ("selected", "count-selected") and not all(map(self._is_text, arguments)):
            raise _at(name, "expression.not-a-choice")
        return (str(name), *arguments)

    def _is_text(self, tree: Tree) -> bool:
        """Whether selected() may look at it: on a number ODK's engine stops the interview."""
        if tree[0] == "self":
            return self.own != "integer"
        if tree[0] == "item":
            return self.types[str(tree[1])] != "integer"
        return tree[0] == "text"


def _at(token: Token, code: str, found: str | None = None, **values: int) -> ExpressionError:
    position = (token.start_pos or 0) + 1
    return ExpressionError(code, position=position, found=found or str(token), **values)
