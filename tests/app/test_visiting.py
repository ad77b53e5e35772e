"""Attempts to reach names: each recorded once, reserves opened by rule, counts right.

Invariant 4 (counters equal a recount) after every kind of outcome; methods.md 7 for reserves.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from survey_app.db import reading
from survey_app.errors import NotFound
from survey_app.models import Name, QuotaCell
from survey_app.services import closing, visiting
from survey_app.services.quotas import recount
from survey_app.services.visiting import NameView, Recorded
from tests.conftest import NOON, World


def first_name(world: World) -> NameView:
    """The first name that the collector has to visit."""
    return visiting.day_list(world.sessions, world.collector)[0].left[0]


def record(
    world: World,
    name: NameView,
    disposition: str,
    attempt: int = 0,
    note: str = "",
    at: datetime = NOON,
) -> Recorded:
    """The collector's attempt."""
    return visiting.record_contact(
        world.sessions,
        name.id,
        disposition,
        attempt=attempt,
        note=note,
        by=world.collector,
        now=at,
    )


def seen(world: World, name: NameView) -> NameView:
    """The name as it stands now."""
    return visiting.name_of(world.sessions, name.id, world.collector)[0]


def test_an_attempt_moves_the_name_and_the_counters(world: World) -> None:
    name = first_name(world)
    record(world, name, "try_again", note=" hẹn 15:30 ")
    now = seen(world, name)
    assert (now.attempts, now.disposition, now.closed) == (1, "try_again", False)
    attempts = visiting.attempts_at(world.sessions, name.id, world.collector)
    assert [(each.disposition, each.note) for each in attempts] == [("try_again", "hẹn 15:30")]
    assert recount(world.sessions, world.campaign) == ()


def test_pressing_twice_records_one_attempt(world: World) -> None:
    name = first_name(world)
    record(world, name, "try_again")
    with pytest.raises(visiting.AlreadyRecorded):
        record(world, name, "try_again")
    assert seen(world, name).attempts == 1
    assert recount(world.sessions, world.campaign) == ()


def test_the_last_allowed_attempt_closes_a_name(world: World) -> None:
    name = first_name(world)
    closed = [
        record(world, name, "try_again", day, at=NOON + timedelta(days=day)).closed
        for day in range(3)
    ]
    assert closed == [False, False, True]
    with pytest.raises(visiting.AlreadyRecorded):
        record(world, name, "try_again", 3)


def test_attempts_on_one_day_are_recorded_but_close_no_name(world: World) -> None:
    name = first_name(world)
    morning, evening = NOON - timedelta(hours=5), NOON + timedelta(hours=8)
    moments = [morning, NOON, evening, NOON + timedelta(days=1), NOON + timedelta(days=1)]
    closed = [
        record(world, name, "try_again", number, at=at).closed for number, at in enumerate(moments)
    ]
    assert not any(closed)
    assert seen(world, name).attempts == len(moments)
    assert record(world, name, "try_again", 5, at=NOON + timedelta(days=4)).closed
    assert recount(world.sessions, world.campaign) == ()


def test_days_are_those_of_vietnam(world: World) -> None:
    name = first_name(world)
    before_midnight = NOON.replace(hour=16, minute=59)  # in UTC; midnight is at 17:00
    moments = [before_midnight, before_midnight + timedelta(minutes=2), NOON + timedelta(days=2)]
    closed = [
        record(world, name, "try_again", number, at=at).closed for number, at in enumerate(moments)
    ]
    assert closed == [False, False, True]


def test_a_refusal_after_attempts_on_one_day_closes_the_name(world: World) -> None:
    name = first_name(world)
    record(world, name, "try_again")
    assert record(world, name, "refused", 1).closed


@pytest.mark.parametrize("disposition", ["refused", "not_found", "not_eligible"])
def test_a_final_outcome_closes_a_name_at_once(world: World, disposition: str) -> None:
    name = first_name(world)
    assert record(world, name, disposition).closed
    assert recount(world.sessions, world.campaign) == ()


def test_a_reserve_opens_when_the_open_names_cannot_reach_the_target(world: World) -> None:
    name = first_name(world)
    with world.sessions.begin() as db:
        cell = db.get_one(Name, name.id).cell_id
        still_open = len(
            db.scalars(
                select(Name.id).where(Name.cell_id == cell, Name.opened_at.is_not(None))
            ).all()
        )
        db.execute(update(QuotaCell).where(QuotaCell.id == cell).values(target=still_open))
    opened = record(world, name, "refused").opened_reserve
    assert opened is not None
    reserve = next(
        each
        for assignment in visiting.day_list(world.sessions, world.collector)
        for each in assignment.names
        if each.id == opened
    )
    assert reserve.reserve
    assert recount(world.sessions, world.campaign) == ()


def test_no_reserve_opens_while_the_open_names_suffice(world: World) -> None:
    assert record(world, first_name(world), "refused").opened_reserve is None


@pytest.mark.parametrize("outcome", ["completed", "", "away\0"])
def test_an_outcome_that_no_visit_has_is_refused(world: World, outcome: str) -> None:
    name = first_name(world)
    with pytest.raises(visiting.UnknownOutcome):
        record(world, name, outcome)
    assert seen(world, name).attempts == 0


def test_a_note_with_signs_no_database_takes_is_kept_without_them(world: World) -> None:
    name = first_name(world)
    record(world, name, "try_again", note="a\0b" + "x" * 9000)
    note = visiting.attempts_at(world.sessions, name.id, world.collector)[0].note
    assert note.startswith("abx")
    assert len(note) == visiting.LONGEST_NOTE


def test_a_stranger_neither_sees_nor_moves_a_name(world: World) -> None:
    name = first_name(world)
    with pytest.raises(NotFound):
        visiting.name_of(world.sessions, name.id, world.other_collector)
    with pytest.raises(NotFound):
        visiting.record_contact(
            world.sessions,
            name.id,
            "refused",
            attempt=0,
            note="",
            by=world.other_collector,
            now=NOON,
        )
    assert visiting.attempts_at(world.sessions, name.id, world.other_collector) == ()


def test_reserves_that_are_not_open_are_on_nobodys_list(world: World) -> None:
    with reading(world.sessions) as db:
        waiting = set(db.scalars(select(Name.id).where(Name.opened_at.is_(None))).all())
    listed = {
        name.id
        for assignment in visiting.day_list(world.sessions, world.collector)
        for name in assignment.names
    }
    assert waiting
    assert not waiting & listed


def test_after_closing_no_attempt_is_recorded(world: World) -> None:
    name = first_name(world)
    closing.ask(world.sessions, world.monitor, NOON)
    closing.confirm(world.sessions, world.data, world.observer, NOON)
    with pytest.raises(visiting.FieldClosed):
        record(world, name, "refused")
