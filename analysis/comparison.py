"""Two years side by side: changes with intervals, and what may not be compared."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.estimate import Estimate
from analysis.intervals import interval
from analysis.tables import Results
from analysis.variance import satterthwaite

__all__ = ["Change", "Comparison", "Year", "change", "compare"]

SIPAS_BREAK = 2022
"""From this year on SIPAS asks residents, before it people who had a procedure done."""


@dataclass(frozen=True)
class Year:
    """A year's published results and what decides whether another year compares with them.

    decision: number of the Ministry's decision the scheme rests on, "" for the city's own survey;
    maxima: points by code of the whole scheme's leaves; digest: of the frozen figures; wordings:
    of the questions, by code.
    """

    year: int
    campaign: str
    decision: str
    maxima: Mapping[str, float]
    digest: str
    results: Results
    wordings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """A figure in two years. kind: total, criterion, sipas or factor; code: its own.

    change: later minus earlier, None where `refused` says why: other_decision, other_maximum,
    own_survey (the other rests on the Ministry's decision),
    other_population, other_convention, only_earlier, only_later, no_interval. labels: what
    else differs and goes into the change: other_weights (of the groups), other_items (questions
    added, left out or worded otherwise).
    """

    kind: str
    code: str
    earlier: Estimate | None
    later: Estimate | None
    change: Estimate | None
    refused: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """The changes from an earlier year; breaks: why some of them are refused, once each."""

    earlier_year: int
    later_year: int
    earlier_campaign: str
    later_campaign: str
    breaks: tuple[str, ...]
    changes: tuple[Change, ...]


def compare(earlier: Year, later: Year) -> Comparison:
    """Every figure that both years have, with the interval of its change.

    Refused across a break: criteria and total when the decisions differ or the points a criterion
    can give do, the satisfaction index and what rests on it when the population asked or the
    convention differs (methods 19, 20). Within one decision, other group weights and other
    questions are labelled: the change is one of the figure, and of how it is made.
    Raises ValueError where both are the same figures or the earlier one is not earlier.
    """
    if earlier.digest == later.digest:
        raise ValueError("comparison: both are the same frozen figures")
    if earlier.year >= later.year:
        raise ValueError(f"comparison: {earlier.year} is not before {later.year}")
    index, asked = _index_break(earlier, later), _sipas_break(earlier, later)
    changes = tuple(_labelled(_changes(earlier, later, index, asked), earlier, later))
    breaks = dict.fromkeys(each.refused for each in changes if each.refused)
    return Comparison(
        earlier.year, later.year, earlier.campaign, later.campaign, tuple(breaks), changes
    )


def change(earlier: Estimate, later: Estimate) -> Estimate | None:
    """Later minus earlier of independent samples, with a t interval on Satterthwaite's degrees.

    None where either has no standard error: a change without its margin says nothing. Not for
    samples that share units by design, as with rotation, whose covariance would be left out.
    Invited groups are largely the same people in both years and their covariance is not known:
    the note nonresponse_at_random of either year, which only they have, is the change's too.
    """
    if earlier.value is None or later.value is None or earlier.se is None or later.se is None:
        return None
    value, n = later.value - earlier.value, min(earlier.n, later.n)
    variances = np.array([earlier.se**2, later.se**2])
    se = math.sqrt(float(variances.sum()))
    if se == 0:
        return Estimate(value, 0.0, None, value, value, n, later.level, note="census")
    df = np.array([max(each.df or 0.0, 1.0) for each in (earlier, later)])
    degrees = float(satterthwaite(variances[:, None], df)[0])
    lower, upper = interval(value, se, degrees, "t", later.level)
    invited = "nonresponse_at_random" in (earlier.note, later.note)
    note = "nonresponse_at_random" if invited else None
    return Estimate(value, se, degrees, lower, upper, n, later.level, note=note)


def _index_break(earlier: Year, later: Year) -> str | None:
    if earlier.decision == later.decision:
        return None
    return "other_decision" if earlier.decision and later.decision else "own_survey"


def _sipas_break(earlier: Year, later: Year) -> str | None:
    if earlier.year < SIPAS_BREAK <= later.year:
        return "other_population"
    same = earlier.results.convention == later.results.convention
    return None if same else "other_convention"


def _changes(
    earlier: Year, later: Year, index: str | None, asked: str | None
) -> Iterator[Change]:  # fmt: skip
    one, other = earlier.results, later.results
    kinds = {row.code: row.kind for row in (*one.index.rows, *other.index.rows)}
    before = {row.code: row.points for row in one.index.rows}
    after = {row.code: row.points for row in other.index.rows}
    refused: dict[str, str | None] = {}
    for code in dict.fromkeys((*after, *before)):
        differ = earlier.maxima.get(code) != later.maxima.get(code)
        why = index or ("other_maximum" if code in before and code in after and differ else None)
        refused[code] = why or (asked if kinds[code] == "sipas" else None)
    whole = index or next((why for why in refused.values() if why), None)
    if whole is None and set(before) != set(after):
        whole = "other_maximum"
    yield _one("total", "total", one.index.total.points, other.index.total.points, whole)
    for code, why in refused.items():
        yield _one("criterion", code, before.get(code), after.get(code), why)
    for group in dict.fromkeys((*other.sipas, *one.sipas)):
        shares = [y.sipas[group].weighted if group in y.sipas else None for y in (one, other)]
        yield _one("sipas", group, shares[0], shares[1], asked)
    old, new = _factors(one), _factors(other)
    population = asked if asked == "other_population" else None  # a factor is always a pooled share
    for code in dict.fromkeys((*new, *old)):
        yield _one("factor", code, old.get(code), new.get(code), population)


def _labelled(
    changes: Iterator[Change], earlier: Year, later: Year
) -> Iterator[Change]:  # fmt: skip
    """The changes with what differs in how their figures are made; the total with all of it."""
    found = [replace(each, labels=_labels(each, earlier, later)) for each in changes]
    below = [label for each in found if each.kind == "criterion" for label in each.labels]
    for each in found:
        whole = each.kind == "total" and each.change is not None
        yield replace(each, labels=tuple(dict.fromkeys(below))) if whole else each


def _labels(each: Change, earlier: Year, later: Year) -> tuple[str, ...]:
    if each.change is None:
        return ()
    found = []
    if _weights(earlier.results, each) != _weights(later.results, each):
        found.append("other_weights")
    if _items(earlier, each) != _items(later, each):
        found.append("other_items")
    return tuple(found)


def _weights(results: Results, each: Change) -> dict[str, float]:
    """Of the groups in a criterion."""
    rows = [row for row in results.index.rows if each.kind == "criterion" and row.code == each.code]
    return {score.group: round(score.weight, 9) for row in rows for score in row.groups}


def _items(year: Year, each: Change) -> dict[tuple[str, str], str]:
    """Wordings of the questions that a figure is made of, by group and item."""
    satisfaction = {row.code for row in year.results.index.rows if row.kind == "sipas"}
    group, _, factor = each.code.partition("/")
    rows = year.results.items
    if each.kind == "criterion":
        rows = tuple(row for row in rows if row.criterion == each.code)
    elif each.kind == "sipas":
        rows = tuple(row for row in rows if row.group == group and row.criterion in satisfaction)
    else:
        rows = tuple(row for row in rows if (row.group, row.factor) == (group, factor))
    return {(row.group, row.item): year.wordings.get(row.item, "") for row in rows}


def _factors(results: Results) -> dict[str, Estimate | None]:
    rows = [row for row in results.factors if row.group in results.sipas]
    return {f"{row.group}/{row.factor}": row.share.estimate for row in rows}


def _one(
    kind: str, code: str, earlier: Estimate | None, later: Estimate | None, refused: str | None
) -> Change:
    if refused is None and (earlier is None or later is None):
        refused = "only_later" if earlier is None else "only_earlier"
    found = None
    if refused is None and earlier is not None and later is not None:
        found = change(earlier, later)
        refused = "no_interval" if found is None else None
    return Change(kind, code, earlier, later, found, refused)
