"""How forms came in, and how many desks of the frame took part: facts for the methods sheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import pandas as pd

from sampling.frame import Frame
from survey_app.bundle.freeze import Frozen

__all__ = ["ONLINE", "desks_drawn", "forms_by_mode"]

ONLINE = "online"
"""The mode of a ballot: officials answer on their own, whatever they answer on."""


def forms_by_mode(frozen: Frozen, cells: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Accepted forms of the cells' names and ballots by respondent group and mode.

    cells: those that chance filled, as everything else in the tables of results.
    """
    group = cells.set_index("key")["group"]
    accepted = set(frozen.tables["sample"]["response"].dropna())
    counts: dict[str, Counter[str]] = {str(name): Counter() for name in group.unique()}
    for name, table in sorted(frozen.tables.items()):
        own = table[table["cell"].isin(group.index)] if "cell" in table else table.iloc[:0]
        if name.startswith("answers-"):
            own = own[own["uuid"].isin(accepted)]
            for key, mode in zip(own["cell"], own["mode"], strict=True):
                counts[group[key]][str(mode)] += 1
        elif name.startswith("ballots-"):
            for key in own["cell"]:
                counts[group[key]][ONLINE] += 1
    return {name: dict(sorted(found.items())) for name, found in counts.items() if found}


def desks_drawn(frame: Frame, cells: pd.DataFrame) -> dict[str, tuple[int, int]]:
    """By kind of desk (commune, district, department): drawn, and in the frame."""
    drawn = set(cells["desk"].dropna())
    counts: Mapping[str, list[bool]] = {desk.kind: [] for desk in frame.desks}
    for desk in frame.desks:
        counts[desk.kind].append(desk.code in drawn)
    return {kind: (sum(found), len(found)) for kind, found in counts.items()}
