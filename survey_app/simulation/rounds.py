"""A campaign played in memory: one round is a draw, its fieldwork and the product's analysis.

The same code as the product's from the draw to the tables (`sampling.draw`, `reserves.short`,
`bundle.samples`, `analysis.tables`); what is left out is HTTP, the database and reviewing, so
every interview is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.response import outcome_of
from analysis.tables import Results, results
from sampling.draw import Cell, Draw, draw
from sampling.frame import Frame, read_lists
from survey_app.bundle.material import list_counts, scored_items
from survey_app.bundle.samples import Rules, samples_of
from survey_app.campaign.definition import CampaignDefinition
from survey_app.campaign.folder import read_folder
from survey_app.reserves import short
from survey_app.simulation.lists import make_lists
from survey_app.simulation.opinions import item_specs
from survey_app.simulation.population import (
    Citizens,
    CitizenWorld,
    Officials,
    OfficialWorld,
    populate_citizens,
    populate_officials,
)

__all__ = ["Ground", "Population", "Round", "opened_names"]

SHIPPED = Path(__file__).parent.parent / "campaigns" / "hai-phong-2021"
FILTER = "da_gop_y"  # decides who is asked about feedback


@dataclass(frozen=True, eq=False)
class Ground:
    """A campaign's files, parsed once: what is the same in every world and every round."""

    definition: CampaignDefinition
    frame: Frame
    rules: Rules

    @classmethod
    def shipped(cls) -> Ground:
        """The demo's campaign."""
        return cls.of(read_folder(SHIPPED))

    @classmethod
    def of(cls, given: CampaignDefinition) -> Ground:
        """A campaign's folder, with made-up lists where it names none."""
        made = make_lists(given.units, given.agencies, given.settings.simulation_seed or 0)
        lists = given.lists or read_lists(made, "lists", given.units, given.agencies)
        frame = given.frame(lists)
        instruments = {g.code: given.instrument_of(g.code) for g in given.settings.groups}
        items = {g: scored_items(i.questionnaire, i.scoring) for g, i in instruments.items()}
        threshold = given.settings.thresholds.disclosure
        least = float(given.settings.thresholds.minimum_response)
        counts = list_counts(frame)
        rules = Rules(given.scheme, items, counts, threshold, minimum_response=least)
        return cls(given, frame, rules)

    def calibrated_to(self, margins: Sequence[str]) -> Ground:
        """The same campaign with weights calibrated to other totals of the lists."""
        return replace(self, rules=replace(self.rules, margins=tuple(margins)))

    def populated(
        self, world: CitizenWorld, officials: OfficialWorld, *, full: bool = False
    ) -> Population:
        """People for it, always the same; full: everybody who is eligible answers."""
        seed = self.definition.settings.simulation_seed or 0
        citizens = self.definition.instrument_of("citizens")
        groups = self.definition.settings.official_groups()
        others = {group: self.definition.instrument_of(group) for group in groups}
        return Population(
            self,
            populate_citizens(
                self.frame, item_specs(citizens.questionnaire, citizens.scoring), seed, world
            ),
            populate_officials(
                self.definition.roster,
                {g: item_specs(i.questionnaire, i.scoring) for g, i in others.items()},
                seed,
                officials,
            ),
            full,
        )


@dataclass(frozen=True, eq=False)
class Round:
    """What is frozen at closing: quota cells, opened names with answers, ballots."""

    cells: pd.DataFrame
    names: pd.DataFrame
    ballots: pd.DataFrame

    def results(self, rules: Rules) -> Results:
        """The product's weights, estimates and points."""
        samples = samples_of(rules, self.cells, self.names, self.ballots)
        return results(rules.scheme, samples, rules.threshold)


