"""What people and programs enter, made fit for a database: no NUL, no number beyond a column."""

from __future__ import annotations

__all__ = ["LARGEST", "number", "plain"]

LARGEST = 2**31 - 1  # what an integer column of PostgreSQL holds


def plain(text: str) -> str:
    """The text without the NUL characters that PostgreSQL refuses."""
    return text.replace("\0", "")


def number(text: str) -> int:
    """A whole number as a column may hold it; raises ValueError for any other text."""
    if len(text) > len(str(-LARGEST)) or abs(found := int(text)) > LARGEST:
        raise ValueError("no number that could be stored")
    return found
