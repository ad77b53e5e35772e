"""Nothing below the threshold or unanimous follows from all that is published together: tables,
points with bounds, public rows and sums (invariant 9, methods 26)."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from analysis.points import factors_of
from analysis.samples import GroupSample
from analysis.tables import Cell, Results, results
from survey_app.bundle.coarse import DISTRICT, public_rules
from survey_app.bundle.differencing import leaks
from survey_app.bundle.disclosure import publishable
from survey_app.bundle.freeze import read_frozen
from survey_app.bundle.public_rows import Told, public_rows, told
from survey_app.bundle.published import publish
from survey_app.bundle.samples import samples_of
from survey_app.campaign.definition import CampaignDefinition
from survey_app.services.closing import folder_of
from survey_app.simulation.population import DEFAULT_OFFICIALS, CitizenWorld
from survey_app.simulation.rounds import Ground
from tests.conftest import World


@cache
def closed(world: World) -> tuple[Told, Results, dict[str, np.ndarray]]:  # type: ignore[type-arg]
    frozen = read_frozen(folder_of(world.data, world.campaign))
    known, shown = told(frozen), publish(frozen).results
    blanked = {}
    for group, answers in known.answers.items():
        form = known.material.instruments[group][0]
        scheme = known.material.rules.scheme
        rows = public_rows(known.samples[group], answers, form, scheme, shown)
        blanked[group] = (rows.coarse.rows[DISTRICT] == public_rules().blank).to_numpy()
    return known, shown, blanked


def test_nothing_hidden_follows_from_tables_points_rows_and_sums(closed_world: World) -> None:
    known, shown, blanked = closed(closed_world)
    hidden = [row for row in shown.items if row.share.reason == "unanimous"]
    cells = [part.share.reason for row in shown.districts for part in row.factors]
    assert hidden
    assert "below_threshold" in cells
    assert leaks(factors_of(known.material.rules.scheme), known.samples, shown, blanked) == ()


def test_a_secondary_cell_shown_after_all_gives_another_away(closed_world: World) -> None:
    known, shown, _ = closed(closed_world)
    row = next(r for r in shown.items if r.share.reason == "secondary")
    full = results(known.material.rules.scheme, known.samples, shown.threshold)
    true = next(r for r in full.items if (r.group, r.item) == (row.group, row.item))
    others = [r for r in shown.items if r.group == row.group and r.share.reason and r != row]
    opened = [true if r == row or r in others[1:] else r for r in shown.items]
    found = leaks(
        factors_of(known.material.rules.scheme),
        known.samples,
        replace(shown, items=tuple(opened)),
    )
    assert f"items/{row.group}/{others[0].item}" in {leak.path for leak in found}


def test_rows_that_show_the_district_of_a_few_are_found(closed_world: World) -> None:
    known, shown, blanked = closed(closed_world)
    nothing = {group: np.zeros_like(rows) for group, rows in blanked.items()}
    found = leaks(factors_of(known.material.rules.scheme), known.samples, shown, nothing)
    assert any(leak.path.startswith("districts/") for leak in found)


def test_a_district_factor_shown_beside_the_index_gives_the_hidden_one_away(
    closed_world: World,
) -> None:
    known, shown, blanked = closed(closed_world)
    district = next(
        row for row in shown.districts if [p.share.reason for p in row.factors].count("secondary")
    )
    full = results(known.material.rules.scheme, known.samples, shown.threshold)
    true = next(row for row in full.districts if row.district == district.district)
    hidden = [part.factor for part in district.factors if part.share.reason]
    parts = [
        replace(part, share=Cell(None, "below_threshold")) if part.factor == hidden[0] else part
        for part in true.factors
    ]
    parts = [
        replace(
            part,
            share=next(p for p in _open(known, true.district) if p.factor == part.factor).share,
        )
        if part.share.reason and part.factor != hidden[0]
        else part
        for part in parts
    ]
    changed = tuple(
        replace(row, factors=tuple(parts)) if row.district == district.district else row
        for row in shown.districts
    )
    found = leaks(
        factors_of(known.material.rules.scheme), known.samples, replace(shown, districts=changed)
    )
    assert f"districts/{district.district}/{hidden[0]}" in {leak.path for leak in found}


def _open(known: Told, district: str):  # type: ignore[no-untyped-def]
    everything = results(known.material.rules.scheme, known.samples, 0)
    return next(row for row in everything.districts if row.district == district).factors


@pytest.mark.parametrize("seed", range(3))
def test_the_tables_of_other_rounds_give_nothing_away(
    definition: CampaignDefinition, seed: int
) -> None:
    ground = Ground.of(definition)
    played = ground.populated(CitizenWorld(), DEFAULT_OFFICIALS).played(seed)
    samples: dict[str, GroupSample] = samples_of(
        ground.rules, played.cells, played.names, played.ballots
    )
    shown = publishable(results(ground.rules.scheme, samples, ground.rules.threshold), samples)
    assert [row for row in shown.items if row.share.reason]
    assert leaks(factors_of(ground.rules.scheme), samples, shown) == ()
