"""A replaced commune and a moved target in the bundle: frozen, weighed, verified, tamper-proof.

Invariant 8; methods.md 7: the commune that could not be worked is non-response, not gone.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import pytest

from survey_app.bundle.archive import read_archive
from survey_app.bundle.freeze import Frozen, frozen_from
from survey_app.bundle.material import ballots_of, material_of, names_of
from survey_app.bundle.samples import samples_of
from survey_app.bundle.told import probability_cells
from survey_app.bundle.verifying import verify
from survey_app.db import connect, make_sessions
from survey_app.services import assigning, changing
from survey_app.services.bundling import sealed_bundle
from tests.app.test_changing import cell, moved, replaced
from tests.bundle.test_verifying import changed_table, resummed
from tests.conftest import NOON, SECRET, Template, World
from tests.fieldwork import close, collect

CHANGES = "frozen/changes.parquet"


@pytest.fixture(scope="module")
def stopped(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> World:
    """A campaign in which a commune was replaced before anybody went, and a target moved."""
    folder = tmp_path_factory.mktemp("changed")
    shutil.copy(sqlite_template.url.removeprefix("sqlite:///"), folder / "survey.db")
    url = f"sqlite:///{folder}/survey.db"
    sessions = make_sessions(connect(url))
    world = World(url, folder, sessions, sqlite_template.campaign, sqlite_template.staff)
    replaced(world, cell(world).id)
    other = cell(world, district="308")
    moved(world, other.id, other.target + 2)
    assigning.distribute(sessions, world.campaign, None, NOON)
    collect(sessions, SECRET, world.campaign, NOON)
    close(sessions, folder, world.monitor, world.observer, NOON)
    return world


@pytest.fixture(scope="module")
def files(stopped: World, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    path: Path = tmp_path_factory.mktemp("sealed") / "bundle.zip"
    path.write_bytes(sealed_bundle(stopped.sessions, stopped.data, stopped.campaign, NOON))
    return read_archive(path)


def test_the_bundle_verifies_and_holds_reason_and_both_institutions(
    files: Mapping[str, bytes],
) -> None:
    assert verify(files).problems == ()
    frozen = _frozen(files)
    first = frozen.tables["changes"].iloc[0]
    assert first["kind"] == "area"
    assert "Bão" in first["reason"]
    assert first["asked_by"] != first["confirmed_by"]


def test_base_weights_count_the_stopped_commune_as_drawn(
    stopped: World, files: Mapping[str, bytes]
) -> None:
    frozen = _frozen(files)
    material = material_of(frozen.files, frozen.manifest)
    names = names_of(frozen, material.inputs.frame)
    cells = probability_cells(frozen)
    gone = cells[cells["stopped"]].iloc[0]
    assert gone["units_drawn"] == 3  # two were drawn, one more was opened
    assert set(names[names["cell"] == gone["key"]]["outcome"]) == {"unknown"}
    sample = samples_of(material.rules, cells, names, ballots_of(frozen))["citizens"]
    assert sample.weighting is not None
    base = next(step for step in sample.weighting.steps if step.step == "base")
    own = cells[(cells["group"] == "citizens") & (cells["opened"] > 0)]
    # every drawn cell stands for (A/a) M persons, the stopped one too
    stands_for = own["units_in_stratum"] / own["units_drawn"] * own["list_size"]
    assert base.total == pytest.approx(float(stands_for.sum()))
    view = changing.changes_of(stopped.sessions, stopped.campaign)
    assert [v.kind for v in view] == ["target", "area"]


def test_another_commune_than_the_next_one_is_found(files: Mapping[str, bytes]) -> None:
    def other(table: pd.DataFrame) -> pd.DataFrame:
        units = table["unit"].copy()
        units.iloc[0] = "commune:11392"
        return table.assign(unit=units)

    changed = resummed(changed_table(files, CHANGES, other), rows=True, digest=True)
    codes = {problem.code for problem in verify(changed).problems}
    assert codes & {"bad_change", "other_cell", "not_drawn"}


def test_a_target_without_its_change_is_found(files: Mapping[str, bytes]) -> None:
    changed = resummed(
        changed_table(files, CHANGES, lambda table: table.iloc[:1]), rows=True, digest=True
    )
    problems = verify(changed).problems
    assert any(p.code == "other_cell" and p.column == "target" for p in problems)


def _frozen(files: Mapping[str, bytes]) -> Frozen:
    manifest = json.loads(files["frozen/manifest.json"])
    contents = {
        name.removeprefix("frozen/"): content
        for name, content in files.items()
        if name.startswith("frozen/") and name != "frozen/manifest.json"
    }
    return frozen_from(contents, manifest)