@dataclass(frozen=True, eq=False)
class Population:
    """Everybody who could be asked, fixed; rounds differ by draw and by who answers.

    full: everybody who is eligible answers. invented: share of desks whose collector visits
    nobody and makes every interview up, all satisfied; other desks in every round.
    """

    ground: Ground
    citizens: Citizens
    officials: Officials
    full: bool = False
    invented: float = 0.0

    def curated(self, share: float) -> Population:
        """The same people drawn from lists that somebody tidied up.

        share: of the least satisfied third, whom the lists leave out; the truth still counts them.
        """
        latent = self.citizens.opinions.latent
        low = latent < np.quantile(latent, 1 / 3)
        chosen = np.random.default_rng([self.citizens.seed, 24]).random(len(latent)) < share
        gone = {self.citizens.entries[row].person for row in np.flatnonzero(low & chosen)}
        frame = self.ground.frame
        lists = {
            desk: tuple(entry for entry in entries if entry.person not in gone)
            for desk, entries in frame.lists.items()
        }
        left = replace(frame, lists=lists)
        rules = replace(self.ground.rules, lists=list_counts(left))
        return replace(self, ground=replace(self.ground, frame=left, rules=rules))

    def results(self, seed: int) -> Results:
        """What the product would publish after the round of this seed."""
        return self.played(seed).results(self.ground.rules)

    def played(self, seed: int, draw_seed: bytes | None = None) -> Round:
        """A round up to its closing: the draw, and who answered what.

        draw_seed: of the draw, if it is not to follow from the round's.
        """
        given = self.ground.definition
        text = draw_seed or f"coverage study, round {seed}".encode()
        drawn = draw(self.ground.frame, given.roster, given.settings.design(), text)
        names, opened = self._visited(drawn, seed)
        answering = self.officials.responding(seed) | self.full
        return Round(_cells(drawn, opened), names, self.ballots(answering))

    def _visited(self, drawn: Draw, seed: int) -> tuple[pd.DataFrame, dict[str, int]]:
        """One row per opened name with its outcome and answers, and opened names by cell."""
        attempts = self.ground.definition.settings.thresholds.attempts
        finals = self.citizens.fieldwork(seed, attempts, full=self.full).finals
        made_up = self._made_up(seed)
        finals = np.where(made_up, "completed", finals)
        rows = np.array([self.citizens.row_of[name.person] for name in drawn.names])
        of_cell = pd.Series(rows).groupby([name.cell for name in drawn.names]).agg(list)
        cells, kept, opened = list[str](), list[int](), dict[str, int]()
        for cell in drawn.cells:
            if cell.desk is None or cell.id not in of_cell:
                continue
            line = of_cell[cell.id]
            completes = (finals[line] == "completed").tolist()
            opened[cell.id] = opened_names(cell.target, cell.released, completes)
            kept += line[: opened[cell.id]]
            cells += [cell.id] * opened[cell.id]
        names = np.array(kept, dtype=np.int64)
        return self._names(cells, names, finals, made_up[names]), opened

    def _made_up(self, seed: int) -> NDArray[np.bool_]:
        """(n,) who stands on the list of a desk whose collector invents interviews."""
        desks = np.random.default_rng([seed, 25]).random(len(self.citizens.desks)) < self.invented
        return np.asarray(desks[self.citizens.desk])

    def _names(
        self, cells: list[str], rows: NDArray[np.int64],
        finals: NDArray[np.str_], made_up: NDArray[np.bool_],
    ) -> pd.DataFrame:  # fmt: skip
        outcomes = [outcome_of(str(final)) for final in finals[rows]]
        answered = np.array([outcome == "respondent" for outcome in outcomes])
        gave = self.citizens.gave_feedback[rows] & ~made_up
        said = np.where(answered, gave.astype(np.int64), 2)
        feedback = pd.Categorical.from_codes(said, pd.Index(["khong", "co", ""]))
        answers = self.citizens.opinions.columns(rows, answered)
        for item in self.citizens.opinions.items if made_up.any() else ():
            answers[item.name][made_up] = "" if item.of_feedback else item.codes[-2]
        frame = pd.DataFrame({**answers, FILTER: feedback})
        return frame.assign(cell=cells, outcome=outcomes, field=self._fields[rows])

    @cached_property
    def _fields(self) -> NDArray[np.object_]:
        return np.array([entry.field for entry in self.citizens.entries], dtype=object)

    def ballots(self, answering: NDArray[np.bool_]) -> pd.DataFrame:
        """One row per official who answers, with the cell and the answers; answering: (n,)."""
        rows = np.flatnonzero(answering)
        cells = self._official_cells[rows]
        answers = self.officials.opinions.columns(rows, answering[rows])
        return pd.DataFrame({"cell": cells, **answers})

    @cached_property
    def _official_cells(self) -> NDArray[np.object_]:
        kinds = {agency.code: agency.kind for agency in self.ground.frame.all_agencies}
        pairs = zip(self.officials.group, self.officials.agency, strict=True)
        return np.array([f"{group}/{kinds[agency]}" for group, agency in pairs], dtype=object)


def opened_names(target: int, released: int, completes: Sequence[bool]) -> int:
    """How many names of a cell are opened in the end, reserves by the product's rule.

    completes: of each name on the list in the draw's order, whether a visit ends in an interview.
    In whatever order names are closed, the same number opens.
    """
    opened, received = released, 0
    position = 0
    while position < opened:
        received += completes[position]
        position += 1
        failed = not completes[position - 1]
        if failed and opened < len(completes) and short(target, received, 0, opened - position):
            opened += 1
    return opened


def _cells(drawn: Draw, opened: Mapping[str, int]) -> pd.DataFrame:
    """The quota cells as they are frozen."""

    def row(cell: Cell) -> tuple[object, ...]:
        return (
            cell.id, cell.group, cell.district, cell.desk, cell.agency_type, cell.stratum,
            cell.list_size, cell.units_in_stratum, cell.units_drawn,
            None if cell.by_size is None else str(cell.by_size),
            opened.get(cell.id, cell.released),
        )  # fmt: skip

    columns = (
        "key", "group", "district", "desk", "agency_type", "stratum", "list_size",
        "units_in_stratum", "units_drawn", "by_size", "opened",
    )  # fmt: skip
    return pd.DataFrame([row(cell) for cell in drawn.cells], columns=columns)
