"""The pages on which cells are changed after the draw: asked on one, decided on the other."""

from __future__ import annotations

from tests.app.test_changing import again, cell, last
from tests.app.test_monitor_pages import words_of
from tests.conftest import Visitors, World


def test_a_target_is_asked_for_on_the_cells_page_and_confirmed_by_the_observer(
    visitors: Visitors, sqlite_world: World
) -> None:
    world, found = sqlite_world, cell(sqlite_world)
    monitor = visitors.signed_in(world.staff.monitor)
    path = f"/c/nho/monitor/cells/{found.id}"
    form = {"target": str(found.target + 2), "reason": "Địa bàn đông hơn"}
    assert monitor.post(f"{path}/target", data=form).status_code == 303
    assert "chờ người thứ hai" in words_of(monitor.get(path).text)
    change = f"/c/nho/monitor/changes/{last(world).id}"
    assert monitor.post(change, data={"verdict": "confirm"}).status_code == 409
    observer = visitors.signed_in(world.staff.observer)
    assert "Địa bàn đông hơn" in observer.get("/c/nho/monitor/changes").text
    assert observer.post(change, data={"verdict": "confirm"}).status_code == 303
    assert again(world, found.id).target == found.target + 2


def test_a_refused_request_says_why_and_keeps_what_was_typed(
    visitors: Visitors, sqlite_world: World
) -> None:
    found = cell(sqlite_world)
    monitor = visitors.signed_in(sqlite_world.staff.monitor)
    form = {"target": "0", "reason": "Vì bão"}
    answer = monitor.post(f"/c/nho/monitor/cells/{found.id}/target", data=form)
    assert answer.status_code == 422
    assert f"từ 1 đến {found.list_size}" in answer.text
    assert "Vì bão" in answer.text


def test_the_page_names_the_next_commune_and_the_weights_before_one_asks(
    visitors: Visitors, sqlite_world: World
) -> None:
    found = cell(sqlite_world)
    monitor = visitors.signed_in(sqlite_world.staff.monitor)
    path = f"/c/nho/monitor/cells/{found.id}"
    page = words_of(monitor.get(path).text)
    assert "Xã kế tiếp theo thứ tự ngẫu nhiên" in page
    assert "2 / 8" in page
    assert "3 / 8" in page
    assert monitor.post(f"{path}/area", data={"reason": ""}).status_code == 422
    assert monitor.post(f"{path}/area", data={"reason": "Bão số 3"}).status_code == 303
    observer = visitors.signed_in(sqlite_world.staff.observer)
    change = f"/c/nho/monitor/changes/{last(sqlite_world).id}"
    assert observer.post(change, data={"verdict": "confirm"}).status_code == 303
    assert "đã dừng điều tra" in words_of(monitor.get(path).text)


def test_a_supervisor_changes_nothing(visitors: Visitors, sqlite_world: World) -> None:
    found = cell(sqlite_world)
    supervisor = visitors.signed_in(sqlite_world.staff.supervisors["BD306"])
    path = f"/c/nho/monitor/cells/{found.id}/target"
    assert supervisor.post(path, data={"target": "9", "reason": "x"}).status_code == 403
