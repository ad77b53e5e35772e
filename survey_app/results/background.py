"""The page behind the figures: how everything was computed."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.response import ResponseRate
from survey_app.bundle.published import Published
from survey_app.report.sentences import STEPS, Speaker
from survey_app.results.further import ChoiceLine, choice_lines
from survey_app.results.pages import Standing, standing_of
from survey_app.words import number, percent

__all__ = ["MethodsPage", "methods"]


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
