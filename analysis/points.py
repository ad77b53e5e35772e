"""From scores to index points: criteria, fields and the survey's part of the index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, SupportsFloat

import numpy as np

from analysis.errors import FloatArray
from analysis.estimate import Estimate, Linear, combined, estimates, interval, linear_mean
from analysis.samples import GroupSample, OfficialSample
from analysis.sipas import sipas
from analysis.variance import components, satterthwaite

__all__ = [
    "GroupSample",
    "GroupScore",
    "IndexPoints",
    "PointsRow",
    "RowLike",
    "SchemeLike",
    "factors_of",
    "figure_of",
    "index_points",
    "linear_total",
]

Bounds = tuple[float, float]


class RowLike(Protocol):
    """A row of the scheme, as far as points need it."""

    @property
    def code(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def kind(self) -> str: ...
    @property
    def maximum(self) -> SupportsFloat | None: ...


class SchemeLike(Protocol):
    """A scheme, as far as points need it."""

    @property
    def official_source(self) -> str | None: ...
    @property
    def digest(self) -> str: ...
    @property
    def illustrative(self) -> bool: ...
    @property
    def sipas_convention(self) -> str: ...
    @property
    def rows(self) -> Sequence[RowLike]: ...
    def survey_rows(self) -> Sequence[RowLike]: ...
    def group_weights_of(self, code: str) -> Mapping[str, SupportsFloat]: ...


@dataclass(frozen=True)
class GroupScore:
    """One group's score in [0, 1] on one criterion, and its weight among the groups."""

    group: str
    weight: float
    score: Estimate


@dataclass(frozen=True)
class PointsRow:
    """Points of a criterion, a field (the survey's part of it) or the total.

    maximum: the points the survey can give here. points.bounds: with all non-respondents of
    invited groups at worst and at best, drawn groups at their estimate.
    """

    code: str
    kind: str
    field: str | None
    maximum: float
    points: Estimate
    groups: tuple[GroupScore, ...] = ()


@dataclass(frozen=True)
class IndexPoints:
    """Every row scored by survey, subtotals by field in the scheme's order, and the total."""

    rows: tuple[PointsRow, ...]
    fields: tuple[PointsRow, ...]
    total: PointsRow


@dataclass(frozen=True, eq=False)
class _Part:
    """What one group adds to one row: a linearized score and its factor in points."""

    row: str
    group: str
    factor: float
    figure: Linear
    score: Estimate


def index_points(
    scheme: SchemeLike, groups: Mapping[str, GroupSample], fewest: int = 5, level: float = 0.95
) -> IndexPoints:
    """Points of a row = maximum times the sum over groups of group weight times score.

    Groups are independent samples; the rows of one group's answers share respondents, so every
    sum is one linearized column per group. Score: the SIPAS convention for a row of kind
    "sipas", else the mean of the item mean scores. df by Satterthwaite over the groups'
    components, never more than their PSUs minus strata; limits on the logit scale of
    points / maximum.

    No number, and the row's warrant says why: group_missing, no_items, too_few_answers (below
    `fewest` respondents), all_missing; sums over such a row have none either
    (criterion_missing). No interval: response_below_70 (an invited group, bounds only),
    one_psu, constant (everybody of every group answered alike; alike in one group of several
    adds nothing to the variance); a sum with a part that has none says part_without_interval.
    """
    weights = {row.code: _normal(scheme.group_weights_of(row.code)) for row in scheme.survey_rows()}
    parts: list[_Part] = []
    for name, sample in groups.items():
        parts += _parts(scheme, name, sample, weights, fewest, level)
    lines = [_row(row, scheme, weights[row.code], parts, groups, level) for row in _survey(scheme)]
    fields = []
    for code in dict.fromkeys(line.field for line in lines if line.field is not None):
        own = [line for line in lines if line.field == code]
        fields.append(_sum(code, "field", own, parts, groups, level))
    return IndexPoints(
        tuple(lines), tuple(fields), _sum("total", "total", lines, parts, groups, level)
    )


def factors_of(scheme: SchemeLike) -> dict[tuple[str, str], float]:
    """Points that a whole score of a group is worth in a criterion, by (criterion, group)."""
    return {
        (row.code, group): float(row.maximum or 0) * weight
        for row in _survey(scheme)
        for group, weight in _normal(scheme.group_weights_of(row.code)).items()
    }


