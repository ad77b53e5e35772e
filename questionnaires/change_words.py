"""The sentences about changes between versions, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

__all__ = ["DOES", "ONE_SIDED", "SENTENCES"]

Words: TypeAlias = tuple[str, str]

DOES: Mapping[str, Words] = {
    "none": ("", ""),
    "joins": ("Số liệu hai phiên bản gộp được.", "The answers of both versions join."),
    "recode": (
        "Cần bảng chuyển mã trước khi gộp số liệu.",
        "A recode is needed before the answers join.",
    ),
    "breaks": (
        "Số liệu hai phiên bản không so sánh được với nhau.",
        "The answers of both versions are no longer comparable.",
    ),
}
"""By effect, what a change does."""

ONE_SIDED: Mapping[str, Words] = {
    "added": (
        "Chỉ phiếu theo phiên bản mới có câu trả lời.",
        "Forms of the new version alone have answers to it.",
    ),
    "removed": (
        "Chỉ phiếu theo phiên bản cũ có câu trả lời.",
        "Forms of the old version alone have answers to it.",
    ),
}
"""The same of answers that one version alone has, by code."""

SENTENCES: Mapping[str, Words] = {
    "added": ("Thêm câu “{item}”.", "'{item}' was added."),
    "removed": ("Bỏ câu “{item}”.", "'{item}' was removed."),
    "retyped": (
        "Câu “{item}” đổi kiểu từ {before} sang {after}.",
        "'{item}' changed its type from {before} to {after}.",
    ),
    "recoded": (
        "Câu “{item}” đổi mã lựa chọn (bỏ: {missing}; thêm: {added}; đổi nghĩa: {swapped}).",
        "'{item}' has other codes (removed: {missing}; added: {added}; now meaning something "
        "else: {swapped}).",
    ),
    "relabelled": (
        "Câu “{item}” đổi lời của lựa chọn {codes}; hãy xem nghĩa có còn như cũ.",
        "'{item}' words the choices {codes} differently; see that they still mean the same.",
    ),
    "reworded": (
        "Câu “{item}” đổi lời ở cột {column}; hãy xem nghĩa có còn như cũ.",
        "'{item}' is worded differently in the column {column}; see that it still means the same.",
    ),
    "relevance": (
        "Câu “{item}” hỏi những người khác trước: điều kiện cũ {before}, mới {after}.",
        "'{item}' is asked of other people: on the condition {before} before, {after} now.",
    ),
    "constraint": (
        "Câu “{item}” đổi ràng buộc của câu trả lời.",
        "'{item}' allows other answers than before.",
    ),
    "required": (
        "Câu “{item}” đổi giữa bắt buộc và không bắt buộc.",
        "'{item}' changed between required and optional.",
    ),
    "repeated": (
        "Câu “{item}” chuyển vào hoặc ra khỏi nhóm lặp.",
        "'{item}' moved into or out of a repeat.",
    ),
    "filter": (
        "Câu “{item}” đổi điều kiện lọc lựa chọn; hãy xem còn ai được chọn gì.",
        "'{item}' filters its choices differently; see who may still choose what.",
    ),
    "calculation": ("Câu “{item}” đổi cách tính.", "'{item}' is calculated differently."),
    "default": (
        "Câu “{item}” đổi giá trị mặc định.",
        "'{item}' has another default.",
    ),
    "parameters": ("Câu “{item}” đổi tham số.", "'{item}' has other parameters."),
    "settings": (
        "Phần cài đặt (settings) đổi: {columns}.",
        "Other settings: {columns}.",
    ),
    "group": (
        "Nhóm “{item}” đổi lời hoặc cách trình bày.",
        "The group '{item}' has other words or looks.",
    ),
    "asked": (
        "Câu “{item}” chuyển giữa tự trả lời và chỉ hiển thị.",
        "'{item}' changed between a question and something that is only shown.",
    ),
    "look": ("Câu “{item}” đổi cách trình bày.", "'{item}' looks different."),
    "reordered": (
        "Câu “{item}” đổi thứ tự lựa chọn; hãy xem thứ tự có ảnh hưởng đến cách chọn.",
        "'{item}' offers its choices in another order; see whether the order matters.",
    ),
    "repeat-renamed": (
        "Nhóm lặp quanh câu “{item}” đổi tên từ {before} sang {after}.",
        "The repeat around '{item}' is called {after} instead of {before}.",
    ),
    "repeat-count": (
        "Câu “{item}” được hỏi số lần khác trước.",
        "'{item}' is asked another number of times.",
    ),
    "moved": ("Câu “{item}” đổi vị trí.", "'{item}' stands in another place."),
}
"""By code, what changed."""
