"""The shipped questionnaires: XLSForm tables and scoring sheets that a person can read.

Items that several forms share stand once in `items.md`, and what they are worth in
`items.scoring.toml` (`questionnaires.item_bank`, `questionnaires.shared_scoring`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from questionnaires import item_bank, scoring_sheet, shared_scoring
from questionnaires.model import Questionnaire
from questionnaires.scoring_sheet import ScoringSheet

__all__ = [
    "BANK",
    "INSTRUMENTS",
    "Bank",
    "bank",
    "load_instrument",
    "read_with_bank",
    "scoring_source",
    "source",
]

INSTRUMENTS = (
    "citizens",
    "organisations",
    "council_deputies",
    "department_leaders",
    "division_heads",
    "district_leaders",
    "agency_rating",
)
"""The names that a campaign may use."""
BANK = "items"
"""The name of the shared items' two files."""


@dataclass(frozen=True)
class Bank:
    """Shared items and what they are worth, with the names of the two files."""

    form: bytes
    form_file: str
    scoring: bytes
    scoring_file: str


@dataclass(frozen=True)
class _Read:
    questionnaire: Questionnaire
    sheet: ScoringSheet
    form: bytes
    scoring: bytes


def read_with_bank(
    name: str, form: bytes, scoring: bytes, shared: Bank
) -> tuple[Questionnaire, ScoringSheet, bytes, bytes]:
    """A form and its scoring sheet with what they take from a bank, and both files resolved.

    Raises FormError.
    """
    file, sheet_file = f"{name}.md", f"{name}.scoring.toml"
    questionnaire, form = item_bank.read(form, file, shared.form, shared.form_file)
    scoring = shared_scoring.with_shared(
        scoring, sheet_file, shared.scoring, shared.scoring_file, questionnaire
    )
    sheet = scoring_sheet.read(scoring, sheet_file, questionnaire)
    return questionnaire, sheet, form, scoring


def load_instrument(name: str, year: int = 2021) -> tuple[Questionnaire, ScoringSheet]:
    """A shipped questionnaire and its scoring sheet, read once in a process (about 1 s).

    Raises KeyError for a name or year that is not shipped.
    """
    read = _read(name, year)
    return read.questionnaire, read.sheet


def source(name: str, year: int = 2021) -> bytes:
    """The questionnaire's file, whole, without include rows; KeyError where there is none."""
    return _read(name, year).form


def scoring_source(name: str, year: int = 2021) -> bytes:
    """The scoring sheet's file, whole; KeyError where there is none."""
    return _read(name, year).scoring


def bank(year: int = 2021) -> Bank:
    """The shipped items; KeyError for a year that has none."""
    form, scoring = f"{BANK}.md", f"{BANK}.scoring.toml"
    return Bank(_bytes(form, year), form, _bytes(scoring, year), scoring)


@cache
def _read(name: str, year: int) -> _Read:
    if name not in INSTRUMENTS:
        raise KeyError(f"{name}, {year}")
    form, scoring = _bytes(f"{name}.md", year), _bytes(f"{name}.scoring.toml", year)
    return _Read(*read_with_bank(name, form, scoring, bank(year)))


def _bytes(file: str, year: int) -> bytes:
    path = files(__package__) / str(year) / file
    if not path.is_file():
        raise KeyError(f"{file}, {year}")
    return path.read_bytes()