def linear_total(
    scheme: SchemeLike, groups: Mapping[str, GroupSample], fewest: int = 5
) -> dict[str, Linear]:
    """What each group adds to the total, in points, linearized; empty where there is no total.

    There is none where a group is missing or has too few answers, or only bounds are known.
    """
    weights = {row.code: _normal(scheme.group_weights_of(row.code)) for row in scheme.survey_rows()}
    by_group = {
        name: _parts(scheme, name, sample, weights, fewest, 0.95) for name, sample in groups.items()
    }
    told = {
        (part.row, part.group)
        for own in by_group.values()
        for part in own
        if part.score.value is not None and part.score.warrant in (None, "constant")
    }
    needed = {(row.code, group) for row in _survey(scheme) for group in weights[row.code]}
    if not needed or not needed <= told:
        return {}
    return {
        name: combined([part.figure for part in own], [part.factor for part in own])
        for name, own in by_group.items()
        if own
    }


def _survey(scheme: SchemeLike) -> Sequence[RowLike]:
    return [row for row in scheme.survey_rows() if row.maximum is not None]


def _normal(weights: Mapping[str, SupportsFloat]) -> dict[str, float]:
    used = {group: float(w) for group, w in weights.items() if float(w) > 0}
    whole = sum(used.values())
    return {group: w / whole for group, w in used.items()}


def _parts(
    scheme: SchemeLike,
    name: str,
    sample: GroupSample,
    weights: Mapping[str, Mapping[str, float]],
    fewest: int,
    level: float,
) -> list[_Part]:
    rows = [row for row in _survey(scheme) if name in weights[row.code]]
    rows = [row for row in rows if sample.scores.columns(criterion=row.code)]
    if sample.answered == 0 or not rows:
        return []
    figures = [figure_of(scheme, row, sample) for row in rows]
    scores = estimates(sample.survey, figures, how="logit", df="satterthwaite", level=level)
    return [
        _Part(
            row.code,
            name,
            float(row.maximum or 0) * weights[row.code][name],
            figure,
            _warranted(sample, sample.scores.columns(criterion=row.code), score, fewest),
        )
        for row, figure, score in zip(rows, figures, scores, strict=True)
    ]


def figure_of(scheme: SchemeLike, row: RowLike, sample: GroupSample) -> Linear:
    """A group's score in [0, 1] on a criterion, linearized: the index or a mean of means."""
    columns = sample.scores.columns(criterion=row.code)
    if row.kind == "sipas":
        return sipas(scheme.sipas_convention, sample.survey, sample.scores, columns, sample.domain)
    parts = [linear_mean(sample.survey, sample.scores.score[:, k], sample.domain) for k in columns]
    return combined(parts, [1 / len(parts)] * len(parts))


def _warranted(
    sample: GroupSample, columns: Sequence[int], score: Estimate, fewest: int
) -> Estimate:
    """The score with what is known of non-response in an invited group."""
    official = sample.official
    if score.value is not None and score.n < fewest:
        return _bare(score, None, "too_few_answers")
    if official is None or score.value is None:
        return score
    bounds = _bounds(official, sample, columns)
    if not official.full_enough:
        return replace(_bare(score, score.value, "response_below_70"), bounds=bounds)
    note = "census" if score.note == "census" else "nonresponse_at_random"
    return replace(score, note=note, bounds=bounds)


def _bare(score: Estimate, value: float | None, warrant: str) -> Estimate:
    return Estimate(
        value, None, None, None, None, score.n, score.level, score.missing, warrant=warrant
    )


def _bounds(official: OfficialSample, sample: GroupSample, columns: Sequence[int]) -> Bounds:
    """Mean over items of the mean score with all who sent no ballot at worst, then at best."""
    silent = sum(official.invited.values()) - len(official.cells)
    lows, highs = [], []
    for k in columns:
        worths = [s for s in sample.items[k].scores.values() if s is not None]
        given = sample.scores.score[:, k]
        n, got = int((~np.isnan(given)).sum()), float(np.nansum(given))
        lows.append((got + silent * min(worths)) / (n + silent))
        highs.append((got + silent * max(worths)) / (n + silent))
    return float(np.mean(lows)), float(np.mean(highs))


