"""Acts of the field for the tests of those who watch it: through services, as people do."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select

from survey_app.db import reading
from survey_app.models import Assignment, Name, User
from survey_app.services import collecting, drawing, officials
from survey_app.services.actors import Actor
from survey_app.services.campaigns import stored_files
from survey_app.services.collecting import Receipt, Submission
from tests.answers import citizen_answers, official_answers, version_of
from tests.conftest import SECRET, World

__all__ = ["ballot", "codes", "interview", "open_names", "uuid_of"]


def open_names(world: World, by: Actor | None = None) -> tuple[tuple[int, Actor], ...]:
    """Names that are open and not closed, each with the collector it is assigned to."""
    query = (
        select(Name.id, User.login)
        .join(Assignment, Assignment.id == Name.assignment_id)
        .join(User, User.id == Assignment.collector_id)
        .where(
            Name.campaign_id == world.campaign,
            Name.opened_at.is_not(None),
            Name.closed.is_(False),
        )
        .order_by(Name.id)
    )
    with reading(world.sessions) as db:
        rows = db.execute(query).all()
    actors = {login: world.actor(login) for _, login in rows}
    return tuple(
        (name, actors[login]) for name, login in rows if by is None or actors[login].id == by.id
    )


def uuid_of(number: int) -> str:
    """A UUID that tests can name again."""
    return str(UUID(int=number, version=4))


def interview(
    world: World, name: int, by: Actor, at: datetime, number: int, *, minutes: float = 20
) -> Receipt:
    """A complete interview of the name, begun that many minutes ago."""
    return collecting.submit(
        world.sessions,
        Submission(
            uuid_of(number),
            name,
            version_of(world, "citizens"),
            citizen_answers(world),
            started_at=at - timedelta(minutes=minutes),
        ),
        by,
        None,
        at,
    )


def codes(world: World) -> Sequence[str]:
    """The access codes of all officials."""
    with reading(world.sessions) as db:
        roster = drawing.inputs(stored_files(db, world.campaign)).roster
    counts = drawing.official_counts(roster)
    return [i.code for i in officials.invitations(SECRET, world.campaign, counts)]


def ballot(world: World, code: str, number: int) -> str:
    """An official redeems a code and answers; returns the check number."""
    request = random.Random(number).randbytes(16).hex()
    group = officials.code_state(world.sessions, SECRET, code).group
    ticket = officials.redeem(world.sessions, SECRET, code, request)
    return officials.send(world.sessions, SECRET, ticket, official_answers(world, group))
