"""Every figure, test, interval, calibration and replicate variance against R, within tolerance.

The cases were made by make_reference.R (survey 4.5); each carries its R call and tolerance.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from analysis.reference import main, run

FOLDER = Path(__file__).parent.parent / "reference" / "analysis"


def test_every_figure_agrees_with_r_within_its_own_tolerance() -> None:
    outcomes = run(FOLDER)
    assert len(outcomes) == 628
    assert [outcome for outcome in outcomes if not outcome.passed] == []


def test_the_runner_prints_misses_and_the_count_and_fails_on_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))
    document["cases"] = [c for c in document["cases"] if c["design"] == "off_str"][:3]
    document["cases"][1]["se"] *= 1 + 1e-8
    shutil.copy(FOLDER / "officials.csv", tmp_path)
    (tmp_path / "other.json").write_text(json.dumps(document), encoding="utf-8")

    assert main([str(tmp_path / "other.json")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"miss {document['cases'][1]['id']}: se is ")
    assert lines[1] == "2 of 3 within tolerance"


def test_nothing_depends_on_the_names_of_columns_and_designs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"commune": "cum", "district": "vung", "sex": "gioi", "weight": "quyenso", "q1": "cau1"}
    names["citizens.csv"] = "nguoi.csv"
    document = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))
    kept = ("cit_wr", "cit_wr_calrake", "rep_brr_mse")
    document["cases"] = [
        case
        for case in document["cases"]
        if case["design"] in kept and case.get("variable") in ("q1", "q1_sat")
    ]
    text = json.dumps(document).replace("qK", "cauK")
    for old, new in names.items():
        text = text.replace(f'"{old}"', f'"{new}"').replace(f'"{old}_sat"', f'"{new}_sat"')
    (tmp_path / "reference.json").write_text(text, encoding="utf-8")
    for file in ("citizens.csv", "population.csv", "replicates_brr.csv"):
        head, rest = (FOLDER / file).read_text(encoding="utf-8").split("\n", 1)
        columns = ",".join(names.get(name, name) for name in head.split(","))
        (tmp_path / names.get(file, file)).write_text(f"{columns}\n{rest}", encoding="utf-8")

    assert main([str(tmp_path)]) == 0, capsys.readouterr().out
    assert len(document["cases"]) > 60


def test_a_case_of_an_unknown_kind_counts_as_a_miss(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = json.loads((FOLDER / "reference.json").read_text(encoding="utf-8"))
    document["cases"] = [c | {"statistic": "gini"} for c in document["cases"][:1]]
    shutil.copy(FOLDER / "citizens.csv", tmp_path)
    (tmp_path / "reference.json").write_text(json.dumps(document), encoding="utf-8")
    assert main([str(tmp_path)]) == 1
    assert "not supported: gini" in capsys.readouterr().out
