"""What is published of a drawn group, as sums over the answers of its districts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.differencing import Leak, System
from analysis.errors import BoolArray, FloatArray, IntArray
from analysis.samples import GroupSample
from analysis.scoring import ItemScores
from analysis.tables import DistrictRow, Results

__all__ = ["POOL", "district_leaks"]

POOL = "blanked"
OPEN = (None, "no_answers")


def district_leaks(
    sample: GroupSample,
    published: Results,
    blanked: BoolArray | None,
    reweighted: Sequence[GroupSample] = (),
) -> Iterator[Leak]:
    """Hidden figures of a drawn group's districts that follow from all that is shown.

    Known are the city's totals of every item, the shown figures of districts, what rows show,
    and the index under other weights. Weights, who has which, and numbers of answers count as
    known to whoever subtracts. blanked: (m,) rows that show no district, in the sample's order
    of those who answered; None where no rows are published. reweighted: the same persons under
    the other weights whose figures are shown.
    Paths: districts/CODE/index, districts/CODE/FACTOR, blanked/CODE/ITEM (few answers that only
    the blanked rows hold).
    """
    for scored in (False, True):
        system = _Answers(sample, published, blanked, reweighted, scored=scored).system()
        pools = [path for path in system.hidden if path.startswith(POOL)]
        yield from system.leaks(exact_only=pools)  # rows themselves show that a pool is alike


@dataclass(frozen=True)
class _Part:
    """A figure of a district: its items, in groups whose shares are averaged."""

    name: str
    groups: Sequence[Sequence[int]]
    reason: str | None


class _Answers:
    """Unknown totals of satisfied answers (or of scores): by district, item and kind of row.

    Rows are of a kind that have the same weights but for a factor. What a row shows with its
    district is known, and no cell.
    """

    def __init__(
        self,
        sample: GroupSample,
        published: Results,
        blanked: BoolArray | None,
        reweighted: Sequence[GroupSample],
        *,
        scored: bool,
    ) -> None:
        domain = sample.domain
        self.sample, self.published, self.blanked, self.scored = sample, published, blanked, scored
        self.scores = sample.scores
        self.values = (self.scores.score if scored else self.scores.satisfied)[domain]
        self.weights = sample.survey.weights[domain]
        self.places = np.array(sample.districts or [""] * len(domain))[domain]
        self.others = [_weights_of(other, sample) for other in reweighted]
        unseen = np.ones(len(self.weights), np.bool_) if blanked is None else blanked
        self._cells(unseen)

    def _cells(self, unseen: BoolArray) -> None:
        ratios = [np.round(other / self.weights, 9) for other in self.others]
        kinds = np.unique(np.column_stack([np.zeros(len(self.weights)), *ratios]), axis=0,
                          return_inverse=True)[1].reshape(-1)  # fmt: skip
        names, place = np.unique(self.places, return_inverse=True)
        block = place * (kinds.max(initial=0) + 1) + kinds
        blocks, first = np.unique(block[unseen], return_index=True)
        rows = np.flatnonzero(unseen)[first]
        of = np.searchsorted(blocks, block[unseen])
        valid = ~np.isnan(self.values)
        sums = [
            np.array([np.bincount(of, self.weights[unseen] * column[unseen], len(blocks))
                      for column in part.T])
            for part in (valid.astype(np.float64), np.nan_to_num(self.values))
        ]  # fmt: skip
        counts = np.array(
            [np.bincount(of, column[unseen], len(blocks)) for column in valid.astype(float).T]
        )
        item, at = np.nonzero(sums[0] > 0)
        self.item: IntArray = item
        self.most, self.true, self.count = sums[0][item, at], sums[1][item, at], counts[item, at]
        self.district = names[place[rows]][at]
        self.ratios = [ratio[rows][at] for ratio in ratios]

    def system(self) -> System:
        """All sums of this kind that are known, and those that are hidden."""
        found = System(self.true, self.most)
        items = range(self.values.shape[1])
        found.known += [(self.item == k).astype(np.float64) for k in items]
        for row in (r for r in self.published.districts if r.group == self.sample.group):
            for part in self._parts(row):
                line = self._line(row.district, part.groups, self.weights)
                if part.reason is None:
                    found.known.append(line)
                elif part.reason not in OPEN:
                    found.hidden[f"districts/{row.district}/{part.name}"] = line
        index = self._index()
        if index and self._scored_index == self.scored:
            for other, ratio in zip(self.others, self.ratios, strict=True):
                found.known.append(self._line(None, index, other) * ratio)
        if self.blanked is not None:
            found.hidden |= self._pools()
        return found

    @property
    def _scored_index(self) -> bool:
        return self.published.convention == "mean_score"

    def _parts(self, row: DistrictRow) -> Iterator[_Part]:
        if self._scored_index == self.scored:
            yield _Part("index", self._index(), row.direct.reason)
        if not self.scored:
            for part in row.factors:
                own = self.scores.columns(factor=part.factor)
                yield _Part(part.factor, [own], part.share.reason)

    def _index(self) -> list[list[int]]:
        codes = [row.code for row in self.published.index.rows if row.kind == "sipas"]
        columns = [k for code in codes for k in self.scores.columns(criterion=code)]
        return averaged(self.published.convention, self.scores, columns)

    def _line(
        self, district: str | None, groups: Sequence[Sequence[int]], weights: FloatArray
    ) -> FloatArray:
        """Mean over the groups of their ratios: a cell counts by what its group is divided by."""
        rows = self.places == district if district is not None else np.ones_like(self.places, bool)
        below = weights[rows] @ ~np.isnan(self.values[rows])
        line = np.zeros(len(self.item))
        own = self.district == district if district is not None else np.ones_like(line, bool)
        for group in groups:
            size = float(below[list(group)].sum())
            if size > 0:
                line += own * np.isin(self.item, group) / size
        return line

    def _pools(self) -> dict[str, FloatArray]:
        found = {}
        for place in np.unique(self.district):
            for k in range(self.values.shape[1]):
                own = (self.district == place) & (self.item == k)
                if 0 < self.count[own].sum() < self.published.threshold:
                    path = f"{POOL}/{place}/{self.scores.items[k].item}"
                    found[path] = own.astype(np.float64)
        return found


def averaged(convention: str, scores: ItemScores, columns: Sequence[int]) -> list[list[int]]:
    """The items of an index in the groups whose ratios its convention averages."""
    if convention == "mean_of_item_shares":
        return [[k] for k in columns]
    if convention == "mean_of_factor_shares":
        names = dict.fromkeys(scores.items[k].factor for k in columns)
        return [[k for k in columns if scores.items[k].factor == name] for name in names]
    return [list(columns)] if columns else []


def _weights_of(other: GroupSample, sample: GroupSample) -> FloatArray:
    """(m,) other weights of the rows that answered, 0 for those that the other choice leaves."""
    if other.rows is None or sample.rows is None:
        return np.zeros(sample.answered)
    size = int(max(other.rows.max(initial=0), sample.rows.max(initial=0))) + 1
    by_name = np.zeros(size)
    by_name[other.rows[other.domain]] = other.survey.weights[other.domain]
    return np.asarray(by_name[sample.rows[sample.domain]])
