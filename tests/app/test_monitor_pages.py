"""Pages of Home Affairs and the observer: what they open with, what they never show.

Invariant 6: before closing no page of theirs holds an answer or a satisfaction figure.
"""

from __future__ import annotations

import html
import json
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, update

from sampling.manifest import manifest_digest
from survey_app import create_app
from survey_app.config import Settings
from survey_app.models import AuditEntry, DrawRecord, QuotaCell, Response
from survey_app.services import closing, quotas
from survey_app.services.collecting import Submission, submit
from survey_app.services.signing_in import sign_in_link
from tests.answers import citizen_answers, form_of
from tests.app.fieldwork import interview, open_names, uuid_of
from tests.app.print.reading import pages
from tests.conftest import NOON, SECRET, Visitors, World

PAGES = (
    "", "cells", "district/306", "district/departments", "responses", "responses?verdict=waiting",
    "conflicts", "draw", "closing",
)  # fmt: skip


def text(client: FlaskClient, path: str) -> str:
    """The words of a page of the small campaign, tags away."""
    answer = client.get(f"/c/nho/{path}")
    assert answer.status_code == 200, answer.text
    return words_of(answer.text)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def monitor(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """Home Affairs at a browser."""
    return visitors.signed_in(sqlite_world.staff.monitor)


@pytest.fixture
def observer(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The observer at a browser."""
    return visitors.signed_in(sqlite_world.staff.observer)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_home_affairs_and_the_observer(
    page: str, monitor: FlaskClient, observer: FlaskClient
) -> None:
    assert monitor.get(f"/c/nho/monitor/{page}").status_code == 200
    assert observer.get(f"/c/nho/monitor/{page}").status_code == 200


def test_the_collector_the_supervisor_and_strangers_see_none_of_them(
    visitors: Visitors, sqlite_world: World
) -> None:
    for actor in (
        sqlite_world.staff.collectors["BD306"][0],
        sqlite_world.staff.supervisors["BD306"],
    ):
        client = visitors.signed_in(actor)
        assert {client.get(f"/c/nho/monitor/{page}").status_code for page in PAGES} == {403}
    stranger = visitors.stranger()
    assert {stranger.get(f"/c/nho/monitor/{page}").status_code for page in PAGES} == {303}


def test_the_board_opens_with_what_is_needed_each_day_and_what_came(
    monitor: FlaskClient, sqlite_world: World
) -> None:
    for number, (name, by) in enumerate(open_names(sqlite_world)[:10]):
        interview(sqlite_world, name, by, NOON - timedelta(days=3), number)  # Friday
    shown = text(monitor, "monitor/")
    # 78 are wanted, 10 are there, and 10 working days are left with today's
    assert "Cần 7 phiếu hợp lệ mỗi ngày; 5 ngày qua đạt 2" in shown
    assert "Còn 68 phiếu trong 10 ngày làm việc, đến 28/01/2022" in shown
    assert "sau thời hạn" in shown


def test_each_figure_opens_a_list(monitor: FlaskClient) -> None:
    page = monitor.get("/c/nho/monitor/").text
    figures = page[page.index('<dl class="figs"') : page.index("</dl>")]
    links = re.findall(r'href="([^"]+)"', figures)
    assert len(links) == 6
    assert {monitor.get(html.unescape(link)).status_code for link in links} == {200}


def test_the_table_keeps_the_official_order_and_says_states_in_words(monitor: FlaskClient) -> None:
    shown = text(monitor, "monitor/")
    table = shown[shown.index("Phân bổ phiếu theo quận") :]
    places = [table.index(name) for name in ("Hải An", "Đồ Sơn", "Bạch Long Vĩ", "Sở, ban, ngành")]
    assert places == sorted(places)
    assert "Chậm nhiều" in table


def test_the_board_says_which_lists_the_draw_took_whole_and_what_will_come(
    monitor: FlaskClient, sqlite_world: World
) -> None:
    warning = {
        "code": "list_too_short", "desk": "district:318", "share": "12.4",
        "size": "15", "target": "12", "needed": "18", "expected": "10.2",
    }  # fmt: skip
    with sqlite_world.sessions.begin() as db:
        record = db.get_one(DrawRecord, sqlite_world.campaign)
        record.manifest = {**record.manifest, "warnings": [warning]}
    shown = text(monitor, "monitor/")
    assert "đã mở hết danh sách 15 người, dự kiến thu 10 phiếu trong 12 phiếu được giao" in shown
    assert "Bạch Long Vĩ: đã mở hết" in shown


def test_a_small_group_of_officials_is_never_shown_alone(
    monitor: FlaskClient, sqlite_world: World
) -> None:
    with sqlite_world.sessions.begin() as db:
        group = QuotaCell.group == "department_leaders"
        db.execute(update(QuotaCell).where(group).values(opened=3, handed_out=2, received=1))
    shown = text(monitor, "monitor/")
    assert shown.count("gộp") == 2
    assert "Gộp: nhóm có dưới 5 người được mời tính chung với nhóm khác" in shown


def test_officials_cells_open_nothing(monitor: FlaskClient, sqlite_world: World) -> None:
    cells = quotas.board(sqlite_world.sessions, sqlite_world.campaign)
    codes = {
        cell.group: monitor.get(f"/c/nho/monitor/cells/{cell.id}").status_code for cell in cells
    }
    assert codes.pop("citizens") == 200
    assert set(codes.values()) == {404}


def waiting(world: World) -> str:
    """A response that waits for a look."""
    name, by = open_names(world)[0]
    interview(world, name, by, NOON, 1, minutes=0.5)
    return f"/c/nho/monitor/responses/{uuid_of(1)}"


def test_a_reviewer_sees_how_a_response_came_about_and_decides(
    monitor: FlaskClient, sqlite_world: World
) -> None:
    address = waiting(sqlite_world)
    assert "thời gian phỏng vấn ngắn bất thường" in text(
        monitor, "monitor/responses?verdict=waiting"
    )
    shown = words_of(monitor.get(address).text)
    assert "niêm phong đến khi chốt số liệu" in shown
    given = {"seen": 0, "verdict": "rejected", "reason": "người dân chưa từng gặp"}
    assert monitor.post(address, data=given).status_code == 303
    assert "người dân chưa từng gặp" in words_of(monitor.get(address).text)


def test_the_slower_reviewer_sees_the_verdict_and_keeps_the_reason(
    monitor: FlaskClient, sqlite_world: World
) -> None:
    address = waiting(sqlite_world)
    monitor.post(address, data={"seen": 0, "verdict": "accepted", "reason": "đã gọi lại"})
    second = monitor.post(address, data={"seen": 0, "verdict": "rejected", "reason": "lý do đã gõ"})
    assert second.status_code == 409
    assert "vừa được người khác xử lý" in second.text
    assert "lý do đã gõ</textarea>" in second.text
    assert 'name="seen" value="1"' in second.text
    assert "đã gọi lại" in second.text


def test_a_verdict_without_reason_is_asked_for_again_beside_the_form(
    monitor: FlaskClient, sqlite_world: World
) -> None:
    answer = monitor.post(waiting(sqlite_world), data={"seen": 0, "verdict": "accepted"})
    assert answer.status_code == 422
    assert "ghi lý do" in words_of(answer.text)


def test_an_observer_reads_but_does_not_decide(observer: FlaskClient, sqlite_world: World) -> None:
    address = waiting(sqlite_world)
    assert "<textarea" not in observer.get(address).text
    given = {"seen": 0, "verdict": "accepted", "reason": "x"}
    assert observer.post(address, data=given).status_code == 403


def test_a_conflict_is_listed_with_its_sender_and_without_its_content(
    monitor: FlaskClient, sqlite_world: World
) -> None:
    (name, by), (other, _) = open_names(sqlite_world, sqlite_world.collector)[:2]
    interview(sqlite_world, name, by, NOON, 1)
    interview(sqlite_world, other, by, NOON, 1)
    shown = text(monitor, "monitor/conflicts")
    assert by.name in shown
    assert "niêm phong" in shown


def test_the_draw_can_be_downloaded_and_verified(monitor: FlaskClient) -> None:
    answer = monitor.get("/c/nho/monitor/draw/manifest.json")
    manifest = json.loads(answer.data)
    assert manifest["digest"] == manifest_digest(manifest)
    shown = text(monitor, "monitor/draw")
    assert "Hạt giống công khai của bản thử nghiệm" in shown
    assert manifest["digest"] in shown
    assert "par-survey draw verify" in shown


def test_closing_takes_two_and_tells_so(
    monitor: FlaskClient, observer: FlaskClient, sqlite_world: World
) -> None:
    early = observer.post("/c/nho/monitor/closing/confirm")
    assert early.status_code == 409
    assert "Chưa có đề nghị chốt số liệu" in early.text
    assert monitor.post("/c/nho/monitor/closing/confirm").status_code == 403
    assert monitor.post("/c/nho/monitor/closing/ask").status_code == 303
    assert "Chốt số liệu, không hoàn tác được" in text(observer, "monitor/closing")
    assert observer.post("/c/nho/monitor/closing/confirm").status_code == 303
    state = closing.state(sqlite_world.sessions, sqlite_world.campaign)
    assert state.digest is not None
    assert state.digest in text(monitor, "monitor/closing")
    again = monitor.post("/c/nho/monitor/closing/ask")
    assert again.status_code == 409
    assert "đã chốt số liệu" in again.text


def test_a_closed_campaign_has_no_pace(monitor: FlaskClient, sqlite_world: World) -> None:
    closing.ask(sqlite_world.sessions, sqlite_world.monitor, NOON)
    closing.confirm(sqlite_world.sessions, sqlite_world.data, sqlite_world.observer, NOON)
    shown = text(monitor, "monitor/")
    assert "Đã chốt số liệu: 0 phiếu hợp lệ trên 78 phiếu được giao" in shown
    assert "Thiếu phiếu" in shown
    assert "mỗi ngày; " not in shown
    assert "Chậm" not in shown


def test_the_log_is_in_words_and_says_whether_it_holds(
    observer: FlaskClient, sqlite_world: World
) -> None:
    closing.ask(sqlite_world.sessions, sqlite_world.monitor, NOON)
    shown = text(observer, "monitor/audit")
    assert "Nhật ký còn nguyên" in shown
    assert "đề nghị chốt số liệu" in shown
    with sqlite_world.sessions.begin() as db:
        db.execute(update(AuditEntry).where(AuditEntry.number == 2).values(about="khác"))
    assert "Nhật ký bị thay đổi từ dòng số 2" in text(observer, "monitor/audit")


def test_before_closing_no_page_holds_an_answer(
    monitor: FlaskClient, observer: FlaskClient, visitors: Visitors, sqlite_world: World
) -> None:
    (name, by), (other, _) = open_names(sqlite_world, sqlite_world.collector)[:2]
    secret = "câu trả lời chỉ người dân biết"
    form = form_of(sqlite_world, "citizens")
    texts = {item.name: secret for item in form.items if item.type == "text"}
    for number, (who, marked) in enumerate([(name, 1), (other, 1)]):
        given = Submission(
            uuid_of(marked), who, form.digest, citizen_answers(sqlite_world, **texts)
        )
        submit(sqlite_world.sessions, given, by, None, NOON + timedelta(minutes=number))
    with sqlite_world.sessions() as db:
        assert secret in json.dumps(db.get_one(Response, uuid_of(1)).answers, ensure_ascii=False)
    administrator = visitors.signed_in(sqlite_world.staff.administrator)
    seen = [
        client.get(f"/c/nho/monitor/{page}")
        for page in (*PAGES, f"responses/{uuid_of(1)}", "audit", "draw/manifest.json")
        for client in (monitor, observer, administrator)
    ]
    seen += [administrator.get(f"/c/nho/admin/{page}") for page in ("", "sheets.pdf", "prints")]
    shown = [answer.text for answer in seen if answer.mimetype != "application/pdf"]
    shown += [
        page
        for answer in seen
        if answer.mimetype == "application/pdf"
        for page in pages(answer.data)
    ]
    assert sum(answer.status_code == 200 for answer in seen) > 20
    assert not [page for page in shown if secret in page]
    figure = re.compile(r"(điểm|mức) (trung bình|hài lòng):? *\d")
    assert not [page for page in shown if figure.search(page)]


def test_the_board_asks_as_many_questions_of_the_database_whatever_came(
    monitor: FlaskClient, sqlite_world: World, app: Flask
) -> None:
    asked: list[str] = []
    event.listen(
        app.extensions["par_survey"].engine,
        "before_cursor_execute",
        lambda _c, _u, statement, *_: asked.append(statement),
    )
    monitor.get("/c/nho/monitor/")
    before = len(asked)
    for number, (name, by) in enumerate(open_names(sqlite_world)[:6]):
        interview(sqlite_world, name, by, NOON - timedelta(days=3), number)
    asked.clear()
    monitor.get("/c/nho/monitor/")
    assert len(asked) == before
    # the last days by place, and the chart from the first day
    assert sum("FROM response" in statement for statement in asked) == 2


@pytest.mark.parametrize(
    ("day", "opening"),
    [
        (-14, "Bắt đầu điều tra ngày 04/01/2022: 78 phiếu được giao"),
        (-13, "hôm nay là ngày đầu"),
        (11, "Cần 78 phiếu hợp lệ mỗi ngày"),  # the last day: all of it is wanted today
        (24, "Đã hết thời gian điều tra, còn thiếu 78 phiếu hợp lệ"),
    ],
)
def test_the_board_says_where_in_the_fieldwork_it_is(
    day: int, opening: str, sqlite_world: World
) -> None:
    settings = Settings(sqlite_world.url, sqlite_world.data, SECRET)
    app = create_app(settings, clock=lambda: NOON + timedelta(days=day))
    client = app.test_client()
    client.get(f"/link/{sign_in_link(SECRET, sqlite_world.staff.monitor)}")
    assert opening in text(client, "monitor/")
    app.extensions["par_survey"].engine.dispose()
