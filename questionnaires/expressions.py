"""Expressions: text -> one JSON-able tree (evaluation.py and static/logic/ run it)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from questionnaires.calendar_functions import check_format
from questionnaires.functions import ARGUMENTS, fits
from questionnaires.patterns import check_pattern
from questionnaires.structure import Place, by_name
from questionnaires.values import EvaluationError

if TYPE_CHECKING:
    from lark import Lark, Token
    from lark import Tree as Parsed

__all__ = [
    "PLAIN_RULES",
    "Expression",
    "ExpressionError",
    "Rules",
    "Tree",
    "nodes",
    "parse",
    "parse_at",
    "parse_in",
    "references",
]

Tree: TypeAlias = "tuple[str | float | Tree, ...]"
"""("=", ("item", "tuoi"), ("number", 18.0)): an operator, function or kind, then its operands.

Kinds without operands: number, text, item (`${name}`), self (`.`), column (of a choice list).
A path is ("path", origin, step, ...); an origin is an item, ("context",), ("root",) or
("current",), a step ("up",), ("child", name) or ("where", predicate).
"""

_LONGEST, _DEEPEST = 2000, 60
_CONSTANTS = {"true": "true", "yes": "true", "false": "false", "no": "false"}  # as pyxform reads
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
_SPACES = re.compile(r"[ \r\n]+")
_OF_NODES = {"sum", "count", "count-non-empty", "position"}
_LOOKS_AT_CHOICES = {"selected", "is-selected", "count-selected", "selected-at"}
_OF_MANY = {
    *("sum", "count", "count-non-empty", "position", "min", "max", "concat", "join"),
    *("indexed-repeat", "boolean"),
}
_ARITHMETIC = ("+", "-", "*", "div", "mod")
_CURRENT = {"current"}
_NUMBERS = {"integer", "decimal", "range"}
_WITH_PATTERNS: Mapping[str, Callable[[str], object]] = {
    "regex": check_pattern,
    "format-date": check_format,
    "format-date-time": check_format,
}


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


@dataclass(frozen=True)
class Rules:
    """What an expression of a column may use beside questions.

    own: whether `.` means the question's own answer; columns: those of the choices that a
    choice_filter may name, None where no bare name means anything; paths: whether `../x` may be
    written.
    """

    own: bool = False
    columns: frozenset[str] | None = None
    paths: bool = True


PLAIN_RULES = Rules()
"""Those of most columns."""


def parse(text: str, types: Mapping[str, str], own: str | None = None) -> Expression:
    """Read an expression of a form without groups, whose items have these types.

    own: the type of the item that `.` stands for, None where `.` is not allowed. Raises
    ExpressionError at the first thing that is not understood.
    """
    root = Place("data", "form")
    for name, kind in types.items():
        root.add(Place(name, kind))
    place = Place("", own or "", "", root)
    return parse_in(text, place, by_name(root), Rules(own=own is not None))


def parse_in(
    text: str, place: Place, places: Mapping[str, Place], rules: Rules = PLAIN_RULES
) -> Expression:
    """Read an expression of a form as strictly as an author can wish.

    place: the question or group that it belongs to; places: by_name of its form. What would
    stop the interview later, as a number in selected() or one answer wanted of a repeat, is
    refused too. Raises ExpressionError.
    """
    reading, parsed = _StrictReading(place, places, rules), _parsed(text)
    tree = reading.tree(parsed)
    reading.check_operand(parsed, tree)
    return Expression(text, tree)


def parse_at(text: str, place: Place, filters: bool = False) -> Expression:
    """Read an expression that belongs to a question of a form with groups and repeats.

    place: the question, in its form; filters: whether it is a choice_filter, where a bare name
    is a column of the choices. Raises ExpressionError as `parse` does; what only its answers
    can make wrong, as a number in selected(), is left to the evaluation.
    """
    return Expression(text, _FormReading(place, filters).tree(_parsed(text)))


def references(tree: Tree) -> frozenset[str]:
    """The questions and groups an expression names, as ${name} or in a path."""
    return frozenset(str(node[1]) for node in nodes(tree) if node[0] in ("item", "child"))


def nodes(tree: Tree) -> Iterator[Tree]:
    """The tree and all trees in it."""
    yield tree
    for operand in tree[1:]:
        if isinstance(operand, tuple):
            yield from nodes(operand)


def _parsed(text: str) -> Parsed[Token]:
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
    return parsed


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
    """Turns lark's tree into ours, refusing what has no meaning.

    What a name, a dot and a path mean is for the two kinds of reading below to say.
    """

    def tree(self, parsed: Parsed[Token]) -> Tree:
        # lark's tokens are text, its branches are not
        tokens = [child for child in parsed.children if isinstance(child, str)]
        operands = [child for child in parsed.children if not isinstance(child, str)]
        match parsed.data:
            case "operation":
                if tokens[0] == "|":
                    return self.union(tokens[0], operands)
                return (str(tokens[0]), *map(self.tree, operands))
            case "negation":
                return ("negate", *map(self.tree, operands))
            case "call":
                return self.call(tokens[0], operands)
            case "number":
                return ("number", float(tokens[0]))
            case "text":
                return ("text", _SPACES.sub(" ", tokens[0][1:-1]))
            case "bare_name" if tokens[0] in _CONSTANTS:
                return (_CONSTANTS[tokens[0]],)
            case "item":
                return self.item(tokens[0])
            case "self":
                return self.own(tokens[0])
        return self.path(parsed)

    def union(self, sign: Token, operands: list[Parsed[Token]]) -> Tree:
        trees = [self.tree(operand) for operand in operands]
        if not all(map(_is_nodes, trees)):
            raise _at(sign, "expression.not-nodes")
        return ("|", *trees)

    def call(self, name: Token, operands: list[Parsed[Token]]) -> Tree:
        if name not in ARGUMENTS:
            raise _at(name, "expression.unknown-function")
        if not fits(name, len(operands)):
            raise _at(name, "expression.arguments", expected=_expected(name))
        if name == "current":
            return ("path", ("current",))
        if name == "jr:choice-name":
            return self.choice_name(name, operands)
        arguments = [self.tree(operand) for operand in operands]
        if name in _OF_NODES and arguments and not _is_nodes(arguments[0]):
            raise _at(name, "expression.not-nodes")
        if name == "indexed-repeat" and not all(map(_is_nodes, arguments[:1] + arguments[1::2])):
            raise _at(name, "expression.not-nodes")
        if not arguments and name in ("string-length", "normalize-space"):
            arguments = [("self",)]  # as XPath says
        return (str(name), *arguments)

    def choice_name(self, name: Token, operands: list[Parsed[Token]]) -> Tree:
        """Its second argument is a question's `${name}` in quotes."""
        quoted = self.tree(operands[1])
        match = re.fullmatch(r"\s*\$\{([^\s{}]+)\}\s*", str(quoted[-1]))
        if quoted[0] != "text" or match is None:
            raise _at(name, "expression.not-a-choice")
        self.known(name, match[1])
        return ("jr:choice-name", self.tree(operands[0]), ("item", match[1]))

    def item(self, token: Token) -> Tree:
        self.known(token, token[2:-1])
        return ("item", str(token[2:-1]))

    def known(self, token: Token, name: str) -> None:
        raise NotImplementedError

    def own(self, token: Token) -> Tree:
        raise NotImplementedError

    def path(self, parsed: Parsed[Token]) -> Tree:
        raise NotImplementedError


