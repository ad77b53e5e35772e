"""Pages and files of results: sealed before closing (invariant 6), one set of figures after."""

from __future__ import annotations

import html
import io
import json
import re
from typing import Any

import pytest
from openpyxl import load_workbook
from werkzeug.test import TestResponse

from survey_app.bundle.published import Published
from survey_app.exports.kinds import KINDS
from survey_app.services import tabulating
from survey_app.services.tabulating import published
from survey_app.words import interval, number, percent, percent_interval
from tests.app.print.reading import pages
from tests.app.results.conftest import Site
from tests.rows import rows_however_few

PAGES = ("", "satisfaction", "officials", "index", "methods")
TEMPLATE = "index-values.csv"
FILES = ("results.json", "results.xlsx", "report.pdf")
ROWS = "rows.<any(csv, parquet, sav, dta):kind>"
LABELS = (
    "Thang điểm minh họa",
    "Ước tính nội bộ, không thay thế kết quả do Bộ Nội vụ công bố",
)


def path(part: str) -> str:
    return f"/c/nho/results/{part}"


def text_of(site: Site, part: str, login: str | None = None) -> str:
    answer = site.visitors.signed_in(login or site.world.staff.monitor).get(path(part))
    assert answer.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", answer.text)))


def same_line(answer: TestResponse) -> str:
    """A PDF's text without line breaks."""
    return re.sub(r"\s+", " ", " ".join(pages(answer.data)))


def sheets(answer: TestResponse) -> dict[str, list[dict[str, Any]]]:
    """An Excel workbook's tables, each row by the heads of its columns."""
    book = load_workbook(io.BytesIO(answer.data))
    found = {}
    for page in book:
        lines = [[cell.value for cell in row] for row in page.iter_rows()]
        assert all(label in str(lines[2][0]) for label in LABELS)
        found[page.title] = [dict(zip(lines[5], row, strict=True)) for row in lines[6:]]
    return found


def near(value: float | None) -> Any:
    """Equal but for the last digit, which a workbook does not keep."""
    return None if value is None else pytest.approx(value, rel=1e-14)


def figures(site: Site) -> Published:
    return published(site.world.sessions, site.world.data, site.world.campaign)


@pytest.mark.parametrize("role", ["monitor", "observer", "administrator"])
def test_before_closing_no_route_computes_or_shows_anything(
    collected: Site, role: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabulating, "publish", pytest.fail)
    browser = collected.visitors.signed_in(getattr(collected.world.staff, role))
    for part in PAGES:
        answer = browser.get(path(part))
        assert answer.status_code == 200
        if part == "index":  # what was assessed may be seen, and what is not there yet is said
            assert "chưa có điểm điều tra xã hội học" in answer.text
            assert "Khoảng tin cậy" not in answer.text
            continue
        assert "Chưa chốt số liệu nên chưa có kết quả" in answer.text
        assert "Mặt trận Tổ quốc" in answer.text
        assert not re.search(r"\d+,\d", answer.text)
    for part in (*FILES, *(f"rows.{kind}" for kind in KINDS)):
        answer = browser.get(path(part))
        if role == "administrator" and part.startswith("rows."):
            assert answer.status_code == 403
            continue
        assert answer.status_code == 409
        assert not re.search(r"\d+,\d", answer.text)
    assert not collected.frozen.exists()


def test_every_route_of_results_is_in_these_tests(collected: Site) -> None:
    rules = {
        rule.rule.removeprefix("/c/<slug>/results/")
        for rule in collected.app.url_map.iter_rules()
        if rule.endpoint.startswith("results.")
    }
    assert rules == {*PAGES, *FILES, ROWS, TEMPLATE}


@pytest.mark.parametrize("part", [*PAGES, *FILES, TEMPLATE])
def test_collectors_and_strangers_see_no_results(reading_site: Site, part: str) -> None:
    collector = reading_site.world.staff.collectors["BD306"][0]
    assert reading_site.visitors.signed_in(collector).get(path(part)).status_code == 403
    assert reading_site.visitors.stranger().get(path(part)).status_code in (302, 303, 401)


