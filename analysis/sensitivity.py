"""What if: the total and the satisfaction index under other choices, with paired errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import SupportsFloat

import numpy as np

from analysis.errors import FloatArray
from analysis.estimate import Estimate, Linear
from analysis.intervals import interval
from analysis.points import RowLike, SchemeLike, factors_of, linear_total
from analysis.samples import GroupSample
from analysis.sipas import CONVENTIONS, sipas
from analysis.variance import components, satterthwaite

__all__ = ["Alternative", "Effect", "Reweighted", "alternatives", "other_factors", "paired_change"]

DONT_KNOW = {"dont_know_worst": 0.0, "dont_know_middle": 0.5}
"""What an answer without a score is worth where it counts; it never counts as satisfied."""

Samples = Mapping[str, GroupSample]
Pair = tuple[GroupSample, Linear, GroupSample, Linear]
"""A sample and its figure, then the same persons' sample under the other choice and its figure."""


@dataclass(frozen=True)
class Effect:
    """A figure under the other choice; change: minus the published one, None where either is."""

    value: float | None
    change: Estimate | None


@dataclass(frozen=True)
class Alternative:
    """Another choice. kind: groups, dont_know, convention, calibration or flagged.

    total: in points. sipas: shares by group. rows: persons it leaves out, for "flagged". hidden:
    why no figure is given, else None: too_few (the difference would tell of a few persons),
    none (nobody to leave out), impossible (no weights meet it), hidden_part (a hidden share
    would follow from it).
    """

    kind: str
    code: str
    total: Effect
    sipas: Mapping[str, Effect]
    rows: int = 0
    hidden: str | None = None


@dataclass(frozen=True, eq=False)
class Reweighted:
    """Another way of weighing as the caller made it: all groups' samples, or why there are none."""

    kind: str
    code: str
    samples: Samples | None
    rows: int = 0
    hidden: str | None = None


@dataclass(frozen=True, eq=False)
class _Changed:
    """A scheme with another convention or other group weights."""

    scheme: SchemeLike
    sipas_convention: str
    weights: Mapping[str, Mapping[str, SupportsFloat]]

    @property
    def official_source(self) -> str | None:
        return self.scheme.official_source

    @property
    def digest(self) -> str:
        return self.scheme.digest

    @property
    def illustrative(self) -> bool:
        return self.scheme.illustrative

    @property
    def rows(self) -> Sequence[RowLike]:
        return self.scheme.rows

    def survey_rows(self) -> Sequence[RowLike]:
        return self.scheme.survey_rows()

    def group_weights_of(self, code: str) -> Mapping[str, SupportsFloat]:
        return self.weights[code]


def alternatives(
    scheme: SchemeLike, groups: Samples, others: Sequence[Reweighted] = (), fewest: int = 5
) -> tuple[Alternative, ...]:
    """The total and the satisfaction index under every other choice, one choice at a time.

    Group weights: equal, and by the number invited; conventions: the three others; "don't know"
    at worst and in the middle; then the caller's own. Errors are paired: the same people answer
    under both choices, so the variance is that of the difference of their influences.
    """
    base = _Case(scheme, groups, fewest)
    found = []
    for code, weights in _group_weights(scheme, groups):
        changed = _Changed(scheme, scheme.sipas_convention, weights)
        found.append(_against(base, "groups", code, _Case(changed, groups, fewest)))
    for code in DONT_KNOW:
        counted = {name: _counting(sample, DONT_KNOW[code]) for name, sample in groups.items()}
        found.append(_against(base, "dont_know", code, _Case(scheme, counted, fewest)))
    own = {row.code: scheme.group_weights_of(row.code) for row in scheme.survey_rows()}
    for code in CONVENTIONS:
        if code != scheme.sipas_convention:
            changed = _Changed(scheme, code, own)
            found.append(_against(base, "convention", code, _Case(changed, groups, fewest)))
    for other in others:
        if other.samples is None or other.hidden:
            nothing = Effect(None, None)
            found.append(Alternative(other.kind, other.code, nothing, {}, other.rows, other.hidden))
            continue
        case = _Case(scheme, other.samples, fewest)
        found.append(replace(_against(base, other.kind, other.code, case), rows=other.rows))
    return tuple(found)


def other_factors(scheme: SchemeLike, groups: Samples) -> tuple[dict[tuple[str, str], float], ...]:
    """Points of a whole score by criterion and group, under each other choice of weights."""
    return tuple(
        factors_of(_Changed(scheme, scheme.sipas_convention, weights))
        for _, weights in _group_weights(scheme, groups)
    )


