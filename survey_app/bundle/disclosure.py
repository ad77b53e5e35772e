"""What may be told of invited groups: few people, who know each other (methods 18 and 26).

Analysis hides a cell by itself: too few answers, or all alike. Here it is made sure that
a hidden cell of officials does not follow from what stays, and that a group with little
response shows bounds alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

import numpy as np

from analysis.estimate import Estimate
from analysis.points import PointsRow
from analysis.samples import GroupSample
from analysis.tables import Cell, FactorRow, GroupRow, ItemRow, Results
from survey_app.bundle.differencing import ROUNDED_TO, Factors, Leak, invited_leaks

__all__ = ["publishable"]

BOUNDS_ONLY = frozenset({"response_below_70", "part_without_interval"})
SECONDARY = Cell(None, "secondary")

T = TypeVar("T")


def publishable(
    results: Results, samples: Mapping[str, GroupSample], others: Sequence[Factors] = ()
) -> Results:
    """The results as they may be shown; a figure that rests on bounds alone loses its value.

    An item of officials is hidden together with another one of the group and with the same
    item of another group, so that neither the group's factor nor the criterion's points give
    it away; then that factor is hidden, and the criterion does not tell its groups apart. Where
    a hidden figure still follows from all that is shown, further items are hidden.
    others: points of a whole score by criterion and group under other group weights, whose
    totals are shown too.
    """
    invited = {name for name, sample in samples.items() if sample.official is not None}
    factors = {
        (row.code, part.group): row.maximum * part.weight
        for row in results.index.rows
        for part in row.groups
    }
    hidden = _hidden_items(results.items, invited)
    while True:
        shown = _with_hidden(results, samples, invited, hidden)
        more = _further(results, invited, hidden, invited_leaks(factors, samples, shown, others))
        if not more:
            return _bounds_alone(shown)
        hidden |= more


def _with_hidden(
    results: Results,
    samples: Mapping[str, GroupSample],
    invited: set[str],
    hidden: set[tuple[str, str]],
) -> Results:
    """The results without these items of officials, nor what would tell them."""
    criteria = {row.criterion for row in results.items if (row.group, row.item) in hidden}
    factors = {(row.group, row.factor) for row in results.items if (row.group, row.item) in hidden}
    rows = results.index.rows
    mixed = {row.code for row in rows if not {part.group for part in row.groups} <= invited}
    mixed |= {row.field or "" for row in rows if row.code in mixed}
    wide = {row.code: _rounded(row) if row.code in criteria else row for row in rows}
    of_field = {
        f.code: [row for row in wide.values() if row.field == f.code] for f in results.index.fields
    }
    index = replace(
        results.index,
        rows=tuple(_without_groups(_clipped(row, mixed), criteria) for row in wide.values()),
        fields=tuple(
            _clipped(_summed(row, of_field[row.code], criteria), mixed)
            for row in results.index.fields
        ),
        total=_summed(results.index.total, list(wide.values()), criteria),
    )
    return replace(
        results,
        index=index,
        items=tuple(_item(row, hidden) for row in results.items),
        factors=tuple(_factor(row, factors) for row in results.factors),
        groups=tuple(_with_bounds(row, samples[row.group]) for row in results.groups),
    )


def _further(
    results: Results,
    invited: set[str],
    hidden: set[tuple[str, str]],
    leaks: Iterable[Leak],
) -> set[tuple[str, str]]:
    """For each hidden figure that still follows, one more item to hide that stands in its sums.

    Of the group where shares give it away, of the criterion where points do; the one whose
    share is nearest to a half, which says least of the others.
    """
    rows = {(row.group, row.item): row for row in results.items if row.group in invited}
    more = set()
    for leak in leaks:
        kind, group, *rest = leak.path.split("/")
        criterion = rows[group, rest[0]].criterion if kind == "means" else None
        open_ones = [
            key
            for key, row in rows.items()
            if key not in hidden
            and row.share.estimate is not None
            and (row.criterion == criterion if kind == "means" else row.group == group)
        ]
        if open_ones:
            more.add(min(open_ones, key=lambda key: (_decided(rows[key]), key)))
    return more


def _decided(row: ItemRow) -> float:
    found = row.share.estimate
    return abs((found.value or 0.0) - 0.5) if found else 1.0


def _hidden_items(rows: Iterable[ItemRow], invited: set[str]) -> set[tuple[str, str]]:
    """(group, item) of every item that is hidden, for itself or to protect another."""
    own = [row for row in rows if row.group in invited]
    hidden = {(row.group, row.item) for row in own if row.share.reason and row.asked}
    while True:
        more = set()
        for key in ("group", "item"):
            for name in {getattr(row, key) for row in own}:
                part = [row for row in own if getattr(row, key) == name]
                lost = [row for row in part if (row.group, row.item) in hidden]
                left = [row for row in part if row not in lost]
                if len(lost) == 1 and left:
                    least = min(left, key=lambda row: (_answers(row), row.group, row.item))
                    more.add((least.group, least.item))
        if not more:
            return hidden
        hidden |= more


def _answers(row: ItemRow) -> int:
    return row.share.estimate.n if row.share.estimate else 0


def _item(row: ItemRow, hidden: set[tuple[str, str]]) -> ItemRow:
    if (row.group, row.item) not in hidden:
        return row
    share = row.share if row.share.reason else SECONDARY
    return replace(row, share=share, mean=row.mean if row.mean.reason else SECONDARY)


def _factor(row: FactorRow, hidden: set[tuple[str, str | None]]) -> FactorRow:
    if (row.group, row.factor) not in hidden or row.share.reason:
        return row
    return replace(row, share=SECONDARY)


def _rounded(row: PointsRow) -> PointsRow:
    """The row with bounds rounded outward: beside the points they would be a second sum of the
    same hidden answers, with other factors, and both together would give them away."""
    if row.points.bounds is None:
        return row
    step = row.maximum * ROUNDED_TO
    low, high = row.points.bounds
    wide = (max(0.0, np.floor(low / step) * step), min(row.maximum, np.ceil(high / step) * step))
    return replace(row, points=replace(row.points, bounds=(float(wide[0]), float(wide[1]))))


def _summed(row: PointsRow, lines: Sequence[PointsRow], criteria: set[str | None]) -> PointsRow:
    """A field or the total with the bounds of its rows added up, where some were rounded."""
    if row.points.bounds is None or not any(line.code in criteria for line in lines):
        return row
    ends = [line.points.bounds or (line.points.value or 0.0,) * 2 for line in lines]
    bounds = (float(sum(low for low, _ in ends)), float(sum(high for _, high in ends)))
    return replace(row, points=replace(row.points, bounds=bounds))


def _without_groups(row: PointsRow, criteria: set[str | None]) -> PointsRow:
    return replace(row, groups=()) if row.code in criteria else row


def _with_bounds(row: GroupRow, sample: GroupSample) -> GroupRow:
    """An invited group's satisfied share with all who sent nothing at worst and at best."""
    official, found = sample.official, row.share.estimate
    if official is None or found is None:
        return row
    satisfied = sample.scores.satisfied
    silent = (sum(official.invited.values()) - len(official.cells)) * satisfied.shape[1]
    valid, above = int((~np.isnan(satisfied)).sum()), float(np.nansum(satisfied))
    bounds = (above / (valid + silent), (above + silent) / (valid + silent))
    return replace(row, share=Cell(_within(replace(found, bounds=bounds))))


def _clipped(row: PointsRow, mixed: set[str]) -> PointsRow:
    """Points of invited groups alone: bounds of others leave out the error of the draw."""
    return row if row.code in mixed else replace(row, points=_within(row.points))


def _within(found: Estimate) -> Estimate:
    """The interval as far as it lies between the bounds, which hold whoever stayed silent."""
    if found.bounds is None or found.lower is None or found.upper is None:
        return found
    low, high = found.bounds
    return replace(found, lower=max(found.lower, low), upper=min(found.upper, high))


def _bounds_alone(value: T) -> T:
    """The same with no value in any estimate that only bounds may be shown of."""
    if isinstance(value, Estimate):
        return replace(value, value=None) if value.warrant in BOUNDS_ONLY else value
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        return replace(value, **{name: _bounds_alone(getattr(value, name)) for name in names})
    if isinstance(value, tuple):
        return tuple(_bounds_alone(one) for one in value)  # type: ignore[return-value]  # same shape
    if isinstance(value, dict):
        return {k: _bounds_alone(one) for k, one in value.items()}  # type: ignore[return-value]  # same shape
    return value
