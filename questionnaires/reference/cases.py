"""A reference case -> a form, its answers and the expression on trial, read but not evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from questionnaires.expressions import Tree, parse_at
from questionnaires.logic import plain_place
from questionnaires.structure import Place, by_name

__all__ = ["Case", "Engine", "Prepared", "prepared"]

Case: TypeAlias = Mapping[str, Any]
"""One case as it stands in the file; its README describes the keys."""

_COLUMNS = {
    "calculate": "calculation",
    "syntax": "calculation",
    "constraint": "constraint",
    "required": "required",
    "relevant": "relevant",
    "choice_filter": "choice_filter",
}


@dataclass(frozen=True)
class Prepared:
    """A case ready for an evaluator: trees instead of texts.

    trees: by column (relevant, calculation) and name; many: whether the target stands in a
    repeat, so that there is a result for each of its instances.
    """

    case: Case
    root: Place
    trees: Mapping[str, Mapping[str, Tree]]
    expression: Tree
    choices: Mapping[str, Sequence[Mapping[str, str]]]
    many: bool

    @property
    def kind(self) -> str:
        """What the expression decides; a `syntax` case is a calculation."""
        return "calculate" if self.case["kind"] == "syntax" else str(self.case["kind"])

    def plain(self) -> dict[str, Any]:
        """The same as JSON, for the evaluator in the browser."""
        return {
            "kind": self.kind,
            "target": self.case["target"],
            "answers": self.case["answers"],
            "watch": [*self.case.get("watch", ())],
            "expression": self.expression,
            "many": self.many,
            "form": {
                "root": plain_place(self.root),
                "choices": self.choices,
                "version": self.case.get("version", "2026.1"),
                **self.trees,
            },
        }


Engine: TypeAlias = Callable[[Sequence[Prepared]], Sequence[dict[str, Any]]]
"""An evaluator: what becomes of each case, in the words of `expected`, or {"error": why}."""


def prepared(case: Case) -> Prepared:
    """Read a case; raises ExpressionError where one of its expressions means nothing."""
    root = _structure(case["questions"])
    places = by_name(root)
    target = places[case["target"]]
    column = _COLUMNS[case["kind"]]
    trees: dict[str, dict[str, Tree]] = {"relevant": {}, "calculation": {}}
    for row in case["questions"]:
        for key in trees:
            if row.get(key) and (row["name"], key) != (target.name, column):
                trees[key][row["name"]] = parse_at(row[key], places[row["name"]]).tree
    expression = parse_at(case["expression"], target, column == "choice_filter").tree
    trees.setdefault(column, {})[target.name] = expression
    many = any(place.kind == "repeat" for place in target.around())
    kept = {key: trees[key] for key in ("relevant", "calculation")}
    return Prepared(case, root, kept, expression, _choices(case), many)


def _structure(rows: Iterable[Mapping[str, str]]) -> Place:
    root = here = Place("data", "form")
    for row in rows:
        kind, *arguments = re.sub(r"^(begin|end) ", r"\1_", row["type"]).split()
        if kind in ("begin_group", "begin_repeat"):
            here = here.add(Place(row["name"], kind.removeprefix("begin_")))
        elif kind.startswith("end_"):
            assert here.parent is not None  # noqa: S101  (cases are well-formed)
            here = here.parent
        else:
            here.add(Place(row["name"], kind, arguments[0] if arguments else ""))
    return root


def _choices(case: Case) -> dict[str, list[dict[str, str]]]:
    """The choices by list, with the label of the case's language."""
    suffix = f"::{case['language']}" if "language" in case else ""
    return {
        name: [
            {**choice, "label": choice.get("label" + suffix, choice.get("label", ""))}
            for choice in choices
        ]
        for name, choices in case.get("choices", {}).items()
    }
