"""Changes of quota cells after the draw: a reason, and a second person of another institution.

A target moves, or a commune that cannot be worked is replaced by the next of its stratum.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from sampling.allocation import release
from sampling.changes import AreaEffect, Change, area_effect, changed, next_commune
from sampling.draw import Draw, draw
from sampling.frame import Desk
from sampling.problems import DesignError
from survey_app.campaign.inputs import Inputs, inputs
from survey_app.db import Sessions, reading
from survey_app.entered import plain
from survey_app.errors import NotAllowed, NotFound, Refused
from survey_app.models import Campaign, CellChange, DrawRecord, Name, QuotaCell, Role, Unit, User
from survey_app.services import audit, drawing
from survey_app.services.actors import Actor, same_institution
from survey_app.services.campaigns import stored_files

__all__ = [
    "AreaView",
    "AskedAlready",
    "BadTarget",
    "ChangeView",
    "ChangesOver",
    "NoChangeReason",
    "NoNextCommune",
    "NotACommune",
    "NotAsked",
    "OtherInstitution",
    "area_of",
    "ask_area",
    "ask_target",
    "changes_of",
    "decide",
]

LONGEST_REASON = 500  # characters


class NoChangeReason(Refused):
    """A change needs a reason that others can read."""

    code, status = "change.no-reason", 422
    sentence = "Ghi lý do thay đổi; lý do được lưu và đóng băng cùng số liệu khi chốt."


class BadTarget(Refused):
    """The new target is none, the old one, or more than the list holds."""

    code, status = "change.bad-target", 422
    sentence = (
        "Số phiếu mới phải là số nguyên từ 1 đến %(size)s (số người trong danh sách) "
        "và khác số hiện nay (%(target)s)."
    )


class AskedAlready(Refused):
    """One change of a cell at a time."""

    code, status = "change.pending", 409
    sentence = "Ô này đang có một đề nghị chờ người thứ hai quyết định. Chờ quyết định rồi đề nghị."


class NotAsked(Refused):
    """There is nothing to decide, or somebody was quicker."""

    code, status = "change.not-asked", 409
    sentence = "Đề nghị này không còn chờ quyết định, hoặc số phiếu của ô đã khác lúc đề nghị."


class OtherInstitution(Refused):
    """Both hands of one institution."""

    code, status = "change.same-institution", 409
    sentence = (
        "Người quyết định phải thuộc cơ quan khác với người đề nghị (%(institution)s). "
        "Thay đổi số phiếu hoặc thay xã cần hai người của hai cơ quan."
    )


class ChangesOver(Refused):
    """A closed campaign does not change."""

    code, status = "change.closed", 409
    sentence = "Cuộc điều tra đã chốt số liệu, không thay đổi ô phân bổ được nữa."


class NotACommune(Refused):
    """Only a commune has a next one in its stratum."""

    code, status = "change.not-a-commune", 409
    sentence = "Chỉ thay được xã, phường đã được chọn; bộ phận một cửa này là một tầng riêng."


class NoNextCommune(Refused):
    """All communes of the stratum are opened."""

    code, status = "change.no-next-commune", 409
    sentence = "Tầng %(stratum)s không còn xã dự phòng: cả %(size)s xã đều đã mở."


@dataclass(frozen=True)
class ChangeView:
    """A change as pages show it; unit: the name of the commune that comes in."""

    id: int
    cell: int
    place: str
    kind: str
    before: int
    after: int
    unit: str | None
    reason: str
    asked_at: datetime
    asked_by: str
    asking_institution: str
    decided_at: datetime | None
    decided_by: str | None
    confirmed: bool | None


@dataclass(frozen=True)
class AreaView:
    """What replacing a commune would mean: who comes in, and what happens to the weights.

    by_size: whether communes were drawn by size, so that each has a weight of its own.
    """

    unit: str
    name: str
    list_size: int
    effect: AreaEffect
    by_size: bool


def ask_target(
    sessions: Sessions, cell: int, target: int | None, reason: str, by: Actor, now: datetime
) -> None:
    """Ask for another target of a probability cell of citizens.

    Raises NotAllowed, NotFound, NoChangeReason, BadTarget, AskedAlready or ChangesOver.
    """
    with sessions.begin() as db:
        found, reason = _asked(db, cell, reason, by)
        if target is None or not 1 <= target <= found.list_size or target == found.target:
            raise BadTarget(size=found.list_size, target=found.target)
        _ask(db, found, "target", target, None, reason, by, now)


def ask_area(sessions: Sessions, cell: int, reason: str, by: Actor, now: datetime) -> None:
    """Ask for the replacement of a commune that cannot be worked by the next of its stratum.

    Raises NotAllowed, NotFound, NoChangeReason, NotACommune, NoNextCommune, AskedAlready or
    ChangesOver.
    """
    with sessions.begin() as db:
        found, reason = _asked(db, cell, reason, by)
        unit = _next(db, found, _given(db, by.campaign)).code
        _ask(db, found, "area", found.accepted, unit, reason, by, now)


def decide(sessions: Sessions, change: int, *, confirm: bool, by: Actor, now: datetime) -> None:
    """Confirm or decline a change as the second person, of another institution.

    Confirmed, it happens at once: names open, or the commune closes and the next one opens.
    Raises NotAllowed, NotFound, NotAsked, OtherInstitution or ChangesOver.
    """
    if not by.has(Role.OBSERVER, Role.MONITOR, Role.ADMINISTRATOR):
        raise NotAllowed
    with sessions.begin() as db:
        _open_campaign(db, by.campaign)
        found = db.get(CellChange, change)
        if found is None or found.campaign_id != by.campaign:
            raise NotFound
        if found.decided_at is not None:
            raise NotAsked
        asker = db.get_one(User, found.asked_by)
        if same_institution(asker.institution, by.institution):
            raise OtherInstitution(institution=asker.institution)
        cell = _locked(db, found.cell_id)
        if confirm:
            _apply(db, found, cell, now)
        found.confirmed, found.decided_at, found.decided_by = confirm, now, by.id
        act = f"{found.kind}-change.{'confirmed' if confirm else 'declined'}"
        _trace(db, act, found, cell, by, now)


def changes_of(
    sessions: Sessions, campaign: str, cell: int | None = None
) -> tuple[ChangeView, ...]:
    """Changes of a cell or of the whole campaign, the newest first."""
    asker, decider = aliased(User), aliased(User)
    code = func.substr(CellChange.unit, len("commune:") + 1)
    query = (
        select(CellChange, QuotaCell.place, Unit.name, asker, decider.name)
        .join(QuotaCell, QuotaCell.id == CellChange.cell_id)
        .join(asker, asker.id == CellChange.asked_by)
        .outerjoin(decider, decider.id == CellChange.decided_by)
        .outerjoin(Unit, (Unit.campaign_id == CellChange.campaign_id) & (Unit.code == code))
        .where(CellChange.campaign_id == campaign)
        .order_by(CellChange.id.desc())
    )
    if cell is not None:
        query = query.where(CellChange.cell_id == cell)
    with reading(sessions) as db:
        rows = db.execute(query).all()
    return tuple(_view(row[0], row[1], row[2], row[3], row[4]) for row in rows)


def area_of(sessions: Sessions, campaign: str, cell: int) -> AreaView:
    """Which commune would come in for this one, and the effect.

    Raises NotFound, NotACommune or NoNextCommune.
    """
    with reading(sessions) as db:
        found = db.get(QuotaCell, cell)
        if found is None or found.campaign_id != campaign:
            raise NotFound
        given = _given(db, campaign)
        desk = _next(db, found, given)
        stratum = _of_stratum(db, found)
        name = db.scalar(
            select(Unit.name).where(Unit.campaign_id == campaign, Unit.code == desk.unit)
        )
    size = given[0].frame.desk_size(desk.code)
    stopped = [c.list_size for c in stratum if c.stopped_at or c.id == cell]
    worked = [c.list_size for c in stratum if not c.stopped_at and c.id != cell]
    chance = None if found.by_size is None else Fraction(found.by_size)
    counts = (found.units_in_stratum, found.units_drawn)
    effect = area_effect(*counts, stopped, [*worked, size], chance)
    return AreaView(desk.code, name or desk.unit, size, effect, chance is not None)


def _view(
    change: CellChange, place: str, unit: str | None, asker: User, decider: str | None
) -> ChangeView:
    return ChangeView(
        change.id,
        change.cell_id,
        place,
        change.kind,
        change.before,
        change.after,
        unit,
        change.reason,
        change.asked_at,
        asker.name,
        asker.institution,
        change.decided_at,
        decider,
        change.confirmed,
    )


def _asked(db: Session, cell: int, reason: str, by: Actor) -> tuple[QuotaCell, str]:
    """What every request must fulfil: the cell, locked, and the reason as it is kept."""
    if not by.has(Role.MONITOR, Role.ADMINISTRATOR, Role.OBSERVER):
        raise NotAllowed
    _open_campaign(db, by.campaign)
    found = _locked(db, cell)
    own = found.campaign_id == by.campaign and found.probability and found.desk is not None
    if not own or found.stopped_at is not None:
        raise NotFound
    reason = plain(reason).strip()[:LONGEST_REASON]
    if not reason:
        raise NoChangeReason
    waiting = select(CellChange.id).where(
        CellChange.cell_id == cell, CellChange.decided_at.is_(None)
    )
    if db.scalar(waiting) is not None:
        raise AskedAlready
    return found, reason


def _ask(
    db: Session,
    cell: QuotaCell,
    kind: str,
    after: int,
    unit: str | None,
    reason: str,
    by: Actor,
    now: datetime,
) -> None:
    change = CellChange(
        campaign_id=by.campaign,
        cell_id=cell.id,
        kind=kind,
        before=cell.target,
        after=after,
        unit=unit,
        reason=reason,
        asked_at=now,
        asked_by=by.id,
    )
    db.add(change)
    db.flush()
    _trace(db, f"{kind}-change.asked", change, cell, by, now)


def _trace(
    db: Session, act: str, change: CellChange, cell: QuotaCell, by: Actor, now: datetime
) -> None:
    audit.record(
        db,
        act,
        by,
        about=cell.key,
        at=now,
        before=change.before,
        after=change.after,
        unit=change.unit,
        reason=change.reason,
    )


def _open_campaign(db: Session, campaign: str) -> None:
    """One change at a time in a campaign, and none once it is closed."""
    found = db.scalar(select(Campaign).where(Campaign.id == campaign).with_for_update())
    if found is None:
        raise NotFound
    if found.closed_at is not None:
        raise ChangesOver


def _locked(db: Session, cell: int) -> QuotaCell:
    found = db.scalar(select(QuotaCell).where(QuotaCell.id == cell).with_for_update())
    if found is None:
        raise NotFound
    return found


def _apply(db: Session, change: CellChange, cell: QuotaCell, now: datetime) -> None:
    if cell.target != change.before or cell.stopped_at is not None:
        raise NotAsked
    if change.kind == "area":
        change.after = cell.accepted
        _replace(db, change, cell, now)
    else:
        cell.target = change.after
        _open_names(db, cell, _given(db, cell.campaign_id)[0], now)
    last = select(func.max(CellChange.place_in_order)).where(
        CellChange.campaign_id == change.campaign_id
    )
    change.place_in_order = (db.scalar(last) or 0) + 1


def _open_names(db: Session, cell: QuotaCell, given: Inputs, now: datetime) -> None:
    """Open the next names of the list until as many are open as the draw would release."""
    citizens = given.design.citizens
    wanted = release(cell.target, citizens.eligibility, citizens.response, cell.list_size).names
    following = (
        select(Name.id)
        .where(Name.cell_id == cell.id, Name.opened_at.is_(None))
        .order_by(Name.position)
        .limit(max(0, wanted - cell.opened))
    )
    ids = db.scalars(following).all()
    db.execute(update(Name).where(Name.id.in_(ids)).values(opened_at=now))
    cell.opened += len(ids)


def _replace(db: Session, change: CellChange, cell: QuotaCell, now: datetime) -> None:
    """Close the names of the commune that cannot be worked, open the next one of its stratum."""
    given = _given(db, cell.campaign_id)
    if _next(db, cell, given).code != change.unit:
        raise NotAsked
    before = [*_confirmed(db, cell.campaign_id)]
    now_too = Change("area", cell.key, change.before, change.after, change.unit)
    after = _changed(given, [*before, now_too])
    key = f"citizens/{cell.district}/{change.unit}"
    added = next(each for each in after.cells if each.id == key)
    names = [name for name in after.names if name.cell == key]
    cell.target, cell.stopped_at = change.after, now
    db.execute(
        update(Name).where(Name.cell_id == cell.id, Name.closed.is_(False),
                           Name.opened_at.is_not(None)).values(closed=True)
    )  # fmt: skip
    chances = {each.id: each.by_size for each in after.cells}
    for each in _of_stratum(db, cell):
        each.units_drawn = added.units_drawn
        each.by_size = None if each.by_size is None else str(chances[each.key])
    db.flush()
    drawing.add_cell(db, cell.campaign_id, added, names, now)


def _of_stratum(db: Session, cell: QuotaCell) -> list[QuotaCell]:
    query = select(QuotaCell).where(
        QuotaCell.campaign_id == cell.campaign_id,
        QuotaCell.stratum == cell.stratum,
        QuotaCell.probability,
    )
    return list(db.scalars(query.order_by(QuotaCell.position)))


def _given(db: Session, campaign: str) -> tuple[Inputs, bytes]:
    """What the draw was a function of, and its seed."""
    record = db.get(DrawRecord, campaign)
    if record is None:
        raise drawing.NotDrawn
    return inputs(stored_files(db, campaign)), bytes.fromhex(record.manifest["seed"])


def _next(db: Session, cell: QuotaCell, given: tuple[Inputs, bytes]) -> Desk:
    if cell.agency_type != "commune" or cell.district is None or not cell.probability:
        raise NotACommune
    opened = [each.desk for each in _of_stratum(db, cell) if each.desk]
    known, seed = given
    try:
        return next_commune(known.frame, known.design, seed, cell.district, opened)
    except DesignError as error:
        raise NoNextCommune(stratum=cell.stratum, size=cell.units_in_stratum) from error


def _changed(given: tuple[Inputs, bytes], changes: list[Change]) -> Draw:
    known, seed = given
    drawn = draw(known.frame, known.roster, known.design, seed)
    return changed(drawn, known.frame, known.design, seed, changes)


def _confirmed(db: Session, campaign: str) -> list[Change]:
    rows = db.execute(
        select(CellChange, QuotaCell.key)
        .join(QuotaCell, QuotaCell.id == CellChange.cell_id)
        .where(CellChange.campaign_id == campaign, CellChange.place_in_order.is_not(None))
        .order_by(CellChange.place_in_order)
    )
    return [
        Change("area" if c.kind == "area" else "target", key, c.before, c.after, c.unit)
        for c, key in rows
    ]
