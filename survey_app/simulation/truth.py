"""What a survey of a made-up population should find: values counted over everybody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analysis.scheme import Scheme
from survey_app.simulation.opinions import Opinions

__all__ = ["ItemRule", "Truth", "true_points", "true_values"]

Bools = NDArray[np.bool_]


class ItemRule(Protocol):
    """How an item is scored; `analysis.scoring.ScoredItem` is one."""

    @property
    def item(self) -> str: ...
    @property
    def factor(self) -> str | None: ...
    @property
    def criterion(self) -> str | None: ...
    @property
    def scores(self) -> Mapping[str, float | None]: ...
    @property
    def satisfied(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Truth:
    """Finite-population values over some people, don't know and not asked left out.

    shares, means: satisfied share and mean score of each item; factor_shares: pooled over a
    factor's items; criterion_scores: mean of the mean scores of a criterion's items; sipas:
    criterion -> convention -> value, for each criterion. All in [0, 1]; NaN where nobody counts.
    """

    people: int
    shares: Mapping[str, float]
    means: Mapping[str, float]
    factor_shares: Mapping[str, float]
    criterion_scores: Mapping[str, float]
    sipas: Mapping[str, Mapping[str, float]]


def true_values(opinions: Opinions, rules: Sequence[ItemRule], among: Bools) -> Truth:
    """The truth about the people of `among` (n,) under these scoring rules (methods.md 24)."""
    column = {item.name: j for j, item in enumerate(opinions.items)}
    counts = {rule.item: _count(opinions, column[rule.item], rule, among) for rule in rules}
    criteria = dict.fromkeys(rule.criterion for rule in rules if rule.criterion is not None)
    factors = dict.fromkeys(rule.factor for rule in rules if rule.factor is not None)
    by_criterion = {code: [rule for rule in rules if rule.criterion == code] for code in criteria}
    return Truth(
        people=int(among.sum()),
        shares={item: count.share for item, count in counts.items()},
        means={item: count.mean for item, count in counts.items()},
        factor_shares={
            factor: _total(counts, [rule for rule in rules if rule.factor == factor]).share
            for factor in factors
        },
        criterion_scores={
            code: float(np.mean([counts[rule.item].mean for rule in own]))
            for code, own in by_criterion.items()
        },
        sipas={code: _conventions(counts, own) for code, own in by_criterion.items()},
    )


def true_points(scheme: Scheme, truths: Mapping[str, Truth]) -> dict[str, float]:
    """Index points of every survey row by code, and "total": what a perfect survey would find.

    truths: by respondent group. Raises KeyError where a group with weight has no truth, or one
    without items for the row.
    """
    points = {
        row.code: float(scheme.maximum_of(row.code))
        * sum(
            float(weight) * _score(scheme, row.code, truths[group])
            for group, weight in scheme.group_weights_of(row.code).items()
            if weight
        )
        for row in scheme.survey_rows()
    }
    return {**points, "total": sum(points.values())}


def _score(scheme: Scheme, code: str, truth: Truth) -> float:
    if scheme.row(code).kind == "sipas":
        return truth.sipas[code][scheme.sipas_convention]
    return truth.criterion_scores[code]


@dataclass(frozen=True)
class _Count:
    """Of some valid answers: how many, how many satisfied, and the sum of their scores."""

    valid: float
    satisfied: float
    score: float

    @property
    def share(self) -> float:
        return self.satisfied / self.valid if self.valid else float("nan")

    @property
    def mean(self) -> float:
        return self.score / self.valid if self.valid else float("nan")


def _count(opinions: Opinions, column: int, rule: ItemRule, among: Bools) -> _Count:
    codes = opinions.items[column].codes
    chosen = opinions.choice[among, column]
    number = np.bincount(chosen[chosen >= 0], minlength=len(codes))
    scored = [
        (float(n), code in rule.satisfied, worth)
        for n, code in zip(number.tolist(), codes, strict=True)
        if (worth := rule.scores.get(code)) is not None
    ]
    return _Count(
        sum(n for n, _, _ in scored),
        sum(n for n, satisfied, _ in scored if satisfied),
        sum(n * worth for n, _, worth in scored),
    )


def _total(counts: Mapping[str, _Count], rules: Sequence[ItemRule]) -> _Count:
    own = [counts[rule.item] for rule in rules]
    return _Count(
        sum(count.valid for count in own),
        sum(count.satisfied for count in own),
        sum(count.score for count in own),
    )


def _conventions(counts: Mapping[str, _Count], rules: Sequence[ItemRule]) -> dict[str, float]:
    factors = dict.fromkeys(rule.factor for rule in rules)
    by_factor = [
        _total(counts, [rule for rule in rules if rule.factor == factor]).share
        for factor in factors
    ]
    return {
        "pooled_ratio": _total(counts, rules).share,
        "mean_of_item_shares": float(np.mean([counts[rule.item].share for rule in rules])),
        "mean_of_factor_shares": float(np.mean(by_factor)),
        "mean_score": _total(counts, rules).mean,
    }
