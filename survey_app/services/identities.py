"""Names and addresses of drawn people: imported after the draw, kept apart, nobody else's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.models import Identity, Name
from survey_app.services import audit
from survey_app.services.actors import Actor

__all__ = ["NotDrawnPeople", "Person", "bring_in"]


class NotDrawnPeople(Refused):
    """Somebody in the file was not drawn: more personal data than the survey needs."""

    code, status = "identities.not-drawn", 422
    sentence = (
        "Có %(count)d người không thuộc mẫu đã chọn (đầu tiên: %(first)s). "
        "Chỉ nhập họ tên, địa chỉ của người được chọn; chưa có gì được nhập."
    )


@dataclass(frozen=True)
class Person:
    """Who an opaque id is."""

    person: str
    full_name: str
    address: str


def bring_in(
    sessions: Sessions, campaign: str, people: Iterable[Person], by: Actor | None, now: datetime
) -> int:
    """Store names and addresses of drawn people, replacing earlier ones; returns how many.

    Raises NotDrawnPeople, and then stores nobody.
    """
    people = tuple(people)
    with sessions.begin() as db:
        drawn = dict(
            db.execute(select(Name.person, Name.id).where(Name.campaign_id == campaign)).all()
        )
        strangers = [p.person for p in people if p.person not in drawn]
        if strangers:
            raise NotDrawnPeople(count=len(strangers), first=strangers[0])
        rows = [
            {"name_id": drawn[p.person], "full_name": p.full_name, "address": p.address}
            for p in people
        ]
        own = select(Name.id).where(Name.campaign_id == campaign)
        db.execute(delete(Identity).where(Identity.name_id.in_(own)))
        if rows:
            db.execute(insert(Identity), rows)
        audit.record(
            db, "identities.imported", by, about="names", at=now, campaign=campaign, count=len(rows)
        )
    return len(rows)
