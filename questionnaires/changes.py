"""What changed from one version of a questionnaire to another, and what that does to tabulation.

Tables join the answers of versions by the name of the item. An item keeps its meaning where its
type, its choices and who is asked stay the same; where codes went or changed places, the
old answers need a recode; where the answers are of another kind or of other people, old and new
are no longer comparable. Notes, headings and metadata carry no answers: whatever becomes of them,
tables stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from questionnaires.change_words import DOES, ONE_SIDED, SENTENCES
from questionnaires.expressions import Tree
from questionnaires.model import METADATA, Choice, Item, Questionnaire
from questionnaires.walking import Begin, Placed, expressions_of, placed, steps, texts_of

__all__ = ["EFFECTS", "Change", "changes", "effects", "proposed"]

EFFECTS = ("none", "joins", "recode", "breaks")
"""From the mildest: no answers are touched; they join by name; they need a recode; they are not
comparable."""

_WIDER = {("integer", "decimal"), ("range", "decimal")}
"""Types whose every answer is one of the other type as well; so is a range of whole numbers an
integer, while an integer may lie off the scale of a range."""

_RULES = {"constraint": "constraint", "choice_filter": "filter", "calculation": "calculation"}
"""By column, the code of a change of its expression."""

_SELECTS = ("select_one", "select_multiple", "rank")


@dataclass(frozen=True)
class Change:
    """One difference in one item.

    code: a key of change_words.SENTENCES; effect: one of EFFECTS; old and new: rows, None where
    there is none; gone: codes of the old version whose answers need another code or count as
    missing.
    """

    code: str
    item: str
    effect: str
    old: int | None = None
    new: int | None = None
    gone: tuple[str, ...] = ()
    values: Mapping[str, str | int] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """What changed and what it does; language is "vi" or "en"."""
        which = 0 if language == "vi" else 1
        values = {"item": self.item, **self.values}
        does = ONE_SIDED.get(self.code) if self.effect == "breaks" else None
        said = SENTENCES[self.code][which].format_map(values)
        return f"{said} {(does or DOES[self.effect])[which]}".rstrip()


def changes(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """All differences in the order of the new version, items that were removed at the end."""
    before = {place.item.name: place for place in placed(old)}
    found: list[Change] = [*_of_the_form(old, new), *_of_groups(old, new)]
    names = [place.item.name for place in placed(new)]
    kept = [name for name in names if name in before]
    for place in placed(new):
        item = place.item
        if item.name not in before:
            found.append(Change("added", item.name, _alone(item), None, item.row or None))
        else:
            found += _differences(before[item.name], place)
    found += _moved(before, kept, new)
    gone = [each.item for each in before.values() if each.item.name not in names]
    return (
        *found,
        *(Change("removed", item.name, _alone(item), item.row or None) for item in gone),
    )


def effects(found: tuple[Change, ...]) -> dict[str, str]:
    """The gravest effect by item; an item that did not change is absent."""
    worst: dict[str, str] = {}
    for change in found:
        before = worst.get(change.item, EFFECTS[0])
        worst[change.item] = max(before, change.effect, key=EFFECTS.index)
    return worst


def proposed(old: Item, new: Item) -> dict[str, str]:
    """For each old code the new one of the same words; a code without such words is absent."""
    codes = {_words(choice): choice.name for choice in new.choices}
    return {choice.name: codes[_words(choice)] for choice in old.choices if _words(choice) in codes}


def _carries(item: Item) -> bool:
    """Whether answers to it are kept for tables."""
    return item.type not in ("note", *METADATA) and "label" not in item.looks


def _alone(item: Item) -> str:
    """What it does that one version alone has the item."""
    return "breaks" if _carries(item) else "none"


def _of_the_form(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    """Settings that differ; they stand under no question."""
    pairs = {
        "form_title": (_title(old), _title(new)),
        "version": (old.version, new.version),
        "default_language": (old.default_language, new.default_language),
        "style": (old.style, new.style),
        "label::…": (set(old.languages), set(new.languages)),
    }
    changed = [column for column, (before, after) in pairs.items() if before != after]
    if changed:
        yield Change("settings", "settings", "none", values={"columns": ", ".join(changed)})


def _title(form: Questionnaire) -> str:
    """The title; one that was made of the file's name is none."""
    return "" if form.title == form.name else form.title


