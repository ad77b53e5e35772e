"""Answers -> clean answers or errors: the only word on what is valid."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from questionnaires.evaluation import compiled
from questionnaires.model import Item, Questionnaire, Section, Text
from questionnaires.relevance import decision_order
from questionnaires.scope import Answers, Evaluator
from questionnaires.values import EvaluationError, truth

__all__ = ["LONGEST_TEXT", "Answer", "Checked", "Clean", "ItemError", "check", "relevant_items"]

Answer: TypeAlias = str | int | Sequence[str]
"""As it came: text, or several texts; clean answers are accepted again."""

Clean: TypeAlias = str | int | tuple[str, ...]
"""select_one and text: str; integer: int; select_multiple: codes in the order of the choices."""

LONGEST_TEXT = 2000
"""The most characters that an answer in words may have."""


@dataclass(frozen=True)
class ItemError:
    """What is wrong with the answer to one item; `own` is the form's message for it, if any."""

    code: str
    item: str
    own: Text | None = None

    def sentence(self, language: str) -> str:
        """What to do, in the form's own words where it has some."""
        if self.own is not None:
            return self.own.in_(language)
        return _SENTENCES[self.code][0 if language == "vi" else 1]


@dataclass(frozen=True)
class Checked:
    """What became of the answers: every one that is not blank is in exactly one of clean,
    dropped and errors.

    relevant: names of all items to be asked, notes among them; dropped: answers to items that
    are not to be asked; errors by item, unanswered required items among them.
    """

    clean: Mapping[str, Clean]
    relevant: frozenset[str]
    dropped: tuple[str, ...]
    errors: Mapping[str, ItemError]


def check(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> Checked:
    """Clean the answers and say what is wrong with them; never raises for any answers.

    As in ODK an irrelevant item counts as empty for the others and its answer is dropped, and a
    constraint is not looked at where there is no answer. An answer that cannot be read counts
    as empty too, until it is corrected.
    """
    plan = _plan(questionnaire)
    clean: dict[str, Clean] = {}
    values: dict[str, str | float] = {}
    scope = Answers(values)
    errors: dict[str, ItemError] = {}
    relevant: list[str] = []
    dropped: list[str] = []
    for step in plan.steps:
        raw = answers.get(step.name)
        if step.conditions and not all(_holds(each, scope) for each in step.conditions):
            if step.read and raw is not None and not _blank(raw):
                dropped.append(step.name)
            continue
        relevant.append(step.name)
        if step.read is None:
            continue
        answer, code = (None, "") if raw is None else step.read(raw)
        if code:
            errors[step.name] = ItemError(code, step.name)
        elif answer is None:
            if step.required:
                errors[step.name] = ItemError("missing", step.name, step.item.required_message)
        else:
            clean[step.name] = answer
            values[step.name] = _value(answer)
    _constrain(plan, clean, values, errors)
    for name in answers:
        if name not in plan.answered:
            errors[name] = ItemError("unknown-item", name)
    return Checked(clean, frozenset(relevant), tuple(dropped), errors)


def relevant_items(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> frozenset[str]:
    """The names of the items to be asked after these answers."""
    return check(questionnaire, answers).relevant


_Read: TypeAlias = Callable[[object], tuple[Clean | None, str]]
"""An answer as it came -> the clean one (None where blank) and the code of an error, or ""."""


@dataclass(frozen=True)
class _Step:
    name: str
    item: Item
    conditions: tuple[Evaluator, ...]
    read: _Read | None
    required: bool


@dataclass(frozen=True)
class _Plan:
    """A questionnaire made ready once: items in the order in which relevance can be decided."""

    steps: tuple[_Step, ...]
    constraints: tuple[tuple[Item, Evaluator], ...]
    answered: frozenset[str]


@lru_cache(maxsize=64)
def _plan(questionnaire: Questionnaire) -> _Plan:
    steps = tuple(_step(*place) for place in decision_order(questionnaire.sections))
    constraints = tuple(
        (item, compiled(item.constraint.tree)) for item in questionnaire.items if item.constraint
    )
    answered = frozenset(step.name for step in steps if step.read)
    return _Plan(steps, constraints, answered)


def _step(section: Section, item: Item) -> _Step:
    conditions = [compiled(each.tree) for each in (section.relevant, item.relevant) if each]
    return _Step(item.name, item, tuple(conditions), _reader(item), item.required)


def _constrain(
    plan: _Plan,
    clean: dict[str, Clean],
    values: Mapping[str, str | float],
    errors: dict[str, ItemError],
) -> None:
    """Move the answers that violate a constraint from clean to errors, all judged on the same."""
    for item, constraint in plan.constraints:
        own = values.get(item.name)
        if own is not None and not _holds(constraint, Answers(values, own)):
            del clean[item.name]
            errors[item.name] = ItemError("constraint", item.name, item.constraint_message)


def _holds(condition: Evaluator, scope: Answers) -> bool:
    """Whether it is true; what cannot be evaluated, where ODK would stop, is not."""
    try:
        return truth(condition(scope))
    except EvaluationError:
        return False


def _value(answer: Clean) -> str | float:
    """The answer as expressions see it."""
    if isinstance(answer, str):
        return answer
    return " ".join(answer) if isinstance(answer, tuple) else float(answer)


# --- reading one answer ----------------------------------------------------------------------

_INTEGER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
_DIGITS = re.compile(r"[+-]?\d+", re.ASCII)
_UNWANTED = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127))


