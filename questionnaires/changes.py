"""What changed from one version of a questionnaire to another, and what that does to tabulation.

Tables join the answers of versions by the name of the item. An item keeps its meaning where its
type, its choices and who is asked stay the same; where codes went or changed places, the
old answers need a recode; where the answers are of another kind or of other people, old and new
are no longer comparable.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from questionnaires.expressions import Tree
from questionnaires.model import Choice, Item, Questionnaire
from questionnaires.walking import Placed, expressions_of, placed, texts_of

__all__ = ["EFFECTS", "Change", "changes", "effects", "proposed"]

EFFECTS = ("joins", "recode", "breaks")
"""From the mildest: answers join by name; they need a recode; they are not comparable."""

_WIDER = {("integer", "decimal"), ("range", "decimal"), ("integer", "range")}
"""Types whose every answer is one of the other type as well."""

_RULES = {"constraint": "constraint", "choice_filter": "filter", "calculation": "calculation"}
"""By column, the code of a change of its expression."""

_SELECTS = ("select_one", "select_multiple", "rank")


@dataclass(frozen=True)
class Change:
    """One difference in one item.

    code: a key of the sentences below; effect: one of EFFECTS; old and new: rows, None where
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
        return f"{_SENTENCES[self.code][which].format_map(values)} {_DOES[self.effect][which]}"


def changes(old: Questionnaire, new: Questionnaire) -> tuple[Change, ...]:
    """All differences in the order of the new version, items that were removed at the end."""
    before = {place.item.name: place for place in placed(old)}
    found: list[Change] = []
    names = [place.item.name for place in placed(new)]
    kept = [name for name in names if name in before]
    for place in placed(new):
        item = place.item
        if item.name not in before:
            found.append(Change("added", item.name, "breaks", None, item.row or None))
        else:
            found += _differences(before[item.name], place)
    found += _moved(before, kept, new)
    gone = [each.item for each in before.values() if each.item.name not in names]
    return (
        *found,
        *(Change("removed", item.name, "breaks", item.row or None) for item in gone),
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


def _differences(old: Placed, new: Placed) -> Iterator[Change]:
    was, now = old.item, new.item

    def change(code: str, effect: str, **values: str | int) -> Change:
        return Change(code, now.name, effect, was.row or None, now.row or None, (), values)

    if was.type != now.type:
        effect = "joins" if (was.type, now.type) in _WIDER else "breaks"
        yield change("retyped", effect, before=was.type, after=now.type)
    elif was.type in _SELECTS:
        yield from _choices(was, now)
    texts = texts_of(now)
    for column, before in texts_of(was).items():
        after = texts[column]
        if (before and before.by_language) != (after and after.by_language):
            yield change("reworded", "joins", column=column)
    if old.repeats != new.repeats:
        yield change("repeated", "breaks")
    if _trees(old) != _trees(new):
        yield change("relevance", "breaks", before=_text(old), after=_text(new))
    for column, code in _RULES.items():
        if _tree(was, column) != _tree(now, column):
            yield change(code, "breaks" if code == "calculation" else "joins")
    if was.required != now.required or _tree(was, "required") != _tree(now, "required"):
        yield change("required", "joins")
    if was.default != now.default or _tree(was, "default") != _tree(now, "default"):
        yield change("default", "joins")
    if was.parameters != now.parameters:
        yield change("parameters", "breaks" if now.type == "range" else "joins")


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
        yield Change("recoded", now.name, "recode" if gone else "joins", *place, gone, values)
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
            yield Change("moved", name, "joins", old, new.item(name).row or None)


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


def _text(place: Placed) -> str:
    return " and ".join(each.text for each in place.conditions) or "–"


def _tree(item: Item, column: str) -> Tree | None:
    expression = expressions_of(item)[column]
    return None if expression is None else expression.tree


_DOES = {
    "joins": ("Số liệu hai phiên bản gộp được.", "The answers of both versions join."),
    "recode": (
        "Cần bảng chuyển mã trước khi gộp số liệu.",
        "A recode is needed before the answers join.",
    ),
    "breaks": (
        "Số liệu hai phiên bản không so sánh được với nhau.",
        "The answers of both versions are no longer comparable.",
    ),
}

_SENTENCES: dict[str, tuple[str, str]] = {
    "added": ("Thêm câu “{item}”.", "'{item}' was added."),
    "removed": ("Bỏ câu “{item}”.", "'{item}' was removed."),
    "retyped": (
        "Câu “{item}” đổi kiểu từ {before} sang {after}.",
        "'{item}' changed its type from {before} to {after}.",
    ),
    "recoded": (
        "Câu “{item}” đổi mã lựa chọn (bỏ: {missing}; thêm: {added}; đổi nghĩa: {swapped}).",
        "'{item}' has other codes (removed: {missing}; added: {added}; now meaning something "
        "else: {swapped}).",
    ),
    "relabelled": (
        "Câu “{item}” đổi lời của lựa chọn {codes}; hãy xem nghĩa có còn như cũ.",
        "'{item}' words the choices {codes} differently; see that they still mean the same.",
    ),
    "reworded": (
        "Câu “{item}” đổi lời ở cột {column}; hãy xem nghĩa có còn như cũ.",
        "'{item}' is worded differently in the column {column}; see that it still means the same.",
    ),
    "relevance": (
        "Câu “{item}” hỏi những người khác trước: điều kiện cũ {before}, mới {after}.",
        "'{item}' is asked of other people: on the condition {before} before, {after} now.",
    ),
    "constraint": (
        "Câu “{item}” đổi ràng buộc của câu trả lời.",
        "'{item}' allows other answers than before.",
    ),
    "required": (
        "Câu “{item}” đổi giữa bắt buộc và không bắt buộc.",
        "'{item}' changed between required and optional.",
    ),
    "repeated": (
        "Câu “{item}” chuyển vào hoặc ra khỏi nhóm lặp.",
        "'{item}' moved into or out of a repeat.",
    ),
    "filter": (
        "Câu “{item}” đổi điều kiện lọc lựa chọn; hãy xem còn ai được chọn gì.",
        "'{item}' filters its choices differently; see who may still choose what.",
    ),
    "calculation": ("Câu “{item}” đổi cách tính.", "'{item}' is calculated differently."),
    "default": (
        "Câu “{item}” đổi giá trị mặc định.",
        "'{item}' has another default.",
    ),
    "parameters": ("Câu “{item}” đổi tham số.", "'{item}' has other parameters."),
    "moved": ("Câu “{item}” đổi vị trí.", "'{item}' stands in another place."),
}
