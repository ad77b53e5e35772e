"""TOML files as tables, what is wrong with one told by its line."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from questionnaires.problems import FormError, Problem

__all__ = ["read_toml"]


def read_toml(data: bytes, file: str) -> dict[str, Any]:
    """The tables of a file; raises FormError where it is no TOML."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FormError((Problem("file.encoding", file),)) from None
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"at line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        raise FormError((Problem("file.toml", file, values={"line": line}),)) from None
