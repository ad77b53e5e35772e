"""What stands on paper in place of what a screen works out: answers in texts, filtered lists."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from questionnaires.expressions import Expression
from questionnaires.model import Choice, Item, Questionnaire, Section
from questionnaires.plain_words import condition, question_numbers

__all__ = [
    "Offer",
    "condition_in_words",
    "instances_on_paper",
    "is_fixed",
    "offers",
    "text_on_paper",
]

INSTANCES = 3
"""How many times a repeat is printed where the form does not say how often it is asked."""
MOST_INSTANCES = 12
_NAMED = re.compile(r"\$\{\s*([^{}\s]*)\s*\}")
_DEEPEST = 8  # calculations within calculations
_QUESTION = ("câu {}", "question {}")
_ANSWER = ("[câu {}]", "[question {}]")
_RESULT = ("[tính: {}]", "[worked out: {}]")


def is_fixed(repeat: Section) -> bool:
    """Whether a repeat is printed just as often as it is asked."""
    if repeat.count is None or repeat.count.tree[0] != "number":
        return False
    return float(str(repeat.count.tree[1])) <= MOST_INSTANCES


def instances_on_paper(repeat: Section) -> int:
    """How many times a repeat is printed: as often as it is asked where that is fixed."""
    if repeat.count is not None and repeat.count.tree[0] == "number":
        return max(1, min(MOST_INSTANCES, int(float(str(repeat.count.tree[1])))))
    return INSTANCES


def text_on_paper(text: str, form: Questionnaire, language: str) -> str:
    """The words with `${name}` as "[câu 7]", of what is calculated as how it is worked out."""

    def shown(name: str) -> str:
        if name in question_numbers(form):
            return _in(language, _ANSWER).format(question_numbers(form)[name])
        return _in(language, _RESULT).format(_worked_out(name, form, language, _DEEPEST))

    return _NAMED.sub(lambda match: shown(match[1]), text)


def condition_in_words(expression: Expression, form: Questionnaire, language: str) -> str:
    """The condition as a clause; where it is more than comparisons, as its author wrote it with
    the questions' numbers in place of their names."""
    clause = condition(expression, form, language)
    return clause or _formula(expression.text, form, language, _DEEPEST)


@dataclass(frozen=True)
class Offer:
    """Choices that are offered together, with their numbers in the whole list, from 1; when: a
    clause on what they are offered, "" always."""

    when: str
    choices: tuple[tuple[int, Choice], ...]


def offers(item: Item, form: Questionnaire, language: str) -> tuple[Offer, ...]:
    """An item's choices, those under a choice_filter that one earlier choice decides apart."""
    numbered = tuple(enumerate(item.choices, start=1))
    if item.choice_filter is None:
        return (Offer("", numbered),)
    match item.choice_filter.tree:
        case ("=", ("column", str(column)), ("item", str(name))) | (
            "=",
            ("item", str(name)),
            ("column", str(column)),
        ) if name in question_numbers(form) and form.item(name).choices:
            pass
        case _:
            when = _formula(item.choice_filter.text, form, language, _DEEPEST)
            return (Offer(when, numbered),)
    return tuple(
        Offer(_chosen(form, name, code, language), tuple(choices))
        for code, choices in groupby(
            sorted(numbered, key=_in_order_of(form.item(name), column)),
            key=lambda each: each[1].columns.get(column, ""),
        )
    )


def _in_order_of(decisive: Item, column: str) -> Callable[[tuple[int, Choice]], tuple[int, int]]:
    """Choices in the order of the answers that offer them, what none offers last."""
    places = {choice.name: place for place, choice in enumerate(decisive.choices)}

    def place(numbered: tuple[int, Choice]) -> tuple[int, int]:
        return places.get(numbered[1].columns.get(column, ""), len(places)), numbered[0]

    return place


def _chosen(form: Questionnaire, name: str, code: str, language: str) -> str:
    tree = ("=", ("item", name), ("text", code))
    return condition_in_words(Expression(f"${{{name}}} = '{code}'", tree), form, language)


def _worked_out(name: str, form: Questionnaire, language: str, depth: int) -> str:
    item = next((item for item in form.items if item.name == name), None)
    if item is None or item.calculation is None or depth == 0:
        return name
    return _formula(item.calculation.text, form, language, depth)


def _formula(text: str, form: Questionnaire, language: str, depth: int) -> str:
    """An expression's text with "câu 7" for a question, a calculation in brackets."""

    def shown(match: re.Match[str]) -> str:
        number = question_numbers(form).get(match[1])
        if number is not None:
            return _in(language, _QUESTION).format(number)
        return f"({_worked_out(match[1], form, language, depth - 1)})"

    return _NAMED.sub(shown, text)


def _in(language: str, words: tuple[str, str]) -> str:
    return words[0 if language == "vi" else 1]
