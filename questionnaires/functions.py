"""Which functions an expression may call, and with how many arguments."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["ARGUMENTS", "fits"]

_MANY = 1000

ARGUMENTS: Mapping[str, tuple[int, int]] = {
    # truth and choice
    **dict.fromkeys(("true", "false"), (0, 0)),
    **dict.fromkeys(("not", "boolean", "boolean-from-string"), (1, 1)),
    "if": (3, 3),
    "coalesce": (2, 2),
    "once": (1, 1),
    "checklist": (2, _MANY),
    "weighted-checklist": (2, _MANY),
    # selects
    "selected": (2, 2),
    "is-selected": (2, 2),
    "count-selected": (1, 1),
    "selected-at": (2, 2),
    "jr:choice-name": (2, 2),
    # text
    "string": (1, 1),
    "concat": (0, _MANY),
    "join": (1, _MANY),
    **dict.fromkeys(("string-length", "normalize-space"), (0, 1)),
    **dict.fromkeys(("contains", "starts-with", "ends-with", "regex"), (2, 2)),
    **dict.fromkeys(("substring-before", "substring-after"), (2, 2)),
    "substr": (2, 3),
    "translate": (3, 3),
    "digest": (2, 3),
    "base64-decode": (1, 1),
    "uuid": (0, 1),
    "version": (0, 0),
    # numbers
    **dict.fromkeys(("number", "int", "abs", "sqrt", "exp", "exp10", "log", "log10"), (1, 1)),
    **dict.fromkeys(("sin", "cos", "tan", "asin", "acos", "atan"), (1, 1)),
    "round": (1, 2),
    **dict.fromkeys(("pow", "atan2"), (2, 2)),
    **dict.fromkeys(("min", "max"), (0, _MANY)),
    **dict.fromkeys(("pi", "random"), (0, 0)),
    # dates
    **dict.fromkeys(("today", "now"), (0, 0)),
    **dict.fromkeys(("date", "date-time", "decimal-date-time", "decimal-time"), (1, 1)),
    **dict.fromkeys(("format-date", "format-date-time"), (2, 2)),
    # groups and repeats
    **dict.fromkeys(("sum", "count", "count-non-empty"), (1, 1)),
    "position": (0, 1),
    "current": (0, 0),
    "indexed-repeat": (3, 11),
}
"""The fewest and the most arguments of every function that is carried out."""


def fits(name: str, count: int) -> bool:
    """Whether a known function may be called with so many arguments."""
    fewest, most = ARGUMENTS[name]
    if name == "indexed-repeat" and count % 2 == 0:
        return False
    return fewest <= count <= most
