"""Opened names and ballots with what became of them -> the samples that analysis weighs.

In memory, on frames of values: a coverage study calls it as often as it likes. What is
frozen on disk is read by `survey_app/bundle/material.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.calibration import Margin
from analysis.errors import NoConvergence, StepFailed
from analysis.samples import GroupSample, citizens_sample, officials_sample
from analysis.scheme_values import Scheme
from analysis.scoring import ScoredItem
from analysis.weighting import WeightingPlan, WeightingReport
from survey_app.campaign.weighting_settings import WeightingSettings

__all__ = ["COLUMNS", "FIELD", "LEVEL", "LIST", "MARGINS", "MERGED", "PLACE", "Rules", "samples_of"]

PLACE, LEVEL, LIST, FIELD = "place", "level", "list", "field"
"""Margins of the lists: by district or department; by level of desk (commune, district,
department); by both crossed, which is nearly the strata; by field of procedure."""
MARGINS = (LIST, FIELD)
"""What weights are calibrated to; docs/coverage.md compares the candidates."""
MERGED = "_merged"
"""Ends the name of a margin some of whose categories have nobody in the sample."""

COLUMNS: Mapping[str, str] = {
    "place": PLACE,
    "level": LEVEL,
    "field": FIELD,
    "month": "list_month",
    "sex": "list_sex",
}
"""What the lists say of everybody, by the words of campaign.toml; the last two where known."""
RESULTS_GOT = "_results_got"

USUAL = WeightingSettings()
FEWEST = 10  # answers of a weighting class; smaller ones are merged

ListCounts = Mapping[tuple[str, str, str], int]


@dataclass(frozen=True)
class Rules:
    """What does not change from one round to the next.

    items: by respondent group, in the campaign's order; lists: persons on the frame's lists by
    place (code of district or department), kind of desk and field of procedure, empty where
    they are not known; threshold: least answers of a cell that is shown; margins: columns of
    the calibration, none for none; minimum_response: share of an invited group below which it
    has bounds alone; weighting: the campaign's choices of propensity, cap and multiplicity.
    """

    scheme: Scheme
    items: Mapping[str, tuple[ScoredItem, ...]]
    lists: ListCounts
    threshold: int
    margins: tuple[str, ...] = MARGINS
    minimum_response: float = 0.70
    weighting: WeightingSettings = USUAL


def samples_of(
    rules: Rules, cells: pd.DataFrame, names: pd.DataFrame, ballots: pd.DataFrame
) -> dict[str, GroupSample]:
    """Every group's sample with the weights of what really happened (methods 13, 14).

    cells: the quota cells as frozen (key, group, district, desk, agency_type, stratum,
    list_size, units_in_stratum, units_drawn, by_size, opened). names: one row per opened name:
    cell, outcome (`analysis.response.OUTCOMES`), field of procedure, and a column of text codes
    per item. ballots: one row per ballot: cell and a column per item.

    Communes: stratum, desk, person; a desk of its own (a district's, a department's, Bạch Long
    Vĩ's, a commune that its size made certain) is a stratum of persons. Non-response by stratum,
    then cell. A group without answers of its own has no sample where it was drawn, and an empty
    one where it was invited.
    """
    found = {}
    for group, items in rules.items.items():
        own = cells[cells["group"] == group].set_index("key")
        if own["desk"].isna().all():
            mine = ballots[ballots["cell"].isin(own.index)]
            invited = {str(key): int(n) for key, n in own["opened"].items()}
            found[group] = officials_sample(
                group,
                _with_items(mine, items),
                invited,
                items,
                minimum_response=rules.minimum_response,
            )
        else:
            frame = _sample_frame(own, names[names["cell"].isin(own.index)])
            if (frame["outcome"] == "respondent").any():
                found[group] = _drawn(group, _with_items(frame, items), items, rules)
    return found


def _sample_frame(cells: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    """The names with the counts of the stages by which they came."""
    of = names["cell"].map
    kind, desk = of(cells["agency_type"]), of(cells["desk"])
    chance = of(_chances(cells))
    certain = chance == 1
    single = (kind != "commune") | certain
    stratum = of(cells["stratum"])
    district = of(cells["district"])
    place = district.where(district.notna(), desk.str.partition(":")[2])
    return names.assign(
        stratum=stratum.where(~certain, stratum + "/" + desk),
        psu=desk.where(~single, ""),
        A=of(cells["units_in_stratum"]).where(~certain, 1),
        a=of(cells["units_drawn"]).where(~certain, 1),
        pi=chance.where(~certain, float("nan")),
        M=of(cells["list_size"]),
        m=of(names["cell"].value_counts()),
        district=district.where(district.notna(), ""),
        place=place,
        level=kind,
    ).reset_index(drop=True)


def _chances(cells: pd.DataFrame) -> pd.Series:
    """Probabilities of the desks drawn by size, NaN for others; cells frozen earlier have none."""
    if "by_size" not in cells.columns:
        return pd.Series(float("nan"), index=cells.index)
    chances = [float(Fraction(t)) if isinstance(t, str) else float("nan") for t in cells["by_size"]]
    return pd.Series(chances, index=cells.index)


def _drawn(
    group: str, frame: pd.DataFrame, items: tuple[ScoredItem, ...], rules: Rules
) -> GroupSample:
    frame, plan, once = _plan(frame, rules)
    given_up: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    while True:  # a small sample lacks combinations that regression, cap or margins need
        try:
            found = citizens_sample(group, frame, items, plan)
        except StepFailed as failed:
            skipped = (*skipped, failed.step)
            drop = {"propensity": ()} if failed.step == "propensity" else {"trim": None}
            plan = replace(plan, **drop)
        except NoConvergence:
            if len(plan.margins) < 2:
                raise
            given_up = tuple(margin.name for margin in plan.margins[1:])
            plan = replace(plan, margins=plan.margins[:1])
        else:
            told = {"given_up": given_up, "skipped": skipped, "counted_once": once}
            return replace(found, weighting=_told(found.weighting, told))


def _told(report: WeightingReport | None, told: Mapping[str, Any]) -> WeightingReport | None:
    """The report with what was given up, for the reader to know."""
    return replace(report, **told) if report else None


def _plan(frame: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, WeightingPlan, int]:
    """The frame with the plan's columns, the plan, and who did not say how often they were served.

    Lists of transactions have no totals of persons, so nothing is calibrated to them.
    """
    chosen, by = rules.weighting, ("stratum", "cell")
    plan = WeightingPlan(unknown_by=by, response_by=by, fewest=FEWEST)
    if chosen.nonresponse == "propensity":
        plan = replace(plan, propensity=tuple(COLUMNS[name] for name in chosen.propensity))
    if chosen.trim is not None:
        plan = replace(plan, trim=float(chosen.trim))
    if chosen.multiplicity is None:
        frame, margins = _margins(frame, rules)
        return frame, replace(plan, margins=margins), 0
    if chosen.multiplicity in frame.columns:
        counts = pd.to_numeric(frame[chosen.multiplicity], errors="coerce")
    else:
        counts = pd.Series(float("nan"), index=frame.index)
    said = (counts >= 1) & (counts % 1 == 0)
    once = int((~said & (frame["outcome"] == "respondent")).sum())
    frame = frame.assign(**{RESULTS_GOT: counts.where(said, 1.0)})
    return frame, replace(plan, multiplicity=RESULTS_GOT), once


def _margins(frame: pd.DataFrame, rules: Rules) -> tuple[pd.DataFrame, tuple[Margin, ...]]:
    """Totals of the lists that took part, by each of the rules' columns."""
    frame = frame.assign(**{LIST: frame[PLACE] + "/" + frame[LEVEL]})
    part = set(frame[LIST])
    known = {f"{place}/{level}" for place, level, _ in rules.lists}
    if not part <= known:
        return frame, ()  # a list without a known total: no calibration (methods 14)
    counted = frame["outcome"].isin(["respondent", "ineligible"])
    margins = []
    for column in rules.margins:
        totals = _totals(rules.lists, part, column)
        if not set(frame[column]) <= set(totals):
            return frame, ()
        into = _into(totals, set(frame.loc[counted, column]))
        name = column + MERGED if any(a != b for a, b in into.items()) else column
        frame = frame.assign(**{name: frame[column].map(into)})
        merged: dict[str, float] = {}
        for category, n in totals.items():
            merged[into[category]] = merged.get(into[category], 0) + n
        margins.append(Margin((name,), merged, "frame lists"))
    return frame, tuple(margins)


def _totals(lists: ListCounts, part: set[str], column: str) -> Counter[str]:
    """Persons by category of a column, on the lists that took part."""
    totals = Counter[str]()
    for (place, level, field), n in lists.items():
        both = f"{place}/{level}"
        if both in part:
            totals[{PLACE: place, LEVEL: level, LIST: both, FIELD: field}[column]] += n
    return totals


def _into(totals: Mapping[str, int], sampled: set[str]) -> dict[str, str]:
    """Each category to itself, or where nobody of it counts to the nearest one that has some.

    Nearest: of the same place, else of the same kind of desk, else any; then the shortest list.
    """

    def distance(category: str, other: str) -> tuple[bool, bool, int, str]:
        place, _, kind = category.partition("/")
        near, _, alike = other.partition("/")
        return place != near, kind != alike, totals[other], other

    return {
        category: category
        if category in sampled
        else min(sampled, key=lambda other, category=category: distance(category, other))  # type: ignore[misc]  # mypy takes the bound default for a second argument
        for category in totals
    }


def _with_items(rows: pd.DataFrame, items: tuple[ScoredItem, ...]) -> pd.DataFrame:
    """The rows with a column for every item, empty where the form at hand had none."""
    columns = dict.fromkeys(
        [item.item for item in items] + [item.asked_of[0] for item in items if item.asked_of]
    )
    return rows.assign(**{name: "" for name in columns if name not in rows.columns})
