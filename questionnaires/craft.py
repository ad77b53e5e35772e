"""Warnings of craft: what a form may hold, and yet its author hardly meant or should think over."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.duration import seconds
from questionnaires.expressions import references
from questionnaires.model import Item, Questionnaire
from questionnaires.satisfying import satisfiable
from questionnaires.scoring_sheet import ScoringSheet
from questionnaires.walking import Placed, expressions, placed, words

__all__ = ["LONGEST_MINUTES", "Remark", "remarks"]

LONGEST_MINUTES = 10.0
"""How long an interview may take, by the rule of duration.py."""

_SELECTS = ("select_one", "select_multiple")
_APART = re.compile(
    r"không (?:biết|nhớ|rõ|có ý kiến|đủ thông tin)|chưa (?:biết|rõ)"
    r"|(?:don.t|do not|does not) (?:know|remember)|no opinion|not enough information",
    re.IGNORECASE,
)
_APART_CODES = {"dk", "kb", "khong_biet", "kyk", "khong_y_kien"}
_TWO_THINGS = re.compile(r"và\s*/\s*hoặc|and\s*/\s*or|\?.*\?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Remark:
    """Something to think over; level: warning, or hint where it is a matter of taste.

    row and column as in `Problem`; values fill the sentence, `sheet` among them.
    """

    code: str
    level: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, str | int] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """What was noticed and what to do; language is "vi" or "en"."""
        which = 0 if language == "vi" else 1
        return _SENTENCES[self.code][which].format_map(self.values)


def remarks(
    form: Questionnaire,
    scoring: ScoringSheet | None = None,
    *,
    want_apart: bool = False,
    minutes: float = LONGEST_MINUTES,
) -> tuple[Remark, ...]:
    """All that is worth a second look, in the order of the form.

    scoring: the form's scoring sheet, without which nothing is said of items that feed nothing;
    want_apart: whether lists of three choices and more must offer "không biết / không có ý
    kiến"; minutes: the longest interview.
    """
    places = placed(form)
    found = [
        *_untranslated(form),
        *_never_asked(places),
        *(_without_apart(places, scoring) if want_apart else ()),
        *(_feeding_nothing(form, scoring) if scoring is not None else ()),
        *_same_words(places),
        *_two_things(places),
        *_too_long(form, minutes),
    ]
    return tuple(sorted(found, key=_place))


def _place(remark: Remark) -> tuple[bool, bool, int]:
    return remark.row is None, remark.values.get("sheet") == "choices", remark.row or 0


def _at(code: str, item: Item, column: str, level: str = "warning", **values: str | int) -> Remark:
    place = {"sheet": "survey", "item": item.name, **values}
    return Remark(code, level, item.row or None, column, place)


def _untranslated(form: Questionnaire) -> Iterator[Remark]:
    for each in words(form):
        for language in form.languages:
            if not each.text.by_language.get(language):
                place = {"sheet": each.sheet, "item": each.owner, "language": language}
                column = f"{each.column}::{language}"
                yield Remark("untranslated", "warning", each.row or None, column, place)


def _never_asked(places: tuple[Placed, ...]) -> Iterator[Remark]:
    """Items no answers lead to; of the others, constraints that no answer satisfies."""
    items = {place.item.name: place for place in places}
    for place in places:
        item, conditions = place.item, [each.tree for each in place.conditions]
        if conditions and not satisfiable(conditions, items):
            yield _at("unreachable", item, "relevant")
        elif item.constraint and not satisfiable([item.constraint.tree], items, item.name):
            yield _at("unsatisfiable", item, "constraint")


def _without_apart(places: tuple[Placed, ...], scoring: ScoringSheet | None) -> Iterator[Remark]:
    """With a scoring sheet the scored items alone: whoever knows their own sex knows it."""
    seen = set()
    for item in (place.item for place in places):
        codes = [choice.name for choice in item.choices]
        if item.type not in _SELECTS or len(codes) < 3 or item.list_name in seen:
            continue
        if scoring is not None and item.name not in scoring.by_item:
            continue
        seen.add(item.list_name)
        labels = [label for c in item.choices for label in c.label.by_language.values()]
        if not _APART_CODES.intersection(codes) and not any(map(_APART.search, labels)):
            yield _at("no-apart", item, "type")


def _feeding_nothing(form: Questionnaire, scoring: ScoringSheet) -> Iterator[Remark]:
    """Choices that are neither scored nor looked at by another item."""
    named = (references(each.tree) for _, _, each in expressions(form))
    used = set(scoring.by_item).union(*named)
    for item in form.items:
        if item.type in _SELECTS and item.constraint is None and item.name not in used:
            yield _at("feeds-nothing", item, "name", "hint")


def _same_words(places: tuple[Placed, ...]) -> Iterator[Remark]:
    first: dict[str, Item] = {}
    for item in (place.item for place in places if place.item.is_asked):
        label = _folded(item.label.in_(item.label.default))
        if not label:
            continue
        before = first.setdefault(label, item)
        if before is not item:
            yield _at("same-label", item, "label", other=before.name, first=before.row)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _two_things(places: tuple[Placed, ...]) -> Iterator[Remark]:
    for item in (place.item for place in places if place.item.is_asked):
        for language, asked in item.label.by_language.items():
            match = _TWO_THINGS.search(asked)
            if match:
                found = "?…?" if "?" in match[0] else match[0]
                column = "label" if language == item.label.default else f"label::{language}"
                yield _at("two-things", item, column, "hint", found=found)
                break


def _too_long(form: Questionnaire, minutes: float) -> Iterator[Remark]:
    takes = seconds(form) / 60
    if takes > minutes:
        asked = sum(item.is_asked for item in form.items)
        values: dict[str, str | int] = {
            "sheet": "survey",
            "minutes": round(takes),
            "most": f"{minutes:g}",
            "questions": asked,
        }
        yield Remark("too-long", "warning", None, None, values)


_SENTENCES: dict[str, tuple[str, str]] = {
    "untranslated": (
        "“{item}” chưa có nội dung bằng ngôn ngữ {language}; người trả lời sẽ thấy ngôn ngữ mặc "
        "định. Hãy dịch và điền ô này.",
        "'{item}' has no text in the language {language}; people will see the default language. "
        "Translate it and fill in the cell.",
    ),
    "unreachable": (
        "không có cách trả lời nào làm cho câu “{item}” được hỏi; hãy xem lại điều kiện.",
        "no answers lead to '{item}'; look at the condition again.",
    ),
    "unsatisfiable": (
        "không có câu trả lời nào của câu “{item}” thỏa mãn ràng buộc này; hãy xem lại.",
        "no answer to '{item}' satisfies this constraint; look at it again.",
    ),
    "no-apart": (
        "danh sách lựa chọn của câu “{item}” không có “không biết / không có ý kiến”; cuộc điều "
        "tra yêu cầu có. Hãy thêm một dòng, ví dụ mã dk.",
        "the choices of '{item}' offer no 'don't know / no opinion', which the campaign asks for; "
        "add a row, for example with the code dk.",
    ),
    "feeds-nothing": (
        "câu “{item}” không được chấm điểm và không câu nào khác dùng đến; nếu không cần để phân "
        "tổ thì nên bỏ.",
        "'{item}' is neither scored nor used by another question; unless tables need it, leave it "
        "out.",
    ),
    "same-label": (
        "câu “{item}” có cùng nội dung với câu “{other}” ở dòng {first}; hãy phân biệt hai câu.",
        "'{item}' asks in the same words as '{other}' in row {first}; tell the two apart.",
    ),
    "two-things": (
        "câu “{item}” có “{found}”: có thể đang hỏi hai việc cùng lúc; hãy cân nhắc tách câu.",
        "'{item}' contains '{found}': it may ask two things at once; consider splitting it.",
    ),
    "too-long": (
        "phiếu có {questions} câu, ước tính mất {minutes} phút, quá {most} phút; hãy bớt câu hỏi.",
        "the form has {questions} questions and takes about {minutes} minutes, more than {most}; "
        "ask fewer questions.",
    ),
}
