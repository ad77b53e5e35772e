"""A frozen campaign's samples and answers as far as figures may rest on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.samples import GroupSample
from analysis.scoring import ScoredItem
from survey_app.bundle.freeze import Frozen
from survey_app.bundle.material import Instrument, Material, ballots_of, material_of, names_of
from survey_app.bundle.samples import Rules, samples_of

__all__ = ["Round", "Told", "probability_cells", "rare_items", "told", "told_of"]


@dataclass(frozen=True, eq=False)
class Round:
    """What came in: quota cells that chance filled, opened names with answers, ballots."""

    cells: pd.DataFrame
    names: pd.DataFrame
    ballots: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Told:
    """Samples and answers that figures and public rows are made of.

    rules: without the rare items. instruments: by group. answers: by drawn group, of those who
    answered, every item but the rare ones, in the order of the sample's rows that answered.
    rare: by drawn group the scored items that somebody answered, but fewer than the threshold;
    they count in no figure, so that nothing follows from one. all_items: by group, those too.
    """

    rules: Rules
    instruments: Mapping[str, Instrument]
    round: Round
    samples: Mapping[str, GroupSample]
    answers: Mapping[str, pd.DataFrame]
    rare: Mapping[str, tuple[str, ...]]
    all_items: Mapping[str, tuple[ScoredItem, ...]]


def told(frozen: Frozen, material: Material | None = None) -> Told:
    """Samples and full answers of a frozen campaign."""
    given = material or material_of(frozen.files, frozen.manifest)
    names = names_of(frozen, given.inputs.frame)
    came = Round(probability_cells(frozen), names, ballots_of(frozen))
    return told_of(given.rules, given.instruments, came)


def told_of(rules: Rules, instruments: Mapping[str, Instrument], came: Round) -> Told:
    """The same of a round in memory."""
    everything = rules.items
    samples = samples_of(rules, came.cells, came.names, came.ballots)
    rare = {name: rare_items(sample, rules.threshold) for name, sample in samples.items()}
    if any(rare.values()):
        items = {
            group: tuple(item for item in own if item.item not in rare.get(group, ()))
            for group, own in rules.items.items()
        }
        rules = replace(rules, items=items)
        samples = samples_of(rules, came.cells, came.names, came.ballots)
    group_of = came.cells.set_index("key")["group"]
    answered = came.names[came.names["outcome"] == "respondent"]
    answers = {
        group: answered[answered["cell"].map(group_of) == group]
        .reset_index(drop=True)
        .drop(columns=list(rare[group]), errors="ignore")
        for group, sample in samples.items()
        if sample.official is None and sample.answered
    }
    return Told(rules, instruments, came, samples, answers, rare, everything)


def probability_cells(frozen: Frozen) -> pd.DataFrame:
    """The cells that chance filled; the others are tabulated apart (methods 8)."""
    cells = frozen.tables["cells"]
    # what closed before there were other cells has no such column
    return cells[cells["probability"]] if "probability" in cells else cells


def rare_items(sample: GroupSample, threshold: int) -> tuple[str, ...]:
    """Items of a drawn group with some answers that count, and fewer than the threshold."""
    if sample.official is not None:
        return ()
    counts = (~np.isnan(sample.scores.satisfied[sample.domain])).sum(axis=0)
    return tuple(
        item.item for item, n in zip(sample.items, counts, strict=True) if 0 < n < threshold
    )
