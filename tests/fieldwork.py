"""A whole fieldwork through the services, and the closing after it, for tests of results."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from survey_app.db import Sessions, reading
from survey_app.models import Assignment, Name, QuotaCell
from survey_app.services import closing, officials
from survey_app.services.actors import Actor, actor_in
from survey_app.services.collecting import Submission, submit
from survey_app.services.visiting import record_contact
from survey_app.simulation.world import People, people_of

__all__ = ["close", "collect"]


def collect(sessions: Sessions, secret: str, campaign: str, now: datetime, seed: int = 1) -> None:
    """Every opened name gets its final outcome; officials who answer have answered.

    Each attempt to reach a name is a day after the one before it.
    """
    with reading(sessions) as db:
        people = people_of(db, campaign)
        collectors = db.scalars(
            select(Assignment.collector_id).where(Assignment.campaign_id == campaign).distinct()
        ).all()
    _visit(sessions, campaign, people, list(collectors), now, seed)
    _ballots(sessions, secret, campaign, people)


def _visit(
    sessions: Sessions, campaign: str, people: People, collectors: list[str], now: datetime,
    seed: int,
) -> None:  # fmt: skip
    field = people.citizens.fieldwork(seed)
    version = people.citizen_form.questionnaire.digest
    for collector in sorted(collectors):
        with reading(sessions) as db:
            by = actor_in(db, collector, campaign)
        while names := _open(sessions, collector):
            for name, person, attempts in names:
                outcome = field.disposition(person, attempts + 1)
                at = now + timedelta(days=attempts)
                if outcome == "completed":
                    answers = people.citizen_answers(person)
                    uuid = str(uuid5(NAMESPACE_URL, f"{campaign}/{person}"))
                    start = at - timedelta(minutes=20)
                    given = Submission(uuid, name, version, answers, started_at=start)
                    submit(sessions, given, by, None, at)
                else:
                    record_contact(
                        sessions, name, outcome, attempt=attempts, note="", by=by, now=at
                    )


def _open(sessions: Sessions, collector: str) -> list[tuple[int, str, int]]:
    with reading(sessions) as db:
        rows = db.execute(
            select(Name.id, Name.person, Name.attempts)
            .join(Assignment, Assignment.id == Name.assignment_id)
            .join(QuotaCell, QuotaCell.id == Name.cell_id)
            .where(
                Assignment.collector_id == collector,
                Name.opened_at.is_not(None),
                Name.closed.is_(False),
            )
            .order_by(QuotaCell.position, Name.position)
        ).all()
    return [(row[0], row[1], row[2]) for row in rows]


def _ballots(sessions: Sessions, secret: str, campaign: str, people: People) -> None:
    """Five of six officials of every group answer, whatever the demo's officials do."""
    for number, invitation in enumerate(officials.invitations(secret, campaign, people.invited)):
        if number % 6:
            request = f"{campaign.replace('-', '')}{number:08d}".ljust(40, "0")
            ticket = officials.redeem(sessions, secret, invitation.code, request)
            officials.send(sessions, secret, ticket, people.official_answers(number))


def close(
    sessions: Sessions, data: Path, monitor: Actor, observer: Actor, now: datetime
) -> closing.Closed:
    """The two keys, one after the other."""
    closing.ask(sessions, monitor, now)
    return closing.confirm(sessions, data, observer, now)
