"""Identifiers become opaque ids under a key, and one person is one person on every list."""

from __future__ import annotations

import pytest

from sampling.frame import Agency, build_frame, read_lists
from sampling.problems import FrameError
from sampling.pseudonyms import opaque, pseudonymised
from tests.sampling.small import unit

KEY = b"a key of sixteen bytes or more"
HEADER = "desk,identifier,field,month,sex\n"


def test_the_same_identifier_is_the_same_person_within_and_across_desks() -> None:
    rows = "district:1,031 099-001,land,2021-03,\ndistrict:1,031099001,land,2021-01,\n"
    rows += "department:STP,031.099.001,justice,2021-02,\ndepartment:STP,77,land,2021-02,\n"
    units = [unit("9", "province", None), unit("1", "district", "9")]
    agencies = [Agency("STP", "Sở Tư pháp", "department")]
    rows += "district:1,88,land,2021-05,\n"
    data = pseudonymised((HEADER + rows).encode(), "lists.csv", KEY)
    assert b"031" not in data
    frame = build_frame(units, agencies, read_lists(data, "lists.csv", units, agencies))
    assert frame.duplicates_removed == 2
    assert sum(frame.desk_size(desk.code) for desk in frame.desks) == 3


def test_another_key_gives_other_ids_and_a_short_one_is_refused() -> None:
    assert opaque("1", KEY) != opaque("1", KEY + b"x")
    with pytest.raises(FrameError, match="16 bytes"):
        opaque("1", b"short")


def test_names_and_empty_identifiers_are_refused() -> None:
    named = "desk,identifier,field,month,sex,full_name\ndistrict:1,1,land,2021-01,,A\n"
    with pytest.raises(FrameError, match="full_name may not be in this file"):
        pseudonymised(named.encode(), "lists.csv", KEY)
    with pytest.raises(FrameError, match="row 2, column identifier"):
        pseudonymised((HEADER + "district:1, - ,land,2021-01,\n").encode(), "lists.csv", KEY)
