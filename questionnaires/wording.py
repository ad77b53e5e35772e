"""Texts with answers in them: "Ông/Bà {tên} bao nhiêu tuổi?" once the name is known."""

from __future__ import annotations

import re
from collections.abc import Mapping

from questionnaires.answers import Clean
from questionnaires.checked import CleanAnswers
from questionnaires.values import digits

__all__ = ["worded"]

_NAMED = re.compile(r"\$\{\s*([^{}\s]*)\s*\}")


def worded(words: str, clean: CleanAnswers, path: str = "") -> str:
    """The words with every `${name}` replaced by the clean answer to it, "" where there is none.

    path: the item that the words belong to (`con/2/tuoi`): of a repeat the answers of its own
    instance come first. A choice appears as its code, as in ODK; jr:choice-name() gives labels.
    """
    if "${" not in words:
        return words
    levels = _levels(clean, path.split("/")[:-1])

    def answer(match: re.Match[str]) -> str:
        found = (level[match[1]] for level in levels if match[1] in level)
        return _text(next(found, ""))

    return _NAMED.sub(answer, words)


def _levels(clean: CleanAnswers, steps: list[str]) -> list[CleanAnswers]:
    """The answers around a path, the innermost instance first."""
    levels = [clean]
    for repeat, number in zip(steps[::2], steps[1::2], strict=True):
        instances = levels[0].get(repeat, ())
        index = int(number) - 1
        below = (
            instances[index] if isinstance(instances, tuple) and 0 <= index < len(instances) else {}
        )
        levels.insert(0, below if isinstance(below, Mapping) else {})
    return levels


def _text(answer: Clean | tuple[CleanAnswers, ...]) -> str:
    if isinstance(answer, tuple):
        return ", ".join(each for each in answer if isinstance(each, str))
    return answer if isinstance(answer, str) else digits(float(answer), 1e-9)
