"""Two years' published results, from bundles or results files, side by side."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_app.bundle.archive import write_archive
from survey_app.bundle.earlier import between, year_of
from survey_app.bundle.problems import BundleError
from survey_app.bundle.published import Published, from_json, to_json
from survey_app.bundle.reading import parse_published, read_published
from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError
from survey_app.cli import main
from survey_app.report.build import report_document, report_json
from survey_app.report.pdf import report_pdf
from survey_app.report.sentences import Speaker
from survey_app.results.pages import overview
from tests.app.print.reading import pages

SHIPPED = Path(__file__).parents[2] / "survey_app" / "campaigns" / "hai-phong-2021"


@pytest.fixture(scope="module")
def now(sealed: Mapping[str, bytes]) -> Published:
    return from_json(sealed["results.json"].decode())


def before(now: Published, year: int = 2020, documents: tuple[str, ...] = ()) -> Published:
    """The same city a year earlier."""
    facts = replace(now.facts, year=year, frozen="0" * 64, campaign="truoc", documents=documents)
    return replace(now, facts=facts)


def test_a_bundle_and_its_results_file_are_read_alike(
    sealed: Mapping[str, bytes], now: Published, tmp_path: Path
) -> None:
    (tmp_path / "b.zip").write_bytes(write_archive(sealed))
    (tmp_path / "r.json").write_bytes(sealed["results.json"])
    assert read_published(tmp_path / "b.zip") == read_published(tmp_path / "r.json") == now


def test_results_of_an_older_program_are_read_without_what_it_did_not_have(now: Published) -> None:
    plain = json.loads(to_json(now))
    del plain["alternatives"], plain["earlier"], plain["facts"]["minimum_response"]
    assert parse_published(json.dumps(plain).encode(), "x").results == now.results


def test_what_is_no_results_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"x\.json"):
        parse_published(b'{"facts": 3}', "x.json")


def test_the_decisions_named_by_the_documents_decide(now: Published) -> None:
    same = between(before(now), now)
    assert "other_decision" not in same.breaks
    other = before(now, documents=("Quyết định số 876/QĐ-BNV",))
    cited = replace(now, facts=replace(now.facts, documents=("Quyết định số 1149/QĐ-BNV",)))
    assert "other_decision" in between(other, cited).breaks


def test_the_command_prints_changes_and_why_there_are_none(now: Published, tmp_path: Path) -> None:
    (tmp_path / "now.json").write_text(to_json(now))
    (tmp_path / "before.json").write_text(to_json(before(now)))
    later = replace(now, facts=replace(now.facts, year=2022, frozen="1" * 64))
    (tmp_path / "later.json").write_text(to_json(later))
    run = CliRunner().invoke(
        main, ["compare", str(tmp_path / "before.json"), str(tmp_path / "now.json")]
    )
    assert run.exit_code == 0, run.output
    assert "So với năm 2020" in run.output
    assert "→" in run.output
    broken = CliRunner().invoke(
        main,
        ["compare", str(tmp_path / "now.json"), str(tmp_path / "later.json"), "--language", "en"],
    )
    assert "from 2022 on SIPAS asks residents in general" in broken.output
    wrong = CliRunner().invoke(
        main, ["compare", str(tmp_path / "later.json"), str(tmp_path / "now.json")]
    )
    assert wrong.exit_code == 1
    assert "năm trước nêu trước" in wrong.output


def test_page_pdf_and_json_show_the_earlier_year_that_the_folder_names(now: Published) -> None:
    shown = replace(now, earlier=between(before(now), now))
    pdf = " ".join(pages(report_pdf(report_document(shown))))
    page = overview(shown, Speaker(shown.facts, "vi"), "", "")
    told = report_json(shown)["earlier"]
    assert page.earlier is not None
    assert len(page.earlier.rows) == len(told["changes"])
    assert "So với năm 2020" in pdf
    for row in page.earlier.rows:
        assert row.limits or row.why
        assert row.limits in pdf
    for text in (page.earlier.lead, " ".join(pdf.split())):
        assert "hai mẫu chọn độc lập" not in text
        assert "hiệp phương sai giữa hai năm chưa biết" in text
    factors = [row.name for row in page.earlier.rows if row.name.startswith("Yếu tố")]
    assert factors
    group = now.facts.groups["citizens"]["vi"]
    assert all(name.endswith(f"({group})") for name in factors)
    noted = [row for row in page.earlier.rows if row.limits and row.why]
    assert {row.why for row in noted} == {"Giả thiết không trả lời ngẫu nhiên."}


def test_the_folder_may_name_results_of_an_earlier_year_and_nothing_else(
    now: Published, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "campaign"))
    toml = folder / "campaign.toml"
    toml.write_text(toml.read_text().replace("[files]\n", '[files]\nearlier = "truoc.json"\n'))
    (folder / "truoc.json").write_text(to_json(before(now)))
    definition = read_folder(folder)
    assert "truoc.json" in definition.files
    (folder / "truoc.json").write_text(to_json(now))
    with pytest.raises(CampaignError, match="not before the year assessed, 2021"):
        read_folder(folder)
    (folder / "truoc.json").write_text("{}")
    with pytest.raises(CampaignError, match="no results file"):
        read_folder(folder)


def test_of_several_decisions_cited_the_newest_counts(now: Published) -> None:
    both = ("Quyết định số 1149/QĐ-BNV", "Quyết định số 876/QĐ-BNV")
    for documents in (both, both[::-1]):
        cited = replace(now, facts=replace(now.facts, documents=documents))
        assert year_of(cited).decision == "876"


def test_other_questions_and_weights_are_told_on_every_line_made_of_them(now: Published) -> None:
    gone = next(row for row in now.results.items if row.group == "citizens")
    less = tuple(row for row in now.results.items if row is not gone)
    earlier = before(replace(now, results=replace(now.results, items=less)))
    shown = replace(now, earlier=between(earlier, now))
    page = overview(shown, Speaker(shown.facts, "vi"), "", "")
    assert page.earlier is not None
    said = [row for row in page.earlier.rows if "Câu hỏi của hai năm không như nhau" in row.why]
    assert {row.name for row in said} >= {"Tổng điểm điều tra xã hội học"}
    assert all(row.limits for row in said)
    pdf = " ".join(" ".join(pages(report_pdf(report_document(shown)))).split())
    assert "Câu hỏi của hai năm không như nhau" in pdf
