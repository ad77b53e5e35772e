"""Assignments: every opened name has one collector; supervisors move within their office.

Invariant 10: a move leaves a trace.
"""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from survey_app.db import reading
from survey_app.errors import NotFound
from survey_app.models import Assignment, Name, Role
from survey_app.services import assigning, audit, offices, people, reassigning, visiting
from survey_app.services.actors import UserId
from survey_app.services.offices import AssignmentLine
from tests.conftest import NOON, World


def colleague(world: World, office: str = "BD306") -> UserId:
    """A second collector of the office."""
    new = people.NewPerson("moi", "Phạm Thu Hà", "Bưu điện")
    user = people.add(world.sessions, new, None, NOON)
    people.grant(world.sessions, world.campaign, "moi", Role.COLLECTOR, office, None, NOON)
    return user


def line(world: World) -> AssignmentLine:
    """The first assignment of Hải An."""
    return offices.office_view(world.sessions, "BD306", world.supervisor).assignments[0]


def test_every_opened_name_is_on_one_sheet_of_at_most_thirty(world: World) -> None:
    with reading(world.sessions) as db:
        homeless = db.scalar(
            select(func.count())
            .select_from(Name)
            .where(Name.opened_at.is_not(None), Name.assignment_id.is_(None))
        )
        sizes = db.scalars(
            select(func.count(Name.id))
            .where(Name.assignment_id.is_not(None))
            .group_by(Name.assignment_id)
        ).all()
        sheets = db.scalar(select(func.count(Assignment.id)))
    assert homeless == 0
    assert len(sizes) == sheets
    assert max(sizes) <= 30


def test_handing_out_again_hands_out_nothing(world: World) -> None:
    assert assigning.distribute(world.sessions, world.campaign, None, NOON) == 0


def test_a_supervisor_sees_the_own_office_and_those_below(world: World) -> None:
    city = world.actor(world.staff.supervisors["BDTP"])
    assert offices.offices_of(world.sessions, world.supervisor) == ("BD306",)
    assert set(offices.offices_of(world.sessions, city)) == set(world.staff.supervisors)
    with pytest.raises(offices.NotYourOffice):
        offices.office_view(world.sessions, "BD308", world.supervisor)


def test_the_view_adds_up(world: World) -> None:
    view = offices.office_view(world.sessions, "BD306", world.supervisor)
    assert sum(c.given for c in view.collectors) == sum(a.given for a in view.assignments)
    own = visiting.day_list(world.sessions, world.collector)
    assert sum(c.left for c in view.collectors) == sum(len(a.left) for a in own)


def test_a_move_hands_the_names_over_and_leaves_a_trace(world: World) -> None:
    moved, to = line(world), colleague(world)
    reassigning.move(world.sessions, moved.id, to, world.supervisor, NOON)
    assert line(world).collector_id == to
    assert moved.id not in {a.id for a in visiting.day_list(world.sessions, world.collector)}
    entry = audit.recent(world.sessions, world.campaign)[0]
    assert (entry.act, entry.about) == ("assignment.moved", moved.number)
    assert entry.detail["after"] == "Phạm Thu Hà"


def test_a_move_to_whoever_has_it_changes_nothing(world: World) -> None:
    before = len(audit.recent(world.sessions, world.campaign))
    own = line(world)
    reassigning.move(world.sessions, own.id, own.collector_id, world.supervisor, NOON)
    assert len(audit.recent(world.sessions, world.campaign)) == before


def test_two_movers_do_not_undo_each_other_unseen(world: World) -> None:
    own, to = line(world), colleague(world)
    reassigning.move(world.sessions, own.id, to, world.supervisor, NOON, held_by=own.collector_id)
    with pytest.raises(reassigning.AlreadyMoved) as refused:
        reassigning.move(
            world.sessions,
            own.id,
            own.collector_id,
            world.supervisor,
            NOON,
            held_by=own.collector_id,
        )
    assert refused.value.values["holder"] == "Phạm Thu Hà"
    assert line(world).collector_id == to


def test_nothing_moves_to_another_office_or_by_another_supervisor(world: World) -> None:
    own = line(world)
    stranger = world.actor(world.staff.supervisors["BD308"])
    with pytest.raises(offices.NotYourOffice):
        reassigning.move(world.sessions, own.id, world.other_collector.id, world.supervisor, NOON)
    with pytest.raises(offices.NotYourOffice):
        reassigning.move(world.sessions, own.id, colleague(world), stranger, NOON)
    with pytest.raises(NotFound):
        reassigning.move(world.sessions, "none", own.collector_id, world.supervisor, NOON)
    assert line(world) == own


def test_a_part_of_an_assignment_goes_to_a_colleague_with_a_number_of_its_own(
    world: World,
) -> None:
    whole, to = line(world), colleague(world)
    number = reassigning.split(world.sessions, whole.id, 2, to, world.supervisor, NOON)
    view = offices.office_view(world.sessions, "BD306", world.supervisor)
    part = next(a for a in view.assignments if a.number == number)
    assert (part.left, part.collector_id, part.place) == (2, to, whole.place)
    assert line(world).left == whole.left - 2
    assert audit.recent(world.sessions, world.campaign)[0].act == "assignment.split"


def test_a_split_leaves_something_to_both(world: World) -> None:
    whole, to = line(world), colleague(world)
    for count in (0, whole.left, None):
        with pytest.raises(reassigning.BadSplit):
            reassigning.split(world.sessions, whole.id, count, to, world.supervisor, NOON)
    with pytest.raises(offices.NotYourOffice):
        reassigning.split(
            world.sessions, whole.id, 1, world.other_collector.id, world.supervisor, NOON
        )


def test_everything_left_is_handed_over_at_once(world: World) -> None:
    to, giver = colleague(world), world.collector.id
    given = len([a for a in visiting.day_list(world.sessions, world.collector) if a.left])
    count = reassigning.hand_over(world.sessions, "BD306", giver, to, world.supervisor, NOON)
    assert count == given
    assert not any(a.left for a in visiting.day_list(world.sessions, world.collector))
    with pytest.raises(reassigning.NothingToHandOver):
        reassigning.hand_over(world.sessions, "BD306", giver, to, world.supervisor, NOON)


def test_a_supervisor_shares_out_the_own_offices_names_alone(world: World) -> None:
    supervisor = world.supervisor
    assert (
        assigning.distribute(world.sessions, world.campaign, supervisor, NOON, office="BD306") == 0
    )
    with pytest.raises(offices.NotYourOffice):
        assigning.distribute(world.sessions, world.campaign, supervisor, NOON, office="BD308")