@pytest.mark.parametrize("part", PAGES)
def test_both_labels_stand_on_every_page(reading_site: Site, part: str) -> None:
    shown = text_of(reading_site, part)
    assert all(label in shown for label in LABELS)
    assert "None" not in shown
    assert "%(" not in shown
    assert "%%" not in shown


def test_the_first_page_opens_with_the_answer(reading_site: Site) -> None:
    total = figures(reading_site).results.index.total.points
    assert total.value is not None
    assert total.lower is not None
    assert total.upper is not None
    shown = text_of(reading_site, "")
    assert f"{number(total.value, 2)} điểm trong 33,5 điểm điều tra xã hội học" in shown
    assert f"từ {number(total.lower, 2)} đến {number(total.upper, 2)} điểm" in shown


def test_below_seventy_percent_the_answer_is_bounds_and_the_page_says_why(quiet: Site) -> None:
    total = figures(quiet).results.index.total.points
    assert total.value is None
    assert total.bounds is not None
    shown = text_of(quiet, "")
    opening = f"{interval(*total.bounds)} điểm trong 33,5 điểm điều tra xã hội học"
    assert opening in shown
    assert "Đại biểu Hội đồng nhân dân thành phố: chỉ 60,6% trả lời, dưới 70%." in shown
    pdf = same_line(quiet.visitors.signed_in(quiet.world.staff.monitor).get(path("report.pdf")))
    assert f"Từ {number(total.bounds[0], 2)} đến {number(total.bounds[1], 2)} điểm" in pdf
    alone = "Trả lời dưới 70%, nên không nêu kết quả từng câu hỏi của nhóm này."
    assert alone in text_of(quiet, "officials")


def test_page_pdf_excel_and_json_say_the_same(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.observer)
    told = json.loads(browser.get(path("results.json")).text)
    sheet = sheets(browser.get(path("results.xlsx")))["Điểm"]
    excel = {row["Mã"] or "total": row for row in sheet if row["Điểm tối đa"] is not None}
    pdf = same_line(browser.get(path("report.pdf")))
    page = text_of(reading_site, "")
    assert told["labels"] == list(LABELS)
    assert len(told["index"]["criteria"]) == 18
    for row in (*told["index"]["criteria"], told["index"]["total"]):
        assert row["lower"] <= row["upper"] <= row["maximum"]
        assert excel[row["code"]]["Điểm"] == near(row["points"])
        low, high = ("Giới hạn thấp", "Giới hạn cao")
        if row["limits"] == "interval_95":
            low, high = ("Cận dưới 95%", "Cận trên 95%")
        assert excel[row["code"]][low] == near(row["lower"])
        assert excel[row["code"]][high] == near(row["upper"])
        if row["code"] == "total":
            for limit in (row["lower"], row["upper"]):
                assert number(limit, 2) in pdf
            continue
        limits = interval(row["lower"], row["upper"])
        assert limits in page
        assert limits in pdf
        if row["points"] is not None:
            assert number(row["points"], 2) in page
            assert number(row["points"], 2) in pdf


def test_the_report_comes_in_english_with_the_same_figures(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.observer)
    told = json.loads(browser.get(path("results.json")).text)
    pdf = same_line(browser.get(path("report.pdf?lang=en")))
    assert "Internal estimate; does not replace the results published by the Ministry" in pdf
    for row in told["index"]["criteria"]:
        assert interval(row["lower"], row["upper"], 2, "en") in pdf
        assert row["name"]["en"] in pdf
    for row in told["results"]["districts"]:
        assert percent(row["pooled"]["estimate"]["value"], 1, "en") in pdf
    assert "Satisfaction of people and organisations" in pdf
    assert "Mức độ" not in pdf


