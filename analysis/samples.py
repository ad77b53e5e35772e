"""One respondent group's answers with the design they came by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.design import SurveyDesign
from analysis.errors import BoolArray, DesignError, IntArray, WeightError
from analysis.response import ResponseRate, response_rates
from analysis.scoring import ItemScores, ScoredItem, score
from analysis.weighting import WeightingPlan, WeightingReport, weigh

__all__ = ["GroupSample", "OfficialSample", "citizens_sample", "officials_sample"]

MINIMUM_RESPONSE = 0.70  # methods 18, where the campaign says nothing else


@dataclass(frozen=True, eq=False)
class OfficialSample:
    """A group invited as a whole: answers by weighting cell, no link to persons.

    cells: (n,) the cell of each ballot; invited: persons invited by cell, also where nobody
    answered. The design assumes non-response at random within a cell. A cell of fewer than two
    ballots that is not complete joins the cell with the fewest others.
    Raises DesignError for a cell not invited or with more ballots than invitations.
    """

    cells: tuple[str, ...]
    invited: Mapping[str, int]
    minimum_response: float = MINIMUM_RESPONSE

    def __post_init__(self) -> None:
        for cell, n in self.received.items():
            if cell not in self.invited:
                raise DesignError(f"officials: ballots from cell {cell}, where nobody was invited")
            if n > self.invited[cell]:
                raise DesignError(
                    f"officials: cell {cell} has {n} ballots of {self.invited[cell]} invited"
                )

    @cached_property
    def received(self) -> dict[str, int]:
        """Ballots by cell."""
        return {
            cell: self.cells.count(cell) for cell in dict.fromkeys((*self.invited, *self.cells))
        }

    @property
    def response(self) -> float:
        """Ballots / invitations, 0 where nobody was invited."""
        everybody = sum(self.invited.values())
        return len(self.cells) / everybody if everybody else 0.0

    @property
    def full_enough(self) -> bool:
        """Whether response is high enough for an interval."""
        return self.response >= self.minimum_response

    @cached_property
    def merged(self) -> dict[str, str]:
        """Every cell to the weighting cell it counts in."""
        into = {cell: cell for cell in self.invited}
        received, invited = dict(self.received), dict(self.invited)
        for cell in sorted(into):
            if received[cell] >= min(2, invited[cell]):
                continue
            others = [c for c in sorted(set(into.values())) if c != cell and received[c] > 0]
            if not others:
                continue
            target = min(others, key=lambda c: (received[c], c))
            into = {k: target if v == cell else v for k, v in into.items()}
            received[target] += received[cell]
            invited[target] += invited[cell]
        return into

    @cached_property
    def survey(self) -> SurveyDesign:
        """Simple random sampling within weighting cells, with its population counts."""
        if not self.cells:
            raise WeightError("officials: no ballot was received")
        invited: dict[str, int] = {}
        for cell, target in self.merged.items():
            invited[target] = invited.get(target, 0) + self.invited[cell]
        strata = np.array([self.merged[cell] for cell in self.cells])
        counts = np.array([invited[cell] for cell in strata], dtype=np.float64)
        frame = pd.DataFrame({"cell": strata})
        return SurveyDesign.build(frame, strata="cell", fpc=[counts], lonely="adjust")

    def rates(self, group: str) -> tuple[ResponseRate, ...]:
        """Invited, received and rate, over all; cells stay unpublished."""
        n, everybody = len(self.cells), sum(self.invited.values())
        rate = self.response if everybody else None
        return (ResponseRate(group, None, everybody, n, everybody - n, 0, 0, rate),)


@dataclass(frozen=True, eq=False)
class GroupSample:
    """The rows of one group that count, in the order of the design.

    answers: one row per row of the design, text codes by item, empty where nothing was said.
    respondents: (n,) the domain (None: all rows). districts: (n,) the district a row speaks of,
    "" for none (None: the group is not tabulated by district). rows: (n,) which opened name each
    row is, counted from 0 (None: an invited group).
    """

    group: str
    design: SurveyDesign | OfficialSample
    answers: pd.DataFrame
    items: tuple[ScoredItem, ...]
    respondents: BoolArray | None = None
    districts: tuple[str, ...] | None = None
    weighting: WeightingReport | None = None
    rates: tuple[ResponseRate, ...] = ()
    rows: IntArray | None = None

    @property
    def official(self) -> OfficialSample | None:
        """The invitations, for a group invited as a whole."""
        return self.design if isinstance(self.design, OfficialSample) else None

    @property
    def survey(self) -> SurveyDesign:
        """The design; raises WeightError where no answer came."""
        return self.design.survey if isinstance(self.design, OfficialSample) else self.design

    @property
    def domain(self) -> BoolArray:
        """(n,) rows that answered."""
        if self.respondents is None:
            return np.ones(len(self.answers), dtype=np.bool_)
        return self.respondents

    @property
    def answered(self) -> int:
        """Respondents."""
        return int(self.domain.sum())

    @cached_property
    def scores(self) -> ItemScores:
        """Scores of every row on every item."""
        return score(self.items, self.answers)


def citizens_sample(
    group: str,
    names: pd.DataFrame,
    items: Sequence[ScoredItem],
    plan: WeightingPlan | None = None,
    *,
    district: str = "district",
) -> GroupSample:
    """A drawn group: weights, design and answers from one row per opened name.

    names: the columns of `weighting.weigh` (stratum, psu, A, a, M, m, outcome and the plan's),
    `district` ("" or empty for desks of no district) and a column of text codes per item.
    Only names of probability cells belong here. Raises what `weigh` raises.
    """
    places = names[district].astype("object").where(names[district].notna(), "").astype(str)
    weighted = weigh(names.assign(**{district: places}), plan)
    kept = weighted.frame[weighted.kept].reset_index(drop=True)
    columns = _answer_columns(items)
    answers = kept[columns].where(pd.Series(weighted.respondents), "")
    rated = [place or None for place in places]
    return GroupSample(
        group,
        weighted.design,
        answers,
        tuple(items),
        weighted.respondents,
        tuple(kept[district]),
        weighted.report,
        response_rates(group, list(names["outcome"]), rated),
        np.flatnonzero(weighted.kept).astype(np.int64),
    )


def officials_sample(
    group: str,
    ballots: pd.DataFrame,
    invited: Mapping[str, int],
    items: Sequence[ScoredItem],
    *,
    cell: str = "cell",
    minimum_response: float = MINIMUM_RESPONSE,
) -> GroupSample:
    """An invited group: one row per ballot with its cell and a column of text codes per item.

    invited: persons invited by cell of this group, those without a ballot too.
    minimum_response: share of them below which only bounds are given, 0 to 1.
    """
    cells = tuple(ballots[cell].astype(str))
    sample = OfficialSample(cells, dict(invited), minimum_response)
    answers = ballots[_answer_columns(items)].reset_index(drop=True)
    return replace(
        GroupSample(group, sample, answers, tuple(items)),
        rates=sample.rates(group),
    )


def _answer_columns(items: Sequence[ScoredItem]) -> list[str]:
    filters = [item.asked_of[0] for item in items if item.asked_of is not None]
    return list(dict.fromkeys([*(item.item for item in items), *filters]))
