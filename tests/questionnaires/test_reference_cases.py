"""The evaluator of the server agrees with ODK's engine on every case that is not disputed.

tests/reference/expressions/ holds what JavaRosa makes of 1,401 expressions, nothing in it written
by hand; questionnaires/cases/decided.json what this product decides where JavaRosa is in doubt.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from questionnaires.expressions import ExpressionError
from questionnaires.model import QUESTION_TYPES, Questionnaire
from questionnaires.problems import FormError
from questionnaires.reference import in_python
from questionnaires.reference.__main__ import main
from questionnaires.reference.cases import prepared
from questionnaires.reference.verdicts import judged
from questionnaires.validation import check, relevant_items
from tests.questionnaires.forms import questionnaire

REFERENCE = Path(__file__).parents[1] / "reference" / "expressions" / "cases.json"
CASES: list[dict[str, Any]] = json.loads(REFERENCE.read_text("utf-8"))["cases"]
DECIDED: list[dict[str, Any]] = json.loads(
    (files("questionnaires") / "cases" / "decided.json").read_text("utf-8")
)["cases"]


def test_every_undisputed_case_comes_out_as_in_odk() -> None:
    verdicts = [each for each in judged(CASES, in_python.results) if not each.disputed]
    assert [each.case["id"] for each in verdicts if each.refused] == ["p-if-025"]
    assert [
        (each.case["id"], each.case["expression"], each.got)
        for each in verdicts
        if not each.as_expected and not each.refused
    ] == []
    assert len(verdicts) == 1292


def test_every_disputed_case_comes_out_as_decided() -> None:
    verdicts = judged(DECIDED, in_python.results)
    assert [each.case["id"] for each in verdicts if not each.as_expected] == []
    assert {each["id"] for each in DECIDED} == {
        each["id"] for each in CASES if each.get("disputed")
    }


def test_every_reason_of_a_dispute_is_decided_in_the_docs() -> None:
    page = (Path(__file__).parents[2] / "docs" / "expressions.md").read_text("utf-8")
    reasons = {reason for case in DECIDED for reason in case["why"]}
    assert {reason for reason in reasons if f"| {reason} |" not in page} == set()


@pytest.mark.parametrize(
    ("expression", "code", "position"),
    [
        ("${a} ${b}", "expression.syntax", 6),
        ("a > 18", "expression.bare-name", 1),
        ("${a} = = 'x'", "expression.syntax", 8),
        ("../khong = 1", "expression.no-such-place", 4),
        ("sum(1)", "expression.not-nodes", 1),
        ("1 + ham_la(2)", "expression.unknown-function", 5),
        ("round(1, 2, 3)", "expression.arguments", 1),
        ("jr:choice-name(${a}, ${a})", "expression.not-a-choice", 1),
        ("count(/xyz/a)", "expression.no-path", 8),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_place(
    expression: str, code: str, position: int
) -> None:
    questions = [{"type": "integer", "name": name} for name in ("a", "b")]
    questions.append({"type": "calculate", "name": "out", "calculation": expression})
    with pytest.raises(ExpressionError) as refused:
        prepared({"kind": "calculate", "questions": questions, "target": "out", "answers": {},
                  "expression": expression})  # fmt: skip
    assert refused.value.code == code
    assert refused.value.values["position"] == position


def test_the_runner_counts_and_its_exit_status_tells_of_a_miss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = dict(CASES[0]), {**CASES[1], "expected": {"type": "number", "string": "8"}}
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [good]}), "utf-8")
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.endswith("\n1 of 1 as expected\n")
    path.write_text(json.dumps({"cases": [good, bad]}), "utf-8")
    assert main([str(path)]) == 1
    out = capsys.readouterr().out
    assert "missed: p-operator-002: (1 + 2) * 3" in out
    assert out.endswith("\n1 of 2 as expected\n")


# --- the same expressions in a form, by the one function that validates answers --------------


def of_kind(kind: str) -> list[Any]:
    """The cases of a kind that the reader of forms carries out.

    Left out are answers with spaces around them: they are kept without.
    """
    return [
        pytest.param(case, id=case["id"])
        for case in CASES
        if case["kind"] == kind
        and not case.get("disputed")
        and not case.get("error")
        and all(each["type"].split()[0] in QUESTION_TYPES for each in case["questions"])
        and all(str(each).strip() == str(each) for each in case["answers"].values())
        and _readable(case)
    ]


def _readable(case: dict[str, Any]) -> bool:
    try:
        form(case)
    except FormError as error:
        codes = {problem.code for problem in error.problems}
        assert codes <= {"expression.unknown-function", "expression.not-a-choice"}, case["id"]
        return False
    return True


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
