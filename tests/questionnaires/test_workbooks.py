"""Excel workbooks as people hand them in: what is read, and every bad one refused in sentences."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress
from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.problems import FormError, Problem
from questionnaires.sheets import LARGEST_FILE
from questionnaires.xlsform import read
from tests.questionnaires.workbook import CHOICES, Cells, workbook, zip_bomb

SURVEY: Cells = (
    ("type", "name", "label", "hint", "required"),
    ("select_one cokhong", "a", "Có không?", "Một câu", "yes"),
    (None, None, None, None, None),
    ("integer", "n", "Mấy\xa0lần?\xa0", 1.0, True),
)
GOOD = workbook({"survey": SURVEY, "choices": CHOICES, "settings": [("form_id",), ("phieu",)]})


def problems(data: bytes) -> list[Problem]:
    with pytest.raises(FormError) as refused:
        read(data, "phieu.xlsx")
    for each in refused.value.problems:
        assert each.sentence("vi").endswith((".", "?"))
        assert each.sentence("en").endswith((".", "?"))
    return list(refused.value.problems)


def places(data: bytes) -> list[tuple[str, object, int | None]]:
    return [(each.code, each.values.get("cell"), each.row) for each in problems(data)]


def test_a_workbook_is_told_by_its_content_and_read_with_its_row_numbers() -> None:
    form = read(GOOD, "phieu.md")
    assert [(item.name, item.row) for item in form.items] == [("a", 2), ("n", 4)]
    assert form.item("n").label.in_("vi") == "Mấy lần?"
    hint = form.item("n").hint
    assert hint is not None
    assert hint.in_("vi") == "1"
    assert form.item("n").required
    assert form.name == "phieu"


def test_the_old_format_of_excel_is_read_too() -> None:
    old = Path(__file__).parent / "phieu.xls"
    form = read(old.read_bytes(), "phieu.xls")
    assert [(item.name, item.row) for item in form.items] == [("a", 2), ("n", 4)]
    assert [choice.name for choice in form.item("a").choices] == ["1", "2"]


def test_mistakes_are_told_with_the_cell_as_excel_names_it() -> None:
    survey = [("type", "name", "label", "relevant"), ("text", "a", "A", "${z} = 1")]
    data = workbook({"survey": survey, "choices": [*CHOICES, ("cokhong", "co co", "Có")]})
    assert places(data) == [
        ("expression.unknown-item", "D2", 2),
        ("choices.bad-code", "B4", 4),
    ]
    assert "trang tính survey, dòng 2, ô D2" in problems(data)[0].sentence("vi")


def test_a_column_typed_wrong_is_told_with_the_one_that_was_meant() -> None:
    data = workbook({"survey": [("type", "name", "label", "relevent"), ("text", "a", "A", "1")]})
    [problem] = problems(data)
    assert (problem.code, problem.values["cell"]) == ("sheet.misspelled-column", "D1")
    assert "có phải ý là “relevant”" in problem.sentence("vi")
    assert "did you mean 'relevant'" in problem.sentence("en")


def test_formulas_and_merged_cells_are_refused_by_cell() -> None:
    survey = [("type", "name", "label"), ("text", "a", "=B2"), ("note", "b", "B")]
    assert places(workbook({"survey": survey})) == [("sheet.formula", "C2", 2)]
    merged = workbook({"survey": SURVEY, "choices": CHOICES}, merge={"survey": "C2:D2"})
    assert places(merged) == [("sheet.merged", "C2:D2", 2)]


def test_dates_and_truth_are_read_as_they_would_be_typed() -> None:
    survey = [("type", "name", "label"), ("text", "a", date(2021, 12, 31)), ("text", "b", True)]
    form = read(workbook({"survey": survey}), "x.xlsx")
    assert [item.label.in_("vi") for item in form.items] == ["2021-12-31", "TRUE"]


def test_sheets_of_notes_are_passed_over_and_misspelt_or_foreign_ones_are_not() -> None:
    notes = {"survey": SURVEY, "choices": CHOICES, "Hướng dẫn": [("đọc",)]}
    assert read(workbook(notes), "x.xlsx").items
    other = {"survey": SURVEY, "choice": CHOICES, "external_choices": [("a",), ("b",)]}
    named = [each.values.get("sheet") for each in problems(workbook(other))]
    assert {"choice", "external_choices"} <= set(named)
    assert [each.code for each in problems(workbook({"Sheet1": SURVEY}))] == ["file.no-sheet"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (GOOD[: len(GOOD) // 2], "file.broken-workbook"),
        (b"PK\x03\x04" + b"\0" * 100, "file.broken-workbook"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 1000, "file.broken-workbook"),
        (b"PK\x03\x04" + b"\0" * LARGEST_FILE, "file.too-large"),
        (b"|" * (LARGEST_FILE + 1), "file.too-large"),
        (zip_bomb(50_000_000), "file.too-large-inside"),
    ],
    ids=["half", "no zip", "no ole", "large", "large text", "bomb"],
)
def test_a_file_that_is_no_workbook_is_refused_in_a_sentence(data: bytes, code: str) -> None:
    tracemalloc.start()
    began = time.process_time()
    assert [each.code for each in problems(data)] == [code]
    assert time.process_time() - began < 2
    assert tracemalloc.get_traced_memory()[1] < 60_000_000
    tracemalloc.stop()


def test_a_part_that_says_it_is_small_and_is_not_is_refused() -> None:
    bomb = bytearray(zip_bomb(50_000_000))
    with ZipFile(BytesIO(bytes(bomb))) as archive:
        size = next(p.file_size for p in archive.infolist() if p.filename.endswith("sheet1.xml"))
    lying = bytes(bomb).replace(size.to_bytes(4, "little"), (5000).to_bytes(4, "little"))
    assert [each.code for each in problems(lying)] == ["file.broken-workbook"]


def test_an_entity_bomb_is_refused() -> None:
    written = BytesIO()
    with ZipFile(BytesIO(GOOD)) as old, ZipFile(written, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/workbook.xml":
                content = b'<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + content
            new.writestr(part.filename, content)
    assert [each.code for each in problems(written.getvalue())] == ["file.broken-workbook"]


def test_ten_thousand_choices_are_refused_in_one_sentence() -> None:
    many = [CHOICES[0], *(("cokhong", f"c{n}", f"Số {n}") for n in range(10_000))]
    [problem] = problems(workbook({"survey": SURVEY, "choices": many}))
    assert (problem.code, problem.values["count"]) == ("sheet.too-many-rows", 10_000)


def test_a_cell_far_away_is_refused_and_a_long_empty_tail_is_not() -> None:
    far = workbook({"survey": [*SURVEY, *[()] * 20_100, ("x",)], "choices": CHOICES})
    assert [each.code for each in problems(far)] == ["file.too-many-cells"]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused_never_a_crash(at: int, by: int) -> None:
    damaged = bytearray(GOOD)
    damaged[at] ^= by
    with suppress(FormError):
        read(bytes(damaged), "x.xlsx")
