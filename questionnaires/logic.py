"""A form for the evaluator in the browser, and which screens are in need of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from questionnaires.dependence import Links, links
from questionnaires.expressions import Tree, nodes, references
from questionnaires.form_check import calculations, choice_lists, placed
from questionnaires.model import Item, Questionnaire, Section
from questionnaires.structure import Place

__all__ = ["needs_logic", "plain_form", "plain_place"]

_NAMED = re.compile(r"\$\{\s*([^{}\s]*)\s*\}")


def needs_logic(questionnaire: Questionnaire, section: int | None = None) -> bool:
    """Whether an answer given on a screen may change what that screen shows.

    section: the one that the screen shows; None where one page shows the whole form. What
    depends on earlier screens alone needs no logic: it is decided when the screen is made.
    """
    return _needs_logic(questionnaire, section)


def plain_form(questionnaire: Questionnaire) -> dict[str, Any]:
    """What decides on questions as JSON: no words, no constraints, nothing of what is valid.

    root: the places as a tree; relevant, calculation, count, filter: trees of expressions by
    place; kept: places that are calculated only as long as they hold nothing; choices: by list,
    those that an expression looks at.
    """
    root, relevant, count = placed(questionnaire)
    computed, kept = calculations(questionnaire)
    filters = {i.name: i.choice_filter.tree for i in questionnaire.items if i.choice_filter}
    found = {
        "relevant": {name: each.tree for name, each in relevant.items()},
        "calculation": {name: each.tree for name, each in computed.items()},
        "count": {name: each.tree for name, each in count.items()},
        "filter": filters,
    }
    trees = [tree for column in found.values() for tree in column.values()]
    return {
        "root": plain_place(root),
        "version": questionnaire.version,
        "kept": sorted(kept),
        "choices": _choices(questionnaire, trees),
        **found,
    }


def plain_place(place: Place) -> dict[str, Any]:
    """A place and all in it as JSON."""
    return {
        "name": place.name,
        "kind": place.kind,
        "list": place.list_name,
        "children": [plain_place(child) for child in place.children.values()],
    }


def _choices(
    questionnaire: Questionnaire, trees: Sequence[Tree]
) -> dict[str, Sequence[Mapping[str, str]]]:
    """The lists that are filtered or shuffled, and those whose labels jr:choice-name() asks for."""
    named = {
        name
        for tree in trees
        for node in nodes(tree)
        if node[0] == "jr:choice-name"
        for name in references(node)
    }
    wanted = {
        item.list_name
        for item in questionnaire.items
        if item.choice_filter is not None or "randomize" in item.parameters or item.name in named
    }
    return {name: each for name, each in choice_lists(questionnaire).items() if name in wanted}


@lru_cache(maxsize=512)
def _needs_logic(questionnaire: Questionnaire, section: int | None) -> bool:
    sections = questionnaire.sections
    shown = sections if section is None else sections[section : section + 1]
    return _may_grow(shown) or _may_change(shown, links(sections))


def _may_grow(members: Sequence[Item | Section]) -> bool:
    """Whether there is a repeat of which the respondent says how often."""
    return any(
        isinstance(each, Section) and ((each.repeat and not each.count) or _may_grow(each.members))
        for each in members
    )


def _may_change(shown: Sequence[Section], needed: Links) -> bool:
    asked = {item.name for each in shown for item in each.items if item.is_asked}
    changing = _depending(asked, needed)
    return any(_looks_at(member, changing, needed) for member in _members(shown))


def _depending(names: set[str], needed: Links) -> frozenset[str]:
    """The names and all that depends on them, through others too."""
    found = set(names)
    while more := {name for name, by in needed.items() if name not in found and found & by.keys()}:
        found |= more
    return frozenset(found)


def _looks_at(member: Item | Section, changing: frozenset[str], needed: Links) -> bool:
    """Whether what it shows changes as these do."""
    if isinstance(member, Item) and not member.is_shown:
        return False
    columns = ("relevant", "choice_filter", "calculation", "repeat_count")
    by = {name for name, column in needed.get(member.name, {}).items() if column in columns}
    said = (
        (member.label, member.hint, member.guidance)
        if isinstance(member, Item)
        else (member.label,)
    )
    texts = [words for text in said if text for words in text.by_language.values()]
    by.update(name for words in texts for name in _NAMED.findall(words))
    return bool(by & changing)


def _members(members: Sequence[Item | Section]) -> Iterator[Item | Section]:
    for member in members:
        yield member
        if isinstance(member, Section):
            yield from _members(member.members)
