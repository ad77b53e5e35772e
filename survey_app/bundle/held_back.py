"""What must stay hidden beside the results, so that nothing they hide follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from analysis.sensitivity import Alternative, Effect
from analysis.tables import Results

__all__ = ["publishable_choices", "without_counts"]


def publishable_choices(choices: Iterable[Alternative], told: Results) -> tuple[Alternative, ...]:
    """Other choices as they may be shown beside these results.

    No total where the results have none. No other convention where an item or a factor of the
    satisfaction index is hidden: a mean of shares less the shown shares is the hidden one.
    """
    total = told.index.total.points.value is not None
    covered = bool(_with_hidden_parts(told))
    nothing = Effect(None, None)
    return tuple(
        replace(one, total=nothing, sipas={}, hidden="hidden_part")
        if covered and one.kind == "convention"
        else one
        if total
        else replace(one, total=nothing)
        for one in choices
    )


def without_counts(told: Results) -> Results:
    """The results without the counts that hidden shares hang on.

    Neither who was asked a hidden item, nor the unweighted index of a group with a hidden part:
    times the answers, less those of the shown items, it is the hidden item's.
    """
    hidden = _with_hidden_parts(told)
    items = tuple(
        row
        if row.share.estimate is not None
        else replace(row, asked=None, not_counted=None, missing=None)
        for row in told.items
    )
    sipas = {
        group: replace(found, unweighted=None, difference=None) if group in hidden else found
        for group, found in told.sipas.items()
    }
    return replace(told, items=items, sipas=sipas)


def _with_hidden_parts(told: Results) -> set[str]:
    """Groups that answer about satisfaction with an item or a factor hidden."""
    parts = [(row.group, row.share) for row in told.items]
    parts += [(row.group, row.share) for row in told.factors]
    return {
        group
        for group, share in parts
        if group in told.sipas and share.reason not in (None, "no_answers")
    }
