"""Public rows of the small campaign, which has too few for the product's own rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from survey_app.bundle import coarse

__all__ = ["rows_however_few"]

RULE = "rows_per_total = 10"


@contextmanager
def rows_however_few() -> Iterator[None]:
    """While it lasts, rows are published even if weights can be found from them."""
    assert RULE in coarse.RULES_TEXT
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(coarse, "RULES_TEXT", coarse.RULES_TEXT.replace(RULE, "rows_per_total = 0"))
        yield
