"""What no page ever sends: numbers no column holds, NUL characters, endless tickets.

None of it is a fault (500), on either kind of database.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from survey_app import create_app
from survey_app.config import Settings
from survey_app.entered import LARGEST, number, plain
from survey_app.models import Response
from survey_app.services import reviewing
from tests.answers import citizen_answers, version_of
from tests.app.fieldwork import interview, open_names, uuid_of
from tests.conftest import NOON, SECRET, Visitors, World

HUGE = (str(LARGEST + 1), "9" * 30, "-" + "9" * 30, "9" * 5000)


@pytest.fixture
def people(world: World) -> Iterator[Visitors]:
    """Browsers on each kind of database."""
    made = create_app(Settings(world.url, world.data, SECRET), clock=lambda: NOON)
    made.config["WTF_CSRF_ENABLED"] = False
    yield Visitors(made)
    made.extensions["par_survey"].engine.dispose()


@pytest.fixture
def monitor(people: Visitors, world: World) -> FlaskClient:
    """Home Affairs at a browser."""
    return people.signed_in(world.staff.monitor)


@pytest.fixture
def collector(people: Visitors, world: World) -> FlaskClient:
    """The collector's phone."""
    return people.signed_in(world.staff.collectors["BD306"][0])


def test_a_number_is_one_that_a_column_holds() -> None:
    assert (number("12"), number(str(-LARGEST))) == (12, -LARGEST)
    for text in (*HUGE, "", "x", "1.5"):
        with pytest.raises(ValueError):
            number(text)


def test_nul_characters_are_taken_out_and_nothing_else() -> None:
    assert plain("\0đã\0 gọi\n") == "đã gọi\n"


def test_a_number_no_column_holds_is_left_aside(
    world: World, monitor: FlaskClient, collector: FlaskClient
) -> None:
    name, _ = open_names(world, world.collector)[0]
    contact = f"/c/nho/collect/names/{name}/contact"
    for huge in HUGE:
        assert monitor.get(f"/c/nho/monitor/responses?cell={huge}").status_code == 200
        assert monitor.get(f"/c/nho/monitor/cells/{huge}").status_code == 404
        form = {"disposition": "refused", "attempt": huge}
        assert collector.post(contact, data=form).status_code == 303
    assert name in [still_open for still_open, _ in open_names(world)]


@pytest.mark.parametrize("cell", HUGE)
def test_a_ticket_of_any_length_is_refused(people: Visitors, cell: str) -> None:
    for ticket in (cell, f"{cell}.{'a' * 32}.{'b' * 64}"):
        page = people.stranger().post("/answer/send", data={"ticket": ticket})
        assert page.status_code == 422


def test_a_reason_is_kept_without_nul_and_not_longer_than_its_field(
    world: World, monitor: FlaskClient
) -> None:
    name, by = open_names(world)[0]
    interview(world, name, by, NOON, 1, minutes=0.5)
    address = f"/c/nho/monitor/responses/{uuid_of(1)}"
    assert f'maxlength="{reviewing.LONGEST_REASON}"' in monitor.get(address).text
    empty = {"verdict": "accepted", "reason": "\0 \0", "seen": "0"}
    assert monitor.post(address, data=empty).status_code == 422
    long = {"verdict": "accepted", "reason": "\0đã gọi" + "x" * 9000, "seen": "0"}
    assert monitor.post(address, data=long).status_code == 303
    found = reviewing.response_of(world.sessions, world.campaign, uuid_of(1)).reason
    assert found.startswith("đã gọix")
    assert len(found) == reviewing.LONGEST_REASON


def test_an_interviews_text_is_kept_without_nul(world: World, collector: FlaskClient) -> None:
    name, _ = open_names(world, world.collector)[0]
    uuid = str(uuid4())
    fields: dict[str, str | list[str]] = dict(citizen_answers(world, gop_y_them="tốt\0 lắm"))
    fields |= {"action": "send", "uuid": uuid, "version": version_of(world, "citizens")}
    assert collector.post(f"/c/nho/collect/names/{name}/interview", data=fields).status_code == 303
    with world.sessions() as db:
        assert db.get_one(Response, uuid).answers["gop_y_them"] == "tốt lắm"


def test_a_login_or_an_address_with_nul_finds_nobody(
    people: Visitors, monitor: FlaskClient
) -> None:
    tried = people.stranger().post("/sign-in", data={"login": "a\0b", "password": "\0"})
    assert tried.status_code == 422
    for address in ("/c/n%00ho/monitor/", "/c/nho/monitor/responses?group=%00"):
        assert monitor.get(address).status_code == 404
