"""A condition of a form in the words that stand on paper: who is to answer a question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from questionnaires.expressions import Expression, Tree
from questionnaires.model import Item, Questionnaire

__all__ = ["Numbers", "condition", "question_numbers"]

Numbers = Mapping[str, int]
"""The number on paper of each item that is answered, from 1."""


@lru_cache(maxsize=64)
def question_numbers(questionnaire: Questionnaire) -> Numbers:
    """Questions numbered through the whole form; what nobody answers has no number."""
    asked = (item.name for item in questionnaire.items if item.is_asked)
    return {name: place for place, name in enumerate(asked, start=1)}


def condition(expression: Expression, questionnaire: Questionnaire, language: str) -> str | None:
    """The condition as a clause ("câu 7 chọn “Khác”"), language "vi" or "en".

    None where it holds more than answers compared with choices and numbers; then the person
    who prints has to read the expression itself.
    """
    return _Words(questionnaire, language).clause(expression.tree)


_PHRASES: Mapping[str, tuple[str, str]] = {
    "question": ("câu {0}", "question {0}"),
    "chosen": ("{0} chọn “{1}”", "“{1}” is chosen in {0}"),
    "not chosen": ("{0} không chọn “{1}”", "“{1}” is not chosen in {0}"),
    "written": ("{0} ghi “{1}”", "{0} says “{1}”"),
    "not written": ("{0} không ghi “{1}”", "{0} does not say “{1}”"),
    "empty": ("{0} để trống", "{0} is empty"),
    "answered": ("{0} có trả lời", "{0} has an answer"),
    "=": ("{0} bằng {1}", "{0} is {1}"),
    "!=": ("{0} khác {1}", "{0} is not {1}"),
    ">=": ("{0} từ {1} trở lên", "{0} is {1} or more"),
    "<=": ("{0} từ {1} trở xuống", "{0} is {1} or less"),
    ">": ("{0} lớn hơn {1}", "{0} is more than {1}"),
    "<": ("{0} nhỏ hơn {1}", "{0} is less than {1}"),
    "how many": ("số phương án chọn ở {0}", "the number of answers chosen in {0}"),
    "and": ("{0} và {1}", "{0} and {1}"),
    "or": ("{0} hoặc {1}", "{0} or {1}"),
    "not": ("không phải ({0})", "not ({0})"),
}
_MIRRORED = {">=": "<=", "<=": ">=", ">": "<", "<": ">"}
_OPPOSITE = {"=": "!=", "!=": "=", ">=": "<", "<=": ">", ">": "<=", "<": ">="}
_COMPARING = frozenset(_OPPOSITE)


@dataclass(frozen=True)
class _Words:
    questionnaire: Questionnaire
    language: str

    def clause(self, tree: Tree) -> str | None:
        match tree:
            case ("and" | "or" as joint, tuple(left), tuple(right)):
                return self.joined(joint, left, right)
            case ("not", tuple(inner)):
                return self.negated(inner)
            case ("selected", ("item", str(name)), ("text", str(code))):
                return self.choice("chosen", name, code)
            case (str(sign), tuple(left), tuple(right)) if sign in _COMPARING:
                return self.compared(sign, left, right)
        return None

    def joined(self, joint: str, left: Tree, right: Tree) -> str | None:
        parts = []
        for side in (left, right):
            words = self.clause(side)
            if words is None:
                return None
            mixed = side[0] in ("and", "or") and side[0] != joint
            parts.append(f"({words})" if mixed else words)
        return self.phrase(joint, *parts)

    def negated(self, inner: Tree) -> str | None:
        match inner:
            case ("selected", ("item", str(name)), ("text", str(code))):
                return self.choice("not chosen", name, code)
            case (str(sign), tuple(left), tuple(right)) if sign in _OPPOSITE:
                return self.compared(_OPPOSITE[sign], left, right)
        words = self.clause(inner)
        return None if words is None else self.phrase("not", words)

    def compared(self, sign: str, left: Tree, right: Tree) -> str | None:
        if left[0] in ("text", "number", "negate"):
            left, right, sign = right, left, _MIRRORED.get(sign, sign)
        value = _constant(right)
        if value is None:
            return None
        match left:
            case ("count-selected", ("item", str(name))):
                amount = self.question(name)
                return self.phrase(sign, self.phrase("how many", amount), value) if amount else None
            case ("item", str(name)):
                return self.answer(sign, name, value, is_text=right[0] == "text")
        return None

    def answer(self, sign: str, name: str, value: str, is_text: bool) -> str | None:
        asked, item = self.question(name), self.questionnaire.item(name)
        if asked is None:
            return None
        if value == "" and sign in ("=", "!="):
            return self.phrase("empty" if sign == "=" else "answered", asked)
        if item.choices:
            if sign not in ("=", "!="):
                return None
            return self.choice("chosen" if sign == "=" else "not chosen", name, value)
        if is_text and sign in ("=", "!="):
            return self.phrase("written" if sign == "=" else "not written", asked, value)
        return self.phrase(sign, asked, value)

    def choice(self, phrase: str, name: str, code: str) -> str | None:
        asked, label = self.question(name), self.label(self.questionnaire.item(name), code)
        return self.phrase(phrase, asked, label) if asked and label else None

    def label(self, item: Item, code: str) -> str | None:
        return next((c.label.in_(self.language) for c in item.choices if c.name == code), None)

    def question(self, name: str) -> str | None:
        number = question_numbers(self.questionnaire).get(name)
        return None if number is None else self.phrase("question", str(number))

    def phrase(self, name: str, *words: str) -> str:
        return _PHRASES[name][0 if self.language == "vi" else 1].format(*words)


def _constant(tree: Tree) -> str | None:
    """A number or text as it is written."""
    match tree:
        case ("text", str(text)):
            return text
        case ("number", float(value)):
            return f"{value:g}"
        case ("negate", ("number", float(value))):
            return f"{-value:g}"
    return None
