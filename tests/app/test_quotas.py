"""Quotas: counters equal a recount (invariant 4), the plan in working days, the last days."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from survey_app.errors import Refused
from survey_app.models import Identity, Name, QuotaCell
from survey_app.monitor.progress import Plan, chart, need_help, officials_rows, row_of
from survey_app.services import quotas, reviewing, visiting
from survey_app.services.quotas import CellCount, Counts, done_by, pace, working_days
from survey_app.web import HANOI
from tests.app.fieldwork import ballot, codes, interview, open_names, uuid_of
from tests.conftest import NOON, World

MONDAY = date(2022, 1, 17)
TET = tuple(date(2022, 1, 31) + timedelta(days=n) for n in range(5))
days = st.dates(date(2021, 12, 1), date(2022, 3, 1))


class Field:
    """Acts of the field, one at random at a time."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random, self.sent = world, random.Random(seed), 0
        self.codes = list(codes(world))

    def act(self) -> None:
        """Something happens; refusals are part of life."""
        with suppress(Refused):
            self.random.choice([self.visit, self.talk, self.repeat, self.review, self.vote])()

    def visit(self) -> None:
        name, by = self.random.choice(open_names(self.world))
        outcome = self.random.choice(["refused", "not_found", "not_eligible", "try_again"])
        visiting.record_contact(
            self.world.sessions, name, outcome,
            attempt=self.random.choice([0, 0, 0, 1]), note="", by=by, now=NOON,
        )  # fmt: skip

    def talk(self) -> None:
        name, by = self.random.choice(open_names(self.world))
        self.sent += 1
        minutes = self.random.choice([0.5, 20])
        interview(self.world, name, by, NOON, self.sent, minutes=minutes)

    def repeat(self) -> None:
        name, by = self.random.choice(open_names(self.world))
        interview(self.world, name, by, NOON, self.random.randint(1, max(1, self.sent)))

    def review(self) -> None:
        reviewing.decide(
            self.world.sessions,
            uuid_of(self.random.randint(1, max(1, self.sent))),
            self.random.choice(["accepted", "rejected"]),
            "đã gọi lại",
            seen=self.random.choice([0, 1, 1, 2]),
            by=self.world.monitor,
            now=NOON,
        )

    def vote(self) -> None:
        ballot(self.world, self.random.choice(self.codes[:10]), self.random.randint(1, 99))


@pytest.mark.parametrize("seed", [1, 2])
def test_counters_equal_a_recount_whatever_happens_in_the_field(world: World, seed: int) -> None:
    field = Field(world, seed)
    for _ in range(12):
        for _ in range(4):
            field.act()
        assert quotas.recount(world.sessions, world.campaign) == ()
    board = quotas.board(world.sessions, world.campaign)
    assert sum(cell.counts.received for cell in board) > 5


def test_a_recount_names_the_counter_that_is_wrong(world: World) -> None:
    cell = quotas.board(world.sessions, world.campaign)[0]
    with world.sessions.begin() as db:
        db.execute(update(QuotaCell).where(QuotaCell.id == cell.id).values(received=3))
    (found,) = quotas.recount(world.sessions, world.campaign)
    assert (found.cell, found.counter, found.counted, found.recounted) == (
        cell.key, "received", 3, 0,
    )  # fmt: skip


def test_the_last_days_count_by_vietnamese_days_and_by_the_verdict_of_now(world: World) -> None:
    (first, by), (second, other) = open_names(world)[:2]
    evening = NOON - timedelta(days=3) + timedelta(hours=11)  # 23:00 on the 14th in Hải Phòng
    interview(world, first, by, evening, 1)
    interview(world, second, other, evening + timedelta(hours=2), 2)  # 01:00 on the 15th
    reviewing.decide(
        world.sessions, uuid_of(1), "rejected", "sai địa chỉ", seen=1, by=world.monitor, now=NOON
    )
    asked = [date(2022, 1, 14), date(2022, 1, 15), date(2022, 1, 16)]
    found = quotas.last_days(world.sessions, world.campaign, asked, HANOI)
    sums = {
        day: (
            sum(d.received for d in found if d.day == day),
            sum(d.accepted for d in found if d.day == day),
        )
        for day in asked
    }
    assert sums == {asked[0]: (1, 0), asked[1]: (1, 1), asked[2]: (0, 0)}


def test_what_is_accepted_adds_up_from_day_to_day(world: World) -> None:
    asked = [date(2022, 1, 13), date(2022, 1, 14), date(2022, 1, 17)]
    for number, (name, by) in enumerate(open_names(world)[:4]):
        # the 13th, the 14th, Saturday the 15th and the 18th
        at = NOON + timedelta(days=(-4, -3, -2, 1)[number])
        interview(world, name, by, at, number)
    reviewing.decide(
        world.sessions, uuid_of(0), "rejected", "sai địa chỉ", seen=1, by=world.monitor, now=NOON
    )
    found = quotas.accepted_by(world.sessions, world.campaign, "citizens", asked, HANOI)
    assert found == (0, 1, 2)
    assert quotas.accepted_by(world.sessions, world.campaign, "citizens", [], HANOI) == ()


@given(days, days)
def test_working_days_leave_out_weekends_and_holidays(start: date, end: date) -> None:
    found = working_days(start, end, TET)
    every = [start + timedelta(days=n) for n in range(max(0, (end - start).days + 1))]
    assert found == len([d for d in every if d.weekday() < 5 and d not in TET])


@given(st.integers(0, 500), st.integers(0, 500), days)
def test_what_is_needed_each_day_is_enough_and_one_less_is_not(
    target: int, accepted: int, today: date
) -> None:
    found = pace(Counts(target, accepted=accepted), today, date(2022, 1, 4), date(2022, 1, 28))
    left = max(0, target - accepted)
    if found.days_left:
        assert found.needed_per_day * found.days_left >= left
        assert (found.needed_per_day - 1) * found.days_left < left or left == 0
    assert (found.state == "full") == (left == 0)


