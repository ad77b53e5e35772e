"""The evaluator of the server agrees with ODK's engine on every case that is not disputed.

tests/reference/expressions/ holds what JavaRosa makes of 1,401 expressions, nothing in it written
by hand; questionnaires/cases/decided.json what this product decides where JavaRosa is in doubt.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from questionnaires.expressions import ExpressionError
from questionnaires.model import Questionnaire
from questionnaires.problems import FormError
from questionnaires.reference import in_python
from questionnaires.reference.__main__ import main
from questionnaires.reference.cases import prepared
from questionnaires.reference.verdicts import judged
from questionnaires.validation import check, relevant_items
from questionnaires.values import Value, stored, typed
from tests.questionnaires.forms import CHOICES, questionnaire

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

COLUMNS = ["type", "name", "label", "relevant", "constraint", "calculation", "required"]
COLUMNS += ["choice_filter"]
# what the reader of forms refuses and ODK's engine takes, each for a reason in docs/expressions.md
STRICTER = {
    "expression.unknown-function",
    "expression.not-a-choice",
    "expression.pattern",
    "expression.in-repeat",
    "expression.no-answer",
    "expression.self",
    "survey.cycle",
    "survey.not-here",
    "survey.empty-group",
    "choices.bad-code",
    "sheet.missing",
    "pyxform",
}


# what is calculated is the same, what is kept or came is not: codes in the order of the choices,
# letters composed (NFC), no-break spaces as spaces, seconds whole, no answer that its type cannot
# hold; and these forms have no version
KEPT_OTHERWISE = {
    *("p-select-014", "p-select-015", "p-text-039", "p-text-040", "p-text-041", "p-text-042"),
    *("p-text-080", "p-date-098", "p-date-102", "p-date-103", "p-typed-017", "p-typed-020"),
    *("p-typed-023", "p-typed-024", "p-typed-027", "p-digest-013"),
}


def of_kind(kind: str) -> list[dict[str, Any]]:
    """The cases of a kind that the reader of forms carries out.

    Left out are answers with spaces around them (they are kept without), those that no question
    of their type takes, and expressions that no cell of a Markdown table holds.
    """
    return [
        case
        for case in CASES
        if case["kind"] == kind
        and not case.get("disputed")
        and not case.get("error")
        and "\n" not in case["expression"]
        and "language" not in case
        and all(str(each).strip() == str(each) for each in case["answers"].values())
        and _readable(case)
        and not _unanswerable(case)
    ]


def _readable(case: dict[str, Any]) -> bool:
    try:
        form(case)
    except FormError as error:
        codes = {problem.code for problem in error.problems}
        assert codes <= STRICTER, case["id"]
        return False
    return True


def _unanswerable(case: dict[str, Any]) -> bool:
    """Whether an answer cannot be read, as a note's or a word in a number."""
    errors = check(form(case), answers(case)).errors.values()
    return bool({each.code for each in errors} - {"constraint", "missing", "not-offered"})


@cache
def _read(tables: str, choices: str) -> Questionnaire:
    return questionnaire(tables, choices)


def form(case: dict[str, Any]) -> Questionnaire:
    """The case's questions and choices as a form of their own."""
    rows = [
        {**question, "label": "" if question["type"].startswith("end") else "x"}
        for question in case["questions"]
    ]
    lines = ["| survey |", f"| | {' | '.join(COLUMNS)} |"]
    lines += [f"| | {' | '.join(_cell(row, column) for column in COLUMNS)} |" for row in rows]
    lists = case.get("choices")
    if not lists:
        return _read("\n".join(lines) + "\n", CHOICES)
    columns = dict.fromkeys(key for each in lists.values() for choice in each for key in choice)
    head = ["list_name", *(column for column in columns if "::" not in column)]
    tables = ["| choices |", f"| | {' | '.join(head)} |"]
    for name, choices in lists.items():
        for choice in choices:
            full = {"label": choice["name"], **choice, "list_name": name}
            tables.append(f"| | {' | '.join(_cell(full, column) for column in head)} |")
    return _read("\n".join(lines) + "\n", "\n".join(tables))


def _cell(row: dict[str, Any], column: str) -> str:
    return str(row.get(column, "")).replace("|", "\\|")


def answers(case: dict[str, Any]) -> dict[str, Any]:
    given = {name: answer for name, answer in case["answers"].items() if answer is not None}
    return {name: each if isinstance(each, list) else str(each) for name, each in given.items()}


def test_relevance_in_a_form_is_odks() -> None:
    cases, misses = of_kind("relevant"), []
    for case in cases:
        shown = {path.split("/")[-1] for path in relevant_items(form(case), answers(case))}
        nodes = {case["target"]: case["expected"], **case["expected"].get("nodes", {})}
        groups = {row["name"] for row in case["questions"] if row["type"] == "begin_group"}
        misses += [
            (case["id"], name)
            for name, expected in nodes.items()
            if name not in groups
            and isinstance(expected["relevant"], bool)
            and (name in shown) != expected["relevant"]
        ]
    assert misses == []
    assert len(cases) > 40


def test_a_constraint_in_a_form_is_odks() -> None:
    cases = of_kind("constraint")
    wrong = {case["id"]: check(form(case), answers(case)).errors for case in cases}
    for case in cases:
        assert (case["target"] not in wrong[case["id"]]) == case["expected"]["valid"], case["id"]
    assert len(cases) > 50


def test_required_in_a_form_is_odks() -> None:
    cases = of_kind("required")
    for case in cases:
        missing = case["target"] in check(form(case), answers(case)).errors
        assert missing == (case["expected"]["verdict"] == "required"), case["id"]
    assert len(cases) > 15


def typed_value(answer: object, kind: str) -> Value:
    """A clean answer as an expression sees it."""
    if isinstance(answer, tuple):
        return " ".join(map(str, answer))
    return typed(answer if isinstance(answer, str) else float(str(answer)), kind, 0)


def test_a_calculation_in_a_form_is_odks() -> None:
    cases = [
        case
        for case in of_kind("calculate")
        if "stored" in case["expected"] and case["id"] not in KEPT_OTHERWISE
    ]
    misses = []
    for case in cases:
        clean = check(form(case), answers(case)).clean
        found, kind = clean.get(case["target"]), form(case).item(case["target"]).type
        kept = None if found is None else stored(typed_value(found, kind), kind)
        if kept != case["expected"]["stored"]:
            misses.append((case["id"], case["expression"], found, case["expected"]["stored"]))
    assert misses == []
    assert len(cases) > 600
