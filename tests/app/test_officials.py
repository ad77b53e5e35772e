"""Officials' two steps: a code once, a ballot once, and nothing that joins them but the cell.

Invariants 4 and 5.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, inspect, select, update

from survey_app.db import reading
from survey_app.errors import Refused
from survey_app.models import AccessCode, Ballot, Campaign, QuotaCell
from survey_app.services import closing, officials
from survey_app.services.campaigns import stored_files
from survey_app.services.collecting import InvalidAnswers
from survey_app.services.drawing import inputs, official_counts
from survey_app.services.quotas import recount
from tests.answers import official_answers, use_form
from tests.conftest import NOON, SECRET, World

REQUEST = "0123456789abcdef" * 2
OTHER = "fedcba9876543210" * 2


def counts(world: World) -> tuple[tuple[str, str, int], ...]:
    """How many officials of which cell are in which agency."""
    with reading(world.sessions) as db:
        return official_counts(inputs(stored_files(db, world.campaign)).roster)


def code(world: World, number: int = 0) -> str:
    """The code of a letter."""
    return officials.invitations(SECRET, world.campaign, counts(world))[number].code


def redeem(world: World, request: str = REQUEST, number: int = 0) -> str:
    """A ticket."""
    return officials.redeem(world.sessions, SECRET, code(world, number), request)


def test_every_official_of_the_roster_has_one_code(world: World) -> None:
    letters = officials.invitations(SECRET, world.campaign, counts(world))
    with reading(world.sessions) as db:
        issued = db.scalar(select(func.count()).select_from(AccessCode))
    assert len({letter.code for letter in letters}) == len(letters) == issued
    again = officials.issue_codes(world.sessions, SECRET, world.campaign, counts(world), None, NOON)
    assert again == 0
    assert recount(world.sessions, world.campaign) == ()


def test_a_repeat_of_the_same_request_gets_the_same_ticket(world: World) -> None:
    assert redeem(world) == redeem(world)
    assert recount(world.sessions, world.campaign) == ()


def test_a_used_code_is_refused_to_another_request(world: World) -> None:
    redeem(world)
    with pytest.raises(officials.CodeUsed):
        redeem(world, OTHER)


def test_of_many_who_race_for_a_code_one_gets_it(world: World) -> None:
    def attempt(number: int) -> str | None:
        try:
            return redeem(world, f"{number:032x}")
        except officials.CodeUsed:
            return None

    with ThreadPoolExecutor(4) as pool:
        got = [ticket for ticket in pool.map(attempt, range(8)) if ticket]
    assert len(got) == 1
    assert recount(world.sessions, world.campaign) == ()


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [
        ("", officials.MistypedLetterCode),
        ("ABC", officials.MistypedLetterCode),
        ("0000000000000", officials.UnknownCode),
    ],
)
def test_a_code_that_opens_nothing_says_why(
    world: World, typed: str, refusal: type[Refused]
) -> None:
    with pytest.raises(refusal):
        officials.redeem(world.sessions, SECRET, typed, REQUEST)
    with pytest.raises(refusal):
        officials.code_state(world.sessions, SECRET, typed)


def test_typing_it_in_small_letters_with_hyphens_is_the_same_code(world: World) -> None:
    plain = code(world)
    typed = f"{plain[:4]}-{plain[4:8]} {plain[8:]}".lower()
    assert officials.redeem(world.sessions, SECRET, typed, REQUEST) == redeem(world)


@pytest.mark.parametrize("request_text", ["", "short", "x" * 31, "-" * 40])
def test_a_request_too_short_to_be_random_is_refused(world: World, request_text: str) -> None:
    with pytest.raises(officials.BadTicket):
        redeem(world, request_text)


def test_an_answer_sent_again_is_one_ballot_with_one_number(world: World) -> None:
    ticket, answers = redeem(world), official_answers(world)
    numbers = {officials.send(world.sessions, SECRET, ticket, answers) for _ in range(10)}
    with reading(world.sessions) as db:
        ballots = db.scalar(select(func.count()).select_from(Ballot))
    assert (len(numbers), ballots) == (1, 1)
    assert recount(world.sessions, world.campaign) == ()


def test_another_answer_under_a_spent_ticket_changes_nothing(world: World) -> None:
    ticket = redeem(world)
    officials.send(world.sessions, SECRET, ticket, official_answers(world))
    with pytest.raises(officials.TicketSpent):
        officials.send(world.sessions, SECRET, ticket, official_answers(world, tc_hop_ly="1"))
    with reading(world.sessions) as db:
        assert db.scalars(select(Ballot)).one().payload["tc_hop_ly"] == "5"


def test_no_form_learns_more_of_an_official_than_the_day(world: World) -> None:
    use_form(
        world,
        "| survey |\n| | type | name | label | calculation |\n| | start | bat_dau | | |\n"
        "| | end | ket_thuc | | |\n| | deviceid | may | | |\n| | text | t | T | |\n"
        "| | calculate | luc | | now() |\n| | calculate | so | | random() |\n",
        "department_leaders",
    )
    letters = officials.invitations(SECRET, world.campaign, counts(world))
    leader = next(each.code for each in letters if each.group == "department_leaders")
    ticket = officials.redeem(world.sessions, SECRET, leader, REQUEST)
    answers = dict.fromkeys(("bat_dau", "ket_thuc"), "2022-01-17T11:59") | {"may": "m", "t": "x"}
    first = officials.send(world.sessions, SECRET, ticket, answers, NOON)
    assert officials.send(world.sessions, SECRET, ticket, answers, NOON) == first
    with reading(world.sessions) as db:
        payload = db.scalars(select(Ballot)).one().payload
    assert set(payload) == {"t", "luc", "so"}
    assert payload["luc"] == "2022-01-17T00:00:00.000+07:00"


def test_an_incomplete_answer_spends_no_ticket(world: World) -> None:
    ticket = redeem(world)
    with pytest.raises(InvalidAnswers):
        officials.send(world.sessions, SECRET, ticket, {})
    officials.send(world.sessions, SECRET, ticket, official_answers(world))


def test_a_ticket_changed_by_one_sign_is_refused(world: World) -> None:
    ticket = redeem(world)
    last = "0" if ticket[-1] != "0" else "1"
    for forged in (ticket[:-1] + last, "9" + ticket, ticket.partition(".")[2]):
        with pytest.raises(officials.BadTicket):
            officials.send(world.sessions, SECRET, forged, official_answers(world))


def test_a_ballot_has_no_column_for_code_person_or_time(world: World) -> None:
    columns = {
        column["name"] for column in inspect(world.sessions.kw["bind"]).get_columns("ballot")
    }
    assert columns == {
        "key",
        "campaign_id",
        "cell_id",
        "ticket_hash",
        "version",
        "payload",
        "late",
    }


def test_no_value_of_a_ballot_stands_in_the_table_of_codes(world: World) -> None:
    for number in range(3):
        ticket = redeem(world, f"{number + 1:032x}", number)
        officials.send(world.sessions, SECRET, ticket, official_answers(world))
    with reading(world.sessions) as db:
        codes = db.scalars(select(AccessCode)).all()
        ballots = db.scalars(select(Ballot)).all()
    known = {value for each in codes for value in (each.code_hash, each.request_hash)}
    assert not known & {value for each in ballots for value in (each.key, each.ticket_hash)}


def test_a_real_campaign_does_not_open_this_part(world: World) -> None:
    opening = code(world)
    with world.sessions.begin() as db:
        db.execute(update(Campaign).values(demo=False))
    with pytest.raises(officials.OfficialsNotOpen):
        officials.redeem(world.sessions, SECRET, opening, REQUEST)


def test_an_answer_after_closing_is_kept_but_not_counted(world: World) -> None:
    ticket = redeem(world)
    closing.ask(world.sessions, world.monitor, NOON)
    closing.confirm(world.sessions, world.data, world.observer, NOON)
    officials.send(world.sessions, SECRET, ticket, official_answers(world))
    with pytest.raises(officials.OfficialsClosed):
        redeem(world, OTHER, 1)
    with reading(world.sessions) as db:
        assert db.scalars(select(Ballot.late)).one()
        cell = db.scalars(select(QuotaCell).where(QuotaCell.handed_out > 0)).one()
    assert (cell.received, cell.accepted) == (1, 0)
    assert recount(world.sessions, world.campaign) == ()
