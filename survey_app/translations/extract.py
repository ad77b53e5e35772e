"""Finds the sentences of the app's Python modules, for `pybabel extract` (babel.cfg).

Beside calls of gettext these are the sentences of refusals (`sentence = "..."` in a class)
and, in modules marked `tables` in babel.cfg, the values of module-level tables.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import BinaryIO

__all__ = ["python_words"]

Found = tuple[int, str, str | tuple[str, ...], list[str]]
"""Line, function, message id (or singular and plural), comments."""

CALLS = {"_": 1, "gettext": 1, "say": 1, "ngettext": 2}
"""Functions that translate, with the number of message ids they take."""


def python_words(
    file: BinaryIO, keywords: object, comment_tags: object, options: Mapping[str, str]
) -> Iterator[Found]:
    """The message ids of a module, as Babel asks its extractors for them."""
    for node in ast.walk(tree := ast.parse(file.read())):
        if isinstance(node, ast.Call):
            yield from _called(node)
        elif isinstance(node, ast.ClassDef):
            yield from _refusal(node)
    if options.get("tables"):
        yield from _tables(tree.body)


def _called(call: ast.Call) -> Iterator[Found]:
    function = call.func
    name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
    given = _texts(call.args[: CALLS.get(name, 0)])
    if name == "ngettext" and len(given) == CALLS[name]:
        yield call.lineno, "ngettext", (given[0], given[1]), []
    elif given:
        yield call.lineno, "gettext", given[0], []


def _refusal(refusal: ast.ClassDef) -> Iterator[Found]:
    for statement in refusal.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="sentence")], value=value)
                | ast.AnnAssign(target=ast.Name(id="sentence"), value=ast.expr() as value)
            ):
                yield from _plain(_texts([value]), statement.lineno)


def _tables(statements: Collection[ast.stmt]) -> Iterator[Found]:
    for statement in statements:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Dict):
            yield from _plain(_texts(statement.value.values), statement.lineno)


def _plain(texts: list[str], line: int) -> Iterator[Found]:
    for text in texts:
        yield line, "gettext", text, []


def _texts(nodes: Collection[ast.expr]) -> list[str]:
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
