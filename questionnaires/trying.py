"""Trying a form out with answers from a file: what is asked, calculated, wrong, dropped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from questionnaires.model import Questionnaire
from questionnaires.validation import Answer, ItemError, check

__all__ = ["AnswersError", "Mistake", "Tried", "answers_of", "tried"]


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


@dataclass(frozen=True)
class Tried:
    """What a form makes of answers. relevant: items in the order of the form."""

    relevant: tuple[str, ...]
    clean: Mapping[str, object]
    calculated: Mapping[str, object]
    dropped: tuple[str, ...]
    errors: Mapping[str, ItemError]


def answers_of(data: bytes, form: Questionnaire) -> dict[str, Answer]:
    """The answers of a JSON file {"item": "answer", "items": ["a", "b"]}.

    Raises AnswersError with every mistake: no JSON, an item that the form has not, a value that
    is no answer.
    """
    try:
        document = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_once)
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
    answers: dict[str, Answer] = {}
    names = [item.name for item in form.items]
    for key, value in document.items():
        if key not in names:
            near = get_close_matches(key, names, n=1)
            values = {"nearest": near[0]} if near else {}
            mistakes.append(Mistake("misspelt" if near else "unknown", key, values))
        elif value is not None:
            answer = _answer(value)
            if answer is None:
                mistakes.append(Mistake("value", key))
            else:
                answers[key] = answer
    if mistakes:
        raise AnswersError(tuple(mistakes))
    return answers


def tried(form: Questionnaire, answers: Mapping[str, Answer]) -> Tried:
    """The form with these answers; never raises."""
    checked = check(form, answers)
    relevant = tuple(item.name for item in form.items if item.name in checked.relevant)
    return Tried(relevant, checked.clean, {}, checked.dropped, checked.errors)


class _TwiceError(ValueError):
    pass


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise _TwiceError(key)
        found[key] = value
    return found


def _answer(value: object) -> Answer | None:
    """The value as an answer; None where it is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str | int):
        return value
    if isinstance(value, float):
        return repr(value)
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
    "value": (
        "giá trị của “{key}” không phải là câu trả lời; hãy ghi chữ hoặc số trong dấu nháy, hoặc "
        'danh sách mã như ["a", "b"].',
        "the value of '{key}' is no answer; write text or a number, or a list of codes such as "
        '["a", "b"].',
    ),
}
