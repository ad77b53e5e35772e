"""Reference cases in the evaluator of the server."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from questionnaires.evaluation import compiled
from questionnaires.instance import Entry, Filling, Form
from questionnaires.moments import Moment
from questionnaires.reference.cases import Prepared
from questionnaires.scope import Evaluator
from questionnaires.values import EvaluationError, Value, stored, text, truth

__all__ = ["results"]


def results(cases: Iterable[Prepared]) -> list[dict[str, Any]]:
    """What becomes of each case, in the words of `expected`, or {"error": why}."""
    now = Moment(int(datetime.now(UTC).timestamp() * 1000))
    return [_result(case, now) for case in cases]


def _result(case: Prepared, now: Moment) -> dict[str, Any]:
    form = Form(
        case.root,
        case.choices,
        {name: compiled(tree) for name, tree in case.trees["relevant"].items()},
        {name: compiled(tree) for name, tree in case.trees["calculation"].items()},
        str(case.case.get("version", "2026.1")),
    )
    empty = Filling(form, _emptied(case.case["answers"]), now)
    filling = Filling(form, case.case["answers"], now, empty)
    try:
        return _looked(case, filling)
    except EvaluationError as error:
        return {"error": str(error)}


def _emptied(answers: Any) -> Any:
    """The same repeats with no answers in them."""
    return {
        name: [_emptied(each) for each in answer] if isinstance(answer, list) else None
        for name, answer in answers.items()
    }


def _looked(case: Prepared, filling: Filling) -> dict[str, Any]:
    look = _LOOKS[case.kind]
    expression = compiled(case.expression)
    found = [look(entry, expression) for entry in filling.entries(case.case["target"])]
    if case.kind == "calculate":
        return {"each": found} if case.many else found[0]
    together = {
        key: [each[key] for each in found] if case.many else found[0][key] for key in found[0]
    }
    if case.case.get("watch"):
        together["nodes"] = {
            name: _watched(filling.entries(name)[0]) for name in case.case["watch"]
        }
    return together


def _calculated(entry: Entry, expression: Evaluator) -> dict[str, Any]:
    if not entry.relevant:
        return {"relevant": False}
    value = entry.evaluated(expression)
    return {
        "type": _type(value),
        "string": text(value),
        "stored": stored(value, entry.place.kind),
    }


def _type(value: Value) -> str:
    kinds = {str: "string", bool: "boolean", float: "number", Moment: "date"}
    return kinds[type(value)]


def _constrained(entry: Entry, expression: Evaluator) -> dict[str, Any]:
    return {"valid": entry.value == "" or truth(entry.evaluated(expression))}


def _required(entry: Entry, expression: Evaluator) -> dict[str, Any]:
    required = truth(entry.evaluated(expression))
    return {
        "required": required,
        "verdict": "required" if required and entry.value == "" else "ok",
    }


def _watched(entry: Entry) -> dict[str, Any]:
    if not entry.relevant:
        return {"relevant": False}
    return {"relevant": True, "stored": entry.stored() if entry.is_leaf else None}


_LOOKS: dict[str, Callable[[Entry, Evaluator], dict[str, Any]]] = {
    "calculate": _calculated,
    "relevant": lambda entry, _expression: {"relevant": entry.relevant},
    "constraint": _constrained,
    "required": _required,
    "choice_filter": lambda entry, expression: {
        "choices": entry.filling.filtered(entry, expression)
    },
}