class _FormReading(_Reading):
    """In a form with repeats a path leads from one question to another; each step is checked."""

    def __init__(
        self, place: Place, filters: bool, places: Mapping[str, Place] | None = None
    ) -> None:
        self.start = self.context = place
        self.filters = filters
        self.root = next((each for each in place.around() if each.parent is None), place)
        self.places = by_name(self.root) if places is None else places

    def known(self, token: Token, name: str) -> None:
        if name not in self.places:
            raise _at(token, "expression.unknown-item", name)

    def call(self, name: Token, operands: list[Parsed[Token]]) -> Tree:
        tree = super().call(name, operands)
        if name == "indexed-repeat":
            repeats = [
                self.places.get(str(each[1])) for each in tree[2::2] if isinstance(each, tuple)
            ]
            if any(repeat is None or repeat.kind != "repeat" for repeat in repeats):
                raise _at(name, "expression.not-nodes")
        return tree

    def own(self, token: Token) -> Tree:  # noqa: ARG002  (`.` always means something here)
        return ("self",)

    def path(self, parsed: Parsed[Token]) -> Tree:
        if parsed.data != "path":
            if parsed.data == "bare_name" and self.filters:
                return ("column", str(parsed.children[0]))
            return ("path", *self._origin(parsed)[0])
        first, *rest = [child for child in parsed.children if not isinstance(child, str)]
        steps, place = self._origin(first)
        for each in rest:
            step, place = self._step(each, place)
            steps.append(step)
        return ("path", *steps)

    def _origin(self, parsed: Parsed[Token]) -> tuple[list[Tree], Place]:
        token = next((child for child in parsed.children if isinstance(child, str)), None)
        match parsed.data:
            case "item" if token is not None:
                return [self.item(token)], self.places[token[2:-1]]
            case "self":
                return [("context",)], self.context
            case "up" if token is not None:
                return [("context",), ("up",)], _up(token, self.context)
            case "bare_name" if token is not None:
                return [("context",), ("child", str(token))], _child(token, self.context)
            case "root" if token == self.root.name:
                return [("root",)], self.root
            case "call" if str(token) in _CURRENT and len(parsed.children) == 1:
                return [("current",)], self.start
        raise _misplaced(parsed)

    def _step(self, parsed: Parsed[Token], place: Place) -> tuple[Tree, Place]:
        [child] = parsed.children
        if not isinstance(child, str):
            return ("where", self._predicate(child, place)), place
        if child == "..":
            return ("up",), _up(child, place)
        if child == ".":
            return ("self",), place
        return ("child", str(child)), _child(child, place)

    def _predicate(self, parsed: Parsed[Token], place: Place) -> Tree:
        outside, self.context = self.context, place
        tree = self.tree(parsed)
        self.context = outside
        return tree


