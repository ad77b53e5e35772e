"""Nothing below the threshold or unanimous follows from all that is published together: tables,
points with bounds, public rows and sums (invariant 9, methods 26)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pytest

from analysis.errors import BoolArray
from analysis.points import factors_of
from analysis.samples import GroupSample
from analysis.tables import Results, results
from survey_app.bundle.coarse import Coarse
from survey_app.bundle.differencing import leaks
from survey_app.bundle.disclosure import publishable
from survey_app.bundle.public_rows import blanked_rows, coarse_rows
from survey_app.bundle.samples import samples_of
from survey_app.campaign.definition import CampaignDefinition
from survey_app.simulation.population import DEFAULT_OFFICIALS, CitizenWorld
from survey_app.simulation.rounds import Ground, Round


@dataclass(frozen=True, eq=False)
class Told:
    """A small round with what is published of it."""

    ground: Ground
    played: Round

    @cached_property
    def samples(self) -> dict[str, GroupSample]:
        one = self.played
        return samples_of(self.ground.rules, one.cells, one.names, one.ballots)

    @cached_property
    def full(self) -> Results:
        """Nothing hidden but what analysis hides for itself."""
        return results(self.ground.rules.scheme, self.samples, self.ground.rules.threshold)

    @cached_property
    def shown(self) -> Results:
        scheme = self.ground.rules.scheme
        return publishable(scheme, self.full, self.samples, self.rows_of).results

    def rows_of(self, group: str, shown: Results) -> Coarse:
        names = self.played.names
        answers = names[names["outcome"] == "respondent"].reset_index(drop=True)
        form = self.ground.definition.instrument_of(group).questionnaire
        return coarse_rows(self.samples[group], answers, form, shown)

    @cached_property
    def blanked(self) -> dict[str, BoolArray]:
        return {"citizens": blanked_rows(self.rows_of("citizens", self.shown))}

    def leaking(self, shown: Results, blanked: dict[str, BoolArray] | None = None) -> set[str]:
        factors = factors_of(self.ground.rules.scheme)
        return {leak.path for leak in leaks(factors, self.samples, shown, blanked)}


@pytest.fixture(scope="module")
def told(definition: CampaignDefinition) -> Told:
    ground = Ground.of(definition)
    return Told(ground, ground.populated(CitizenWorld(), DEFAULT_OFFICIALS).played(0))


def test_nothing_hidden_follows_from_tables_points_and_rows(told: Told) -> None:
    assert [row for row in told.shown.items if row.share.reason == "majority"]
    cells = [part.share.reason for row in told.shown.districts for part in row.factors]
    assert "below_threshold" in cells
    assert "secondary" in cells
    assert told.leaking(told.shown, told.blanked) == set()


def test_a_secondary_cell_shown_after_all_gives_another_away(told: Told) -> None:
    some = next(row for row in told.shown.items if row.share.estimate)
    secret = next(row for row in told.shown.items if row.share.reason == "majority")
    opened = [
        replace(row, share=some.share)
        if row.group == secret.group and row.item != secret.item
        else row
        for row in told.shown.items
    ]
    found = told.leaking(replace(told.shown, items=tuple(opened)))
    assert f"items/{secret.group}/{secret.item}" in found


def test_bounds_of_full_precision_beside_points_give_items_away(told: Told) -> None:
    rows = tuple(
        replace(row, points=other.points, groups=other.groups) if not row.groups else row
        for row, other in zip(told.shown.index.rows, told.full.index.rows, strict=True)
    )
    found = told.leaking(replace(told.shown, index=replace(told.shown.index, rows=rows)))
    assert any(path.startswith("means/") for path in found)


def test_rows_that_show_the_district_of_a_few_are_found(told: Told) -> None:
    nothing = {group: np.zeros_like(rows) for group, rows in told.blanked.items()}
    found = told.leaking(told.shown, nothing)
    assert any(path.startswith("districts/") for path in found)


def test_one_hidden_factor_of_a_district_follows_from_its_index(told: Told) -> None:
    def alone(row_reasons: list[str | None]) -> bool:
        return row_reasons.count("below_threshold") == 1

    rows = {row.district: row for row in told.shown.districts}
    district = next(
        name for name, row in rows.items() if alone([p.share.reason for p in row.factors])
    )
    true = next(row for row in told.full.districts if row.district == district)
    factor = next(p.factor for p in rows[district].factors if p.share.reason == "below_threshold")
    ours = results(told.ground.rules.scheme, told.samples, 0)
    everything = next(row for row in ours.districts if row.district == district).factors
    hidden = next(p for p in true.factors if p.factor == factor)
    opened = replace(
        rows[district], factors=tuple(hidden if p.factor == factor else p for p in everything)
    )
    changed = tuple(opened if r.district == district else r for r in told.shown.districts)
    found = told.leaking(replace(told.shown, districts=changed))
    assert f"districts/{district}/{factor}" in found
