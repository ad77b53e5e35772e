"""What must stay hidden beside the results, so that nothing they hide follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.sensitivity import Alternative, Effect
from analysis.tables import Results

__all__ = ["publishable_choices"]


def publishable_choices(choices: Iterable[Alternative], told: Results) -> tuple[Alternative, ...]:
    """Other choices as they may be shown beside these results: no total where they have none."""
    total = told.index.total.points.value is not None
    return tuple(one if total else replace(one, total=Effect(None, None)) for one in choices)
