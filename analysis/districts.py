"""District figures: from a district's own few communes, and from all communes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.design import SurveyDesign
from analysis.errors import FloatArray
from analysis.estimate import Estimate, Linear, estimates, interval
from analysis.sums import FigureSums, Parts, estimate_from, spread_of
from analysis.variance import Components, components, satterthwaite

__all__ = ["DistrictSums", "district_estimates", "district_estimates_from", "district_sums"]


@dataclass(frozen=True)
class DistrictSums:
    """One district's figure as the sums that its two intervals follow from.

    direct: the spread on its own communes, its degrees at most theirs; rest, rest_fourth: the
    part of the variance that is not pooled and its sum of v^2 / df; scale: what a unit of the
    pooled variance adds, 0 for a district without communes; pool, pool_degrees: the pooled
    variance and its degrees, one for all districts; n, missing, parts: as `FigureSums`.
    """

    direct: FigureSums
    communes: float | None
    rest: float
    rest_fourth: float
    scale: float
    pool: float
    pool_degrees: float


def district_estimates(
    design: SurveyDesign, figures: Sequence[Linear], level: float = 0.95
) -> tuple[tuple[Estimate, Estimate], ...]:
    """For shares of disjoint domains made of whole strata: (direct, pooled) estimates.

    direct: from the district's own communes, on at most as many degrees of freedom as they give
    (three communes: 2), whatever the lists of persons beside them would add. pooled: the between
    commune variance s2 of a district is that of all districts, weighted by degrees of freedom;
    a district's part is W2 (1 - f) s2 / n, W the share of its weight in the strata of communes.
    It assumes that communes differ as much everywhere, and its note says so. Where a district
    has no communes, pooled is direct. Limits on the logit scale.
    """
    if not figures:
        return ()
    direct = [
        _on_communes(design, figure, estimate)
        for figure, estimate in zip(
            figures,
            estimates(design, figures, how="logit", df="satterthwaite", level=level),
            strict=True,
        )
    ]
    parts = components(design, np.column_stack([figure.influence for figure in figures]))
    scale = np.column_stack([_between_scale(design, figure) for figure in figures])
    pool, degrees = _pool(design, parts, scale)
    result = []
    for k, own in enumerate(direct):
        if degrees <= 0 or own.value is None or not scale[:, k].any():
            result.append((own, own))
            continue
        result.append((own, _pooled(own, parts, k, scale[:, k], pool, degrees)))
    return tuple(result)


def district_sums(
    design: SurveyDesign, figures: Sequence[Linear], parts: Sequence[Parts]
) -> tuple[DistrictSums, ...]:
    """The sums behind `district_estimates`; parts: weighted totals each value is made of."""
    if not figures:
        return ()
    found = components(design, np.column_stack([figure.influence for figure in figures]))
    scale = np.column_stack([_between_scale(design, figure) for figure in figures])
    pool, degrees = _pool(design, found, scale)
    result = []
    for k, figure in enumerate(figures):
        kept = found.values[:, k].copy()
        kept[np.flatnonzero(found.stage == 1)[scale[:, k] > 0]] = 0.0
        in_communes = figure.rows & design.clustered[design.strata]
        own = FigureSums(figure.n, figure.missing, parts[k], spread_of(design, figure))
        communes = float(design.degrees(in_communes)) if in_communes.any() else None
        fourth = float((kept**2 / found.df).sum())
        whole = float(scale[:, k].sum())
        result.append(DistrictSums(own, communes, float(kept.sum()), fourth, whole, pool, degrees))
    return tuple(result)


def district_estimates_from(sums: DistrictSums) -> tuple[Estimate, Estimate]:
    """(direct, pooled) of one district, as `district_estimates` gives them from the rows."""
    figure = sums.direct
    own = estimate_from(figure.value, figure.n, figure.missing, figure.spread)
    if sums.communes is not None:
        own = _at_most(own, sums.communes)
    if sums.pool_degrees <= 0 or own.value is None or sums.scale == 0:
        return own, own
    between = sums.pool * sums.scale
    variance = sums.rest + between
    fourth = sums.rest_fourth + between**2 / sums.pool_degrees
    return own, _with_pooled(own, variance, variance**2 / fourth if fourth else 0.0)


def _on_communes(design: SurveyDesign, figure: Linear, estimate: Estimate) -> Estimate:
    in_communes = figure.rows & design.clustered[design.strata]
    communes = float(design.degrees(in_communes))
    return _at_most(estimate, communes) if in_communes.any() else estimate


def _at_most(estimate: Estimate, communes: float) -> Estimate:
    """The estimate on at most the degrees that a district's communes give."""
    if estimate.value is None or estimate.se is None or estimate.df is None:
        return estimate
    if communes >= estimate.df:
        return estimate
    if communes <= 0:
        return replace(estimate, se=None, df=None, lower=None, upper=None, warrant="one_psu")
    lower, upper = interval(estimate.value, estimate.se, communes, "logit", estimate.level)
    return replace(estimate, df=communes, lower=lower, upper=upper)


def _between_scale(design: SurveyDesign, figure: Linear) -> FloatArray:
    """(strata,) W2 (1 - f) / n in the domain's strata of communes, 0 elsewhere."""
    first = design.stages[0]
    used = figure.rows & (design.weights > 0)
    by_stratum = np.bincount(design.strata[used], design.weights[used], len(first.taken))
    share = by_stratum / by_stratum.sum() if by_stratum.any() else by_stratum
    scale = share**2 * np.clip(1 - first.fraction, 0, None) / first.taken
    return np.where(design.clustered, scale, 0.0)


def _pool(design: SurveyDesign, parts: Components, scale: FloatArray) -> tuple[float, float]:
    taken = design.stages[0].taken
    between = parts.values[parts.stage == 1]
    own = (scale > 0) & (taken > 1)[:, None]
    df = np.where(own, (taken - 1)[:, None], 0.0)
    s2 = np.divide(between, scale, out=np.zeros_like(between), where=own)
    degrees = float(df.sum())
    return (float((df * s2).sum()) / degrees if degrees else 0.0), degrees


def _pooled(
    own: Estimate, parts: Components, k: int, scale: FloatArray, pool: float, degrees: float
) -> Estimate:
    kept = parts.values[:, k].copy()
    kept[np.flatnonzero(parts.stage == 1)[scale > 0]] = 0.0
    values = np.append(kept, pool * float(scale.sum()))
    df = float(satterthwaite(values[:, None], np.append(parts.df, degrees))[0])
    return _with_pooled(own, float(values.sum()), df)


def _with_pooled(own: Estimate, variance: float, df: float) -> Estimate:
    """A district's estimate with the pooled variance in the place of its own."""
    if variance == 0 or own.value is None:
        return own
    if not 0 < own.value < 1:
        return Estimate(
            own.value, None, None, None, None, own.n, own.level, own.missing, warrant="constant"
        )
    se = float(np.sqrt(variance))
    lower, upper = interval(own.value, se, df, "logit", own.level)
    note = "between_commune_variance_pooled"
    return Estimate(own.value, se, df, lower, upper, own.n, own.level, own.missing, note=note)