def _row(
    row: RowLike,
    scheme: SchemeLike,
    weights: Mapping[str, float],
    parts: Sequence[_Part],
    groups: Mapping[str, GroupSample],
    level: float,
) -> PointsRow:
    own = {part.group: part for part in parts if part.row == row.code}
    scores = []
    for group, weight in weights.items():
        if group in own:
            scores.append(GroupScore(group, weight, own[group].score))
        else:
            known = groups[group].answered > 0 if group in groups else False
            why = "no_items" if known else "group_missing"
            scores.append(GroupScore(group, weight, _nothing(level, why)))
    maximum = float(row.maximum or 0)
    lost = next((s.score.warrant for s in scores if s.score.value is None), None)
    if not scores:
        lost = "group_missing"
    if lost is not None:
        points = replace(_nothing(level, lost), n=sum(s.score.n for s in scores))
    else:
        points = _added(list(own.values()), groups, maximum, level)
    return PointsRow(row.code, row.kind, _field(row, scheme), maximum, points, tuple(scores))


def _field(row: RowLike, scheme: SchemeLike) -> str | None:
    rows = {r.code: r for r in scheme.rows}
    at: RowLike | None = row
    while at is not None and at.kind != "field":
        at = rows.get(at.parent) if at.parent is not None else None
    return at.code if at is not None else None


def _sum(
    code: str,
    kind: str,
    lines: Sequence[PointsRow],
    parts: Sequence[_Part],
    groups: Mapping[str, GroupSample],
    level: float,
) -> PointsRow:
    maximum = sum(line.maximum for line in lines)
    field = code if kind == "field" else None
    if not lines or any(line.points.value is None for line in lines):
        return PointsRow(code, kind, field, maximum, _nothing(level, "criterion_missing"))
    codes = {line.code for line in lines}
    points = _added([part for part in parts if part.row in codes], groups, maximum, level)
    if points.warrant is not None and len(lines) > 1:
        points = replace(points, warrant="part_without_interval")
    return PointsRow(code, kind, field, maximum, points)


def _nothing(level: float, warrant: str) -> Estimate:
    return Estimate(None, None, None, None, None, 0, level, warrant=warrant)


def _added(
    parts: Sequence[_Part], groups: Mapping[str, GroupSample], maximum: float, level: float
) -> Estimate:
    """Sum of the parts in points; covariance inside a group comes with its rows."""
    value = sum(part.factor * (part.figure.value or 0.0) for part in parts)
    by_group = {name: [p for p in parts if p.group == name] for name in groups}
    by_group = {name: own for name, own in by_group.items() if own}
    n = sum(min(p.figure.n for p in own) for own in by_group.values())
    missing = sum(max(p.figure.missing for p in own) for own in by_group.values())
    bounds = _added_bounds(parts)
    note = _note(parts)
    without = next(
        (p.score.warrant for p in parts if p.score.warrant not in (None, "constant")), None
    )
    if without is not None:
        return Estimate(value, None, None, None, None, n, level, missing, note, without, bounds)
    se, df = _spread(by_group, groups)
    if se <= 1e-12 * maximum and any(part.score.warrant == "constant" for part in parts):
        return Estimate(value, None, None, None, None, n, level, missing, note, "constant", bounds)
    if se == 0:
        lower = upper = value
    else:
        low, high = interval(value / maximum, se / maximum, df, "logit", level)
        lower, upper = low * maximum, high * maximum
    return Estimate(value, se, df, lower, upper, n, level, missing, note, None, bounds)


def _spread(
    by_group: Mapping[str, Sequence[_Part]], groups: Mapping[str, GroupSample]
) -> tuple[float, float]:
    """Standard error and degrees of a sum over independent groups."""
    values, df, cap = [], [], 0
    for name, own in by_group.items():
        design = groups[name].survey
        column = combined([p.figure for p in own], [p.factor for p in own])
        found = components(design, column.influence[:, None])
        values.append(found.values)
        df.append(found.df)
        cap += design.degrees(column.rows)
    together: FloatArray = np.concatenate(values)
    degrees = float(satterthwaite(together, np.concatenate(df))[0])
    return float(np.sqrt(together.sum())), min(degrees, float(cap)) if degrees else float(cap)


def _added_bounds(parts: Sequence[_Part]) -> Bounds | None:
    if all(part.score.bounds is None for part in parts):
        return None
    low = high = 0.0
    for part in parts:
        value = part.figure.value or 0.0
        worst, best = part.score.bounds or (value, value)
        low, high = low + part.factor * worst, high + part.factor * best
    return low, high


def _note(parts: Sequence[_Part]) -> str | None:
    notes = {part.score.note for part in parts}
    if "nonresponse_at_random" in notes:
        return "nonresponse_at_random"
    return "census" if notes == {"census"} else None
