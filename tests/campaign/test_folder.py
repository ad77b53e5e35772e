"""A campaign's folder: the shipped one is read whole; each kind of mistake is named with its
file and place, and all mistakes of all files come at once.

Covers survey_app/campaign (issue: bad input, a campaign file with a typing error, a scheme that
sums to 99, a frame with a duplicate code or a cycle).
"""

import hashlib
import shutil
from datetime import date
from pathlib import Path

import pytest

import questionnaires
from survey_app.campaign.definition import CampaignDefinition
from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError

SHIPPED = Path(__file__).parents[2] / "survey_app" / "campaigns" / "hai-phong-2021"
INSTRUMENTS_2021 = Path(questionnaires.__file__).parent / "instruments" / "2021"
UNITS = "frames/hai-phong-2021.csv"
AGENCIES = "frames/agencies-hai-phong-2021.csv"
SURVEY_ROWS = [
    "1.6", "2.1", "2.2", "2.3", "2.4", "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4",
    "6.1", "6.2", "7.1", "7.2", "7.3", "8.1",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped folder, to be spoilt."""
    return Path(shutil.copytree(SHIPPED, tmp_path / "campaign"))


@pytest.fixture(scope="module")
def shipped() -> CampaignDefinition:
    return read_folder(SHIPPED)


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path) -> CampaignError:
    with pytest.raises(CampaignError) as error:
        read_folder(folder)
    for problem in error.value.problems:  # every problem can be said in both languages
        assert problem.sentence("vi") != problem.sentence("en")
    return error.value


def found(error: CampaignError) -> set[tuple[str | None, str]]:
    return {(problem.file, problem.code) for problem in error.problems}


def test_the_shipped_folder_is_read_whole(shipped: CampaignDefinition) -> None:
    settings = shipped.settings
    assert (settings.id, settings.year, settings.demo) == ("hai-phong-2021", 2021, True)
    assert (len(shipped.units), len(shipped.agencies)) == (233, 20)
    assert shipped.lists is None
    assert settings.lists_simulated
    assert [document.cited for document in settings.documents] == [
        "Quyết định số 1149/QĐ-BNV ngày 30/12/2020 của Bộ Nội vụ",
        "Quyết định số 1218/QĐ-BNV ngày 29/11/2021 của Bộ Nội vụ",
    ]
    assert all(shipped.instrument_of(group.code).name == group.code for group in settings.groups)
    assert settings.design().citizens.districts_target == 1500
    assert settings.official_groups()[0] == "council_deputies"


def test_the_shipped_scheme_is_illustrative_and_gives_the_survey_its_points(
    shipped: CampaignDefinition,
) -> None:
    scheme = shipped.scheme
    assert scheme.illustrative
    assert [row.code for row in scheme.survey_rows()] == SURVEY_ROWS
    assert str(sum(scheme.maximum_of(code) for code in SURVEY_ROWS)) == "33.50"
    assert [float(scheme.maximum_of(field.code)) for field in scheme.fields()] == [
        8.5, 10, 14, 12, 14, 12.5, 14, 15,
    ]  # fmt: skip
    assert scheme.group_weights_of("8.1") == {"citizens": 1}


def test_the_example_head_counts_say_that_they_are_examples(shipped: CampaignDefinition) -> None:
    assert {entry.note for entry in shipped.roster.entries} == {"số liệu ví dụ"}
    assert [cell.head_count for cell in shipped.roster.cells()] == [66, 70, 200, 50]


def test_fieldwork_counts_working_days_without_holidays(shipped: CampaignDefinition) -> None:
    fieldwork = shipped.settings.fieldwork
    assert len(fieldwork.days()) == 19
    assert fieldwork.days_left(date(2022, 1, 22)) == 5
    assert date(2022, 1, 3) in fieldwork.holidays


def test_every_district_has_its_post_office_under_the_citys(shipped: CampaignDefinition) -> None:
    root, *others = shipped.post_offices
    assert root.parent is None
    assert len(others) == 15
    assert {office.parent for office in others} == {root.code}


def test_files_are_kept_with_their_digests(shipped: CampaignDefinition) -> None:
    scheme = shipped.files["scheme.toml"]
    assert scheme.data == (SHIPPED / "scheme.toml").read_bytes()
    assert scheme.digest == hashlib.sha256(scheme.data).hexdigest()
    lines = "".join(f"{file.digest}  {name}\n" for name, file in sorted(shipped.files.items()))
    assert shipped.digest == hashlib.sha256(lines.encode()).hexdigest()


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "says"),
    [
        ("campaign.toml", "power = 0.5", "powr = 0.5", "campaign.unknown-key", "'power'"),
        ("campaign.toml", "[thresholds]", "[treshold]", "campaign.unknown-key", "'thresholds'"),
        ("campaign.toml", "[thresholds]", "[treshold]", "campaign.missing", "thresholds"),
        ("campaign.toml", '"28/01/2022"', '"31/02/2022"', "campaign.bad-date", "31/02/2022"),
        ("campaign.toml", '"28/01/2022"', '"28/01/2021"', "campaign.dates-reversed", "28/01/2021"),
        ("campaign.toml", 'ends = "28', 'ends = "04', "campaign.ok", ""),
        ("campaign.toml", "year = 2021 ", 'year = "2021" ', "campaign.wrong-type", "whole number"),
        ("campaign.toml", '"srs"', '"systematic"', "campaign.not-yet", "'systematic'"),
        ("campaign.toml", '"persons"', '"transactions"', "campaign.not-persons",
         "table [estimand], key 'units': figures are about persons, not yet about transactions"),
        ("campaign.toml", '"persons"', '"residents"', "campaign.not-yet", "persons"),
        ("campaign.toml", '"persons"', '"person"', "campaign.unknown-value", "persons"),
        ("campaign.toml", '"online"', '"interviewer"', "campaign.not-yet", "online"),
        ("campaign.toml", 'code = "division_heads"', 'code = "division_head"',
         "campaign.unknown-value", "did you mean 'division_heads'"),
        ("campaign.toml", 'code = "division_heads"', 'code = "organisations"',
         "campaign.not-yet", "organisations"),
        ("campaign.toml", 'questionnaire = "citizens"', 'questionnaire = "citizen"',
         "campaign.unknown-questionnaire", "did you mean 'citizens'"),
        ("campaign.toml", "demo = true", "demo = false", "campaign.demo-only", "'officials'"),
        ("campaign.toml", "communes_per_district = 3", "communes_per_district = 1",
         "campaign.out-of-range", "between 2 and"),
        ("campaign.toml", '"Sở Nội vụ thành phố Hải Phòng"',
         '"Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hải Phòng"',
         "campaign.one-institution", "different institutions"),
        ("campaign.toml", "public_demo =", 'commitment = "x"\npublic_demo =',
         "campaign.one-seed", "exactly one"),
        ("campaign.toml", "public_demo =", "commitment =", "campaign.not-a-commitment", "64"),
        ("campaign.toml", '["commune", "district", "department"]', '["commune"]',
         "campaign.all-levels", "commune, district, department"),
        ("campaign.toml", '"roster.csv"', '"rooster.csv"', "folder.no-such-file", "'roster.csv'"),
        ("campaign.toml", '"roster.csv"', '"../roster.csv"', "folder.outside", "outside"),
        ("campaign.toml", 'id = "hai', 'id = = "hai', "campaign.toml-syntax", "TOML"),
        ("scheme.toml", "maximum = 2.0", "maximum = 1.0", "scheme.sum-not-100", "sum to 99;"),
        ("scheme.toml", 'lead_agency = "SKHCN"', 'lead_agency = "SKHC"',
         "cross.unknown-agency", "'SKHCN'"),
        ("scheme.toml", "{ citizens = 1 }", "{ council_deputies = 1 }",
         "cross.group-without-weight", "'citizens'"),
        ("scheme.toml", "{ department_leaders = 0.5, division_heads = 0.5 }",
         "{ council_deputies = 0.5, division_heads = 0.5 }",
         "cross.criterion-without-item", "weight for council_deputies"),
        ("scheme.toml", "{ department_leaders = 0.5, division_heads = 0.5 }",
         "{ council_deputies = 0.5, division_heads = 0.5 }",
         "cross.item-without-weight", "gives department_leaders no weight"),
        ("scheme.toml", 'code = "1.6"', 'code = "1.9"', "cross.criterion-without-item", "'1.9'"),
        ("scheme.toml", 'code = "1.6"', 'code = "1.9"', "cross.item-without-criterion", "'1.6'"),
        (UNITS, "11299,", "11296,", "duplicate_code", "11296"),
        (UNITS, "303,Quận Hồng Bàng,quận,district,31", "303,Quận Hồng Bàng,quận,district,11296",
         "cycle", "11296"),
        (AGENCIES, "department", "departement", "unknown_kind", "department"),
        ("roster.csv", "HDND,66", "HDND,many", "bad_number", "many"),
        ("roster.csv", "council_deputies,HDND,66,số liệu ví dụ\n", "",
         "cross.group-without-roster", "council_deputies"),
        ("post-offices.csv", "BDTP,318", "BDTP,319", "offices.unknown-district", "'319'"),
        ("post-offices.csv", "BDTP,318", "BDTP,319", "offices.district-unserved", "Bạch Long Vĩ"),
        ("post-offices.csv", "BDTP,318", "BDTP,317", "offices.district-twice", "'317'"),
        ("post-offices.csv", "BDTP,318", "BDT,318", "offices.unknown-parent", "'BDTP'"),
        ("post-offices.csv", "BDTP,318", "BD318,318", "offices.cycle", "BD318 → BD318"),
        ("post-offices.csv", "BDTP,318", ",318", "offices.roots", "found 2"),
        ("post-offices.csv", "BD304,", "BD303,", "offices.duplicate", "'BD303'"),
        ("post-offices.csv", "parent", "above", "csv.columns", "code, name, parent"),
        ("post-offices.csv", "BDTP,318", "BDTP,318,", "csv.width", "5 cells"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_file_and_what_was_expected(
    folder: Path, name: str, old: str, new: str, code: str, says: str
) -> None:
    spoil(folder, name, old, new)
    if code == "campaign.ok":
        assert len(read_folder(folder).settings.fieldwork.days()) == 1
        return
    error = refused(folder)
    problems = [problem for problem in error.problems if problem.code == code]
    assert problems, str(error)
    assert any(says in problem.sentence("en") for problem in problems), str(error)


def test_a_typing_error_is_shown_with_its_line_and_table(folder: Path) -> None:
    spoil(folder, "campaign.toml", "minimum = 8 ", "minimun = 8 ")
    unknown = next(p for p in refused(folder).problems if p.code == "campaign.unknown-key")
    lines = (folder / "campaign.toml").read_text(encoding="utf-8").splitlines()
    assert lines[(unknown.row or 0) - 1].startswith("minimun")
    assert "table [sampling.departments], key 'minimun'" in unknown.sentence("en")
    assert "có phải là 'minimum' không" in unknown.sentence("vi")


def test_a_folder_with_five_mistakes_in_three_files_reports_all_five(folder: Path) -> None:
    spoil(folder, "campaign.toml", "attempts", "attemps")
    spoil(folder, "campaign.toml", '"28/01/2022"', '"30/02/2022"')
    spoil(folder, "scheme.toml", "maximum = 2.0", "maximum = 1.0")
    spoil(folder, "scheme.toml", '"pooled_ratio"', '"pooled"')
    spoil(folder, UNITS, "11299,", "11296,")
    assert found(refused(folder)) == {
        ("campaign.toml", "campaign.unknown-key"),
        ("campaign.toml", "campaign.missing"),  # the right key of the one mistyped
        ("campaign.toml", "campaign.bad-date"),
        ("scheme.toml", "scheme.sum-not-100"),
        ("scheme.toml", "scheme.unknown-convention"),
        (UNITS, "duplicate_code"),
    }


def test_a_campaign_file_that_cannot_be_read_does_not_hide_the_schemes_mistakes(
    folder: Path,
) -> None:
    spoil(folder, "campaign.toml", "demo = true", "demo = ")
    spoil(folder, "scheme.toml", "maximum = 2.0", "maximum = 1.0")
    assert found(refused(folder)) == {
        ("campaign.toml", "campaign.toml-syntax"),
        ("scheme.toml", "scheme.sum-not-100"),
    }


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert [p.code for p in refused(tmp_path / "none").problems] == ["folder.not-a-folder"]
    assert [p.code for p in refused(tmp_path).problems] == [
        "folder.no-such-file",
        "folder.no-such-file",
    ]


def test_lists_of_a_file_are_read_and_refused_by_line(folder: Path) -> None:
    spoil(folder, "campaign.toml", 'lists = "simulated"', 'lists = "lists.csv"')
    (folder / "lists.csv").write_text("desk,person,field,month,sex\ncommune:1,p1,land,2021-13,\n")
    assert {"unknown_desk", "bad_month"} <= {p.code for p in refused(folder).problems}


def test_a_questionnaire_of_the_folder_comes_before_a_shipped_one(folder: Path) -> None:
    shipped = read_folder(folder).instruments["citizens"]
    (folder / "citizens.md").write_bytes(shipped.sources[0].data)
    (folder / "citizens.scoring.toml").write_bytes(shipped.sources[1].data + b"\n# ours\n")
    own = read_folder(folder).instruments["citizens"]
    assert own.questionnaire.digest == shipped.questionnaire.digest
    assert own.sources[1].digest != shipped.sources[1].digest


def test_a_questionnaire_of_the_folder_takes_shared_items_and_is_kept_whole(folder: Path) -> None:
    source = INSTRUMENTS_2021 / "division_heads.md"
    (folder / "division_heads.md").write_bytes(source.read_bytes())
    (folder / "division_heads.scoring.toml").write_bytes(
        source.with_suffix(".scoring.toml").read_bytes()
    )
    shipped = read_folder(SHIPPED).instruments["division_heads"]
    own = read_folder(folder).instruments["division_heads"]
    assert own == shipped
    assert b"include" not in own.sources[0].data

    items = (INSTRUMENTS_2021 / "items.md").read_text().replace("Rất kém", "Yếu")
    (folder / "items.md").write_text(items)
    changed = read_folder(folder).instruments
    assert changed["division_heads"].questionnaire.digest != shipped.questionnaire.digest
    assert changed["division_heads"].scoring.digest == shipped.scoring.digest
    assert changed["council_deputies"] == read_folder(SHIPPED).instruments["council_deputies"]


def test_an_unknown_shared_item_is_told_with_its_row(folder: Path) -> None:
    spoilt = (
        (INSTRUMENTS_2021 / "division_heads.md").read_text().replace("bm_quy_che", "bm_quy_chee")
    )
    (folder / "division_heads.md").write_text(spoilt)
    (folder / "division_heads.scoring.toml").write_text("shared = true\n")
    (found,) = [p for p in refused(folder).problems if p.code.startswith("include.")]
    assert (found.row, found.column) == (7, "type")
    assert "'bm_quy_che'" in found.sentence("en")
