"""The rows of a public bundle, read back with their weights and the form they answer."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from analysis.errors import FloatArray
from analysis.replication import ReplicateDesign
from analysis.scheme import Scheme, read_scheme
from analysis.scoring import ItemScores, ScoredItem
from survey_app.bundle.material import forms_of, scored_items
from survey_app.bundle.public import ABOUT_ROWS, CLOSED, WEIGHT
from survey_app.bundle.public_rows import scores_of

__all__ = ["ShownRows", "open_files", "scheme_of", "shown_rows"]


@dataclass(frozen=True, eq=False)
class ShownRows:
    """One group's published rows. weights: (n, 1 + R), the first column the weights."""

    group: str
    rows: pd.DataFrame
    weights: FloatArray
    design: ReplicateDesign
    items: tuple[ScoredItem, ...]

    @property
    def scores(self) -> ItemScores:
        """Scores of the rows on every item."""
        return scores_of(self.items, self.rows)

    @property
    def filters(self) -> tuple[str, ...]:
        """Items that decide who is asked others."""
        return tuple(dict.fromkeys(item.asked_of[0] for item in self.items if item.asked_of))


def open_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The closed files that the bundle shows, by their names at closing."""
    return {
        name.removeprefix(CLOSED): content
        for name, content in files.items()
        if name.startswith(CLOSED)
    }


def scheme_of(files: Mapping[str, bytes]) -> Scheme:
    """The scheme that the campaign's file names."""
    own = open_files(files)
    name = tomllib.loads(own["campaign/campaign.toml"].decode())["files"]["scheme"]
    return read_scheme(own[f"campaign/{name}"], name)


def shown_rows(files: Mapping[str, bytes]) -> tuple[ShownRows, ...]:
    """Every group's rows; whatever is wrong with them raises."""
    about: dict[str, Any] = json.loads(files[ABOUT_ROWS])
    own = open_files(files)
    forms = forms_of(own)
    manifest = json.loads(own["manifest.json"])
    digests = {group["code"]: group["questionnaire"] for group in manifest["groups"]}
    found = []
    for group, facts in about.items():
        table = pq.read_table(io.BytesIO(files[f"{group}.parquet"])).to_pandas()
        replicates = pq.read_table(io.BytesIO(files[f"{group}-replicates.parquet"])).to_pandas()
        weights, factors = table.pop(WEIGHT).to_numpy(), np.array(facts["rscales"])
        values = replicates.to_numpy()
        design = ReplicateDesign(weights, values, facts["scale"], factors, mse=facts["mse"])
        items = scored_items(*forms[digests[group]])
        both = np.column_stack([weights, values])
        found.append(ShownRows(group, table, both, design, items))
    return tuple(found)
