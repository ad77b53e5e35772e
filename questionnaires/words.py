"""Functions on text and on the choices of a select."""

from __future__ import annotations

import base64
import binascii
import hashlib
import math
import re
from collections.abc import Callable, Sequence

from questionnaires.patterns import matches
from questionnaires.values import EvaluationError, Value, number, text

__all__ = ["WORDS", "checklist", "weighted_checklist"]

_SPACE = " \t\r\n"
_SPACES = re.compile(r"[ \t\r\n]+")


def _substr(value: Value, start: Value, end: Value | None = None) -> Value:
    """Characters from start (counted from 0) to before end; negative counts from the end."""
    given = text(value)
    first = _index(start, len(given))
    last = len(given) if end is None else _index(end, len(given))
    return given[first:last] if first < last else ""


def _index(value: Value, length: int) -> int:
    place = number(value)
    if math.isnan(place):
        return 0
    whole = math.trunc(max(-1e9, min(1e9, place)))
    return max(0, min(length, whole + length if whole < 0 else whole))


def _translate(value: Value, these: Value, by: Value) -> Value:
    wanted, others = text(these), text(by)
    table: dict[int, str] = {}
    for place, character in enumerate(wanted):
        table.setdefault(ord(character), others[place : place + 1])
    return text(value).translate(table)


def _before(value: Value, mark: Value) -> Value:
    before, found, _ = _split(value, mark)
    return before if found else ""


def _after(value: Value, mark: Value) -> Value:
    _, found, after = _split(value, mark)
    return after if found else ""


def _split(value: Value, mark: Value) -> tuple[str, bool, str]:
    given, sought = text(value), text(mark)
    place = given.find(sought)
    return given[:place], place >= 0, given[place + len(sought) :]


def _digest(value: Value, algorithm: Value, encoding: Value = "base64") -> Value:
    name, how = text(algorithm).lower().replace("-", ""), text(encoding).lower()
    if name not in ("md5", "sha1", "sha256", "sha384", "sha512"):
        raise EvaluationError(f"digest() knows no {name!r}")
    raw = hashlib.new(name, text(value).encode(), usedforsecurity=False).digest()
    if how not in ("base64", "hex"):
        raise EvaluationError(f"digest() writes no {how!r}")
    return raw.hex() if how == "hex" else base64.b64encode(raw).decode()


def _base64_decode(value: Value) -> Value:
    try:
        return base64.b64decode(text(value), validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _from_text(value: Value) -> Value:
    """boolean-from-string(): only "true" and "1" are true."""
    return text(value).lower() in ("true", "1")


def _codes(value: Value) -> list[str]:
    if not isinstance(value, str):
        raise EvaluationError("a number or date holds no choices")
    return _separate(value)


def _separate(answer: str) -> list[str]:
    return [code for code in _SPACES.split(answer) if code]


def _selected(answer: Value, wanted: Value) -> Value:
    if not isinstance(wanted, str) or not isinstance(answer, str):
        raise EvaluationError("selected() takes a select and a choice in quotes")
    code = wanted.strip(_SPACE)
    return code == answer or code in _separate(answer)


def _selected_at(answer: Value, place: Value) -> Value:
    codes, index = _codes(answer), number(place)
    whole = 0 if math.isnan(index) else math.trunc(max(-1e9, min(1e9, index)))
    return codes[whole] if 0 <= whole < len(codes) else ""


def checklist(least: Value, most: Value, *answers: Value) -> Value:
    """Whether as many answers as that are "yes"; -1 sets no limit."""
    return _within(float(sum(map(_is_yes, answers))), least, most)


def weighted_checklist(least: Value, most: Value, *pairs: Value) -> Value:
    """The same of the weights that stand behind the answers."""
    if len(pairs) % 2:
        raise EvaluationError("weighted-checklist() takes pairs of answer and weight")
    weighed = zip(pairs[::2], pairs[1::2], strict=True)
    weights = (number(weight) for answer, weight in weighed if _is_yes(answer))
    return _within(sum(weights, 0.0), least, most)


def _is_yes(answer: Value) -> bool:
    return answer == "yes" or answer is True


def _within(found: float, least: Value, most: Value) -> bool:
    low, high = number(least), number(most)
    return (low == -1 or found >= low) and (high == -1 or found <= high)


def _joined(texts: Sequence[Value], between: str) -> str:
    return between.join(map(text, texts))


WORDS: dict[str, Callable[..., Value]] = {
    "string": text,
    "concat": lambda *values: _joined(values, ""),
    "join": lambda between, *values: _joined(values, text(between)),
    "string-length": lambda value: float(len(text(value))),
    "normalize-space": lambda value: _SPACES.sub(" ", text(value)).strip(" "),
    "contains": lambda value, part: text(part) in text(value),
    "starts-with": lambda value, part: text(value).startswith(text(part)),
    "ends-with": lambda value, part: text(value).endswith(text(part)),
    "substring-before": _before,
    "substring-after": _after,
    "substr": _substr,
    "translate": _translate,
    "regex": lambda value, pattern: matches(text(value), text(pattern)),
    "digest": _digest,
    "base64-decode": _base64_decode,
    "boolean-from-string": _from_text,
    "selected": _selected,
    "is-selected": _selected,
    "count-selected": lambda answer: float(len(_codes(answer))),
    "selected-at": _selected_at,
    "checklist": checklist,
    "weighted-checklist": weighted_checklist,
}
