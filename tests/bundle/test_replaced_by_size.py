"""A commune drawn by size is replaced: the cells' chances, and the replay from what is frozen.

Invariants 7 and 8; methods.md 7: the one that cannot be worked is non-response, not gone.
"""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from sqlalchemy import select

from sampling.draw import commune_chances
from survey_app.bundle.freeze import Frozen
from survey_app.bundle.redrawing import redraw
from survey_app.campaign.folder import read_folder
from survey_app.campaign.inputs import inputs
from survey_app.db import connect, make_sessions, reading
from survey_app.models import QuotaCell
from survey_app.services import changing
from survey_app.services.freezing import campaign_files, frozen_tables
from tests.app.test_changing import cell, replaced
from tests.conftest import World, prepare
from tests.small import small_folder
from tests.vintages import replaced as rewritten


def test_a_commune_by_sampford_is_replaced_and_the_bundle_replays_it(tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "nho")
    rewritten(folder / "campaign.toml", '"srs"', '"sampford"')
    url = f"sqlite:///{tmp_path}/survey.db"
    template = prepare(url, read_folder(folder))
    world = World(url, tmp_path, make_sessions(connect(url)), template.campaign, template.staff)
    replaced(world, cell(world).id)
    with reading(world.sessions) as db:
        files = campaign_files(db, world.campaign)
        tables = frozen_tables(db, world.campaign)
        given = inputs({name.removeprefix("campaign/"): data for name, data in files.items()})
        cells = list(db.scalars(select(QuotaCell).where(QuotaCell.stratum == "306/commune")))
    chances = commune_chances(given.frame, given.design.citizens, "306")
    assert len(cells) == 3
    for each in cells:
        p = chances[each.desk or ""]
        assert Fraction(each.by_size or "0") == p + (1 - p) / (len(chances) - 2)
    view = changing.area_of(world.sessions, world.campaign, cells[-1].id)
    assert view.by_size
    assert view.effect.before == 1 / Fraction(cells[-1].by_size or "0")

    assert redraw(Frozen(tables, files, {})).problems == ()
    tables["cells"] = tables["cells"].assign(by_size="1/2")
    assert {p.code for p in redraw(Frozen(tables, files, {})).problems} == {"other_cell"}
