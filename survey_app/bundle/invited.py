"""What is told of invited groups: few people, who know each other (methods 18 and 26).

Analysis hides a cell by itself: too few answers, or all alike. Here a hidden cell of officials
takes along what it would follow from, and a group with little response shows bounds alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

import numpy as np

from analysis.differencing import Leak
from analysis.estimate import Estimate
from analysis.points import PointsRow
from analysis.samples import GroupSample
from analysis.tables import Cell, FactorRow, GroupRow, ItemRow, Results
from survey_app.bundle.invited_sums import ROUNDED, ROUNDED_TO

__all__ = ["bounds_alone", "further_items", "hidden_items", "hidden_points", "with_hidden"]

BOUNDS_ONLY = frozenset({"response_below_70", "part_without_interval"})
MAJORITY = "majority"
"""Why a cell of officials is hidden: all alike, or hidden beside one that is. Not which of the
two: whoever knew it would know what the unanimous answered, from the sum of both."""
HIDDEN_PART = "hidden_part"
"""Why points have no margin: it would tell that all are alike."""

Key = tuple[str, str]
T = TypeVar("T")


def with_hidden(
    results: Results,
    samples: Mapping[str, GroupSample],
    hidden: Collection[Key],
    vague: Collection[str] = (),
) -> Results:
    """The results without these items (group, item) of officials, nor what would tell them.

    The factor of a hidden item is hidden, its criterion does not tell its groups apart, and its
    bounds are rounded. vague: criteria whose points are rounded too, and have no margin.
    """
    invited = {name for name, sample in samples.items() if sample.official is not None}
    criteria = {row.criterion for row in results.items if (row.group, row.item) in hidden}
    factors = {(row.group, row.factor) for row in results.items if (row.group, row.item) in hidden}
    mixed = {row.code for row in results.index.rows if not {p.group for p in row.groups} <= invited}
    mixed |= {row.field or "" for row in results.index.rows if row.code in mixed}
    rows = {
        row.code: _vague(row) if row.code in vague else _rounded(row)
        if row.code in criteria else row
        for row in results.index.rows
    }  # fmt: skip
    of_field = {
        f.code: [row for row in rows.values() if row.field == f.code] for f in results.index.fields
    }
    index = replace(
        results.index,
        rows=tuple(_without_groups(_clipped(row, mixed), criteria) for row in rows.values()),
        fields=tuple(
            _clipped(_summed(row, of_field[row.code], criteria, vague), mixed)
            for row in results.index.fields
        ),
        total=_summed(results.index.total, list(rows.values()), criteria, vague),
    )
    told = {group for group, _ in hidden}
    return replace(
        results,
        index=index,
        items=tuple(_item(row, hidden) if row.group in invited else row for row in results.items),
        factors=tuple(
            _factor(row, factors) if row.group in invited else row for row in results.factors
        ),
        groups=tuple(_with_bounds(row, samples[row.group]) for row in results.groups),
        sipas={name: one for name, one in results.sipas.items() if name not in told},
    )


def further_items(
    results: Results, invited: Collection[str], hidden: Collection[Key], found: Iterable[Leak]
) -> set[Key]:
    """For each hidden figure that still follows, one more item to hide that stands in its sums.

    Of the group where shares give it away, of the criterion where points do; the one whose
    share is nearest to a half, which says least of the others.
    """
    rows = {(row.group, row.item): row for row in results.items if row.group in invited}
    more = set()
    for kind, group, criterion in _leaking(rows, found):
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


def hidden_points(results: Results, invited: Collection[str], found: Iterable[Leak]) -> set[str]:
    """Criteria whose points give a hidden mean away although all their items are hidden."""
    rows = {(row.group, row.item): row for row in results.items if row.group in invited}
    return {
        criterion
        for kind, _, criterion in _leaking(rows, found)
        if kind == "means" and criterion is not None
    }


def _leaking(
    rows: Mapping[Key, ItemRow], found: Iterable[Leak]
) -> Iterator[tuple[str, str, str | None]]:
    """Of each leak the kind of figure, the group, and the item's criterion."""
    for leak in found:
        kind, group, *rest = leak.path.split("/")
        if kind in ("items", "factors", "groups", "means"):
            row = rows.get((group, rest[0])) if rest else None
            yield kind, group, row.criterion if row else None


def _decided(row: ItemRow) -> float:
    found = row.share.estimate
    return abs((found.value or 0.0) - 0.5) if found else 1.0


