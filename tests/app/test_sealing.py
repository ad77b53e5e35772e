"""Invariant 10: what came from the field cannot be changed or removed unseen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, update

from survey_app.models import Contact, Response
from survey_app.services.sealing import Unsealed, check_seals, seal
from tests.app.fieldwork import interview, open_names, uuid_of
from tests.conftest import NOON, World

EVENING = NOON + timedelta(hours=10)


@pytest.fixture
def sealed(world: World) -> World:
    """Two interviews, sealed in the evening, and one more the next day."""
    names = open_names(world, world.collector)[:3]
    for number, (name, by) in enumerate(names[:2]):
        interview(world, name, by, NOON, number)
    assert seal(world.sessions, world.campaign, None, EVENING) == 6
    name, by = names[2]
    interview(world, name, by, NOON + timedelta(days=1), 2)
    return world


def test_a_seal_fits_whatever_comes_later(sealed: World) -> None:
    assert check_seals(sealed.sessions) == 1


def test_one_changed_answer_is_found_and_named(sealed: World) -> None:
    with sealed.sessions.begin() as db:
        response = db.get_one(Response, uuid_of(1))
        response.answers = response.answers | {"tuoi": 99}
    found = check_seals(sealed.sessions)
    assert isinstance(found, Unsealed)
    assert found.response == uuid_of(1)


def test_a_removed_or_rewritten_contact_is_found(sealed: World) -> None:
    with sealed.sessions.begin() as db:
        db.execute(update(Contact).where(Contact.at < EVENING).values(disposition="refused"))
    assert isinstance(check_seals(sealed.sessions), Unsealed)
    with sealed.sessions.begin() as db:
        db.execute(delete(Contact).where(Contact.at < EVENING))
    assert isinstance(check_seals(sealed.sessions), Unsealed)
