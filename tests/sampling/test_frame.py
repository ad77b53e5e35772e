"""Frame files: what is right is read, what is wrong is named with file, row and column."""

import hashlib
import string
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from sampling.frame import (
    Agency,
    Frame,
    ListEntry,
    Unit,
    build_frame,
    ids_csv,
    read_agencies,
    read_ids,
    read_lists,
    read_units,
)
from sampling.problems import SENTENCES, FrameError, Problem
from tests.sampling.small import small_city, unit

HEADER = "code,name,kind,level,parent_code,valid_from,valid_to,population_2019\n"
CITY = "31,Thành phố Hải Phòng,thành phố,province,,2020-02-01,2024-12-31,2028514\n"
DISTRICT = "303,Quận Hồng Bàng,quận,district,31,2020-02-01,2024-12-31,96111\n"
COMMUNE = "11296,Phường Quán Toan,phường,commune,303,2020-02-01,2024-12-31,\n"

Place = tuple[str, int | None, str | None]


def problems_of(read: Callable[[], object]) -> list[Place]:
    with pytest.raises(FrameError) as refused:
        read()
    found = refused.value.problems
    for problem in found:
        assert problem.sentence("vi").endswith(".")
        assert problem.sentence("en") in str(refused.value)
    return [(p.code, p.row, p.column) for p in found]


def unit_problems(text: str, encoding: str = "utf-8") -> list[Place]:
    return problems_of(lambda: read_units(text.encode(encoding), "frame.csv"))


def test_the_frame_of_2021_has_fifteen_districts_and_217_communes(frame: Frame) -> None:
    kinds = [desk.kind for desk in frame.desks]
    assert [kinds.count(k) for k in ("commune", "district", "department")] == [217, 15, 20]
    assert frame.districts[0] == "303"
    assert frame.communes("318") == ()


def test_desks_stand_in_the_official_order(frame: Frame) -> None:
    codes = [desk.code for desk in frame.desks]
    assert codes[:2] == ["department:VPUB", "department:SNV"]
    assert codes[20:22] == ["district:303", "commune:11296"]


def test_a_unit_is_read_with_dates_and_population() -> None:
    units = read_units((HEADER + CITY + DISTRICT + COMMUNE).encode("utf-8-sig"), "frame.csv")
    assert units[1] == Unit(
        "303",
        "Quận Hồng Bàng",
        "quận",
        "district",
        "31",
        date(2020, 2, 1),
        date(2024, 12, 31),
        96111,
    )
    assert units[2].population is None


def test_another_encoding_is_named_with_the_first_byte() -> None:
    assert unit_problems(HEADER + CITY, "utf-16") == [("utf16", 1, None)]


def test_missing_and_unknown_columns_are_named_together() -> None:
    header = HEADER.replace("kind,", "").replace("code,name", "code,name,name,colour", 1)
    assert unit_problems(header + CITY) == [
        ("missing_column", 1, None),
        ("repeated_column", 1, None),
        ("unknown_column", 1, None),
    ]


def test_an_empty_file_and_a_file_without_rows_are_refused() -> None:
    assert {code for code, _, _ in unit_problems("")} == {"missing_column"}
    assert unit_problems(HEADER) == [("no_rows", None, None)]


def test_all_mistakes_of_a_file_are_found_at_once() -> None:
    text = HEADER + CITY + DISTRICT + COMMUNE + DISTRICT
    text += "304,Quận Ngô Quyền,quận,quarter,31,2020-02-01,2024-12-31,\n"
    text += "305,Quận Lê Chân,quận,district,99,2020-02-30,2024-12-31,\n"
    text += "306,,quận,district,31,2021-01-01,2020-12-31,many\n"
    text += "307,Quận Kiến An,quận,district,31,2020-02-01,2025-12-31,\n"
    text += "11299,Phường Hùng Vương,phường,hamlet,31,20200201,2024-12-31,\n"
    text += "1 1,Phường\n"
    assert unit_problems(text) == [
        ("duplicate_code", 5, "code"),
        ("unknown_level", 6, "level"),
        ("bad_date", 7, "valid_from"),
        ("unknown_parent", 7, "parent_code"),
        ("empty_value", 8, "name"),
        ("dates_reversed", 8, "valid_to"),
        ("bad_number", 8, "population_2019"),
        ("dates_outside_parent", 9, "valid_to"),
        ("bad_date", 10, "valid_from"),
        ("parent_level", 10, "parent_code"),
        ("cell_count", 11, None),
    ]


