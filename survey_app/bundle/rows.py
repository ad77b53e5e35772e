"""A digest of every row of a frozen table, so that a changed answer is named and not its file."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import zip_longest

import pyarrow as pa
import pyarrow.parquet as pq

from survey_app.bundle.problems import Problem

__all__ = ["MOST_CELLS", "changed_rows", "row_digests", "table_problem"]

MOST_CELLS = 100_000_000
KEYS = ("uuid", "person", "key", "cell")
"""What names a row, in the order of preference; the row's number stands beside it."""


def row_digests(content: bytes) -> list[list[str]]:
    """For each row what names it and the SHA-256 of its values as JSON with sorted keys."""
    rows = pq.read_table(pa.BufferReader(content)).to_pylist()
    return [[_key(row), _digest(row)] for row in rows]


def _key(row: dict[str, object]) -> str:
    return next((str(row[name]) for name in KEYS if row.get(name) is not None), "—")


def _digest(row: dict[str, object]) -> str:
    text = json.dumps(row, sort_keys=True, ensure_ascii=False, default=str)
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def table_problem(name: str, content: bytes) -> Problem | None:
    """Whether a table is no table, or one too large to be read."""
    try:
        about = pq.read_metadata(pa.BufferReader(content))
        cells = about.num_rows * about.num_columns
        if cells > MOST_CELLS:
            values = {"cells": cells, "most": MOST_CELLS}
            return Problem("table_too_large", name, values=values)
        pq.read_table(pa.BufferReader(content))
    except (pa.ArrowException, OSError, ValueError) as error:
        why = str(error).splitlines()[0] if str(error) else type(error).__name__
        return Problem("unreadable_table", name, values={"why": why})
    return None


def changed_rows(
    name: str, written: Sequence[Sequence[str]], found: Sequence[Sequence[str]]
) -> Iterator[Problem]:
    """The rows in which a table is not what was written; by place when rows are as many.

    Where there are more or fewer, the ones that are gone or new, whatever their place.
    """
    if len(written) == len(found):
        for row, (old, new) in enumerate(zip(written, found, strict=True), start=1):
            if list(old) != list(new):
                yield Problem("changed_row", name, row, values={"key": old[0]})
        return
    before, after = ({tuple(row) for row in rows} for rows in (written, found))
    for row, (old, new) in enumerate(zip_longest(written, found), start=1):
        if old is not None and tuple(old) not in after:
            yield Problem("missing_row", name, row, values={"key": old[0]})
        if new is not None and tuple(new) not in before:
            yield Problem("extra_row", name, row, values={"key": new[0]})
