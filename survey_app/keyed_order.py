"""The fields in which a paper form is keyed in: each question once, in repeats once an instance.

A field is named by its path: `con/2/tuoi` is the question tuoi of the second instance of con.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from questionnaires.instance import MOST_INSTANCES
from questionnaires.model import Item, Questionnaire, Section
from questionnaires.paper_words import instances_on_paper, is_fixed
from questionnaires.plain_words import question_numbers
from questionnaires.skips import END, PART_END, skips

__all__ = ["Part", "Slot", "answers_by_path", "jumps", "put", "slots"]


@dataclass(frozen=True)
class Part:
    """An instance of a repeat; mark: the path that its fields begin with (`con/2/`)."""

    repeat: Section
    mark: str
    number: int


@dataclass(frozen=True)
class Slot:
    """A question to be keyed in. part: the innermost instance it stands in; adds: the paths
    of repeats that end with it and may have one more instance."""

    path: str
    item: Item
    part: Part | None = None
    adds: tuple[str, ...] = ()


def slots(form: Questionnaire, named: Collection[str] = (), more: str = "") -> tuple[Slot, ...]:
    """The fields in the order of the paper.

    Of a repeat as many instances as are printed, as are named in these paths, and one more of
    the repeat whose path is `more`.
    """
    return tuple(_Order(form, named, more).members(form.sections, "", None))


@dataclass(frozen=True)
class _Order:
    form: Questionnaire
    named: Collection[str]
    more: str

    def members(
        self, members: Sequence[Item | Section], mark: str, part: Part | None
    ) -> Iterator[Slot]:
        for member in members:
            if isinstance(member, Section):
                inner = self.repeat if member.repeat else self.group
                yield from inner(member, mark, part)
            elif member.name in question_numbers(self.form):
                yield Slot(f"{mark}{member.name}", member, part)

    def group(self, group: Section, mark: str, part: Part | None) -> Iterator[Slot]:
        yield from self.members(group.members, mark, part)

    def repeat(self, repeat: Section, mark: str, _around: Part | None) -> Iterator[Slot]:
        path = f"{mark}{repeat.name}"
        found: list[Slot] = []
        for number in range(1, self.instances(repeat, path) + 1):
            part = Part(repeat, f"{path}/{number}/", number)
            found += self.members(repeat.members, part.mark, part)
        yield from found[:-1]
        for last in found[-1:]:
            yield last if is_fixed(repeat) else replace(last, adds=(*last.adds, path))

    def instances(self, repeat: Section, path: str) -> int:
        start = f"{path}/"
        numbers = [n[len(start) :].partition("/")[0] for n in self.named if n.startswith(start)]
        most = max((int(n) for n in numbers if n.isdecimal() and len(n) < 4), default=0)
        wanted = max(instances_on_paper(repeat), most) + (path == self.more)
        return min(wanted, MOST_INSTANCES)


def jumps(form: Questionnaire, shown: Sequence[Slot]) -> Mapping[str, Mapping[str, str]]:
    """By path, and by the digits of a choice, the path that paper sends to; "" past the last."""
    found = skips(form)
    return {
        slot.path: {
            str(place): _landing(shown[at + 1 :], slot, found[slot.item.name, choice.name])
            for place, choice in enumerate(slot.item.choices, start=1)
            if (slot.item.name, choice.name) in found
        }
        for at, slot in enumerate(shown)
    }


def _landing(behind: Sequence[Slot], slot: Slot, target: str) -> str:
    if target == END:
        return ""
    if target == PART_END:
        mark = slot.part.mark if slot.part else ""
        return next((each.path for each in behind if not each.path.startswith(mark)), "")
    return next((each.path for each in behind if each.item.name == target), "")


def answers_by_path(answers: Mapping[str, Any], mark: str = "") -> dict[str, str | list[str]]:
    """Every answer as text under its path, in repeats too."""
    found: dict[str, str | list[str]] = {}
    for name, answer in answers.items():
        if isinstance(answer, str | int | float):
            found[f"{mark}{name}"] = str(answer)
            continue
        if all(isinstance(each, str) for each in answer):
            if answer:
                found[f"{mark}{name}"] = [*answer]
            continue
        for number, each in enumerate(answer, start=1):
            found |= answers_by_path(each, f"{mark}{name}/{number}/")
    return found


def put(answers: dict[str, Any], path: str, answer: object) -> None:
    """Set the answer at a path, instances before it being there."""
    *around, name = path.split("/")
    level = answers
    for repeat, number in zip(around[::2], around[1::2], strict=True):
        instances = level.setdefault(repeat, [])
        instances.extend({} for _ in range(int(number) - len(instances)))
        level = instances[int(number) - 1]
    level[name] = answer
