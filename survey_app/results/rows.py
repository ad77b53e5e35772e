"""Results as the rows that pages show: text and drawings, nothing left to compute."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from analysis.estimate import Estimate
from analysis.points import PointsRow
from analysis.tables import Cell, DistrictRow, ItemRow, Results
from survey_app.bundle.published import Published
from survey_app.report.charts import axis_labels, bounds_bar, total_bar, whisker
from survey_app.report.comparisons import differing
from survey_app.report.scales import Axis, share_axis
from survey_app.report.sentences import Speaker, Voice
from survey_app.words import interval, number, percent, percent_interval

__all__ = [
    "Headline",
    "ItemLine",
    "PlaceLine",
    "Plot",
    "PointLine",
    "ShareLine",
    "district_plot",
    "group_plot",
    "headline",
    "item_lines",
    "maximum_text",
    "point_plot",
    "share_plot",
]


@dataclass(frozen=True)
class Headline:
    """The answer: points with an interval, or bounds alone, or why there is neither.

    bounds: beside an interval that takes non-response of officials as random.
    """

    points: str | None
    lower: str | None
    upper: str | None
    bounds_only: bool
    maximum: str
    bar: Markup
    why: str
    bounds: tuple[str, str] | None = None


@dataclass(frozen=True)
class PointLine:
    """Points of a criterion; bounds: with all who did not answer at worst and at best."""

    code: str
    name: str
    points: str | None
    maximum: str
    limits: str
    bounds: str
    why: str
    chart: Markup


@dataclass(frozen=True)
class ShareLine:
    """A share with its interval; bounds: with all non-respondents at worst and at best."""

    name: str
    value: str | None
    limits: str
    bounds: str
    answers: str
    why: str
    chart: Markup | None


@dataclass(frozen=True)
class PlaceLine:
    """A district in the official order; own: the interval from its own communes alone."""

    number: str
    name: str
    value: str | None
    limits: str
    own: str
    answers: str
    remark: str
    why: str
    chart: Markup | None


@dataclass(frozen=True)
class ItemLine:
    """An item: satisfied share, mean score of 100, and who said nothing that counts."""

    name: str
    factor: str
    value: str | None
    limits: str
    mean: str
    answers: str
    unsure: str
    missing: str
    why: str


@dataclass(frozen=True)
class Plot:
    """Rows with drawings on one axis."""

    axis: Markup
    rows: tuple[PointLine, ...] | tuple[ShareLine, ...] | tuple[PlaceLine, ...]


def maximum_text(points: float, speaker: Voice) -> str:
    """A maximum with as many decimals as it has, one at least."""
    decimals = 1 if round(points, 1) == round(points, 4) else 2
    return number(points, decimals, speaker.language)


def headline(results: Results, speaker: Speaker) -> Headline:
    """The survey's part of the index in one line."""
    total, language = results.index.total, speaker.language
    points, most = total.points, maximum_text(total.maximum, speaker)
    why = speaker.why(points.warrant)
    if points.value is not None and points.lower is not None and points.upper is not None:
        bar = total_bar(points.value, points.lower, points.upper, total.maximum, language)
        limits = _pair((points.lower, points.upper), speaker)
        bounds = _pair(points.bounds, speaker) if points.bounds else None
        said = number(points.value, 2, language)
        return Headline(said, *limits, False, most, bar, why, bounds)
    if points.value is None and points.bounds is not None:
        bar = bounds_bar(points.bounds, total.maximum, language)
        return Headline(None, *_pair(points.bounds, speaker), True, most, bar, why)
    value = None if points.value is None else number(points.value, 2, language)
    return Headline(value, None, None, False, most, Markup(""), why)


def _pair(limits: tuple[float, float], speaker: Speaker) -> tuple[str, str]:
    return number(limits[0], 2, speaker.language), number(limits[1], 2, speaker.language)


def point_plot(published: Published, speaker: Speaker) -> Plot:
    """Every criterion scored by survey, on an axis of shares of the maximum."""
    rows = published.results.index.rows
    axis = share_axis(x for row in rows for x in _drawn(_as_share(row)))
    names = {row.code: row.name for row in published.facts.rows}
    lines = (point_line(row, speaker.named(names[row.code]), speaker, axis) for row in rows)
    return Plot(axis_labels(axis, speaker.language), tuple(lines))


def point_line(row: PointsRow, name: str, speaker: Speaker, axis: Axis) -> PointLine:
    """One criterion, field or total."""
    points, language, share = row.points, speaker.language, _as_share(row)
    whole = points.lower is not None and points.upper is not None
    return PointLine(
        row.code,
        name,
        None if points.value is None else number(points.value, 2, language),
        maximum_text(row.maximum, speaker),
        interval(points.lower or 0, points.upper or 0, 2, language) if whole else "",
        interval(*points.bounds, 2, language) if points.bounds else "",
        "" if points.bounds and points.value is None else speaker.why(points.warrant),
        whisker(share.lower, share.value, share.upper, axis, bounds=share.bounds),
    )


def share_plot(
    cells: Sequence[tuple[str, Cell]], results: Results, speaker: Speaker
) -> Plot:  # fmt: skip
    """Named shares on one axis."""
    axis = share_axis(x for _, cell in cells for x in _drawn(cell.estimate))
    lines = (_share_line(name, cell, axis, results.threshold, speaker) for name, cell in cells)
    return Plot(axis_labels(axis, speaker.language), tuple(lines))


