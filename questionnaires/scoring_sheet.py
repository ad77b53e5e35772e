"""Which factor and criterion an item feeds and how its answers become scores from 0 to 1.

The sheet is a TOML file beside the questionnaire and has a digest of its own: a rule of
scoring changes without a new version of the questionnaire. What a whole form rates, the city or
one agency, is its `subject`; items that have no score may still say which factor they describe.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from questionnaires.model import Item, Questionnaire, Text
from questionnaires.problems import FormError, Problem
from questionnaires.toml_file import read_toml

__all__ = ["CONTENTS", "DIRECTIONS", "SUBJECTS", "ItemScore", "ScoringSheet", "Unscored", "read"]

SUBJECTS = ("city", "agency")
"""What a response rates: the city as a whole, or one department or district."""
DIRECTIONS = ("best_first", "worst_first")
"""In which order an item offers its scored choices."""
CONTENTS = ("perception", "satisfaction", "expectation")
"""What an item asks of a factor (SIPAS); a scored item asks for satisfaction."""

_LANGUAGE = "vi"  # every factor is named in it
_ITEM = {"factor", "criterion", "scale"}
_SCALE = {"scores", "satisfied", "missing"}


@dataclass(frozen=True)
class ItemScore:
    """How one item is scored. scores: from 0 to 1 by answer, None where it counts as missing
    (don't know, refused); satisfied: the answers that count as satisfied; direction: one of
    DIRECTIONS as its scale states it, "" where it does not."""

    item: str
    factor: str
    criterion: str
    scores: Mapping[str, float | None]
    satisfied: frozenset[str]
    direction: str = ""


@dataclass(frozen=True)
class Unscored:
    """An item that has no score and says something of a factor. content: one of CONTENTS."""

    item: str
    factor: str
    content: str


@dataclass(frozen=True)
class ScoringSheet:
    """The scoring of a questionnaire. digest: SHA-256 (hex) of the content; subject: one of
    SUBJECTS; unscored: items that describe a factor without a score."""

    digest: str
    factors: Mapping[str, Text]
    items: tuple[ItemScore, ...]
    subject: str = SUBJECTS[0]
    unscored: tuple[Unscored, ...] = ()

    @cached_property
    def by_item(self) -> Mapping[str, ItemScore]:
        """The items' scoring by name; an item that is not scored is absent."""
        return {score.item: score for score in self.items}

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """The codes of the index's criteria that are fed, each once, in order of appearance."""
        return tuple(dict.fromkeys(score.criterion for score in self.items))


def read(data: bytes, file: str, questionnaire: Questionnaire) -> ScoringSheet:
    """The scoring sheet of a questionnaire from TOML: tables scales, factors and items; where
    wanted, `subject` and a table unscored.

    Raises FormError with every problem found; a scale must deal with every choice of its items,
    and they must offer them in the direction it states, if it states one.
    """
    reading = _Reading(file, questionnaire)
    sheet = reading.sheet(read_toml(data, file))
    if reading.problems:
        raise FormError(tuple(reading.problems))
    return sheet


@dataclass(frozen=True)
class _Scale:
    scores: Mapping[str, float | None]
    satisfied: frozenset[str]
    direction: str


class _Reading:
    """One file being read; problems are named by the dotted key where they stand."""

    def __init__(self, file: str, questionnaire: Questionnaire) -> None:
        self.file = file
        self.questionnaire = questionnaire
        self.problems: list[Problem] = []

    def report(self, code: str, key: str, **values: str) -> None:
        self.problems.append(Problem(code, self.file, None, key, values))

    def sheet(self, document: Mapping[str, object]) -> ScoringSheet:
        self.keys(document, "", {"scales", "factors", "items"}, {"subject", "unscored"})
        subject = self.one_of(document.get("subject", SUBJECTS[0]), "subject", SUBJECTS)
        tables = {
            key: self.table(document.get(key, {}), key) for key in document if key != "subject"
        }
        scales = {
            name: self.scale(self.table(each, f"scales.{name}"), f"scales.{name}")
            for name, each in tables.get("scales", {}).items()
        }
        factors = {
            name: self.factor(self.table(each, f"factors.{name}"), f"factors.{name}")
            for name, each in tables.get("factors", {}).items()
        }
        items = [
            self.item(name, self.table(each, f"items.{name}"), factors, scales)
            for name, each in tables.get("items", {}).items()
        ]
        found = tuple(item for item in items if item)
        unscored = tuple(
            self.unscored(name, self.table(each, f"unscored.{name}"), factors)
            for name, each in tables.get("unscored", {}).items()
        )
        for name in tables.get("items", {}).keys() & tables.get("unscored", {}).keys():
            self.report("scoring.both", f"unscored.{name}", value=name)
        digest = _digest(subject, factors, found, unscored)
        return ScoringSheet(digest, factors, found, subject, unscored)

    def table(self, value: object, key: str) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        self.report("scoring.kind", key, expected="table [...]")
        return {}

    def keys(
        self,
        table: Mapping[str, object],
        under: str,
        known: set[str],
        optional: Set[str] = frozenset(),
    ) -> None:
        for key in known - table.keys():
            self.report("scoring.missing-key", under + key)
        for key in table.keys() - known - optional:
            self.report("scoring.unknown-key", under + key)

    def one_of(self, value: object, key: str, known: tuple[str, ...]) -> str:
        if value in known:
            return str(value)
        self.report("scoring.kind", key, expected=" | ".join(f'"{each}"' for each in known))
        return ""

    def words(self, table: Mapping[str, object], key: str, under: str) -> str:
        value = table.get(key, "")
        if not isinstance(value, str):
            self.report("scoring.kind", f"{under}.{key}", expected='"…"')
            return ""
        return value

    def codes(self, table: Mapping[str, object], key: str, under: str) -> tuple[str, ...]:
        value = table.get(key, [])
        if isinstance(value, list) and all(isinstance(each, str) for each in value):
            return tuple(value)
        self.report("scoring.kind", f"{under}.{key}", expected='["…", "…"]')
        return ()

    def scale(self, table: Mapping[str, object], key: str) -> _Scale:
        self.keys(table, f"{key}.", _SCALE, {"direction"})
        scores: dict[str, float | None] = {}
        for code, score in self.table(table.get("scores", {}), f"{key}.scores").items():
            number = isinstance(score, int | float) and not isinstance(score, bool)
            if number and isinstance(score, int | float) and 0 <= score <= 1:
                scores[code] = float(score)
            else:
                self.report("scoring.score", f"{key}.scores", value=code)
        satisfied = frozenset(self.codes(table, "satisfied", key))
        for code in sorted(satisfied - scores.keys()):
            self.report("scoring.satisfied", f"{key}.satisfied", value=code)
        for code in self.codes(table, "missing", key):
            if code in scores:
                self.report("scoring.twice", f"{key}.missing", value=code)
            scores[code] = None
        direction = ""
        if "direction" in table:
            direction = self.one_of(table["direction"], f"{key}.direction", DIRECTIONS)
        return _Scale(scores, satisfied, direction)

    def factor(self, table: Mapping[str, object], key: str) -> Text:
        words = {language: self.words(table, language, key) for language in table}
        if not words.get(_LANGUAGE):
            self.report("scoring.missing-key", f"{key}.{_LANGUAGE}")
        return Text(words, _LANGUAGE)

    def item(
        self,
        name: str,
        table: Mapping[str, object],
        factors: Mapping[str, Text],
        scales: Mapping[str, _Scale],
    ) -> ItemScore | None:
        key = f"items.{name}"
        self.keys(table, f"{key}.", _ITEM)
        factor, scale = self.words(table, "factor", key), self.words(table, "scale", key)
        if factor and factor not in factors:
            self.report("scoring.unknown-factor", f"{key}.factor", value=factor)
        if scale and scale not in scales:
            self.report("scoring.unknown-scale", f"{key}.scale", value=scale)
        asked = self.asked(name, key)
        if asked is None or scale not in scales:
            return None
        scores = {choice.name: scales[scale].scores.get(choice.name) for choice in asked.choices}
        for code in sorted(scores.keys() - scales[scale].scores.keys()):
            self.report("scoring.not-scored", f"{key}.scale", value=code)
        direction = scales[scale].direction
        if direction and not _runs(direction, [*scores.values()]):
            self.report("scoring.direction", f"{key}.scale", value=name, direction=direction)
        criterion = self.words(table, "criterion", key)
        satisfied = scales[scale].satisfied & scores.keys()
        return ItemScore(name, factor, criterion, scores, frozenset(satisfied), direction)

    def unscored(
        self, name: str, table: Mapping[str, object], factors: Mapping[str, Text]
    ) -> Unscored:
        key = f"unscored.{name}"
        self.keys(table, f"{key}.", {"factor", "content"})
        factor = self.words(table, "factor", key)
        if factor and factor not in factors:
            self.report("scoring.unknown-factor", f"{key}.factor", value=factor)
        if not any(each.name == name for each in self.questionnaire.items):
            self.report("scoring.unknown-item", key, value=name)
        content = self.one_of(table.get("content", CONTENTS[0]), f"{key}.content", CONTENTS)
        return Unscored(name, factor, content)

    def asked(self, name: str, key: str) -> Item | None:
        """The questionnaire's item, if it is one that can be scored."""
        item = next((each for each in self.questionnaire.items if each.name == name), None)
        if item is None:
            self.report("scoring.unknown-item", key, value=name)
        elif item.type != "select_one":
            self.report("scoring.not-select-one", key, value=name)
        else:
            return item
        return None


def _runs(direction: str, scores: list[float | None]) -> bool:
    """Whether scores in the order of the choices fall (best first) or rise (worst first)."""
    worth = [score for score in scores if score is not None]
    return worth == sorted(worth, reverse=direction == "best_first")


def _digest(
    subject: str,
    factors: Mapping[str, Text],
    items: tuple[ItemScore, ...],
    unscored: tuple[Unscored, ...],
) -> str:
    content = {
        "subject": subject,
        "factors": {name: dict(text.by_language) for name, text in factors.items()},
        "items": [
            [each.item, each.factor, each.criterion, dict(each.scores), sorted(each.satisfied)]
            for each in items
        ],
        "unscored": [[each.item, each.factor, each.content] for each in unscored],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
