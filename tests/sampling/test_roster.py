"""The roster of officials: head counts by group and agency, no names."""

import pytest

from sampling.frame import Frame
from sampling.problems import FrameError
from sampling.roster import Roster, read_roster

HEADER = "group,agency,head_count,note\n"


def problems_of(frame: Frame, text: str) -> list[tuple[str, int | None, str | None]]:
    with pytest.raises(FrameError) as refused:
        read_roster(text.encode(), "roster.csv", frame.all_agencies)
    return [(p.code, p.row, p.column) for p in refused.value.problems]


def test_cells_are_groups_by_type_of_agency_with_totals(roster: Roster) -> None:
    assert [(cell.id, cell.head_count) for cell in roster.cells()] == [
        ("council_deputies/council", 66),
        ("department_leaders/department", 80),
        ("division_heads/department", 180),
        ("district_leaders/district", 45),
    ]


def test_head_counts_are_found_by_agency(roster: Roster) -> None:
    assert roster.by_agency["STP"] == {"department_leaders": 4, "division_heads": 9}
    assert roster.by_agency["303"] == {"district_leaders": 3}


def test_every_mistake_is_named_at_once(frame: Frame) -> None:
    text = HEADER + "council_deputies,HDND,66,\ncouncil_deputies,HDND,2,\n"
    text += "teachers,SGDDT,5,\ndistrict_leaders,STP,3,\ndistrict_leaders,999,0,\n"
    assert problems_of(frame, text) == [
        ("duplicate_group", 3, "group"),
        ("unknown_group", 4, "group"),
        ("group_agency", 5, "agency"),
        ("unknown_agency", 6, "agency"),
        ("bad_number", 6, "head_count"),
    ]


def test_a_roster_with_names_is_refused(frame: Frame) -> None:
    text = HEADER.replace("note", "note,name") + "council_deputies,HDND,1,,Lan\n"
    assert problems_of(frame, text) == [("personal_column", 1, None)]


def test_the_digest_changes_with_a_head_count_and_not_with_the_order(frame: Frame) -> None:
    rows = ["council_deputies,HDND,66,example\n", "district_leaders,303,3,example\n"]

    def digest(*lines: str) -> str:
        return read_roster((HEADER + "".join(lines)).encode(), "r", frame.all_agencies).digest

    assert digest(*rows) == digest(*reversed(rows))
    assert digest(*rows) != digest(rows[0], rows[1].replace("3,ex", "4,ex"))