def group_plot(published: Published, speaker: Speaker) -> Plot:
    """The invited groups: satisfied share, interval and bounds, and how many answered."""
    results = published.results
    invited = {row.group for row in results.groups} - set(results.weighting)
    cells = [(speaker.group(r.group), r.share) for r in results.groups if r.group in invited]
    return share_plot(cells, results, speaker)


def _share_line(name: str, cell: Cell, axis: Axis, threshold: int, speaker: Speaker) -> ShareLine:
    found, language = cell.estimate, speaker.language
    if found is None:
        return ShareLine(name, None, "", "", "", speaker.hidden(cell.reason, threshold), None)
    bounds = percent_interval(*found.bounds, 1, language) if found.bounds else ""
    return ShareLine(
        name,
        _percent(found, speaker),
        _interval(found, speaker),
        bounds,
        number(found.n, 0, language),
        speaker.why(found.warrant)
        or speaker.assumption("census" if found.note == "census" else None),
        whisker(found.lower, found.value, found.upper, axis, bounds=found.bounds),
    )


def district_plot(published: Published, group: str, speaker: Speaker) -> Plot:
    """Every district in the official order, also where there is nothing to show."""
    results = published.results
    rows = {row.district: row for row in results.districts if row.group == group}
    city = results.sipas[group].weighted
    differs = differing(city, list(rows.values()))
    axis = share_axis(
        [city.value, *(x for row in rows.values() for x in _drawn(row.pooled.estimate))]
    )
    lines = (
        _place_line(
            number(n), name, rows.get(code), axis, city.value, differs.get(code), results, speaker
        )
        for n, (code, name) in enumerate(published.facts.districts.items(), 1)
    )
    return Plot(axis_labels(axis, speaker.language), tuple(lines))


def _place_line(
    stt: str,
    name: str,
    row: DistrictRow | None,
    axis: Axis,
    level: float | None,
    differs: bool | None,
    results: Results,
    speaker: Speaker,
) -> PlaceLine:
    cell = row.pooled if row else Cell(None, "no_answers")
    found = cell.estimate
    if found is None or row is None:
        why = speaker.hidden(cell.reason, results.threshold)
        return PlaceLine(stt, name, None, "", "", "", "", why, None)
    remark = ""
    if differs and found.value is not None and level is not None:
        below = found.value < level
        remark = speaker.say("thấp hơn mức chung") if below else speaker.say("cao hơn mức chung")
    return PlaceLine(
        stt,
        name,
        _percent(found, speaker),
        _interval(found, speaker),
        _interval(row.direct.estimate, speaker) if row.direct.estimate else "",
        number(found.n, 0, speaker.language),
        remark,
        speaker.why(found.warrant),
        whisker(
            found.lower, found.value, found.upper, axis, different=bool(differs), level=level
        ),
    )  # fmt: skip


def item_lines(published: Published, group: str, speaker: Speaker) -> tuple[ItemLine, ...]:
    """The items of one group in the questionnaire's order."""
    rows = [row for row in published.results.items if row.group == group]
    return tuple(_item_line(row, published, speaker) for row in rows)


def _item_line(row: ItemRow, published: Published, speaker: Speaker) -> ItemLine:
    share, mean, language = row.share.estimate, row.mean.estimate, speaker.language
    facts, threshold = published.facts, published.results.threshold
    why = speaker.why(share.warrant) if share else speaker.hidden(row.share.reason, threshold)
    silent, left_open = (row.not_counted, row.missing) if share else (None, None)
    return ItemLine(
        speaker.named(facts.items[row.item]),
        speaker.named(facts.factors[row.factor]) if row.factor else "",
        _percent(share, speaker) if share else None,
        _interval(share, speaker) if share else "",
        number(100 * mean.value, 1, language) if mean and mean.value is not None else "",
        number(share.n, 0, language) if share else "",
        "" if silent is None else number(silent, 0, language),
        "" if left_open is None else number(left_open, 0, language),
        why,
    )


def _as_share(row: PointsRow) -> Estimate:
    """Points as shares of the maximum."""

    def part(points: float | None) -> float | None:
        return None if points is None else points / row.maximum

    p = row.points
    bounds = (p.bounds[0] / row.maximum, p.bounds[1] / row.maximum) if p.bounds else None
    return Estimate(
        part(p.value), None, None, part(p.lower), part(p.upper), p.n, p.level, bounds=bounds
    )


def _drawn(found: Estimate | None) -> Iterable[float | None]:
    """What an axis must hold of an estimate."""
    if found is None:
        return ()
    whole = found.value is not None and found.lower is not None and found.upper is not None
    return (*((found.lower, found.upper) if whole else ()), *(found.bounds or ()))


def _percent(found: Estimate, speaker: Speaker) -> str | None:
    return None if found.value is None else percent(found.value, 1, speaker.language)


def _interval(found: Estimate, speaker: Speaker) -> str:
    if found.lower is None or found.upper is None:
        return ""
    return percent_interval(found.lower, found.upper, 1, speaker.language)
