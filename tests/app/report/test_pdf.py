"""The report as PDF: labels on every page, intervals beside estimates, reasons for gaps."""

import datetime
import re
from dataclasses import replace

import pytest

from survey_app.report.document import EstimateRow, PointRow, ReportDocument, ResponseRow, Total
from survey_app.report.pdf import report_pdf
from tests.app.print.reading import page_sizes, pages

ILLUSTRATIVE = "Thang điểm minh họa"
INTERNAL = "Ước tính nội bộ, không thay thế kết quả do Bộ Nội vụ công bố"

REPORT = ReportDocument(
    campaign_name="Điều tra xã hội học năm 2021",
    year=2021,
    documents=("Quyết định số 01/QĐ-VD ngày 05/01/2022",),
    issuer="Sở Nội vụ thành phố Hải Phòng",
    closed_on=datetime.date(2022, 2, 11),
    illustrative=True,
    internal=True,
    total=Total(27.02, 33.5, 26.55, 27.49),
    points=(
        PointRow("1.1", "Năng động, quyết tâm", 1.65, 2, 1.57, 1.73),
        PointRow("6.1", "Quản lý tài chính công", None, 3, note="Trả lời dưới 70%"),
        PointRow("6.2", "Chính quyền điện tử", None, 5.25, bounds=(3.1, 4.9)),
    ),
    factors=(EstimateRow(1, "Tiếp cận dịch vụ", 0.862, 0.831, 0.893, n=1512),),
    districts=(
        *(
            EstimateRow(
                n,
                f"Quận số {n}",
                0.8,
                0.7,
                0.9,
                n=90,
                differs=n == 3,
                own_lower=0.61,
                own_upper=0.93,
            )
            for n in range(1, 15)
        ),
        EstimateRow(15, "Bạch Long Vĩ", None, n=4, note="4 phiếu hợp lệ, dưới ngưỡng 5"),
    ),
    groups=(EstimateRow(1, "Đại biểu HĐND thành phố", 0.8, 0.78, 0.82, 58, bounds=(0.7, 0.83)),),
    responses=(ResponseRow("Người dân, tổ chức", 2210, 1834, 1790, 0.81),),
    method=("Sai số chuẩn tuyến tính hóa.",) * 3,
    limits=("#let x = 1; *không* phải $mã$.",),
    city=0.859,
)


@pytest.fixture(scope="module")
def report() -> bytes:
    return report_pdf(REPORT)


@pytest.fixture(scope="module")
def text(report: bytes) -> str:
    return " ".join(pages(report))


def test_both_labels_stand_on_every_page(report: bytes) -> None:
    texts = pages(report)
    assert len(texts) >= 2
    for page in texts:
        assert ILLUSTRATIVE in page
        assert INTERNAL in page
    assert page_sizes(report) == {(210, 297)}


def test_labels_that_do_not_apply_are_not_printed() -> None:
    official = " ".join(pages(report_pdf(replace(REPORT, illustrative=False, internal=False))))
    assert ILLUSTRATIVE not in official
    assert INTERNAL not in official


def test_the_report_opens_with_the_total_and_its_interval(text: str) -> None:
    assert "27,02 điểm trong 33,5 điểm" in text
    assert "từ 26,55 đến 27,49 điểm" in text
    assert "Số liệu chốt ngày 11/02/2022" in text
    assert text.index("01/QĐ-VD") < text.index("Điểm theo lĩnh vực và tiêu chí")


def test_every_estimate_has_its_interval_beside_it(text: str) -> None:
    assert "1,65 2,0 1,57–1,73" in text
    assert "86,2% 83,1–89,3% 1.512" in text
    assert "80,0% 78,0–82,0%" in text
    assert "70,0–83,0%" in text


def test_what_is_not_shown_gives_its_reason_in_its_place(text: str) -> None:
    assert "Quản lý tài chính công – 3,0 Trả lời dưới 70%" in text
    assert "15 Bạch Long Vĩ – – 4 4 phiếu hợp lệ, dưới ngưỡng 5" in text
    assert "Chính quyền điện tử – 5,25 giới hạn 3,10–4,90" in text


def test_districts_are_in_official_order_and_not_ranked(text: str) -> None:
    assert "chưa đủ căn cứ để xếp hạng quận, huyện" in text
    assert text.index("Quận số 1 ") < text.index("Quận số 2 ") < text.index("Bạch Long Vĩ")


def test_districts_have_the_pooled_interval_named_so_and_their_own_beside_it(text: str) -> None:
    assert "phương sai lấy chung" in text
    assert "Khoảng riêng 95%" in text
    assert "1 Quận số 1 80,0% 70,0–90,0% 61,0–93,0% 90" in text


def test_sentences_of_the_method_sheet_are_text_and_not_markup(text: str) -> None:
    assert "#let x = 1; *không* phải $mã$." in text


def test_the_same_report_gives_the_same_bytes(report: bytes) -> None:
    assert report_pdf(REPORT) == report


def test_a_report_with_nothing_to_show_says_why() -> None:
    empty = replace(
        REPORT, total=Total(None, 33.5, note="Chưa đủ phiếu để tính điểm."), points=(), factors=(),
        districts=(), groups=(), responses=(), method=(), limits=(), documents=(), closed_on=None,
    )  # fmt: skip
    [page] = pages(report_pdf(empty))
    assert "Chưa đủ phiếu để tính điểm." in page
    assert "Chưa có điểm điều tra xã hội học (tối đa 33,5 điểm)" in page


VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")


def test_the_english_report_has_english_words_and_numbers_and_the_same_labels() -> None:
    """What the document brings (names, notes) is the caller's; everything else is English."""
    plain = replace(
        REPORT, campaign_name="Survey", documents=(), issuer="Home Affairs", points=(
            PointRow("1.1", "Leadership", 1234.5, 2000, 1200.25, 1270, bounds=(900, 1300)),
        ), factors=(EstimateRow(1, "Access", 0.862, 0.831, 0.893, n=1512),), districts=(
            EstimateRow(1, "A", 0.8, 0.7, 0.9, n=90, differs=False),
        ), groups=(EstimateRow(1, "Deputies", 0.8, 0.78, 0.82, 58, bounds=(0.7, 0.83)),),
        responses=(ResponseRow("Citizens", 2210, 1834, 1790, 0.81),), method=(), limits=(),
        language="en",
    )  # fmt: skip
    texts = pages(report_pdf(plain))
    whole = " ".join(texts)
    for page in texts:
        assert "Illustrative scheme" in page
        assert "does not replace the results published by the Ministry" in page
    assert "27.02 points of 33.5" in whole
    assert "from 26.55 to 27.49 points" in whole
    assert "1,234.50 2,000.0 1,200.25" in whole
    assert "86.2% 83.1–89.3% 1,512" in whole
    assert "Figures closed on 11 February 2022" in whole
    assert not VIETNAMESE.search(whole.lower())
