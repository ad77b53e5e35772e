"""Our own words on a paper form, in the two languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

__all__ = ["LABELS", "Labels"]


@dataclass(frozen=True)
class Labels:
    """Words around the questions; braces are filled in."""

    number: str
    assignment: str
    order: str
    place: str
    collector: str
    year: str
    page: str
    blank: str
    question: str
    end: str
    part_end: str
    stop: str
    only_if: str
    offered: str
    bounds: str
    times: str
    more: str
    guidance: str
    rank: str
    agreed: str
    latitude: str
    longitude: str
    parts: Mapping[str, str]
    how: str


LABELS: Mapping[str, Labels] = {
    "vi": Labels(
        number="Số phiếu",
        assignment="Phân công số",
        order="STT",
        place="Nơi điều tra",
        collector="Điều tra viên",
        year="năm đánh giá",
        page="Trang",
        blank="Bản trắng để xem, không dùng để phỏng vấn; mã phiên bản",
        question="câu {}",
        end="hết phiếu",
        part_end="hết phần này",
        stop="Nếu chọn {}: {}",
        only_if="Chỉ hỏi nếu {}.",
        offered="Nếu {}:",
        bounds="Ghi số từ {start} đến {end}, mỗi bước {step}.",
        times="Hỏi phần này đủ số lần theo {}.",
        more=(
            "Nếu nhiều hơn {} lần, ghi tiếp vào phần này của một phiếu trắng và kẹp sau phiếu này."
        ),
        guidance="Điều tra viên: {}",
        rank="Ghi 1, 2, 3… vào ô: 1 là trước nhất.",
        agreed="Đồng ý",
        latitude="Vĩ độ",
        longitude="Kinh độ",
        parts={"day": "ngày", "month": "tháng", "year": "năm", "hour": "giờ", "minute": "phút"},
        how=(
            "Đánh dấu × vào ô được chọn. Ô tròn: chọn một phương án. Ô vuông: có thể chọn nhiều"
            " phương án. Mũi tên → chỉ câu hỏi tiếp theo; không có mũi tên thì hỏi câu kế tiếp."
            " Chọn nhầm thì khoanh tròn cả phương án sai và đánh dấu lại."
        ),
    ),
    "en": Labels(
        number="Form no.",
        assignment="Assignment",
        order="no.",
        place="Place",
        collector="Collector",
        year="year assessed",
        page="Page",
        blank="A blank copy for reading, not for interviews; version",
        question="question {}",
        end="end of form",
        part_end="end of this part",
        stop="If {} is chosen: {}",
        only_if="Ask only if {}.",
        offered="If {}:",
        bounds="Write a number from {start} to {end}, in steps of {step}.",
        times="Ask this part as often as {} says.",
        more="If more than {}, go on in this part of a blank form and attach it to this one.",
        guidance="Interviewer: {}",
        rank="Write 1, 2, 3… into the boxes: 1 comes first.",
        agreed="Agreed",
        latitude="Latitude",
        longitude="Longitude",
        parts={"day": "day", "month": "month", "year": "year", "hour": "hour", "minute": "minute"},
        how=(
            "Mark a box with ×. Round: choose one answer. Square: several may be chosen. An"
            " arrow → names the question that comes next; without one, ask the next question."
            " To correct a mark, circle the whole wrong answer and mark again."
        ),
    ),
}
