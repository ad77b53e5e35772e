"""Cards, sheets and letters as PDF: what stands on them, how often, and the same bytes twice."""

import datetime
import unicodedata

import pytest

from survey_app.codes import group, new_code
from survey_app.print import documents
from survey_app.print.documents import (
    AccessLetter,
    AssignmentSheet,
    CollectorCard,
    Heading,
    SheetName,
    access_letters,
    assignment_sheets,
    collector_cards,
)
from survey_app.print.typeset import TypesettingError, typeset
from tests.app.print.reading import page_sizes, pages

CAMPAIGN = Heading(
    "Điều tra xã hội học năm 2021",
    2021,
    ("Quyết định số 01/QĐ-VD ngày 05/01/2022 của cơ quan ví dụ",),
    "Sở Nội vụ thành phố Hải Phòng",
)
TRIAL = "Bản thử nghiệm: chưa bảo đảm ẩn danh tuyệt đối"
NASTY = """#set page(paper: "a8") *đậm* _nghiêng_ $x^2$ \\u{41} "a" 'b' `c` <d> @e [f] //g"""


def code(number: int) -> str:
    return new_code(lambda n: number.to_bytes(n, "big"))


def card(number: int, name: str = "Phạm Thu Hà") -> CollectorCard:
    typed = code(number)
    return CollectorCard(name, "Bưu cục Cầu Đất", f"https://example.test/the/{typed}", typed)


def cards_pdf(cards: list[CollectorCard]) -> bytes:
    return collector_cards(cards, CAMPAIGN, address="example.test/the")


def sheet(number: str, names: tuple[SheetName, ...]) -> AssignmentSheet:
    typed = code(len(number))
    return AssignmentSheet(
        number, "Người dân · phường Lạch Tray", "Bộ phận một cửa", "Vũ Đình Toản",
        21, 30, f"https://example.test/pc/{typed}", typed, names,
    )  # fmt: skip


def letters_pdf(*, trial: bool) -> bytes:
    letter = AccessLetter(
        "Lãnh đạo sở, ban, ngành", "Sở Tư pháp", f"https://example.test/phieu/{code(5)}", code(5)
    )
    return access_letters(
        [letter, letter],
        CAMPAIGN,
        address="example.test/phieu",
        answer_by=datetime.date(2022, 1, 28),
        trial=trial,
    )


def test_ten_cards_fill_a_page_each_with_name_address_and_code_to_type() -> None:
    pdf = cards_pdf([card(n, f"Nguyễn Thị Hiền số {n}") for n in range(11)])
    first, second = pages(pdf)
    assert page_sizes(pdf) == {(210, 297)}
    assert first.count("Thẻ điều tra viên") == 10
    assert "Nguyễn Thị Hiền số 10" in second
    assert group(code(10)) in second
    assert "example.test/the" in second


def test_the_same_cards_give_the_same_bytes() -> None:
    assert cards_pdf([card(1)]) == cards_pdf([card(1)])


def test_a_long_run_is_set_in_parts_and_keeps_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "_CARDS", 10)
    run = [card(n, f"Người số {n}.") for n in range(25)]
    pdf = cards_pdf(run)
    texts = pages(pdf)
    assert len(texts) == 3
    assert [text.count("Thẻ điều tra viên") for text in texts] == [10, 10, 5]
    assert "Người số 0." in texts[0]
    assert "Người số 24." in texts[2]
    assert pdf == cards_pdf(run)


def test_text_is_shown_as_typed_and_never_read_as_markup() -> None:
    [text] = pages(cards_pdf([card(1, NASTY)]))
    assert NASTY.replace(" ", "") in text.replace(" ", "")


def test_a_sign_the_font_lacks_does_not_stop_the_printing() -> None:
    [text] = pages(cards_pdf([card(1, "Hà 😀 Ngọc")]))
    assert "Ngọc" in text


def test_marks_typed_apart_from_their_letters_are_composed() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Ngọc Ẩn")
    assert cards_pdf([card(1, apart)]) == cards_pdf([card(1, "Nguyễn Thị Ngọc Ẩn")])


def test_a_sheet_lists_its_names_in_order_and_counts_its_own_pages() -> None:
    names = tuple(SheetName(n, f"Người thứ {n}.", "Số 5 Lạch Tray") for n in range(40, 0, -1))
    pdf = assignment_sheets(
        [sheet("NQ-1", names), sheet("NQ-22", names[:1])], CAMPAIGN, address="example.test/pc"
    )
    first, second, third = pages(pdf)
    assert "Phân công số NQ-1: 21 phiếu" in first
    assert group(code(4)) in first
    assert first.index("Người thứ 1.") < first.index("Người thứ 2.") < first.index("Người thứ 10.")
    assert "Người thứ 40." in second
    assert "Không đúng đối tượng" in second
    assert "Phân công số NQ-22: 21 phiếu" in third
    assert [text[-3:] for text in (first, second, third)] == ["1/2", "2/2", "1/1"]


def test_a_sheet_without_names_points_to_the_phone() -> None:
    [text] = pages(assignment_sheets([sheet("NQ-1", ())], CAMPAIGN, address="example.test/pc"))
    assert "xem trên điện thoại" in text


def test_a_letter_says_to_whom_on_what_ground_how_and_until_when() -> None:
    first, second = pages(letters_pdf(trial=True))
    assert first == second
    for text in (
        "Kính gửi: Ông/Bà", "Sở Tư pháp", "Lãnh đạo sở, ban, ngành", "01/QĐ-VD",
        "example.test/phieu", group(code(5)), "28/01/2022", TRIAL,
    ):  # fmt: skip
        assert text in first


def test_the_notice_of_a_trial_goes_when_the_trial_is_over() -> None:
    assert TRIAL not in pages(letters_pdf(trial=False))[0]


def test_names_of_drawn_people_stay_out_of_what_a_log_would_show() -> None:
    assert "Nguyễn Văn" not in repr(sheet("NQ-1", (SheetName(1, "Nguyễn Văn A", "Số 1"),)))


def test_nothing_to_print_is_refused_before_any_process_starts() -> None:
    with pytest.raises(ValueError, match="nothing to print"):
        cards_pdf([])


def test_a_document_that_cannot_be_set_names_its_template() -> None:
    with pytest.raises(TypesettingError, match="cards: "):
        typeset("cards", {"heading": {}})
