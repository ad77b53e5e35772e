"""A small campaign in the image of the shipped one: two districts, three departments."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from survey_app.campaign.definition import CampaignDefinition
from survey_app.campaign.folder import read_folder

__all__ = ["CEREMONY", "SHIPPED", "small_campaign", "small_folder", "with_ceremony"]

SHIPPED = Path(__file__).parent.parent / "survey_app" / "campaigns" / "hai-phong-2021"
DISTRICTS = ("306", "308", "318")  # eight communes, six, and the island with none
DEPARTMENTS = ("SNV", "STP", "SXD")
CEREMONY = """[ceremony]
commit_by = "20/12/2021"
freeze_by = "22/12/2021"
reveal_by = "27/12/2021"

[[ceremony.parties]]
code = "so-noi-vu"
name = "Sở Nội vụ thành phố Hải Phòng"

[[ceremony.parties]]
code = "mat-tran"
name = "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hải Phòng"

[[ceremony.parties]]
code = "buu-dien"
name = "Bưu điện thành phố Hải Phòng"

[ceremony.number]
source = "Xổ số kiến thiết miền Bắc"
prize = "Giải đặc biệt"
date = "28/12/2021"
digits = 5

"""


def small_folder(folder: Path) -> Path:
    """Write the small campaign's folder."""
    shutil.copytree(SHIPPED, folder)
    _keep(folder / "frames/hai-phong-2021.csv", _of_small_districts)
    _keep(folder / "frames/agencies-hai-phong-2021.csv", lambda line: _code(line) in DEPARTMENTS)
    _keep(folder / "post-offices.csv", lambda line: line.split(",")[0] in OFFICES)
    _keep(folder / "roster.csv", lambda line: line.split(",")[1] in AGENCIES)
    toml = folder / "campaign.toml"
    text = toml.read_text()
    for key, value in (
        ("id", '"nho"'),
        ("total", "60"),
        ("minimum", "12"),
        ("communes_per_district", "2"),
    ):
        text = re.sub(rf"^{key} = \S+", f"{key} = {value}", text, count=1, flags=re.M)
    text = re.sub(r"^total = 300", "total = 18", text, flags=re.M)
    text = re.sub(r"^317 = .*\n", "", text, flags=re.M)  # the rate of a district left out
    text = re.sub(r"^minimum = 8", "minimum = 5", text, flags=re.M)
    text = re.sub(r'^"317" = .*\n', "", text, flags=re.M)
    toml.write_text(text)
    scheme = folder / "scheme.toml"
    scheme.write_text(
        re.sub(r"^lead_agency = .*$", 'lead_agency = "SNV"', scheme.read_text(), flags=re.M)
    )
    return folder


def with_ceremony(folder: Path) -> Path:
    """The folder with a public draw by three institutions instead of the demo's seed."""
    toml = folder / "campaign.toml"
    text = re.sub(r"\[seed\]\n.*\n\n", CEREMONY, toml.read_text())
    toml.write_text(text)
    return folder


OFFICES = ("BDTP", *(f"BD{district}" for district in DISTRICTS))
AGENCIES = ("HDND", *DEPARTMENTS, *DISTRICTS)


def small_campaign(folder: Path) -> CampaignDefinition:
    """The small campaign's definition."""
    return read_folder(small_folder(folder))


def _keep(path: Path, wanted: object) -> None:
    assert callable(wanted)
    header, *lines = path.read_text().splitlines()
    path.write_text("\n".join([header, *filter(wanted, lines)]) + "\n")


def _code(line: str) -> str:
    return line.split(",")[0]


def _of_small_districts(line: str) -> bool:
    code, _name, _kind, level, parent = line.split(",")[:5]
    return level == "province" or code in DISTRICTS or parent in DISTRICTS
