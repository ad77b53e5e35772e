"""How numbers and dates are written, in Vietnamese and English."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.words import date, interval, margin, number, percent


def test_vietnamese_uses_a_decimal_comma_and_points_between_thousands() -> None:
    assert number(1234.5, 1) == "1.234,5"
    assert number(1234567) == "1.234.567"
    assert number(1234.5, 1, "en") == "1,234.5"
    assert percent(0.862) == "86,2%"
    assert percent(0.862, 1, "en") == "86.2%"
    assert margin(3.1) == "±\u00a03,1"
    assert interval(26.55, 27.49) == "26,55–27,49"
    assert interval(-1.5, 0.5, 1) == "−1,5 – 0,5"


@pytest.mark.parametrize("tiny", [-0.0, -0.004])
def test_nothing_is_written_as_minus_zero(tiny: float) -> None:
    assert number(tiny, 2) == "0,00"


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_vietnamese_number_reads_back_to_what_was_written(x: float, decimals: int) -> None:
    written = number(x, decimals).replace(".", "").replace(",", ".").replace("−", "-")
    assert float(written) == pytest.approx(x, abs=0.51 * 10**-decimals)


def test_dates_have_the_day_first_and_cannot_be_read_two_ways() -> None:
    day = datetime.date(2022, 1, 8)
    assert date(day) == "08/01/2022"
    assert date(day, "en") == "8 January 2022"
