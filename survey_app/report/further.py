"""What stands behind the headline: what goes with satisfaction, and other choices.

For the printed report and the pages alike.
"""

from __future__ import annotations

from analysis.drivers import OVERALL, Association
from analysis.sensitivity import Alternative, Effect
from survey_app.bundle.published import Published
from survey_app.report.document import AssociationPart, ChangeOf, ChoiceRow, DriverRow
from survey_app.report.sentences import Speaker
from survey_app.report.wording import ASSOCIATION, CHOICES, HIDDEN_CHOICES
from survey_app.words import number, percent, percent_interval

__all__ = ["association_part", "choice_rows"]

TEN = 10.0  # points on a scale of 100, so that a slope reads as points again


def association_part(published: Published, speaker: Speaker) -> AssociationPart | None:
    """What goes with satisfaction in the first group it was computed for; None for none."""
    found = next(iter(published.results.associations), None)
    if found is None:
        return None
    rows = tuple(
        DriverRow(
            speaker.named(published.facts.factors[driver.factor]),
            driver.share.value,
            driver.share.lower,
            driver.share.upper,
            _tenfold(driver.slope.value),
            _tenfold(driver.slope.lower),
            _tenfold(driver.slope.upper),
        )
        for driver in found.drivers
    )
    title = speaker.say(ASSOCIATION["title"], group=speaker.group(found.group))
    return AssociationPart(title, _lead(found, speaker), rows)


def _tenfold(slope: float | None) -> float | None:
    return None if slope is None else TEN * slope


def _lead(found: Association, speaker: Speaker) -> tuple[str, ...]:
    names, language = speaker.facts.factors, speaker.language
    outcome = speaker.say(ASSOCIATION["overall"])
    if found.outcome != OVERALL:
        factor = speaker.named(names[found.outcome])
        outcome = speaker.say(ASSOCIATION["factor"], factor=factor)
    r2 = found.explained
    known = r2.lower is not None and r2.upper is not None
    said = [
        speaker.say(
            ASSOCIATION["lead"],
            outcome=outcome,
            n=number(found.n, 0, language),
            explained=percent(r2.value or 0.0, 1, language),
            limits=percent_interval(r2.lower or 0, r2.upper or 0, 1, language) if known else "–",
        ),
        speaker.say(ASSOCIATION["caution"]),
        speaker.say(ASSOCIATION["slope"]),
    ]
    if found.left_out:
        factors = "; ".join(speaker.named(names[factor]) for factor in found.left_out)
        said.append(speaker.say(ASSOCIATION["left_out"], factors=factors))
    return tuple(said)


def choice_rows(published: Published, speaker: Speaker) -> tuple[ChoiceRow, ...]:
    """Every other choice; the satisfaction index of the first group that has one."""
    return tuple(_choice(one, published, speaker) for one in published.alternatives)


def _choice(one: Alternative, published: Published, speaker: Speaker) -> ChoiceRow:
    note = ""
    if one.hidden:
        threshold = published.results.threshold
        note = speaker.say(HIDDEN_CHOICES[one.hidden], threshold=threshold)
    elif one.total.value is None:
        note = speaker.say(HIDDEN_CHOICES["no_total"])
    share = next(iter(one.sipas.values()), Effect(None, None))
    return ChoiceRow(speaker.say(CHOICES[one.code]), _change(one.total), _change(share), note)


def _change(effect: Effect) -> ChangeOf:
    if effect.change is None:
        return ChangeOf(effect.value)
    change = effect.change
    return ChangeOf(effect.value, change.value, change.lower, change.upper)
