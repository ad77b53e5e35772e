"""Answers that no chance chose, tabulated apart: counts and a plain share, never an interval."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.scoring import ScoredItem, score
from survey_app.bundle.freeze import Frozen

__all__ = ["ChosenRow", "chosen_rows"]


@dataclass(frozen=True)
class ChosenRow:
    """A cell outside the probability sample.

    satisfied: satisfied answers / valid answers of the accepted forms, unweighted; None where
    fewer forms than the disclosure threshold have a valid answer.
    """

    cell: str
    district: str
    source: str
    target: int
    received: int
    accepted: int
    satisfied: float | None


def chosen_rows(
    frozen: Frozen, items: Mapping[str, tuple[ScoredItem, ...]], threshold: int
) -> tuple[ChosenRow, ...]:
    """A row for each cell that interviewers or respondents filled; items: by group."""
    cells = frozen.tables["cells"]
    if "probability" not in cells:  # closed before there were such cells
        return ()
    accepted = frozen.tables.get("chosen", pd.DataFrame(columns=["cell", "response"]))
    answers = _answers(frozen)
    rows = []
    for cell in cells[~cells["probability"]].to_dict("records"):
        own = set(accepted.loc[accepted["cell"] == cell["key"], "response"])
        forms = answers[answers["uuid"].isin(own)]
        share = _satisfied(items[str(cell["group"])], forms, threshold)
        figures = (int(cell["target"]), int(cell["received"]), int(cell["accepted"]))
        place = str(cell["district"] or "")
        rows.append(ChosenRow(str(cell["key"]), place, str(cell["source"]), *figures, share))
    return tuple(rows)


def _answers(frozen: Frozen) -> pd.DataFrame:
    parts = [table for name, table in sorted(frozen.tables.items()) if name.startswith("answers-")]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["uuid"])


def _satisfied(items: tuple[ScoredItem, ...], forms: pd.DataFrame, threshold: int) -> float | None:
    names = [item.item for item in items] + [item.asked_of[0] for item in items if item.asked_of]
    columns = {name: "" for name in dict.fromkeys(names) if name not in forms.columns}
    found = score(items, forms.assign(**columns).fillna("").reset_index(drop=True)).satisfied
    of_factors = [k for k, item in enumerate(items) if item.factor is not None]
    valid = found[:, of_factors]
    counted = ~np.isnan(valid)
    enough = counted.any() and int(counted.any(axis=1).sum()) >= threshold
    return float(np.nansum(valid) / counted.sum()) if enough else None
