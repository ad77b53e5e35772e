"""This year beside an earlier one, in the reader's language."""

from __future__ import annotations

from analysis.comparison import Change, Comparison
from analysis.estimate import Estimate
from survey_app.bundle.published import Published
from survey_app.report.document import ChangeOf, EarlierPart, YearRow
from survey_app.report.sentences import Speaker
from survey_app.report.wording import BREAKS, EARLIER, MADE_OTHERWISE
from survey_app.words import Language, interval, number, percent

__all__ = ["POINTS", "SHARE", "earlier_part", "written_row", "years_part"]

POINTS, SHARE = "points", "share"


def earlier_part(published: Published, speaker: Speaker) -> EarlierPart | None:
    """The changes from the earlier year of the campaign's folder; None where it names none."""
    return None if published.earlier is None else years_part(published.earlier, speaker)


def years_part(found: Comparison, speaker: Speaker) -> EarlierPart:
    """Every figure of either year; the speaker knows the later campaign's names."""
    lead = speaker.say(EARLIER["lead"], earlier=found.earlier_year)
    return EarlierPart(lead, tuple(_row(each, speaker) for each in found.changes))


def _row(each: Change, speaker: Speaker) -> YearRow:
    change = ChangeOf()
    if each.change is not None:
        change = ChangeOf(
            each.change.value, each.change.value, each.change.lower, each.change.upper
        )
    unit = POINTS if each.kind in ("total", "criterion") else SHARE
    note = speaker.say(BREAKS[each.refused]) if each.refused else ""
    if each.change is not None:
        said = [speaker.assumption(each.change.note)]
        said += [speaker.say(MADE_OTHERWISE[label]) for label in each.labels]
        note = " ".join(filter(None, said))
    before, now = _value(each.earlier), _value(each.later)
    return YearRow(_name(each, speaker), unit, before, now, change, note)


def _value(found: Estimate | None) -> float | None:
    return None if found is None else found.value


def _name(each: Change, speaker: Speaker) -> str:
    if each.kind == "total":
        return speaker.say(EARLIER["total"])
    if each.kind == "sipas":
        return speaker.say(EARLIER["sipas"], group=speaker.group(each.code))
    if each.kind == "factor":
        group, _, code = each.code.partition("/")
        named = speaker.named(speaker.facts.factors.get(code, code))
        return speaker.say(EARLIER["factor"], factor=named, group=speaker.group(group))
    names = {row.code: row.name for row in speaker.facts.rows}
    return f"{each.code} {speaker.named(names.get(each.code, each.code))}"


def written_row(row: YearRow, language: Language) -> tuple[str, str, str, str]:
    """Before, now, change and its interval as text; changes of shares in percentage points."""
    change = row.change

    def value(x: float | None) -> str:
        if x is None:
            return "–"
        return percent(x, 1, language) if row.unit == SHARE else number(x, 2, language)

    unit, decimals = (100, 1) if row.unit == SHARE else (1, 2)
    if change.change is None or change.lower is None or change.upper is None:
        return value(row.before), value(row.now), "–", ""
    limits = interval(unit * change.lower, unit * change.upper, decimals, language)
    moved = number(unit * change.change, decimals, language)
    return value(row.before), value(row.now), moved, limits
