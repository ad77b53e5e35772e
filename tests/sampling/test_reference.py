"""Agreement with results computed in other ways (tests/reference/sampling), and the runner."""

import json
from pathlib import Path
from typing import Any

import pytest

from sampling.reference import main, misses, read_cases
from sampling.reference_values import Case

FILE = Path(__file__).parents[1] / "reference/sampling/reference.json"
CASES = read_cases(FILE)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_our_results_agree_with_the_reference(case: Case) -> None:
    assert misses(case) == ()


def _raw(*ids: str) -> list[dict[str, Any]]:
    cases = json.loads(FILE.read_text(encoding="utf-8"))["cases"]
    return [case for case in cases if case["id"] in ids]


def _write(folder: Path, cases: list[dict[str, Any]]) -> str:
    path = folder / "reference.json"
    path.write_text(json.dumps({"meta": {}, "cases": cases}))
    return str(path)


def test_the_runner_counts_what_agrees_and_leaves_with_0(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([_write(tmp_path, _raw("pi.hand.01", "pi.refuse.1", "plan.margin.01"))]) == 0
    assert capsys.readouterr().out == "3 of 3 within tolerance\n"


def test_every_miss_is_printed_with_both_figures_and_the_status_is_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = _raw("pi.hand.01", "plan.margin.01", "select.srs.1", "pi.refuse.1", "rating.01")
    by_id = {case["id"]: case["expected"] for case in cases}
    by_id["pi.hand.01"]["pi"][2] += 1e-6
    by_id["plan.margin.01"]["df"] = 3
    by_id["select.srs.1"]["selected"].pop()
    by_id["rating.01"]["groups"]["leaders"]["raters"] = 11
    by_id["pi.refuse.1"].clear()
    assert main([_write(tmp_path, cases)]) == 1
    *printed, last = capsys.readouterr().out.splitlines()
    assert last == "0 of 5 within tolerance"
    assert "pi.hand.01: pi[2]: 0.333333" in printed[0]
    assert {line.split(":")[0] for line in printed} == by_id.keys()


@pytest.mark.parametrize(
    ("id_", "change"),
    [
        ("pi.hand.01", {"expected": {"refuse": True, "because": "no reason"}}),
        ("pi.hand.01", {"kind": "unheard_of"}),
        ("pi.hand.01", {"inputs": {}}),
        ("pi.hand.01", {"expected": {"unheard_of": 1}}),
        ("integer.small1", {"expected": {"n_h_optima": [[1, 1, 1]]}}),
        ("released.01", {"expected": {"exact": 100.0, "at_least": 101, "at_most": 101}}),
        ("rating.exact_fit", {"expected": {"feasible": False}}),
    ],
)
def test_what_is_not_computed_or_not_refused_is_a_miss(
    tmp_path: Path, id_: str, change: dict[str, Any]
) -> None:
    [raw] = _raw(id_)
    assert main([_write(tmp_path, [raw | change])]) == 1


def test_a_file_that_is_no_reference_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nowhere.json"]) == 2
    assert "nowhere.json" in capsys.readouterr().err
    assert main([]) == 2
