"""The optional tables of campaign.toml: [ceremony], [costs], [planning].

Covers survey_app/campaign/ceremony_settings.py and planning_settings.py; methods.md 11: the
public number comes after the last reveal.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.toml_file import read_toml
from survey_app.campaign.definition import Settings
from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError
from survey_app.campaign.settings import read_settings
from survey_app.simulation.lists import make_lists
from tests.small import small_folder, with_ceremony


def read(folder: Path) -> tuple[Settings, str]:
    """The settings of a folder, and the Vietnamese sentences of its problems."""
    toml = read_toml((folder / "campaign.toml").read_bytes())
    settings, problems = read_settings(toml, "campaign.toml")
    return settings, "\n".join(problem.sentence("vi") for problem in problems)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return with_ceremony(small_folder(tmp_path / "nho"))


def change(folder: Path, old: str, new: str) -> Path:
    path = folder / "campaign.toml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return folder


def test_a_ceremony_has_parties_days_and_a_lottery(folder: Path) -> None:
    settings, problems = read(folder)
    assert problems == ""
    terms = settings.seed.ceremony
    assert terms is not None
    assert [party.code for party in terms.parties] == ["so-noi-vu", "mat-tran", "buu-dien"]
    assert terms.number.fits("04217")
    assert not terms.number.fits("4217")
    assert settings.seed.commitment is settings.seed.public_demo is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('reveal_by = "27/12/2021"', 'reveal_by = "29/12/2021"', "28/12/2021 phải sau ngày 29"),
        ('freeze_by = "22/12/2021"', 'freeze_by = "19/12/2021"', "19/12/2021 phải sau ngày 20"),
        ('date = "28/12/2021"', 'date = "28/02/2022"', "trước ngày bắt đầu điều tra 04/01/2022"),
        ('code = "mat-tran"', 'code = "so-noi-vu"', "'so-noi-vu' đã có ở trên"),
        ('code = "mat-tran"', 'code = "Mặt trận"', "chữ thường, chữ số, gạch nối"),
        ("digits = 5", "digits = 2", "'digits' là 2"),
        ("[ceremony]", '[seed]\npublic_demo = "x"\n\n[ceremony]', "không ghi [seed] nữa"),
        ('prize = "Giải đặc biệt"', "", "thiếu 'prize'"),
    ],
)
def test_a_mistake_in_the_ceremony_is_said(folder: Path, old: str, new: str, said: str) -> None:
    _, problems = read(change(folder, old, new))
    assert said in problems


def test_one_party_alone_is_no_public_draw(folder: Path) -> None:
    text = (folder / "campaign.toml").read_text()
    start = text.index("[[ceremony.parties]]", text.index("[[ceremony.parties]]") + 1)
    (folder / "campaign.toml").write_text(text[:start] + text[text.index("[ceremony.number]") :])
    assert "cần ít nhất hai bên, trong tệp có 1" in read(folder)[1]


def test_rates_and_expectations_are_optional_and_exact(folder: Path) -> None:
    settings, _ = read(folder)
    assert settings.costs is not None
    assert settings.costs.of_answer("318") == 310_000
    assert settings.costs.of_answer("306") == 60_000
    assert settings.planning.share == Decimal("0.85")
    bare = change(folder, "[costs]", "[prices]")
    assert "prices" in read(bare)[1]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("per_answer = 60_000", "per_answer = -1", "'per_answer' là -1"),
        ("per_answer = 60_000", "per_anwser = 60_000", "có phải là 'per_answer' không?"),
        ("318 = 250_000", '318 = "nhiều"', "'318' phải là một số"),
        ("rho = 0.05", "rho = 1", "'rho' là 1"),
    ],
)
def test_a_mistake_in_the_rates_is_said(folder: Path, old: str, new: str, said: str) -> None:
    assert said in read(change(folder, old, new))[1]


def test_a_rate_for_a_district_that_is_not_in_the_frame_is_refused(folder: Path) -> None:
    with pytest.raises(CampaignError) as refused:
        read_folder(change(folder, "318 = 250_000", "319 = 250_000"))
    (problem,) = refused.value.problems
    assert "'319'; có phải là '318' không?" in problem.sentence("vi")
    assert problem.row is not None


@pytest.mark.parametrize("seed", ['commitment = "' + "a" * 64 + '"', 'public_demo = "x"', None])
def test_a_real_campaign_is_drawn_by_several_parties_or_refused(
    tmp_path: Path, seed: str | None
) -> None:
    toml = small_folder(tmp_path / "nho") / "campaign.toml"
    text = toml.read_text().replace("demo = true", "demo = false")
    table = f"[seed]\n{seed}\n\n" if seed else ""
    toml.write_text(re.sub(r"\[seed\]\n.*\n\n", table, text))
    said = read(toml.parent)[1]
    assert "thay [seed] bằng bảng [ceremony] với ít nhất hai bên của hai cơ quan" in said
    assert "ceremony" not in read(with_ceremony(small_folder(tmp_path / "chung")))[1]


def test_ids_of_a_real_campaigns_lists_are_keyed_hashes_or_refused(tmp_path: Path) -> None:
    folder = with_ceremony(small_folder(tmp_path / "nho"))
    definition = read_folder(folder)
    lists = make_lists(definition.units, definition.agencies, 1).decode()
    change(folder, 'lists = "simulated"', 'lists = "lists.csv"')
    change(folder, "demo = true", "demo = false")
    for person, refused in (("031099012345", True), ("0123456789abcdef" * 2, False)):
        (folder / "lists.csv").write_text(re.sub(r",p[0-9a-f]{16},", f",{person},", lists))
        with pytest.raises(CampaignError) as error:  # officials and simulation are refused anyway
            read_folder(folder)
        codes = {problem.code for problem in error.value.problems}
        assert ("campaign.raw-ids" in codes) is refused
        assert person not in str(error.value)
