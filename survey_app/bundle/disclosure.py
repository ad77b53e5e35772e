"""What may be told of a campaign's figures: the one place that decides it (methods 18 and 26).

Analysis hides a cell by itself: too few answers, or all alike. Here is hidden whatever else it
would follow from, until nothing hidden follows from all that is published together: tables and
points, other choices, sums, and the rows of the public bundle and of the files for analysts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from analysis.differencing import Leak
from analysis.districts import district_estimates
from analysis.points import SchemeLike, factors_of
from analysis.samples import GroupSample
from analysis.sensitivity import Alternative, Effect, Reweighted, other_factors
from analysis.sipas import sipas
from analysis.tables import Cell, DistrictRow, FactorRow, Results
from survey_app.bundle.coarse import Coarse
from survey_app.bundle.differencing import leaks
from survey_app.bundle.district_sums import POOL
from survey_app.bundle.invited import (
    bounds_alone,
    further_items,
    hidden_items,
    hidden_points,
    with_hidden,
)
from survey_app.bundle.invited_sums import ROUNDED
from survey_app.bundle.public_rows import blanked_rows

__all__ = ["Disclosed", "publishable"]

SECONDARY = Cell(None, "secondary")

Samples = Mapping[str, GroupSample]
Place = tuple[str, str, str]
"""Group, district, and "index" or a factor."""
RowsOf = Callable[[str, Results], Coarse | None]


@dataclass(frozen=True)
class Disclosed:
    """What is published everywhere alike. rows: drawn groups whose rows may be."""

    results: Results
    alternatives: tuple[Alternative, ...]
    rows: tuple[str, ...]


@dataclass
class _Hidden:
    """Hidden beside what analysis hides: items of officials, points of criteria (rounded),
    cells of districts, rows of groups, and figures under other weights."""

    items: set[tuple[str, str]]
    points: set[str] = field(default_factory=set)
    places: set[Place] = field(default_factory=set)
    rows: set[str] = field(default_factory=set)
    weights: bool = False


def no_rows(_group: str, _shown: Results) -> None:
    """Rows of no group may be published."""


def publishable(
    scheme: SchemeLike,
    results: Results,
    samples: Samples,
    rows_of: RowsOf = no_rows,
    choices: Sequence[Alternative] = (),
    reweighted: Sequence[Reweighted] = (),
) -> Disclosed:
    """The results and other choices as they may be shown, and whose rows.

    rows_of: a drawn group's rows as they would be published beside these results, None where
    they may not be. choices: of `analysis.sensitivity.alternatives`, reweighted: its weights.
    """
    invited = {name for name, sample in samples.items() if sample.official is not None}
    hidden = _Hidden(hidden_items(results.items, invited))
    while True:
        shown = _shown(results, samples, hidden)
        rows = _rows(samples, rows_of, hidden, shown)
        blanked = {group: blanked_rows(coarse) for group, coarse in rows.items()}
        weights = [] if hidden.weights else _weights_shown(choices, reweighted)
        found = leaks(
            factors_of(scheme), samples, shown, blanked, other_factors(scheme, samples), weights
        )
        if not found or not _hide_more(results, samples, hidden, shown, found):
            break
    told = bounds_alone(_with_own_pool(scheme, shown, samples))
    return Disclosed(told, _choices(choices, told, samples, hidden), tuple(rows))


def _rows(
    samples: Samples, rows_of: RowsOf, hidden: _Hidden, shown: Results
) -> dict[str, Coarse]:  # fmt: skip
    drawn = [n for n, s in samples.items() if s.official is None and n not in hidden.rows]
    return {name: rows for name in drawn if (rows := rows_of(name, shown)) is not None}


def _weights_shown(
    choices: Sequence[Alternative], reweighted: Sequence[Reweighted]
) -> list[Samples]:  # fmt: skip
    """Samples under other weights of which some figure is shown."""
    shown = {(one.kind, one.code) for one in choices if one.sipas or one.total.value is not None}
    return [o.samples for o in reweighted if o.samples and (o.kind, o.code) in shown]


def _shown(results: Results, samples: Samples, hidden: _Hidden) -> Results:
    told = with_hidden(results, samples, hidden.items, hidden.points)
    return replace(told, districts=tuple(_place(row, hidden.places) for row in told.districts))


def _place(row: DistrictRow, hidden: Collection[Place]) -> DistrictRow:
    """A district without its hidden cells."""
    if (row.group, row.district, "index") in hidden and row.direct.reason is None:
        row = replace(row, direct=SECONDARY, pooled=SECONDARY)
    own = (row.group, row.district)
    lost = {name for group, district, name in hidden if (group, district) == own}
    return replace(row, factors=tuple(_factor(part, lost) for part in row.factors))


def _factor(part: FactorRow, lost: Collection[str]) -> FactorRow:
    hide = part.factor in lost and part.share.reason is None
    return replace(part, share=SECONDARY) if hide else part


def _hide_more(
    results: Results, samples: Samples, hidden: _Hidden, shown: Results, found: Sequence[Leak]
) -> bool:
    """Hide what the least is lost with, so that less follows; False where all is hidden."""
    invited = {name for name, sample in samples.items() if sample.official is not None}
    items = further_items(results, invited, hidden.items, found)
    points = set() if items else hidden_points(results, invited, found)
    places = set(_further_places(shown, samples, found))
    new = (items - hidden.items, points - hidden.points, places - hidden.places)
    if any(new):
        hidden.items |= items
        hidden.points |= points
        hidden.places |= places
        return True
    drawn = {name for name, sample in samples.items() if sample.official is None}
    if drawn <= hidden.rows or not any(_leaking(shown, samples, found)):
        return False
    if hidden.weights:
        hidden.rows |= drawn
    hidden.weights = True
    return True


def _further_places(shown: Results, samples: Samples, found: Iterable[Leak]) -> Iterator[Place]:
    """For each hidden cell of a district that follows, the open one with the fewest answers that
    stands in a sum with it: of the same kind in another district, or of the same district."""
    for group, district, name in _leaking(shown, samples, found):
        cells = {
            (row.group, row.district, kind): cell.estimate.n
            for row in shown.districts
            if row.group == group
            for kind, cell in _cells(row)
            if cell.estimate is not None and (kind == name or row.district == district)
        }
        if (group, district, name) in cells:
            yield group, district, name
        elif cells:
            yield min(cells, key=lambda key: (cells[key], key))


def _leaking(
    shown: Results, samples: Samples, found: Iterable[Leak]
) -> Iterator[Place]:  # fmt: skip
    """The cells of districts that follow; for a pool of blanked rows its item's factor."""
    groups = {row.group for row in shown.districts}
    for leak in found:
        kind, *rest = leak.path.split("/")
        for group in groups if kind in ("districts", POOL) else ():
            factors = {item.item: item.factor for item in samples[group].items}
            name = rest[1] if kind == "districts" else factors.get(rest[1]) or "index"
            yield group, rest[0], name


