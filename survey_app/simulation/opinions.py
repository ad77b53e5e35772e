"""True opinions of a made-up population: answers that are known before anybody is asked.

An answer's latent value is the sum of what its cluster (commune, desk, agency), the person and
chance add; it is cut into the codes of a scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from questionnaires.model import Item, Questionnaire
from questionnaires.scoring_sheet import ItemScore, ScoringSheet

__all__ = ["DONT_KNOW", "NOT_ASKED", "ItemSpec", "Opinions", "form_opinions", "item_specs"]

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


def item_specs(questionnaire: Questionnaire, sheet: ScoringSheet) -> tuple[ItemSpec, ...]:
    """The scored items of a questionnaire, codes from the lowest score to the highest.

    An item that is not asked of everybody (it or its section has a condition) is taken to be
    asked of those who gave feedback.
    """
    return tuple(
        _spec(item, sheet.by_item[item.name], conditional=bool(item.relevant or section.relevant))
        for section in questionnaire.sections
        for item in section.items
        if item.name in sheet.by_item
    )


def _spec(item: Item, score: ItemScore, *, conditional: bool) -> ItemSpec:
    worth = {code: value for code, value in score.scores.items() if value is not None}
    unscored = [choice.name for choice in item.choices if choice.name not in worth]
    codes = sorted(worth, key=lambda code: worth[code])
    return ItemSpec(item.name, tuple(codes), unscored[0] if unscored else None, conditional)


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

    def columns(self, rows: Ints, answering: Bools) -> dict[str, pd.Categorical]:
        """What the people of `rows` (m,) answer, by item; empty for those not `answering` (m,)
        and where somebody is not asked."""
        found = {}
        for item, chosen in zip(self.items, self.choice[rows].T, strict=True):
            texts = pd.Index(dict.fromkeys([*item.codes, item.dont_know or "", ""]))
            nothing = len(texts) - 1
            codes = np.where(chosen == DONT_KNOW, len(item.codes), chosen)
            codes = np.where(answering & (chosen != NOT_ASKED), codes, nothing)
            found[item.name] = pd.Categorical.from_codes(codes, texts)
        return found


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
