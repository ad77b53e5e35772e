"""A commune drawn by size is replaced: cells, weights and the bundle's replay agree.

Invariants 7 and 8; methods.md 7: the one that cannot be worked is non-response, not gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import select

from sampling.draw import commune_chances
from survey_app.bundle.archive import read_archive
from survey_app.bundle.verifying import verify
from survey_app.campaign.folder import read_folder
from survey_app.campaign.inputs import inputs
from survey_app.db import connect, make_sessions, reading
from survey_app.models import QuotaCell
from survey_app.services import assigning, changing
from survey_app.services.bundling import sealed_bundle
from survey_app.services.campaigns import stored_files
from tests.app.test_changing import cell, replaced
from tests.bundle.test_verifying import changed_table, resummed
from tests.conftest import NOON, SECRET, World, prepare
from tests.fieldwork import close, collect
from tests.small import small_folder
from tests.vintages import replaced as rewritten

CELLS = "frozen/cells.parquet"


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The small campaign by Sampford, in which a commune was replaced before anybody went."""
    place = tmp_path_factory.mktemp("sized")
    folder = small_folder(place / "nho")
    rewritten(folder / "campaign.toml", '"srs"', '"sampford"')
    url = f"sqlite:///{place}/survey.db"
    template = prepare(url, read_folder(folder))
    world = World(url, place, make_sessions(connect(url)), template.campaign, template.staff)
    replaced(world, cell(world).id)
    assigning.distribute(world.sessions, world.campaign, None, NOON)
    collect(world.sessions, SECRET, world.campaign, NOON)
    close(world.sessions, place, world.monitor, world.observer, NOON)
    return world


@pytest.fixture(scope="module")
def files(stopped: World) -> Mapping[str, bytes]:
    path: Path = stopped.data / "bundle.zip"
    path.write_bytes(sealed_bundle(stopped.sessions, stopped.data, stopped.campaign, NOON))
    return read_archive(path)


def test_every_commune_of_the_stratum_has_its_chance_with_one_more(stopped: World) -> None:
    with reading(stopped.sessions) as db:
        given = inputs(stored_files(db, stopped.campaign))
        query = select(QuotaCell).where(QuotaCell.stratum == "306/commune")
        cells = list(db.scalars(query))
    chances = commune_chances(given.frame, given.design.citizens, "306")
    assert len(cells) == 3
    for each in cells:
        p = chances[each.desk or ""]
        assert Fraction(each.by_size or "0") == p + (1 - p) / (len(chances) - 2)
    last = cells[-1]
    view = changing.area_of(stopped.sessions, stopped.campaign, last.id)
    assert view.by_size
    assert view.effect.before == 1 / Fraction(last.by_size or "0")


def test_the_bundle_replays_the_replacement_and_notices_another_chance(
    files: Mapping[str, bytes],
) -> None:
    assert verify(files).problems == ()
    other = changed_table(files, CELLS, lambda table: table.assign(by_size="1/2"))
    assert any(p.code == "other_cell" for p in verify(resummed(other)).problems)
