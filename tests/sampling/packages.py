"""What is published of a draw, in a directory of its own, and the verifier that reads it alone."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from sampling.ceremony import Terms
from sampling.manifest import manifest_text
from survey_app.campaign.folder import CAMPAIGN_FILE, read_folder
from survey_app.campaign.inputs import SIMULATED_LISTS, Inputs, inputs
from survey_app.simulation.lists import make_lists
from tests.small import small_folder

__all__ = ["SCRIPT", "announcing", "publish", "run", "small_inputs"]

SCRIPT = Path(__file__).parents[2] / "docs/verify_draw.py"


def run(path: Path) -> subprocess.CompletedProcess[str]:
    """The independent verifier alone: without this project on the path, without packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", SCRIPT, path], capture_output=True, text=True, check=False
    )


def publish(
    folder: Path, written: Mapping[str, object], files: Mapping[str, tuple[str, bytes]]
) -> Path:
    """Write manifest and files, the lists themselves left out, and say where."""
    for part, (name, data) in files.items():
        if part != "lists":
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "draw.json").write_text(manifest_text(written), encoding="utf-8")
    return folder


def small_inputs(folder: Path, seed: str) -> Inputs:
    """The small campaign with these tables in place of its [seed]."""
    small = small_folder(folder)
    toml = small / CAMPAIGN_FILE
    toml.write_text(re.sub(r"\[seed\]\n.*\n\n", f"{seed}\n\n", toml.read_text()))
    definition = read_folder(small)
    made = make_lists(
        definition.units, definition.agencies, definition.settings.simulation_seed or 0
    )
    files = {name: file.data for name, file in definition.files.items()}
    return inputs(files | {SIMULATED_LISTS: made})


def announcing(terms: Terms) -> str:
    """The table [ceremony] that announces these terms."""
    number, days = terms.number, ("commit_by", "freeze_by", "reveal_by")
    lines = ["[ceremony]", *(f'{key} = "{getattr(terms, key):%d/%m/%Y}"' for key in days)]
    for party in terms.parties:
        lines += ["[[ceremony.parties]]", f'code = "{party.code}"', f'name = "{party.name}"']
    lines += [
        "[ceremony.number]",
        f'source = "{number.source}"',
        f'prize = "{number.prize}"',
        f'date = "{number.date:%d/%m/%Y}"',
        f"digits = {number.digits}",
    ]
    return "\n".join(lines)
