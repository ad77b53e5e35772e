"""Points of assessed rows: brought by Home Affairs, on page, report and workbook, in bundles."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from analysis.problems import ValuesError
from survey_app.bundle.archive import RESULTS, read_archive
from survey_app.bundle.assessed import VALUES
from survey_app.bundle.verifying import verify
from survey_app.cli import main
from survey_app.errors import NotAllowed
from survey_app.services import audit, index_values
from survey_app.services.bundling import public_bundle, sealed_bundle
from survey_app.services.tabulating import published
from survey_app.words import interval, number
from tests.app.results.conftest import Site
from tests.app.results.test_pages import same_line, text_of
from tests.conftest import NOON, Visitors, World

INDEX = "/c/nho/results/index"


def filled(world: World, share: float = 0.8, rows: int = 1000) -> bytes:
    """The template with points in its first rows: all maxima self-scored, a share verified."""
    scheme = index_values.state(world.sessions, world.campaign).scheme
    lines = ["code,self_scored,verified,source"]
    assessed = [row for row in scheme.rows if row.kind == "assessed"]
    for row in assessed[:rows]:
        most = float(row.maximum or 0)
        lines.append(f"{row.code},{most:g},{round(share * most, 2):g},Báo cáo số 12/BC-SNV")
    return "\n".join(lines).encode()


def bring(world: World, content: bytes) -> int:
    return index_values.bring(world.sessions, world.monitor, "diem.csv", content, NOON)


def test_a_file_is_kept_and_enters_the_log_and_one_with_mistakes_is_not(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    with pytest.raises(ValuesError):
        bring(world, b"code,self_scored,verified,source\n9.9,1,1,B\n")
    assert index_values.values_of(world.sessions, world.campaign) == ()
    with pytest.raises(NotAllowed):
        index_values.bring(world.sessions, world.observer, "x.csv", filled(world), NOON)
    assert bring(world, filled(world, rows=3)) == 3
    assert bring(world, filled(world, rows=2)) == 2
    found = index_values.state(world.sessions, world.campaign)
    assert len(found.values) == 2
    assert found.brought is not None
    assert found.brought.file == "diem.csv"
    assert isinstance(audit.verify(world.sessions), int)


def test_the_template_is_read_back_as_it_was_filled_in(sqlite_world: World) -> None:
    world = sqlite_world
    blank = index_values.template(world.sessions, world.campaign)
    with pytest.raises(ValuesError, match="has no points"):
        bring(world, blank)
    bring(world, filled(world))
    before = index_values.values_of(world.sessions, world.campaign)
    bring(world, index_values.template(world.sessions, world.campaign))
    assert index_values.values_of(world.sessions, world.campaign) == before


def test_a_source_that_looks_like_a_formula_is_none_in_the_file_to_fill_in(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    bring(world, b"code,self_scored,verified,source\n1.1.1,0.5,,=1+1\n")
    text = index_values.template(world.sessions, world.campaign).decode("utf-8-sig")
    assert ";0,5;;'=1+1" in text
    bring(world, text.encode())
    assert index_values.template(world.sessions, world.campaign).decode("utf-8-sig") == text


def test_until_closing_the_total_says_that_there_are_no_points_from_the_survey(
    visitors: Visitors, sqlite_world: World
) -> None:
    bring(sqlite_world, filled(sqlite_world))
    page = visitors.signed_in(sqlite_world.staff.observer).get(INDEX)
    assert page.status_code == 200
    assert "Chưa có điểm toàn bộ Chỉ số: chưa có điểm điều tra xã hội học" in page.text
    assert "Báo cáo số 12/BC-SNV" in page.text
    assert "66,50" in page.text
    assert "Tải lên và kiểm tra" not in page.text


def test_the_page_takes_a_file_or_tells_every_mistake(
    visitors: Visitors, sqlite_world: World
) -> None:
    monitor = visitors.signed_in(sqlite_world.staff.monitor)
    wrong = b"code,self_scored,verified,source\n1.1.1,9,x,\n"
    form = {"values": (io.BytesIO(wrong), "diem.csv")}
    answer = monitor.post(INDEX, data=form)
    assert answer.status_code == 422
    assert "diem.csv, dòng 2, cột &#39;self_scored&#39;" in answer.text
    assert answer.text.count("<li>diem.csv") == 3
    assert monitor.post(INDEX, data={}).status_code == 422
    right = {"values": (io.BytesIO(filled(sqlite_world)), "diem.csv")}
    assert monitor.post(INDEX, data=right).status_code == 303
    template = monitor.get("/c/nho/results/index-values.csv")
    assert template.status_code == 200
    assert "Báo cáo số 12/BC-SNV" in template.data.decode("utf-8-sig")
    stranger = visitors.signed_in(sqlite_world.staff.observer)
    assert stranger.post(INDEX, data={}).status_code == 403


def test_the_whole_index_says_the_same_on_page_pdf_excel_and_json_and_in_bundles(
    closed: Site, tmp_path: Path
) -> None:
    world = closed.world
    bring(world, filled(world, rows=5))
    browser = closed.visitors.signed_in(world.staff.monitor)
    part = json.loads(browser.get("/c/nho/results/results.json").text)["index"]["whole"]
    assert part["total"] is None
    assert part["lacking"] == ["not_verified"]
    assert "chưa chấm" in text_of(closed, "index")
    bring(world, filled(world))
    told = json.loads(browser.get("/c/nho/results/results.json").text)["index"]
    total, survey = told["whole"]["total"], told["total"]
    assert told["not_scored"] == []
    assert total["points"] == pytest.approx(told["whole"]["verified"] + survey["points"])
    assert total["upper"] - total["lower"] == pytest.approx(survey["upper"] - survey["lower"])
    page = text_of(closed, "index")
    pdf = same_line(browser.get("/c/nho/results/report.pdf"))
    for text in (page, pdf):
        assert number(total["points"], 2) in text
        assert interval(total["lower"], total["upper"]) in text
        assert number(told["whole"]["verified"], 2) in text
        assert "Báo cáo số 12/BC-SNV" in text
    assert "chưa chấm" not in pdf
    book = load_workbook(io.BytesIO(browser.get("/c/nho/results/results.xlsx").data))
    rows = [[cell.value for cell in row] for row in book["Toàn bộ Chỉ số"].iter_rows()]
    whole = next(row for row in rows if row[1] == "Tổng cộng")
    assert whole[3] == pytest.approx(told["whole"]["self_scored"])
    assert whole[4] == pytest.approx(told["whole"]["verified"])
    assert whole[8] == pytest.approx(total["points"], rel=1e-14)
    for make in (sealed_bundle, public_bundle):
        (tmp_path / "b.zip").write_bytes(make(world.sessions, world.data, world.campaign, NOON))
        files = dict(read_archive(tmp_path / "b.zip"))
        assert verify(files).problems == ()
        assert files[VALUES] == filled(world)
    shown = published(world.sessions, world.data, world.campaign)
    assert len(shown.assessed) == len(json.loads(files[RESULTS])["assessed"])


def test_the_command_takes_a_file_and_tells_mistakes_by_row(
    sqlite_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    monkeypatch.setenv("PAR_DATABASE", world.url)
    monkeypatch.setenv("PAR_DATA", str(world.data))
    file = tmp_path / "diem.csv"
    run = ["index", "values", "nho", str(file), "--as", world.staff.monitor]
    file.write_text("code,self_scored,verified,source\n1.6,1,1,B\n")
    refused = CliRunner().invoke(main, run)
    assert refused.exit_code == 1
    assert "dòng 2, cột 'code': tiêu chí '1.6' lấy điểm từ điều tra" in refused.output
    file.write_bytes(filled(world))
    taken = CliRunner().invoke(main, run)
    assert taken.exit_code == 0, taken.output
    assert "Đã lưu điểm của" in taken.output
    written = CliRunner().invoke(main, ["index", "template", "nho", str(tmp_path / "t.csv")])
    assert written.exit_code == 0
    assert (tmp_path / "t.csv").read_text("utf-8-sig").startswith("code;name;self_scored")