class _StrictReading(_FormReading):
    """As in a form, and what no author can mean, or would stop the interview, is refused."""

    def __init__(self, place: Place, places: Mapping[str, Place], rules: Rules) -> None:
        super().__init__(place, rules.columns is not None, places)
        self.rules = rules

    def tree(self, parsed: Parsed[Token]) -> Tree:
        tree = super().tree(parsed)
        if parsed.data in ("operation", "negation") and tree[0] != "|":
            operands = [child for child in parsed.children if not isinstance(child, str)]
            self.check_single(operands, tree)
        return tree

    def call(self, name: Token, operands: list[Parsed[Token]]) -> Tree:
        tree = super().call(name, operands)
        match tree[-1]:
            case ("text", str(pattern)) if name in _WITH_PATTERNS:
                _check_pattern(name, pattern)
        if name in _LOOKS_AT_CHOICES:
            arguments = [each for each in tree[1:] if isinstance(each, tuple)]
            wanted = arguments[1:] if name.endswith("selected") else []
            if not all(map(self.is_choice, (arguments[0], *wanted))):
                raise _at(name, "expression.not-a-choice")
        match tree:
            case ("jr:choice-name", _, ("item", str(question))):
                if not self.places[question].list_name:
                    raise _at(name, "expression.not-a-choice")
            case _ if name not in _OF_MANY:
                self.check_single(operands, tree)
        return tree

    def own(self, token: Token) -> Tree:
        if not self.rules.own and self.context is self.start:
            raise _at(token, "expression.self")
        return ("self",)

    def path(self, parsed: Parsed[Token]) -> Tree:
        if not self.rules.paths:
            raise _misplaced(parsed)
        tree = super().path(parsed)
        columns = self.rules.columns
        if tree[0] == "column" and columns is not None and tree[1] not in columns:
            raise _at(_first(parsed), "expression.unknown-column")
        return tree

    def is_choice(self, tree: Tree) -> bool:
        """Whether selected() may look at it: on a number ODK's engine stops the interview."""
        if tree[0] == "self" and self.context is self.start:
            return self.start.kind not in _NUMBERS
        if tree[0] == "item":
            return self.places[str(tree[1])].kind not in _NUMBERS
        return tree[0] not in ("number", "negate", *_ARITHMETIC)

    def check_single(self, operands: list[Parsed[Token]], tree: Tree) -> None:
        trees = [each for each in tree[1:] if isinstance(each, tuple)]
        for operand, each in zip(operands, trees, strict=False):
            self.check_operand(operand, each)

    def check_operand(self, parsed: Parsed[Token], tree: Tree) -> None:
        """One answer is wanted: not a group, not a question of a repeat seen from outside."""
        if tree[0] != "item" or self.context is not self.start:
            return
        place = self.places[str(tree[1])]
        mine = {self.start, *self.start.around()}
        if not place.is_leaf:
            raise _at(_first(parsed), "expression.no-answer")
        if any(each.kind == "repeat" and each not in mine for each in place.around()):
            raise _at(_first(parsed), "expression.in-repeat")


def _check_pattern(name: Token, pattern: str) -> None:
    try:
        _WITH_PATTERNS[name](pattern)
    except EvaluationError as error:
        raise _at(name, "expression.pattern", message=str(error)) from None


def _first(parsed: Parsed[Token]) -> Token:
    """The first word of a branch."""
    return next(iter(parsed.scan_values(lambda each: isinstance(each, str))))


def _is_nodes(tree: Tree) -> bool:
    return tree[0] in ("item", "path", "self", "|")


def _up(token: Token, place: Place) -> Place:
    if place.parent is None:
        raise _at(token, "expression.no-such-place")
    return place.parent


def _child(token: Token, place: Place) -> Place:
    if token not in place.children:
        raise _at(token, "expression.no-such-place" if place.children else "expression.bare-name")
    return place.children[token]


def _misplaced(parsed: Parsed[Token]) -> ExpressionError:
    """The error of a path that cannot be walked, at its first word."""
    token = _first(parsed)
    if parsed.data == "bare_name":
        return _at(token, "expression.bare-name")
    if parsed.data in ("up", "self"):
        return _at(token, "expression.no-such-place")
    return _at(token, "expression.no-path")


def _expected(name: str) -> str:
    fewest, most = ARGUMENTS[name]
    if fewest == most:
        return str(fewest)
    return f"{fewest}–{most}" if most < 100 else f"≥ {fewest}"


def _at(token: Token, code: str, found: str | None = None, **values: str | int) -> ExpressionError:
    position = (token.start_pos or 0) + 1
    return ExpressionError(code, position=position, found=found or str(token), **values)
