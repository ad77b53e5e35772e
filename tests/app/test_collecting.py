"""Responses: stored exactly once, whatever happens on the way (invariants 1 to 4)."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from survey_app.services.collecting import InvalidAnswers, Submission, submit
from survey_app.services.quotas import recount
from survey_app.services.visiting import day_list
from tests.answers import citizen_answers, version_of
from tests.conftest import NOON, World


def submission(world: World, **changes: object) -> Submission:
    """A complete interview with the collector's first name."""
    name = day_list(world.sessions, world.collector)[0].left[0]
    given = {
        "uuid": str(uuid4()),
        "name": name.id,
        "version": version_of(world, "citizens"),
        "answers": citizen_answers(world),
        "started_at": NOON - timedelta(minutes=20),
    }
    return Submission(**(given | changes))  # type: ignore[arg-type]


def test_a_hundred_sends_store_one_response(world: World) -> None:
    given = submission(world)
    outcomes = [
        submit(world.sessions, given, world.collector, None, NOON).outcome for _ in range(100)
    ]
    assert outcomes == ["stored"] + ["repeated"] * 99
    assert recount(world.sessions, world.campaign) == ()


def test_missing_answers_are_named_and_nothing_is_stored(world: World) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        submit(world.sessions, submission(world, answers={}), world.collector, None, NOON)
    assert refused.value.errors
    assert recount(world.sessions, world.campaign) == ()