def test_a_circle_of_parents_is_named_once() -> None:
    text = HEADER + CITY
    text += "303,Quận A,quận,district,304,2020-02-01,2024-12-31,\n"
    text += "304,Quận B,quận,district,303,2020-02-01,2024-12-31,\n"
    found = unit_problems(text)
    assert [p for p in found if p[0] == "cycle"] == [("cycle", 3, "parent_code")]


def test_a_unit_that_is_its_own_parent_is_a_circle() -> None:
    text = HEADER + CITY + "303,Quận A,quận,district,303,2020-02-01,2024-12-31,\n"
    assert ("cycle", 3, "parent_code") in unit_problems(text)


def test_two_cities_in_a_frame_are_refused() -> None:
    assert unit_problems(HEADER + CITY + CITY.replace("31,", "32,", 1)) == [
        ("city_count", None, "level")
    ]


def test_names_must_be_composed_unicode() -> None:
    text = HEADER + unicodedata.normalize("NFD", CITY)
    assert unit_problems(text) == [("not_nfc", 2, "name"), ("not_nfc", 2, "kind")]


def test_broken_quotation_marks_are_named_with_the_row() -> None:
    assert unit_problems(HEADER + CITY + '303,"Quận\n')[0][0] == "csv"


def test_an_agency_that_is_no_department_or_repeats_is_refused() -> None:
    data = "code,name,kind\nSTP,Sở Tư pháp,department\nSTP,Sở Y tế,quận\n".encode()
    assert problems_of(lambda: read_agencies(data, "agencies.csv")) == [
        ("duplicate_code", 3, "code"),
        ("unknown_kind", 3, "kind"),
    ]


UNITS = (unit("9", "province", None), unit("1", "district", "9"), unit("10", "commune", "1"))
AGENCIES = (Agency("STP", "Sở Tư pháp", "department"),)
LISTS = """desk,person,field,month,sex
commune:10,a1,land,2021-03,female
district:1,a2,justice,2021-04,
department:STP,a3,other,2021-12,male
"""


def list_problems(text: str) -> list[Place]:
    return problems_of(lambda: read_lists(text.encode(), "lists.csv", UNITS, AGENCIES))


def test_lists_are_read_by_desk() -> None:
    lists = read_lists(LISTS.encode(), "lists.csv", UNITS, AGENCIES)
    assert lists["commune:10"] == (ListEntry("commune:10", "a1", "land", "2021-03", "female"),)


def test_a_list_with_names_or_addresses_is_refused() -> None:
    text = LISTS.replace("sex", "sex,name,address")
    assert list_problems(text) == [("personal_column", 1, None)] * 2


def test_every_wrong_entry_of_a_list_is_named() -> None:
    text = LISTS + "commune:77,a4,land,2021-03,\n"
    text += "commune:10,Nguyễn Văn A,fishing,2021-13,f\n"
    assert list_problems(text.replace("department:STP", "district:1")) == [
        ("unknown_desk", 5, "desk"),
        ("bad_person", 6, "person"),
        ("unknown_field", 6, "field"),
        ("bad_month", 6, "month"),
        ("unknown_sex", 6, "sex"),
        ("empty_desk", None, "desk"),
    ]


def entries(desk: str, *people: str, month: str = "2021-03") -> list[ListEntry]:
    return [ListEntry(desk, person, "land", month, "") for person in people]


def lists_with(more: Mapping[str, list[ListEntry]]) -> dict[str, list[ListEntry]]:
    lists = {
        desk: entries(desk, f"own{place}")
        for place, desk in enumerate(("commune:10", "district:1", "department:STP"))
    }
    return {desk: own + more.get(desk, []) for desk, own in lists.items()}


