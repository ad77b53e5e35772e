"""Accepting and rejecting: with a reason and a trace, each decision on what was seen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from survey_app.db import reading
from survey_app.errors import NotFound
from survey_app.models import Contact, Name, Response, Role
from survey_app.services import audit, closing, quotas, reviewing, visiting
from survey_app.services.actors import Actor
from survey_app.services.collecting import ACCEPTED_BY_RULE, Submission, submit
from survey_app.services.reviewing import (
    AlreadyReviewed,
    CountsAlready,
    NoReason,
    OtherQuestionnaire,
)
from tests.answers import citizen_answers, official_answers, version_of
from tests.app.fieldwork import interview, open_names, uuid_of
from tests.conftest import NOON, World

ONE = uuid_of(1)


def decide(
    world: World, verdict: str, seen: int, reason: str = "đã gọi lại", who: Actor | None = None
) -> None:
    by = who or world.monitor
    reviewing.decide(world.sessions, ONE, verdict, reason, seen=seen, by=by, now=NOON)


@pytest.fixture
def short(world: World) -> World:
    """A world with one response that waits for a look: its interview took half a minute."""
    name, by = open_names(world)[0]
    interview(world, name, by, NOON, 1, minutes=0.5)
    return world


def sums(world: World) -> tuple[int, int, int]:
    counts = [cell.counts for cell in quotas.board(world.sessions, world.campaign)]
    return (
        sum(c.received for c in counts),
        sum(c.accepted for c in counts),
        sum(c.rejected for c in counts),
    )


def test_an_interview_without_flags_is_accepted_by_rule(world: World) -> None:
    name, by = open_names(world)[0]
    interview(world, name, by, NOON, 1)
    found = reviewing.response_of(world.sessions, world.campaign, ONE)
    assert (found.verdict, found.reason, found.flags) == ("accepted", ACCEPTED_BY_RULE, ())
    (rule,) = reviewing.history(world.sessions, world.campaign, ONE)
    assert rule.by is None


def test_a_flagged_one_waits_and_a_verdict_moves_the_counters(short: World) -> None:
    (waiting,) = reviewing.responses(short.sessions, short.campaign, verdict="waiting")
    assert waiting.flags == ("short",)
    assert sums(short) == (1, 0, 0)
    decide(short, "accepted", 0)
    assert sums(short) == (1, 1, 0)
    decide(short, "rejected", 1, "người dân nói chưa từng gặp")
    assert sums(short) == (1, 0, 1)
    assert quotas.recount(short.sessions, short.campaign) == ()
    (newest, *_rest) = audit.recent(short.sessions, short.campaign)
    assert (newest.act, newest.about) == ("response.rejected", ONE)
    assert newest.detail == {"reason": "người dân nói chưa từng gặp"}


def test_a_verdict_without_reason_or_of_another_kind_is_refused(short: World) -> None:
    for verdict, reason in (("accepted", "  "), ("maybe", "vì")):
        with pytest.raises(NoReason):
            decide(short, verdict, 0, reason)
    assert sums(short) == (1, 0, 0)


def test_the_slower_of_two_reviewers_changes_nothing(short: World) -> None:
    decide(short, "accepted", 0)
    with pytest.raises(AlreadyReviewed):
        decide(short, "rejected", 0, who=short.observer)
    assert sums(short) == (1, 1, 0)
    (kept,) = reviewing.history(short.sessions, short.campaign, ONE)
    assert kept.verdict == "accepted"


def test_after_closing_no_verdict_changes(short: World) -> None:
    closing.ask(short.sessions, short.monitor, NOON)
    closing.confirm(short.sessions, short.data, short.observer, NOON)
    with pytest.raises(AlreadyReviewed):
        decide(short, "accepted", 0)


def test_a_response_of_nobody_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        decide(world, "accepted", 0)
    with pytest.raises(NotFound):
        reviewing.response_of(world.sessions, world.campaign, ONE)


def test_another_groups_questionnaire_is_never_accepted(world: World) -> None:
    name, by = open_names(world, world.collector)[0]
    version = version_of(world, "council_deputies")
    submit(world.sessions, Submission(ONE, name, version, official_answers(world)), by, None, NOON)
    with pytest.raises(OtherQuestionnaire):
        decide(world, "accepted", 0)
    assert sums(world) == (1, 0, 0)
    decide(world, "rejected", 0)
    assert sums(world) == (1, 0, 1)
    assert quotas.recount(world.sessions, world.campaign) == ()


@pytest.fixture
def strangers(world: World) -> World:
    """A world with one response of a collector who was not given the name."""
    name, _owner = open_names(world, world.collector)[0]
    interview(world, name, world.other_collector, NOON, 1)
    return world


def the_name(world: World) -> tuple[str | None, int, bool, list[str]]:
    """How the name of the response stands, with the outcomes of its contacts."""
    with reading(world.sessions) as db:
        found = db.get_one(Name, db.get_one(Response, ONE).name_id)
        met = db.scalars(select(Contact.disposition).where(Contact.name_id == found.id)).all()
        return found.disposition, found.attempts, found.closed, list(met)


def test_a_strangers_interview_completes_its_name_when_it_is_accepted(strangers: World) -> None:
    assert the_name(strangers) == (None, 0, False, [])
    decide(strangers, "accepted", 0)
    completed = ("completed", 1, True, ["completed"])
    assert the_name(strangers) == completed
    assert quotas.recount(strangers.sessions, strangers.campaign) == ()
    decide(strangers, "rejected", 1)
    decide(strangers, "accepted", 2)
    assert the_name(strangers) == completed
    assert quotas.recount(strangers.sessions, strangers.campaign) == ()


def test_a_strangers_interview_leaves_its_name_alone_when_it_is_rejected(strangers: World) -> None:
    decide(strangers, "rejected", 0)
    assert the_name(strangers) == (None, 0, False, [])
    assert quotas.recount(strangers.sessions, strangers.campaign) == ()


def test_a_name_that_was_met_before_is_handed_out_once(strangers: World) -> None:
    name, by = open_names(strangers, strangers.collector)[0]
    visiting.record_contact(
        strangers.sessions, name, "try_again", attempt=0, note="", by=by, now=NOON
    )
    decide(strangers, "accepted", 0)
    assert the_name(strangers) == ("completed", 2, True, ["try_again", "completed"])
    assert quotas.recount(strangers.sessions, strangers.campaign) == ()


def test_responses_are_found_by_place_group_and_verdict(world: World) -> None:
    name, by = open_names(world, world.collector)[0]
    interview(world, name, by, NOON, 1)
    desk, collector = next(
        (n, c) for n, c in open_names(world) if c.scopes(Role.COLLECTOR) == {"BDTP"}
    )  # the city's own office works for the departments' desks, which belong to no district
    interview(world, desk, collector, NOON, 2)

    def found(**wanted: str) -> set[str]:
        listed = reviewing.responses(world.sessions, world.campaign, **wanted)  # type: ignore[arg-type]
        return {response.uuid for response in listed}

    assert found() == {ONE, uuid_of(2)}
    assert ONE in found(district="306", verdict="accepted", group="citizens")
    assert found(district="departments") == {uuid_of(2)}
    assert found(district="308") == set()
    assert found(verdict="waiting") == found(group="council_deputies") == set()


def test_other_content_under_a_known_name_is_listed_as_a_conflict(world: World) -> None:
    (name, by), (other, _) = open_names(world, world.collector)[:2]
    interview(world, name, by, NOON, 1)
    given = Submission(ONE, other, version_of(world, "citizens"), citizen_answers(world))
    assert submit(world.sessions, given, by, None, NOON).outcome == "conflict"
    (conflict,) = reviewing.conflicts(world.sessions, world.campaign)
    assert (conflict.uuid, conflict.collector, conflict.at) == (ONE, by.name, NOON)


def test_one_person_counts_once_however_many_interviews(world: World) -> None:
    name, by = open_names(world)[0]
    interview(world, name, by, NOON, 1)
    interview(world, name, by, NOON, 2)
    with pytest.raises(CountsAlready):
        reviewing.decide(
            world.sessions, uuid_of(2), "accepted", "xem lại", seen=0, by=world.monitor, now=NOON
        )
    reviewing.decide(
        world.sessions, uuid_of(1), "rejected", "nhầm", seen=1, by=world.monitor, now=NOON
    )
    reviewing.decide(
        world.sessions, uuid_of(2), "accepted", "đúng", seen=0, by=world.monitor, now=NOON
    )
    assert quotas.recount(world.sessions, world.campaign) == ()
