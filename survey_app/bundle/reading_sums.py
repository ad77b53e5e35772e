"""Sums as they stand in a public bundle, read back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from survey_app.bundle.published import value_of
from survey_app.bundle.sums import Sums

__all__ = ["read_sums"]


def read_sums(plain: Mapping[str, Any]) -> Sums:
    """What `dataclasses.asdict` made of them; raises ValueError, KeyError or TypeError."""
    found = value_of(Sums, plain)
    assert isinstance(found, Sums)
    return found
