"""What each results page is given."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from analysis.tables import Cell
from survey_app.bundle.published import Published
from survey_app.report.sentences import CONVENTIONS, Speaker
from survey_app.results.further import (
    AssociationLines,
    EarlierLines,
    association_lines,
    earlier_lines,
)
from survey_app.results.rows import (
    Headline,
    ItemLine,
    Plot,
    district_plot,
    group_plot,
    headline,
    item_lines,
    point_plot,
    share_plot,
)
from survey_app.web import local
from survey_app.words import Language, number, percent, percent_interval

__all__ = [
    "OfficialsPage",
    "OverviewPage",
    "SatisfactionPage",
    "SealedPage",
    "Standing",
    "officials",
    "overview",
    "satisfaction",
    "standing_of",
]


ROW_FILES = (("csv", "CSV"), ("parquet", "Parquet"), ("sav", "SPSS"), ("dta", "Stata"))


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
    """Points from the survey. alone: groups of which only bounds are known, in sentences.

    may_have_rows: whether the reader may download rows for analysts; no_rows: whether these
    would, if any were published; kinds: of files, with names.
    """

    standing: Standing
    headline: Headline
    alone: tuple[str, ...]
    criteria: Plot
    groups: Plot
    earlier: EarlierLines | None
    closed_on: date
    asked_by: str
    closed_by: str
    may_have_rows: bool = False
    no_rows: bool = False
    kinds: tuple[tuple[str, str], ...] = ROW_FILES


@dataclass(frozen=True)
class ChosenLine:
    """A cell of answers that no chance chose; satisfied is empty below the threshold."""

    source: str
    place: str
    received: str
    accepted: str
    satisfied: str


@dataclass(frozen=True)
class SatisfactionPage:
    """The satisfaction index; empty where nobody answered.

    value, limits: of the index; convention: how it is computed; unweighted, difference: the
    reconciliation; association: what goes with satisfaction, None where nothing can be said;
    compared, differing: how many districts were, and the names of those that
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
    association: AssociationLines | None
    districts: Plot | None
    compared: int
    differing: tuple[str, ...]
    drawn_communes: str
    items: tuple[ItemLine, ...]
    chosen: tuple[ChosenLine, ...] = ()


@dataclass(frozen=True)
class OfficialGroup:
    """One group's answers item by item. bounds_only: fewer than least answered."""

    name: str
    answered: str
    rate: str
    bounds_only: bool
    least: str
    items: tuple[ItemLine, ...]


@dataclass(frozen=True)
class OfficialsPage:
    """Officials by group."""

    standing: Standing
    plot: Plot
    groups: tuple[OfficialGroup, ...]


def standing_of(published: Published) -> Standing:
    """The labels that apply to a campaign's results."""
    return Standing(published.results.illustrative, not published.facts.own_survey)


def overview(
    published: Published, speaker: Speaker, asked_by: str, closed_by: str, *, rows: bool = False
) -> OverviewPage:  # fmt: skip
    """The first page of results."""
    results = published.results
    alone = tuple(speaker.note(note) for note in results.notes if note.code == "bounds_only")
    return OverviewPage(
        standing_of(published),
        headline(results, speaker),
        alone,
        point_plot(published, speaker),
        group_plot(published, speaker),
        earlier_lines(published, speaker),
        local(datetime.fromisoformat(published.facts.closed_at)).date(),
        asked_by,
        closed_by,
        rows and bool(published.rows),
        rows and not published.rows,
    )


def satisfaction(published: Published, speaker: Speaker) -> SatisfactionPage:
    """Satisfaction of the drawn group."""
    results, language, standing = published.results, speaker.language, standing_of(published)
    convention = speaker.say(CONVENTIONS[results.convention])
    chosen = _chosen(published, language)
    if not results.sipas:
        return SatisfactionPage(
            standing, None, "", "0", convention, "", "", None, None, None, 0, (), "", (), chosen
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
        association_lines(published, speaker),
        places,
        sum(row.chart is not None for row in places.rows),
        tuple(row.name for row in remarks),
        "–".join(str(n) for n in dict.fromkeys((drawn[0], drawn[-1]))) if drawn else "",
        item_lines(published, group, speaker),
        chosen,
    )


def _chosen(published: Published, language: Language) -> tuple[ChosenLine, ...]:
    """Apart from every estimate, without an interval (methods 8)."""
    return tuple(
        ChosenLine(
            row.source,
            published.facts.districts.get(row.district, row.district),
            number(row.received, 0, language),
            number(row.accepted, 0, language),
            "" if row.satisfied is None else percent(row.satisfied, 1, language),
        )
        for row in published.chosen
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
            percent(published.facts.minimum_response, 0, language),
            item_lines(published, row.group, speaker),
        )
        for row in results.groups
        if row.group not in results.weighting
    )
    return OfficialsPage(standing_of(published), group_plot(published, speaker), groups)