def hidden_items(rows: Iterable[ItemRow], invited: Collection[str]) -> set[Key]:
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


def _item(row: ItemRow, hidden: Collection[Key]) -> ItemRow:
    """Without who was asked, where the share is hidden: it hangs on that count."""
    if row.share.estimate is not None and (row.group, row.item) not in hidden:
        return row
    share, mean = _kept_back(row.share), _kept_back(row.mean)
    return replace(row, share=share, mean=mean, asked=None, not_counted=None, missing=None)


def _factor(row: FactorRow, hidden: Collection[tuple[str, str | None]]) -> FactorRow:
    shown = row.share.estimate is not None and (row.group, row.factor) not in hidden
    return row if shown else replace(row, share=_kept_back(row.share))


def _kept_back(cell: Cell) -> Cell:
    return cell if cell.reason in ("below_threshold", "no_answers") else Cell(None, MAJORITY)


def _rounded(row: PointsRow) -> PointsRow:
    """The row with bounds rounded outward: beside the points they would be a second sum of the
    same hidden answers, with other factors, and both together would give them away.

    The upper one is the lower one and what the silent can add, which everybody knows.
    """
    if row.points.bounds is None:
        return row
    step = row.maximum * ROUNDED_TO
    low, high = row.points.bounds
    first = min(np.floor(low / step), np.ceil(row.maximum / step) - 1) * step
    last = first + (np.ceil(round((high - low) / step, 6)) + 1) * step
    bounds = (float(max(0.0, first)), float(min(row.maximum, last)))
    return replace(row, points=replace(row.points, bounds=bounds))


def _vague(row: PointsRow) -> PointsRow:
    """The row with rounded points and no margin."""
    row = _rounded(row)
    step = row.maximum * ROUNDED_TO
    value = None if row.points.value is None else float(round(row.points.value / step) * step)
    return replace(row, points=_bare(row.points, value, row.points.bounds))


def _bare(
    points: Estimate, value: float | None, bounds: tuple[float, float] | None
) -> Estimate:  # fmt: skip
    return replace(
        points, value=value, se=None, df=None, lower=None, upper=None, bounds=bounds,
        warrant=points.warrant if points.warrant in BOUNDS_ONLY else ROUNDED,
    )  # fmt: skip


def _summed(
    row: PointsRow,
    lines: Sequence[PointsRow],
    criteria: Collection[str | None],
    vague: Collection[str],
) -> PointsRow:
    """A field or the total as the sum of its rows, where some of them were rounded."""
    points = row.points
    bounds = points.bounds
    if bounds is not None and any(line.code in criteria for line in lines):
        ends = [line.points.bounds or (line.points.value or 0.0,) * 2 for line in lines]
        bounds = (float(sum(low for low, _ in ends)), float(sum(high for _, high in ends)))
    if points.value is None or not any(line.code in vague for line in lines):
        return replace(row, points=replace(points, bounds=bounds))
    value = float(sum(line.points.value or 0.0 for line in lines))
    return replace(row, points=_bare(points, value, bounds))


def _without_groups(row: PointsRow, criteria: Collection[str | None]) -> PointsRow:
    """Points of all groups together; that they are constant would tell of each."""
    if row.code not in criteria:
        return row
    warrant = HIDDEN_PART if row.points.warrant == "constant" else row.points.warrant
    return replace(row, groups=(), points=replace(row.points, warrant=warrant))


def _with_bounds(row: GroupRow, sample: GroupSample) -> GroupRow:
    """An invited group's satisfied share with all who sent nothing at worst and at best."""
    official, found = sample.official, row.share.estimate
    if official is None or found is None:
        return row if official is None else replace(row, share=_kept_back(row.share))
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


def bounds_alone(value: T) -> T:
    """The same with no value in any estimate that only bounds may be shown of."""
    if isinstance(value, Estimate):
        return replace(value, value=None) if value.warrant in BOUNDS_ONLY else value
    if is_dataclass(value) and not isinstance(value, type):
        names = [field.name for field in fields(value)]
        return replace(value, **{name: bounds_alone(getattr(value, name)) for name in names})
    if isinstance(value, tuple):
        return tuple(bounds_alone(one) for one in value)  # type: ignore[return-value]  # same shape
    if isinstance(value, dict):
        return {k: bounds_alone(one) for k, one in value.items()}  # type: ignore[return-value]  # same shape
    return value
