"""What goes with satisfaction, and other choices: as the rows that pages show."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from survey_app.bundle.published import Published
from survey_app.report.charts import axis_labels, whisker
from survey_app.report.document import ChangeOf
from survey_app.report.further import association_part, choice_rows
from survey_app.report.scales import part_axis
from survey_app.report.sentences import Speaker
from survey_app.report.years import earlier_part, written_row
from survey_app.words import interval, number, percent, percent_interval

__all__ = [
    "AssociationLines",
    "ChoiceLine",
    "EarlierLines",
    "association_lines",
    "choice_lines",
    "earlier_lines",
]


@dataclass(frozen=True)
class DriverLine:
    """A factor: its share of what all explain, and the outcome's difference per ten points."""

    name: str
    share: str
    limits: str
    slope: str
    slopes: str
    chart: Markup


@dataclass(frozen=True)
class AssociationLines:
    """The heading, sentences before the table, the drawing's axis and the rows."""

    title: str
    lead: tuple[str, ...]
    axis: Markup
    rows: tuple[DriverLine, ...]


@dataclass(frozen=True)
class ChoiceLine:
    """Another choice: total and index under it, each with its difference and limits."""

    name: str
    total: str
    change: str
    changes: str
    share: str
    share_change: str
    share_changes: str
    why: str


@dataclass(frozen=True)
class YearLine:
    """A figure in two years, its change with limits, or why they are not compared."""

    name: str
    before: str
    now: str
    change: str
    limits: str
    why: str


@dataclass(frozen=True)
class EarlierLines:
    """A sentence and the rows."""

    lead: str
    rows: tuple[YearLine, ...]


def earlier_lines(published: Published, speaker: Speaker) -> EarlierLines | None:
    """This year beside the earlier one that the campaign's folder names; None for none."""
    part = earlier_part(published, speaker)
    if part is None:
        return None
    rows = (YearLine(r.name, *written_row(r, speaker.language), r.note) for r in part.rows)
    return EarlierLines(part.lead, tuple(rows))


def association_lines(published: Published, speaker: Speaker) -> AssociationLines | None:
    """What goes with satisfaction; None where nothing can be said."""
    part, language = association_part(published, speaker), speaker.language
    if part is None:
        return None
    axis = part_axis(value for row in part.rows for value in (row.share, row.upper))
    rows = tuple(
        DriverLine(
            row.name,
            "–" if row.share is None else percent(row.share, 1, language),
            _limits(row.lower, row.upper, 100, 1, speaker, sign=True),
            "–" if row.slope is None else number(row.slope, 1, language),
            _limits(row.slope_lower, row.slope_upper, 1, 1, speaker),
            whisker(row.lower, row.share, row.upper, axis),
        )
        for row in part.rows
    )
    return AssociationLines(part.title, tuple(part.lead), axis_labels(axis, language), rows)


def choice_lines(published: Published, speaker: Speaker) -> tuple[ChoiceLine, ...]:
    """Every other choice and what it would change."""
    return tuple(
        ChoiceLine(
            row.name,
            _number(row.total.value, 1, 2, speaker),
            *_changed(row.total, 1, 2, speaker),
            "–" if row.share.value is None else percent(row.share.value, 1, speaker.language),
            *_changed(row.share, 100, 1, speaker),
            row.note,
        )
        for row in choice_rows(published, speaker)
    )


def _changed(change: ChangeOf, unit: float, decimals: int, speaker: Speaker) -> tuple[str, str]:
    return (
        _number(change.change, unit, decimals, speaker),
        _limits(change.lower, change.upper, unit, decimals, speaker),
    )


def _number(value: float | None, unit: float, decimals: int, speaker: Speaker) -> str:
    return "–" if value is None else number(unit * value, decimals, speaker.language)


def _limits(
    lower: float | None,
    upper: float | None,
    unit: float,
    decimals: int,
    speaker: Speaker,
    *,
    sign: bool = False,
) -> str:
    if lower is None or upper is None:
        return ""
    if sign:
        return percent_interval(lower, upper, decimals, speaker.language)
    return interval(unit * lower, unit * upper, decimals, speaker.language)
