"""The page of the whole index: assessed points from a file beside points from the survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.assessed import AssessedValue, WholeIndex, WholeRow, whole_index
from analysis.estimate import Estimate
from survey_app.bundle.published import Published, SchemeRow, scheme_rows
from survey_app.report.sentences import KINDS, Speaker, Voice
from survey_app.report.whole import lacking_text, whole_of
from survey_app.report.wording import WHOLE
from survey_app.results.pages import Standing, standing_of
from survey_app.results.rows import Headline, headline, maximum_text
from survey_app.services.index_values import Brought, IndexState
from survey_app.words import interval, number

__all__ = ["IndexPage", "index_before", "index_closed"]


@dataclass(frozen=True)
class IndexLine:
    """A row of the index. points: of the survey's part; None for a row scored elsewhere.

    self_scored, verified: of an assessed row, or the sum over a branch once all are known;
    why: a row of the survey has neither points nor bounds.
    """

    code: str
    name: str
    kind: str
    depth: int
    maximum: str
    self_scored: str
    verified: str
    source: str
    points: str | None
    limits: str
    scored: str
    why: str


@dataclass(frozen=True)
class IndexPage:
    """The whole index. total, limits: of everything; lacking: why there is no total.

    headline: of the survey's part, None before closing; sums: of the assessed rows, self-scored
    and verified; mistakes: of a file that was just refused.
    """

    standing: Standing
    headline: Headline | None
    total: str
    limits: str
    maximum: str
    lacking: str
    sums: tuple[str, str]
    rows: tuple[IndexLine, ...]
    brought: Brought | None
    mistakes: tuple[str, ...] = ()


def index_before(
    state: IndexState, voice: Voice, mistakes: tuple[str, ...] = ()
) -> IndexPage:  # fmt: skip
    """Before closing: what was assessed; of the survey nothing but that it is not there yet."""
    rows = scheme_rows(state.scheme)
    found = whole_index(rows, state.values, None)
    standing = Standing(state.scheme.illustrative, not state.own_survey)
    lines = _lines(rows, found, state.values, {}, voice)
    return _page(standing, None, rows, found, lines, state.brought, voice, mistakes)


def index_closed(
    published: Published, state: IndexState, speaker: Speaker, mistakes: tuple[str, ...] = ()
) -> IndexPage:
    """After closing: both, and their total where nothing is missing."""
    rows, index = published.facts.rows, published.results.index
    found = whole_of(published)
    surveyed = {row.code: row.maximum for row in (*index.rows, *index.fields)}
    lines = _lines(rows, found, published.assessed, surveyed, speaker)
    shown = headline(published.results, speaker)
    standing = standing_of(published)
    return _page(standing, shown, rows, found, lines, state.brought, speaker, mistakes)


def _page(
    standing: Standing,
    shown: Headline | None,
    rows: Sequence[SchemeRow],
    found: WholeIndex,
    lines: tuple[IndexLine, ...],
    brought: Brought | None,
    voice: Voice,
    mistakes: tuple[str, ...],
) -> IndexPage:
    points, limits = _points(found.total, voice)
    return IndexPage(
        standing,
        shown,
        points or "",
        limits,
        number(sum(row.maximum for row in rows if row.depth == 0), 0, voice.language),
        lacking_text(found, voice),
        (_known(found.self_scored, voice), _known(found.verified, voice)),
        lines,
        brought,
        mistakes,
    )


def _lines(
    rows: Sequence[SchemeRow],
    found: WholeIndex,
    values: Sequence[AssessedValue],
    surveyed: Mapping[str, float],
    voice: Voice,
) -> tuple[IndexLine, ...]:
    sources = {value.code: value.source for value in values}
    return tuple(
        _line(row, found.rows[row.code], sources.get(row.code, ""), surveyed, voice) for row in rows
    )


def _line(
    row: SchemeRow, found: WholeRow, source: str, surveyed: Mapping[str, float], voice: Voice
) -> IndexLine:
    points, limits = _points(found.survey, voice)
    why, part = "", surveyed.get(row.code, row.maximum)
    if row.kind in ("survey", "sipas") and points is None and not limits:
        why = voice.say(WHOLE["no_survey"])
        if isinstance(voice, Speaker) and found.survey is not None:
            why = voice.why(found.survey.warrant)
    return IndexLine(
        row.code,
        voice.named(row.name),
        voice.say(KINDS[row.kind]),
        row.depth,
        maximum_text(row.maximum, voice),
        _known(found.self_scored, voice),
        _known(found.verified, voice),
        source,
        points,
        limits,
        maximum_text(part, voice) if row.kind == "field" and part < row.maximum else "",
        why,
    )


def _points(found: Estimate | None, voice: Voice) -> tuple[str | None, str]:
    """Points, and their interval or bounds."""
    if found is None:
        return None, ""
    if found.value is None:
        return None, interval(*found.bounds, 2, voice.language) if found.bounds else ""
    value = number(found.value, 2, voice.language)
    if found.lower is None or found.upper is None:
        return value, ""
    return value, interval(found.lower, found.upper, 2, voice.language)


def _known(points: float | None, voice: Voice) -> str:
    return "" if points is None else number(points, 2, voice.language)
