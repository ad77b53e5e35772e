"""From samples and answers to what may be told of them, rare items and all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analysis.scoring import ScoredItem
from analysis.sensitivity import alternatives
from analysis.tables import Cell, FactorRow, ItemRow, Results, results
from survey_app.bundle.alternatives import reweighted
from survey_app.bundle.coarse import Coarse, TooFewRows
from survey_app.bundle.disclosure import Disclosed, publishable
from survey_app.bundle.public_rows import coarse_rows, enough_rows
from survey_app.bundle.told import Told

__all__ = ["tell"]

FEW = Cell(None, "below_threshold")


def tell(told: Told) -> Disclosed:
    """Estimates, points, other choices and whose rows, as far as they may be told."""
    rules, samples = told.rules, told.samples
    found = results(rules.scheme, samples, rules.threshold)
    came = told.round
    others = reweighted(rules, came.cells, came.names, came.ballots, samples)
    choices = alternatives(rules.scheme, samples, others, rules.threshold)

    def rows_of(group: str, shown: Results) -> Coarse | None:
        if group not in told.instruments or group not in told.answers:
            return None
        form = told.instruments[group][0]
        try:
            rows = coarse_rows(samples[group], told.answers[group], form, shown)
        except TooFewRows:
            return None
        return rows if enough_rows(samples[group], rows, rules.scheme) else None

    shown = publishable(rules.scheme, found, samples, rows_of, choices, others)
    return replace(shown, results=_with_rare(shown.results, told))


def _with_rare(shown: Results, told: Told) -> Results:
    """The results with a line, and no figure, for every item that too few answered."""
    items, factors = list(shown.items), list(shown.factors)
    for group, names in told.rare.items():
        for item in (one for one in told.all_items[group] if one.item in names):
            about = (group, item.item, item.factor, item.criterion)
            items.append(ItemRow(*about, FEW, FEW, None, None, None))
            if item.factor and not any(_is(row, group, item.factor) for row in factors):
                factors.append(FactorRow(group, item.factor, FEW))
    place = {row.group: n for n, row in enumerate(shown.groups)}
    order = {(g, item.item): n for g, own in told.all_items.items() for n, item in enumerate(own)}
    first = {(g, i.factor): n for g, own in told.all_items.items() for n, i in _backwards(own)}
    items.sort(key=lambda row: (place[row.group], order[row.group, row.item]))
    factors.sort(key=lambda row: (place[row.group], first[row.group, row.factor]))
    return replace(shown, items=tuple(items), factors=tuple(factors))


def _is(row: FactorRow, group: str, factor: str) -> bool:
    return (row.group, row.factor) == (group, factor)


def _backwards(items: Sequence[ScoredItem]) -> Sequence[tuple[int, ScoredItem]]:
    """With their places, the last first, so that the first of a factor is kept."""
    return list(enumerate(items))[::-1]
