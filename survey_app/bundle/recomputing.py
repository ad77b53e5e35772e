"""Every published figure from a public bundle's rows and sums, held against what was published."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.districts import DistrictSums, district_estimates_from
from analysis.errors import FloatArray
from analysis.estimate import Estimate
from analysis.intervals import interval
from analysis.points import PointsRow, factors_of
from analysis.sums import Spread, estimate_from
from analysis.tables import Results
from survey_app.bundle.archive import RESULTS
from survey_app.bundle.comparing import TOLERANCE
from survey_app.bundle.from_rows import RowFigure, city_figures, item_counts
from survey_app.bundle.public import SUMS
from survey_app.bundle.published import from_json, made
from survey_app.bundle.shown_rows import ShownRows, scheme_of
from survey_app.bundle.sums import IndexSums, Sums

__all__ = ["ERROR_TOLERANCE", "Recomputed", "recompute"]

ERROR_TOLERANCE = 1e-3
"""Relative: replicates recompute ratios, which linearization takes as linear."""

Difference = tuple[str, str, str]


@dataclass(frozen=True)
class Recomputed:
    """differences, other_errors: path, published and recomputed; numbers: published ones that
    were held against something; errors: standard errors from replicates; apart: the largest
    relative difference of one."""

    differences: tuple[Difference, ...]
    other_errors: tuple[Difference, ...]
    numbers: int
    errors: int
    apart: float


class _Comparing:
    """What was compared so far."""

    def __init__(self) -> None:
        self.differences: list[Difference] = []
        self.other_errors: list[Difference] = []
        self.numbers = self.errors = 0
        self.apart = 0.0

    def number(self, path: str, published: float | None, found: float | None) -> None:
        """A number that must come out again; one that is not published is passed over."""
        if published is None:
            return
        self.numbers += 1
        near = found is not None and math.isclose(
            published, found, rel_tol=TOLERANCE, abs_tol=TOLERANCE
        )
        if not near:
            self.differences.append((path, str(published), "—" if found is None else str(found)))

    def estimate(self, path: str, published: Estimate | None, found: Estimate | None) -> None:
        """All numbers of an estimate that are published."""
        if published is None:
            return
        for name in ("value", "se", "df", "lower", "upper", "n", "missing"):
            mine = None if found is None else getattr(found, name)
            self.number(f"{path}.{name}", getattr(published, name), mine)
        low, high = published.bounds or (None, None)
        own = (found.bounds if found else None) or (None, None)
        self.number(f"{path}.bounds[0]", low, own[0])
        self.number(f"{path}.bounds[1]", high, own[1])

    def error(self, path: str, published: float | None, replicated: float) -> None:
        """A standard error from replicates, nearly."""
        if published is None or published == 0:
            return
        self.errors += 1
        apart = abs(replicated / published - 1)
        self.apart = max(self.apart, apart)
        if not apart <= ERROR_TOLERANCE:
            self.other_errors.append((f"{path}.se", str(published), str(replicated)))

    def done(self) -> Recomputed:
        return Recomputed(
            tuple(self.differences),
            tuple(self.other_errors),
            self.numbers,
            self.errors,
            self.apart,
        )


def recompute(files: Mapping[str, bytes], groups: Sequence[ShownRows]) -> Recomputed:
    """Hold every figure of results.json that can be against the bundle's rows and sums."""
    published = from_json(files[RESULTS].decode()).results
    sums = made(Sums, json.loads(files[SUMS]))
    scheme = scheme_of(files)
    drawn: dict[str, RowFigure] = {}
    for one in groups:
        drawn |= city_figures(one.group, one.scores, one.weights, scheme)
    designs = {one.group: one for one in groups}
    seen = _Comparing()
    for path, group, estimate in _city(published):
        if group in designs:
            _from_rows(seen, path, estimate, drawn.get(path), sums.drawn.get(path), designs[group])
        elif estimate is not None:
            seen.estimate(path, estimate, _from_sums(path, estimate, sums))
    for one in groups:
        _counts(seen, published, one)
    _districts(seen, published, sums)
    _index(seen, published, sums, drawn, designs, factors_of(scheme))
    return seen.done()


def _city(published: Results) -> Iterator[tuple[str, str, Estimate | None]]:
    for row in published.items:
        yield f"items/{row.group}/{row.item}/share", row.group, row.share.estimate
        yield f"items/{row.group}/{row.item}/mean", row.group, row.mean.estimate
    for part in published.factors:
        yield f"factors/{part.group}/{part.factor}", part.group, part.share.estimate
    for whole in published.groups:
        yield f"groups/{whole.group}", whole.group, whole.share.estimate
    for group, found in published.sipas.items():
        yield f"sipas/{group}", group, found.weighted
    for line in published.index.rows:
        for score in line.groups:
            if score.score.n:
                yield f"scores/{line.code}/{score.group}", score.group, score.score


def _from_rows(
    seen: _Comparing,
    path: str,
    published: Estimate | None,
    figure: RowFigure | None,
    spread: Spread | None,
    shown: ShownRows,
) -> None:
    """A figure of a drawn group: its value from the rows, its error from the replicates."""
    if published is None or figure is None or spread is None:
        return seen.estimate(path, published, None)
    value = float(figure.values[0])
    seen.estimate(path, published, estimate_from(value, figure.n, figure.missing, spread))
    return seen.error(path, published.se, _error(shown, figure.values))


