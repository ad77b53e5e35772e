"""Answers that no chance chose: counters of their own, never a cell of the draw (methods 8).

Invariants 2 (exactly once), 3 (kept and flagged) and 4 (counters equal a recount).
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from survey_app.bundle.archive import read_archive
from survey_app.bundle.freeze import read_frozen
from survey_app.bundle.published import compute
from survey_app.bundle.verifying import verify
from survey_app.db import reading
from survey_app.errors import NotAllowed, NotFound
from survey_app.models import QuotaCell, Response
from survey_app.services import choosing, quotas, reviewing
from survey_app.services.bundling import sealed_bundle
from survey_app.services.closing import folder_of
from survey_app.services.collecting import Receipt, Submission, submit
from tests.answers import citizen_answers, use_form, version_of
from tests.app.fieldwork import interview, open_names, uuid_of
from tests.conftest import NOON, SECRET, Visitors, World
from tests.fieldwork import close, collect


def opened(world: World, source: str = "counter", target: int = 3) -> int:
    return choosing.open_cell(
        world.sessions, source, "306", "BD306", target, "Thu bổ sung", world.monitor, NOON
    )


def chosen(world: World, cell: int, number: int, *, minutes: float = 20) -> Receipt:
    """An answer at the counter, begun that many minutes ago."""
    given_ = Submission(
        uuid_of(number),
        0,
        version_of(world, "citizens"),
        citizen_answers(world),
        started_at=NOON - timedelta(minutes=minutes),
        cell=cell,
    )
    return submit(world.sessions, given_, world.collector, None, NOON)


def counts(world: World) -> dict[int, quotas.Counts]:
    """The counters of the draw's cells."""
    return {c.id: c.counts for c in quotas.board(world.sessions, world.campaign)}


def test_a_chosen_answer_moves_its_own_cell_alone(world: World) -> None:
    cell, before = opened(world), counts(world)
    assert chosen(world, cell, 1).flags == ()
    assert counts(world) == before
    own = quotas.chosen_cells(world.sessions, world.campaign)[0].counts
    assert (own.received, own.accepted) == (1, 1)
    assert quotas.recount(world.sessions, world.campaign) == ()
    assert chosen(world, cell, 1).outcome == "repeated"
    with reading(world.sessions) as db:
        assert db.scalar(select(func.count(Response.uuid))) == 1


def test_an_answer_without_a_name_cannot_go_into_a_cell_of_the_draw(world: World) -> None:
    opened(world)
    for cell in counts(world):
        with pytest.raises(NotFound):
            chosen(world, cell, 1)
    with reading(world.sessions) as db:
        assert db.scalar(select(func.count(Response.uuid))) == 0


def test_more_than_expected_and_from_another_office_is_kept_and_flagged(world: World) -> None:
    cell = opened(world, target=1)
    chosen(world, cell, 1)
    assert chosen(world, cell, 2).flags == ("over_quota",)
    stranger = Submission(
        uuid_of(3), 0, version_of(world, "citizens"), citizen_answers(world), cell=cell
    )
    receipt = submit(world.sessions, stranger, world.other_collector, None, NOON)
    assert "not_assigned" in receipt.flags


def test_two_chosen_answers_may_both_be_accepted_by_hand(world: World) -> None:
    cell = opened(world)
    for number in (1, 2):
        assert chosen(world, cell, number, minutes=1).flags == ("short",)
        reviewing.decide(
            world.sessions,
            uuid_of(number),
            "accepted",
            "Đã xem",
            seen=0,
            by=world.monitor,
            now=NOON,
        )
    own = quotas.chosen_cells(world.sessions, world.campaign)[0].counts
    assert (own.accepted, own.waiting) == (2, 0)


def test_a_cell_needs_a_source_a_place_an_office_a_number_and_a_reason(world: World) -> None:
    def ask(source: str, district: str, office: str, target: int, reason: str) -> None:
        choosing.open_cell(
            world.sessions, source, district, office, target, reason, world.monitor, NOON
        )

    for bad in (
        ("street", "306", "BD306", 3, "Lý do"),
        ("counter", "999", "BD306", 3, "Lý do"),
        ("counter", "306", "BD999", 3, "Lý do"),
        ("counter", "306", "BD306", 0, "Lý do"),
        ("counter", "306", "BD306", 3, " "),
    ):
        with pytest.raises(choosing.BadChoiceCell):
            ask(*bad)
    with pytest.raises(NotAllowed):
        choosing.open_cell(
            world.sessions, "counter", "306", "BD306", 3, "Lý do", world.collector, NOON
        )
    ask("counter", "306", "BD306", 3, "Lý do")
    with pytest.raises(choosing.BadChoiceCell):
        ask("counter", "306", "BD306", 3, "Lý do")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=8))
