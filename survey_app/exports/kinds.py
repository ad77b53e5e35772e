"""The kinds of files for analysts; light to import."""

from __future__ import annotations

from typing import Literal, get_args

__all__ = ["KINDS", "Kind"]

Kind = Literal["csv", "parquet", "sav", "dta"]
KINDS: tuple[Kind, ...] = get_args(Kind)
