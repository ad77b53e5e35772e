"""Paper forms: one for each opened name, printed with a number by which it is keyed in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from survey_app.db import Sessions
from survey_app.form_numbers import form_number
from survey_app.models import Assignment, Name, PaperForm, QuotaCell, RespondentGroup, User
from survey_app.services import versions
from survey_app.services.actors import Actor
from survey_app.services.printing import record_printing

__all__ = ["Batch", "FormToPrint", "paper_forms"]


@dataclass(frozen=True)
class FormToPrint:
    """A form for one name; order is the name's on the assignment sheet. It carries no name."""

    number: str
    assignment: str
    order: int
    place: str
    collector: str


@dataclass(frozen=True)
class Batch:
    """Forms of one questionnaire."""

    questionnaire: Questionnaire
    forms: tuple[FormToPrint, ...]


def paper_forms(
    sessions: Sessions, offices: Collection[str] | None, by: Actor, now: datetime
) -> tuple[Batch, ...]:
    """Forms for all names still to be visited, by assignment and order; offices None: all.

    A form printed again keeps its number. Raises NothingToPrint.
    """
    with sessions.begin() as db:
        batches: dict[str, list[FormToPrint]] = {}
        numbers = _Numbers(db, by.campaign)
        for name, assignment, place, collector, version in _to_visit(db, by.campaign, offices):
            batches.setdefault(version, []).append(
                FormToPrint(
                    numbers.of(name, version, now), assignment, name.position, place, collector
                )
            )
        record_printing(db, "paper.printed", by, now, offices, sum(map(len, batches.values())))
        return tuple(
            Batch(versions.questionnaire(db, version), tuple(forms))
            for version, forms in batches.items()
        )


class _Numbers:
    """Numbers of a campaign's forms: the one a name has, or the next."""

    def __init__(self, db: Session, campaign: str) -> None:
        self.db, self.campaign = db, campaign
        forms = db.scalars(select(PaperForm).where(PaperForm.campaign_id == campaign))
        self.known = {(form.name_id, form.version): form.number for form in forms}
        count = select(func.count()).where(PaperForm.campaign_id == campaign)
        self.given = db.scalar(count) or 0

    def of(self, name: Name, version: str, now: datetime) -> str:
        known = self.known.get((name.id, version))
        if known is not None:
            return known
        self.given += 1
        number = form_number(self.given)
        self.db.add(
            PaperForm(
                campaign_id=self.campaign,
                number=number,
                name_id=name.id,
                version=version,
                printed_at=now,
            )
        )
        return number


def _to_visit(
    db: Session, campaign: str, offices: Collection[str] | None
) -> Iterator[tuple[Name, str, str, str, str]]:
    rows = db.execute(
        select(
            Name,
            Assignment.number,
            Assignment.office,
            QuotaCell.place,
            User.name,
            RespondentGroup.questionnaire,
        )
        .join(Assignment, Assignment.id == Name.assignment_id)
        .join(QuotaCell, QuotaCell.id == Name.cell_id)
        .join(User, User.id == Assignment.collector_id)
        .join(
            RespondentGroup,
            (RespondentGroup.code == QuotaCell.group) & (RespondentGroup.campaign_id == campaign),
        )
        .where(Name.campaign_id == campaign, Name.opened_at.is_not(None), Name.closed.is_(False))
        .order_by(Assignment.number, Name.position)
    )
    for name, assignment, office, place, collector, version in rows:
        if offices is None or office in offices:
            yield name, assignment, place, collector, version
