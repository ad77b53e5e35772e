"""The published random stream: SHA-256 in counter mode, one stream for each label.

docs/random-stream.md holds the algorithm and its test vectors for whoever writes it again.
"""

import hashlib
import hmac
import struct
from collections.abc import Sequence
from fractions import Fraction
from typing import TypeVar

from sampling.problems import DesignError, Problem

__all__ = ["ALGORITHM", "Stream", "commitment", "commitment_holds"]

T = TypeVar("T")

ALGORITHM = "par-survey/stream/1"
WORD = 1 << 64


class Stream:
    """Random numbers that depend on the seed and the label alone.

    seed: at least one byte; label: any text, one for each purpose, so that what one part of a
    draw takes never shifts another. A stream is used up in order; make it anew to start again.
    """

    def __init__(self, seed: bytes, label: str) -> None:
        if not seed:
            raise DesignError([Problem("seed_empty")])
        key = hashlib.sha256(b"par-survey/stream/1\n" + seed).digest()
        self._prefix = key + hashlib.sha256(label.encode()).digest()
        self._block = 0
        self._words: list[int] = []

    def word(self) -> int:
        """The next 64-bit word: a whole number in [0, 2^64)."""
        if not self._words:
            block = hashlib.sha256(self._prefix + self._block.to_bytes(8, "big")).digest()
            self._block += 1
            self._words = list(struct.unpack(">4Q", block))[::-1]
        return self._words.pop()

    def words(self, count: int) -> bytes:
        """The next words, eight bytes each with the highest first; the same as `word` gives."""
        ready = min(count, len(self._words))
        found = b"".join(self.word().to_bytes(8, "big") for _ in range(ready))
        if ready == count:
            return found
        blocks = -(-(8 * count - len(found)) // 32)
        digests = [
            hashlib.sha256(self._prefix + block.to_bytes(8, "big")).digest()
            for block in range(self._block, self._block + blocks)
        ]
        self._block += blocks
        found += b"".join(digests)
        self._words = list(struct.unpack(f">{len(found) // 8 - count}Q", found[8 * count :]))[::-1]
        return found[: 8 * count]

    def below(self, n: int) -> int:
        """A whole number in [0, n), each equally likely; n >= 1, of any size.

        Numbers that would favour the small remainders are rejected.
        """
        if n < 1:
            raise ValueError(f"below({n}): expected at least 1")
        span, words = WORD, 1
        while span < n:
            span, words = span * WORD, words + 1
        limit = span - span % n
        while True:
            number = self.word()
            for _ in range(words - 1):
                number = number * WORD + self.word()
            if number < limit:
                return number % n

    def unit(self) -> Fraction:
        """A fraction in [0, 1): one word divided by 2^64."""
        return Fraction(self.word(), WORD)

    def shuffle(self, items: Sequence[T]) -> list[T]:
        """The items in random order, every order equally likely (Fisher and Yates)."""
        order = list(items)
        for place in range(len(order)):
            pick = place + self.below(len(order) - place)
            order[place], order[pick] = order[pick], order[place]
        return order

    def sample(self, items: Sequence[T], k: int) -> list[T]:
        """k of the items in random order, without replacement; 0 <= k <= len(items).

        The first k places of a shuffle, in time and memory of k alone.
        """
        n = len(items)
        if not 0 <= k <= n:
            raise ValueError(f"sample of {k} from {n}: expected 0 to {n}")
        moved: dict[int, int] = {}
        chosen = []
        for place in range(k):
            pick = place + self.below(n - place)
            chosen.append(items[moved.get(pick, pick)])
            moved[pick] = moved.pop(place, place)
        return chosen


def commitment(seed: bytes, salt: bytes = b"") -> str:
    """What is published before the frame is frozen: SHA-256, in hexadecimal.

    It says nothing about a seed of 16 or more random bytes; a salt hides a shorter one.
    """
    parts = hashlib.sha256(salt).digest() + hashlib.sha256(b"seed\n" + seed).digest()
    return hashlib.sha256(b"par-survey/commitment/1\n" + parts).hexdigest()


def commitment_holds(published: str, seed: bytes, salt: bytes = b"") -> bool:
    """Whether the seed is the one that was committed to."""
    return hmac.compare_digest(published.encode(), commitment(seed, salt).encode())
