"""What each results page is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from analysis.tables import Cell
from analysis.weighting import ResponseRate
from survey_app.bundle.published import Published, SchemeRow
from survey_app.report.sentences import CONVENTIONS, KINDS, STEPS, Speaker
from survey_app.results.rows import (
    Headline,
    ItemLine,
    Plot,
    district_plot,
    group_plot,
    headline,
    item_lines,
    maximum_text,
    point_plot,
    share_plot,
)
from survey_app.web import local
from survey_app.words import interval, number, percent, percent_interval

__all__ = [
    "IndexPage",
    "MethodsPage",
    "OfficialsPage",
    "OverviewPage",
    "SatisfactionPage",
    "SealedPage",
    "Standing",
    "methods",
    "officials",
    "overview",
    "satisfaction",
    "whole_index",
]


@dataclass(frozen=True)
class Standing:
    """What stands above every page of results: the labels that apply."""

    illustrative: bool
    internal: bool


@dataclass(frozen=True)
class SealedPage:
    """Before closing: who asked for it, and who has to confirm."""

    asked_by: str | None
    asked_on: date | None
    observer: str


@dataclass(frozen=True)
class OverviewPage:
    """Points from the survey. alone: groups of which only bounds are known, in sentences."""

    standing: Standing
    headline: Headline
    alone: tuple[str, ...]
    criteria: Plot
    groups: Plot
    closed_on: date
    asked_by: str
    closed_by: str


@dataclass(frozen=True)
class SatisfactionPage:
    """The satisfaction index; empty where nobody answered.

    value, limits: of the index; convention: how it is computed; unweighted, difference: the
    reconciliation; compared, differing: how many districts were, and the names of those that
    differ from the city's level.
    """

    standing: Standing
    value: str | None
    limits: str
    answers: str
    convention: str
    unweighted: str
    difference: str
    factors: Plot | None
    districts: Plot | None
    compared: int
    differing: tuple[str, ...]
    drawn_communes: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class OfficialGroup:
    """One group's answers item by item. bounds_only: under 70 % answered."""

    name: str
    answered: str
    rate: str
    bounds_only: bool
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class OfficialsPage:
    """Officials by group."""

    standing: Standing
    plot: Plot
    groups: tuple[OfficialGroup, ...]


@dataclass(frozen=True)
class IndexRow:
    """A row of the index. points: of the survey's part; None for a row scored elsewhere.

    why: a row of the survey has neither points nor bounds.
    """

    code: str
    name: str
    kind: str
    depth: int
    maximum: str
    points: str | None
    limits: str
    scored: str
    why: str


@dataclass(frozen=True)
class IndexPage:
    """The whole index. surveyed: points the survey can give; lacking: those of other kinds."""

    standing: Standing
    headline: Headline
    surveyed: str
    lacking: str
    rows: tuple[IndexRow, ...]


@dataclass(frozen=True)
class RateRow:
    """Response of a group, or of a place within one."""

    name: str
    place: bool
    opened: str
    respondents: str
    nonrespondents: str
    ineligible: str
    unknown: str
    rate: str


@dataclass(frozen=True)
class StepRow:
    """One step of the weights."""

    name: str
    answers: str
    total: str
    smallest: str
    largest: str
    deff: str


@dataclass(frozen=True)
class MethodsPage:
    """How the figures came about."""

    standing: Standing
    rates: tuple[RateRow, ...]
    steps: tuple[StepRow, ...]
    list_total: str
    waiting: int
    notes: tuple[str, ...]
    threshold: int
    lists_invented: bool
    documents: tuple[str, ...]
    frozen: str
    scheme: str


def _standing(published: Published) -> Standing:
    return Standing(published.results.illustrative, not published.facts.own_survey)


def overview(
    published: Published, speaker: Speaker, asked_by: str, closed_by: str
) -> OverviewPage:  # fmt: skip
    """The first page of results."""
    results = published.results
    alone = tuple(speaker.note(note) for note in results.notes if note.code == "bounds_only")
    return OverviewPage(
        _standing(published),
        headline(results, speaker),
        alone,
        point_plot(published, speaker),
        group_plot(published, speaker),
        local(datetime.fromisoformat(published.facts.closed_at)).date(),
        asked_by,
        closed_by,
    )