def test_whatever_comes_in_whatever_order_no_chosen_answer_fills_a_cell_of_the_draw(
    sqlite_world: World, acts: list[tuple[bool, int]]
) -> None:
    world = sqlite_world
    cells = quotas.chosen_cells(world.sessions, world.campaign)
    cell = cells[0].id if cells else opened(world)
    for from_sample, number in acts:
        if from_sample:
            left = open_names(world, world.collector)
            if left:
                name, by = left[number % len(left)]
                with reading(world.sessions) as db:
                    used = db.scalar(select(func.count(Response.uuid)))
                interview(world, name, by, NOON, 1000 + (used or 0))
        else:
            chosen(world, cell, number)
    with reading(world.sessions) as db:
        rows = db.execute(
            select(Response.name_id, QuotaCell.probability).join(
                QuotaCell, QuotaCell.id == Response.cell_id
            )
        ).all()
        named = sum(name is not None for name, _ in rows)
    assert all((name is not None) == probability for name, probability in rows)
    assert sum(c.received for c in counts(world).values()) == named
    assert quotas.recount(world.sessions, world.campaign) == ()


def test_results_tabulate_them_apart_and_stay_what_they_were(sqlite_world: World) -> None:
    world = sqlite_world
    cell = opened(world, target=10)
    for number in range(6):
        chosen(world, cell, number)
    few = choosing.open_cell(
        world.sessions, "poster", "308", "BD306", 9, "Áp phích", world.monitor, NOON
    )
    chosen(world, few, 7)
    collect(world.sessions, SECRET, world.campaign, NOON)
    close(world.sessions, world.data, world.monitor, world.observer, NOON)
    frozen = read_frozen(folder_of(world.data, world.campaign))
    found = compute(frozen)
    counter, poster = found.published.chosen
    assert (counter.source, counter.received, counter.accepted) == ("counter", 6, 6)
    assert counter.satisfied is not None
    assert poster.satisfied is None  # one answer is below the threshold
    sample = frozen.tables["sample"]
    assert found.published.facts.forms["citizens"][1] == sample["response"].notna().sum()
    path = world.data / "bundle.zip"
    path.write_bytes(sealed_bundle(world.sessions, world.data, world.campaign, NOON))
    assert verify(read_archive(path)).problems == ()


def test_a_collector_fills_one_from_the_days_list(visitors: Visitors, sqlite_world: World) -> None:
    world, cell = sqlite_world, opened(sqlite_world)
    client = visitors.signed_in(world.staff.collectors["BD306"][0])
    assert f"/cells/{cell}/interview" in client.get("/c/nho/collect/").text
    path = f"/c/nho/collect/cells/{cell}/interview"
    assert client.get(path).status_code == 200
    fields = {"uuid": uuid_of(9), "version": version_of(world, "citizens"), "action": "send"}
    answer = client.post(path, data={**fields, **citizen_answers(world)})
    assert answer.status_code == 303
    assert client.get(answer.headers["Location"]).status_code == 200
    assert quotas.chosen_cells(world.sessions, world.campaign)[0].counts.received == 1
    other = visitors.signed_in(world.staff.collectors["BD308"][0])
    assert other.get(path).status_code == 404


def test_home_affairs_opens_a_cell_and_reads_its_counts(
    visitors: Visitors, sqlite_world: World
) -> None:
    monitor = visitors.signed_in(sqlite_world.staff.monitor)
    form = {"source": "intercept", "district": "306", "office": "BD306", "target": "4"}
    assert monitor.post("/c/nho/monitor/choice", data=form).status_code == 422
    answer = monitor.post("/c/nho/monitor/choice", data={**form, "reason": "Thiếu phiếu"})
    assert answer.status_code == 303
    assert "Hỏi tại chỗ" in monitor.get("/c/nho/monitor/choice").text
    assert "Ngoài mẫu xác suất: 0" in monitor.get("/c/nho/monitor/").text


def test_such_an_answer_begins_with_the_defaults_of_its_form(
    visitors: Visitors, sqlite_world: World
) -> None:
    cell = opened(sqlite_world)
    use_form(
        sqlite_world, "| survey |\n| | type | name | label | default |\n| | text | t | T | Bình |"
    )
    client = visitors.signed_in(sqlite_world.staff.collectors["BD306"][0])
    assert 'value="Bình"' in client.get(f"/c/nho/collect/cells/{cell}/interview").text
