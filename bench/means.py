"""Weighted means and raking over a million rows, each beside a bare pass of numpy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.calibration import Margin, calibrate
from analysis.design import SurveyDesign
from analysis.domains import domain_means
from analysis.errors import FloatArray, IntArray
from bench.timing import Line, best

__all__ = ["lines"]

ROWS, ITEMS, DISTRICTS, SEXES, AGES, COMMUNES = 1_000_000, 8, 14, 2, 5, 20
NAMES = [f"q{k}" for k in range(ITEMS)]


def lines() -> list[Line]:
    """8 items by 14 districts by 2 sexes; strata are districts, PSUs communes; three margins."""
    rng = np.random.default_rng(1)
    district = rng.integers(0, DISTRICTS, ROWS)
    commune = district * COMMUNES + rng.integers(0, COMMUNES, ROWS)
    sex = rng.integers(0, SEXES, ROWS)
    answers = rng.integers(0, 5, (ROWS, ITEMS)) / 4
    frame = pd.DataFrame(answers, columns=NAMES).assign(
        district=_categories(district, DISTRICTS),
        commune=_categories(commune, DISTRICTS * COMMUNES),
        sex=_categories(sex, SEXES),
        age=_categories(rng.integers(0, AGES, ROWS), AGES),
        weight=rng.uniform(0.5, 2.0, ROWS),
    )
    return [_means(frame, answers, district * SEXES + sex, commune), _raking(frame)]


def _categories(codes: IntArray, size: int) -> pd.Series:
    labels = pd.Index([f"{k:03d}" for k in range(size)])
    return pd.Series(pd.Categorical.from_codes(codes, labels))


def _means(frame: pd.DataFrame, answers: FloatArray, domain: IntArray, commune: IntArray) -> Line:
    weights = frame["weight"].to_numpy(np.float64)
    ours = best(lambda: _ours(frame))
    bare = best(lambda: _bare(answers, weights, domain, commune))
    gap = np.abs(_ours(frame) - _bare(answers, weights, domain, commune)).max()
    if gap > 1e-10:
        raise RuntimeError(f"bench: the two disagree by {gap}")
    job = f"means with standard errors, {ITEMS} x {DISTRICTS} x {SEXES}, 1,000,000 rows, design"
    return Line(job, ours, "bare numpy pass, the same figures", bare, "0.1 s")


def _ours(frame: pd.DataFrame) -> FloatArray:
    design = SurveyDesign.build(frame, strata="district", psus="commune", weights="weight")
    found = domain_means(design, frame, NAMES, ["district", "sex"])
    return np.array([[(e.value, e.se) for e in found[name]] for name in sorted(found)])


def _bare(
    answers: FloatArray, weights: FloatArray, domain: IntArray, commune: IntArray
) -> FloatArray:
    """The same figures by counting: totals by domain and commune, then between communes."""
    domains, communes = DISTRICTS * SEXES, DISTRICTS * COMMUNES
    place = domain * communes + commune
    size = domains * communes
    below = np.bincount(place, weights, size).reshape(domains, communes)
    found = np.empty((domains, ITEMS, 2))
    for k, y in enumerate(answers.T):
        above = np.bincount(place, weights * y, size).reshape(domains, communes)
        mean = above.sum(axis=1) / below.sum(axis=1)
        part = (above - mean[:, None] * below) / below.sum(axis=1)[:, None]
        spread = part.reshape(domains, DISTRICTS, COMMUNES)
        spread = spread - spread.mean(axis=2, keepdims=True)
        found[:, k, 0] = mean
        found[:, k, 1] = np.sqrt((spread**2).sum(axis=(1, 2)) * COMMUNES / (COMMUNES - 1))
    return found


def _raking(frame: pd.DataFrame) -> Line:
    weights = frame["weight"].to_numpy(np.float64)
    margins = [_margin(frame, name) for name in ("district", "sex", "age")]
    ours = best(lambda: calibrate(weights, frame, margins, tolerance=1e-10))
    codes = [frame[margin.name].cat.codes.to_numpy() for margin in margins]
    sweep = best(lambda: [np.bincount(code, weights) for code in codes])
    job = "raking to three margins to 1e-10, 1,000,000 rows"
    return Line(job, ours, "three sums of the weights by category", sweep, "0.05 s")


def _margin(frame: pd.DataFrame, name: str) -> Margin:
    """Totals 10 % above to 10 % below the sample's, of the same whole."""
    sums = np.bincount(frame[name].cat.codes, frame["weight"])
    moved = sums * np.linspace(0.9, 1.1, len(sums))
    moved = moved * ROWS / moved.sum()
    return Margin((name,), dict(zip(frame[name].cat.categories, moved.tolist(), strict=True)))