def satisfaction(published: Published, speaker: Speaker) -> SatisfactionPage:
    """Satisfaction of the drawn group."""
    results, language, standing = published.results, speaker.language, _standing(published)
    convention = speaker.say(CONVENTIONS[results.convention])
    if not results.sipas:
        return SatisfactionPage(
            standing, None, "", "0", convention, "", "", None, None, 0, (), "", ()
        )
    group, found = next(iter(results.sipas.items()))
    weighted = found.weighted
    factors: list[tuple[str, Cell]] = [
        (speaker.named(published.facts.factors[row.factor]), row.share)
        for row in results.factors
        if row.group == group
    ]
    places = district_plot(published, group, speaker)
    remarks = [row for row in places.rows if getattr(row, "remark", "")]
    drawn = sorted({drawn for drawn, _ in published.facts.communes.values()})
    limits = weighted.lower is not None and weighted.upper is not None
    return SatisfactionPage(
        standing,
        None if weighted.value is None else percent(weighted.value, 1, language),
        percent_interval(weighted.lower or 0, weighted.upper or 0, 1, language) if limits else "",
        number(weighted.n, 0, language),
        convention,
        "" if found.unweighted is None else percent(found.unweighted, 1, language),
        "" if found.difference is None else number(100 * found.difference, 1, language),
        share_plot(factors, results, speaker),
        places,
        sum(row.chart is not None for row in places.rows),
        tuple(row.name for row in remarks),
        "–".join(str(n) for n in dict.fromkeys((drawn[0], drawn[-1]))) if drawn else "",
        item_lines(published, group, speaker),
    )


def officials(published: Published, speaker: Speaker) -> OfficialsPage:
    """The invited groups."""
    results, language = published.results, speaker.language
    groups = tuple(
        OfficialGroup(
            speaker.group(row.group),
            number(row.answered, 0, language),
            "" if row.response is None else percent(row.response, 1, language),
            row.share.estimate is not None and row.share.estimate.value is None,
            item_lines(published, row.group, speaker),
        )
        for row in results.groups
        if row.group not in results.weighting
    )
    return OfficialsPage(_standing(published), group_plot(published, speaker), groups)


def whole_index(published: Published, speaker: Speaker) -> IndexPage:
    """Every row of the scheme with what is known of it."""
    facts, total = published.facts, published.results.index.total
    whole = sum(row.maximum for row in facts.rows if row.depth == 0)
    return IndexPage(
        _standing(published),
        headline(published.results, speaker),
        maximum_text(total.maximum, speaker),
        maximum_text(whole - total.maximum, speaker),
        tuple(_index_row(row, published, speaker) for row in facts.rows),
    )


def _index_row(row: SchemeRow, published: Published, speaker: Speaker) -> IndexRow:
    index, language = published.results.index, speaker.language
    found = {line.code: line for line in (*index.rows, *index.fields)}.get(row.code)
    points = found.points if found else None
    limits, value = "", None
    if points is not None and points.value is not None:
        value = number(points.value, 2, language)
        if points.lower is not None and points.upper is not None:
            limits = interval(points.lower, points.upper, 2, language)
    elif points is not None and points.bounds is not None:
        limits = interval(*points.bounds, 2, language)
    part = ""
    if row.kind == "field" and found and found.maximum < row.maximum:
        part = maximum_text(found.maximum, speaker)
    return IndexRow(
        row.code,
        speaker.named(row.name),
        speaker.say(KINDS[row.kind]),
        row.depth,
        maximum_text(row.maximum, speaker),
        value,
        limits,
        part,
        "" if points is None or value or limits else speaker.why(points.warrant),
    )


def methods(published: Published, speaker: Speaker) -> MethodsPage:
    """Response, weights and notes."""
    results, facts, language = published.results, published.facts, speaker.language
    notes = dict.fromkeys(speaker.note(note) for note in results.notes)
    return MethodsPage(
        _standing(published),
        tuple(_rate_row(rate, published, speaker) for rate in results.responses),
        tuple(
            StepRow(
                speaker.say(STEPS[step.step]),
                number(step.n, 0, language),
                number(step.total, 0, language),
                number(step.smallest, 2, language),
                number(step.largest, 2, language),
                number(step.kish_deff, 2, language),
            )
            for report in results.weighting.values()
            for step in report.steps
        ),
        number(facts.list_total, 0, language),
        facts.waiting,
        tuple(notes),
        results.threshold,
        facts.lists_invented,
        facts.documents,
        facts.frozen,
        results.scheme_digest,
    )


def _rate_row(rate: ResponseRate, published: Published, speaker: Speaker) -> RateRow:
    language, place = speaker.language, rate.place
    name = speaker.group(rate.group) if place is None else published.facts.districts[place]
    opened, answered, silent, strangers, unknown = (
        number(n, 0, language)
        for n in (
            rate.opened,
            rate.respondents,
            rate.nonrespondents,
            rate.ineligible,
            rate.unknown,
        )
    )
    share = "" if rate.rate is None else percent(rate.rate, 1, language)
    return RateRow(name, place is not None, opened, answered, silent, strangers, unknown, share)
