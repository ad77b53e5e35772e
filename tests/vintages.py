"""A campaign folder on each of the three vintages of Hải Phòng's units, in the shipped image."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

from tests.small import SHIPPED

__all__ = ["ISLANDS", "NO_DISTRICTS", "VINTAGES", "folder_of", "replaced", "units_file"]

FRAMES = SHIPPED.parent / "frames"
VINTAGES = ("2021", "2025-01", "2025-07")
NO_DISTRICTS = "2025-07"
ISLANDS = ("11914", "11948")


def units_file(vintage: str) -> Path:
    """The vintage's units, as they are published."""
    return FRAMES / f"hai-phong-{vintage}.csv"


def folder_of(vintage: str, folder: Path, *, selection: str = "srs", strata: bool = False) -> Path:
    """Write a campaign on the vintage; strata: named in campaign.toml, not by kind of unit."""
    shutil.copytree(SHIPPED, folder)
    (folder / "frames/hai-phong-2021.csv").unlink()
    units = folder / f"frames/hai-phong-{vintage}.csv"
    shutil.copyfile(units_file(vintage), units)
    toml = folder / "campaign.toml"
    replaced(toml, r'^id = ".*"', f'id = "hai-phong-{vintage}"')
    replaced(toml, r'^units = "frames.*"', f'units = "frames/{units.name}"')
    replaced(toml, r'^selection = "srs"', f'selection = "{selection}"')
    if vintage == NO_DISTRICTS:
        _without_districts(folder, strata)
    return folder


def _without_districts(folder: Path, strata: bool) -> None:
    """No district committees, no district desks; one post office serves a stratum or a commune."""
    toml = folder / "campaign.toml"
    replaced(toml, r"^levels = .*$", 'levels = ["commune", "department"]')
    replaced(toml, r'^\[\[groups\]\]\ncode = "district_leaders"\n(.+\n)+', "")
    replaced(toml, r"^communes_per_district = \d+", "communes_per_district = 20")
    replaced(toml, r"^\[costs.more_per_answer\]\n(.+\n)+", "")
    replaced(folder / "scheme.toml", r"^district_leaders = 0.25\n", "")
    replaced(folder / "scheme.toml", r"^division_heads = 0.25", "division_heads = 0.50")
    for _ in range(2):  # two rows of the scheme have weights of their own
        own = r"\{ department_leaders = 0.5, district_leaders = 0.5 \}"
        replaced(folder / "scheme.toml", own, "{ department_leaders = 1 }")
    _keep(folder / "roster.csv", "district_leaders")
    with (folder / "frames/hai-phong-2025-07.csv").open(encoding="utf-8", newline="") as file:
        communes = [row for row in csv.DictReader(file) if row["level"] == "commune"]
    groups = {"phuong": "phường", "xa": "xã", "dackhu": "đặc khu"}
    codes = {key: [c["code"] for c in communes if c["kind"] == k] for key, k in groups.items()}
    if strata:
        half = len(codes["xa"]) // 2
        codes = {
            "dothi": codes["phuong"],
            "xa1": codes["xa"][:half],
            "xa2": codes["xa"][half:] + codes["dackhu"],
        }
        with toml.open("a", encoding="utf-8") as file:
            for code, members in codes.items():
                listed = ", ".join(f'"{one}"' for one in members)
                file.write(
                    f'\n[[sampling.strata]]\ncode = "{code}"\nname = "Cụm {code}"\n'
                    f"communes = [{listed}]\n"
                )
    offices = ["code,name,parent,districts", "BDTP,Bưu điện thành phố Hải Phòng,,"]
    first, *rest = codes  # one stratum is served whole, the communes of the others one by one
    offices.append(f"BD1,Bưu điện khu vực 1,BDTP,{first}")
    offices += [
        f"BD{n},Bưu điện khu vực {n},BDTP,{' '.join(codes[code])}" for n, code in enumerate(rest, 2)
    ]
    (folder / "post-offices.csv").write_text("\n".join(offices) + "\n", encoding="utf-8")


def replaced(path: Path, pattern: str, by: str) -> None:
    """Replace the pattern's first match in a file; it must be there."""
    text, count = re.subn(pattern, by, path.read_text("utf-8"), count=1, flags=re.MULTILINE)
    assert count, (path.name, pattern)
    path.write_text(text, "utf-8")


def _keep(path: Path, without: str) -> None:
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(line for line in lines if without not in line) + "\n", "utf-8")
