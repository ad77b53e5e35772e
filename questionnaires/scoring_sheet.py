"""Which factor and criterion an item feeds and how its answers become scores from 0 to 1.

The sheet is a TOML file beside the questionnaire and has a digest of its own: a rule of
scoring changes without a new version of the questionnaire.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from questionnaires.model import Item, Questionnaire, Text
from questionnaires.problems import FormError, Problem

__all__ = ["ItemScore", "ScoringSheet", "read"]

_LANGUAGE = "vi"  # every factor is named in it


@dataclass(frozen=True)
class ItemScore:
    """How one item is scored. scores: from 0 to 1 by answer, None where it counts as missing;
    satisfied: the answers that count as satisfied."""

    item: str
    factor: str
    criterion: str
    scores: Mapping[str, float | None]
    satisfied: frozenset[str]


@dataclass(frozen=True)
class ScoringSheet:
    """The scoring of a questionnaire. digest: SHA-256 (hex) of the content."""

    digest: str
    factors: Mapping[str, Text]
    items: tuple[ItemScore, ...]

    @cached_property
    def by_item(self) -> Mapping[str, ItemScore]:
        """The items' scoring by name; an item that is not scored is absent."""
        return {score.item: score for score in self.items}

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """The codes of the index's criteria that are fed, each once, in order of appearance."""
        return tuple(dict.fromkeys(score.criterion for score in self.items))


def read(data: bytes, file: str, questionnaire: Questionnaire) -> ScoringSheet:
    """The scoring sheet of a questionnaire from TOML with the tables scales, factors and items.

    Raises FormError with every problem found; a scale must deal with every choice of its items.
    """
    try:
        document = tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise FormError((Problem("file.encoding", file),)) from None
    except tomllib.TOMLDecodeError as error:
        raise FormError((Problem("file.toml", file, values={"message": str(error)}),)) from None
    reading = _Reading(file, questionnaire)
    sheet = reading.sheet(document)
    if reading.problems:
        raise FormError(tuple(reading.problems))
    return sheet


@dataclass(frozen=True)
class _Scale:
    scores: Mapping[str, float | None]
    satisfied: frozenset[str]


class _Reading:
    """One file being read; problems are named by the dotted key where they stand."""

    def __init__(self, file: str, questionnaire: Questionnaire) -> None:
        self.file = file
        self.questionnaire = questionnaire
        self.problems: list[Problem] = []

    def report(self, code: str, key: str, **values: str) -> None:
        self.problems.append(Problem(code, self.file, None, key, values))

    def sheet(self, document: Mapping[str, object]) -> ScoringSheet:
        self.keys(document, "", {"scales", "factors", "items"})
        tables = {key: self.table(document.get(key, {}), key) for key in document}
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
        return ScoringSheet(_digest(factors, found), factors, found)

    def table(self, value: object, key: str) -> Mapping[str, object]:
        if isinstance(value, dict):
            return value
        self.report("scoring.kind", key, expected="table [...]")
        return {}

    def keys(self, table: Mapping[str, object], under: str, known: set[str]) -> None:
        for key in known - table.keys():
            self.report("scoring.missing-key", under + key)
        for key in table.keys() - known:
            self.report("scoring.unknown-key", under + key)

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
        self.keys(table, f"{key}.", {"scores", "satisfied", "missing"})
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
        return _Scale(scores, satisfied)

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
        self.keys(table, f"{key}.", {"factor", "criterion", "scale"})
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
        criterion = self.words(table, "criterion", key)
        satisfied = scales[scale].satisfied & scores.keys()
        return ItemScore(name, factor, criterion, scores, frozenset(satisfied))

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


def _digest(factors: Mapping[str, Text], items: tuple[ItemScore, ...]) -> str:
    content = {
        "factors": {name: dict(text.by_language) for name, text in factors.items()},
        "items": [
            [each.item, each.factor, each.criterion, dict(each.scores), sorted(each.satisfied)]
            for each in items
        ],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
