"""Weighted means with standard errors over a million rows, beside a bare pass of numpy."""

from __future__ import annotations

import time

import numpy as np
import pandas as pd

from analysis.design import SurveyDesign
from analysis.errors import FloatArray, IntArray
from analysis.estimate import estimates, linear_mean
from bench.timing import Line, best

__all__ = ["lines"]

ROWS, ITEMS, DISTRICTS, SEXES, COMMUNES = 1_000_000, 8, 14, 2, 20


def lines() -> list[Line]:
    """8 items by 14 districts by 2 sexes; strata are districts, PSUs communes."""
    rng = np.random.default_rng(1)
    district = rng.integers(0, DISTRICTS, ROWS)
    commune = district * COMMUNES + rng.integers(0, COMMUNES, ROWS)
    domain = district * SEXES + rng.integers(0, SEXES, ROWS)
    weights = rng.uniform(0.5, 2.0, ROWS)
    answers = rng.integers(0, 5, (ROWS, ITEMS)) / 4
    frame = pd.DataFrame({"district": district, "commune": commune})
    design = SurveyDesign.build(frame, strata="district", psus="commune", weights=weights)

    start = time.perf_counter()
    ours = _ours(design, answers, domain)
    seconds = time.perf_counter() - start
    bare = best(lambda: _bare(answers, weights, domain, commune), 1)
    gap = np.abs(ours - _bare(answers, weights, domain, commune)).max()
    if gap > 1e-10:
        raise RuntimeError(f"bench: the two disagree by {gap}")
    job = f"means with standard errors, {ITEMS} x {DISTRICTS} x {SEXES}, 1,000,000 rows"
    return [Line(job, seconds, "bare numpy pass, the same figures", bare, "0.1 s")]


def _ours(design: SurveyDesign, answers: FloatArray, domain: IntArray) -> FloatArray:
    found = []
    for one in range(DISTRICTS * SEXES):
        figures = [linear_mean(design, y, domain == one) for y in answers.T]
        found.append([(e.value, e.se) for e in estimates(design, figures)])
    return np.array(found, dtype=np.float64)


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
