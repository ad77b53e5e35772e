"""A small invented city for the tests: communes, desks, names with outcomes, ballots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.samples import GroupSample, citizens_sample, officials_sample
from analysis.scoring import ScoredItem
from analysis.weighting import WeightingPlan

SCALE: dict[str, float | None] = {"1": 0.0, "2": 0.25, "3": 0.5, "4": 0.75, "5": 1.0, "dk": None}
HAPPY = frozenset({"4", "5"})


def item(name: str, factor: str | None, criterion: str) -> ScoredItem:
    asked = ("gave_feedback", frozenset({"yes"})) if factor == "feedback" else None
    return ScoredItem(name, factor, criterion, SCALE, HAPPY, asked)


CITIZEN_ITEMS = (
    item("a1", "access", "8.1"),
    item("a2", "access", "8.1"),
    item("p1", "procedures", "8.1"),
    item("f1", "feedback", "8.1"),
)
OFFICIAL_ITEMS = (item("o1", None, "1.6"), item("o2", None, "1.6"), item("o3", None, "2.1"))


def names(seed: int = 1, satisfied: float = 0.8, shift: float = 0.1) -> pd.DataFrame:
    """Opened names: 4 districts of 6 communes (3 drawn) and a desk of their own; one island."""
    random = np.random.default_rng(seed)
    rows = []
    for d in range(4):
        for c in range(3):
            size = int(random.integers(60, 400))
            level = float(np.clip(satisfied + shift * random.standard_normal(), 0.05, 0.98))
            rows += _desk(random, f"D{d}", f"D{d}/communes", f"D{d}-C{c}", 6, 3, size, 20, level)
        rows += _desk(random, f"D{d}", f"D{d}/desk", "", 1, 1, 300, 12, satisfied)
    rows += _desk(random, "", "department:X", "", 1, 1, 500, 15, satisfied)
    rows += _desk(random, "island", "island", "", 1, 1, 40, 40, satisfied)
    return pd.DataFrame(rows)


def _desk(
    random: np.random.Generator,
    district: str,
    stratum: str,
    psu: str,
    units: int,
    drawn: int,
    size: int,
    opened: int,
    level: float,
) -> list[dict[str, object]]:
    rows = []
    outcomes = ["respondent", "nonrespondent", "ineligible", "unknown"]
    for _ in range(opened):
        outcome = random.choice(outcomes, p=[0.7, 0.12, 0.08, 0.1])
        row: dict[str, object] = {
            "district": district, "stratum": stratum, "psu": psu, "A": units, "a": drawn,
            "M": size, "m": opened, "outcome": str(outcome),
            "sex": str(random.choice(["F", "M"])), "gave_feedback": None,
        }  # fmt: skip
        gave = "yes" if random.random() < 0.3 else "no"
        for one in CITIZEN_ITEMS:
            row[one.item] = None
            if outcome == "respondent" and not (one.factor == "feedback" and gave == "no"):
                row[one.item] = _answer(random, level)
        if outcome == "respondent":
            row["gave_feedback"] = gave
        rows.append(row)
    return rows


def _answer(random: np.random.Generator, level: float) -> str | None:
    if random.random() < 0.05:
        return "dk" if random.random() < 0.5 else None
    pool = ["4", "5"] if random.random() < level else ["1", "2", "3"]
    return str(random.choice(pool))


def citizens(seed: int = 1, plan: WeightingPlan | None = None) -> GroupSample:
    return citizens_sample("citizens", names(seed), CITIZEN_ITEMS, plan)


def officials(
    group: str, n: int, invited: int, seed: int = 3, minimum_response: float = 0.70
) -> GroupSample:
    random = np.random.default_rng(seed)
    table = {o.item: [_answer(random, 0.7) for _ in range(n)] for o in OFFICIAL_ITEMS}
    ballots = pd.DataFrame({"cell": [f"{group}/council"] * n, **table}, dtype="object")
    return officials_sample(
        group,
        ballots,
        {f"{group}/council": invited},
        OFFICIAL_ITEMS,
        minimum_response=minimum_response,
    )


@dataclass(frozen=True)
class SmallRow:
    code: str
    parent: str | None
    kind: str
    maximum: float | None = None


@dataclass(frozen=True)
class SmallScheme:
    """Two fields, two official criteria and the satisfaction index."""

    sipas_convention: str = "pooled_ratio"
    official_source: str | None = None
    digest: str = "0"
    illustrative: bool = True
    weights: Mapping[str, float] = field(default_factory=lambda: {"deputies": 0.5, "leaders": 0.5})
    rows: Sequence[SmallRow] = (
        SmallRow("1", None, "field"),
        SmallRow("1.6", "1", "survey", 2.0),
        SmallRow("1.7", "1", "assessed", 5.0),
        SmallRow("2", None, "field"),
        SmallRow("2.1", "2", "survey", 1.5),
        SmallRow("8", None, "field"),
        SmallRow("8.1", "8", "sipas", 10.0),
    )

    def survey_rows(self) -> Sequence[SmallRow]:
        return [row for row in self.rows if row.kind in ("survey", "sipas")]

    def group_weights_of(self, code: str) -> Mapping[str, float]:
        return {"citizens": 1.0} if code == "8.1" else self.weights
