"""Answers as text codes into scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import BoolArray, FloatArray, IntArray, ScoringError

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
    dont_know = np.zeros((n, k), dtype=np.bool_)
    asked = _asked(answers, items)
    for j, item in enumerate(items):
        _check_rule(item)
        rows, codes = _coded(answers, item.item)
        rows = np.where(asked[:, j], rows, len(codes))  # the last place: nothing said
        _check_codes(rows, codes, item)
        worth = [item.scores.get(code) for code in codes]
        by_code = np.array([np.nan if w is None else w for w in [*worth, None]])
        scores[:, j] = by_code[rows]
        counted = ~np.isnan(scores[:, j])
        yes = np.array([*(float(code in item.satisfied) for code in codes), 0.0])
        satisfied[:, j] = np.where(counted, yes[rows], np.nan)
        said = np.array([*(code != "" for code in codes), False])
        dont_know[:, j] = said[rows] & ~counted
    return ItemScores(tuple(items), scores, satisfied, asked, dont_know)


def _check_rule(item: ScoredItem) -> None:
    for code, worth in item.scores.items():
        if worth is not None and not 0 <= worth <= 1:
            raise ScoringError(f"scoring: {item.item} = {code} scores {worth}, expected 0 to 1")
    lost = sorted(item.satisfied - item.scores.keys())
    if lost:
        raise ScoringError(f"scoring: {item.item} counts {lost[0]} as satisfied without a score")


def _coded(answers: pd.DataFrame, name: str) -> tuple[IntArray, list[str]]:
    """A column as places in the list of its texts; an empty cell is the text "".

    Each text is looked at once, not once a row.
    """
    if name not in answers.columns:
        raise ScoringError(f"scoring: the answers have no column {name}")
    column = answers[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        rows, texts = column.cat.codes.to_numpy(), column.cat.categories
    else:
        rows, texts = pd.factorize(column)
    codes = [str(text) for text in texts]
    return np.where(rows < 0, len(codes), rows).astype(np.int64), [*codes, ""]


def _asked(answers: pd.DataFrame, items: Sequence[ScoredItem]) -> BoolArray:
    """(n, k) whether the row belongs to those an item is asked of."""
    asked = np.ones((len(answers), len(items)), dtype=np.bool_)
    for rule in dict.fromkeys(item.asked_of for item in items if item.asked_of is not None):
        rows, codes = _coded(answers, rule[0])
        own = [j for j, item in enumerate(items) if item.asked_of == rule]
        asked[:, own] = np.array([code in rule[1] for code in codes])[rows][:, None]
    return asked


def _check_codes(rows: IntArray, codes: Sequence[str], item: ScoredItem) -> None:
    known = [code in item.scores or code == "" for code in codes]
    strange = np.flatnonzero(~np.array([*known, True])[rows])
    if strange.size:
        row = int(strange[0])
        raise ScoringError(
            f"scoring: row {row} answers {codes[rows[row]]} to {item.item}, for which there is "
            "no score"
        )
