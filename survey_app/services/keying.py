"""Keying paper forms in: two people, each without seeing the other's, and one who settles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from questionnaires.validation import answered, check
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.keyed_order import answers_by_path, put, slots
from survey_app.models import Assignment, Name, PaperEntry, PaperForm, QuotaCell, Role, User
from survey_app.services import audit, collecting, versions
from survey_app.services.actors import Actor, actor_in
from survey_app.services.collecting import PAPER, Submission

__all__ = [
    "AlreadyStored",
    "FormLine",
    "KeyedForm",
    "NotSettling",
    "SamePerson",
    "Stage",
    "Worklist",
    "enter",
    "open_form",
    "settle",
    "worklist",
]

Answers = Mapping[str, Any]
"""By item text or texts; of a repeat a list of such mappings, one for each instance."""
Stage = Literal["first", "second", "differing", "stored"]


class SamePerson(Refused):
    """The second keying is another person's."""

    code, status = "paper.same-person", 409
    sentence = (
        "Phiếu %(number)s do chính Ông/Bà nhập lần thứ nhất. Lần thứ hai phải do người khác nhập."
    )


class AlreadyStored(Refused):
    """The form has been keyed in and its answers are stored."""

    code, status = "paper.stored", 409
    sentence = "Phiếu %(number)s đã nhập xong. Hãy lấy phiếu khác."


class NotSettling(Refused):
    """The differences of a form are settled once there are two keyings, by a supervisor."""

    code, status = "paper.not-settling", 409
    sentence = (
        "Phiếu %(number)s không chờ giải quyết khác biệt. Mở lại phiếu để xem đã đến bước nào."
    )


@dataclass(frozen=True)
class KeyedForm:
    """A form as the next person keys it in; entries are there for who settles only."""

    number: str
    stage: Stage
    place: str
    assignment: str
    order: int
    collector: str
    questionnaire: Questionnaire
    entries: tuple[Answers, ...] = ()
    by: tuple[str, ...] = ()

    @property
    def differing(self) -> tuple[str, ...]:
        """The paths of what two people read differently, in the order of the form."""
        return _differing(self.questionnaire, *self.entries[:2]) if len(self.entries) > 1 else ()


@dataclass(frozen=True)
class FormLine:
    """A form that waits for somebody."""

    number: str
    place: str
    stage: Stage
    by: str


@dataclass(frozen=True)
class Worklist:
    """Forms that were begun, and how many of the printed ones are done."""

    printed: int
    stored: int
    waiting: tuple[FormLine, ...]


def worklist(sessions: Sessions, by: Actor) -> Worklist:
    """The forms of the actor's offices that wait for a second person or for a settlement."""
    with reading(sessions) as db:
        rows = [row for row in db.execute(_forms(by.campaign)) if _reaches(by, row[2].office)]
        first = _first_people(db, by.campaign)
        counts = dict(
            db.execute(
                select(PaperEntry.form_id, func.count())
                .join(PaperForm, PaperForm.id == PaperEntry.form_id)
                .where(PaperForm.campaign_id == by.campaign)
                .group_by(PaperEntry.form_id)
            ).all()
        )
    waiting = tuple(
        FormLine(form.number, cell.place, _stage(form, counts[form.id]), first[form.id])
        for form, _name, _assignment, cell, _collector in rows
        if counts.get(form.id) and form.response_uuid is None
    )
    stored = sum(row[0].response_uuid is not None for row in rows)
    return Worklist(len(rows), stored, waiting)


def open_form(sessions: Sessions, number: str, by: Actor) -> KeyedForm:
    """The form of that number at its stage; raises NotFound and SamePerson."""
    with reading(sessions) as db:
        form, _entries = _opened(db, number, by)
    return form


def enter(sessions: Sessions, number: str, answers: Answers, by: Actor, now: datetime) -> KeyedForm:
    """Keep one keying. The second one that equals the first stores the response.

    The form is returned at its new stage. Raises NotFound, SamePerson and AlreadyStored.
    """
    with sessions.begin() as db:
        form, kept = _opened(db, number, by, lock=True)
        if form.stage not in ("first", "second"):
            raise AlreadyStored(number=number)
        canonical = _canonical(form.questionnaire, answers)
        _keep(db, kept, canonical, by, now)
        if form.stage == "first":
            return replace(form, stage="second")
        if _differing(form.questionnaire, form.entries[0], canonical):
            return replace(form, stage="differing", entries=())
        return _store(db, form, kept.form, canonical, by, now)


def settle(
    sessions: Sessions, number: str, answers: Answers, by: Actor, now: datetime
) -> KeyedForm:
    """Keep what a supervisor read on paper where two keyings differ, and store the response.

    Raises NotFound and NotSettling.
    """
    with sessions.begin() as db:
        form, kept = _opened(db, number, by, lock=True)
        if form.stage != "differing" or not by.has(Role.SUPERVISOR):
            raise NotSettling(number=number)
        canonical = _canonical(form.questionnaire, answers)
        _keep(db, kept, canonical, by, now)
        audit.record(
            db, "paper.settled", by, about=number, at=now, campaign=by.campaign,
            count=len(form.differing),
        )  # fmt: skip
        return _store(db, form, kept.form, canonical, by, now)


