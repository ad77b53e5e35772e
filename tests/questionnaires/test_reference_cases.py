"""The evaluator agrees with ODK's engine on every recorded case that we carry out.

questionnaires/cases/reference.json is a selection of reference results for XLSForm
expressions: what JavaRosa makes of each, nothing in it written by hand.
"""

from __future__ import annotations

import json
import math
from importlib.resources import files
from typing import Any

import pytest

from questionnaires.evaluation import Value, compiled, truth
from questionnaires.expressions import ExpressionError, parse
from questionnaires.model import Questionnaire
from questionnaires.validation import check, relevant_items
from tests.questionnaires.forms import questionnaire

CASES: list[dict[str, Any]] = json.loads(
    (files("questionnaires") / "cases" / "reference.json").read_text("utf-8")
)["cases"]

REFUSED_EARLIER = {"p-if-022", "p-if-023"}
"""selected(1, 1) behind an `and` or `or` that never comes to it: ODK's engine lets it pass, a
reader of forms had better not."""


def of_kind(*kinds: str, error: bool = False) -> list[Any]:
    return [
        pytest.param(case, id=case["id"])
        for case in CASES
        if case["kind"] in kinds
        and (bool(case.get("error")) or case["id"] in REFUSED_EARLIER) == error
    ]


def evaluate(case: dict[str, Any]) -> Value:
    """The case's expression on its answers, apart from any form."""
    types = {each["name"]: each["type"].split()[0] for each in case["questions"]}
    own = types.get(case["target"]) if case["kind"] == "constraint" else None
    expression = parse(case["expression"], types, own)
    shown = frozenset(types)
    if any("relevant" in each for each in case["questions"]):
        shown = relevant_items(form(case), answers(case))
    values = {
        name: answer if isinstance(answer, str) else float(answer)
        for name, answer in case["answers"].items()
        if answer is not None and name in shown
    }
    return compiled(expression.tree)(values, values.get(case["target"], ""))


def form(case: dict[str, Any]) -> Questionnaire:
    """The case's questions as a form of their own."""
    columns = ["type", "name", "label", "relevant", "constraint"]
    rows = [
        " | ".join(
            str(question.get(column, "x" if column == "label" else "")) for column in columns
        )
        for question in case["questions"]
    ]
    lines = ["| survey |", f"| | {' | '.join(columns)} |", *(f"| | {row} |" for row in rows)]
    return questionnaire("\n".join(lines))


def answers(case: dict[str, Any]) -> dict[str, str]:
    return {name: str(answer) for name, answer in case["answers"].items() if answer is not None}


@pytest.mark.parametrize("case", of_kind("calculate", "syntax"))
def test_a_calculation_has_the_value_odk_gives_it(case: dict[str, Any]) -> None:
    expected, value = case["expected"], evaluate(case)
    match expected["type"]:
        case "boolean":
            assert value is (expected["string"] == "true")
        case "number":
            wanted = float(expected["string"].replace("Infinity", "inf"))
            assert isinstance(value, float)
            assert value == pytest.approx(wanted, rel=1e-12, abs=1e-12, nan_ok=True)
        case _:
            text = value if isinstance(value, str) else odk_text(float(value))
            assert text == expected["string"]


def odk_text(number: float) -> str:
    return "NaN" if math.isnan(number) else f"{number:.15g}"


@pytest.mark.parametrize("case", of_kind("relevant"))
def test_relevance_in_a_form_is_odks(case: dict[str, Any]) -> None:
    shown = relevant_items(form(case), answers(case))
    nodes = {case["target"]: case["expected"], **case["expected"].get("nodes", {})}
    for name, expected in nodes.items():
        assert (name in shown) == expected["relevant"], name


@pytest.mark.parametrize("case", of_kind("constraint"))
def test_a_constraint_in_a_form_is_odks(case: dict[str, Any]) -> None:
    checked = check(form(case), answers(case))
    assert ("own" not in checked.errors) == case["expected"]["valid"]


@pytest.mark.parametrize("case", of_kind("required"))
def test_the_truth_of_a_condition_is_odks(case: dict[str, Any]) -> None:
    assert truth(evaluate(case)) == case["expected"]["required"]


@pytest.mark.parametrize("case", of_kind("calculate", "syntax", "constraint", error=True))
def test_what_odk_cannot_read_we_refuse(case: dict[str, Any]) -> None:
    with pytest.raises(ExpressionError):
        evaluate(case)
