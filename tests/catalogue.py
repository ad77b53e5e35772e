"""The English catalogue: compiled for the tests where it is stale, read for those about it."""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

__all__ = ["ENGLISH", "compile_english", "english"]

ENGLISH = Path(__file__).parent.parent / "survey_app/translations/en/LC_MESSAGES/messages.po"


def english() -> Catalog:
    """The catalogue as it is written."""
    with ENGLISH.open("rb") as file:
        return read_po(file, locale="en")


def compile_english() -> None:
    """Compile the catalogue unless that was done since its last change."""
    compiled = ENGLISH.with_suffix(".mo")
    if compiled.exists() and compiled.stat().st_mtime >= ENGLISH.stat().st_mtime:
        return
    own = compiled.with_suffix(f".{os.getpid()}.mo")  # test processes may do this at once
    with own.open("wb") as file:
        write_mo(file, english())
    own.replace(compiled)
