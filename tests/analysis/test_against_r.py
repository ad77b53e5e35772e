"""Means, shares, totals, ratios, domains, fpc, calibration and logit limits against R.

The cases were made by make_reference.R (survey 4.5); each carries its R call and tolerance.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from analysis.reference import main, run

FOLDER = Path(__file__).parent.parent / "reference" / "analysis"


def test_every_supported_figure_agrees_with_r_within_its_own_tolerance() -> None:
    outcomes = run(FOLDER)
    assert len(outcomes) > 400
    assert [outcome for outcome in outcomes if not outcome.passed] == []


def test_the_runner_counts_what_is_within_tolerance(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(FOLDER)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "429 of 429 within tolerance"
