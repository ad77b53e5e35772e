"""Weights and replicates that give the design's figures and tell nothing of its units."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.design import SurveyDesign
from analysis.errors import FloatArray
from analysis.estimate import estimates, linear_mean
from analysis.masking import independent_totals, masked_replicates, masked_weights

COMMUNES, EACH = 24, 30


@pytest.fixture(scope="module")
def sample() -> tuple[SurveyDesign, FloatArray, FloatArray]:
    """Three communes in each of eight strata, weights by commune; five items of 0 and 1."""
    random = np.random.default_rng(7)
    commune = np.repeat(np.arange(COMMUNES), EACH)
    level = random.normal(0, 0.15, COMMUNES)[commune]
    items = (random.random((len(commune), 5)) < 0.7 + level[:, None]).astype(np.float64)
    weights = random.uniform(5, 25, COMMUNES)[commune]
    frame = pd.DataFrame({"stratum": commune // 3, "psu": commune})
    design = SurveyDesign.build(
        frame, strata="stratum", psus="psu", ssus=np.arange(len(commune)), weights=weights,
        fpc=(np.full(len(commune), 12.0), np.full(len(commune), 300.0)),
    )  # fmt: skip
    stratum = pd.get_dummies(frame["stratum"], dtype=np.float64).to_numpy()
    columns = np.hstack([items, stratum])
    return design, items, columns


def start_of(design: SurveyDesign) -> FloatArray:
    means = np.bincount(design.strata, design.weights) / np.bincount(design.strata)
    return np.asarray(means[design.strata])


def test_totals_of_every_column_are_kept_by_positive_weights(
    sample: tuple[SurveyDesign, FloatArray, FloatArray],
) -> None:
    design, _, columns = sample
    found = masked_weights(design.weights, columns, start_of(design))
    assert (found > 0).all()
    assert columns.T @ found == pytest.approx(columns.T @ design.weights, rel=1e-10)


def test_alike_rows_weigh_alike_wherever_they_come_from(
    sample: tuple[SurveyDesign, FloatArray, FloatArray],
) -> None:
    design, _, columns = sample
    found = masked_weights(design.weights, columns, start_of(design))
    every = np.ones(design.n, dtype=np.bool_)
    replicates = masked_replicates(design, every, found, columns, others=0).replicates
    alike = np.unique(columns, axis=0, return_inverse=True)[1].reshape(-1)
    for kind in np.unique(alike):
        own = alike == kind
        assert np.ptp(found[own]) < 1e-9 * found.max()
        assert np.ptp(replicates[own], axis=0).max() < 1e-9 * found.max()
    assert len(np.unique(design.weights.round(6))) == COMMUNES


def test_standard_errors_come_out_within_a_part_in_a_thousand(
    sample: tuple[SurveyDesign, FloatArray, FloatArray],
) -> None:
    design, items, columns = sample
    found = masked_weights(design.weights, columns, start_of(design))
    every = np.ones(design.n, dtype=np.bool_)
    masked = masked_replicates(design, every, found, columns, inflation=2.0, seed=3)
    for y in items.T:
        (true,) = estimates(design, [linear_mean(design, y)])
        means = (y @ masked.replicates) / masked.replicates.sum(axis=0)
        value = float(y @ found / found.sum())
        assert value == pytest.approx(true.value, rel=1e-11)
        assert np.sqrt(masked.variance(value, means)) == pytest.approx(true.se, rel=1e-3)
    assert (masked.replicates > 0).all()


def test_where_columns_are_as_many_as_rows_the_weights_come_back() -> None:
    weights = np.array([1.0, 2.0, 4.0])
    found = masked_weights(weights, np.eye(3), np.ones(3))
    assert found == pytest.approx(weights, rel=1e-10)


def many_items(rows: int, items: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """Columns of items and strata, and the mean weight of a row's stratum."""
    random = np.random.default_rng(seed)
    strata = np.eye(4)[random.integers(0, 4, rows)]
    answers = (random.random((rows, items)) < 0.6).astype(np.float64)
    return np.hstack([answers, strata]), np.asarray(strata @ np.array([8.0, 12.0, 20.0, 30.0]))


def found_of_weights(rows: int, items: int, seed: int) -> tuple[float, float]:
    """What the best guess from rows and totals explains of the weights' spread beside the
    strata (R2), and the share of rows whose weight it hits within one in a hundred."""
    columns, start = many_items(rows, items, seed)
    true = start * np.random.default_rng(seed + 1).choice([0.6, 0.8, 1.2, 1.4], rows)
    guess = masked_weights(true, columns, start)
    apart, found = true / start - 1, guess / start - 1
    explained = float(np.corrcoef(apart, found)[0, 1] ** 2)
    return explained, float(np.mean(np.abs(guess / true - 1) < 0.01))


def test_with_ten_rows_for_each_total_a_tenth_of_the_weights_spread_is_found() -> None:
    columns, _ = many_items(440, 40, 3)
    totals = independent_totals(columns)
    assert totals == 44
    found = np.array([found_of_weights(10 * totals, 40, seed) for seed in range(8)])
    assert found[:, 0].mean() == pytest.approx(0.1, abs=0.04)
    assert found[:, 0].max() < 0.2
    assert found[:, 1].max() < 0.05  # as a guess among four weights without looking at rows


def test_with_few_rows_for_each_total_most_of_it_is_found() -> None:
    assert found_of_weights(50, 40, 3)[0] > 0.7
