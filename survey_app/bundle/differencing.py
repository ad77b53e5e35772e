"""Does anything hidden follow from all that is published together? (methods 26)

Tables, index points with their bounds, public rows and sums are linear in the totals of few
cells: answers of a group by item, and in drawn groups by district and by whether a row shows it.
Weights and numbers of answers count as known to whoever subtracts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from analysis.differencing import derivable, ranges
from analysis.errors import BoolArray, FloatArray
from analysis.points import PointsRow
from analysis.samples import GroupSample
from analysis.scoring import ItemScores
from analysis.tables import DistrictRow, Results

__all__ = ["ROUNDED_TO", "Factors", "Leak", "invited_leaks", "leaks"]

OPEN = (None, "no_answers")
BLANKED = "blanked/"
ROUNDED_TO = 0.01
"""Part of its maximum to which bounds of a criterion with hidden items are rounded outward."""

Line = FloatArray
Divided = Literal["answers", "silent", "unsure"]
Factors = Mapping[tuple[str, str], float]


@dataclass(frozen=True)
class Leak:
    """A hidden figure that follows from what is published: its path, and how."""

    path: str
    how: str


@dataclass(eq=False)
class _System:
    """Cells with their true totals and the most they can be; sums of them that are known.

    rounded: sums known but for a step; bounds of a criterion with hidden items are (`disclosure`).
    """

    cells: FloatArray
    most: FloatArray
    known: list[Line]
    hidden: dict[str, Line]
    rounded: list[tuple[Line, float]] = field(default_factory=list)


def leaks(
    factors: Factors,
    samples: Mapping[str, GroupSample],
    published: Results,
    blanked: Mapping[str, BoolArray] | None = None,
    others: Sequence[Factors] = (),
) -> tuple[Leak, ...]:
    """Every hidden figure that can be computed from the rest; none when all is well.

    factors: points of a whole score by criterion and group (`analysis.points.factors_of`).
    blanked: by drawn group (m,) the rows of the public bundle, in the sample's order of those
    who answered, that show no district; without it no rows are published.
    """
    found: list[Leak] = []
    for name, sample in samples.items():
        if sample.official is None and sample.answered:
            rows = (blanked or {}).get(name)
            found += _found(_drawn(sample, published, rows))
    return (*found, *invited_leaks(factors, samples, published, others))


def invited_leaks(
    factors: Factors,
    samples: Mapping[str, GroupSample],
    published: Results,
    others: Sequence[Factors] = (),
) -> tuple[Leak, ...]:
    """Those of the invited groups alone, on which no row is published.

    others: factors under which a total is shown too (`analysis.sensitivity`); the one with
    "don't know" counted always is.
    """
    invited = {n: s for n, s in samples.items() if s.official is not None and s.answered}
    if not invited:
        return ()
    shares = _found(_invited_shares(invited, published))
    return (*shares, *_found(_invited_scores(factors, invited, published, others)))


def _found(system: _System) -> Iterator[Leak]:
    paths = list(system.hidden)
    if not paths:
        return
    # of nothing known there are no sums, but as many cells
    known = np.array(system.known, dtype=np.float64).reshape(-1, len(system.cells))
    targets = np.array([system.hidden[path] for path in paths])
    exact = derivable(known, targets)
    for k in exact:
        yield Leak(paths[k], "subtraction")
    # that a pool of blanked rows answered alike is seen in the rows themselves
    rest = [k for k, path in enumerate(paths) if k not in exact and not path.startswith(BLANKED)]
    lines = np.array([line for line, _ in system.rounded])
    steps = np.array([step for _, step in system.rounded])
    limits = ranges(known, system.cells, system.most, targets[rest], (lines, steps))
    for k, (low, high) in zip(rest, limits, strict=True):
        if high - low <= 1e-6 * float(targets[k] @ system.most):
            yield Leak(paths[k], "a sum at its utmost")


def _drawn(sample: GroupSample, published: Results, blanked: BoolArray | None) -> _System:
    """Cells: district, item, and whether the row shows its district."""
    scores, domain = sample.scores, sample.domain
    scored = published.convention == "mean_score"
    values = (scores.score if scored else scores.satisfied)[domain]
    weights = sample.survey.weights[domain]
    places = np.array(sample.districts or [""] * len(domain))[domain]
    unseen = np.ones(len(weights), np.bool_) if blanked is None else blanked
    keys = [
        (str(place), k, seen)
        for place in np.unique(places)
        for k in range(values.shape[1])
        for seen in (True, False)
    ]
    answers = [values[(places == place) & (unseen != seen), k] for place, k, seen in keys]
    own = [weights[(places == place) & (unseen != seen)] for place, _, seen in keys]
    below = np.array([float(w @ ~np.isnan(y)) for w, y in zip(own, answers, strict=True)])
    above = np.array([float(w @ np.nan_to_num(y)) for w, y in zip(own, answers, strict=True)])
    counts = [int((~np.isnan(y)).sum()) for y in answers]

    item = np.array([k for _, k, _ in keys])
    district = np.array([place for place, _, _ in keys])
    each = np.eye(len(keys))
    known = [(item == k).astype(np.float64) for k in range(values.shape[1])]
    hidden: dict[str, Line] = {}
    if blanked is not None:
        known += [each[n] for n, key in enumerate(keys) if key[2]]
        few = [
            n for n, key in enumerate(keys) if not key[2] and 0 < counts[n] < published.threshold
        ]
        hidden |= {f"{BLANKED}{keys[n][0]}/{scores.items[keys[n][1]].item}": each[n] for n in few}
    columns = _sipas_columns(published, scores)
    for row in (row for row in published.districts if row.group == sample.group):
        for name, part, reason in _of_district(row, scores, columns):
            sums = ((district == row.district) & np.isin(item, part)).astype(np.float64)
            _sort(known, hidden, f"districts/{row.district}/{name}", sums, reason)
    return _System(above, below, known, hidden)


def _sort(
    known: list[Line], hidden: dict[str, Line], path: str, sums: Line, reason: str | None
) -> None:
    if reason is None:
        known.append(sums)
    elif reason not in OPEN:
        hidden[path] = sums


def _of_district(
    row: DistrictRow, scores: ItemScores, columns: Sequence[int]
) -> Iterator[tuple[str, Sequence[int], str | None]]:
    yield "index", columns, row.direct.reason
    for part in row.factors:
        yield part.factor, scores.columns(factor=part.factor), part.share.reason


def _sipas_columns(published: Results, scores: ItemScores) -> list[int]:
    codes = [row.code for row in published.index.rows if row.kind == "sipas"]
    return [k for code in codes for k in scores.columns(criterion=code)]


def _invited_cells(
    samples: Mapping[str, GroupSample], scored: bool
) -> tuple[list[tuple[str, int]], FloatArray, FloatArray]:
    """Group and item of each cell, the true total and the number of answers."""
    keys = [(name, k) for name, sample in samples.items() for k in range(len(sample.items))]
    columns = [
        (samples[name].scores.score if scored else samples[name].scores.satisfied)[:, k]
        for name, k in keys
    ]
    cells = np.array([float(np.nansum(column)) for column in columns])
    return keys, cells, np.array([float((~np.isnan(column)).sum()) for column in columns])


def _invited_shares(samples: Mapping[str, GroupSample], published: Results) -> _System:
    """Satisfied answers by group and item: items, factors, whole groups and their bounds."""
    keys, cells, most = _invited_cells(samples, scored=False)
    known: list[Line] = []
    hidden: dict[str, Line] = {}

    def line(group: str, columns: Sequence[int]) -> Line:
        return np.array([float(name == group and k in columns) for name, k in keys])

    for row in published.items:
        if row.group in samples:
            k = [i.item for i in samples[row.group].items].index(row.item)
            _sort(
                known,
                hidden,
                f"items/{row.group}/{row.item}",
                line(row.group, [k]),
                row.share.reason,
            )
    for part in published.factors:
        if part.group in samples:
            own = samples[part.group].scores.columns(factor=part.factor)
            path = f"factors/{part.group}/{part.factor}"
            _sort(known, hidden, path, line(part.group, own), part.share.reason)
    for whole in published.groups:
        if whole.group in samples:
            own = list(range(len(samples[whole.group].items)))
            _sort(
                known, hidden, f"groups/{whole.group}", line(whole.group, own), whole.share.reason
            )
    return _System(cells, most, known, hidden)


def _invited_scores(
    factors: Factors,
    samples: Mapping[str, GroupSample],
    published: Results,
    others: Sequence[Factors],
) -> _System:
    """Scores by group and item: item means, criteria of a group or of all, and their bounds."""
    keys, cells, most = _invited_cells(samples, scored=True)
    known: list[Line] = []
    hidden: dict[str, Line] = {}

    def line(weights: Mapping[tuple[str, int], float]) -> Line:
        return np.array([weights.get(key, 0.0) for key in keys])

    n = dict(zip(keys, most, strict=True))

    def score(code: str, group: str, divided: Divided) -> dict[tuple[str, int], float]:
        """Coefficients of a group's score on a criterion, as it is or divided by more people."""
        columns = samples[group].scores.columns(criterion=code)
        people = {k: n[group, k] + _more(samples[group], k, divided) for k in columns}
        return {(group, k): 1 / len(columns) / people[k] for k in columns if people[k] > 0}

    for row in published.items:
        if row.group in samples:
            k = [i.item for i in samples[row.group].items].index(row.item)
            path = f"means/{row.group}/{row.item}"
            _sort(known, hidden, path, line({(row.group, k): 1.0}), row.mean.reason)
    rounded: list[tuple[Line, float]] = []
    for points, codes in _lines(published):
        if points.points.value is not None:
            known.append(line(_summed(codes, samples, factors, score, "answers")))
        if points.points.bounds is not None and codes == [points.code]:
            sums = line(_summed(codes, samples, factors, score, "silent"))
            if points.groups:
                known.append(sums)
            else:
                rounded.append((sums, points.maximum * ROUNDED_TO))
        known += [
            line(score(points.code, one.group, "silent" if bounds else "answers"))
            for one in points.groups
            if one.group in samples and one.score.n
            for bounds in (False, True)
            if (one.score.bounds if bounds else one.score.value) is not None
        ]
    if published.index.total.points.value is not None:
        codes = [row.code for row in published.index.rows]
        known += [line(_summed(codes, samples, each, score, "answers")) for each in others]
        known.append(line(_summed(codes, samples, factors, score, "unsure")))
    return _System(cells, most, known, hidden, rounded)


