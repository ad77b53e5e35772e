"""Balanced samples keep totals and probabilities; a rating matrix keeps its rules."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.cube import balanced_sample
from sampling.matrix import assign_ratings, matrix_capacity
from sampling.problems import DesignError
from sampling.randomness import Stream


def stream(label: object) -> Stream:
    return Stream(b"tests of cube and matrix", str(label))


def test_a_large_balanced_sample_has_its_size_and_nearly_the_totals() -> None:
    chance = np.random.default_rng(5)
    pi = np.full(3000, 0.1)
    x = np.column_stack([pi, chance.gamma(3, 20, 3000), chance.normal(50, 9, 3000)])
    sample = balanced_sample(x, pi, stream("large"))
    assert len(sample.selected) == 300
    assert sample.fractional <= sample.rank == 3
    assert np.abs(np.array(sample.deviation) / x.sum(axis=0)).max() < 0.01


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=2, max_size=25), st.data())
def test_strata_with_whole_sizes_are_always_kept(halves: list[int], data: st.DataObject) -> None:
    """Units come in pairs that share a probability and its complement: every pair is a stratum."""
    pi = np.array([p / 10 for half in halves for p in (half, 10 - half)])
    x = np.zeros((pi.size, len(halves)))
    for k in range(pi.size):
        x[k, k // 2] = pi[k]
    sample = balanced_sample(x, pi, stream(halves))
    assert sample.fractional == 0
    assert sorted(k // 2 for k in sample.selected) == list(range(len(halves)))


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DesignError):
        balanced_sample([[1.0], [2.0]], [0.5], stream("shape"))


counts = st.dictionaries(
    st.tuples(st.sampled_from("ABCDE"), st.sampled_from(["leaders", "staff"])),
    st.integers(1, 5),
    min_size=1,
)


@given(counts, st.integers(0, 9), st.integers(0, 5))
def test_a_matrix_keeps_its_rules_or_the_refusal_has_a_reason(
    raters: dict[tuple[str, str], int], target: int, limit: int
) -> None:
    targets = {"leaders": target, "staff": target}
    capacity = matrix_capacity(raters, "ABCDE", targets, limit)
    if not capacity.feasible:
        with pytest.raises(DesignError) as refusal:
            assign_ratings(raters, "ABCDE", targets, limit, stream(0))
        assert refusal.value.problems
        return
    ratings = assign_ratings(raters, "ABCDE", targets, limit, stream(0))
    assert ratings == assign_ratings(raters, "ABCDE", targets, limit, stream(0))
    assert len(set(ratings)) == len(ratings) == capacity.wanted
    assert all(r.agency != r.subject and r.rater < raters[r.agency, r.group] for r in ratings)
    assert {*Counter((r.group, r.subject) for r in ratings).values()} <= {target}
    for name, group in capacity.groups.items():
        load = Counter((r.agency, r.rater) for r in ratings if r.group == name)
        assert max(load.values(), default=0) == group.least_limit


def test_everybody_comes_to_rate_every_other_agency_in_some_draw() -> None:
    raters = {(agency, "staff"): 3 for agency in "ABC"}
    seen = {
        (r.agency, r.rater, r.subject)
        for draw in range(60)
        for r in assign_ratings(raters, "ABC", {"staff": 2}, 2, stream(draw))
    }
    assert len(seen) == 9 * 2


def test_the_refusal_names_the_subject_or_the_demand() -> None:
    raters = {("A", "staff"): 4, ("B", "staff"): 1}
    with pytest.raises(DesignError) as few:
        assign_ratings(raters, ["A", "B"], {"staff": {"A": 2, "B": 1}}, 3, stream(0))
    assert "A needs 2 ratings from group staff, but only 1 people" in str(few.value)
    with pytest.raises(DesignError) as much:
        assign_ratings(raters, ["A", "B", "C"], {"staff": {"C": 5, "B": 4}}, 1, stream(0))
    assert "9 ratings" in str(much.value)
    assert "5 people at 1 agencies each" in str(much.value)
