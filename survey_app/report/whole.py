"""The whole index: what was assessed beside what the survey gives, and their total."""

from __future__ import annotations

from typing import Any

from analysis.assessed import WholeIndex, WholeRow, whole_index
from analysis.estimate import Estimate
from survey_app.bundle.published import Published, SchemeRow
from survey_app.report.document import WholeLine, WholePart
from survey_app.report.sentences import Speaker, Voice
from survey_app.report.wording import WHOLE
from survey_app.words import interval, number

__all__ = ["lacking_text", "whole_json", "whole_of", "whole_part"]


def whole_of(published: Published) -> WholeIndex:
    """The index of a closed campaign with the newest points of its assessed rows."""
    return whole_index(published.facts.rows, published.assessed, published.results.index)


def whole_json(published: Published) -> dict[str, Any]:
    """For programs: the total, or what it lacks; the assessed rows with their sources."""
    found = whole_of(published)
    total = found.total
    return {
        "total": None
        if total is None
        else {
            "points": total.value,
            "lower": total.lower,
            "upper": total.upper,
            "bounds": total.bounds,
        },
        "lacking": list(found.lacking),
        "self_scored": found.self_scored,
        "verified": found.verified,
        "assessed": [
            {
                "code": value.code,
                "self_scored": value.self_scored,
                "verified": value.verified,
                "source": value.source,
            }
            for value in published.assessed
        ],
    }


def lacking_text(found: WholeIndex, voice: Voice) -> str:
    """Why there is no total; empty where there is one."""
    points = number(found.unverified, 1, voice.language)
    said = [voice.say(WHOLE[code], points=points) for code in found.lacking]
    return voice.say(WHOLE["no_total"], why="; ".join(said)) if said else ""


def whole_part(published: Published, speaker: Speaker) -> WholePart | None:
    """The fields and the total; None while nothing was assessed."""
    if not published.assessed:
        return None
    found, index = whole_of(published), published.results.index
    fields = [row for row in published.facts.rows if row.depth == 0]
    lines = [_line(row, found.rows[row.code], speaker) for row in fields]
    points = index.total.points
    most = sum(row.maximum for row in fields)
    name = speaker.say(WHOLE["total"])
    lines.append(_whole_line("", name, most, found.self_scored, found.verified, points))
    sources = dict.fromkeys(value.source for value in published.assessed)
    lead = speaker.say(WHOLE["sources"], sources="; ".join(sources))
    return WholePart(_headline(found, most, speaker), lead, tuple(lines))


def _headline(found: WholeIndex, most: float, speaker: Speaker) -> str:
    total, language = found.total, speaker.language
    if total is None:
        return lacking_text(found, speaker)
    maximum = number(most, 0, language)
    if total.value is None:
        limits = interval(*(total.bounds or (0.0, 0.0)), 2, language)
        return speaker.say(WHOLE["bounded"], limits=limits, maximum=maximum)
    points = number(total.value, 2, language)
    if total.lower is None or total.upper is None:
        return speaker.say(WHOLE["bare"], points=points, maximum=maximum)
    limits = interval(total.lower, total.upper, 2, language)
    return speaker.say(WHOLE["known"], points=points, maximum=maximum, limits=limits)


def _line(row: SchemeRow, found: WholeRow, speaker: Speaker) -> WholeLine:
    name = speaker.named(row.name)
    own = (row.maximum, found.self_scored, found.verified, found.survey)
    return _whole_line(row.code, name, *own)


def _whole_line(
    code: str,
    name: str,
    maximum: float,
    self_scored: float | None,
    verified: float | None,
    survey: Estimate | None,
) -> WholeLine:
    if survey is None:
        return WholeLine(code, name, maximum, self_scored, verified)
    return WholeLine(
        code, name, maximum, self_scored, verified,
        survey.value, survey.lower, survey.upper, survey.bounds,
    )  # fmt: skip
