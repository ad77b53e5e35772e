"""Choices in random order, the same each time for one response.

The generator is Park and Miller's minimal standard one (Communications of the ACM 31, 1988),
which XLSForm's randomize() names; the shuffle is Fisher and Yates'.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar

__all__ = ["seed_of", "shuffled"]

_MODULUS = 2**31 - 1
_MULTIPLIER = 16807

Thing = TypeVar("Thing")


def shuffled(things: Sequence[Thing], seed: float) -> tuple[Thing, ...]:
    """The things in an order that follows from the seed alone."""
    state = int(seed) % _MODULUS if math.isfinite(seed) else 0
    state = state or _MODULUS - 1
    order = list(things)
    for last in range(len(order) - 1, 0, -1):
        state = state * _MULTIPLIER % _MODULUS
        other = int((state - 1) / (_MODULUS - 1) * (last + 1))
        order[last], order[other] = order[other], order[last]
    return tuple(order)


def seed_of(text: str) -> int:
    """A seed that follows from a text, as the name of a response."""
    return int.from_bytes(sha256(text.encode()).digest()[:4]) % _MODULUS