def _reader(item: Item) -> _Read | None:
    codes = [choice.name for choice in item.choices]
    match item.type:
        case "select_one":
            return _read_one({code: (code, "") for code in codes})
        case "select_multiple":
            return _read_several(codes)
        case "integer":
            return _read_integer
        case "text":
            return _read_text
    return None


def _single(raw: object) -> str | None:
    """The one text of an answer; None where there are several or it is no text."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, Sequence) and len(raw) <= 1 and all(isinstance(each, str) for each in raw):
        return str(raw[0]) if raw else ""
    return None


def _blank(raw: object) -> bool:
    single = _single(raw)
    if single is None:
        return isinstance(raw, Sequence) and not any(_tidy(str(each)) for each in raw)
    return not _tidy(single)


def _tidy(text: str) -> str:
    """Text as it is kept: NFC, LF, no control characters, no space around it."""
    if text.isascii() and text.isprintable():
        return text.strip()
    whole = text.encode("utf-8", "ignore").decode()
    lines = whole.replace("\r\n", "\n").replace("\r", "\n").translate(_UNWANTED)
    return unicodedata.normalize("NFC", lines).strip()


def _read_one(known: Mapping[str, tuple[str, str]]) -> _Read:
    def read(raw: object) -> tuple[Clean | None, str]:
        if isinstance(raw, str) and raw in known:
            return known[raw]
        text = _single(raw)
        if text is None:
            return None, "several"
        text = _tidy(text)
        return known.get(text, (None, "unknown-choice")) if text else (None, "")

    return read


def _read_several(codes: Sequence[str]) -> _Read:
    def read(raw: object) -> tuple[Clean | None, str]:
        if isinstance(raw, str | int):
            chosen = _tidy(str(raw)).split()
        elif isinstance(raw, Sequence) and all(isinstance(each, str) for each in raw):
            chosen = [code for each in raw if (code := _tidy(each))]
        else:
            return None, "unknown-choice"
        if not set(chosen).issubset(codes):
            return None, "unknown-choice"
        return tuple(code for code in codes if code in chosen) or None, ""

    return read


def _read_integer(raw: object) -> tuple[Clean | None, str]:
    text = _single(raw)
    if text is None:
        return None, "several"
    text = _tidy(text)
    if _INTEGER.fullmatch(text):
        return int(text), ""
    if not text:
        return None, ""
    return None, "out-of-range" if _DIGITS.fullmatch(text) else "not-a-number"


def _read_text(raw: object) -> tuple[Clean | None, str]:
    text = _single(raw)
    if text is None:
        return None, "several"
    text = _tidy(text)
    if len(text) > LONGEST_TEXT:
        return None, "too-long"
    return text or None, ""


_SENTENCES: dict[str, tuple[str, str]] = {
    "missing": (
        "Câu này chưa được trả lời; xin chọn hoặc điền câu trả lời.",
        "This question has no answer yet; please choose or write one.",
    ),
    "not-a-number": (
        "Xin nhập số nguyên bằng chữ số, ví dụ 3.",
        "Please enter a whole number in digits, for example 3.",
    ),
    "out-of-range": (
        "Số này quá lớn hoặc quá nhỏ; xin kiểm tra lại.",
        "This number is too large or too small; please check it.",
    ),
    "constraint": (
        "Câu trả lời nằm ngoài phạm vi cho phép; xin kiểm tra lại.",
        "This answer is outside what is allowed; please check it.",
    ),
    "unknown-choice": (
        "Xin chọn trong các phương án đã nêu.",
        "Please choose from the answers offered.",
    ),
    "several": (
        "Câu này chỉ nhận một câu trả lời; xin chọn lại.",
        "This question takes one answer only; please choose again.",
    ),
    "too-long": (
        "Câu trả lời dài quá 2.000 ký tự; xin viết ngắn hơn.",
        "The answer is longer than 2,000 characters; please shorten it.",
    ),
    "unknown-item": (
        "Mẫu phiếu không có câu hỏi này; xin tải lại trang.",
        "The questionnaire has no such question; please reload the page.",
    ),
}
