"""Where paper sends whoever chose an answer: "→ câu 12", worked out from the form's logic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from questionnaires.expressions import Expression, nodes, references
from questionnaires.model import Item, Questionnaire, Section
from questionnaires.validation import relevant_items

__all__ = ["END", "PART_END", "skips"]

END = ""
"""In place of an item's name: past the last question."""
PART_END = "/"
"""In place of an item's name: past the last question of this instance of a repeat."""


@lru_cache(maxsize=64)
def skips(questionnaire: Questionnaire) -> Mapping[tuple[str, str], str]:
    """(item, choice) → the question that comes next, where that is not simply the next one.

    Passed over are questions with a condition, beyond those of the item itself, that this one
    answer decides alone and makes false. END where no question is left, in a repeat PART_END:
    the next instance, if there is one, begins at its first question.
    """
    found: dict[tuple[str, str], str] = {}
    for item, behind, end in _followed(questionnaire):
        decided = _decided(questionnaire, item, behind)
        if not decided:
            continue
        form = _deciding(questionnaire, item, decided)
        for choice in item.choices:
            asked = relevant_items(form, {item.name: choice.name})
            left = [each for each in behind if each.name not in decided or each.name in asked]
            target = _first_question(left, end)
            if target != _first_question(behind, end):
                found[item.name, choice.name] = target
    return found


def _followed(questionnaire: Questionnaire) -> Iterator[tuple[Item, list[Item], str]]:
    """Each select_one with what stands behind it, in a repeat what does in the same instance."""
    for item in questionnaire.items:
        if item.type != "select_one":
            continue
        repeats = [group for group in questionnaire.around(item.name) if group.repeat]
        among = list(repeats[-1].items if repeats else questionnaire.items)
        yield item, among[among.index(item) + 1 :], PART_END if repeats else END


def _decided(
    questionnaire: Questionnaire, item: Item, behind: Sequence[Item]
) -> Mapping[str, Expression]:
    """By name of those behind, what this answer decides alone on whether they are asked."""
    own = questionnaire.conditions(item.name)
    found: dict[str, Expression] = {}
    for each in behind:
        further = [c for c in questionnaire.conditions(each.name) if c not in own]
        alone = [c for c in further if _names(c) == {item.name}]
        if alone:
            found[each.name] = _all(alone)
    return found


def _names(condition: Expression) -> frozenset[str]:
    """The items that decide; a path counts as one more, for what it leads to depends on where."""
    path = any(node[0] == "path" for node in nodes(condition.tree))
    return references(condition.tree) | ({""} if path else frozenset())


def _deciding(
    questionnaire: Questionnaire, item: Item, decided: Mapping[str, Expression]
) -> Questionnaire:
    """A form of the one question and of what its answer decides on."""
    asked = replace(item, relevant=None, choice_filter=None, constraint=None, required_when=None)
    notes = (Item(name, "note", item.label, relevant=each) for name, each in decided.items())
    section = Section("", None, None, (asked, *notes))
    digest = f"{questionnaire.digest}/{item.name}"
    return replace(questionnaire, digest=digest, sections=(section,))


def _all(conditions: Sequence[Expression]) -> Expression:
    first, *others = conditions
    for each in others:
        first = Expression(f"{first.text} and {each.text}", ("and", first.tree, each.tree))
    return first


def _first_question(items: Sequence[Item], end: str) -> str:
    return next((item.name for item in items if item.is_asked), end)
