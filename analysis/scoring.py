"""Answers as text codes into scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import BoolArray, FloatArray, ScoringError

__all__ = ["ItemScores", "ScoredItem", "score"]


@dataclass(frozen=True)
class ScoredItem:
    """What one item's answers are worth and where they count.

    scores: answer code to a number in [0, 1], best 1; None for answers that are valid and not
    counted (don't know). satisfied: the codes that count as satisfied. factor, criterion: where
    the item belongs, None for nowhere. asked_of: item and codes of those who were asked;
    None: everybody.
    """

    item: str
    factor: str | None
    criterion: str | None
    scores: Mapping[str, float | None]
    satisfied: frozenset[str]
    asked_of: tuple[str, frozenset[str]] | None = None


@dataclass(frozen=True, eq=False)
class ItemScores:
    """Scores of n answer rows on k items, NaN where nothing counts.

    score, satisfied: (n, k); asked: (n, k) whether the row was asked; not_counted: (n, k)
    answered without a score (don't know).
    """

    items: tuple[ScoredItem, ...]
    score: FloatArray
    satisfied: FloatArray
    asked: BoolArray
    not_counted: BoolArray

    def columns(self, *, criterion: str | None = None, factor: str | None = None) -> list[int]:
        """The items of a criterion, of a factor, or of both."""
        return [
            k
            for k, item in enumerate(self.items)
            if (criterion is None or item.criterion == criterion)
            and (factor is None or item.factor == factor)
        ]

    def factors(self, criterion: str | None = None) -> list[str]:
        """The factors in the items' order."""
        items = [self.items[k] for k in self.columns(criterion=criterion)]
        return list(dict.fromkeys(item.factor for item in items if item.factor is not None))


def score(items: Sequence[ScoredItem], answers: pd.DataFrame) -> ItemScores:
    """Scores of a frame of text codes, one row per respondent, one column per item.

    An empty cell is no answer. What someone answered who was not asked does not count.
    Raises ScoringError for a missing column, a code without a rule (naming row and item), and
    scores outside [0, 1].
    """
    n, k = len(answers), len(items)
    scores, satisfied = np.full((n, k), np.nan), np.full((n, k), np.nan)
    asked, dont_know = np.ones((n, k), dtype=np.bool_), np.zeros((n, k), dtype=np.bool_)
    for j, item in enumerate(items):
        _check_rule(item)
        codes = _codes(answers, item.item)
        asked[:, j] = _asked(answers, item)
        codes = codes.where(asked[:, j], "")
        _check_codes(codes, item)
        worth = {code: np.nan if s is None else s for code, s in item.scores.items()}
        scores[:, j] = codes.map(worth).to_numpy(np.float64)
        counted = ~np.isnan(scores[:, j])
        yes = codes.isin(item.satisfied).to_numpy()
        satisfied[:, j] = np.where(counted, yes.astype(np.float64), np.nan)
        dont_know[:, j] = (codes != "").to_numpy() & ~counted
    return ItemScores(tuple(items), scores, satisfied, asked, dont_know)


def _check_rule(item: ScoredItem) -> None:
    for code, worth in item.scores.items():
        if worth is not None and not 0 <= worth <= 1:
            raise ScoringError(f"scoring: {item.item} = {code} scores {worth}, expected 0 to 1")
    lost = sorted(item.satisfied - item.scores.keys())
    if lost:
        raise ScoringError(f"scoring: {item.item} counts {lost[0]} as satisfied without a score")


def _codes(answers: pd.DataFrame, name: str) -> pd.Series[str]:
    if name not in answers.columns:
        raise ScoringError(f"scoring: the answers have no column {name}")
    column = answers[name]
    return column.astype("object").where(column.notna(), "").astype(str)


def _asked(answers: pd.DataFrame, item: ScoredItem) -> BoolArray:
    if item.asked_of is None:
        return np.ones(len(answers), dtype=np.bool_)
    filter_item, codes = item.asked_of
    return np.asarray(_codes(answers, filter_item).isin(codes), dtype=np.bool_)


def _check_codes(codes: pd.Series[str], item: ScoredItem) -> None:
    strange = np.flatnonzero((~codes.isin([*item.scores, ""])).to_numpy())
    if strange.size:
        row = int(strange[0])
        raise ScoringError(
            f"scoring: row {row} answers {codes.iloc[row]} to {item.item}, for which there is "
            "no score"
        )
