"""The supervisor's page: split, hand over, share out what nobody has; strangers get nowhere."""

from __future__ import annotations

from survey_app.services import changing, visiting
from survey_app.services.offices import office_view
from tests.app.test_assigning import colleague, line
from tests.app.test_changing import again, cell, last
from tests.conftest import NOON, Visitors, World

OFFICE = "/c/nho/office/BD306"


def test_a_supervisor_splits_an_assignment_and_is_told_what_is_wrong(
    visitors: Visitors, sqlite_world: World
) -> None:
    world, to = sqlite_world, colleague(sqlite_world)
    whole = line(world)
    client = visitors.signed_in(world.staff.supervisors["BD306"])
    form = {"assignment": whole.id, "to": to}
    wrong = client.post(f"{OFFICE}/split", data={**form, "count": str(whole.left)})
    assert wrong.status_code == 422
    assert f"từ 1 đến {whole.left - 1} người" in wrong.text
    assert client.post(f"{OFFICE}/split", data={**form, "count": "x"}).status_code == 422
    assert client.post(f"{OFFICE}/split", data={**form, "count": "1"}).status_code == 303
    assert line(world).left == whole.left - 1


def test_a_supervisor_hands_everything_over(visitors: Visitors, sqlite_world: World) -> None:
    world, to = sqlite_world, colleague(sqlite_world)
    client = visitors.signed_in(world.staff.supervisors["BD306"])
    form = {"giver": world.collector.id, "to": to}
    assert client.post(f"{OFFICE}/hand-over", data=form).status_code == 303
    assert not any(a.left for a in visiting.day_list(world.sessions, world.collector))
    assert client.post(f"{OFFICE}/hand-over", data=form).status_code == 409


def test_names_of_a_commune_that_came_in_are_shared_out_on_the_page(
    visitors: Visitors, sqlite_world: World
) -> None:
    world, gone = sqlite_world, cell(sqlite_world)
    changing.ask_area(world.sessions, gone.id, "Bão số 3", world.monitor, NOON)
    changing.decide(world.sessions, last(world).id, confirm=True, by=world.observer, now=NOON)
    waiting = office_view(world.sessions, "BD306", world.supervisor).waiting
    assert waiting > 0
    client = visitors.signed_in(world.staff.supervisors["BD306"])
    assert f"Phân công {waiting} người này" in client.get(OFFICE).text
    assert client.post(f"{OFFICE}/distribute").status_code == 303
    assert office_view(world.sessions, "BD306", world.supervisor).waiting == 0
    collector = visitors.signed_in(world.staff.collectors["BD306"][0])
    assert "Nơi này đã dừng điều tra" in collector.get("/c/nho/collect/").text
    assert again(world, gone.id).stopped_at is not None


def test_another_offices_supervisor_does_none_of_it(
    visitors: Visitors, sqlite_world: World
) -> None:
    world, to = sqlite_world, colleague(sqlite_world)
    stranger = visitors.signed_in(world.staff.supervisors["BD308"])
    forms = {
        "split": {"assignment": line(world).id, "to": to, "count": "1"},
        "hand-over": {"giver": world.collector.id, "to": to},
        "distribute": {},
    }
    for act, form in forms.items():
        assert stranger.post(f"{OFFICE}/{act}", data=form).status_code == 403
