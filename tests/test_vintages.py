"""Every vintage of Hải Phòng's units, from the folder to a draw that both verifiers confirm.

Covers invariant 7 on frames with districts and on the one without, equal and unequal
probabilities; the commands are those of README.md.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import Workbook
from sqlalchemy import select

from sampling.manifest import manifest_text
from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError
from survey_app.cli import main
from survey_app.db import Sessions, connect, make_sessions
from survey_app.models import Campaign, CampaignFile, QuotaCell
from survey_app.services import drawing, published_draw
from survey_app.services.drawing import FrameChanged, written_manifest
from survey_app.services.quotas import areas
from tests.conftest import NOON, SECRET
from tests.sampling.packages import run
from tests.vintages import ISLANDS, NO_DISTRICTS, VINTAGES, folder_of, replaced, units_file

DESIGNS = [(vintage, "srs", False) for vintage in VINTAGES]
DESIGNS += [("2021", "sampford", False), (NO_DISTRICTS, "pps", True)]


class Drawn:
    """A campaign made and drawn by the command line, on a database of its own."""

    def __init__(self, place: Path, vintage: str, selection: str, strata: bool) -> None:
        self.name, self.place = f"hai-phong-{vintage}", place
        self.folder = folder_of(vintage, place / "cd", selection=selection, strata=strata)
        self.said = [
            self.command("campaign", "create", self.folder),
            self.command("draw", "run", self.name),
        ]

    def command(self, *words: object) -> Result:
        url = f"sqlite:///{self.place / 'survey.db'}"
        place = {"PAR_DATABASE": url, "PAR_DATA": str(self.place), "PAR_SECRET": SECRET}
        return CliRunner(env=place).invoke(main, [str(word) for word in words])

    def sessions(self) -> Sessions:
        return make_sessions(connect(f"sqlite:///{self.place / 'survey.db'}"))

    def campaign(self) -> str:
        with self.sessions()() as db:
            return db.scalars(select(Campaign.id)).one()

    def manifest(self) -> Path:
        path = self.place / "draw.json"
        text = manifest_text(written_manifest(self.sessions(), self.campaign()))
        path.write_text(text, encoding="utf-8")
        return path

    def package(self) -> Path:
        """What is published, which is all that the independent verifier is given."""
        path = self.place / "package"
        assert self.command("draw", "export", self.name, "--output", path).exit_code == 0
        return path

    def cells(self) -> list[QuotaCell]:
        with self.sessions()() as db:
            found = db.scalars(select(QuotaCell).order_by(QuotaCell.position))
            return [cell for cell in found if cell.group == "citizens"]


@pytest.fixture(params=DESIGNS, ids=lambda design: " ".join(map(str, design)), scope="module")
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("vintage"), *request.param)


def test_a_campaign_is_created_and_drawn(drawn: Drawn) -> None:
    assert [(said.exit_code, said.exception) for said in drawn.said] == [(0, None)] * 2


def test_the_draw_is_confirmed_from_the_database_and_from_files_alone(drawn: Drawn) -> None:
    assert drawn.command("draw", "verify", drawn.name).exit_code == 0
    alone = drawn.command(
        "draw", "verify", "--manifest", drawn.manifest(), "--folder", drawn.folder
    )
    assert alone.exit_code == 0, alone.output


def test_the_independent_verifier_confirms_it_and_notices_a_changed_byte(drawn: Drawn) -> None:
    package = drawn.package()
    done = run(package)
    assert (done.stderr, done.returncode) == ("", 0), done.stdout
    assert drawn.command("draw", "verify", package).exit_code == 0
    path = package / "draw.json"
    path.write_bytes(path.read_bytes().replace(b'"stage1": "1', b'"stage1": "2', 1))
    assert run(package).returncode == 1


def test_every_cell_has_an_office_and_the_answers_asked_for_are_shared_out(drawn: Drawn) -> None:
    cells = drawn.cells()
    assert all(cell.office for cell in cells)
    assert abs(sum(cell.target for cell in cells) - 1800) <= 3  # each total is rounded apart
    assert {cell.district for cell in cells} - {None} == set(
        areas(drawn.sessions(), drawn.campaign())
    )


def test_without_districts_strata_stand_in_their_place(tmp_path: Path) -> None:
    drawn = Drawn(tmp_path, NO_DISTRICTS, "srs", strata=False)
    names = areas(drawn.sessions(), drawn.campaign())
    assert names == {"phuong": "Các phường", "xa": "Các xã", "dackhu": "Các đặc khu"}
    cells = [cell for cell in drawn.cells() if cell.desk and cell.desk.startswith("commune")]
    assert len(cells) == 20 + 20 + 2
    islands = [cell for cell in cells if cell.district == "dackhu"]
    assert [cell.desk for cell in islands] == [f"commune:{code}" for code in ISLANDS]
    written = json.loads(drawn.manifest().read_bytes())
    assert [(s["code"], len(s["communes"])) for s in written["strata"]] == [
        ("phuong", 45),
        ("xa", 67),
        ("dackhu", 2),
    ]


def test_strata_that_leave_a_commune_out_or_name_one_twice_are_refused(tmp_path: Path) -> None:
    folder = folder_of(NO_DISTRICTS, tmp_path / "cd", strata=True)
    replaced(folder / "campaign.toml", r'"11560"', '"11557", "303"')
    with pytest.raises(CampaignError) as refused:
        read_folder(folder)
    said = [problem.sentence("en") for problem in refused.value.problems]
    assert "campaign.toml: stratum dothi: 303 is no commune directly under the city" in said[0]
    assert "stratum dothi: 11557 is in stratum dothi already" in said[1]
    assert "1 communes directly under the city are in no stratum (11560 Phường Thuỷ" in said[2]


def test_levels_that_the_frame_does_not_have_are_refused_by_name(tmp_path: Path) -> None:
    folder = folder_of(NO_DISTRICTS, tmp_path / "cd")
    replaced(
        folder / "campaign.toml", r"^levels = .*$", 'levels = ["commune", "district", "department"]'
    )
    with pytest.raises(CampaignError, match="has desks of the levels commune, department"):
        read_folder(folder)


def test_gaps_and_the_units_of_today_are_published_with_the_draw(tmp_path: Path) -> None:
    folder = folder_of("2021", tmp_path / "cd")
    more = 'one_stop = "counts.csv"\nlater_units = "frames/later.csv"\nroster = '
    replaced(folder / "campaign.toml", r"^roster = ", more)
    shutil.copyfile(units_file("2025-07"), folder / "frames/later.csv")
    (folder / "counts.csv").write_text("month,field,count\n2021-01,land,100000\n")
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    place = {"PAR_DATABASE": url, "PAR_DATA": str(tmp_path), "PAR_SECRET": SECRET}
    for words in (["campaign", "create", str(folder)], ["draw", "run", "hai-phong-2021"]):
        assert CliRunner(env=place).invoke(main, words).exit_code == 0
    sessions = make_sessions(connect(url))
    with sessions() as db:
        campaign = db.scalars(select(Campaign.id)).one()
    found = published_draw.published(sessions, campaign)
    assert found.gaps is not None
    assert (found.gaps[0].month, found.gaps[0].field) == ("2021-01", "land")
    assert found.gaps[0].one_stop == 100000
    assert found.gaps[0].beyond
    assert found.gap_limit == 0.05
    assert found.today["11311"].heirs == ("Phường Hồng Bàng",)
    assert found.today["303"].within == "Thành phố Hải Phòng"


def test_a_frame_that_was_changed_after_it_was_frozen_is_not_drawn_from(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    place = {"PAR_DATABASE": url, "PAR_DATA": str(tmp_path), "PAR_SECRET": SECRET}
    folder = folder_of("2025-01", tmp_path / "cd")
    assert CliRunner(env=place).invoke(main, ["campaign", "create", str(folder)]).exit_code == 0
    sessions = make_sessions(connect(url))
    with sessions.begin() as db:
        name = "frames/hai-phong-2025-01.csv"
        file = db.scalars(select(CampaignFile).where(CampaignFile.name == name)).one()
        file.content = file.content.replace("Quán Toan".encode(), "Quán Toàn".encode())
        campaign = file.campaign_id
    with pytest.raises(FrameChanged):
        drawing.run(sessions, SECRET, campaign, None, NOON)


def test_a_workbook_becomes_the_csv_that_the_verifier_reads_and_lists_lose_identifiers(
    tmp_path: Path,
) -> None:
    source, key = tmp_path / "lists.csv", tmp_path / "key"
    source.write_text("desk,identifier,field,month,sex\ndistrict:303,031099,land,2021-03,\n")
    key.write_bytes(b"sixteen bytes of chance")
    words = ["frame", "hash", str(source), str(tmp_path / "out.csv"), "--key", str(key)]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert "031099" not in (tmp_path / "out.csv").read_text()
    book = Workbook()
    assert book.active is not None
    book.active.append(["code", "name", "kind"])
    book.active.append(["STP", "Sở Tư pháp", "department"])
    book.save(tmp_path / "a.xlsx")
    words = ["frame", "csv", str(tmp_path / "a.xlsx"), str(tmp_path / "a.csv")]
    assert CliRunner().invoke(main, words).exit_code == 0
    assert (tmp_path / "a.csv").read_text() == "code,name,kind\nSTP,Sở Tư pháp,department\n"
