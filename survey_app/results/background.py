"""The pages behind the figures: the whole index, and how everything was computed."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.response import ResponseRate
from survey_app.bundle.published import Published, SchemeRow
from survey_app.report.sentences import KINDS, STEPS, Speaker
from survey_app.results.further import ChoiceLine, choice_lines
from survey_app.results.pages import Standing, standing_of
from survey_app.results.rows import Headline, headline, maximum_text
from survey_app.words import interval, number, percent

__all__ = ["IndexPage", "MethodsPage", "methods", "whole_index"]


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
    effective: str


@dataclass(frozen=True)
class MethodsPage:
    """How the figures came about."""

    standing: Standing
    rates: tuple[RateRow, ...]
    steps: tuple[StepRow, ...]
    choices: tuple[ChoiceLine, ...]
    deff: str
    list_total: str
    waiting: int
    notes: tuple[str, ...]
    threshold: int
    lists_invented: bool
    documents: tuple[str, ...]
    frozen: str
    scheme: str


def whole_index(published: Published, speaker: Speaker) -> IndexPage:
    """Every row of the scheme with what is known of it."""
    facts, total = published.facts, published.results.index.total
    whole = sum(row.maximum for row in facts.rows if row.depth == 0)
    return IndexPage(
        standing_of(published),
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
        standing_of(published),
        tuple(_rate_row(rate, published, speaker) for rate in results.responses),
        tuple(
            StepRow(
                speaker.say(STEPS[step.step]),
                number(step.n, 0, language),
                number(step.total, 0, language),
                number(step.smallest, 2, language),
                number(step.largest, 2, language),
                number(step.kish_deff, 2, language),
                number(step.effective, 0, language),
            )
            for report in results.weighting.values()
            for step in report.steps
        ),
        choice_lines(published, speaker),
        next((number(s.deff, 2, language) for s in results.sipas.values() if s.deff), ""),
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
