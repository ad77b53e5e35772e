"""Invariants 2 and 4 under concurrent writers: real processes, both databases, a recount."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta

from sqlalchemy import func, select

from survey_app.db import connect, make_sessions, reading
from survey_app.errors import Refused
from survey_app.models import QuotaCell, Response
from survey_app.services.actors import Actor
from survey_app.services.collecting import Submission, submit
from survey_app.services.quotas import recount
from survey_app.services.reviewing import decide
from survey_app.services.visiting import record_contact
from tests.answers import citizen_answers, version_of
from tests.app.fieldwork import open_names, uuid_of
from tests.conftest import NOON, World

WRITERS = 4


def work(
    url: str, by: Actor, names: list[int], version: str, answers: dict[str, str | list[str]]
) -> int:
    """One writer: tries every name, in an order of its own; returns how many acts went through."""
    engine = connect(url)
    sessions = make_sessions(engine)
    done = 0
    for number, name in enumerate(names):
        try:
            if name % 3:
                sent = Submission(
                    uuid_of(name), name, version, answers, started_at=NOON - timedelta(minutes=20)
                )
                done += submit(sessions, sent, by, None, NOON).outcome == "stored"
                if number % 4 == 0:
                    decide(sessions, uuid_of(name), "rejected", "phúc tra", seen=1, by=by, now=NOON)
            else:
                record_contact(sessions, name, "refused", attempt=0, note="", by=by, now=NOON)
                done += 1
        except Refused:
            continue  # somebody else was quicker, and that was said
    engine.dispose()
    return done


def test_counters_equal_a_recount_after_concurrent_writers(world: World) -> None:
    by = world.collector
    names = [name for name, _ in open_names(world, by)][:24]
    version, answers = version_of(world, "citizens"), citizen_answers(world)
    with ProcessPoolExecutor(WRITERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        done = list(
            pool.map(
                work,
                [world.url] * WRITERS,
                [by] * WRITERS,
                [names[shift:] + names[:shift] for shift in (0, 1, 2, 12)],
                [version] * WRITERS,
                [answers] * WRITERS,
            )
        )
    assert sum(done) == len(names)  # each act went through exactly once, whoever did it
    with reading(world.sessions) as db:
        stored = db.scalar(select(func.count()).select_from(Response))
        received = db.scalar(select(func.sum(QuotaCell.received)))
    assert stored == received == sum(1 for name in names if name % 3)
    assert recount(world.sessions, world.campaign) == ()
