"""A sample of 2021 read with the units of 2025: what the vintages tell, and what a file adds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from sampling.frame import Unit, read_units
from sampling.problems import FrameError
from sampling.successors import Heir, fates, read_successors, totals_today
from tests.vintages import VINTAGES, units_file

ALL = [read_units(units_file(v).read_bytes(), v) for v in VINTAGES]


def test_codes_that_are_still_there_are_found_whatever_their_name() -> None:
    found = fates(ALL)
    assert found["31"].kind == "same"
    assert found["11311"].kind == "renamed"  # Phường Minh Khai, since July 2025 Phường Hồng Bàng
    assert found["11311"].heirs == (Heir("11311", Fraction(1)),)


def test_a_code_that_is_gone_names_the_nearest_unit_above_that_remains() -> None:
    assert fates(ALL)["303"].kind == "ended"
    assert fates(ALL)["303"].within == "31"
    between = fates(ALL[:2])
    gone = next(fate for fate in between.values() if fate.kind == "ended")
    assert gone.within in {unit.code for unit in ALL[1] if unit.level == "district"}


def test_every_unit_of_2021_can_be_read_in_each_later_vintage() -> None:
    for later in (ALL[:2], ALL):
        found = fates(later)
        assert set(found) == {unit.code for unit in ALL[0]}
        assert all(fate.heirs or fate.within for fate in found.values())


def units(*codes: str) -> tuple[Unit, ...]:
    rows = "".join(f"{code},Xã {code},xã,commune,9,2020-01-01,,\n" for code in codes)
    head = "code,name,kind,level,parent_code,valid_from,valid_to,population_2019\n"
    return read_units(f"{head}9,TP,thành phố,province,,2020-01-01,,\n{rows}".encode(), "u.csv")


def test_mergers_and_splits_are_followed_through_the_years_and_totals_kept() -> None:
    text = b"code,successor,share\na,m,\nb,m,\nc,x,1/4\nc,y,3/4\nm,z,\n"
    found = fates(
        [units("a", "b", "c", "d"), units("x", "y", "z", "d")], read_successors(text, "s")
    )
    assert [found[code].kind for code in "abcd"] == ["merged", "merged", "split", "same"]
    totals = totals_today({"a": 10, "b": 5, "c": 8, "d": 1}, found)
    assert totals == {"z": 15, "x": 2, "y": 6, "d": 1}


def test_shares_that_do_not_add_up_and_circles_are_refused() -> None:
    text = b"code,successor,share\na,x,1/2\na,y,1/3\nb,c,\nc,b,\nd,x,2\n"
    with pytest.raises(FrameError) as refused:
        read_successors(text, "s.csv")
    assert [(p.code, p.row) for p in refused.value.problems] == [
        ("shares_total", 2),
        ("successor_circle", 4),
        ("successor_circle", 5),
        ("bad_share", 6),
    ]
    assert "add up to 5/6" in str(refused.value)


def test_a_split_without_shares_is_refused() -> None:
    with pytest.raises(FrameError, match="goes to 2 units"):
        read_successors(b"code,successor,share\na,x,\na,y,\n", "s.csv")
