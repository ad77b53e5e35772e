"""What became of answers, and what is wrong with them in sentences for whoever gave them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from questionnaires.answers import Clean
from questionnaires.model import Text

__all__ = ["Checked", "CleanAnswers", "ItemError"]

CleanAnswers: TypeAlias = Mapping[str, "Clean | tuple[CleanAnswers, ...]"]
"""Clean answers by item; of a repeat one mapping for each instance."""


@dataclass(frozen=True)
class ItemError:
    """What is wrong with the answer to one item.

    item: its name, in a repeat with the instances around it (`con/2/tuoi`); own: the form's
    message for it, if any; values fill our own sentence.
    """

    code: str
    item: str
    own: Text | None = None
    values: Mapping[str, str] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """What to do, in the form's own words where it has some."""
        if self.own is not None:
            return self.own.in_(language)
        return _SENTENCES[self.code][0 if language == "vi" else 1].format_map(self.values)


@dataclass(frozen=True)
class Checked:
    """What became of the answers: every one that is not blank is in exactly one of clean,
    dropped and errors, but for those that are calculated anew.

    relevant: all items to be asked or calculated, notes and repeats among them; dropped: answers
    to items that are not to be asked; errors by item, unanswered required items among them.
    In a repeat an item is named with the instances around it, counted from 1: `con/2/tuoi`.
    clean: with what was calculated.
    """

    clean: CleanAnswers
    relevant: frozenset[str]
    dropped: tuple[str, ...]
    errors: Mapping[str, ItemError]


_SENTENCES: dict[str, tuple[str, str]] = {
    "missing": (
        "Câu này chưa được trả lời; xin chọn hoặc điền câu trả lời.",
        "This question has no answer yet; please choose or write one.",
    ),
    "not-a-number": (
        "Xin nhập số nguyên bằng chữ số, ví dụ 3.",
        "Please enter a whole number in digits, for example 3.",
    ),
    "not-a-decimal": (
        "Xin nhập số bằng chữ số, ví dụ 3 hoặc 2,5.",
        "Please enter a number in digits, for example 3 or 2.5.",
    ),
    "out-of-range": (
        "Số này quá lớn hoặc quá nhỏ; xin kiểm tra lại.",
        "This number is too large or too small; please check it.",
    ),
    "not-on-scale": (
        "Xin chọn một số từ {start} đến {end}, mỗi bước {step}.",
        "Please choose a number from {start} to {end} in steps of {step}.",
    ),
    "not-a-date": (
        "Xin nhập ngày có thật, ví dụ 31/12/2021.",
        "Please enter a day of the calendar, for example 31/12/2021.",
    ),
    "not-a-time": (
        "Xin nhập giờ và phút, ví dụ 14:30.",
        "Please enter hours and minutes, for example 14:30.",
    ),
    "not-a-moment": (
        "Xin nhập ngày và giờ, ví dụ 31/12/2021 14:30.",
        "Please enter day and time, for example 31/12/2021 14:30.",
    ),
    "not-a-place": (
        "Xin nhập vĩ độ và kinh độ, ví dụ 20.8449 106.6881.",
        "Please enter latitude and longitude, for example 20.8449 106.6881.",
    ),
    "not-a-ranking": (
        "Xin xếp hạng tất cả các phương án, mỗi phương án một thứ hạng.",
        "Please give every answer a place of its own.",
    ),
    "not-agreed": (
        "Xin đánh dấu để xác nhận hoặc để trống.",
        "Please tick to confirm, or leave it empty.",
    ),
    "constraint": (
        "Câu trả lời nằm ngoài phạm vi cho phép; xin kiểm tra lại.",
        "This answer is outside what is allowed; please check it.",
    ),
    "unknown-choice": (
        "Xin chọn trong các phương án đã nêu.",
        "Please choose from the answers offered.",
    ),
    "not-offered": (
        "Phương án này không còn phù hợp với các câu trả lời khác; xin chọn lại.",
        "This answer does not go with your other answers; please choose again.",
    ),
    "several": (
        "Câu này chỉ nhận một câu trả lời; xin chọn lại.",
        "This question takes one answer only; please choose again.",
    ),
    "too-long": (
        "Câu trả lời dài quá 2.000 ký tự; xin viết ngắn hơn.",
        "The answer is longer than 2,000 characters; please shorten it.",
    ),
    "too-many": (
        "Phần này lặp lại quá {most} lần; xin bỏ bớt.",
        "This part is repeated more than {most} times; please remove some.",
    ),
    "not-a-list": (
        "Không đọc được phần lặp lại này; xin tải lại trang.",
        "This repeated part cannot be read; please reload the page.",
    ),
    "unknown-item": (
        "Mẫu phiếu không có câu hỏi này; xin tải lại trang.",
        "The questionnaire has no such question; please reload the page.",
    ),
}