def test_districts_say_the_same_on_page_pdf_excel_and_json(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    told = json.loads(browser.get(path("results.json")).text)
    sheet = sheets(browser.get(path("results.xlsx")))["Quận, huyện"]
    excel = {row["Mã"]: row["Mức độ hài lòng"] for row in sheet}
    pdf = same_line(browser.get(path("report.pdf")))
    page = text_of(reading_site, "satisfaction")
    for row in told["results"]["districts"]:
        share = percent(row["pooled"]["estimate"]["value"])
        assert share in page
        assert share in pdf
        assert excel[row["district"]] == near(row["pooled"]["estimate"]["value"])
        for kind in ("pooled", "direct"):
            found = row[kind]["estimate"]
            if found["lower"] is None:
                continue
            limits = percent_interval(found["lower"], found["upper"])
            assert limits in page
            assert limits in pdf
    names = list(told["names"]["districts"].values())
    assert [page.index(f" {name} ") for name in names] == sorted(
        page.index(f" {n} ") for n in names
    )
    assert "chưa đủ căn cứ để xếp hạng quận, huyện" in page


def test_the_whole_index_says_what_it_lacks(reading_site: Site) -> None:
    shown = text_of(reading_site, "index")
    assert "Chưa có điểm toàn bộ Chỉ số: còn 66,5 điểm thẩm định chưa chấm" in shown
    assert shown.count(" Thẩm định ") > 40
    assert "Chưa có tệp nào." in shown


def test_methods_say_what_was_calibrated_and_that_nothing_else_is_known(
    reading_site: Site,
) -> None:
    shown = text_of(reading_site, "methods")
    assert "hiệu chỉnh về tổng đã biết của dàn mẫu" in shown
    assert "không biết gì thêm" in shown
    assert "do máy tạo ra" in shown


def test_the_reports_method_sheet_says_whom_it_is_about_and_what_its_figures_rest_on(
    reading_site: Site,
) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    pdf = same_line(browser.get(path("report.pdf")))
    shown = figures(reading_site)
    degrees = shown.results.sipas["citizens"].weighted.df
    assert degrees is not None
    for words in (
        "Đại lượng ước tính:", "Dàn mẫu:", "Xác suất được chọn", "RR3 của AAPOR", "tỷ lệ bỏ trống",
        f"{number(degrees, 1)} bậc tự do", "người trả lời và người không thuộc đối tượng",
        "so với kế hoạch phân tích",
    ):  # fmt: skip
        assert words in pdf


def test_a_changed_file_is_told_on_the_page(closed: Site) -> None:
    target = closed.frozen / "cells.parquet"
    target.write_bytes(b"")
    browser = closed.visitors.signed_in(closed.world.staff.monitor)
    answer = browser.get(path(""))
    assert answer.status_code == 409
    assert "cells.parquet" in answer.text


def test_the_workbook_has_a_sheet_for_every_table_and_reasons_in_cells(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    answer = browser.get(path("results.xlsx"))
    found = sheets(answer)
    assert list(found) == [
        "Điểm", "Nhân tố", "Quận, huyện", "Quận, huyện theo nhân tố", "Cán bộ, công chức",
        "Câu hỏi", "Tỷ lệ trả lời", "Toàn bộ Chỉ số", "Gắn với hài lòng", "Cách tính khác",
        "Hình thức trả lời", "Dàn mẫu", "Thay đổi kế hoạch", "Phương pháp",
    ]  # fmt: skip
    told = figures(reading_site).results
    hidden = [row for row in told.items if row.share.reason]
    assert hidden
    kept = [row for row in found["Câu hỏi"] if row["Tỷ lệ hài lòng"] is None]
    assert len(kept) >= len(hidden)
    assert all(row["Ghi chú"] for row in kept)
    for row, line in zip(told.items, found["Câu hỏi"], strict=True):
        value = row.share.estimate.value if row.share.estimate else None
        assert line["Tỷ lệ hài lòng"] == near(value)
    book = load_workbook(io.BytesIO(answer.data))
    page = book["Câu hỏi"]
    assert [cell for row in page.iter_rows() for cell in row if cell.comment]
    assert {c.number_format for c in page["D"][6:]} == {"0.0%"}


def test_nothing_hidden_stands_in_any_page_or_file(reading_site: Site) -> None:
    """The differencing test (tests/bundle/test_differencing.py) is over the figures of
    results.json: here page, PDF and Excel are shown to hold no figure beside those."""
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    whole = json.loads(browser.get(path("results.json")).text)
    maxima = {row.maximum for row in figures(reading_site).facts.rows}
    known = {round(unit * x, 12) for x in numbers_in(whole) for unit in (1, 10, 100)} | maxima
    book = load_workbook(io.BytesIO(browser.get(path("results.xlsx")).data))
    excel = [c.value for page in book for row in page.iter_rows() for c in row]
    assert not [x for x in excel if isinstance(x, float) and round(x, 12) not in known]
    shares = {percent(x) for x in known if 0 <= x <= 1}
    for part in ("satisfaction", "officials"):
        shown = set(re.findall(r"(?<![\d–,])\d+,\d%", text_of(reading_site, part)))
        differences = {percent(x) for x in known if abs(x) <= 1} | {"95,0%"}
        limits = {text.split("–")[-1] for text in shown}
        assert not limits - shares - differences


def numbers_in(value: Any) -> list[float]:
    if isinstance(value, dict):
        return [x for one in value.values() for x in numbers_in(one)]
    if isinstance(value, list):
        return [x for one in value for x in numbers_in(one)]
    return [float(value)] if isinstance(value, int | float) and not isinstance(value, bool) else []


@pytest.mark.parametrize("kind", KINDS)
def test_analysts_get_coarse_rows_after_closing(site_with_rows: Site, kind: str) -> None:
    site = site_with_rows
    with rows_however_few():
        answer = site.visitors.signed_in(site.world.staff.observer).get(path(f"rows.{kind}"))
    assert answer.status_code == 200
    assert f"nho-rows.{kind}" in answer.headers["Content-Disposition"]
    administrator = site.visitors.signed_in(site.world.staff.administrator)
    assert administrator.get(path(f"rows.{kind}")).status_code == 403
    assert f"rows.{kind}" not in administrator.get(path("")).text
    assert f"rows.{kind}" in site.visitors.signed_in(site.world.staff.observer).get(path("")).text


def test_rows_too_few_for_their_weights_are_nowhere_and_the_page_says_so(
    reading_site: Site,
) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.observer)
    for kind in KINDS:
        answer = browser.get(path(f"rows.{kind}"))
        assert answer.status_code == 409
        assert "không công khai được" in answer.text
        assert f"rows.{kind}" not in browser.get(path("")).text
    assert "Không công bố từng phiếu" in text_of(
        reading_site, "", reading_site.world.staff.observer
    )


def test_what_goes_with_satisfaction_says_the_same_everywhere_and_is_no_cause(
    reading_site: Site,
) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    told = json.loads(browser.get(path("results.json")).text)
    pdf = same_line(browser.get(path("report.pdf")))
    page = text_of(reading_site, "satisfaction")
    [found] = told["results"]["associations"]
    assert sum(row["share"]["value"] for row in found["drivers"]) == pytest.approx(1)
    for row in found["drivers"]:
        share = row["share"]
        for text in (percent(share["value"]), percent_interval(share["lower"], share["upper"])):
            assert text in page
            assert text in pdf
    group = told["names"]["groups"][found["group"]]["vi"]
    for text in (page, pdf):
        assert f"Điều gì gắn với mức hài lòng: {group}" in text
        assert "mối liên hệ" in text
        assert "nguyên nhân" not in text


def test_other_choices_say_the_same_everywhere(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    told = json.loads(browser.get(path("results.json")).text)
    pdf = same_line(browser.get(path("report.pdf")))
    page = text_of(reading_site, "methods")
    total = told["index"]["total"]["points"]
    kinds = {row["kind"] for row in told["alternatives"]}
    assert kinds == {"groups", "dont_know", "convention", "calibration", "flagged"}
    for row in told["alternatives"]:
        change = row["total"]["change"]
        if row["hidden"]:
            assert change is None
            continue
        assert change["value"] == pytest.approx(row["total"]["value"] - total)
        for text in (number(row["total"]["value"], 2), interval(change["lower"], change["upper"])):
            assert text in page
            assert text in pdf


def test_the_report_begins_with_a_summary_and_has_points_by_field(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    told = json.loads(browser.get(path("results.json")).text)
    pdf = same_line(browser.get(path("report.pdf")))
    share = told["results"]["sipas"]["citizens"]["weighted"]
    assert pdf.index("Tóm tắt") < pdf.index("Điểm theo lĩnh vực và tiêu chí")
    limits = percent_interval(share["lower"], share["upper"])
    assert f"{percent(share['value'])}, khoảng tin cậy 95% {limits}" in pdf
    for row in told["index"]["fields"]:
        assert number(row["points"], 2) in pdf


def test_every_further_sheet_says_what_json_and_page_say(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    told = json.loads(browser.get(path("results.json")).text)
    found = sheets(browser.get(path("results.xlsx")))
    pdf, methods = same_line(browser.get(path("report.pdf"))), text_of(reading_site, "methods")
    (association,) = told["results"]["associations"]
    lines = found["Gắn với hài lòng"]
    for driver, line in zip(association["drivers"], lines, strict=True):
        assert line["Phần giải thích"] == near(driver["share"]["value"])
        assert line["Cận dưới 95%"] == near(driver["share"]["lower"])
        assert line["Khi cao hơn 10 điểm"] == near(10 * driver["slope"]["value"])
        assert percent(line["Phần giải thích"]) in pdf
    choices = found["Cách tính khác"]
    assert len(choices) == len(told["alternatives"])
    for other, line in zip(told["alternatives"], choices, strict=True):
        assert line["Tổng điểm"] == near(other["total"]["value"])
        change = other["total"]["change"]
        assert line["Chênh lệch"] == near(change and change["value"])
        assert line["Cận trên"] == near(change and change["upper"])
        share = next(iter(other["sipas"].values()), {"value": None})
        assert line["SIPAS"] == near(share["value"])
        for text in (pdf, methods):
            assert line["Tổng điểm"] is None or number(line["Tổng điểm"]) in text
        assert line["Tổng điểm"] is not None or line["Ghi chú"]
    index = {line["Mã"]: line for line in found["Toàn bộ Chỉ số"]}
    for row in told["index"]["criteria"]:
        assert index[row["code"]]["Điều tra xã hội học"] == near(row["points"])
        assert index[row["code"]]["Điều tra: cận dưới"] == near(row["lower"])
    (day,) = found["Thay đổi kế hoạch"]
    assert day["Lý do"] in pdf


def test_forms_by_mode_and_desks_of_the_frame_are_told_and_add_up(reading_site: Site) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.monitor)
    facts, found = figures(reading_site).facts, sheets(browser.get(path("results.xlsx")))
    pdf = same_line(browser.get(path("report.pdf")))
    for group, modes in facts.modes.items():
        assert sum(modes.values()) == facts.forms[group][1]
    assert sum(line["Phiếu hợp lệ"] for line in found["Hình thức trả lời"]) == sum(
        accepted for _, accepted in facts.forms.values()
    )
    assert facts.desks["commune"] == tuple(
        sum(counts) for counts in zip(*facts.communes.values(), strict=True)
    )
    drawn, there = facts.desks["commune"]
    assert f"cấp xã {drawn}/{there}" in pdf
    assert "phỏng vấn trực tiếp" in pdf
    frame = {line["Bộ phận Một cửa"]: line for line in found["Dàn mẫu"]}
    assert (frame["cấp xã"]["Đã chọn"], frame["cấp xã"]["Trong dàn mẫu"]) == (drawn, there)
