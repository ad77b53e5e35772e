"""Paper forms: printed with numbers, keyed in by two people, settled where they differ.

Invariants 2 and 3: one response per form however it comes, and nothing on paper is refused.
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from survey_app.db import reading
from survey_app.errors import NotFound
from survey_app.form_numbers import LARGEST_FORM, MistypedNumber, form_number, parse_form_number
from survey_app.models import Assignment, Name, PaperEntry, PaperForm, Response
from survey_app.services import keying, versions
from survey_app.services.keying import AlreadyStored, NotSettling, SamePerson
from survey_app.services.paper_forms import paper_forms
from survey_app.services.quotas import recount
from tests.answers import citizen_answers
from tests.app.fieldwork import interview
from tests.conftest import NOON, World

NUMBERS = st.integers(1, LARGEST_FORM)


def printed(world: World) -> list[str]:
    batches = paper_forms(world.sessions, ("BD306",), world.supervisor, NOON)
    return [form.number for batch in batches for form in batch.forms]


def responses(world: World) -> list[Response]:
    with reading(world.sessions) as db:
        return list(db.scalars(select(Response).where(Response.mode == "paper")))


def paper_form(world: World, number: str) -> PaperForm:
    with reading(world.sessions) as db:
        return db.scalars(select(PaperForm).where(PaperForm.number == number)).one()


def holder(world: World, number: str) -> str:
    """Who was to make that interview."""
    with reading(world.sessions) as db:
        name = db.get_one(Name, paper_form(world, number).name_id)
        return db.get_one(Assignment, name.assignment_id or "").collector_id


@given(NUMBERS, st.integers(0, 6), st.integers(1, 9))
def test_every_wrong_digit_of_a_number_is_noticed(sequence: int, place: int, add: int) -> None:
    digits = form_number(sequence).replace("-", "")
    wrong = (int(digits[place]) + add) % 10
    with pytest.raises(MistypedNumber):
        parse_form_number(digits[:place] + str(wrong) + digits[place + 1 :])


@given(NUMBERS)
def test_a_number_is_read_back_with_and_without_dash(sequence: int) -> None:
    number = form_number(sequence)
    assert parse_form_number(number) == parse_form_number(number.replace("-", " ")) == number


def test_a_form_printed_again_keeps_its_number(world: World) -> None:
    assert printed(world) == printed(world)
    assert len(set(printed(world))) == len(printed(world)) > 3


def test_two_people_who_read_the_same_store_one_response_of_the_collector(world: World) -> None:
    number, answers = printed(world)[0], citizen_answers(world)
    first = keying.enter(world.sessions, number, answers, world.collector, NOON)
    assert first.stage == "second"
    assert responses(world) == []
    second = keying.enter(world.sessions, number, answers, world.supervisor, NOON)
    assert second.stage == "stored"
    [stored] = responses(world)
    assert dict(stored.flags) == {}
    assert stored.collector_id == holder(world, number)
    assert recount(world.sessions, world.campaign) == ()
    with pytest.raises(AlreadyStored):
        keying.enter(world.sessions, number, answers, world.collector, NOON)
    assert len(responses(world)) == 1


def test_the_second_person_is_another_one_and_sees_nothing_of_the_first(world: World) -> None:
    number = printed(world)[0]
    keying.enter(world.sessions, number, citizen_answers(world), world.collector, NOON)
    with pytest.raises(SamePerson):
        keying.open_form(world.sessions, number, world.collector)
    with pytest.raises(SamePerson):
        keying.enter(world.sessions, number, citizen_answers(world), world.collector, NOON)


def test_differences_wait_for_a_supervisor_and_then_store_what_paper_says(world: World) -> None:
    number, answers = printed(world)[0], citizen_answers(world, so_lan_den="2")
    keying.enter(world.sessions, number, answers, world.collector, NOON)
    other = answers | {"so_lan_den": "3"}
    assert keying.enter(world.sessions, number, other, world.supervisor, NOON).stage == "differing"
    form = keying.open_form(world.sessions, number, world.supervisor)
    assert form.differing == ("so_lan_den",)
    assert responses(world) == []
    with pytest.raises(NotSettling):
        keying.settle(world.sessions, number, other, world.collector, NOON)
    keying.settle(world.sessions, number, other, world.supervisor, NOON)
    [stored] = responses(world)
    assert stored.answers["so_lan_den"] == 3
    with reading(world.sessions) as db:
        assert db.scalar(select(func.count()).select_from(PaperEntry)) == 3


def test_gaps_on_paper_are_kept_flagged_and_wait_for_a_look(world: World) -> None:
    number, answers = printed(world)[0], dict(citizen_answers(world))
    del answers["gioi_tinh"]
    answers["so_lan_den"] = "700"
    for by in (world.collector, world.supervisor):
        keying.enter(world.sessions, number, answers, by, NOON)
    [stored] = responses(world)
    assert dict(stored.flags) == {"incomplete": True}
    assert "so_lan_den" not in stored.answers
    assert recount(world.sessions, world.campaign) == ()


def test_what_the_form_does_not_ask_makes_no_difference(world: World) -> None:
    number, answers = printed(world)[0], citizen_answers(world)
    assert "linh_vuc_khac" not in answers
    keying.enter(world.sessions, number, answers, world.collector, NOON)
    crossed_out = answers | {"linh_vuc_khac": "gạch đi"}
    kept = keying.enter(world.sessions, number, crossed_out, world.supervisor, NOON)
    assert kept.stage == "stored"


def test_another_offices_forms_are_not_there(world: World) -> None:
    number = printed(world)[0]
    with pytest.raises(NotFound):
        keying.open_form(world.sessions, number, world.other_collector)


def test_a_name_that_was_also_interviewed_on_the_phone_has_two_responses_one_flagged(
    world: World,
) -> None:
    number = printed(world)[0]
    name = paper_form(world, number).name_id
    interview(world, name, world.collector, NOON, 1)
    for by in (world.collector, world.supervisor):
        keying.enter(world.sessions, number, citizen_answers(world), by, NOON)
    [stored] = responses(world)
    assert "second_for_name" in stored.flags


def test_the_questionnaire_is_the_one_that_was_printed(world: World) -> None:
    number = printed(world)[0]
    form = keying.open_form(world.sessions, number, world.collector)
    now = versions.current(world.sessions, world.campaign, "citizens")
    assert form.questionnaire.digest == now.digest


def test_the_worklist_tells_who_is_awaited(world: World) -> None:
    number = printed(world)[0]
    keying.enter(world.sessions, number, citizen_answers(world), world.collector, NOON)
    work = keying.worklist(world.sessions, world.supervisor)
    assert [(line.number, line.stage, line.by) for line in work.waiting] == [
        (number, "second", world.collector.name)
    ]
    assert work.stored == 0
    assert work.printed == len(printed(world))
