"""Confidence limits of a figure, and of a share in the ways statisticians ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
from scipy import optimize, special

from analysis.checks import check_level
from analysis.errors import AnalysisError

__all__ = ["Interval", "interval", "t_quantile"]

Interval = Literal["t", "logit", "xlogit", "asin", "beta", "wilson", "likelihood"]
Limits = tuple[float, float]


def t_quantile(probability: float, df: float) -> float:
    """Quantile of Student's t; of the normal where df is infinite."""
    if np.isinf(df):
        return float(special.ndtri(probability))
    return float(special.stdtrit(df, probability))


def interval(
    value: float,
    se: float,
    df: float,
    how: Interval = "t",
    level: float = 0.95,
    n: int | None = None,
) -> Limits:
    """Limits: value +- t se, or of a share inside [0, 1]. n: answers, needed by the last two.

    "logit" (also called "xlogit") and "asin": symmetric on that scale. "wilson": Wilson (1927)
    on the effective size with t for the normal. "beta": Clopper and Pearson on the effective
    size of Korn and Graubard (1998), Survey Methodology 24(2). "likelihood": where the
    pseudo-likelihood falls by t^2 / 2 design effects, Rao and Scott (1984), Annals 12(1).
    A share of exactly 0 or 1 is (value, value) on all of these scales but t.
    Raises AnalysisError for a level outside 0 to 1, for degrees of freedom that are not above 0
    and for a value or error that is no number.
    """
    check_level(level)
    if not df > 0:
        raise AnalysisError(f"interval: {df} degrees of freedom, expected above 0")
    if not (np.isfinite(value) and np.isfinite(se)):
        raise AnalysisError(f"interval: {value} with the standard error {se} is no figure")
    t = t_quantile(0.5 + level / 2, df)
    if how == "t":
        return value - t * se, value + t * se
    if not 0 < value < 1 or se <= 0:
        return value, value
    if how == "beta":
        return _beta(value, se, df, level, _answers(n))
    if how == "likelihood":
        return _likelihood(value, se, t, _answers(n))
    return _SHARES[how](value, se, t)


def _logit(value: float, se: float, t: float) -> Limits:
    centre, half = special.logit(value), t * se / (value * (1 - value))
    return float(special.expit(centre - half)), float(special.expit(centre + half))


def _asin(value: float, se: float, t: float) -> Limits:
    centre, half = np.arcsin(np.sqrt(value)), t * se / (2 * np.sqrt(value * (1 - value)))
    return float(np.sin(centre - half) ** 2), float(np.sin(centre + half) ** 2)


def _wilson(value: float, se: float, t: float) -> Limits:
    per_answer = t**2 * se**2 / (value * (1 - value))  # t^2 / effective size
    middle = (value + per_answer / 2) / (1 + per_answer)
    half = np.sqrt(per_answer * (value * (1 - value) + per_answer / 4)) / (1 + per_answer)
    return float(middle - half), float(middle + half)


def _answers(n: int | None) -> int:
    if n is None or n < 2:
        raise ValueError(f"interval: these limits need two answers or more, got {n}")
    return n


def _beta(value: float, se: float, df: float, level: float, n: int) -> Limits:
    tail = (1 - level) / 2
    size = value * (1 - value) / se**2 * (t_quantile(tail, n - 1) / t_quantile(tail, df)) ** 2
    yes, no = size * value, size * (1 - value)
    return (
        float(special.betaincinv(yes, no + 1, tail)),
        float(special.betaincinv(yes + 1, no, 1 - tail)),
    )


def _likelihood(value: float, se: float, t: float, n: int) -> Limits:
    fall = (t * se) ** 2 / (value * (1 - value)) / 2 * n / (n - 1)  # R's dispersion is on n - 1

    def left(p: float) -> float:
        apart = special.rel_entr(value, p) + special.rel_entr(1 - value, 1 - p)
        return float(apart - fall)

    low = optimize.brentq(left, 1e-300, value, xtol=1e-15)
    high = 1 - optimize.brentq(lambda q: left(1 - q), 1e-16, 1 - value, xtol=1e-15)
    return float(low), float(high)


_SHARES: dict[str, Callable[[float, float, float], Limits]] = {
    "logit": _logit,
    "xlogit": _logit,
    "asin": _asin,
    "wilson": _wilson,
}
