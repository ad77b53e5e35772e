"""The methods sheet of the report and its limits, as sentences in the report's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from analysis.estimate import Estimate
from analysis.tables import Note, Results
from survey_app.bundle.published import Facts, Published
from survey_app.report.sentences import CONVENTIONS, DESKS, STEPS, Speaker
from survey_app.report.whole import whole_of
from survey_app.report.wording import METHOD, SUMMARY
from survey_app.words import date as written
from survey_app.words import in_sentence, number, percent

__all__ = ["limits", "method", "total_note"]

FEW = 0.0005  # a share that is written as 0,0%
INVITED = "nonresponse_at_random"
METHOD_NOTES = (
    "calibrated",
    "margin_given_up",
    "propensity_given_up",
    "trim_given_up",
    "counted_once",
    "not_calibrated",
    "lonely_psu_adjusted",
    "official_cells_merged",
)


def total_note(points: Estimate, speaker: Speaker) -> str:
    """What stands below the total: why it is missing, or what its interval takes for granted."""
    if points.value is None and points.bounds:
        return speaker.say(METHOD["only_bounds"])
    if points.bounds:
        low, high = (number(limit, 2, speaker.language) for limit in points.bounds)
        return speaker.say(METHOD["beside_bounds"], low=low, high=high)
    return speaker.why(points.warrant)


def method(
    published: Published, speaker: Speaker, deviations: Sequence[tuple[date, str]] | None = None
) -> tuple[str, ...]:
    """Whom it is about, how people were chosen, weights step by step, variances, silence.

    deviations: days and reasons of what was done otherwise than planned; None without a plan.
    """
    results, language = published.results, speaker.language
    people = number(published.facts.list_total, 0, language)
    selection = _selection(published.facts)
    convention = speaker.say(CONVENTIONS[results.convention])
    return (
        *_estimand(published, speaker),
        speaker.say(METHOD[selection], people=people),
        *_desks(published, speaker),
        *_chances(results, speaker),
        speaker.say(METHOD["convention"], convention=convention),
        *_reconciled(results, speaker),
        *_steps(results, speaker),
        *_effects(results, speaker),
        speaker.say(METHOD["variance_by_size" if published.facts.by_size else "variance"]),
        *_fixed(results, speaker),
        *_modes(published, speaker),
        *_silence(results, speaker),
        *(speaker.note(note) for note in results.notes if note.code in METHOD_NOTES),
        *_deviations(deviations, speaker),
    )


def _selection(facts: Facts) -> str:
    """Which sentence tells how communes were drawn."""
    if facts.selection in ("sampford", "pareto"):
        return f"selection_{facts.selection}"
    return "selection_by_size" if facts.by_size else "selection"


def _estimand(published: Published, speaker: Speaker) -> Iterator[str]:
    facts, language = published.facts, speaker.language
    if facts.units:
        begins, ends = (
            written(date.fromisoformat(day), language) for day in (facts.list_from, facts.list_to)
        )
        yield speaker.say(METHOD[facts.units], begins=begins, ends=ends)
    if facts.communes:
        drawn, there = (sum(counts) for counts in zip(*facts.communes.values(), strict=True))
        yield speaker.say(
            METHOD["coverage"],
            communes=number(there, 0, language),
            districts=number(len(facts.communes), 0, language),
            drawn=number(drawn, 0, language),
        )


def _desks(published: Published, speaker: Speaker) -> Iterator[str]:
    """How many desks of the frame took part."""
    parts = [
        speaker.say(
            METHOD["desk"],
            kind=speaker.say(DESKS[kind]),
            drawn=number(drawn, 0, speaker.language),
            there=number(there, 0, speaker.language),
        )
        for kind in DESKS
        if kind in published.facts.desks
        for drawn, there in [published.facts.desks[kind]]
    ]
    if parts:
        yield speaker.say(METHOD["desks"], desks="; ".join(parts))


def _modes(published: Published, speaker: Speaker) -> Iterator[str]:
    """Accepted forms by mode; of non-respondents no mode is known."""
    groups = [
        speaker.say(
            METHOD["mode"],
            group=speaker.group(group),
            modes=", ".join(
                f"{speaker.mode(mode)} {number(forms, 0, speaker.language)}"
                for mode, forms in found.items()
            ),
        )
        for group, found in published.facts.modes.items()
    ]
    if groups:
        yield speaker.say(METHOD["modes"], groups="; ".join(groups))


def _chances(results: Results, speaker: Speaker) -> Iterator[str]:
    for report in results.weighting.values():
        base = next((step for step in report.steps if step.step == "base"), None)
        if base is not None:
            smallest, largest = (
                number(weight, 1, speaker.language) for weight in (base.smallest, base.largest)
            )
            yield speaker.say(METHOD["chances"], smallest=smallest, largest=largest)


def _silence(results: Results, speaker: Speaker) -> Iterator[str]:
    """What the response rate is, and the items that most people left out where shown."""
    yield speaker.say(METHOD["rr3"])
    for group in results.weighting:
        left = [
            (row.missing / row.asked, row.item)
            for row in results.items
            if row.group == group and row.share.estimate and row.asked and row.missing is not None
        ]
        if left and max(left)[0] < FEW:
            yield speaker.say(METHOD["item_none"], group=speaker.group(group))
        elif left:
            left.sort(key=lambda each: each[0])
            least, most = (
                percent(share, 1, speaker.language) for share in (left[0][0], left[-1][0])
            )
            item = speaker.named(speaker.facts.items[left[-1][1]])
            yield speaker.say(
                METHOD["item_missing"], group=speaker.group(group), least=least, most=most,
                item=item,
            )  # fmt: skip


def _deviations(
    deviations: Sequence[tuple[date, str]] | None, speaker: Speaker
) -> Iterator[str]:  # fmt: skip
    if deviations is not None and not deviations:
        yield speaker.say(METHOD["as_planned"])
    for day, reason in deviations or ():
        yield speaker.say(METHOD["deviated"], day=written(day, speaker.language), reason=reason)


def _steps(results: Results, speaker: Speaker) -> tuple[str, ...]:
    language = speaker.language
    return tuple(
        speaker.say(
            METHOD["step"],
            step=speaker.say(STEPS[step.step]),
            people=number(step.n, 0, language),
            total=number(step.total, 0, language),
            smallest=number(step.smallest, 2, language),
            largest=number(step.largest, 2, language),
            deff=number(step.kish_deff, 2, language),
            effective=number(step.effective, 0, language),
        )
        for report in results.weighting.values()
        for step in report.steps
    )


def _effects(results: Results, speaker: Speaker) -> Iterator[str]:
    if results.weighting:
        yield speaker.say(METHOD["weighted_people"])
    for report in results.weighting.values():
        if report.trimmed:
            yield speaker.say(METHOD["trimmed"], count=number(report.trimmed, 0, speaker.language))
    for found in results.sipas.values():
        if found.deff is not None:
            deff = number(found.deff, 2, speaker.language)
            yield speaker.say(METHOD["design_effect"], deff=deff)
        if found.weighted.df is not None:
            df = number(found.weighted.df, 1, speaker.language)
            yield speaker.say(METHOD["degrees"], df=df)


def _fixed(results: Results, speaker: Speaker) -> Iterator[str]:
    """What linearization takes for known though it came out of the sample (methods 13)."""
    for group, report in results.weighting.items():
        if report.propensity_rounds is not None:
            yield speaker.say(METHOD["propensity"], group=speaker.group(group))
        if report.propensity_rounds is not None or report.trimmed:
            yield speaker.say(METHOD["fixed"])


def _reconciled(results: Results, speaker: Speaker) -> tuple[str, ...]:
    language = speaker.language
    return tuple(
        speaker.say(
            METHOD["reconciled"],
            unweighted=percent(found.unweighted, 1, language),
            weighted=percent(found.weighted.value, 1, language),
            difference=number(100 * found.difference, 1, language),
        )
        for found in results.sipas.values()
        if found.unweighted is not None
        and found.weighted.value is not None
        and found.difference is not None
    )


def _invited(notes: Sequence[Note], speaker: Speaker) -> Iterator[str]:
    """What the intervals of invited groups take for granted, once for all of them."""
    groups = [
        speaker.say(
            SUMMARY["rate"],
            group=in_sentence(speaker.group(str(note.values["group"]))),
            rate=percent(float(note.values["response"]), 1, speaker.language),
        )
        for note in notes
        if note.code == INVITED
    ]
    if groups:
        yield speaker.say(METHOD["invited"], groups="; ".join(groups))


def limits(published: Published, speaker: Speaker) -> tuple[str, ...]:
    """What the reader must not read into the figures."""
    results, facts, language = published.results, published.facts, speaker.language
    notes = [n for n in results.notes if n.code not in METHOD_NOTES and n.code != "classes_merged"]
    said = [*_invited(notes, speaker)]
    said += [speaker.note(note) for note in notes if note.code != INVITED]
    lacking = whole_of(published).unverified
    if lacking:
        said.append(speaker.say(METHOD["not_assessed"], points=number(lacking, 1, language)))
    if facts.lists_invented:
        said.append(speaker.say(METHOD["invented"]))
    if facts.waiting:
        said.append(speaker.say(METHOD["waiting"], forms=number(facts.waiting, 0, language)))
    said.append(speaker.say(METHOD["threshold"], threshold=results.threshold))
    return tuple(said)
