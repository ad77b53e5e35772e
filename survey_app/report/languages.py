"""The report's language outside a request, as on the command line."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from babel.support import Translations

from survey_app.words import Language

__all__ = ["translator"]

CATALOGUES = Path(__file__).parent.parent / "translations"


@cache
def translator(language: Language) -> Callable[[str], str]:
    """From a Vietnamese message id to the language; Vietnamese stays what it is."""
    if language == "vi":
        return str
    return Translations.load(str(CATALOGUES), [language]).gettext
