"""From samples and a scheme to the tables a results page or a report shows; the package's end."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.districts import district_estimates
from analysis.drivers import Association, associations
from analysis.errors import BoolArray, FloatArray
from analysis.estimate import Estimate, Linear, estimates, linear_design_effect, linear_mean
from analysis.points import IndexPoints, SchemeLike, index_points
from analysis.response import ResponseRate
from analysis.samples import GroupSample
from analysis.sipas import Reconciliation, pooled_share, reconcile, sipas
from analysis.weighting import WeightingReport

__all__ = [
    "Cell",
    "DistrictRow",
    "FactorRow",
    "GroupRow",
    "ItemRow",
    "Note",
    "Results",
    "results",
]


@dataclass(frozen=True)
class Cell:
    """A figure to show, or why there is none.

    estimate: None when `reason` is given: below_threshold, secondary (hidden so that another
    cannot be computed by subtraction), unanimous (officials: shown as "đa số"), no_answers.
    """

    estimate: Estimate | None
    reason: str | None = None


@dataclass(frozen=True)
class ItemRow:
    """One item in one group: satisfied share and mean score in [0, 1], and who said nothing.

    asked, not_counted, missing: rows; None where they are withheld with the share.
    deff: variance of the share over that of a simple random sample of as many answers, None
    where either has none or the share is not shown.
    """

    group: str
    item: str
    factor: str | None
    criterion: str | None
    share: Cell
    mean: Cell
    asked: int | None
    not_counted: int | None
    missing: int | None
    deff: float | None = None


@dataclass(frozen=True)
class FactorRow:
    """One factor in one group: satisfied answers over valid answers."""

    group: str
    factor: str
    share: Cell


@dataclass(frozen=True)
class DistrictRow:
    """The satisfaction index of one district, from its own communes and pooled; its factors."""

    group: str
    district: str
    direct: Cell
    pooled: Cell
    factors: tuple[FactorRow, ...]


@dataclass(frozen=True)
class GroupRow:
    """A respondent group over all its items: satisfied answers over valid answers."""

    group: str
    answered: int
    share: Cell
    response: float | None


@dataclass(frozen=True)
class Note:
    """Something the reader must be told: a code and its values, for the app to put in words."""

    code: str
    values: Mapping[str, str | float | int]


@dataclass(frozen=True)
class Results:
    """Everything a results page shows; the subject of all figures is the city."""

    illustrative: bool
    official_source: str | None
    scheme_digest: str
    convention: str
    threshold: int
    index: IndexPoints
    sipas: Mapping[str, Reconciliation]
    items: tuple[ItemRow, ...]
    factors: tuple[FactorRow, ...]
    districts: tuple[DistrictRow, ...]
    groups: tuple[GroupRow, ...]
    responses: tuple[ResponseRate, ...]
    weighting: Mapping[str, WeightingReport]
    notes: tuple[Note, ...]
    associations: tuple[Association, ...] = ()

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON; field names are keys. No number is NaN."""
        plain = dataclasses.asdict(self)
        return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=indent)


def results(scheme: SchemeLike, groups: Mapping[str, GroupSample], threshold: int = 5) -> Results:
    """All tables from the groups' samples. threshold: answers a shown cell must have."""
    present = {name: sample for name, sample in groups.items() if sample.answered > 0}
    responses = tuple(rate for sample in groups.values() for rate in sample.rates)
    index = index_points(scheme, groups, fewest=threshold)
    return Results(
        scheme.illustrative,
        scheme.official_source,
        scheme.digest,
        scheme.sipas_convention,
        threshold,
        index,
        _sipas(scheme, present, threshold),
        tuple(row for s in present.values() for row in _items(s, threshold)),
        tuple(row for s in present.values() for row in _factors(s, threshold)),
        tuple(row for s in present.values() for row in _districts(scheme, s, threshold)),
        tuple(_group(s, threshold) for s in present.values()),
        responses,
        {name: s.weighting for name, s in present.items() if s.weighting is not None},
        tuple(_notes(scheme, groups)),
        _associations(scheme, present, threshold),
    )


def _sipas(
    scheme: SchemeLike, groups: Mapping[str, GroupSample], threshold: int
) -> dict[str, Reconciliation]:
    """By group that answers about satisfaction: the index and its unweighted twin."""
    codes = [row.code for row in scheme.survey_rows() if row.kind == "sipas"]
    found = {}
    for name, sample in groups.items():
        columns = [k for code in codes for k in sample.scores.columns(criterion=code)]
        if columns and sample.answered >= threshold:
            found[name] = reconcile(
                scheme.sipas_convention, sample.survey, sample.scores, columns, sample.domain
            )
    return found


