"""The satisfaction index: four conventions, each a smooth function of weighted totals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.design import SurveyDesign
from analysis.errors import BoolArray, FloatArray, ScoringError
from analysis.estimate import (
    Estimate,
    Linear,
    Weighted,
    combined,
    estimates,
    linear_design_effect,
    linear_mean,
    linear_ratio,
)
from analysis.scoring import ItemScores

__all__ = ["CONVENTIONS", "Convention", "Reconciliation", "pooled_share", "reconcile", "sipas"]

Convention = Literal["pooled_ratio", "mean_of_item_shares", "mean_of_factor_shares", "mean_score"]


@dataclass(frozen=True)
class Reconciliation:
    """The index as it may be computed elsewhere beside ours.

    unweighted: satisfied answers / valid answers, no weights. weighted: under the scheme's
    convention. difference: weighted - unweighted; None where one of them is. deff: what the
    design makes of the variance of a simple random sample of as many respondents.
    """

    convention: str
    unweighted: float | None
    weighted: Estimate
    difference: float | None
    deff: float | None = None


def sipas(
    convention: str,
    design: Weighted,
    scores: ItemScores,
    columns: Sequence[int],
    domain: BoolArray | None = None,
) -> Linear:
    """The index in [0, 1] over some items, linearized; rows and weights of `design`.

    pooled_ratio: satisfied / valid answers over all items; mean_of_item_shares: of the items'
    shares; mean_of_factor_shares: of the pooled shares of the factors; mean_score: total score
    over valid answers. An answer not given, not asked for, or "don't know" is in no
    denominator; so a factor asked of few speaks of those few.
    Raises ScoringError for an unknown convention or no items.
    """
    if convention not in CONVENTIONS:
        raise ScoringError(f"SIPAS: no convention {convention}; there are {', '.join(CONVENTIONS)}")
    if not columns:
        raise ScoringError("SIPAS: no item feeds the index")
    return CONVENTIONS[convention](design, scores, columns, domain)


def reconcile(
    convention: str,
    design: SurveyDesign,
    scores: ItemScores,
    columns: Sequence[int],
    domain: BoolArray | None = None,
) -> Reconciliation:
    """The unweighted pooled share, the weighted index, and how far they are apart."""
    figure = sipas(convention, design, scores, columns, domain)
    weighted = estimates(design, [figure], how="logit", df="satterthwaite")[0]
    rows = design.weights > 0 if domain is None else domain & (design.weights > 0)
    answers = scores.satisfied[rows][:, list(columns)]
    valid = int((~np.isnan(answers)).sum())
    unweighted = float(np.nansum(answers)) / valid if valid else None
    apart = None
    if unweighted is not None and weighted.value is not None:
        apart = weighted.value - unweighted
    used = np.asarray((~np.isnan(scores.satisfied[:, list(columns)])).any(axis=1))
    deff = linear_design_effect(design, figure, used)
    return Reconciliation(convention, unweighted, weighted, apart, deff)


def pooled_share(
    design: Weighted,
    scores: ItemScores,
    columns: Sequence[int],
    domain: BoolArray | None = None,
) -> Linear:
    """Satisfied answers over valid answers of some items, as a share of a factor or group."""
    return _pooled(design, scores.satisfied, columns, domain)


def _pooled(
    design: Weighted, values: FloatArray, columns: Sequence[int], domain: BoolArray | None
) -> Linear:
    """Total of the values over the number of valid ones; a row without any is missing."""
    part = values[:, list(columns)]
    valid = (~np.isnan(part)).sum(axis=1).astype(np.float64)
    above = np.where(valid > 0, np.nansum(part, axis=1), np.nan)
    return linear_ratio(design, above, np.where(valid > 0, valid, np.nan), domain)


def _average(parts: Sequence[Linear]) -> Linear:
    return combined(parts, [1 / len(parts)] * len(parts))


def _mean_score(
    design: Weighted, scores: ItemScores, columns: Sequence[int], domain: BoolArray | None
) -> Linear:
    return _pooled(design, scores.score, columns, domain)


def _mean_of_item_shares(
    design: Weighted, scores: ItemScores, columns: Sequence[int], domain: BoolArray | None
) -> Linear:
    return _average([linear_mean(design, scores.satisfied[:, k], domain) for k in columns])


def _mean_of_factor_shares(
    design: Weighted, scores: ItemScores, columns: Sequence[int], domain: BoolArray | None
) -> Linear:
    by_factor: dict[str | None, list[int]] = {}
    for k in columns:
        by_factor.setdefault(scores.items[k].factor, []).append(k)
    return _average([pooled_share(design, scores, own, domain) for own in by_factor.values()])


Rule = Callable[[Weighted, ItemScores, Sequence[int], BoolArray | None], Linear]
CONVENTIONS: dict[str, Rule] = {
    "pooled_ratio": pooled_share,
    "mean_of_item_shares": _mean_of_item_shares,
    "mean_of_factor_shares": _mean_of_factor_shares,
    "mean_score": _mean_score,
}
