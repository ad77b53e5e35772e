"""A round in memory finds what the product finds after the same fieldwork through its services.

What the coverage study says of rounds in memory (tests/simulation/test_coverage.py) then holds
for the product: the same draw, reserves, weights, estimates and points.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from analysis.tables import results
from survey_app.bundle.freeze import read_frozen
from survey_app.bundle.material import ballots_of, material_of, names_of
from survey_app.bundle.samples import samples_of
from survey_app.campaign.definition import CampaignDefinition
from survey_app.services.closing import folder_of
from survey_app.simulation.coverage import figures
from survey_app.simulation.population import DEFAULT_OFFICIALS, CitizenWorld
from survey_app.simulation.rounds import Ground
from tests.conftest import NOON, SECRET, World
from tests.fieldwork import close, collect


def test_a_round_in_memory_is_the_products_own(
    sqlite_world: World, definition: CampaignDefinition
) -> None:
    collect(sqlite_world.sessions, SECRET, sqlite_world.campaign, NOON, seed=5)
    later = NOON + timedelta(days=30)
    close(
        sqlite_world.sessions, sqlite_world.data, sqlite_world.monitor, sqlite_world.observer, later
    )
    frozen = read_frozen(folder_of(sqlite_world.data, sqlite_world.campaign))
    material = material_of(frozen.files, frozen.manifest)
    names = names_of(frozen, material.inputs.frame)
    samples = samples_of(material.rules, frozen.tables["cells"], names, ballots_of(frozen))
    through_services = results(material.rules.scheme, samples, material.rules.threshold)

    seed = definition.settings.seed.public_demo
    assert seed is not None
    people = Ground.of(definition).populated(CitizenWorld(), DEFAULT_OFFICIALS)
    answering = np.arange(len(people.officials.group)) % 6 > 0  # as tests.fieldwork has it
    played = replace(people.played(5, seed.encode()), ballots=people.ballots(answering))
    in_memory = played.results(people.ground.rules)

    opened = frozen.tables["cells"].set_index("key")["opened"]
    pd.testing.assert_series_equal(opened, played.cells.set_index("key")["opened"])
    assert list(names["outcome"]) == list(played.names["outcome"])
    one, other = figures(through_services), figures(in_memory)
    assert one.keys() == other.keys()
    for name, estimate in one.items():
        assert estimate.value == pytest.approx(other[name].value, abs=1e-12), name
        assert estimate.upper == pytest.approx(other[name].upper, abs=1e-12), name
    assert through_services.responses == in_memory.responses
