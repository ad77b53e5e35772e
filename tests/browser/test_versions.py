"""An administrator brings a new questionnaire from Excel: mistakes, trial, recodes, use.

All without scripts of our own: the pages have none.
"""

from __future__ import annotations

import io

import openpyxl
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from questionnaires import xlsform
from questionnaires.export import to_xlsx
from questionnaires.instruments import source
from tests.answers import version_of
from tests.browser.looks import PHONE, SCREEN, browsing, enter, looks_wrong, settle
from tests.conftest import World

pytestmark = pytest.mark.browser


def workbook(**cells: str) -> bytes:
    """The shipped questionnaire of citizens in Excel, some cells of survey or choices replaced
    (`survey_C12="…"`)."""
    form = xlsform.read(source("citizens"), "citizens.md")
    book = openpyxl.load_workbook(io.BytesIO(to_xlsx(form)))
    for place, value in cells.items():
        sheet, cell = place.split("_")
        book[sheet][cell].value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def row_of(name: str, sheet: str = "survey") -> int:
    """Where an item, or the first choice of a list, stands in that workbook."""
    rows = openpyxl.load_workbook(io.BytesIO(workbook()))[sheet].iter_rows(values_only=True)
    return next(number for number, row in enumerate(rows, start=1) if name in row)


def upload(page: Page, content: bytes) -> None:
    file = FilePayload(name="moi.xlsx", mimeType="application/octet-stream", buffer=content)
    page.get_by_label("Tệp XLSForm").set_input_files(file)
    page.get_by_role("button", name="Tải lên và kiểm tra").click()
    settle(page)


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_a_new_questionnaire_goes_from_excel_to_the_field(
    chromium: Browser, served: str, sqlite_world: World, size: tuple[int, int]
) -> None:
    wrong: list[str] = []
    old = version_of(sqlite_world, "citizens")
    with browsing(chromium, size) as (context, faults):
        page = context.new_page()
        enter(page, served, sqlite_world.staff.administrator)
        page.goto(f"{served}/c/nho/admin/versions")

        row = row_of("so_lan_den")
        upload(page, workbook(**{f"survey_A{row}": "so_nguyen"}))
        expect(page.get_by_role("alert")).to_contain_text("1 lỗi")
        expect(page.get_by_role("row").filter(has_text=f"A{row}")).to_contain_text("so_nguyen")
        wrong += looks_wrong(page, size)
        faults.clear()  # the browser counts the refusal's status as a fault

        row = row_of("gioi_tinh", "choices")
        upload(page, workbook(**{f"choices_B{row}": "khac_ma"}))
        expect(page.get_by_role("status")).to_contain_text("Đã lưu phiên bản mới")
        wrong += looks_wrong(page, size)
        frame = page.frame_locator("iframe").first
        frame.get_by_role("button", name="Xem kết quả").click()
        expect(frame.get_by_role("status")).to_contain_text("Chưa lưu gì")
        faults.clear()
        assert page.locator("iframe").first.bounding_box()

        page.get_by_role("link", name=": gioi_tinh").click()
        expect(page.get_by_role("heading", name="Bảng chuyển mã")).to_be_visible()
        wrong += looks_wrong(page, size)
        page.get_by_role("button", name="Lưu bảng chuyển mã").click()
        expect(page.get_by_role("status")).to_contain_text("Đã lưu")
        page.locator(".intro a").first.click()
        page.get_by_role("button", name="Dùng cho phiếu làm mới").click()
        # not the passing word of thanks: the frames of the page before may take it away
        expect(page.get_by_text("Đang dùng cho phiếu làm mới.")).to_be_visible()
        wrong += faults
    assert wrong == []
    assert version_of(sqlite_world, "citizens") != old
