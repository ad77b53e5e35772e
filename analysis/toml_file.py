"""TOML files that people write by hand: their values, and the line each stands on."""

import re
import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

__all__ = ["TomlFile", "TomlSyntaxError", "nearest", "read_toml"]


class TomlSyntaxError(ValueError):
    """Not TOML; `line` is where reading stopped (None: the file is not even UTF-8)."""

    def __init__(self, reason: str, line: int | None) -> None:
        self.reason, self.line = reason, line
        super().__init__(reason)


@dataclass(frozen=True)
class TomlFile:
    """The values of one TOML file and its lines. Decimal fractions are `Decimal`, exact."""

    values: dict[str, Any]
    lines: tuple[str, ...]

    def line_of(self, key: str | None, table: str = "", number: int = 0) -> int | None:
        """Line (from 1) of a key in a [table], or in the number-th [[table]] (from 0).

        The line of the table's own header where the key is not in it; None if neither is found.
        """
        header = self._header_line(table, number)
        if table and header is None:
            return None
        first = 0 if header is None else header
        for at in range(first, len(self.lines)):
            line = self.lines[at].strip()
            if line.startswith("["):
                break
            if key is not None and re.match(rf"[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return at + 1
        return header

    def _header_line(self, table: str, number: int) -> int | None:
        if not table:
            return None
        name = re.escape(table)
        header = re.compile(rf"\[\[?\s*{name}\s*\]\]?\s*(#.*)?$")
        found = [at + 1 for at, line in enumerate(self.lines) if header.match(line.strip())]
        return found[number] if number < len(found) else None


def read_toml(data: bytes) -> TomlFile:
    """The values and lines of a TOML file; raises TomlSyntaxError with the line that stopped it."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TomlSyntaxError("not UTF-8", None) from error
    try:
        values = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1
        reason = re.sub(r"\s*\(at [^)]*\)$", "", str(error))
        raise TomlSyntaxError(reason, line) from error
    return TomlFile(values, tuple(text.splitlines()))


def nearest(word: str, known: Collection[str]) -> str:
    """The known word most like this one, for a typing error; never empty where any is known."""
    candidates = sorted(known)
    alike = get_close_matches(word, candidates, n=1, cutoff=0.0)
    return alike[0] if alike else ""
