"""Means in many domains at once are those computed one domain at a time."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.calibration import Margin, calibrate
from analysis.design import SurveyDesign
from analysis.domains import domain_means
from analysis.estimate import Estimate, estimates, linear_mean

FOLDER = Path(__file__).parent.parent / "reference" / "analysis"
CITIZENS = pd.read_csv(FOLDER / "citizens.csv", dtype={"id": "str"})
ITEMS = ("q1", "q5", "n_visits")
BY = ("district", "sex")


def _designs() -> dict[str, SurveyDesign]:
    two_stages = SurveyDesign.build(
        CITIZENS,
        strata="district",
        psus="commune",
        ssus="id",
        weights="weight",
        fpc=["n_communes", "adults"],
    )
    one = SurveyDesign.build(CITIZENS, strata="district", psus="commune", weights="weight")
    some = CITIZENS["weight"].where(CITIZENS.index % 5 != 0, 0.0)
    sex = Margin(("sex",), {"F": 5e5, "M": 4e5})
    moved = calibrate(one.weights, CITIZENS, [sex])
    return {
        "one stage": one,
        "two stages": two_stages,
        "one stage, a census in two districts": SurveyDesign.build(
            CITIZENS, strata="district", psus="commune", weights="weight", fpc=["n_communes"]
        ),
        "a lonely unit": SurveyDesign.build(
            CITIZENS, strata="stratum_lonely", psus="commune", weights="weight", lonely="adjust"
        ),
        "strata that are left out": SurveyDesign.build(
            CITIZENS, strata="stratum_lonely", psus="commune", weights="weight", lonely="average"
        ),
        "persons": SurveyDesign.build(CITIZENS, strata="district", weights="weight"),
        "weights of zero": SurveyDesign.build(
            CITIZENS, strata="district", psus="commune", weights=some
        ),
        "calibrated": one.calibrated(moved.weights, moved.adjustment),
    }


DESIGNS = _designs()


def _same(found: Estimate, expected: Estimate) -> None:
    assert (found.n, found.missing, found.note, found.warrant, found.df) == (
        expected.n,
        expected.missing,
        expected.note,
        expected.warrant,
        expected.df,
    )
    for name in ("value", "se", "lower", "upper"):
        one, other = getattr(found, name), getattr(expected, name)
        assert (one is None) == (other is None)
        assert other is None or one == pytest.approx(other, rel=1e-10)


@pytest.mark.parametrize("name", DESIGNS)
def test_one_pass_gives_what_domain_by_domain_gives(name: str) -> None:
    design, frame = DESIGNS[name], CITIZENS.copy()
    frame.loc[(frame["district"] == "D02") & (frame["sex"] == "F"), "q5"] = np.nan
    frame[list(BY)] = frame[list(BY)].astype("category")
    found = domain_means(design, frame, ITEMS, BY, how="t")
    assert len(found) == 28
    for (district, sex), means in found.items():
        rows = ((frame["district"] == district) & (frame["sex"] == sex)).to_numpy()
        columns = [frame[item].to_numpy(np.float64) for item in ITEMS]
        expected = estimates(design, [linear_mean(design, y, rows) for y in columns])
        for one, other in zip(means, expected, strict=True):
            _same(one, other)


def test_a_row_of_no_domain_counts_in_none_and_keeps_its_unit() -> None:
    design = DESIGNS["one stage"]
    blank = CITIZENS.assign(group=CITIZENS["group"].where(CITIZENS["group"] != "citizen"))
    found = domain_means(design, blank, ["q1"], ["group"])
    whole = domain_means(design, CITIZENS, ["q1"], ["group"])
    assert set(found) == {("enterprise",), ("household_business",)}
    _same(found["enterprise",][0], whole["enterprise",][0])


def test_weights_in_another_unit_and_rows_in_another_order_change_nothing() -> None:
    shuffled = CITIZENS.sample(frac=1, random_state=3)
    shuffled = shuffled.assign(weight=shuffled["weight"] * 1000)
    design = SurveyDesign.build(shuffled, strata="district", psus="commune", weights="weight")
    found = domain_means(design, shuffled, ["q1"], ["district"])
    for name, means in domain_means(DESIGNS["one stage"], CITIZENS, ["q1"], ["district"]).items():
        assert found[name][0].value == pytest.approx(means[0].value, rel=1e-12)
        assert found[name][0].se == pytest.approx(means[0].se, rel=1e-10)
