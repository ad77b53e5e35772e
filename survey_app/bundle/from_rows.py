"""City figures of a drawn group from its rows and any number of sets of weights at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.errors import FloatArray
from analysis.scheme import Scheme
from analysis.scoring import ItemScores

__all__ = ["RowFigure", "city_figures", "item_counts"]

Totals = Callable[[Sequence[int]], FloatArray]


@dataclass(frozen=True, eq=False)
class RowFigure:
    """values: (1 + R,) under the weights and under each replicate; n, missing: rows that gave
    an answer to it and that gave none."""

    values: FloatArray
    n: int
    missing: int


@dataclass(frozen=True, eq=False)
class _Items:
    """Totals by item and set of weights, (k, 1 + R), and what is needed to count rows."""

    scores: ItemScores
    satisfied: FloatArray
    score: FloatArray
    valid: FloatArray

    @classmethod
    def of(cls, scores: ItemScores, weights: FloatArray) -> _Items:
        valid = ~np.isnan(scores.satisfied)
        return cls(
            scores,
            np.nan_to_num(scores.satisfied).T @ weights,
            np.nan_to_num(scores.score).T @ weights,
            valid.astype(np.float64).T @ weights,
        )

    def mean_of(self, groups: Sequence[Sequence[int]], above: FloatArray) -> RowFigure:
        """Mean over groups of items of their totals' ratio."""
        own = [list(group) for group in groups]
        shares = [above[group].sum(axis=0) / self.valid[group].sum(axis=0) for group in own]
        heard = ~np.isnan(self.scores.satisfied)
        n = min(int(heard[:, group].any(axis=1).sum()) for group in own)
        missing = max(int((~heard[:, group].any(axis=1)).sum()) for group in own)
        return RowFigure(np.mean(shares, axis=0), n, missing)

    def index(self, convention: str, columns: Sequence[int]) -> RowFigure:
        """The satisfaction index under a convention of `analysis.sipas`."""
        factors = dict.fromkeys(self.scores.items[k].factor for k in columns)
        by_factor = [[k for k in columns if self.scores.items[k].factor == f] for f in factors]
        groups = {
            "mean_of_item_shares": [[k] for k in columns],
            "mean_of_factor_shares": by_factor,
        }.get(convention, [list(columns)])
        above = self.score if convention == "mean_score" else self.satisfied
        return self.mean_of(groups, above)


def city_figures(
    group: str, scores: ItemScores, weights: FloatArray, scheme: Scheme
) -> dict[str, RowFigure]:
    """Every figure of the whole group by its path, as in `survey_app.bundle.sums`.

    weights: (n, 1 + R), the first column the weights, the others replicates. A figure to which
    nobody answered is left out.
    """
    items = _Items.of(scores, weights)
    there = [k for k in range(len(scores.items)) if items.valid[k, 0] > 0]
    found = {}
    for k in there:
        name = f"items/{group}/{scores.items[k].item}"
        found[f"{name}/share"] = items.mean_of([[k]], items.satisfied)
        found[f"{name}/mean"] = items.mean_of([[k]], items.score)
    for factor in scores.factors():
        columns = [k for k in scores.columns(factor=factor) if k in there]
        if columns:
            found[f"factors/{group}/{factor}"] = items.mean_of([columns], items.satisfied)
    if there:
        found[f"groups/{group}"] = items.mean_of([there], items.satisfied)
    return found | _points(group, items, there, scheme)


def _points(
    group: str, items: _Items, there: Sequence[int], scheme: Scheme
) -> dict[str, RowFigure]:
    found = {}
    everything = []
    for row in scheme.survey_rows():
        columns = [k for k in items.scores.columns(criterion=row.code) if k in there]
        if not columns:
            continue
        if row.kind == "sipas":
            everything += columns
            found[f"scores/{row.code}/{group}"] = items.index(scheme.sipas_convention, columns)
        else:
            means = items.mean_of([[k] for k in columns], items.score)
            found[f"scores/{row.code}/{group}"] = means
    if everything:
        found[f"sipas/{group}"] = items.index(scheme.sipas_convention, everything)
    return found


def item_counts(scores: ItemScores) -> dict[str, tuple[int, int, int]]:
    """By item how many rows were asked, gave an answer that does not count, gave none."""
    silent = scores.asked & np.isnan(scores.score) & ~scores.not_counted
    return {
        item.item: (
            int(scores.asked[:, k].sum()),
            int(scores.not_counted[:, k].sum()),
            int(silent[:, k].sum()),
        )
        for k, item in enumerate(scores.items)
    }