def _more(sample: GroupSample, item: int, divided: Divided) -> float:
    """People that a figure counts beside those who answered an item."""
    official = sample.official
    if divided == "silent" and official is not None:
        return float(sum(official.invited.values()) - len(official.cells))
    if divided == "unsure":
        return float(sample.scores.not_counted[:, item].sum())
    return 0.0


def _summed(
    codes: Sequence[str],
    groups: Iterable[str],
    factors: Factors,
    score: Callable[[str, str, Divided], Mapping[tuple[str, int], float]],
    divided: Divided,
) -> dict[tuple[str, int], float]:
    """Coefficients of the points of some criteria together."""
    total: dict[tuple[str, int], float] = {}
    for code in codes:
        for group in groups:
            for key, weight in score(code, group, divided).items():
                total[key] = total.get(key, 0.0) + weight * factors.get((code, group), 0.0)
    return total


def _lines(published: Results) -> Iterator[tuple[PointsRow, list[str]]]:
    """Every criterion, field and the total, with the criteria it is made of."""
    index = published.index
    yield from ((row, [row.code]) for row in index.rows)
    yield from ((f, [row.code for row in index.rows if row.field == f.code]) for f in index.fields)
    yield index.total, [row.code for row in index.rows]  # bounds: sums of the rows' own
