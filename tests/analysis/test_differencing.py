"""What follows from published sums by subtraction, or because a sum is at its utmost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.differencing import derivable, ranges


def test_the_last_cell_of_a_line_follows_from_the_rest_and_the_whole() -> None:
    known = np.array([[1.0, 1, 1], [1, 0, 0], [0, 1, 0]])
    assert derivable(known, np.array([[0.0, 0, 1]])) == [0]


def test_two_hidden_cells_of_one_line_do_not_follow() -> None:
    known = np.array([[1.0, 1, 1], [1, 0, 0]])
    assert derivable(known, np.array([[0.0, 0, 1], [0, 1, 0], [0, 1, 1]])) == [2]


def test_a_second_sum_with_other_factors_gives_both_cells_away() -> None:
    """As points do beside their bounds, which divide by other numbers of people."""
    known = np.array([[1 / 6, 1 / 7], [1 / 8, 1 / 7]])
    assert derivable(known, np.eye(2)) == [0, 1]


def test_a_sum_at_its_utmost_gives_its_parts_away() -> None:
    known = np.array([[1.0, 1.0]])
    most = np.array([6.0, 7.0])
    full = ranges(known, most, most, np.eye(2))
    assert full[:, 0] == pytest.approx([6, 7])
    assert full[:, 1] == pytest.approx([6, 7])
    half = ranges(known, np.array([6.0, 2.0]), most, np.eye(2))
    assert half == pytest.approx(np.array([[1.0, 6.0], [2.0, 7.0]]))


@given(st.integers(2, 6), st.integers(2, 6), st.integers(0, 1000))
def test_whatever_follows_exactly_has_a_range_of_one_value(m: int, a: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    known = random.integers(0, 2, (m, a)).astype(np.float64)
    most = random.integers(1, 9, a).astype(np.float64)
    cells = np.floor(most * random.random(a))
    targets = np.eye(a)
    limits = ranges(known, cells, most, targets)
    assert (limits[:, 0] <= cells + 1e-6).all()
    assert (limits[:, 1] >= cells - 1e-6).all()
    for k in derivable(known, targets) if known.any() else []:
        assert limits[k, 1] - limits[k, 0] == pytest.approx(0, abs=1e-6)
