"""Where paper sends whoever chose an answer: "→ câu 12", worked out from the form's logic."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile

from questionnaires.expressions import references
from questionnaires.model import Item, Questionnaire
from questionnaires.validation import relevant_items

__all__ = ["END", "skips"]

END = ""
"""In place of an item's name: past the last question."""


def skips(questionnaire: Questionnaire) -> Mapping[tuple[str, str], str]:
    """(item, choice) → the question that comes next, where that is not simply the next one.

    Only what one answer decides alone: of the questions right behind a select_one, those whose
    conditions name nothing else. END where no question is left.
    """
    items = questionnaire.items
    conditions = _conditions(questionnaire)
    found: dict[tuple[str, str], str] = {}
    for place, item in enumerate(items):
        if item.type != "select_one":
            continue
        behind = items[place + 1 :]
        decided = list(takewhile(lambda each: conditions[each.name] == {item.name}, behind))  # noqa: B023  (used at once)
        if not decided:
            continue
        after = behind[len(decided) :]
        for choice in item.choices:
            asked = relevant_items(questionnaire, {item.name: choice.name})
            left = [each for each in decided if each.name in asked] + list(after)
            target = _first_question(left)
            if target != _first_question(behind):
                found[item.name, choice.name] = target
    return found


def _conditions(questionnaire: Questionnaire) -> Mapping[str, frozenset[str]]:
    """The items that decide whether each item is asked, those of its group among them."""
    return {
        item.name: frozenset().union(
            *(references(each.tree) for each in questionnaire.conditions(item.name))
        )
        for item in questionnaire.items
    }


def _first_question(items: list[Item] | tuple[Item, ...]) -> str:
    return next((item.name for item in items if item.is_asked), END)
