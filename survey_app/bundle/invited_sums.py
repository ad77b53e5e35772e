"""What is published of invited groups, as sums over their answers to each item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from analysis.differencing import Leak, System
from analysis.errors import FloatArray
from analysis.points import PointsRow
from analysis.samples import GroupSample
from analysis.tables import Results
from survey_app.bundle.district_sums import averaged

__all__ = ["ROUNDED", "ROUNDED_TO", "Factors", "invited_leaks"]

ROUNDED_TO = 0.01
"""Part of its maximum to which bounds of a criterion with hidden items are rounded outward."""
ROUNDED = "rounded"
"""Why points are rounded so too, and have no margin: a hidden item would follow from them."""
OPEN = (None, "no_answers")

Line = FloatArray
Divided = Literal["answers", "silent", "unsure"]
Factors = Mapping[tuple[str, str], float]


def invited_leaks(
    factors: Factors,
    samples: Mapping[str, GroupSample],
    published: Results,
    others: Sequence[Factors] = (),
) -> Iterator[Leak]:
    """Hidden figures of the invited groups that follow from tables, points and bounds.

    factors: points of a whole score by criterion and group (`analysis.points.factors_of`);
    others: those under which a total is shown too (`analysis.sensitivity`); the one with
    "don't know" counted always is. Paths: items/GROUP/ITEM, factors/GROUP/FACTOR,
    groups/GROUP of satisfied answers, means/GROUP/ITEM of scores.
    """
    invited = {n: s for n, s in samples.items() if s.official is not None and s.answered}
    if invited:
        yield from _invited_shares(factors, invited, published).leaks()
        yield from _invited_scores(factors, invited, published, others).leaks()


def _sort(
    known: list[Line], hidden: dict[str, Line], path: str, sums: Line, reason: str | None
) -> None:
    if reason is None:
        known.append(sums)
    elif reason not in OPEN:
        hidden[path] = sums


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


def _invited_shares(
    factors: Factors, samples: Mapping[str, GroupSample], published: Results
) -> System:
    """Satisfied answers by group and item: items, factors, whole groups and their bounds, and
    the points of a satisfaction index that officials are asked for too."""
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
    n = dict(zip(keys, most, strict=True))
    for points in published.index.rows:
        if points.kind == "sipas" and points.points.value is not None:
            sums = np.zeros(len(keys))
            for name, sample in samples.items():
                columns = sample.scores.columns(criterion=points.code)
                groups = averaged(published.convention, sample.scores, columns)
                worth = factors.get((points.code, name), 0.0)
                for own in groups:
                    sums += worth * line(name, own) / max(sum(n[name, k] for k in own), 1.0)
            known.append(sums)
    return System(cells, most, known, hidden)


def _invited_scores(
    factors: Factors,
    samples: Mapping[str, GroupSample],
    published: Results,
    others: Sequence[Factors],
) -> System:
    """Scores by group and item: item means, criteria of a group or of all, and their bounds."""
    keys, cells, most = _invited_cells(samples, scored=True)
    known: list[Line] = []
    hidden: dict[str, Line] = {}

    def line(weights: Mapping[tuple[str, int], float]) -> Line:
        return np.array([weights.get(key, 0.0) for key in keys])

    n = dict(zip(keys, most, strict=True))
    scored = published.convention == "mean_score"
    of_shares = {r.code for r in published.index.rows if r.kind == "sipas" and not scored}

    def score(code: str, group: str, divided: Divided) -> dict[tuple[str, int], float]:
        """Coefficients of a group's score on a criterion, as it is or divided by more people."""
        if code in of_shares:
            return {}  # known as far as it goes (`_invited_shares`)
        columns = samples[group].scores.columns(criterion=code)
        people = {k: n[group, k] + _more(samples[group], k, divided) for k in columns}
        return {(group, k): 1 / len(columns) / people[k] for k in columns if people[k] > 0}

    for row in published.items:
        if row.group in samples:
            k = [i.item for i in samples[row.group].items].index(row.item)
            path = f"means/{row.group}/{row.item}"
            _sort(known, hidden, path, line({(row.group, k): 1.0}), row.mean.reason)
    rounded: list[tuple[Line, float, float]] = []
    for points, codes in _lines(published):
        found = points.points
        vague, single = found.warrant == ROUNDED, codes == [points.code]
        exact = line(_summed(codes, samples, factors, score, "answers"))
        step = points.maximum * ROUNDED_TO
        if vague and single:
            rounded.append((exact, step / 2, step / 2))
        elif found.value is not None and not vague:
            known.append(exact)
        if found.bounds is not None and single:
            sums = line(_summed(codes, samples, factors, score, "silent"))
            drawn = 0.0 if found.value is None or vague else found.value - float(exact @ cells)
            below = min(max(float(sums @ cells) + drawn - found.bounds[0], 0.0), step)
            if points.groups:
                known.append(sums)
            else:
                rounded.append((sums, below, step - below))
        known += [
            line(score(points.code, one.group, "silent" if bounds else "answers"))
            for one in points.groups
            if one.group in samples and one.score.n
            for bounds in (False, True)
            if (one.score.bounds if bounds else one.score.value) is not None
        ]
    total = published.index.total.points
    if total.value is not None and total.warrant != ROUNDED:
        codes = [row.code for row in published.index.rows]
        known += [line(_summed(codes, samples, each, score, "answers")) for each in others]
        known.append(line(_summed(codes, samples, factors, score, "unsure")))
    return System(cells, most, known, hidden, rounded)


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
