"""Designs of three stages and more, and fractions for counts, as R's svydesign has them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.design import SurveyDesign
from analysis.errors import DesignError, FloatArray
from analysis.estimate import design_effect, linear_design_effect, linear_mean
from analysis.variance import covariance

COUNTS = ("N1", "N2", "N3")


def sample(seed: int = 2) -> pd.DataFrame:
    """Two strata, three communes of each, three hamlets of those, four people of each."""
    random = np.random.default_rng(seed)
    rows = [
        {"s": s, "c": c, "h": h, "p": p, "N1": 9.0 + s, "N2": 5.0 + c, "N3": 12.0 + h,
         "y": random.standard_normal() + c + 0.5 * h}
        for s in range(2) for c in range(3) for h in range(3) for p in range(4)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def design(frame: pd.DataFrame, fpc: tuple[str, ...] = COUNTS) -> SurveyDesign:
    return SurveyDesign.build(frame, strata="s", psus="c", ssus="h", further=["p"], fpc=fpc)


def by_hand(frame: pd.DataFrame, z: FloatArray, levels: list[str], counts: list[str]) -> float:
    """R's `multistage`: between the units of a parent, plus the fraction times the inside."""
    if not levels:
        return 0.0
    units = frame.groupby(levels[0])
    totals = np.array([z[frame.index.get_indexer(part.index)].sum() for _, part in units])
    n, size = len(totals), float(frame[counts[0]].iloc[0])
    found = (1 - n / size) * n / (n - 1) * float(((totals - totals.mean()) ** 2).sum())
    for _, part in units:
        inside = z[frame.index.get_indexer(part.index)]
        found += n / size * by_hand(part, inside, levels[1:], counts[1:])
    return found


def test_three_stages_add_up_as_in_r() -> None:
    frame = sample()
    built = design(frame)
    figure = linear_mean(built, frame["y"].to_numpy())
    z = built.weights * figure.influence
    expected = sum(
        by_hand(part, z[part.index], ["c", "h", "p"], list(COUNTS))
        for _, part in frame.groupby("s")
    )
    assert len(built.stages) == 3
    assert covariance(built, figure.influence[:, None])[0, 0] == pytest.approx(expected, rel=1e-12)


def test_weights_of_three_stages_are_the_inverse_of_all_fractions() -> None:
    frame = sample()
    expected = frame["N1"] / 3 * frame["N2"] / 3 * frame["N3"] / 4
    assert design(frame).weights == pytest.approx(expected.to_numpy())


def test_fractions_say_the_same_as_counts() -> None:
    frame = sample()
    frame = frame.assign(f1=3 / frame["N1"], f2=3 / frame["N2"], f3=4 / frame["N3"])
    one, other = design(frame), design(frame, ("f1", "f2", "f3"))
    y = frame["y"].to_numpy()
    assert other.weights == pytest.approx(one.weights)
    assert covariance(other, linear_mean(other, y).influence[:, None]) == pytest.approx(
        covariance(one, linear_mean(one, y).influence[:, None])
    )


def test_counts_mixed_with_fractions_are_refused() -> None:
    frame = sample().assign(f2=0.4)
    with pytest.raises(DesignError, match=r"row 0 has the fraction 0\.4 at stage 2"):
        design(frame, ("N1", "f2", "N3"))


def test_counts_for_a_part_of_the_stages_are_refused() -> None:
    with pytest.raises(DesignError, match="2 of 3 stages"):
        design(sample(), ("N1", "N2"))


def test_a_third_stage_needs_a_second() -> None:
    codes = np.arange(4)
    with pytest.raises(DesignError, match="third stage without"):
        SurveyDesign(np.ones(4), codes, codes, further=(codes,))


def test_the_design_effect_of_a_linearized_mean_is_that_of_the_mean() -> None:
    frame = sample()
    y = frame["y"].to_numpy().copy()
    y[::7] = np.nan
    built = design(frame)
    found = linear_design_effect(built, linear_mean(built, y), ~np.isnan(y))
    assert found == pytest.approx(design_effect(built, y, replacement=True))
