"""Margins of error known beforehand, and how many answers or communes a margin needs.

Every margin uses t with the design's degrees of freedom, PSUs less strata (methods.md 12).
Sources: Kish (1965), Survey Sampling; Korn and Graubard (1999), Analysis of Health Surveys.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from sampling.problems import DesignError, Problem

__all__ = [
    "CityMargin",
    "ClusterMargin",
    "Margin",
    "TakePlan",
    "answers_for_margin",
    "city_margin",
    "cluster_margin",
    "margin",
    "psus_for_margin",
    "t_quantile",
    "take_for_margin",
]

# a margin that misses its target by rounding alone meets it
SLACK = 1e-12
MOST = 10**9


@dataclass(frozen=True, slots=True)
class Margin:
    """Half the width of an interval for a share; df and t are those of the design."""

    df: int
    t: float
    half_width: float


@dataclass(frozen=True, slots=True)
class ClusterMargin:
    """A margin with `take` answers in each PSU; limit: what no number of answers gets below."""

    df: int
    t: float
    deff: float
    n: int
    half_width: float
    limit: float


@dataclass(frozen=True, slots=True)
class CityMargin:
    """The margin of a share over strata, with the share itself and its standard error."""

    df: int
    share: float
    se: float
    half_width: float


@dataclass(frozen=True, slots=True)
class TakePlan:
    """Answers in each PSU for a margin; margin is None when more answers cannot give it.

    limit: the margin with endlessly many answers. Where it is above what is wanted, only more
    PSUs help.
    """

    take: int | None
    limit: float
    margin: ClusterMargin | None


def t_quantile(level: float, df: float) -> float:
    """t for a two-sided interval; level in (0, 1), df >= 1.

    Raises DesignError with no degree of freedom: as many PSUs as strata give no margin.
    """
    if not 0 < level < 1:
        raise _number("level", level, "> 0, < 1")
    if df < 1:
        raise DesignError([Problem("no_degrees_of_freedom", values={"df": f"{df:g}"})])
    return float(special.stdtrit(df, 1 - (1 - level) / 2))


def margin(n: float, p: float, deff: float, psus: int, strata: int, level: float) -> Margin:
    """t sqrt(deff p (1 - p) / n), for n answers of which a share p says yes.

    n > 0; p in [0, 1]; deff > 0. Raises DesignError for figures out of range.
    """
    _check(p, deff=deff, n=n)
    t = t_quantile(level, psus - strata)
    return Margin(psus - strata, t, t * math.sqrt(deff * p * (1 - p) / n))


def cluster_margin(
    psus: int, take: int, p: float, rho: float, strata: int, level: float
) -> ClusterMargin:
    """`margin` with deff = 1 + (take - 1) rho and n = psus take; rho: intraclass correlation.

    Source: Kish (1965), section 5.4.
    """
    deff = 1 + (take - 1) * rho
    found = margin(psus * take, p, deff, psus, strata, level)
    limit = found.t * math.sqrt(p * (1 - p) * max(rho, 0.0) / psus)
    return ClusterMargin(found.df, found.t, deff, psus * take, found.half_width, limit)


def city_margin(
    population: Sequence[float],
    n: Sequence[float],
    p: Sequence[float],
    deff: Sequence[float],
    psus: Sequence[int],
    level: float,
) -> CityMargin:
    """A share over strata, each of shape (H,): se = sqrt(sum W^2 deff p (1 - p) / n).

    W = population / sum; df = PSUs less strata. Source: Cochran (1977), section 5.6.
    """
    weight = np.asarray(population, dtype=np.float64) / np.sum(population)
    for answers, share, effect in zip(n, p, deff, strict=True):
        _check(share, deff=effect, n=answers)
    shares = np.asarray(p, dtype=np.float64)
    parts = weight**2 * np.asarray(deff) * shares * (1 - shares) / np.asarray(n)
    se, df = math.sqrt(float(parts.sum())), sum(psus) - len(psus)
    return CityMargin(df, float(weight @ shares), se, t_quantile(level, df) * se)


def answers_for_margin(
    half_width: float, p: float, deff: float, psus: int, strata: int, level: float
) -> tuple[float, int]:
    """t^2 deff p (1 - p) / half_width^2, and the smallest whole n that keeps the margin."""
    _check(p, deff=deff, half_width=half_width)
    t = t_quantile(level, psus - strata)
    exact = t**2 * deff * p * (1 - p) / half_width**2
    return exact, max(1, math.ceil(exact * (1 - SLACK)))


def take_for_margin(
    half_width: float, p: float, rho: float, psus: int, strata: int, level: float
) -> TakePlan:
    """The fewest answers in each PSU that keep the margin, if any number does.

    Solves psus take w^2 = t^2 p (1 - p) (1 + (take - 1) rho); none when the limit
    t sqrt(p (1 - p) rho / psus) is at or above the margin wanted.
    """
    _check(p, half_width=half_width)
    t, spread = t_quantile(level, psus - strata), p * (1 - p)
    limit = t * math.sqrt(spread * max(rho, 0.0) / psus)
    room = psus * half_width**2 - t**2 * spread * rho
    if room <= SLACK * psus * half_width**2:
        return TakePlan(None, limit, None)
    take = max(1, math.ceil(t**2 * spread * (1 - rho) / room * (1 - SLACK)))
    return TakePlan(take, limit, cluster_margin(psus, take, p, rho, strata, level))


def psus_for_margin(
    half_width: float, p: float, rho: float, take: int, strata: int, level: float
) -> int:
    """The fewest PSUs of `take` answers each that keep the margin; more than the strata.

    The margin falls with every PSU, both by n and by t.
    """
    _check(p, half_width=half_width)

    def kept(psus: int) -> bool:
        found = cluster_margin(psus, take, p, rho, strata, level).half_width
        return found <= half_width * (1 + SLACK)

    return _first(strata + 1, kept)


def _first(start: int, holds: Callable[[int], bool]) -> int:
    """The smallest whole number from start for which it holds; once true it stays true."""
    step = 1
    while not holds(start + step - 1):
        step *= 2
        if step > MOST:
            raise _number("psus", step, f"≤ {MOST}")
    low, high = start + step // 2 if step > 1 else start, start + step - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return low


def _check(p: float, **positive: float) -> None:
    if not 0 <= p <= 1:
        raise _number("p", p, "0–1")
    for name, value in positive.items():
        if not (math.isfinite(value) and value > 0):
            raise _number(name, value, "> 0")


def _number(name: str, value: object, expected: str) -> DesignError:
    values = {"name": name, "value": str(value), "expected": expected}
    return DesignError([Problem("design_number", values=values)])
