"""Items of a questionnaire as the fields of a page: which layout, which options, which words."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from questionnaires.model import Item, Section
from questionnaires.ordering import seed_of, shuffled
from questionnaires.validation import Checked, ItemError
from questionnaires.wording import worded

__all__ = ["Drawing", "Field", "Option"]

LONGEST_WORD = 9  # letters that fit into a fifth of a phone's width
LONGEST_LIST = 12  # choices that are shown beside each other; more make a list to open
APART = frozenset({"dk", "ref", "na"})  # answers that stand outside every scale


@dataclass(frozen=True)
class Option:
    """One answer that may be chosen, and whether it was; waiting: not offered as yet."""

    value: str
    label: str
    chosen: bool
    waiting: bool = False


@dataclass(frozen=True)
class Field:
    """An item as a page shows it, or the head or end of the instances of a repeat.

    name: the item with the instances around it (`con/2/tuoi`); number: its place among all
    questions of the form, None for what is not asked; layout: note, fixed, scale, choices,
    several, list, rank, integer, decimal, date, time, dateTime, geopoint, acknowledge, text or
    lines, of a group heading, of a repeat instance, new or more; apart: options that are no
    answer on the scale; ranks: of a ranking the options of each place; text: what was typed;
    asked_now: it became due through the answers beside it; removable: whether an instance may be
    taken away; waiting: not to be asked as yet; words, hint_words: label and hint with the
    `${name}` in them, where there are any; guidance: what helps whoever asks, guidance_words as
    words; inside: the fields of one more instance, its number being 0.
    """

    name: str
    layout: str
    number: int | None
    label: str
    hint: str
    options: tuple[Option, ...] = ()
    apart: tuple[Option, ...] = ()
    text: str = ""
    optional: bool = False
    error: str = ""
    asked_now: bool = False
    ranks: tuple[tuple[Option, ...], ...] = ()
    removable: bool = False
    waiting: bool = False
    words: str = ""
    hint_words: str = ""
    guidance: str = ""
    guidance_words: str = ""
    inside: tuple[Field, ...] = ()

    @property
    def offers(self) -> bool:
        """Whether there is something to choose from, where there is a choice at all."""
        choice = self.layout in ("choices", "several", "list", "rank")
        return not choice or any(not each.waiting for each in self.options + self.apart)


@dataclass(frozen=True)
class Drawing:
    """All that decides how the items of a section look.

    live: draw what is not to be asked as yet too, for the logic in the browser; fresh: of an
    instance that nobody has added yet; guided: with the guidance for whoever asks.
    """

    language: str
    answers: Mapping[str, Any]
    checked: Checked
    errors: Mapping[str, ItemError]
    asked_now: Collection[str]
    offers: Mapping[str, Collection[str]]
    seed: str
    numbers: Mapping[str, int]
    live: bool = False
    fresh: bool = False
    guided: bool = False

    def fields(
        self, members: Sequence[Item | Section], section: Section, prefix: str
    ) -> Iterator[Field]:
        """The fields of what is drawn among the members of a section or group."""
        shown = [m for m in members if isinstance(m, Item) and self.is_drawn(m, prefix)]
        scaled = sum(_is_scale(item, section) for item in shown) > 1
        for member in members:
            if isinstance(member, Item):
                if member in shown:
                    yield self.field(member, f"{prefix}{member.name}", section, scaled)
            elif member.repeat:
                yield from self.repeat(member, prefix)
            else:
                yield from self.group(member, prefix)

    def is_drawn(self, item: Item, prefix: str) -> bool:
        heading = "label" in item.looks  # the labels of a table; each scale has its own here
        return item.is_shown and not heading and (self.live or self.is_asked(prefix + item.name))

    def is_asked(self, path: str) -> bool:
        return self.fresh or path in self.checked.relevant

    def group(self, group: Section, prefix: str) -> Iterator[Field]:
        fields = list(self.fields(group.members, group, prefix))
        if fields and group.label:
            path, raw = f"{prefix}{group.name}", group.label.in_(self.language)
            waiting = all(field.waiting for field in fields)
            yield Field(
                path, "heading", None, self.words(raw, path), "", waiting=waiting, words=_live(raw)
            )
        yield from fields

    def repeat(self, repeat: Section, prefix: str) -> Iterator[Field]:
        path = f"{prefix}{repeat.name}"
        waiting = not self.is_asked(path)
        if waiting and not self.live:
            return
        for number in range(1, self.instances(repeat, path) + 1):
            yield from self.instance(repeat, path, number)
        label = repeat.label.in_(self.language) if repeat.label else ""
        if self.live:
            blank = replace(self, answers={}, errors={}, asked_now=(), fresh=True)
            inside = tuple(blank.instance(repeat, path, 0))
            yield Field(path, "new", None, "", "", inside=inside)
        if repeat.count is None:
            error = self.errors.get(path)
            said = error.sentence(self.language) if error else ""
            yield Field(
                path, "more", None, self.words(label, path), "", error=said, waiting=waiting
            )

    def instance(self, repeat: Section, path: str, number: int) -> Iterator[Field]:
        """One instance of a repeat under its title."""
        mark = f"{path}/{number}/"
        label = repeat.label.in_(self.language) if repeat.label else ""
        yield Field(
            mark,
            "instance",
            None,
            f"{self.words(label, mark)} {number}".strip(),
            "",
            removable=repeat.count is None,
            waiting=not self.is_asked(path),
            words=f"{label} ${{#}}".strip() if self.live else "",
        )
        yield from self.fields(repeat.members, repeat, mark)

    def instances(self, repeat: Section, path: str) -> int:
        """How many instances of a repeat are relevant; of a live one as many as are known."""
        start = f"{path}/"
        numbers = (
            each[len(start) :].partition("/")[0]
            for each in self.checked.relevant
            if each.startswith(start)
        )
        count = max(map(int, numbers), default=0)
        if path in self.checked.relevant or not self.live:
            return count
        given = self.given(path)
        if isinstance(given, list | tuple):
            return len(given)
        return 0 if repeat.count else 1

    def words(self, text: str, path: str) -> str:
        return worded(text, self.checked.clean, path)

    def field(self, item: Item, path: str, section: Section, scaled: bool) -> Field:
        given = _texts(self.given(path))
        options = self.options(item, path, given)
        layout = "scale" if scaled and self.is_narrow(item, section) else self.layout(item, options)
        label = item.label.in_(self.language)
        hint = item.hint.in_(self.language) if item.hint else ""
        guidance = item.guidance.in_(self.language) if self.guided and item.guidance else ""
        error = self.errors.get(path)
        return Field(
            path,
            layout,
            self.numbers.get(item.name),
            self.words(label, path),
            self.words(hint, path),
            tuple(option for option in options if option.value not in APART),
            tuple(option for option in options if option.value in APART),
            (given[0] if given else "") if item.is_asked else self.fixed(path),
            not item.required and item.required_when is None and item.is_asked,
            error.sentence(self.language) if error else "",
            path in self.asked_now,
            _ranks(options, given) if item.type == "rank" else (),
            waiting=not self.is_asked(path),
            words=_live(label),
            hint_words=_live(hint),
            guidance=self.words(guidance, path),
            guidance_words=_live(guidance),
        )

    def given(self, path: str) -> Any:
        """What was answered at a path."""
        level: Any = self.answers
        for step in path.split("/"):
            if isinstance(level, Mapping):
                level = level.get(step)
            elif isinstance(level, list | tuple) and int(step) <= len(level):
                level = level[int(step) - 1]
            else:
                return None
        return level

    def fixed(self, path: str) -> str:
        """What is shown of an item that nobody answers here: what was calculated."""
        return self.words(f"${{{path.rpartition('/')[2]}}}", path)

    def options(self, item: Item, path: str, given: Sequence[str]) -> list[Option]:
        """What may be chosen, in the order in which it is shown."""
        if item.type == "range":
            return [Option(value, value, value in given) for value in _steps(item)]
        allowed = self.offers.get(path)
        options = [
            Option(
                choice.name,
                choice.label.in_(self.language),
                choice.name in given,
                allowed is not None and choice.name not in allowed,
            )
            for choice in item.choices
        ]
        if not self.live:
            options = [option for option in options if not option.waiting]
        return [*self.ordered(item, path, options)]

    def ordered(self, item: Item, path: str, options: Sequence[Option]) -> Sequence[Option]:
        """In random order where the form wants that, the same each time for one response."""
        if item.parameters.get("randomize", "").lower() != "true":
            return options
        seed = item.parameters.get("seed", "")
        number = self.words(seed, path) if seed else ""
        try:
            return shuffled(options, float(number))
        except ValueError:
            return shuffled(options, seed_of(f"{self.seed}/{item.name}"))

    def is_narrow(self, item: Item, section: Section) -> bool:
        """Whether the five answers of a scale fit beside each other on a phone."""
        labels = [c.label.in_(self.language) for c in item.choices if c.name not in APART]
        words = [word for label in labels for word in label.split()]
        return (
            _is_scale(item, section) and len(labels) == 5 and max(map(len, words)) <= LONGEST_WORD
        )

    def layout(self, item: Item, options: Sequence[Option]) -> str:
        if not item.is_asked and item.type != "note":
            return "fixed"
        if item.type == "text":
            return "lines" if "multiline" in item.looks or "rows" in item.parameters else "text"
        if item.type == "select_one":
            long = "minimal" in item.looks and len(options) > LONGEST_LIST
            return "list" if long else "choices"
        if item.type == "range":
            return "choices" if 0 < len(_steps(item)) <= LONGEST_LIST else "decimal"
        return {"select_multiple": "several"}.get(item.type, item.type)


def _is_scale(item: Item, section: Section) -> bool:
    """Whether it is one row of a Likert grid."""
    grid = "table-list" in section.appearance.split() or {"likert", "list-nolabel"} & item.looks
    return item.type == "select_one" and bool(grid)


def _ranks(options: Sequence[Option], given: Sequence[str]) -> tuple[tuple[Option, ...], ...]:
    """Of each place in a ranking the options, the one that has it chosen."""
    return tuple(
        tuple(replace(option, chosen=given[at : at + 1] == (option.value,)) for option in options)
        for at in range(len(options))
    )


def _live(text: str) -> str:
    """The text where answers stand in it."""
    return text if "${" in text else ""


def _steps(item: Item) -> list[str]:
    """The values of a range, none where there are too many to show."""
    start, end, step = (Decimal(item.parameters[key]) for key in ("start", "end", "step"))
    count, sign = int(abs(end - start) / step) + 1, 1 if end > start else -1
    if count > LONGEST_LIST:
        return []
    return [format((start + sign * step * at).normalize(), "f") for at in range(count)]


def _texts(given: Any) -> tuple[str, ...]:
    if given is None:
        return ()
    return tuple(map(str, given)) if isinstance(given, list | tuple) else (str(given),)
