"""How often the truth lies in the product's intervals, over many rounds of a fixed population.

Truth is the finite-population value over everybody eligible, non-respondents too; only the draw
and who answers vary (methods 24).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analysis.estimate import Estimate
from analysis.tables import Cell, Results
from survey_app.bundle.samples import Rules
from survey_app.simulation.population import CitizenWorld, OfficialWorld, true_points
from survey_app.simulation.rounds import Ground, Population, Round

__all__ = [
    "CITY",
    "GRID",
    "SCENARIOS",
    "TOTAL",
    "Coverage",
    "Scenario",
    "Study",
    "binomial_bounds",
    "figures",
    "study",
    "truths",
]

CITY, TOTAL = "city", "total"
CITIZENS = "citizens"

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scenario:
    """A world to try. required: its coverage is asserted, not only printed (methods 24).

    curated, invented: see `rounds.Population`.
    """

    code: str
    says: str
    world: CitizenWorld
    required: bool
    full: bool = False
    curated: float = 0.0
    invented: float = 0.0

    def population(self, ground: Ground) -> Population:
        """The people of this world on a campaign's ground."""
        found = ground.populated(self.world, OFFICIALS, full=self.full)
        found = replace(found, invented=self.invented)
        return found.curated(self.curated) if self.curated else found

    def varied(self, icc: float, satisfied: float) -> Scenario:
        """The same with another likeness within communes and another level of satisfaction."""
        world = replace(self.world, icc=icc, satisfied=satisfied)
        code = f"{self.code}/{icc:.2f}/{satisfied:.2f}"
        return replace(self, code=code, world=world)


AT_RANDOM = CitizenWorld(age_slope=0.0)
SCENARIOS: Mapping[str, Scenario] = {
    each.code: each
    for each in (
        Scenario("full", "everybody eligible answers", AT_RANDOM, required=True, full=True),
        Scenario("district", "response depends on the district", AT_RANDOM, required=True),
        Scenario(
            "age", "response depends on district and age, as in the demo", CitizenWorld(),
            required=False,
        ),
        Scenario(
            "satisfaction", "response depends on district, age and satisfaction",
            CitizenWorld(opinion_slope=0.5), required=False,
        ),
        Scenario(
            "curated", "lists leave out half of the least satisfied third", AT_RANDOM,
            required=False, curated=0.5,
        ),
        Scenario(
            "invented", "at one desk in twenty the collector makes the interviews up", AT_RANDOM,
            required=False, invented=0.05,
        ),
    )
}  # fmt: skip
"""The weights know desk, district, level of desk and field; not age, not satisfaction."""

GRID = tuple((icc, satisfied) for icc in (0.02, 0.05, 0.10) for satisfied in (0.60, 0.85, 0.95))
"""Likeness within communes and level of satisfaction that coverage is asked for (methods 24)."""

OFFICIALS = OfficialWorld(
    response=dict.fromkeys(
        ("council_deputies", "department_leaders", "division_heads", "district_leaders"), 0.90
    )
)
"""Above the 70 % below which a group has no interval that could be checked."""


def truths(population: Population) -> dict[str, float]:
    """True values by figure: shares from 0 to 1, points of criteria and of the total."""
    rules = population.ground.rules
    scheme = rules.scheme
    officials = {
        group: population.officials.truth(items, group)
        for group, items in rules.items.items()
        if group != CITIZENS
    }
    items = rules.items[CITIZENS]
    citizens = population.citizens.truth(items)
    points = true_points(scheme, {**officials, CITIZENS: citizens})
    criterion = next(row.code for row in scheme.survey_rows() if row.kind == "sipas")
    found = {CITY: citizens.sipas[criterion][scheme.sipas_convention], TOTAL: points.pop(TOTAL)}
    found |= {f"criterion/{code}": value for code, value in points.items()}
    for district in population.ground.frame.districts:
        desks = [d.code for d in population.ground.frame.desks if d.district == district]
        own = population.citizens.truth(items, population.citizens.of_desks(desks))
        value = own.sipas[criterion][scheme.sipas_convention]
        found |= {f"direct/{district}": value, f"pooled/{district}": value}
    return found


