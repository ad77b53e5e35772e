"""The independent verifier of docs/: it confirms our draws and catches one changed byte."""

from __future__ import annotations

import ast
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sampling.design import CitizenDesign, Design
from sampling.draw import draw
from sampling.frame import Frame, ids_csv
from sampling.manifest import Difference, file_sums, manifest, manifest_digest, manifest_text
from sampling.problems import FrameError
from sampling.randomness import commitment
from sampling.roster import Roster
from sampling.sharing import Rule
from survey_app.campaign.problems import CampaignError
from survey_app.services.manifests import verify_with_files
from tests.sampling.conftest import FRAMES, SEED
from tests.sampling.packages import SCRIPT, publish, run, small_inputs

UNITS, AGENCIES = FRAMES / "hai-phong-2021.csv", FRAMES / "agencies-hai-phong-2021.csv"
SALT = b"s"
COMMITTED = f'[seed]\ncommitment = "{commitment(SEED, SALT)}"'
FILES = (
    "draw.json",
    "campaign.toml",
    "roster.csv",
    "frames/hai-phong-2021.csv",
    "frames/agencies-hai-phong-2021.csv",
    "frames/ids.csv",
)


class Drawn:
    """The small campaign's published package."""

    def __init__(self, folder: Path) -> None:
        self.given = given = small_inputs(folder / "small", COMMITTED)
        found = (given.frame, given.roster, given.design)
        drawn = draw(*found, SEED)
        self.made = manifest(drawn, *found, SEED, salt=SALT, files=file_sums(given.files))
        self.text = manifest_text(self.made).encode()
        self.package = publish(folder / "package", self.made, given.files)

    def verified(self, text: bytes) -> subprocess.CompletedProcess[str]:
        """What the verifier says of another manifest in the same package."""
        path = self.package / "other.json"
        path.write_bytes(text)
        return run(path)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("drawn"))


def ours(folder: Path) -> list[Difference]:
    """What `par-survey draw verify` finds in a package; a refusal counts as one more."""
    try:
        return [*verify_with_files(folder / "draw.json", folder)]
    except (CampaignError, FrameError) as error:
        return [Difference("file", str(error), "")]


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
    done = run(drawn.package)
    assert (done.stderr, done.returncode) == ("", 0)
    for name in ("commitment", "frame_digest", "design_digest", "digest"):
        assert f"{name} {drawn.made[name]}\n" in done.stdout
    assert done.stdout.endswith("\nPASSED\n")
    assert ours(drawn.package) == []


def test_the_package_holds_ids_and_desks_of_the_lists_and_no_more(drawn: Drawn) -> None:
    header, *rows = (drawn.package / "frames/ids.csv").read_text().splitlines()
    assert header == "desk,person"
    assert all(row.count(",") == 1 for row in rows)
    assert not (drawn.package / "frames/lists-simulated.csv").exists()


@pytest.mark.parametrize("name", FILES)
def test_one_changed_byte_of_a_file_is_caught_by_both_wherever_it_is(
    drawn: Drawn, name: str, tmp_path: Path
) -> None:
    shutil.copytree(drawn.package, tmp_path / "package")
    file, chance = tmp_path / "package" / name, random.Random(name)
    original = file.read_bytes()
    for place in (0, len(original) - 1, *chance.sample(range(len(original)), 6)):
        changed = bytearray(original)
        changed[place] ^= chance.choice((1, 2, 8, 16, 32, 128))
        file.write_bytes(changed)
        done = run(tmp_path / "package")
        assert done.returncode == 1, (place, done.stdout)
        assert done.stdout.endswith("\nFAILED\n")
        assert done.stderr == ""
        assert ours(tmp_path / "package")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data + b"\n",
    ],
    ids=["byte order mark", "ends of lines", "empty line"],
)
def test_what_changes_no_value_is_caught_by_both_too(
    drawn: Drawn, name: str, change: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    shutil.copytree(drawn.package, tmp_path / "package")
    file = tmp_path / "package" / name
    file.write_bytes(change(file.read_bytes()))
    assert run(tmp_path / "package").returncode == 1
    assert ours(tmp_path / "package")


def test_a_manifest_with_other_spaces_is_told_so_in_words(drawn: Drawn) -> None:
    done = drawn.verified(drawn.text.replace(b'"act', b' "act').replace(b"\n ", b"\n  ", 1))
    assert done.returncode == 1
    assert "failed: drawn again, the manifest differs in bytes alone: spaces" in done.stdout


def test_a_seed_that_nobody_committed_to_is_refused_by_both(drawn: Drawn, tmp_path: Path) -> None:
    given = drawn.given
    found = (given.frame, given.roster, given.design)
    picked = b"a pleasant seed that somebody chose"
    made = manifest(draw(*found, picked), *found, picked, files=file_sums(given.files))
    package = publish(tmp_path / "package", made, given.files)
    assert [difference.path for difference in ours(package)] == ["published commitment"]
    assert "failed: commitment: not the one in campaign.toml" in run(package).stdout


def test_a_demos_public_seed_is_the_only_one_it_may_use(tmp_path: Path) -> None:
    given = small_inputs(tmp_path / "small", '[seed]\npublic_demo = "nho 2021"')
    found = (given.frame, given.roster, given.design)
    for number, (seed, right) in enumerate([(b"nho 2021", True), (b"nho 2022", False)]):
        made = manifest(draw(*found, seed), *found, seed, files=file_sums(given.files))
        package = publish(tmp_path / str(number), made, given.files)
        assert (ours(package) == []) is right
        assert (run(package).returncode == 0) is right


def test_a_manifest_that_names_no_files_is_refused_by_both(drawn: Drawn, tmp_path: Path) -> None:
    bare = {key: value for key, value in drawn.made.items() if key != "files"}
    bare["digest"] = manifest_digest(bare)
    package = publish(tmp_path / "package", bare, drawn.given.files)
    assert "files.units" in [difference.path for difference in ours(package)]
    assert run(package).returncode == 1


def test_a_missing_file_is_said_without_a_traceback(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("failed: a file is missing")


def test_what_differs_is_named(drawn: Drawn) -> None:
    done = drawn.verified(drawn.text.replace(b'"target": 1', b'"target": 2', 1))
    assert done.returncode == 1
    assert "cells" in done.stdout


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
) -> None:
    design = Design(citizens)
    drawn = draw(frame, roster, design, SEED)
    assert {warning.code for warning in drawn.warnings} == warnings
    rows = ["group,agency,head_count,note"]
    rows += [f"{e.group},{e.agency},{e.head_count},{e.note}" for e in roster.entries]
    files = {
        "campaign": ("campaign.toml", f'[seed]\ncommitment = "{commitment(SEED)}"'.encode()),
        "units": ("units.csv", UNITS.read_bytes()),
        "agencies": ("agencies.csv", AGENCIES.read_bytes()),
        "roster": ("roster.csv", "\n".join(rows).encode()),
        "ids": ("ids.csv", ids_csv(frame)),
    }
    made = manifest(drawn, frame, roster, design, SEED, files=file_sums(files))
    done = run(publish(tmp_path, made, files))
    assert (done.stderr, done.returncode) == ("", 0), done.stdout