def paired_change(pairs: Sequence[Pair], level: float = 0.95) -> Estimate:
    """The sum over independent groups of second figure minus first, on the same persons.

    A row's part is w2 r2 - w1 r1, r the residuals that calibration leaves of its influence; rows
    that the second sample lacks keep their first part alone. Weights count as given under both
    choices, so what re-estimating them adds is left out. t interval on Satterthwaite's degrees;
    none where nothing varies (warrant constant), unless everybody was asked (note census).
    """
    value, n, cap = 0.0, 0, 0
    values, df = [], []
    for first, one, second, other in pairs:
        value += (other.value or 0.0) - (one.value or 0.0)
        n += one.n
        design = replace(first.survey, adjustments=())
        parts = components(design, _difference(first, one, second, other)[:, None])
        values.append(parts.values)
        df.append(parts.df)
        cap += design.degrees(one.rows)
    together = np.concatenate(values)
    se = float(np.sqrt(together.sum()))
    if se <= 1e-12:
        if all(bool(first.survey.censused[one.rows].all()) for first, one, *_ in pairs):
            return Estimate(value, 0.0, float(cap), value, value, n, level, note="census")
        return Estimate(value, None, None, None, None, n, level, warrant="constant")
    degrees = min(float(satterthwaite(together, np.concatenate(df))[0]), float(cap))
    if degrees <= 0:
        return Estimate(value, None, None, None, None, n, level, warrant="one_psu")
    lower, upper = interval(value, se, degrees, "t", level)
    return Estimate(value, se, degrees, lower, upper, n, level)


def _difference(
    first: GroupSample, one: Linear, second: GroupSample, other: Linear
) -> FloatArray:  # fmt: skip
    """(n,) of the first sample's rows, to be weighted by its weights."""
    before, after = _weighted(first, one), _weighted(second, other)
    if first.rows is not None and second.rows is not None:
        place = np.searchsorted(first.rows, second.rows)
        moved = np.zeros_like(before)
        moved[place] = after
        after = moved
    weights = first.survey.weights
    return np.asarray((after - before) / np.where(weights > 0, weights, 1.0))


def _weighted(sample: GroupSample, figure: Linear) -> FloatArray:
    column = figure.influence[:, None]
    for adjustment in sample.survey.adjustments:
        column = adjustment.residuals(column)
    return np.asarray(column[:, 0] * sample.survey.weights)


class _Case:
    """The figures under one choice, linearized."""

    def __init__(self, scheme: SchemeLike, groups: Samples, fewest: int) -> None:
        self.groups = groups
        self.total = linear_total(scheme, groups, fewest)
        self.sipas: dict[str, Linear] = {}
        criteria = [row.code for row in scheme.survey_rows() if row.kind == "sipas"]
        for name, sample in groups.items():
            if sample.official is not None or sample.answered < fewest:
                continue
            columns = [k for code in criteria for k in sample.scores.columns(criterion=code)]
            if columns:
                self.sipas[name] = sipas(
                    scheme.sipas_convention, sample.survey, sample.scores, columns, sample.domain
                )


def _against(base: _Case, kind: str, code: str, other: _Case) -> Alternative:
    total = Effect(None, None)
    if base.total and base.total.keys() == other.total.keys():
        total = _effect(base, other, base.total, other.total)
    shares = {
        name: _effect(base, other, {name: base.sipas[name]}, {name: other.sipas[name]})
        for name in base.sipas
        if name in other.sipas
    }
    return Alternative(kind, code, total, shares)


def _effect(
    base: _Case, other: _Case, before: Mapping[str, Linear], after: Mapping[str, Linear]
) -> Effect:
    if any(figure.value is None for figure in (*before.values(), *after.values())):
        return Effect(None, None)
    value = sum(figure.value or 0.0 for figure in after.values())
    pairs = [(base.groups[n], before[n], other.groups[n], after[n]) for n in before]
    return Effect(value, paired_change(pairs))


def _group_weights(
    scheme: SchemeLike, groups: Samples
) -> Iterator[tuple[str, dict[str, Mapping[str, float]]]]:
    """Other weights by row: a row's own groups alike, or by the people invited."""
    own = {
        row.code: {g: float(w) for g, w in scheme.group_weights_of(row.code).items() if float(w)}
        for row in scheme.survey_rows()
    }
    invited = {
        name: float(sum(sample.official.invited.values())) if sample.official else 0.0
        for name, sample in groups.items()
    }
    choices: dict[str, dict[str, Mapping[str, float]]] = {"equal": {}, "by_people": {}}
    for code, weights in own.items():
        people = {group: invited.get(group, 0.0) for group in weights}
        choices["equal"][code] = dict.fromkeys(weights, 1.0)
        choices["by_people"][code] = people if all(people.values()) else weights
    for name, chosen in choices.items():
        if any(_shares(chosen[code]) != _shares(own[code]) for code in own):
            yield name, chosen


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    whole = sum(weights.values())
    return {group: round(weight / whole, 9) for group, weight in weights.items()}


def _counting(sample: GroupSample, worth: float) -> GroupSample:
    """The sample with answers without a score scored so, and not satisfied."""
    items = tuple(
        replace(i, scores={code: worth if s is None else s for code, s in i.scores.items()})
        for i in sample.items
    )
    return replace(sample, items=items)
