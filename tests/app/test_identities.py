"""Names and addresses: for drawn people only, from a file whose every fault is said."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from survey_app.db import reading
from survey_app.models import Identity, Name
from survey_app.services.identities import (
    NotDrawnPeople,
    Person,
    UnreadableNames,
    bring_in,
    read_people,
)
from tests.conftest import NOON, World

HEADER = "person,full_name,address\n"


def test_people_are_read_from_a_csv_as_excel_saves_it() -> None:
    people = read_people(("\ufeff" + HEADER + 'p1,Lê Thị Lan,"Số 3, tổ 5"\r\n').encode(), "ten.csv")
    assert people == (Person("p1", "Lê Thị Lan", "Số 3, tổ 5"),)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("person,full_name,address,phone\np1,a,b,c\n", "tệp có person, full_name, address, phone"),
        ("", "tệp có không có gì"),
        (HEADER + "p1,Lan,\np2,,x\n", "có 2 lỗi"),
        (HEADER + "p1,Lan,x\np1,Hoa,y\n", "dòng 3, cột person"),
    ],
)
def test_every_fault_of_a_file_is_said_with_its_row(text: str, says: str) -> None:
    with pytest.raises(UnreadableNames) as refused:
        read_people(text.encode(), "ten.csv")
    assert says in str(refused.value)


def test_a_file_in_another_encoding_names_the_line() -> None:
    with pytest.raises(UnreadableNames, match="dòng 2: không phải UTF-8"):
        read_people(HEADER.encode() + "p1,Lê,x\n".encode("utf-16-le"), "ten.csv")


def test_who_was_not_drawn_is_refused_and_nobody_is_stored(world: World) -> None:
    before = _stored(world)
    with pytest.raises(NotDrawnPeople, match="stranger"):
        bring_in(world.sessions, world.campaign, [Person("stranger", "a", "b")], None, NOON)
    assert _stored(world) == before > 0


def test_a_second_import_takes_the_place_of_the_first(world: World) -> None:
    with reading(world.sessions) as db:
        person = db.scalars(select(Name.person).order_by(Name.id)).first()
    assert person is not None
    assert bring_in(world.sessions, world.campaign, [Person(person, "a", "b")], None, NOON) == 1
    assert _stored(world) == 1


def _stored(world: World) -> int:
    with reading(world.sessions) as db:
        return db.scalar(select(func.count()).select_from(Identity)) or 0
