"""District figures: from a district's own few communes, and from all communes together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analysis.design import SurveyDesign
from analysis.errors import FloatArray
from analysis.estimate import Estimate, Linear, estimates, interval
from analysis.variance import Components, components, satterthwaite

__all__ = ["district_estimates"]


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
    for k, (figure, own) in enumerate(zip(figures, direct, strict=True)):
        if degrees <= 0 or own.value is None or not scale[:, k].any():
            result.append((own, own))
            continue
        result.append((own, _pooled(figure, own, parts, k, scale[:, k], pool, degrees)))
    return tuple(result)


def _on_communes(design: SurveyDesign, figure: Linear, estimate: Estimate) -> Estimate:
    in_communes = figure.rows & design.clustered[design.strata]
    communes = float(design.degrees(in_communes))
    if estimate.value is None or estimate.se is None or estimate.df is None:
        return estimate
    if not in_communes.any() or communes >= estimate.df:
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
    figure: Linear,
    own: Estimate,
    parts: Components,
    k: int,
    scale: FloatArray,
    pool: float,
    degrees: float,
) -> Estimate:
    kept = parts.values[:, k].copy()
    kept[np.flatnonzero(parts.stage == 1)[scale > 0]] = 0.0
    values = np.append(kept, pool * float(scale.sum()))
    df = float(satterthwaite(values[:, None], np.append(parts.df, degrees))[0])
    se = float(np.sqrt(values.sum()))
    if se == 0 or own.value is None:
        return own
    if not 0 < own.value < 1:
        return Estimate(
            own.value, None, None, None, None, own.n, own.level, own.missing, warrant="constant"
        )
    lower, upper = interval(own.value, se, df, "logit", own.level)
    return Estimate(
        own.value,
        se,
        df,
        lower,
        upper,
        figure.n,
        own.level,
        figure.missing,
        note="between_commune_variance_pooled",
    )