def _associations(
    scheme: SchemeLike, groups: Mapping[str, GroupSample], threshold: int
) -> tuple[Association, ...]:
    """By group that answers about satisfaction: what goes with it."""
    codes = [row.code for row in scheme.survey_rows() if row.kind == "sipas"]
    found = [associations(s, codes) for s in groups.values() if s.answered >= threshold]
    return tuple(each for each in found if each is not None)


def _items(sample: GroupSample, threshold: int) -> list[ItemRow]:
    scores, domain = sample.scores, sample.domain
    shares = [linear_mean(sample.survey, column, domain) for column in scores.satisfied.T]
    means = [linear_mean(sample.survey, column, domain) for column in scores.score.T]
    shown = _city(sample, [*shares, *means])
    rows = []
    for k, item in enumerate(scores.items):
        asked = domain & scores.asked[:, k]
        silent = asked & np.isnan(scores.score[:, k]) & ~scores.not_counted[:, k]
        share, mean = shown[k], shown[k + len(shares)]
        cell = _cell(share, threshold, _alike(sample, scores.satisfied[:, [k]]))
        rows.append(
            ItemRow(
                sample.group,
                item.item,
                item.factor,
                item.criterion,
                cell,
                _cell(mean, threshold, _alike(sample, scores.score[:, [k]])),
                int(asked.sum()),
                int((domain & scores.not_counted[:, k]).sum()),
                int(silent.sum()),
                linear_design_effect(sample.survey, shares[k], ~np.isnan(scores.score[:, k]))
                if cell.estimate and sample.official is None
                else None,
            )
        )
    return rows


def _factors(sample: GroupSample, threshold: int) -> list[FactorRow]:
    names = sample.scores.factors()
    own = [sample.scores.columns(factor=name) for name in names]
    shown = _city(
        sample,
        [pooled_share(sample.survey, sample.scores, columns, sample.domain) for columns in own],
    )
    return [
        FactorRow(
            sample.group,
            name,
            _cell(figure, threshold, _alike(sample, sample.scores.satisfied[:, columns])),
        )
        for name, columns, figure in zip(names, own, shown, strict=True)
    ]


def _group(sample: GroupSample, threshold: int) -> GroupRow:
    columns = list(range(len(sample.items)))
    figure = _city(sample, [pooled_share(sample.survey, sample.scores, columns, sample.domain)])[0]
    rate = next((r.rate for r in sample.rates if r.place is None), None)
    cell = _cell(figure, threshold, _alike(sample, sample.scores.satisfied))
    return GroupRow(sample.group, sample.answered, cell, rate)


def _districts(scheme: SchemeLike, sample: GroupSample, threshold: int) -> list[DistrictRow]:
    if sample.districts is None:
        return []
    codes = [row.code for row in scheme.survey_rows() if row.kind == "sipas"]
    columns = [k for code in codes for k in sample.scores.columns(criterion=code)]
    if not columns:
        return []
    places = np.array(sample.districts)
    names = [str(place) for place in np.unique(places) if place]
    domains = [sample.domain & (places == name) for name in names]
    figures = [
        sipas(scheme.sipas_convention, sample.survey, sample.scores, columns, domain)
        for domain in domains
    ]
    pairs = district_estimates(sample.survey, figures)
    direct = _protected([_cell(pair[0], threshold) for pair in pairs], pairs)
    pooled = [
        Cell(pair[1]) if cell.reason is None else cell
        for cell, pair in zip(direct, pairs, strict=True)
    ]
    factors = _district_factors(sample, names, domains, threshold)
    return [
        DistrictRow(sample.group, name, one, other, tuple(factors[name]))
        for name, one, other in zip(names, direct, pooled, strict=True)
    ]


def _district_factors(
    sample: GroupSample, names: Sequence[str], domains: Sequence[BoolArray], threshold: int
) -> dict[str, list[FactorRow]]:
    table: dict[tuple[str, str], Cell] = {}
    for factor in sample.scores.factors():
        columns = sample.scores.columns(factor=factor)
        figures = [
            pooled_share(sample.survey, sample.scores, columns, domain) for domain in domains
        ]
        pairs = district_estimates(sample.survey, figures)
        for name, pair in zip(names, pairs, strict=True):
            table[name, factor] = _cell(pair[0], threshold)
    table = _protected_both_ways(table)
    return {
        name: [
            FactorRow(sample.group, factor, table[name, factor])
            for factor in sample.scores.factors()
        ]
        for name in names
    }