def _of_groups(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    """Other words or looks over groups that both versions have."""
    before = {step.group.name: step.group for step in steps(old) if isinstance(step, Begin)}
    for step in steps(new):
        if isinstance(step, Begin) and step.group.name in before:
            was, now = before[step.group.name], step.group
            if (was.label, was.appearance) != (now.label, now.appearance):
                yield Change("group", now.name, "joins", was.row or None, now.row or None)


def _differences(old: Placed, new: Placed) -> Iterator[Change]:
    """Everything that differs; where neither version keeps answers, it touches no table."""
    touches = _carries(old.item) or _carries(new.item)
    for each in (*_in_kind(old, new), *_in_place(old, new), *_in_rules(old.item, new.item)):
        yield each if touches else replace(each, effect="none")


def _change(old: Item, new: Item, code: str, effect: str, **values: str) -> Change:
    return Change(code, new.name, effect, old.row or None, new.row or None, (), values)


def _in_kind(old: Placed, new: Placed) -> Iterator[Change]:
    """What is asked and in which words."""
    was, now = old.item, new.item
    if was.type != now.type:
        effect = "joins" if _is_wider(was, now) else "breaks"
        yield _change(was, now, "retyped", effect, before=was.type, after=now.type)
    elif was.type in _SELECTS:
        yield from _choices(was, now)
    if was.type == now.type and (was.read_only, _carries(was)) != (now.read_only, _carries(now)):
        yield _change(was, now, "asked", "breaks")
    texts = texts_of(now)
    for column, before in texts_of(was).items():
        after = texts[column]
        if (before and before.by_language) != (after and after.by_language):
            yield _change(was, now, "reworded", "joins", column=column)
    if was.appearance != now.appearance:
        yield _change(was, now, "look", "joins")


def _is_wider(was: Item, now: Item) -> bool:
    whole = all(float(was.parameters.get(key, 0)).is_integer() for key in ("start", "step"))
    return (was.type, now.type) in _WIDER or (
        (was.type, now.type) == ("range", "integer") and whole
    )


def _in_place(old: Placed, new: Placed) -> Iterator[Change]:
    """Of whom and how often."""
    was, now = old.item, new.item
    if len(old.repeats) != len(new.repeats):
        yield _change(was, now, "repeated", "breaks")
    elif old.repeats != new.repeats:
        names = {"before": "/".join(old.repeats), "after": "/".join(new.repeats)}
        yield _change(was, now, "repeat-renamed", "breaks", **names)
    elif _counts(old) != _counts(new):
        yield _change(was, now, "repeat-count", "breaks")
    if _trees(old) != _trees(new):
        yield _change(was, now, "relevance", "breaks", before=_text(old), after=_text(new))


def _in_rules(was: Item, now: Item) -> Iterator[Change]:
    """Which answers are taken, and which stand there before anybody answers."""
    for column, code in _RULES.items():
        if _tree(was, column) != _tree(now, column):
            other = code == "calculation" or (code == "filter" and now.type == "rank")
            yield _change(was, now, code, "breaks" if other else "joins")
    if was.required != now.required or _tree(was, "required") != _tree(now, "required"):
        yield _change(was, now, "required", "joins")
    if was.default != now.default or _tree(was, "default") != _tree(now, "default"):
        yield _change(was, now, "default", "joins" if now.is_asked else "breaks")
    if was.type == now.type and was.parameters != now.parameters:
        yield _change(was, now, "parameters", "breaks" if now.type == "range" else "joins")


def _choices(was: Item, now: Item) -> Iterator[Change]:
    """Codes that went or mean something else; codes that are new; labels with other words."""
    before = {choice.name: choice for choice in was.choices}
    after = {choice.name: choice for choice in now.choices}
    new_words = {_words(choice): choice.name for choice in now.choices}
    swapped = [
        code
        for code in before
        if code in after and new_words.get(_words(before[code]), code) != code
    ]
    missing = [code for code in before if code not in after]
    added = [code for code in after if code not in before]
    place = (was.row or None, now.row or None)
    if missing or swapped or added:
        gone = tuple(code for code in before if code in missing or code in swapped)
        values = {
            "missing": ", ".join(missing) or "–",
            "added": ", ".join(added) or "–",
            "swapped": ", ".join(swapped) or "–",
        }
        effect = "recode" if gone else "joins"
        if now.type == "rank":  # a place among three is no place among four
            effect, gone = "breaks", ()
        yield Change("recoded", now.name, effect, *place, gone, values)
    elif list(before) != list(after):
        yield Change("reordered", now.name, "joins", *place)
    if now.choice_filter and [c.columns for c in was.choices] != [c.columns for c in now.choices]:
        yield Change("filter", now.name, "joins", *place)
    other = [
        code
        for code in before
        if code in after and code not in swapped and before[code].label != after[code].label
    ]
    if other:
        yield Change("relabelled", now.name, "joins", *place, (), {"codes": ", ".join(other)})


def _moved(before: Mapping[str, Placed], kept: list[str], new: Questionnaire) -> Iterator[Change]:
    """The fewest items to be moved so that the rest keep their order."""
    order = {name: index for index, name in enumerate(before)}
    staying = _longest_rising([order[name] for name in kept])
    for name in kept:
        if order[name] not in staying:
            old = before[name].item.row or None
            effect = "joins" if _carries(new.item(name)) else "none"
            yield Change("moved", name, effect, old, new.item(name).row or None)


def _longest_rising(numbers: list[int]) -> set[int]:
    """A longest rising subsequence, as the set of its numbers; quadratic, which is enough."""
    best: list[list[int]] = []
    for index, number in enumerate(numbers):
        before = [best[i] for i in range(index) if numbers[i] < number]
        best.append([*_longest(before), number])
    return set(_longest(best))


def _longest(rows: list[list[int]]) -> list[int]:
    return max(rows, key=lambda row: len(row), default=[])


def _words(choice: Choice) -> str:
    return " ".join(choice.label.in_(choice.label.default).casefold().split())


def _trees(place: Placed) -> tuple[Tree, ...]:
    return tuple(each.tree for each in place.conditions)


def _counts(place: Placed) -> tuple[Tree | None, ...]:
    """How many times each repeat around it is asked."""
    return tuple(
        group.count.tree if group.count else None for group in place.groups if group.repeat
    )


def _text(place: Placed) -> str:
    return " and ".join(each.text for each in place.conditions) or "–"


def _tree(item: Item, column: str) -> Tree | None:
    expression = expressions_of(item)[column]
    return None if expression is None else expression.tree
