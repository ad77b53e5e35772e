"""The paper form: every type has something to write on, each page says which form it is."""

from __future__ import annotations

import io
from typing import Any

from pypdf import PdfReader

from questionnaires.model import Questionnaire
from survey_app.print.documents import Heading
from survey_app.print.paper import PaperForm, paper_forms
from survey_app.print.paper_labels import LABELS
from survey_app.print.paper_layout import PaperLayout
from tests.app.print.reading import pages
from tests.questionnaires.forms import questionnaire

CAMPAIGN = Heading("Điều tra thử", 2021, ("Quyết định 1",), "Sở Nội vụ")


def sections(form: Questionnaire) -> list[Any]:
    return PaperLayout(form, "vi", LABELS["vi"]).sections()


def question(form: Questionnaire) -> Any:
    """The one block of a form of one question."""
    [section] = sections(form)
    [block] = section["blocks"]
    return block


def one(row: str, columns: str = "") -> Questionnaire:
    return questionnaire(f"| survey |\n| | type | name | label | {columns} |\n| | {row} |\n")


def choices(block: Any) -> list[str]:
    return [choice["label"] for offer in block["offers"] for choice in offer["choices"]]


def test_a_ranking_prints_its_choices_to_be_numbered() -> None:
    block = question(one("rank muc | xep | Xếp thứ tự"))
    assert block["kind"] == "rank"
    assert choices(block) == ["Kém", "Trung bình", "Tốt"]


def test_a_short_range_prints_its_scale_and_a_long_one_its_bounds() -> None:
    short = question(one("range | diem | Mấy điểm? | start=0 end=10 step=1", "parameters"))
    assert (short["kind"], short["scale"][0], short["scale"][-1]) == ("scale", "0", "10")
    long = question(one("range | phi | Mấy phần trăm? | start=0 end=100 step=0.5", "parameters"))
    assert (long["kind"], long["hint"]) == ("digits", "Ghi số từ 0 đến 100, mỗi bước 0,5.")


def test_dates_and_times_have_boxes_for_each_part() -> None:
    block = question(one("dateTime | luc | Lúc nào?"))
    assert block["parts"] == [["ngày", 2], ["tháng", 2], ["năm", 4], ["giờ", 2], ["phút", 2]]


def test_guidance_for_the_interviewer_is_printed() -> None:
    block = question(one("text | a | Hỏi? | Đọc chậm.", "guidance_hint"))
    assert block["guidance"] == "Điều tra viên: Đọc chậm."


def test_as_many_boxes_for_digits_as_the_largest_number_that_may_be_answered() -> None:
    assert question(one("integer | a | Mấy? | . < 200", "constraint"))["width"] == 3
    assert question(one("integer | a | Mấy?"))["width"] == 6


GRIDS = """
| survey |
| | type | name | label | appearance |
| | begin_group | bang | Bảng | table-list |
| | select_one muc | a | Một | |
| | select_one muc | b | Hai | |
| | end_group | | | |
| | begin_group | khac | Khác | field-list |
| | select_one muc | dau | Mức độ | label |
| | select_one muc | c | Ba | list-nolabel |
| | select_one muc | d | Bốn | list-nolabel |
| | end_group | | | |
"""


def test_tables_of_questions_print_as_grids_with_numbered_choices() -> None:
    first, second = (section["blocks"] for section in sections(questionnaire(GRIDS)))
    assert [block["kind"] for block in first + second] == ["grid", "grid"]
    assert [choice["number"] for choice in first[0]["choices"]] == ["1", "2", "3"]
    assert second[0]["corner"] == "Mức độ"
    assert [each["number"] for each in second[0]["questions"]] == ["3", "4"]


NESTED = """
| survey |
| | type | name | label | relevant | repeat_count |
| | integer | n | Mấy người? | | |
| | begin_group | g | Nhóm | | |
| | begin_group | trong | Nhóm trong | ${n} > 1 | |
| | begin_repeat | nguoi | Người | | %s |
| | select_one cokhong | lam | Có đi làm? | | |
| | text | o_dau | Ở đâu? | ${lam} = 'co' | |
| | end_repeat | | | | |
| | end_group | | | | |
| | end_group | | | | |
"""


def groups(form: Questionnaire) -> list[Any]:
    """The blocks of the group within the group."""
    inner = sections(form)[1]["blocks"][0]
    assert (inner["title"], inner["condition"]) == ("Nhóm trong", "Chỉ hỏi nếu câu 1 lớn hơn 1.")
    return list(inner["blocks"])


def test_a_repeat_is_printed_several_times_and_says_where_more_are_written() -> None:
    *instances, more = groups(questionnaire(NESTED % "${n}"))
    assert [each["title"] for each in instances] == ["Người – 1", "Người – 2", "Người – 3"]
    assert instances[0]["condition"] == "Hỏi phần này đủ số lần theo câu 1."
    assert instances[2]["blocks"][0]["offers"][0]["choices"][1]["go"] == "hết phần này"
    assert more["blocks"][0]["label"].startswith("Nếu nhiều hơn 3 lần")


def test_a_repeat_of_fixed_length_is_printed_just_so_often() -> None:
    assert [each["title"] for each in groups(questionnaire(NESTED % "2"))] == [
        "Người – 1",
        "Người – 2",
    ]


def test_every_page_bears_number_and_code_in_fonts_that_are_in_the_file() -> None:
    rows = "".join(f"| | text | y_{n} | Ý kiến {n} ưỡẫộ → ai? | multiline |\n" for n in range(30))
    form = questionnaire(f"| survey |\n| | type | name | label | appearance |\n{rows}")
    copy = PaperForm("00001-67", "PC-1", 1, "Phường Đông Hải 1", "Nguyễn Thị Hương")
    pdf = paper_forms(form, [copy], CAMPAIGN, "vi")
    found: list[Any] = [*PdfReader(io.BytesIO(pdf)).pages]
    assert len(found) > 1
    assert all("00001-67" in text for text in pages(pdf))
    assert all(code_in(page) for page in found)
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for page in found
        for font in page["/Resources"]["/Font"].values()
    }
    assert {font.partition("-")[0] for font in fonts} == {"NotoSans"}


def code_in(page: Any) -> bool:
    """Whether a square picture stands on the page that has pixels enough for a QR code."""
    shown = [each.get_object() for each in page["/Resources"]["/XObject"].values()]
    return any(each["/Width"] == each["/Height"] > 40 for each in shown)
