"""Drawings for pages: well-formed, in place, never an estimate without its interval."""

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from survey_app.report.charts import axis_labels, hatch, total_bar, whisker
from survey_app.report.scales import Axis, share_axis

AXIS = share_axis([0.62, 0.9])
shares = st.floats(0, 1)


def classes(svg: str) -> list[str]:
    return [part.get("class", "") for part in ET.fromstring(svg).iter()]  # our own


@given(st.lists(st.one_of(shares, st.none()), max_size=8))
def test_an_axis_holds_every_value_and_has_two_to_six_labels(values: list[float | None]) -> None:
    axis = share_axis(values)
    assert axis.high == 1
    assert 2 <= len(axis.ticks) <= 6
    assert all(axis.low <= value + 1e-9 for value in values if value is not None)


@given(shares, shares, shares)
def test_a_row_is_drawn_within_its_cell_whatever_the_numbers(a: float, b: float, c: float) -> None:
    lower, value, upper = sorted((a, b, c))
    drawing = ET.fromstring(whisker(lower, value, upper, AXIS, bounds=(lower, upper), level=b))
    places = [
        float(part.get(name, "0").rstrip("%"))
        for part in drawing.iter()
        for name in ("x", "x1", "x2", "cx", "width")
    ]
    assert all(0 <= place <= 100 for place in places)
    assert drawing.get("aria-hidden") == "true"


def test_a_dot_stands_where_its_value_is_on_the_axis() -> None:
    drawing = whisker(0.7, 0.8, 0.9, AXIS)
    assert Axis(0.6, 1.0, (0.6, 0.7, 0.8, 0.9, 1.0)) == AXIS
    assert '<line class="w" x1="25.0%" x2="75.0%" y1="50%" y2="50%"/>' in drawing
    assert '<circle class="d" cx="50.0%" cy="50%" r="5"/>' in drawing


def test_a_dot_is_hollow_where_no_difference_was_found() -> None:
    assert "d same" in classes(whisker(0.7, 0.8, 0.9, AXIS, different=False))


def test_no_estimate_is_drawn_without_its_interval() -> None:
    assert set(classes(whisker(None, 0.8, None, AXIS))) == {"", "grid"}


def test_bounds_without_a_model_stand_alone_as_a_band() -> None:
    drawing = classes(whisker(None, None, None, AXIS, bounds=(0.7, 0.9)))
    assert drawing.count("bound") == 1
    assert not {"w", "d"} & set(drawing)
    assert 'id="hatch"' in hatch()


def test_the_bar_of_the_total_says_in_words_what_it_shows() -> None:
    bar = total_bar(27.02, 26.55, 27.49, 33.5)
    label = "27,02 trong 33,5 điểm; khoảng tin cậy 95% 26,55–27,49"
    assert ET.fromstring(bar).get("aria-label") == label
    assert '<rect class="bar-fg" y="1.75rem" width="80.7%"' in bar
    assert "27.02 of 33.5 points" in total_bar(27.02, 26.55, 27.49, 33.5, "en")


def test_an_axis_is_labelled_in_the_language_of_its_page() -> None:
    assert ">70%</text>" in axis_labels(AXIS)
