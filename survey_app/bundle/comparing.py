"""What was published against what is recomputed, number by number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["TOLERANCE", "Comparison", "compare"]

TOLERANCE = 1e-9
"""Relative, and absolute near zero: sums in another order on another machine differ by less."""
NAMES = ("code", "group", "item", "factor", "district", "criterion", "step")
"""Keys by which an entry of a list is named."""
ABSENT = "—"


@dataclass(frozen=True)
class Comparison:
    """differences: path, published and recomputed value as text; numbers: how many were held
    against each other."""

    differences: tuple[tuple[str, str, str], ...]
    numbers: int


def compare(published: Any, recomputed: Any) -> Comparison:
    """Walk two JSON values together; text and structure must be equal, numbers nearly."""
    numbers, differences = 0, []
    for path, old, new in _leaves("", published, recomputed):
        if _number(old) and _number(new):
            numbers += 1
            if not math.isclose(old, new, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
                differences.append((path, _short(old), _short(new)))
        elif type(old) is not type(new) or old != new:
            differences.append((path, _short(old), _short(new)))
    return Comparison(tuple(differences), numbers)


def _leaves(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        for key in [*new, *(key for key in old if key not in new)]:
            below = f"{path}.{key}" if path else str(key)
            yield from _leaves(below, old.get(key, ABSENT), new.get(key, ABSENT))
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (mine, theirs) in enumerate(zip(old, new, strict=True)):
            yield from _leaves(f"{path}[{_name(theirs, place)}]", mine, theirs)
    elif isinstance(old, list) and isinstance(new, list):
        yield path, f"[{len(old)}]", f"[{len(new)}]"
    else:
        yield path, old, new


def _name(entry: Any, place: int) -> str:
    if not isinstance(entry, Mapping):
        return str(place)
    named = [str(entry[key]) for key in NAMES if isinstance(entry.get(key), str)]
    return "/".join(named) or str(place)


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _short(value: Any) -> str:
    text = ABSENT if value is None else str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
