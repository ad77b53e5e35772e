"""True opinions of a made-up population: answers that are known before anybody is asked.

An answer's latent value is the sum of what its cluster (commune, desk, agency), the person and
chance add; it is cut into the codes of a scale.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

__all__ = ["DONT_KNOW", "NOT_ASKED", "ItemRule", "ItemSpec", "Opinions", "Truth"]
__all__ += ["form_opinions", "true_values"]

DONT_KNOW, NOT_ASKED = -1, -2
_PERSON_SHARE = 0.5  # of the variance within a cluster: how alike one person's answers are

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class ItemSpec:
    """An item of a questionnaire as the population answers it.

    codes: answers from worst to best (at least two); dont_know: its code, None where the form
    offers none; of_feedback: asked only of those who gave feedback.
    """

    name: str
    codes: tuple[str, ...]
    dont_know: str | None = None
    of_feedback: bool = False


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
class Opinions:
    """Answers of n people to k items. choice: (n, k), index into an item's codes, or one of
    DONT_KNOW and NOT_ASKED; latent: (n,), each person's satisfaction, mean 0, variance 1."""

    items: tuple[ItemSpec, ...]
    choice: Ints
    latent: Floats

    def answers(self, row: int) -> dict[str, str]:
        """What person number `row` answers, by item, as it goes over the wire."""
        given: dict[str, str] = {}
        for item, index in zip(self.items, self.choice[row].tolist(), strict=True):
            if index >= 0:
                given[item.name] = item.codes[index]
            elif index == DONT_KNOW and item.dont_know is not None:
                given[item.name] = item.dont_know
        return given


def form_opinions(
    items: Sequence[ItemSpec],
    cluster: Ints,
    lift: Floats,
    gave_feedback: Bools,
    *,
    satisfied: float,
    icc: float,
    dont_know: float,
    rng: np.random.Generator,
) -> Opinions:
    """Opinions of people in clusters.

    cluster: (n,), from 0; lift: (n,), added to the latent value (age, group); satisfied: about
    the share of answers among the best two fifths of a scale; icc: in [0, 0.3], intraclass
    correlation within clusters of being satisfied; dont_know: share of answers "don't know"
    where the form offers it.
    """
    n, k = cluster.size, len(items)
    shared = rng.standard_normal(int(cluster.max(initial=0)) + 1)[cluster]
    own = rng.standard_normal(n)
    latent = _latent_icc(icc, satisfied)
    within = 1 - latent
    level = np.sqrt(latent) * shared + np.sqrt(within * _PERSON_SHARE) * own + lift
    noise = np.sqrt(within * (1 - _PERSON_SHARE)) * rng.standard_normal((n, k))
    ease = 0.15 * rng.standard_normal(k)  # some items please more than others
    value = level[:, None] + noise + (ease - ease.mean() if k else ease)
    choice = np.empty((n, k), dtype=np.int64)
    for j, item in enumerate(items):
        choice[:, j] = np.searchsorted(_cuts(len(item.codes), satisfied), value[:, j])
        if item.dont_know is not None:
            choice[rng.random(n) < dont_know, j] = DONT_KNOW
        if item.of_feedback:
            choice[~gave_feedback, j] = NOT_ASKED
    return Opinions(tuple(items), choice, (level - level.mean()) / (level.std() or 1.0))


def _latent_icc(icc: float, satisfied: float) -> float:
    """The latent correlation under which "satisfied or not" is correlated by `icc`.

    Two standard normals correlated by r both lie below h with probability
    Phi(h) - 2 T(h, sqrt((1 - r)/(1 + r))), T being Owen's function (Owen 1956).
    """
    cut = stats.norm.ppf(1 - satisfied)
    low, high = 0.0, 0.99
    for _ in range(50):  # bisection: the correlation of the answers grows with the latent one
        middle = (low + high) / 2
        both = 1 - satisfied - 2 * special.owens_t(cut, np.sqrt((1 - middle) / (1 + middle)))
        seen = (both - (1 - satisfied) ** 2) / (satisfied * (1 - satisfied))
        low, high = (middle, high) if seen < icc else (low, middle)
    return low


def _cuts(codes: int, satisfied: float) -> Floats:
    """Where the latent scale is cut: `satisfied` above the best two fifths, thinner to the ends."""
    best = max(1, round(0.4 * codes))
    lower = 0.45 ** np.arange(codes - best)[::-1]
    upper = 0.65 ** np.arange(best)
    shares = [*(lower / lower.sum() * (1 - satisfied)), *(upper / upper.sum() * satisfied)]
    return np.asarray(stats.norm.ppf(np.cumsum(shares[:-1])), dtype=np.float64)


@dataclass(frozen=True)
class Truth:
    """Finite-population values over some people, don't know and not asked left out.

    shares, means: satisfied share and mean score of each item; factor_shares: pooled over a
    factor's items; criterion_scores: mean score pooled over a criterion's items; sipas:
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
        criterion_scores={code: _total(counts, own).mean for code, own in by_criterion.items()},
        sipas={code: _conventions(counts, own) for code, own in by_criterion.items()},
    )


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
