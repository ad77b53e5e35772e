"""The independent verifier of docs/: it confirms our draws and catches one changed byte."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest

from sampling.design import CitizenDesign, Design
from sampling.draw import draw
from sampling.frame import Frame, build_frame, read_lists
from sampling.manifest import manifest, manifest_text
from sampling.roster import Roster
from sampling.sharing import Rule
from survey_app.campaign.folder import read_folder
from survey_app.simulation.lists import make_lists
from tests.sampling.conftest import FRAMES, SEED
from tests.small import small_folder

SCRIPT = Path(__file__).parents[2] / "docs/verify_draw.py"
UNITS, AGENCIES = FRAMES / "hai-phong-2021.csv", FRAMES / "agencies-hai-phong-2021.csv"


def run(*paths: Path) -> subprocess.CompletedProcess[str]:
    """Alone: without this project on the path, without packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, *paths], capture_output=True, text=True, check=False
    )


class Drawn:
    """The small campaign's files and manifest."""

    def __init__(self, folder: Path) -> None:
        definition = read_folder(small_folder(folder / "small"))
        units, agencies, roster = definition.units, definition.agencies, definition.roster
        lists = make_lists(units, agencies, definition.settings.simulation_seed or 0)
        frame = build_frame(units, agencies, read_lists(lists, "lists.csv", units, agencies))
        design = definition.settings.design()
        made = manifest(draw(frame, roster, design, SEED), frame, roster, design, SEED, salt=b"s")
        self.text = manifest_text(made).encode()
        self.made, self.folder = made, folder
        (folder / "lists.csv").write_bytes(lists)
        small = folder / "small"
        self.files = [
            small / "frames/hai-phong-2021.csv",
            small / "frames/agencies-hai-phong-2021.csv",
            small / "roster.csv",
            folder / "lists.csv",
        ]

    def verified(self, text: bytes) -> subprocess.CompletedProcess[str]:
        path = self.folder / "draw.json"
        path.write_bytes(text)
        return run(path, *self.files)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("drawn"))


def test_the_verifier_is_short_and_uses_the_standard_library_alone() -> None:
    text = SCRIPT.read_text()
    assert len(text.splitlines()) <= 150
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert modules <= sys.stdlib_module_names


def test_the_small_campaigns_draw_is_confirmed_with_the_digests_to_compare(drawn: Drawn) -> None:
    done = drawn.verified(drawn.text)
    assert (done.stderr, done.returncode) == ("", 0)
    for name in ("commitment", "frame_digest", "design_digest", "digest"):
        assert f"{name} {drawn.made[name]}\n" in done.stdout


def test_one_changed_byte_of_the_manifest_is_caught(drawn: Drawn) -> None:
    chance = random.Random(6)
    for place in [*chance.sample(range(len(drawn.text)), 12), len(drawn.text) - 1]:
        changed = bytearray(drawn.text)
        changed[place] ^= chance.choice((1, 2, 8))
        assert drawn.verified(bytes(changed)).returncode == 1


@pytest.mark.parametrize("which", range(4))
def test_one_changed_byte_of_a_file_is_caught(drawn: Drawn, which: int) -> None:
    file = drawn.files[which]
    original = file.read_bytes()
    try:
        lines = original.split(b"\n")
        lines[2] = lines[2].replace(b"1", b"2", 1) if b"1" in lines[2] else lines[2] + b"x"
        file.write_bytes(b"\n".join(lines))
        assert drawn.verified(drawn.text).returncode == 1
    finally:
        file.write_bytes(original)


def test_what_differs_is_named(drawn: Drawn) -> None:
    done = drawn.verified(drawn.text.replace(b'"target": 1', b'"target": 2', 1))
    assert done.returncode == 1
    assert "cells" in done.stderr


TOO_MUCH = CitizenDesign(
    eligibility="0.31",
    response="0.55",
    districts_target=9950,
    minimum=700,
    power="0.35",
    communes_per_district=2,
    departments_target=0,
)
TOO_LITTLE = CitizenDesign(
    eligibility="1",
    response="1",
    districts_target=40,
    minimum=0,
    power="0",
    departments_target=25,
    department_minimum=0,
    departments_power="0.85",
)
AREAS = [*map(str, (*range(303, 310), *range(311, 319)))]
NEYMAN = CitizenDesign(
    eligibility="0.9",
    response="0.7",
    selection="sampford",
    areas=Rule(
        allocation="neyman",
        deviations={code: f"0.{30 + 3 * n}" for n, code in enumerate(AREAS)},
        maximum=150,
    ),
    departments=Rule(allocation="equal", take_all=("SNGV",)),
    departments_target=330,
)
BY_COST = CitizenDesign(
    eligibility="0.9",
    response="0.7",
    selection="pareto",
    areas=Rule(allocation="cost", costs={code: 60_000 + 7_919 * n for n, code in enumerate(AREAS)}),
    departments=Rule(allocation="proportional", maximum=40),
)
TAKEN_WHOLE = CitizenDesign(
    eligibility="0.9",
    response="0.7",
    selection="pps_systematic",
    districts_target=3000,
    areas=Rule(allocation="proportional", take_all=("303", "318")),
)


@pytest.mark.parametrize(
    ("citizens", "warnings"),
    [
        (CitizenDesign(eligibility="0.9", response="0.7"), set[str]()),
        (TOO_MUCH, {"list_too_short", "target_capped"}),
        (TOO_LITTLE, {"empty_cell"}),
        (NEYMAN, {"list_too_short"}),
        (BY_COST, set[str]()),
        (TAKEN_WHOLE, {"list_too_short", "target_capped"}),
    ],
    ids=["default", "too much", "too little", "neyman", "by cost", "taken whole"],
)
def test_the_citys_draws_are_confirmed_with_their_warnings(
    tmp_path: Path,
    citizens: CitizenDesign,
    warnings: set[str],
    frame: Frame,
    roster: Roster,
    list_file: bytes,
) -> None:
    design = Design(citizens)
    drawn = draw(frame, roster, design, SEED)
    assert {warning.code for warning in drawn.warnings} == warnings
    made = manifest(drawn, frame, roster, design, SEED)
    (tmp_path / "draw.json").write_text(manifest_text(made))
    (tmp_path / "lists.csv").write_bytes(list_file)
    rows = ["group,agency,head_count,note"]
    rows += [f"{e.group},{e.agency},{e.head_count},{e.note}" for e in roster.entries]
    (tmp_path / "roster.csv").write_text("\n".join(rows))
    files = (UNITS, AGENCIES, tmp_path / "roster.csv", tmp_path / "lists.csv")
    done = run(tmp_path / "draw.json", *files)
    assert (done.stderr, done.returncode) == ("", 0)