def test_states_begin_at_95_and_at_70_percent_of_the_plan() -> None:
    def state(accepted: int) -> str:
        counts = Counts(200, accepted=accepted)
        return pace(counts, MONDAY, date(2022, 1, 3), date(2022, 1, 28)).state

    assert [state(n) for n in (95, 94, 70, 69, 200)] == ["pace", "late", "late", "far", "full"]


def test_the_rest_is_done_on_a_working_day_after_the_holidays() -> None:
    friday = date(2022, 1, 28)
    assert done_by(10, 10, friday, TET) == friday
    assert done_by(11, 10, friday, TET) == date(2022, 2, 7)
    assert done_by(5, 0.0, friday, TET) is None


def cell(group: str, invited: int, id_: int = 1, accepted: int = 0) -> CellCount:
    counts = Counts(100, opened=invited, accepted=accepted)
    return CellCount(id_, f"{group}/x", group, None, None, "x", None, counts)


NAMES = {"council_deputies": "A", "department_leaders": "B", "district_leaders": "C"}


def test_a_small_group_of_officials_is_merged_with_the_next_smallest() -> None:
    sizes = zip(NAMES, (66, 12, 4), strict=True)
    rows, merged = officials_rows([cell(g, n) for g, n in sizes], NAMES, 5)
    assert [row.counts is None for row in rows] == [False, True, True]
    assert merged is not None
    assert merged.opened == 16


def test_nothing_is_merged_where_every_group_is_large_enough() -> None:
    rows, merged = officials_rows([cell(g, 5) for g in NAMES], NAMES, 5)
    assert merged is None
    assert all(row.counts for row in rows)


def test_a_lone_small_group_is_hidden_without_a_sum() -> None:
    rows, merged = officials_rows([cell("council_deputies", 4)], NAMES, 5)
    assert merged is None
    assert [row.counts for row in rows] == [None]


PLAN = Plan(MONDAY, date(2022, 1, 4), date(2022, 1, 28), TET)


def test_the_last_five_working_days_end_before_today() -> None:
    assert PLAN.looked_back() == tuple(date(2022, 1, n) for n in (10, 11, 12, 13, 14))
    first_day = Plan(date(2022, 1, 4), date(2022, 1, 4), date(2022, 1, 28), ())
    assert first_day.looked_back() == ()


def test_help_goes_first_to_whoever_is_furthest_behind() -> None:
    rows = [
        row_of(str(n), str(n), [cell("citizens", 9, n, accepted)], (), PLAN)
        for n, accepted in enumerate((90, 30, 5, 20))
    ]
    assert [row.code for row in need_help(rows)] == ["2", "3", "1"]


def test_the_chart_ends_at_what_is_accepted_now() -> None:
    counts = Counts(100, accepted=40)
    found = chart(counts, [3, 8, 12, 15, 19, 21, 25, 30, 38], PLAN, 2.0)
    assert found is not None
    assert found.path.startswith("M0.0 100.0L")  # nothing before the first day
    assert found.path.count("L") == PLAN.passed
    assert found.path.endswith(f"{found.x:.1f} {found.y:.1f}")
    assert found.y == pytest.approx(60)
    assert found.forecast == 40 + 2 * (PLAN.total - PLAN.passed)


def test_a_list_that_cannot_give_its_target_any_more_is_exhausted_not_late(
    sqlite_world: World,
) -> None:
    world = sqlite_world
    with world.sessions.begin() as db:  # as if the draw had taken the whole list
        there = QuotaCell.district == "318"
        db.execute(update(QuotaCell).where(there).values(list_size=QuotaCell.opened))
        reserves = select(Name.id).where(
            Name.cell_id.in_(select(QuotaCell.id).where(there)), Name.opened_at.is_(None)
        )
        db.execute(delete(Identity).where(Identity.name_id.in_(reserves)))
        db.execute(delete(Name).where(Name.id.in_(reserves)))

    def island() -> CellCount:
        board = quotas.board(world.sessions, world.campaign)
        found = next(cell for cell in board if cell.district == "318")
        assert quotas.cell_of(world.sessions, world.campaign, found.id) == found
        return found

    cell = island()
    assert not cell.exhausted
    spare = cell.counts.opened - cell.counts.target
    with world.sessions() as db:
        own = set(db.scalars(select(Name.id).where(Name.cell_id == cell.id)))
    people = [(name, by) for name, by in open_names(world) if name in own]
    for number, (name, by) in enumerate(people[: spare + 1]):
        assert not island().exhausted
        visiting.record_contact(
            world.sessions, name, "refused", attempt=0, note="", by=by, now=NOON
        )
        assert island().exhausted == (number == spare)


def test_a_place_is_exhausted_where_every_unfinished_cell_is() -> None:
    plan = Plan(MONDAY, MONDAY - timedelta(days=14), MONDAY + timedelta(days=11), TET)
    spent = CellCount(1, "a", "citizens", "1", "d", "A", None, Counts(10, 9, 9, 5, 5), True)
    full = CellCount(2, "b", "citizens", "1", "e", "B", None, Counts(10, 15, 15, 10, 10))
    behind = CellCount(3, "c", "citizens", "1", "f", "C", None, Counts(10, 15))
    assert row_of("1", "", [spent, full], (), plan).pace.state == "exhausted"
    assert row_of("1", "", [spent, behind], (), plan).pace.state == "far"
    closed = replace(plan, closed=True)
    assert row_of("1", "", [spent, full], (), closed).pace.state == "short"
