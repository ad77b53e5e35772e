"""The rating matrix: who rates which subject, nobody the own agency."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from sampling.problems import DesignError, Problem
from sampling.randomness import Stream

__all__ = [
    "GroupCapacity",
    "MatrixCapacity",
    "Rating",
    "Targets",
    "assign_ratings",
    "matrix_capacity",
]

# raters by (agency, group); targets by group, one for all subjects or by subject
Raters = Mapping[tuple[str, str], int]
Targets = Mapping[str, int | Mapping[str, int]]
Flow = dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class GroupCapacity:
    """What one group of raters can do.

    least_limit: the smallest limit for each rater with which its targets are met; None when
    no limit helps.
    """

    raters: int
    wanted: int
    possible: int
    least_limit: int | None

    @property
    def feasible(self) -> bool:
        """Whether every subject gets its number."""
        return self.wanted == self.possible


@dataclass(frozen=True, slots=True)
class MatrixCapacity:
    """What all groups can do; groups in order of name."""

    groups: Mapping[str, GroupCapacity]

    @property
    def wanted(self) -> int:
        """Ratings asked for."""
        return sum(group.wanted for group in self.groups.values())

    @property
    def possible(self) -> int:
        """Ratings the rules allow at most."""
        return sum(group.possible for group in self.groups.values())

    @property
    def feasible(self) -> bool:
        """Whether every subject gets its number from every group."""
        return self.wanted == self.possible


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating to be given. rater: from 0 within agency and group."""

    group: str
    agency: str
    rater: int
    subject: str


def matrix_capacity(
    raters: Raters, subjects: Sequence[str], targets: Targets, limit: int
) -> MatrixCapacity:
    """How many ratings are wanted and possible, by maximum flow.

    raters: how many people of each (agency, group); subjects: agencies; targets: ratings of each
    subject by group; limit: subjects each rater rates at most. Nobody rates the own agency, nor
    a subject twice.
    Source: Gale (1957), Pacific J. Mathematics 7, 1073-1082; whole numbers by Ford and Fulkerson.
    """
    found = {}
    for group in sorted({group for _, group in raters}):
        people, wanted = _of_group(raters, group), _wanted(targets, group, subjects)
        total = sum(wanted.values())
        found[group] = GroupCapacity(
            sum(people.values()),
            total,
            sum(_flow(people, wanted, limit).values()),
            _least_limit(people, wanted),
        )
    return MatrixCapacity(found)


def assign_ratings(
    raters: Raters, subjects: Sequence[str], targets: Targets, limit: int, stream: Stream
) -> tuple[Rating, ...]:
    """A random matrix under the rules, the same for the same stream; work is spread evenly.

    Arguments as for `matrix_capacity`. The work of the busiest rater is the least that meets
    the targets; within an agency the raters' numbers differ by at most one.
    Raises DesignError when the rules contradict: it names the subject that too few people may
    rate, or the demand and what the raters' limits allow in all. With one limit for everybody
    and only the own agency barred, one of the two is always the reason.
    """
    capacity = matrix_capacity(raters, subjects, targets, limit)
    if not capacity.feasible:
        raise DesignError(_reasons(raters, subjects, targets, limit, capacity))
    ratings: list[Rating] = []
    for group, able in capacity.groups.items():
        people, wanted = _of_group(raters, group), _wanted(targets, group, subjects)
        mixed = {a: people[a] for a in stream.shuffle(sorted(people))}
        order = {s: wanted[s] for s in stream.shuffle(sorted(wanted))}
        flow = _flow(mixed, order, able.least_limit or 0)
        for agency in sorted(people):
            ratings += _deal(group, agency, people[agency], flow, list(order), stream)
    return tuple(ratings)


def _deal(
    group: str, agency: str, count: int, flow: Flow, subjects: list[str], stream: Stream
) -> list[Rating]:
    """An agency's ratings to its raters by turns: a subject at most `count` times, so never
    twice to one."""
    turns = stream.shuffle(range(count))
    cards = [s for s in subjects for _ in range(flow.get((agency, s), 0))]
    dealt = [Rating(group, agency, turns[at % count], s) for at, s in enumerate(cards)]
    return sorted(dealt, key=lambda rating: (rating.rater, rating.subject))


def _of_group(raters: Raters, group: str) -> dict[str, int]:
    return {agency: count for (agency, own), count in raters.items() if own == group}


def _wanted(targets: Targets, group: str, subjects: Sequence[str]) -> dict[str, int]:
    target = targets.get(group, 0)
    if isinstance(target, int):
        return dict.fromkeys(subjects, target)
    return {subject: target.get(subject, 0) for subject in subjects}


def _flow(people: Mapping[str, int], wanted: Mapping[str, int], limit: int) -> Flow:
    """Most ratings by (agency, subject): agencies stand for their people, who take turns.

    An agency of c people gives a subject at most c ratings and at most c x limit in all.
    """
    agencies, subjects = list(people), list(wanted)
    sink = len(agencies) + len(subjects) + 1
    edges: dict[tuple[int, int], int] = {}
    for i, agency in enumerate(agencies, 1):
        edges[0, i] = people[agency] * min(limit, len(subjects))
        for j, subject in enumerate(subjects, len(agencies) + 1):
            if agency != subject:
                edges[i, j] = people[agency]
    for j, subject in enumerate(subjects, len(agencies) + 1):
        edges[j, sink] = wanted[subject]
    if not agencies or not subjects:
        return {}
    rows, columns = zip(*edges, strict=True)
    capacity = np.array(list(edges.values()), dtype=np.int32)
    graph = csr_array((capacity, (rows, columns)), shape=(sink + 1, sink + 1))
    flow = maximum_flow(graph, 0, sink).flow.tocsr()
    return {
        (agencies[i - 1], subjects[j - 1 - len(agencies)]): int(flow[i, j])
        for i, j in edges
        if i != 0 and j != sink and flow[i, j] > 0
    }


def _least_limit(people: Mapping[str, int], wanted: Mapping[str, int]) -> int | None:
    total, most = sum(wanted.values()), len(wanted)
    if sum(_flow(people, wanted, most).values()) < total:
        return None
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        enough = sum(_flow(people, wanted, middle).values()) == total
        low, high = (low, middle) if enough else (middle + 1, high)
    return low


def _reasons(
    raters: Raters,
    subjects: Sequence[str],
    targets: Targets,
    limit: int,
    capacity: MatrixCapacity,
) -> list[Problem]:
    problems = []
    for group, able in capacity.groups.items():
        if able.feasible:
            continue
        people, wanted = _of_group(raters, group), _wanted(targets, group, subjects)
        for subject, target in wanted.items():
            outside = able.raters - people.get(subject, 0)
            if outside < target:
                values = {"subject": subject, "group": group, "target": str(target)}
                values["found"] = str(outside)
                problems.append(Problem("matrix_few_raters", values=values))
        room = sum(
            count * min(limit, sum(s != agency for s in subjects))
            for agency, count in people.items()
        )
        if room < able.wanted:
            values = {"group": group, "wanted": str(able.wanted), "found": str(room)}
            values |= {"raters": str(able.raters), "limit": str(limit)}
            problems.append(Problem("matrix_capacity", values=values))
    return problems
