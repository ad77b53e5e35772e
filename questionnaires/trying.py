"""Answers from a JSON file, to try a form out with: all mistakes of the file at once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import isfinite
from typing import TypeAlias

from questionnaires.model import Item, Questionnaire
from questionnaires.walking import Begin, End, steps

__all__ = ["AnswersError", "Mistake", "answers_of"]

Names: TypeAlias = dict[str, set[str]]


@dataclass(frozen=True)
class Mistake:
    """Something in a file of answers that is no answer to the form; key: where it stands."""

    code: str
    key: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """What is wrong and what to do; language is "vi" or "en"."""
        which = 0 if language == "vi" else 1
        return _SENTENCES[self.code][which].format_map({"key": self.key, **self.values})


class AnswersError(ValueError):
    """A file of answers that cannot be used; carries every mistake found."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(mistake.sentence("en") for mistake in mistakes))
        self.mistakes = mistakes


def answers_of(data: bytes, form: Questionnaire) -> dict[str, object]:
    """The answers of a JSON file {"item": "answer", "items": ["a", "b"], "repeat": [{…}, {…}]}.

    Raises AnswersError with every mistake: no JSON, an item that the form has not, a value that
    is no answer.
    """
    try:
        document = json.loads(
            data.decode("utf-8-sig"),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_fraction,
        )
    except UnicodeDecodeError:
        raise AnswersError((Mistake("encoding"),)) from None
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise AnswersError((Mistake("json", "", place),)) from None
    except _TwiceError as error:
        raise AnswersError((Mistake("twice", str(error)),)) from None
    except RecursionError:
        raise AnswersError((Mistake("shape"),)) from None
    if not isinstance(document, dict):
        raise AnswersError((Mistake("shape"),))
    mistakes: list[Mistake] = []
    answers = _level(document, _names(form), "", "", mistakes)
    if mistakes:
        raise AnswersError(tuple(mistakes))
    return answers


def _names(form: Questionnaire) -> Names:
    """What may be answered, by the repeat it stands in; "" is the form itself."""
    names: Names = {"": set()}
    around = [""]
    for step in steps(form):
        match step:
            case Begin(group) if group.repeat:
                names[around[-1]].add(group.name)
                names[group.name] = set()
                around.append(group.name)
            case End(group) if group.repeat:
                around.pop()
            case Item() if step.type != "note":
                names[around[-1]].add(step.name)
    return names


def _level(
    document: Mapping[str, object], names: Names, repeat: str, path: str, mistakes: list[Mistake]
) -> dict[str, object]:
    """The answers of the form, or of one instance of a repeat."""
    answers: dict[str, object] = {}
    for key, value in document.items():
        place = f"{path}{key}"
        if key not in names[repeat]:
            near = get_close_matches(key, sorted(names[repeat]), n=1)
            values = {"nearest": near[0]} if near else {}
            mistakes.append(Mistake("misspelt" if near else "unknown", place, values))
        elif key in names:
            answers[key] = _instances(value, names, key, place, mistakes)
        elif value is not None:
            answers[key] = _answer(value)
            if answers[key] is None:
                mistakes.append(Mistake("value", place))
    return answers


def _instances(
    value: object, names: Names, repeat: str, place: str, mistakes: list[Mistake]
) -> list[dict[str, object]]:
    if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
        mistakes.append(Mistake("instances", place))
        return []
    return [
        _level(each, names, repeat, f"{place}/{number}/", mistakes)
        for number, each in enumerate(value, start=1)
    ]


class _TwiceError(ValueError):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


_LONGEST = 400  # digits; no type of question takes a third of it


def _whole(digits: str) -> int | str:
    """A whole number; one that Python would not read stays text, for the check to refuse."""
    return int(digits) if len(digits) <= _LONGEST else digits


def _fraction(digits: str) -> float | str:
    """A number; one that no double holds as digits, for the check to refuse."""
    found = float(digits)
    return found if isfinite(found) else "-"[found > 0 :] + "9" * _LONGEST


def _answer(value: object) -> str | int | float | list[str] | None:
    """The value as an answer; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str | int) or (isinstance(value, float) and isfinite(value)):
        return value
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return value
    return None


_SENTENCES: dict[str, tuple[str, str]] = {
    "encoding": (
        "tệp câu trả lời không phải văn bản UTF-8; hãy lưu lại với bảng mã UTF-8.",
        "the file of answers is not UTF-8 text; save it again as UTF-8.",
    ),
    "json": (
        "tệp câu trả lời không phải JSON (dòng {line}, ký tự {column}); hãy kiểm tra dấu nháy, "
        "dấu phẩy và dấu ngoặc.",
        "the file of answers is not JSON (line {line}, character {column}); check quotes, commas "
        "and brackets.",
    ),
    "shape": (
        'tệp câu trả lời phải có dạng {{"câu hỏi": "câu trả lời"}}.',
        'the file of answers must look like {{"question": "answer"}}.',
    ),
    "twice": (
        "câu “{key}” có hai câu trả lời; hãy giữ một.",
        "'{key}' is answered twice; keep one answer.",
    ),
    "unknown": (
        "mẫu phiếu không có câu hỏi “{key}”; hãy sửa tên.",
        "the questionnaire has no question '{key}'; correct the name.",
    ),
    "misspelt": (
        "mẫu phiếu không có câu hỏi “{key}”; có phải ý là “{nearest}”?",
        "the questionnaire has no question '{key}'; did you mean '{nearest}'?",
    ),
    "instances": (
        'nhóm lặp “{key}” cần một danh sách, mỗi lần lặp dạng {{"câu hỏi": "câu trả lời"}}.',
        'the repeat \'{key}\' takes a list, of {{"question": "answer"}} for each time.',
    ),
    "value": (
        "giá trị của “{key}” không phải là câu trả lời; hãy ghi chữ hoặc số trong dấu nháy, hoặc "
        'danh sách mã như ["a", "b"].',
        "the value of '{key}' is no answer; write text or a number, or a list of codes such as "
        '["a", "b"].',
    ),
}