def test_a_person_repeated_at_a_desk_is_kept_once_with_the_earliest_entry() -> None:
    twice = entries("commune:10", "p", month="2021-09") + entries("commune:10", "p")
    frame = build_frame(UNITS, AGENCIES, lists_with({"commune:10": twice}))
    assert frame.desk_size("commune:10") == 2
    assert frame.duplicates_removed == 1
    assert "2021-09" not in {entry.month for entry in frame.lists["commune:10"]}


def test_a_person_at_two_desks_stays_where_the_hash_says_so_that_nobody_chooses() -> None:
    people = [f"p{n}" for n in range(40)]
    both = {desk: entries(desk, *people) for desk in ("commune:10", "district:1")}
    frame = build_frame(UNITS, AGENCIES, lists_with(both))
    assert frame.duplicates_removed == 40
    for person in people:
        home = min(both, key=lambda d: hashlib.sha256(f"{person}|{d}".encode()).digest())
        assert person in {entry.person for entry in frame.lists[home]}
    assert 8 < frame.desk_size("commune:10") - 1 < 32


def test_a_desk_left_empty_and_a_list_of_no_desk_are_refused() -> None:
    lists = lists_with({}) | {"district:1": [], "commune:99": entries("commune:99", "x")}
    assert problems_of(lambda: build_frame(UNITS, AGENCIES, lists)) == [
        ("unknown_desk", None, "desk"),
        ("empty_desk", None, "desk"),
    ]


def test_totals_count_people_by_place_and_by_field(frame: Frame) -> None:
    totals = frame.totals()
    people = sum(frame.desk_size(desk.code) for desk in frame.desks)
    assert sum(totals.by_place.values()) == sum(totals.by_field.values()) == people
    assert totals.by_place["318", "district"] == frame.desk_size("district:318")
    assert totals.by_place["303", "commune"] == sum(
        frame.desk_size(desk.code) for desk in frame.communes("303")
    )


def test_the_digest_is_that_of_the_documented_text() -> None:
    small = (unit("9", "province", None), unit("1", "district", "9"))
    frame = build_frame(small, (), {"district:1": entries("district:1", "p", "p")})
    text = (
        "frame 2\n"
        "unit\t9\tĐơn vị 9\tprovince\tprovince\t\t2020-02-01\t2024-12-31\t\n"
        "unit\t1\tĐơn vị 1\tdistrict\tdistrict\t9\t2020-02-01\t2024-12-31\t\n"
        "entry\tdistrict:1\tp\n"
        "removed\tdistrict:1\tp\n"
    )
    assert frame.digest == hashlib.sha256(text.encode()).hexdigest()


def test_the_digest_does_not_depend_on_the_order_of_the_lists() -> None:
    frame, _, _ = small_city()
    turned = {desk: list(e)[::-1] for desk, e in list(frame.lists.items())[::-1]}
    assert build_frame(frame.units, frame.agencies, turned).digest == frame.digest


def test_the_ids_alone_give_the_same_digest_and_say_no_more_of_anybody() -> None:
    frame, _, _ = small_city()
    published = ids_csv(frame)
    assert b"2021-" not in published
    again = read_ids(published, "ids.csv", frame.units, frame.agencies)
    rebuilt = build_frame(frame.units, frame.agencies, again, frame.strata)
    assert rebuilt.digest == frame.digest
    assert rebuilt.duplicates_removed == frame.duplicates_removed
    assert ids_csv(rebuilt) == published


@pytest.mark.parametrize("code", SENTENCES)
def test_both_sentences_of_a_problem_use_the_same_values(code: str) -> None:
    fields = [{f for _, f, _, _ in string.Formatter().parse(s) if f} for s in SENTENCES[code]]
    problem = Problem(code, "f.csv", 2, "c", dict.fromkeys(fields[0] | fields[1], "x"))
    assert problem.sentence("vi").startswith("f.csv, dòng 2, cột c: ")
    assert problem.sentence("en").startswith("f.csv, row 2, column c: ")