def _error(shown: ShownRows, values: FloatArray) -> float:
    return float(np.sqrt(shown.design.variance(float(values[0]), values[1:])))


def _from_sums(path: str, published: Estimate, sums: Sums) -> Estimate | None:
    """A figure of an invited group."""
    bounds = sums.bounds.get(path)
    figure = sums.figures.get(path)
    if figure is None:  # bounds alone
        n, missing = published.n, published.missing
        return Estimate(None, None, None, None, None, n, missing=missing, bounds=bounds)
    found = estimate_from(figure.value, figure.n, figure.missing, figure.spread)
    found = replace(found, bounds=bounds)
    return _cut(found) if path.startswith("groups/") else found


def _cut(found: Estimate) -> Estimate:
    """Limits as far as they lie between the bounds (`survey_app.bundle.disclosure`)."""
    if found.bounds is None or found.lower is None or found.upper is None:
        return found
    low, high = found.bounds
    return replace(found, lower=max(found.lower, low), upper=min(found.upper, high))


def _counts(seen: _Comparing, published: Results, shown: ShownRows) -> None:
    counts = item_counts(shown.scores)
    for row in published.items:
        if row.group == shown.group and row.share.estimate is not None:
            names = ("asked", "not_counted", "missing")
            for name, count in zip(names, counts[row.item], strict=True):
                seen.number(f"items/{row.group}/{row.item}.{name}", getattr(row, name), count)
    for whole in published.groups:
        if whole.group == shown.group:
            seen.number(f"groups/{whole.group}.answered", whole.answered, len(shown.rows))
    found = published.sipas.get(shown.group)
    if found is not None:
        scores = shown.scores
        part = scores.satisfied[:, [k for k, item in enumerate(scores.items) if item.criterion]]
        share = float(np.nanmean(part)) if np.isfinite(part).any() else None
        seen.number(f"sipas/{shown.group}.unweighted", found.unweighted, share)
        if share is not None and found.weighted.value is not None:
            apart = found.weighted.value - share
            seen.number(f"sipas/{shown.group}.difference", found.difference, apart)


def _districts(seen: _Comparing, published: Results, sums: Sums) -> None:
    for row in published.districts:
        own: Mapping[str, DistrictSums] = sums.districts.get(row.group, {}).get(row.district, {})
        path = f"districts/{row.group}/{row.district}"
        direct, pooled = district_estimates_from(own[""]) if "" in own else (None, None)
        seen.estimate(f"{path}.direct", row.direct.estimate, direct)
        seen.estimate(f"{path}.pooled", row.pooled.estimate, pooled)
        for part in row.factors:
            found = district_estimates_from(own[part.factor])[0] if part.factor in own else None
            seen.estimate(f"{path}/{part.factor}", part.share.estimate, found)


def _index(
    seen: _Comparing,
    published: Results,
    sums: Sums,
    drawn: Mapping[str, RowFigure],
    designs: Mapping[str, ShownRows],
    factors: Mapping[tuple[str, str], float],
) -> None:
    index = published.index
    rows = [(row, [row.code]) for row in index.rows]
    rows += [(f, [row.code for row in index.rows if row.field == f.code]) for f in index.fields]
    rows.append((index.total, [row.code for row in index.rows]))
    for row, codes in rows:
        if row.code in sums.index:
            parts = {
                group: {
                    code: drawn[f"scores/{code}/{group}"]
                    for code in codes
                    if (code, group) in factors and f"scores/{code}/{group}" in drawn
                }
                for group in designs
            }
            _line(seen, row, sums.index[row.code], parts, designs, factors)


def _line(
    seen: _Comparing,
    row: PointsRow,
    sums: IndexSums,
    parts: Mapping[str, Mapping[str, RowFigure]],
    designs: Mapping[str, ShownRows],
    factors: Mapping[tuple[str, str], float],
) -> None:
    """Points: those of invited groups from the sums, those of drawn ones from the rows."""
    path, points = f"index/{row.code}", row.points
    variance, ours, n, missing = sums.variance, 0.0, sums.n, sums.missing
    for group, own in parts.items():
        if own:
            values = np.sum([factors[code, group] * f.values for code, f in own.items()], axis=0)
            variance += _error(designs[group], values) ** 2
            ours += float(values[0])
            n += min(figure.n for figure in own.values())
            missing += max(figure.missing for figure in own.values())
    bounds = None if sums.bounds is None else (sums.bounds[0] + ours, sums.bounds[1] + ours)
    value = None if sums.points is None else sums.points + ours
    found = Estimate(value, points.se, points.df, None, None, n, missing=missing, bounds=bounds)
    seen.estimate(path, points, _with_limits(found, row, sums))
    seen.error(path, points.se, float(np.sqrt(variance)))


def _with_limits(found: Estimate, row: PointsRow, sums: IndexSums) -> Estimate:
    """Degrees from the sums, limits on the logit scale of points / maximum."""
    value, se = found.value, found.se
    if value is None or se is None:
        return found
    if se == 0:
        return replace(found, lower=value, upper=value)
    df = min(se**4 / sums.fourth if sums.fourth else sums.degrees, sums.degrees)
    low, high = interval(value / row.maximum, se / row.maximum, df, "logit", found.level)
    found = replace(found, df=df, lower=low * row.maximum, upper=high * row.maximum)
    return _cut(found) if sums.cut else found
