"""The report in a few sentences, for whoever reads one page."""

from __future__ import annotations

from collections.abc import Iterator

from survey_app.bundle.published import Published
from survey_app.report.comparisons import differing
from survey_app.report.sentences import Speaker
from survey_app.report.whole import whole_part
from survey_app.report.wording import SUMMARY
from survey_app.words import in_sentence, interval, number, percent, percent_interval

__all__ = ["summary"]

MANY = 4  # fewer criteria are read at a glance


def summary(published: Published, speaker: Speaker) -> tuple[str, ...]:
    """The whole index once anything was assessed, satisfaction, districts that differ, the change
    from an earlier year, response rates.

    A figure without an interval is not in it.
    """
    whole = whole_part(published, speaker)
    return (
        *([whole.headline] if whole else []),
        *_satisfaction(published, speaker),
        *_ends(published, speaker),
        *_change(published, speaker),
        *_rates(published, speaker),
    )


def _satisfaction(published: Published, speaker: Speaker) -> Iterator[str]:
    for group, found in published.results.sipas.items():
        share, language = found.weighted, speaker.language
        if share.value is None or share.lower is None or share.upper is None:
            continue
        yield speaker.say(
            SUMMARY["sipas"],
            group=in_sentence(speaker.group(group)),
            share=percent(share.value, 1, language),
            limits=percent_interval(share.lower, share.upper, 1, language),
            n=number(share.n, 0, language),
        )
        yield from _districts(published, speaker, group, share.value)


def _districts(
    published: Published, speaker: Speaker, group: str, level: float
) -> Iterator[str]:  # fmt: skip
    rows = [row for row in published.results.districts if row.group == group]
    differs = differing(published.results.sipas[group].weighted, rows)
    if not differs:
        return
    names = [
        speaker.say(
            SUMMARY["lower" if (row.pooled.estimate.value or 0) < level else "higher"],
            name=published.facts.districts[row.district],
        )
        for row in rows
        if row.pooled.estimate is not None and differs.get(row.district)
    ]
    if names:
        yield speaker.say(SUMMARY["differing"], n=len(differs), names=", ".join(names))
    else:
        yield speaker.say(SUMMARY["alike"], n=len(differs))


def _ends(published: Published, speaker: Speaker) -> Iterator[str]:
    """The criteria whose estimates lie lowest and highest beside their maxima."""
    rows = [
        (row.points.value / row.maximum, row, row.points)
        for row in published.results.index.rows
        if row.points.value is not None and row.points.lower is not None
    ]
    if len(rows) < MANY:
        return
    names = {row.code: speaker.named(row.name) for row in published.facts.rows}
    (_, low, worst), *_, (_, high, best) = sorted(rows, key=lambda each: each[0])
    language = speaker.language
    yield speaker.say(
        SUMMARY["weakest"],
        low=names[low.code],
        points=number(worst.value or 0.0, 2, language),
        maximum=number(low.maximum, 2, language),
        limits=interval(worst.lower or 0.0, worst.upper or 0.0, 2, language),
        high=names[high.code],
        best=number(best.value or 0.0, 2, language),
        most=number(high.maximum, 2, language),
        bounds=interval(best.lower or 0.0, best.upper or 0.0, 2, language),
    )


def _change(published: Published, speaker: Speaker) -> Iterator[str]:
    found = published.earlier
    total = next((c for c in found.changes if c.kind == "total"), None) if found else None
    change = total.change if total else None
    if found is None or change is None or change.lower is None or change.upper is None:
        return
    yield speaker.say(
        SUMMARY["change"],
        year=found.earlier_year,
        change=number(change.value or 0.0, 2, speaker.language),
        limits=interval(change.lower, change.upper, 2, speaker.language),
    )


def _rates(published: Published, speaker: Speaker) -> Iterator[str]:
    rates = [
        speaker.say(
            SUMMARY["rate"],
            group=in_sentence(speaker.group(rate.group)),
            rate=percent(rate.rate, 1, speaker.language),
        )
        for rate in published.results.responses
        if rate.place is None and rate.rate is not None
    ]
    if rates:
        yield speaker.say(SUMMARY["responses"], rates="; ".join(rates))