def _cells(row: DistrictRow) -> Iterator[tuple[str, Cell]]:
    yield "index", row.direct
    yield from ((part.factor, part.share) for part in row.factors)


def _with_own_pool(scheme: SchemeLike, shown: Results, samples: Samples) -> Results:
    """Districts with the variance between communes of those alone that are shown.

    One that hidden districts are in tells, beside the margins of the shown ones, how far
    communes of a hidden one are apart.
    """
    rows = list(shown.districts)
    for group in dict.fromkeys(row.group for row in rows):
        sample = samples[group]
        own = [k for k, r in enumerate(rows) if r.group == group and r.direct.reason is None]
        codes = [row.code for row in scheme.survey_rows() if row.kind == "sipas"]
        columns = [k for code in codes for k in sample.scores.columns(criterion=code)]
        places = np.array(sample.districts)
        figures = [
            sipas(
                scheme.sipas_convention, sample.survey, sample.scores, columns,
                sample.domain & (places == rows[k].district),
            )
            for k in own
        ]  # fmt: skip
        for k, (_, pooled) in zip(own, district_estimates(sample.survey, figures), strict=True):
            rows[k] = replace(rows[k], pooled=Cell(pooled))
    return replace(shown, districts=tuple(rows))


def _choices(
    choices: Sequence[Alternative], told: Results, samples: Samples, hidden: _Hidden
) -> tuple[Alternative, ...]:
    """Other choices as they may be shown beside these results.

    No total where the results have none, or a rounded one, which an exact one would undo. No
    other convention where officials answer about satisfaction and hide an item: a mean of
    shares less the shown shares is the hidden one.
    """
    total = told.index.total.points
    exact = total.value is not None and total.warrant != ROUNDED
    sipas_criteria = {row.code for row in told.index.rows if row.kind == "sipas"}
    mixed = any(
        item.item == name and item.criterion in sipas_criteria
        for group, name in hidden.items
        for item in samples[group].items
    )
    nothing = Effect(None, None)
    found = []
    for one in choices:
        lost = (mixed and one.kind == "convention") or (
            hidden.weights and one.kind in ("calibration", "flagged") and one.hidden is None
        )
        if lost:
            one = replace(one, total=nothing, sipas={}, hidden="hidden_part")
        found.append(one if exact else replace(one, total=nothing))
    return tuple(found)