def _city(sample: GroupSample, figures: Sequence[Linear]) -> tuple[Estimate, ...]:
    """City-level shares; an invited group's intervals follow its response."""
    shown = estimates(sample.survey, figures, how="logit", df="satterthwaite")
    if sample.official is None:
        return shown
    if not sample.official.full_enough:
        return tuple(_without_interval(figure) for figure in shown)
    return tuple(
        figure if figure.se is None or figure.note == "census" else _flagged(figure)
        for figure in shown
    )


def _without_interval(figure: Estimate) -> Estimate:
    warrant = figure.warrant if figure.value is None else "response_below_70"
    return dataclasses.replace(
        figure, se=None, df=None, lower=None, upper=None, note=None, warrant=warrant
    )


def _flagged(figure: Estimate) -> Estimate:
    return dataclasses.replace(figure, note="nonresponse_at_random")


def _cell(figure: Estimate, threshold: int, alike: bool = False) -> Cell:
    if figure.n == 0:
        return Cell(None, "no_answers")
    if figure.n < threshold:
        return Cell(None, "below_threshold")
    return Cell(None, "unanimous") if alike else Cell(figure)


def _alike(sample: GroupSample, values: FloatArray) -> bool:
    """Whether an invited group answered as one; a public share would tell each one's answer."""
    if sample.official is None:
        return False
    given = values[sample.domain]
    given = given[~np.isnan(given)]
    return given.size > 0 and bool((given == given[0]).all())


def _protected(cells: Sequence[Cell], pairs: Sequence[tuple[Estimate, Estimate]]) -> list[Cell]:
    """One hidden cell of a partition would follow from the rest and the whole: hide a second."""
    hidden = [k for k, cell in enumerate(cells) if cell.reason == "below_threshold"]
    open_ones = [k for k, cell in enumerate(cells) if cell.reason is None]
    shown = list(cells)
    if len(hidden) == 1 and open_ones:
        shown[min(open_ones, key=lambda k: pairs[k][0].n)] = Cell(None, "secondary")
    return shown


def _protected_both_ways(table: Mapping[tuple[str, str], Cell]) -> dict[tuple[str, str], Cell]:
    """A district's index is made of its factors, a factor of the city of its districts.

    So a hidden cell needs another in its district and another in its factor: the open one with
    the fewest answers, until no cell is alone.
    """
    shown = dict(table)
    while True:
        for line in _lines(shown):
            hidden = [key for key in line if shown[key].reason not in (None, "no_answers")]
            counts = {key: e.n for key in line if (e := shown[key].estimate) is not None}
            if len(hidden) == 1 and counts:
                shown[min(counts, key=lambda key: (counts[key], key))] = Cell(None, "secondary")
                break
        else:
            return shown


def _lines(table: Mapping[tuple[str, str], Cell]) -> list[list[tuple[str, str]]]:
    """The keys of every district and of every factor."""
    return [
        [key for key in table if key[place] == name]
        for place in (0, 1)
        for name in dict.fromkeys(key[place] for key in table)
    ]


def _notes(scheme: SchemeLike, groups: Mapping[str, GroupSample]) -> list[Note]:
    notes = []
    if scheme.illustrative:
        notes.append(Note("illustrative_scheme", {}))
    for name, sample in groups.items():
        official, report = sample.official, sample.weighting
        if official is not None and sample.answered:
            code = "nonresponse_at_random" if official.full_enough else "bounds_only"
            rates = {"response": official.response, "minimum": official.minimum_response}
            notes.append(Note(code, {"group": name, **rates}))
        if official is not None and any(a != b for a, b in official.merged.items()):
            notes.append(Note("official_cells_merged", {"group": name}))
        if sample.answered == 0:
            notes.append(Note("group_missing", {"group": name}))
        if report is not None:
            notes += _weighting_notes(name, report)
            notes += _lonely_notes(name, sample)
    return notes


def _weighting_notes(name: str, report: WeightingReport) -> list[Note]:
    notes = [
        Note("classes_merged", {"group": name, "step": m.step, "classes": len(m.classes)})
        for m in report.merges
    ]
    if report.margins:
        margins = ", ".join(report.margins)
        notes.append(Note("calibrated", {"group": name, "margins": margins}))
    else:
        notes.append(Note("not_calibrated", {"group": name}))
    if report.given_up:
        notes.append(
            Note("margin_given_up", {"group": name, "margins": ", ".join(report.given_up)})
        )
    notes += [Note(f"{step}_given_up", {"group": name}) for step in report.skipped]
    if report.counted_once:
        notes.append(Note("counted_once", {"group": name, "count": report.counted_once}))
    return notes


def _lonely_notes(name: str, sample: GroupSample) -> list[Note]:
    first = sample.survey.stages[0]
    lonely = int(((first.taken == 1) & (first.fraction < 1)).sum())
    return [Note("lonely_psu_adjusted", {"group": name, "strata": lonely})] if lonely else []