def figures(found: Results) -> dict[str, Estimate]:
    """The estimates of one round under the same names; what is not shown is left out."""
    rows = {f"criterion/{row.code}": row.points for row in found.index.rows}
    shown = {CITY: found.sipas[CITIZENS].weighted, TOTAL: found.index.total.points, **rows}
    cells: dict[str, Cell] = {}
    for row in found.districts:
        cells |= {f"direct/{row.district}": row.direct, f"pooled/{row.district}": row.pooled}
    return shown | {name: c.estimate for name, c in cells.items() if c.estimate is not None}


@dataclass(frozen=True)
class Coverage:
    """One figure over all rounds.

    intervals: rounds that gave one with a width; covered: of those, with the truth inside;
    censuses: rounds whose interval has no width (everybody was asked), left out of both;
    without: rounds without an interval. width: mean; bias: mean estimate minus truth; spread:
    standard deviation of the estimates; error: mean standard error.
    """

    name: str
    truth: float
    intervals: int
    covered: int
    censuses: int
    without: int
    width: float
    bias: float
    spread: float
    error: float

    @property
    def share(self) -> float:
        """Covered / intervals; NaN where there was none."""
        return self.covered / self.intervals if self.intervals else float("nan")


@dataclass(frozen=True, eq=False)
class Study:
    """Estimates of all rounds: (rounds, figures), NaN where there is no number."""

    names: tuple[str, ...]
    truth: Floats
    value: Floats
    error: Floats
    lower: Floats
    upper: Floats

    @property
    def rounds(self) -> int:
        """Rounds played."""
        return len(self.value)

    def of(self, kind: str) -> tuple[Coverage, ...]:
        """Coverage of a figure, or of all whose name begins with a kind: "criterion", "direct"
        or "pooled"."""
        return tuple(
            self._one(k) for k, name in enumerate(self.names) if name.partition("/")[0] == kind
        )

    def _one(self, k: int) -> Coverage:
        value, low, high = self.value[:, k], self.lower[:, k], self.upper[:, k]
        truth = float(self.truth[k])
        known = ~np.isnan(low)
        flat = known & (high - low <= 1e-12 * max(1.0, abs(truth)))
        wide = known & ~flat
        inside = wide & (low <= truth) & (truth <= high)
        return Coverage(
            self.names[k],
            truth,
            int(wide.sum()),
            int(inside.sum()),
            int(flat.sum()),
            int((~known).sum()),
            _mean((high - low)[wide]),
            _mean(value[~np.isnan(value)]) - truth,
            float(np.nanstd(value)) if not np.isnan(value).all() else float("nan"),
            _mean(self.error[wide, k]),
        )


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else float("nan")


def study(
    population: Population,
    seeds: Iterable[int],
    rules: Mapping[str, Rules] | None = None,
    say: Callable[[int], None] = lambda _seed: None,
) -> dict[str, Study]:
    """Play a round for each seed and keep its figures, under each set of rules ("": its own).

    rules: several ways to weigh the same rounds; say: is told each seed when it is done.
    """
    rules = rules or {"": population.ground.rules}
    truth = truths(population)
    kept: dict[str, list[dict[str, Estimate]]] = {name: [] for name in rules}
    for seed in seeds:
        played: Round = population.played(seed)
        for name, own in rules.items():
            kept[name].append(figures(played.results(own)))
        say(seed)
    return {name: _study(truth, rounds) for name, rounds in kept.items()}


def _study(truth: Mapping[str, float], rounds: list[dict[str, Estimate]]) -> Study:
    def column(field: str) -> Floats:
        picked = [
            [getattr(found[name], field) if name in found else None for name in truth]
            for found in rounds
        ]
        return np.array(picked, dtype=np.float64).reshape(len(rounds), len(truth))

    return Study(
        tuple(truth),
        np.array(list(truth.values())),
        column("value"),
        column("se"),
        column("lower"),
        column("upper"),
    )


def binomial_bounds(
    n: int, least: float, most: float, checks: int, error: float = 0.01
) -> tuple[int, int]:
    """Counts between which n intervals of a true coverage in [least, most] cover, almost surely.

    checks: comparisons made in all, two-sided; over all of them together the chance of a false
    alarm is at most `error` (Bonferroni).
    """
    tail = error / (2 * checks)
    return int(stats.binom.ppf(tail, n, least)), int(stats.binom.isf(tail, n, most))
