"""Other ways to weigh the same answers: other calibrations, and without flagged interviews."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from analysis.errors import AnalysisError
from analysis.samples import GroupSample
from analysis.sensitivity import Reweighted
from survey_app.bundle.samples import COLUMNS, LEVEL, LIST, PLACE, Rules, samples_of

__all__ = ["FLAGS", "HARMLESS", "flagged", "reweighted"]

FLAGS = "flags"
"""The column of names with the flags of the interview that counts, separated by spaces."""
HARMLESS = frozenset({"over_quota"})
"""Flags that say nothing against an interview (methods 7); others were looked at and accepted."""
CALIBRATIONS: Mapping[str, tuple[str, ...]] = {
    "uncalibrated": (),
    "calibrated_list": (LIST,),
    "calibrated_place_level": (PLACE, LEVEL),
}


def flagged(names: pd.DataFrame) -> pd.Series:
    """(N,) whether a name's accepted interview carries a flag that somebody had to look at."""
    flags = names[FLAGS] if FLAGS in names.columns else pd.Series("", index=names.index)
    serious = flags.map(lambda text: bool(set(str(text).split()) - HARMLESS))
    return serious & (names["outcome"] == "respondent")


def reweighted(
    rules: Rules,
    cells: pd.DataFrame,
    names: pd.DataFrame,
    ballots: pd.DataFrame,
    samples: Mapping[str, GroupSample],
) -> tuple[Reweighted, ...]:
    """The samples under other calibrations, and with flagged interviews as non-response.

    A comparison that in any group would leave out, or leave, fewer interviews than the
    disclosure threshold is hidden.
    """
    drawn = [sample for sample in samples.values() if sample.weighting is not None]
    found = []
    if any(sample.weighting and sample.weighting.margins for sample in drawn):
        found = [
            _tried("calibration", code, replace(rules, margins=margins), cells, names, ballots)
            for code, margins in CALIBRATIONS.items()
            if margins != rules.margins
        ]
    if drawn:
        found.append(_without_flagged(rules, cells, names, ballots))
    return tuple(found)


def _tried(
    kind: str,
    code: str,
    rules: Rules,
    cells: pd.DataFrame,
    names: pd.DataFrame,
    ballots: pd.DataFrame,
    rows: int = 0,
) -> Reweighted:
    try:
        return Reweighted(kind, code, samples_of(rules, cells, names, ballots), rows)
    except AnalysisError:  # margins that this sample cannot meet, or nobody left to weigh
        return Reweighted(kind, code, None, rows, "impossible")


def _without_flagged(
    rules: Rules, cells: pd.DataFrame, names: pd.DataFrame, ballots: pd.DataFrame
) -> Reweighted:
    """Interviews that were flagged count as non-response and their weight goes to the others."""
    out = flagged(names)
    count = int(out.sum())
    if count == 0:
        return Reweighted("flagged", "without_flagged", None, 0, "none")
    if _few(rules, cells, names, out):
        return Reweighted("flagged", "without_flagged", None, 0, "too_few")
    listed = {"cell", "outcome", *COLUMNS.values()}
    items = [column for column in names.columns if column not in listed]
    less = names.copy()
    less[items] = less[items].astype("object").mask(out, "")
    less["outcome"] = less["outcome"].where(~out, "nonrespondent")
    return _tried("flagged", "without_flagged", rules, cells, less, ballots, count)


def _few(rules: Rules, cells: pd.DataFrame, names: pd.DataFrame, out: pd.Series) -> bool:
    """Whether some group loses a few interviews, or has a few left: its figures stand alone."""
    group = names["cell"].map(cells.set_index("key")["group"])
    lost = out.groupby(group).sum()
    left = ((names["outcome"] == "respondent") & ~out).groupby(group).sum()
    least = rules.threshold
    return bool(((lost > 0) & ((lost < least) | (left < least))).any())
