"""A figure as the few sums that it, its standard error and its limits follow from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.design import SurveyDesign
from analysis.estimate import Estimate, Linear, with_limits
from analysis.intervals import Interval
from analysis.scoring import ItemScores
from analysis.variance import components

__all__ = ["FigureSums", "Parts", "Spread", "estimate_from", "ratio_parts", "spread_of"]

Parts = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Spread:
    """How far a figure may be off: all that standard error and degrees of freedom need.

    variance: sum of its components v; fourth: sum of v^2 / df over them (Satterthwaite's
    denominator); degrees: sampling units minus strata; census: no chance in who was asked.
    """

    variance: float
    fourth: float
    degrees: float
    census: bool

    @property
    def df(self) -> float:
        """Satterthwaite's, at most the design's."""
        return min(self.degrees, self.variance**2 / self.fourth) if self.fourth else self.degrees


@dataclass(frozen=True)
class FigureSums:
    """A mean of ratios: value = mean of above / below over the parts, weighted totals."""

    n: int
    missing: int
    parts: Parts
    spread: Spread

    @property
    def value(self) -> float | None:
        """The figure; None where a part has no answers."""
        if not self.parts or any(below == 0 for _, below in self.parts):
            return None
        return float(np.mean([above / below for above, below in self.parts]))


def spread_of(design: SurveyDesign, figure: Linear) -> Spread:
    """Of a linearized figure under its design."""
    found = components(design, figure.influence[:, None])
    values = found.values[:, 0]
    census = bool(design.censused[figure.rows].all())
    fourth = float((values**2 / found.df).sum())
    return Spread(float(values.sum()), fourth, float(design.degrees(figure.rows)), census)


def estimate_from(
    value: float | None, n: int, missing: int, spread: Spread, how: Interval = "logit"
) -> Estimate:
    """The estimate as `estimates(..., df="satterthwaite")` gives it."""
    se = float(np.sqrt(spread.variance))
    bare = Estimate(value, se, spread.df, None, None, n, missing=missing)
    return with_limits(bare, census=spread.census, lonely_fails=False, how=how)


def ratio_parts(
    figure: Linear,
    design: SurveyDesign,
    scores: ItemScores,
    columns: Sequence[int],
    convention: str = "pooled_ratio",
) -> Parts:
    """The weighted totals that a convention's figure is made of.

    convention: of `analysis.sipas`, or mean_of_item_means, the rule of a criterion's points.
    """
    scored = convention in ("mean_score", "mean_of_item_means")
    values = scores.score if scored else scores.satisfied
    groups: list[list[int]] = [list(columns)]
    if convention in ("mean_of_item_shares", "mean_of_item_means"):
        groups = [[k] for k in columns]
    elif convention == "mean_of_factor_shares":
        factors = dict.fromkeys(scores.items[k].factor for k in columns)
        groups = [[k for k in columns if scores.items[k].factor == f] for f in factors]
    weights = design.weights * figure.rows
    parts = []
    for own in groups:
        part = values[:, own]
        above = float(weights @ np.nansum(part, axis=1))
        parts.append((above, float(weights @ (~np.isnan(part)).sum(axis=1))))
    return tuple(parts)