@dataclass(frozen=True)
class _Kept:
    form: PaperForm
    entries: tuple[PaperEntry, ...]


def _opened(db: Session, number: str, by: Actor, lock: bool = False) -> tuple[KeyedForm, _Kept]:
    query = _forms(by.campaign).where(PaperForm.number == number)
    row = db.execute(query.with_for_update(of=PaperForm) if lock else query).one_or_none()
    if row is None or not _reaches(by, row[2].office):
        raise NotFound
    form, name, assignment, cell, collector = row
    entries = tuple(
        db.scalars(
            select(PaperEntry).where(PaperEntry.form_id == form.id).order_by(PaperEntry.ordinal)
        )
    )
    stage = _stage(form, len(entries))
    if stage == "second" and entries[0].by_id == by.id:
        raise SamePerson(number=number)
    people = dict(db.execute(select(User.id, User.name)).all()) if entries else {}
    keyed = KeyedForm(
        form.number,
        stage,
        cell.place,
        assignment.number,
        name.position,
        collector,
        versions.questionnaire(db, form.version),
        tuple(each.answers for each in entries),
        tuple(people.get(each.by_id, "") for each in entries),
    )
    return keyed, _Kept(form, entries)


def _keep(db: Session, kept: _Kept, answers: Answers, by: Actor, now: datetime) -> None:
    db.add(
        PaperEntry(
            form_id=kept.form.id,
            ordinal=len(kept.entries) + 1,
            by_id=by.id,
            answers=dict(answers),
            at=now,
        )
    )


def _store(
    db: Session, form: KeyedForm, paper: PaperForm, answers: Answers, by: Actor, now: datetime
) -> KeyedForm:
    """As a response of the collector who made the interview, exactly once by the form's number."""
    uuid = str(uuid5(NAMESPACE_URL, f"par-survey:{by.campaign}/paper/{form.number}"))
    holder = db.scalars(
        select(Assignment.collector_id)
        .join(Name, Name.assignment_id == Assignment.id)
        .where(Name.id == paper.name_id)
    ).one()
    submission = Submission(uuid, paper.name_id, paper.version, answers, mode=PAPER)
    collecting.store(db, uuid, submission, actor_in(db, holder, by.campaign), None, now)
    paper.response_uuid = uuid
    return replace(form, stage="stored", entries=())


def _canonical(questionnaire: Questionnaire, answers: Answers) -> dict[str, Any]:
    """The answers in one form: clean ones as text, others as they stand; dropped ones not."""
    checked = check(questionnaire, answers)
    found = _as_text(answered(questionnaire, checked.clean))
    given = answers_by_path(answers)
    for path in checked.errors:
        if path in given:
            put(found, path, given[path])
    return found


def _as_text(answers: Answers) -> dict[str, Any]:
    """Clean answers as they are kept; instances at the end that hold nothing are left out."""
    found: dict[str, Any] = {}
    for name, answer in answers.items():
        if not isinstance(answer, tuple):
            found[name] = str(answer)
        elif answer and isinstance(answer[0], str):
            found[name] = [*answer]
        else:
            instances = [_as_text(each) for each in answer]
            while instances and not answers_by_path(instances[-1]):
                instances.pop()
            found[name] = instances
    return found


def _differing(questionnaire: Questionnaire, first: Answers, second: Answers) -> tuple[str, ...]:
    one, other = answers_by_path(first), answers_by_path(second)
    return tuple(
        slot.path
        for slot in slots(questionnaire, one.keys() | other.keys())
        if one.get(slot.path) != other.get(slot.path)
    )


def _forms(campaign: str) -> Select[PaperForm, Name, Assignment, QuotaCell, str]:
    """Forms with whose answers they hold, by number."""
    return (
        select(PaperForm, Name, Assignment, QuotaCell, User.name)
        .join(Name, Name.id == PaperForm.name_id)
        .join(Assignment, Assignment.id == Name.assignment_id)
        .join(QuotaCell, QuotaCell.id == Name.cell_id)
        .join(User, User.id == Assignment.collector_id)
        .where(PaperForm.campaign_id == campaign)
        .order_by(PaperForm.number)
    )


def _stage(form: PaperForm, entries: int) -> Stage:
    if form.response_uuid is not None:
        return "stored"
    return ("first", "second", "differing")[min(entries, 2)]


def _reaches(by: Actor, office: str) -> bool:
    """Whether the actor keys forms of that office."""
    scopes = by.scopes(Role.SUPERVISOR) | by.scopes(Role.COLLECTOR)
    return "" in scopes or office in scopes


def _first_people(db: Session, campaign: str) -> Mapping[int, str]:
    return dict(
        db.execute(
            select(PaperEntry.form_id, User.name)
            .join(PaperForm, PaperForm.id == PaperEntry.form_id)
            .join(User, User.id == PaperEntry.by_id)
            .where(PaperForm.campaign_id == campaign, PaperEntry.ordinal == 1)
        ).all()
    )
