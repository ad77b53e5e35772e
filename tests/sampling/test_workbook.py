"""Frames, lists and rosters as Excel workbooks: read as CSV is, wrong in the same words.

Sheet, row and column of every problem; what Excel does to codes, dates and numbers.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Sequence
from datetime import datetime

import pytest
from openpyxl import Workbook

from sampling.frame import COUNCIL, read_agencies, read_lists, read_units
from sampling.problems import FrameError
from sampling.roster import read_roster
from sampling.workbook import as_csv
from tests.sampling.conftest import FRAMES

UNITS = (FRAMES / "hai-phong-2021.csv").read_bytes()
HEADER = ["code", "name", "kind", "level", "parent_code", "valid_from", "valid_to"]
DAYS = [datetime(2020, 2, 1), datetime(2024, 12, 31)]  # noqa: DTZ001  as Excel holds days
CITY = [31, "Thành phố Hải Phòng", "thành phố", "province", None, *DAYS]
DISTRICT = [303, "Quận Hồng Bàng", "quận", "district", 31, *DAYS]
COMMUNE = [11296, "Phường Quán Toan", "phường", "commune", 303, *DAYS]
Rows = Sequence[Sequence[object]]


def workbook(rows: Rows, *others: str) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Đơn vị"
    for row in rows:
        sheet.append(row)
    for name in others:
        book.create_sheet(name).append(["x"])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def said(read: Callable[[], object]) -> list[str]:
    with pytest.raises(FrameError) as refused:
        read()
    return [problem.sentence("en") for problem in refused.value.problems]


def test_the_frame_of_2021_reads_the_same_from_a_workbook() -> None:
    lines = [line.split(",") for line in UNITS.decode("utf-8-sig").splitlines()]
    data = workbook([[int(c) if c.isdigit() else c or None for c in line] for line in lines])
    assert read_units(data, "u.xlsx") == read_units(UNITS, "u.csv")
    assert read_units(as_csv(data, "u.xlsx"), "u.csv") == read_units(UNITS, "u.csv")


def test_numbers_for_codes_and_days_as_excel_holds_them_are_read() -> None:
    units = read_units(workbook([HEADER, CITY, DISTRICT, [], COMMUNE]), "u.xlsx")
    assert [unit.code for unit in units] == ["31", "303", "11296"]
    assert units[2].valid_from.isoformat() == "2020-02-01"


def test_problems_name_file_sheet_row_and_column() -> None:
    stray = [11299, unicodedata.normalize("NFD", "Xã Á"), "xã", "commune", 999, *DAYS]
    found = said(lambda: read_units(workbook([HEADER, CITY, [], DISTRICT, DISTRICT, stray]), "u.x"))
    assert found[0].startswith("u.x [Đơn vị], row 5, column code: code 303 already stands in row 4")
    assert found[1].startswith("u.x [Đơn vị], row 6, column name:")
    assert found[2].startswith("u.x [Đơn vị], row 6, column parent_code: parent 999 is not in")


def test_two_sheets_and_a_broken_workbook_are_refused() -> None:
    two = workbook([HEADER, CITY], "Ghi chú")
    assert "2 sheets with data (Đơn vị, Ghi chú)" in said(lambda: read_units(two, "u.xlsx"))[0]
    (broken,) = said(lambda: read_units(b"PK\x03\x04 cut", "u.xlsx"))
    assert broken.startswith("u.xlsx: the Excel file cannot be opened")


def test_lists_agencies_and_rosters_are_read_from_workbooks_too() -> None:
    agencies = read_agencies(workbook([["code", "name", "kind"], ["STP", "Sở", "department"]]), "a")
    units = read_units(workbook([HEADER, CITY, DISTRICT]), "u")
    rows = [
        ["desk", "person", "field", "month", "sex"],
        ["district:303", "p1", "land", "2021-03", ""],
    ]
    rows.append(["department:STP", "p2", "land", "2021-04", "male"])
    lists = read_lists(workbook(rows), "l", units, agencies)
    assert {desk: len(entries) for desk, entries in lists.items()} == {
        "department:STP": 1,
        "district:303": 1,
    }
    header = ["group", "agency", "head_count", "note"]
    data = workbook([header, ["council_deputies", "HDND", 66, None]])
    assert read_roster(data, "r.xlsx", [COUNCIL]).entries[0].head_count == 66
    more = workbook([[*header, "full_name"], ["council_deputies", "HDND", 66, None, "Ai"]])
    (sentence,) = said(lambda: read_roster(more, "r.xlsx", [COUNCIL]))
    assert "column full_name may not be in this file" in sentence


PLAIN = ",".join(HEADER) + ",size\n31,Thành phố,thành phố,province,,2020-02-01,2024-12-31,\n"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (PLAIN.replace(",", ";").encode(), "row 1: the cells are parted by semicolons"),
        (PLAIN.encode("utf-16"), "row 1: the file is UTF-16"),
        (PLAIN.encode("utf-16-be"), "row 1: the file is UTF-16"),
        ((PLAIN + 'x1,Xã,xã,commune,31,2020-02-01,2024-12-31,"1.234"\n').encode(), "thousands"),
        ((PLAIN + "x1,Xã,xã,commune,31,2020-02-01,2024-12-31,\n").encode(), "x1 has no size"),
        ((PLAIN + "x1,Xã,xã,commune,31,2020-02-01,2024-12-31,0\n").encode(), "at least 1"),
        (
            (PLAIN + "x1,A,xã,commune,31,2020-02-01,2022-01-01,5\n"
             "x1,B,xã,commune,31,2021-01-01,,5\n").encode(),
            "row 4, column valid_from: code x1 already stands in row 3 for some of the same days",
        ),
    ],
)  # fmt: skip
def test_what_spreadsheets_do_to_files_is_told_by_name(data: bytes, sentence: str) -> None:
    assert any(sentence in one for one in said(lambda: read_units(data, "u.csv")))
