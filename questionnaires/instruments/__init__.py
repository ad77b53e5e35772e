"""The shipped questionnaires: XLSForm tables and scoring sheets that a person can read."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from questionnaires import scoring_sheet, xlsform
from questionnaires.model import Questionnaire
from questionnaires.scoring_sheet import ScoringSheet

__all__ = ["INSTRUMENTS", "load_instrument", "scoring_source", "source"]

INSTRUMENTS = ("citizens", "officials")
"""The names that a campaign may use."""


@cache
def load_instrument(name: str, year: int = 2021) -> tuple[Questionnaire, ScoringSheet]:
    """A shipped questionnaire and its scoring sheet, read once in a process (about 1 s).

    Raises KeyError for a name or year that is not shipped.
    """
    questionnaire = xlsform.read(source(name, year), f"{name}.md")
    sheet = scoring_sheet.read(scoring_source(name, year), f"{name}.scoring.toml", questionnaire)
    return questionnaire, sheet


def source(name: str, year: int = 2021) -> bytes:
    """The questionnaire's file as shipped; raises KeyError where there is none."""
    return _bytes(f"{name}.md", name, year)


def scoring_source(name: str, year: int = 2021) -> bytes:
    """The scoring sheet's file as shipped; raises KeyError where there is none."""
    return _bytes(f"{name}.scoring.toml", name, year)


def _bytes(file: str, name: str, year: int) -> bytes:
    path = files(__package__) / str(year) / file
    if name not in INSTRUMENTS or not path.is_file():
        raise KeyError(f"{name}, {year}")
    return path.read_bytes()
