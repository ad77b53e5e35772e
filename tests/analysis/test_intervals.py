"""Limits of shares: ordered, inside [0, 1], alike where the sample is large."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.intervals import Interval, interval

SHARES: tuple[Interval, ...] = ("logit", "xlogit", "asin", "beta", "wilson", "likelihood")


@given(st.floats(0.05, 0.95), st.integers(30, 5000), st.integers(2, 200), st.sampled_from(SHARES))
def test_limits_of_a_share_enclose_it_and_stay_between_0_and_1(
    value: float, n: int, df: int, how: Interval
) -> None:
    se = (value * (1 - value) / n) ** 0.5
    low, high = interval(value, se, df, how, 0.95, n)
    assert 0 <= low <= value <= high <= 1


@pytest.mark.parametrize("how", SHARES)
def test_all_ways_agree_on_a_large_sample(how: Interval) -> None:
    low, high = interval(0.4, 0.001, 1e6, how, 0.95, 240_000)
    assert (low, high) == pytest.approx(interval(0.4, 0.001, 1e6), abs=1e-5)


@pytest.mark.parametrize("how", SHARES)
def test_a_share_of_everybody_has_no_width_on_these_scales(how: Interval) -> None:
    assert interval(1.0, 0.0, 10, how, 0.95, 50) == (1.0, 1.0)


@pytest.mark.parametrize("how", ["beta", "likelihood"])
def test_limits_that_count_answers_say_so(how: Interval) -> None:
    with pytest.raises(ValueError, match="two answers"):
        interval(0.5, 0.1, 10, how)


def test_without_degrees_of_freedom_to_lose_t_is_the_normal() -> None:
    low, high = interval(0.0, 1.0, float("inf"))
    assert (low, high) == pytest.approx((-1.959963985, 1.959963985))
