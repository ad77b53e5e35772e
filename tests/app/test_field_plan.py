"""The plan of days: working days, Tết and ferries decide how many collectors are enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError
from survey_app.db import reading
from survey_app.field_plan import FieldCalendar, plan_office
from survey_app.models import CampaignFile, DeskSize, Role
from survey_app.services import people, planning, scheduling
from survey_app.services.quotas import working_days
from tests.conftest import NOON, Visitors, World
from tests.small import small_folder
from tests.vintages import ISLANDS, NO_DISTRICTS, folder_of, replaced

WEEK = frozenset(range(5))
TET = frozenset(date(2022, 1, 31 - n) if n == 0 else date(2022, 2, n) for n in range(5))
CALENDAR = FieldCalendar(10, Decimal("1.5"), WEEK, TET, {"318": frozenset({1, 4})})


def test_an_island_counts_only_the_days_of_its_ferry() -> None:
    first, last = date(2022, 1, 17), date(2022, 1, 28)
    assert CALENDAR.days("306", first, last) == 10
    assert CALENDAR.days("318", first, last) == 4


def test_tet_is_no_working_day() -> None:
    assert CALENDAR.days("306", date(2022, 1, 31), date(2022, 2, 7)) == 1


def test_an_office_needs_the_sum_of_its_districts_rounded_up() -> None:
    first, last = date(2022, 1, 17), date(2022, 1, 28)
    plan = plan_office({"306": 100, "318": 20}, 2, CALENDAR, first, last)
    # 150 visits on 10 days of 10 are 1.5 collectors, 30 on 4 days 0.75
    assert (plan.visits, plan.needed, plan.days, plan.short) == (180, 3, 4, True)
    assert plan_office({"306": 100}, 2, CALENDAR, first, last).needed == 2


def test_no_number_of_collectors_reaches_an_island_without_a_ferry_before_the_end() -> None:
    plan = plan_office({"318": 3}, 5, CALENDAR, date(2022, 1, 26), date(2022, 1, 27))
    assert plan.needed is None
    assert plan.short
    assert plan.done == date(2022, 1, 28)


@given(st.integers(0, 400), st.integers(1, 8))
def test_those_who_suffice_are_done_by_the_end_and_those_who_do_not_are_later(
    names: int, have: int
) -> None:
    first, last = date(2022, 1, 4), date(2022, 1, 28)
    plan = plan_office({"306": names}, have, CALENDAR, first, last)
    if names and plan.done is not None:
        assert (plan.done <= last) == (not plan.short)
        worked = working_days(first, plan.done, TET)
        assert have * worked * 10 >= plan.visits > have * (worked - 1) * 10


def test_every_office_with_names_has_a_plan_and_a_new_collector_eases_it(
    world: World,
) -> None:
    day = NOON.date()
    before = {o.code: o.plan for o in scheduling.office_plans(world.sessions, world.campaign, day)}
    assert set(before) == {"BDTP", "BD306", "BD308", "BD318"}
    assert before["BD318"].days < before["BD306"].days
    new = people.NewPerson("moi", "Phạm Thu Hà", "Bưu điện")
    people.add(world.sessions, new, None, NOON)
    people.grant(world.sessions, world.campaign, "moi", Role.COLLECTOR, "BD306", None, NOON)
    after = {o.code: o.plan for o in scheduling.office_plans(world.sessions, world.campaign, day)}
    assert after["BD306"].have == before["BD306"].have + 1


def test_both_pages_show_the_plan(visitors: Visitors, sqlite_world: World) -> None:
    monitor = visitors.signed_in(sqlite_world.staff.monitor)
    page = monitor.get("/c/nho/monitor/days").text
    assert "Bạch Long Vĩ" in page
    assert "Thứ Ba, Thứ Sáu" in page
    supervisor = visitors.signed_in(sqlite_world.staff.supervisors["BD306"])
    assert "điều tra viên" in supervisor.get("/c/nho/office/BD306").text


def test_a_commune_may_have_a_ferry_and_a_rate_of_its_own(tmp_path: Path) -> None:
    folder = folder_of(NO_DISTRICTS, tmp_path / "cd")
    replaced(folder / "campaign.toml", r"^\[planning\]",
             f"[costs.more_per_answer]\n{ISLANDS[0]} = 250_000\n\n[planning]")  # fmt: skip
    ferries = f'\n[calendar.ferries]\n"{ISLANDS[0]}" = ["tuesday", "friday"]\n'
    replaced(
        folder / "campaign.toml", r"^visits_per_name = 1.6\n", "visits_per_name = 1.6\n" + ferries
    )
    settings = read_folder(folder).settings
    assert settings.calendar is not None
    calendar = replace(CALENDAR, ferries=settings.calendar.ferries)
    assert calendar.place("dackhu", f"commune:{ISLANDS[0]}") == ISLANDS[0]
    assert calendar.place("dackhu", f"commune:{ISLANDS[1]}") == "dackhu"
    assert calendar.days(ISLANDS[0], date(2022, 1, 17), date(2022, 1, 28)) == 4


def test_what_a_commune_costs_more_is_spread_over_its_district(
    sqlite_world: World,
) -> None:
    basis = planning.basis(sqlite_world.sessions, sqlite_world.campaign)
    with reading(sqlite_world.sessions) as db:
        file = db.scalars(select(CampaignFile).where(CampaignFile.name == "campaign.toml")).one()
        desk = db.scalars(select(DeskSize).where(DeskSize.area == "306")).all()[1]
        text = file.content.decode()
    code = desk.desk.partition(":")[2]
    with sqlite_world.sessions.begin() as db:
        again = db.get_one(CampaignFile, file.id)
        again.content = text.replace("318 = 250_000", f"318 = 250_000\n{code} = 100_000").encode()
    more = planning.basis(sqlite_world.sessions, sqlite_world.campaign)
    assert basis.costs is not None
    assert more.costs is not None
    (area,) = (each for each in basis.frame.areas if each.code == "306")
    rise = more.costs.of_answer("306") - basis.costs.of_answer("306")
    assert float(rise) == pytest.approx(100_000 * desk.size / area.size)


def test_a_ferry_to_an_unknown_district_is_refused_with_its_code(tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "nho")
    toml = folder / "campaign.toml"
    toml.write_text(toml.read_text().replace('"318" = ["tuesday"', '"381" = ["tuesday"'))
    with pytest.raises(CampaignError, match="381"):
        read_folder(folder)
