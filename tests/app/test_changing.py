"""Changes of cells after the draw: a reason, two people of two institutions, and a trace.

Invariants 4 (counters), 7 (the draw with its changes is a function) and 10 (every act).
"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from survey_app.db import reading
from survey_app.errors import NotAllowed, NotFound
from survey_app.models import CellChange, Name, QuotaCell
from survey_app.services import assigning, audit, changing, quotas
from survey_app.services.changing import ChangeView
from tests.app.fieldwork import interview, open_names
from tests.conftest import NOON, World
from tests.fieldwork import close

REASON = "Bão số 3, xã bị cô lập đến hết đợt điều tra"


def cell(world: World, kind: str = "commune", district: str = "306") -> QuotaCell:
    """The first cell of a district's communes, or its own desk's."""
    with reading(world.sessions) as db:
        query = select(QuotaCell).where(
            QuotaCell.agency_type == kind,
            QuotaCell.district == district,
            QuotaCell.stopped_at.is_(None),
        )
        return db.scalars(query.order_by(QuotaCell.position)).first()  # type: ignore[return-value]  # the small campaign has one


def again(world: World, id_: int) -> QuotaCell:
    with reading(world.sessions) as db:
        return db.get_one(QuotaCell, id_)


def last(world: World) -> ChangeView:
    return changing.changes_of(world.sessions, world.campaign)[0]


def moved(world: World, id_: int, target: int) -> None:
    changing.ask_target(world.sessions, id_, target, "Địa bàn đông hơn", world.monitor, NOON)
    changing.decide(world.sessions, last(world).id, confirm=True, by=world.observer, now=NOON)


def replaced(world: World, id_: int) -> QuotaCell:
    changing.ask_area(world.sessions, id_, REASON, world.monitor, NOON)
    changing.decide(world.sessions, last(world).id, confirm=True, by=world.observer, now=NOON)
    with reading(world.sessions) as db:
        query = select(QuotaCell).order_by(QuotaCell.position.desc()).limit(1)
        return db.scalars(query).one()


def test_a_target_moves_when_a_second_institution_confirms(world: World) -> None:
    found = cell(world)
    changing.ask_target(world.sessions, found.id, found.target + 4, " Thêm ", world.monitor, NOON)
    assert again(world, found.id).target == found.target
    changing.decide(world.sessions, last(world).id, confirm=True, by=world.observer, now=NOON)
    after = again(world, found.id)
    assert after.target == found.target + 4
    assert after.opened > found.opened
    assert quotas.recount(world.sessions, world.campaign) == ()
    acts = [(e.act, e.about) for e in audit.recent(world.sessions, world.campaign)[:2]]
    assert acts == [
        ("target-change.confirmed", found.key),
        ("target-change.asked", found.key),
    ]


def test_names_open_in_order_and_find_a_collector(world: World) -> None:
    found = cell(world)
    moved(world, found.id, found.target + 3)
    with reading(world.sessions) as db:
        query = select(Name.position).where(Name.cell_id == found.id, Name.opened_at.is_not(None))
        opened = sorted(db.scalars(query))
    assert opened == list(range(1, len(opened) + 1))
    assert assigning.distribute(world.sessions, world.campaign, None, NOON) >= 1


def test_a_target_moved_down_closes_nobody(world: World) -> None:
    found = cell(world)
    moved(world, found.id, 1)
    assert again(world, found.id).opened == found.opened


def test_a_change_declined_changes_nothing_and_stays_on_record(world: World) -> None:
    found = cell(world)
    changing.ask_target(world.sessions, found.id, 1, "Giảm", world.monitor, NOON)
    changing.decide(world.sessions, last(world).id, confirm=False, by=world.observer, now=NOON)
    assert again(world, found.id).target == found.target
    assert last(world).confirmed is False
    with pytest.raises(changing.NotAsked):
        changing.decide(world.sessions, last(world).id, confirm=True, by=world.observer, now=NOON)


def test_nobody_confirms_what_the_own_institution_asked_for(world: World) -> None:
    found = cell(world)
    changing.ask_target(world.sessions, found.id, 1, "Giảm", world.monitor, NOON)
    with pytest.raises(changing.OtherInstitution):
        changing.decide(world.sessions, last(world).id, confirm=True, by=world.monitor, now=NOON)
    with pytest.raises(NotAllowed):
        changing.decide(world.sessions, last(world).id, confirm=True, by=world.supervisor, now=NOON)
    assert last(world).decided_at is None


def test_bad_requests_are_refused_each_for_its_reason(world: World) -> None:
    found = cell(world)
    ask = changing.ask_target
    with pytest.raises(changing.NoChangeReason):
        ask(world.sessions, found.id, 3, "  ", world.monitor, NOON)
    for target in (0, found.target, found.list_size + 1, None):
        with pytest.raises(changing.BadTarget):
            ask(world.sessions, found.id, target, "Lý do", world.monitor, NOON)
    with pytest.raises(NotAllowed):
        ask(world.sessions, found.id, 3, "Lý do", world.collector, NOON)
    with pytest.raises(NotFound):
        ask(world.sessions, 999_999, 3, "Lý do", world.monitor, NOON)
    ask(world.sessions, found.id, 1, "Lý do", world.monitor, NOON)
    with pytest.raises(changing.AskedAlready):
        ask(world.sessions, found.id, 2, "Lý do", world.monitor, NOON)
    with pytest.raises(changing.NotACommune):
        changing.ask_area(world.sessions, cell(world, "district").id, "Bão", world.monitor, NOON)


def test_a_commune_that_cannot_be_worked_gives_way_to_the_next_of_its_stratum(
    world: World,
) -> None:
    found = cell(world)
    total = sum(c.counts.target for c in quotas.board(world.sessions, world.campaign))
    view = changing.area_of(world.sessions, world.campaign, found.id)
    came = replaced(world, found.id)
    assert came.desk == view.unit
    assert came.stratum == found.stratum
    assert came.units_drawn == found.units_drawn + 1 == again(world, found.id).units_drawn
    board = quotas.board(world.sessions, world.campaign)
    assert sum(c.counts.target for c in board) == total
    assert view.effect.after == view.effect.before * found.units_drawn / (found.units_drawn + 1)
    assert quotas.recount(world.sessions, world.campaign) == ()
    with reading(world.sessions) as db:
        left = db.scalar(
            select(func.count()).where(
                Name.cell_id == found.id, Name.opened_at.is_not(None), Name.closed.is_(False)
            )
        )
    assert left == 0


def test_answers_that_came_before_the_storm_stay(world: World) -> None:
    name, by = open_names(world, world.collector)[0]
    interview(world, name, by, NOON, 0)
    with reading(world.sessions) as db:
        home = db.get_one(QuotaCell, db.get_one(Name, name).cell_id)
    before = home.target
    came = replaced(world, home.id) if home.agency_type == "commune" else None
    if came is not None:
        assert again(world, home.id).target == 1
        assert came.target == before - 1


def test_no_reserve_opens_in_a_stopped_commune(world: World) -> None:
    found = cell(world)
    came = replaced(world, found.id)
    assert came.opened > 0
    stopped = again(world, found.id)
    assert stopped.stopped_at is not None
    with pytest.raises(NotFound):
        changing.ask_target(world.sessions, found.id, 3, "Lý do", world.monitor, NOON)


def test_a_closed_campaign_changes_no_cell(sqlite_world: World) -> None:
    world = sqlite_world
    found = cell(world)
    close(world.sessions, world.data, world.monitor, world.observer, NOON)
    with pytest.raises(changing.ChangesOver):
        changing.ask_target(world.sessions, found.id, 1, "Lý do", world.monitor, NOON)
    with reading(world.sessions) as db:
        assert db.scalar(select(func.count(CellChange.id))) == 0
