"""From samples and answers to what may be told of them, rare items and all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

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
        for item in told.all_items[group]:
            if item.item in names:
                counts = (None, None, None)
                items.append(
                    ItemRow(group, item.item, item.factor, item.criterion, FEW, FEW, *counts)
                )
                if item.factor and (group, item.factor) not in {(f.group, f.factor) for f in factors}:  # fmt: skip
                    factors.append(FactorRow(group, item.factor, FEW))
    order = {(g, item.item): n for g, own in told.all_items.items() for n, item in enumerate(own)}
    first = _first_places(told)
    groups = {row.group: n for n, row in enumerate(shown.groups)}
    items.sort(key=lambda row: (groups[row.group], order[row.group, row.item]))
    factors.sort(key=lambda row: (groups[row.group], first[row.group, row.factor]))
    return replace(shown, items=tuple(items), factors=tuple(factors))


def _first_places(told: Told) -> Mapping[tuple[str, str], int]:
    """The first item of every factor, by group and factor."""
    found: dict[tuple[str, str], int] = {}
    for group, own in told.all_items.items():
        for n, item in enumerate(own):
            if item.factor:
                found.setdefault((group, item.factor), n)
    return found
