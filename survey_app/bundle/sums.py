"""Sums from which the published figures follow that no public row gives: officials, districts.

Of what is published alone, figure by figure; a figure that is hidden has no sums.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.districts import DistrictSums, district_sums
from analysis.errors import BoolArray
from analysis.estimate import Estimate, Linear, combined, linear_mean
from analysis.points import PointsRow, factors_of, figure_of
from analysis.samples import GroupSample
from analysis.scheme import Scheme
from analysis.sipas import pooled_share, sipas
from analysis.sums import FigureSums, Spread, ratio_parts, spread_of
from analysis.tables import DistrictRow, Results

__all__ = ["IndexSums", "Sums", "sums_of"]


@dataclass(frozen=True)
class IndexSums:
    """A criterion, field or total: what groups without rows add, and how far all may be off.

    points: of the groups without rows, None where a part of them has bounds alone; bounds:
    theirs; n, missing: theirs; variance: theirs, the others' comes from the rows; fourth and
    degrees: of all groups; cut: whether limits were cut to the bounds. No variance, fourth or
    degrees where no margin is published.
    """

    points: float | None
    bounds: tuple[float, float] | None
    n: int
    missing: int
    variance: float
    fourth: float
    degrees: float
    cut: bool


@dataclass(frozen=True)
class Sums:
    """figures: sums of the figures of groups without rows by path; bounds: of those that have
    some; drawn: how far the city's figures of groups with rows may be off, by path; districts:
    by group and district, then "" for the index or a factor; index: by row, field and "total".
    """

    figures: Mapping[str, FigureSums]
    bounds: Mapping[str, tuple[float, float]]
    drawn: Mapping[str, Spread]
    districts: Mapping[str, Mapping[str, Mapping[str, DistrictSums]]]
    index: Mapping[str, IndexSums]


def sums_of(
    scheme: Scheme,
    samples: Mapping[str, GroupSample],
    published: Results,
    shown: Collection[str] = (),
) -> Sums:
    """The sums behind what is published. samples: those the results were computed from; shown:
    drawn groups whose rows are published, from which their figures follow without sums."""
    figures: dict[str, FigureSums] = {}
    bounds: dict[str, tuple[float, float]] = {}
    drawn: dict[str, Spread] = {}
    for path, estimate, sample, parts in _city(scheme, samples, published):
        if estimate.bounds is not None:
            bounds[path] = estimate.bounds
        figure, columns, convention = parts
        if sample.group in shown:
            drawn[path] = spread_of(sample.survey, figure)
        elif estimate.value is not None:
            figures[path] = FigureSums(
                figure.n,
                figure.missing,
                ratio_parts(figure, sample.survey, sample.scores, columns, convention),
                spread_of(sample.survey, figure),
            )
    districts = {
        name: _districts(scheme, sample, published)
        for name, sample in samples.items()
        if sample.districts is not None and sample.answered
    }
    return Sums(figures, bounds, drawn, districts, _index(scheme, samples, published, shown))


Figure = tuple[Linear, Sequence[int], str]


def _city(
    scheme: Scheme, samples: Mapping[str, GroupSample], published: Results
) -> Iterator[tuple[str, Estimate, GroupSample, Figure]]:
    """Every published figure of a whole group, by its path."""
    for row in published.items:
        sample = samples[row.group]
        k = next((i for i, item in enumerate(sample.items) if item.item == row.item), -1)
        for name, cell, values, rule in (
            ("share", row.share, sample.scores.satisfied, "pooled_ratio"),
            ("mean", row.mean, sample.scores.score, "mean_score"),
        ):
            if cell.estimate is not None:
                figure = linear_mean(sample.survey, values[:, k], sample.domain)
                path = f"items/{row.group}/{row.item}/{name}"
                yield path, cell.estimate, sample, (figure, [k], rule)
    for part in published.factors:
        if part.share.estimate is not None:
            sample = samples[part.group]
            columns = sample.scores.columns(factor=part.factor)
            path = f"factors/{part.group}/{part.factor}"
            yield path, part.share.estimate, sample, _pooled(sample, columns)
    for whole in published.groups:
        if whole.share.estimate is not None:
            sample = samples[whole.group]
            everything = _pooled(sample, list(range(len(sample.items))))
            yield f"groups/{whole.group}", whole.share.estimate, sample, everything
    yield from _scores(scheme, samples, published)


def _scores(
    scheme: Scheme, samples: Mapping[str, GroupSample], published: Results
) -> Iterator[tuple[str, Estimate, GroupSample, Figure]]:
    for name, found in published.sipas.items():
        columns, index = _sipas(scheme, samples[name], samples[name].domain)
        path = f"sipas/{name}"
        yield path, found.weighted, samples[name], (index, columns, scheme.sipas_convention)
    for row in published.index.rows:
        for group in row.groups:
            if group.score.n and group.group in samples:
                sample = samples[group.group]
                figure = figure_of(scheme, scheme.row(row.code), sample)
                columns = sample.scores.columns(criterion=row.code)
                rule = scheme.sipas_convention if row.kind == "sipas" else "mean_of_item_means"
                path = f"scores/{row.code}/{group.group}"
                yield path, group.score, sample, (figure, columns, rule)


def _pooled(sample: GroupSample, columns: Sequence[int]) -> Figure:
    return (
        pooled_share(sample.survey, sample.scores, columns, sample.domain),
        columns,
        "pooled_ratio",
    )


def _sipas(scheme: Scheme, sample: GroupSample, domain: BoolArray) -> tuple[list[int], Linear]:
    codes = [row.code for row in scheme.survey_rows() if row.kind == "sipas"]
    columns = [k for code in codes for k in sample.scores.columns(criterion=code)]
    figure = sipas(scheme.sipas_convention, sample.survey, sample.scores, columns, domain)
    return columns, figure


def _districts(
    scheme: Scheme, sample: GroupSample, published: Results
) -> dict[str, dict[str, DistrictSums]]:
    """By district its index ("") and its factors, as far as they are published."""
    rows = [row for row in published.districts if row.group == sample.group]
    places = np.array(sample.districts)
    domains = [sample.domain & (places == row.district) for row in rows]
    columns, convention = _sipas(scheme, sample, sample.domain)[0], scheme.sipas_convention
    figures = [_sipas(scheme, sample, domain)[1] for domain in domains]
    families = {"": (figures, columns, convention)}
    for factor in sample.scores.factors():
        own = sample.scores.columns(factor=factor)
        figures = [pooled_share(sample.survey, sample.scores, own, d) for d in domains]
        families[factor] = (figures, own, "pooled_ratio")
    found: dict[str, dict[str, DistrictSums]] = {row.district: {} for row in rows}
    for name, (all_figures, own, rule) in families.items():
        told = [k for k, row in enumerate(rows) if _shown(row, name)]  # hidden ones share no pool
        figures = [all_figures[k] for k in told]
        parts = [ratio_parts(f, sample.survey, sample.scores, own, rule) for f in figures]
        if any(len(part) > 1 for part in parts):  # a mean's parts would tell hidden factors
            parts = [((f.value or 0.0, 1.0),) if f.value is not None else () for f in figures]
        for k, sums in zip(told, district_sums(sample.survey, figures, parts), strict=True):
            found[rows[k].district][name] = sums
    return found


def _shown(row: DistrictRow, name: str) -> bool:
    if name == "":
        return row.direct.estimate is not None
    cells = {part.factor: part.share for part in row.factors}
    return name in cells and cells[name].estimate is not None


def _index(
    scheme: Scheme,
    samples: Mapping[str, GroupSample],
    published: Results,
    shown: Collection[str],
) -> dict[str, IndexSums]:
    rows = published.index.rows
    invited = {name for name, sample in samples.items() if sample.official is not None}
    mixed = {row.code for row in rows if not set(scheme.group_weights_of(row.code)) <= invited}
    mixed |= {row.field or "" for row in rows if row.code in mixed} | {"total"}
    sets = [(row, [row.code]) for row in rows]
    sets += [(f, [r.code for r in rows if r.field == f.code]) for f in published.index.fields]
    sets.append((published.index.total, [row.code for row in rows]))
    return {
        row.code: _added(scheme, samples, row, codes, shown, cut=row.code not in mixed)
        for row, codes in sets
        if row.points.value is not None or row.points.bounds is not None
    }


def _added(
    scheme: Scheme,
    samples: Mapping[str, GroupSample],
    row: PointsRow,
    codes: Sequence[str],
    shown: Collection[str],
    *,
    cut: bool,
) -> IndexSums:
    factors = factors_of(scheme)
    drawn = variance = fourth = degrees = 0.0
    n = missing = 0
    for name, sample in samples.items():
        own = [(code, factors[code, name]) for code in codes if (code, name) in factors]
        if not own or not sample.answered:
            continue
        parts = [figure_of(scheme, scheme.row(code), sample) for code, _ in own]
        column = combined(parts, [factor for _, factor in own])
        spread = spread_of(sample.survey, column)
        fourth, degrees = fourth + spread.fourth, degrees + spread.degrees
        if name in shown:
            drawn += column.value or 0.0
            continue
        variance += spread.variance
        n, missing = n + min(p.n for p in parts), missing + max(p.missing for p in parts)
    value, bounds = row.points.value, row.points.bounds
    if row.points.se is None:
        variance = fourth = degrees = 0.0
    return IndexSums(
        None if value is None else value - drawn,
        None if bounds is None else (bounds[0] - drawn, bounds[1] - drawn),
        n,
        missing,
        variance,
        fourth,
        degrees,
        cut,
    )
