r"""Regular expressions as Android's Java reads them, in the part that all our readers share.

A pattern is rewritten for Python's `re`; static/logic/patterns.js rewrites it for the browser in
the same way. `\w`, `\d`, `\b` and (?i) know Vietnamese letters. What the two cannot do alike
(classes within classes, possessive quantifiers, flags in the middle) is refused.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache, lru_cache

from questionnaires.values import EvaluationError

__all__ = ["check_pattern", "matches"]

_SPACE = r" \t\n\x0b\f\r"
_NAMED = {
    "Alpha": "A-Za-z",
    "Lower": "a-z",
    "Upper": "A-Z",
    "Digit": "0-9",
    "Alnum": "A-Za-z0-9",
}
_CLASSES = {"d": ("Nd",), "w": ("L", "M", "N", "Pc")}
_SYNTAX = frozenset(r"^$\.*+?()[]{}|/-")
_PARTS = re.compile(
    r"\\[pP]\{(?P<long>\w+)\}|\\[pP](?P<short>[A-Z])|\\(?P<escape>.)|\(\?(?P<flags>[a-z]+)\)"
    r"|(?P<group>\(\?(?:[:=!]|<[=!])|\()|(?P<quantifier>(?:[*+?]|\{\d+(?:,\d*)?\})[?+]?)"
    r"|(?P<any>.)",
    re.DOTALL,
)


def matches(text: str, pattern: str) -> bool:
    """Whether the pattern fits the whole text; raises EvaluationError where it cannot be read."""
    return _translated(pattern).fullmatch(text) is not None


def check_pattern(pattern: str) -> None:
    """Raise EvaluationError where the pattern cannot be read."""
    _translated(pattern)


@lru_cache(maxsize=256)
def _translated(pattern: str) -> re.Pattern[str]:
    flags, start = re.NOFLAG, 0
    opening = re.match(r"\(\?([iu]+)\)", pattern)
    if opening:
        flags, start = re.IGNORECASE if "i" in opening[1] else flags, opening.end()
    if re.search(r"(?<!\\)\[\^?\]", pattern):
        raise _refused("[]")
    written, inside = "", False
    for part in _PARTS.finditer(pattern, start):
        piece, inside = _piece(part, inside)
        written += piece
    try:
        return re.compile(written, flags)
    except (re.error, OverflowError) as error:
        raise EvaluationError(f"the pattern {pattern!r} cannot be read: {error}") from None


def _piece(part: re.Match[str], inside: bool) -> tuple[str, bool]:
    """One part in Python's writing, and whether a class in brackets is open after it."""
    whole = part[0]
    if part["long"] or part["short"]:
        return _bracketed(_property(part["long"] or part["short"]), whole[1] == "P", inside), inside
    if part["escape"]:
        return _escape(part["escape"], inside), inside
    if inside:
        if whole == "[" or whole.startswith("&&"):
            raise _refused(whole)
        return ("\\" + whole if whole in "&~|" else whole), whole != "]"
    if (
        whole in "{}"
        or part["flags"]
        or (part["quantifier"] and len(whole) > 1 and whole[-1] == "+")
    ):
        raise _refused(whole)
    special = {".": r"[^\n\r\x85\u2028\u2029]", "$": r"\Z", "]": r"\]"}
    return special.get(whole, whole), whole == "["


def _escape(character: str, inside: bool) -> str:
    lower = character.lower()
    if lower in _CLASSES:
        return _bracketed(_ranges(*_CLASSES[lower]), character != lower, inside)
    if lower == "s":
        return _bracketed(_SPACE, character == "S", inside)
    if lower == "b" and not inside:
        word = f"[{_ranges(*_CLASSES['w'])}]"
        edge = f"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
        return edge if character == "b" else f"(?!{edge})"
    if character in "tnrf" or character.isdigit():
        return "\\" + character
    if character.isascii() and character.isalpha():
        raise _refused("\\" + character)
    return "\\" + character if character in _SYNTAX else re.escape(character)


def _bracketed(ranges: str, negated: bool, inside: bool) -> str:
    if inside and negated:
        raise _refused("[^…] in […]")
    return ranges if inside else f"[{'^' if negated else ''}{ranges}]"


def _property(name: str) -> str:
    if name in _NAMED:
        return _NAMED[name]
    bare = name.removeprefix("Is")
    if not re.fullmatch("[LMNPSZC][a-z]?", bare):
        raise _refused(f"\\p{{{name}}}")
    return _ranges(bare)


@cache
def _ranges(*categories: str) -> str:
    """All characters of these general categories, as the inside of a class."""
    found: list[list[int]] = []
    for code in range(sys.maxunicode + 1):
        if unicodedata.category(chr(code)).startswith(categories):
            if found and found[-1][1] == code - 1:
                found[-1][1] = code
            else:
                found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)


def _refused(what: str) -> EvaluationError:
    return EvaluationError(f"{what} is not supported in a pattern")
