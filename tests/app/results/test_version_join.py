"""Results of a campaign whose questionnaire changed in the field: versions join by item.

Invariant 8: what the join needs is frozen with the answers.
"""

from __future__ import annotations

from pathlib import Path

from questionnaires.instruments import source
from survey_app.bundle.freeze import read_frozen
from survey_app.bundle.joining import RECODES
from survey_app.bundle.material import material_of, names_of
from survey_app.services import questionnaires
from survey_app.services.closing import folder_of
from survey_app.services.questionnaires import File
from survey_app.services.tabulating import published
from tests.answers import citizen_answers, version_of
from tests.app.fieldwork import interview, open_names
from tests.conftest import NOON, SECRET, World
from tests.fieldwork import close, collect

OTHER_CODE = (
    source("citizens").decode().replace("| cach_nop | truc_tiep |", "| cach_nop | den_noi |")
)
CODES = ("truc_tiep", "buu_chinh", "truc_tuyen", "uy_quyen")


def change_version(world: World) -> tuple[str, str]:
    """Put a version with another code to use, as an administrator does; old and new digest."""
    old, by = version_of(world, "citizens"), world.administrator
    form = File("citizens.md", OTHER_CODE.encode())
    new = questionnaires.bring(world.sessions, "citizens", form, None, by, NOON).digest
    codes = {code: "den_noi" if code == "truc_tiep" else code for code in CODES}
    questionnaires.recode(world.sessions, old, new, {"cach_nop": codes}, by, NOON)
    questionnaires.activate(world.sessions, new, by, NOON)
    return old, new


def test_answers_of_both_versions_are_tabulated_together(sqlite_world: World) -> None:
    world = sqlite_world
    names = open_names(world, world.collector)[:3]
    for number, (name, by) in enumerate(names):
        interview(world, name, by, NOON, number)
    assert citizen_answers(world)["cach_nop"] == ["truc_tiep"]
    old, new = change_version(world)
    collect(world.sessions, SECRET, world.campaign, NOON)
    close(world.sessions, world.data, world.monitor, world.observer, NOON)
    frozen = read_frozen(Path(folder_of(world.data, world.campaign)))
    assert RECODES in frozen.files
    before = frozen.tables[f"answers-citizens-{old[:8]}"]
    assert list(before["cach_nop"]) == ["truc_tiep"] * 3
    assert f"answers-citizens-{new[:8]}" in frozen.tables
    joined = names_of(frozen, material_of(frozen.files, frozen.manifest).inputs.frame)
    said = {code for answer in joined["cach_nop"] for code in answer.split()}
    assert "den_noi" in said
    assert "truc_tiep" not in said
    assert published(world.sessions, world.data, world.campaign).results
