"""Pages of collectors and their supervisors, as a browser without JavaScript meets them.

Invariants 2 and 3 at the pages: repeated, conflicting, late and revoked submissions.
"""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from survey_app.models import QuestionnaireVersion, RespondentGroup, Role
from survey_app.services import closing, people
from survey_app.services.offices import office_view
from survey_app.services.quotas import recount
from survey_app.services.visiting import NameView, day_list
from tests.answers import citizen_answers, use_form
from tests.conftest import NOON, Visitors, World

DAY = "/c/nho/collect/"


@pytest.fixture
def browser(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The collector's phone."""
    return visitors.signed_in(sqlite_world.staff.collectors["BD306"][0])


@pytest.fixture
def name(sqlite_world: World) -> NameView:
    """The first name that the collector has to visit."""
    return day_list(sqlite_world.sessions, sqlite_world.collector)[0].left[0]


def hidden_fields(page: str) -> MultiDict[str, str]:
    """What the page's hidden inputs would send."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return MultiDict([(name, unescape(value)) for name, value in pairs])


def checked_fields(page: str) -> set[tuple[str, str]]:
    """The radios and boxes that are ticked."""
    found = re.findall(r'<input type="(?:radio|checkbox)" name="(\S+)" value="(\S+)" checked', page)
    return set(found)


def put(fields: MultiDict[str, str], **values: str) -> None:
    """Set fields; MultiDict.update would add a second value."""
    for field, value in values.items():
        fields[field] = value


def interview(name: NameView) -> str:
    return f"/c/nho/collect/names/{name.id}/interview"


def everything(browser: FlaskClient, world: World, name: NameView) -> MultiDict[str, str]:
    """All fields of a finished interview, as one form."""
    page = browser.get(interview(name)).text
    fields = hidden_fields(page)
    fields.pop("shown")
    for item, given in citizen_answers(world).items():
        fields.setlist(item, [given] if isinstance(given, str) else list(given))
    fields["action"] = "send"
    return fields


def test_the_day_says_how_many_people_are_left(browser: FlaskClient, sqlite_world: World) -> None:
    left = sum(len(a.left) for a in day_list(sqlite_world.sessions, sqlite_world.collector))
    page = browser.get(DAY)
    assert page.status_code == 200
    assert f"Còn {left} người" in page.text


def test_nobody_else_sees_a_collectors_names(
    visitors: Visitors, sqlite_world: World, name: NameView
) -> None:
    colleague = visitors.signed_in(sqlite_world.staff.collectors["BD308"][0])
    monitor = visitors.signed_in(sqlite_world.staff.monitor)
    address = f"/c/nho/collect/names/{name.id}"
    assert colleague.get(address).status_code == 404
    assert monitor.get(address).status_code == 403
    assert visitors.stranger().get(address).status_code == 303
    assert name.full_name not in colleague.get(DAY).text


def test_an_attempt_is_recorded_once_however_often_it_is_pressed(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    form = {"disposition": "try_again", "note": "hẹn 15:30", "attempt": "0"}
    address = f"/c/nho/collect/names/{name.id}/contact"
    first, second = browser.post(address, data=form), browser.post(address, data=form)
    assert (first.status_code, second.status_code) == (303, 303)
    day = browser.get(DAY).text
    assert "đã được ghi rồi" in day
    assert "Đã đến 1 lần, chưa gặp" in day
    assert browser.get(f"/c/nho/collect/names/{name.id}").text.count("hẹn 15:30") == 1


def test_an_attempt_without_outcome_keeps_the_note(browser: FlaskClient, name: NameView) -> None:
    page = browser.post(
        f"/c/nho/collect/names/{name.id}/contact", data={"note": "gọi lại", "attempt": "0"}
    )
    assert page.status_code == 422
    assert "Chọn một kết quả tiếp cận" in page.text
    assert "gọi lại" in page.text


def test_an_interview_walks_through_all_sections_and_the_count_moves(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    answers = citizen_answers(sqlite_world)
    left = sum(len(a.left) for a in day_list(sqlite_world.sessions, sqlite_world.collector))
    page = browser.get(interview(name)).text
    for _screen in range(20):
        fields = hidden_fields(page)
        if "Gửi phiếu, không sửa lại được" in page:
            break
        for item in fields["shown"].split():
            if item in answers:
                given = answers[item]
                fields.setlist(item, [given] if isinstance(given, str) else list(given))
        fields["action"] = "next"
        page = browser.post(interview(name), data=fields).text
    fields["action"] = "send"
    sent = browser.post(interview(name), data=fields)
    assert sent.status_code == 303
    receipt = browser.get(sent.location).text
    assert "Đã nhận phiếu" in receipt
    assert f"Còn {left - 1} người" in receipt
    assert recount(sqlite_world.sessions, sqlite_world.campaign) == ()


def test_a_section_with_a_missing_answer_stays_with_what_was_entered(
    browser: FlaskClient, name: NameView
) -> None:
    fields = hidden_fields(browser.get(interview(name)).text)
    fields["dong_y"], fields["action"] = "co", "next"
    page = browser.post(interview(name), data=fields)
    assert page.status_code == 422
    assert 'href="#q-da_nhan_ket_qua"' in page.text
    assert 'id="e-da_nhan_ket_qua"' in page.text
    assert 'id="e-dong_y"' not in page.text
    assert ("dong_y", "co") in checked_fields(page.text)
    assert hidden_fields(page.text)["uuid"] == fields["uuid"]


def test_a_question_that_becomes_due_is_asked_before_it_is_called_missing(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = hidden_fields(browser.get(interview(name)).text)
    put(fields, dong_y="co", da_nhan_ket_qua="co", action="next")
    fields = hidden_fields(browser.post(interview(name), data=fields).text)
    answers = citizen_answers(sqlite_world) | {"linh_vuc": "other"}
    for item in fields["shown"].split():
        given = answers[item]
        fields.setlist(item, [given] if isinstance(given, str) else list(given))
    fields["action"] = "next"
    page = browser.post(interview(name), data=fields)
    assert page.status_code == 200
    assert "Câu này hiện thêm" in page.text
    again = hidden_fields(page.text)
    assert "linh_vuc_khac" in again["shown"].split()
    put(again, linh_vuc="other", action="next")
    assert browser.post(interview(name), data=again).status_code == 422


ONCE = """| survey |
| | type | name | label | calculation | default |
| | begin_repeat | con | Con | | |
| | calculate | ma | | once(uuid()) | |
| | text | ten | Tên | | |
| | end_repeat | | | | |
| | begin_group | cuoi | Cuối | | |
| | text | t | T? | | |
| | end_group | | | | |
"""


def test_what_chance_made_in_a_repeat_is_the_same_on_every_screen(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    use_form(sqlite_world, ONCE)
    first = hidden_fields(browser.get(interview(name)).text)
    put(first, action="next", **{"con/1/ten": "An"})
    second = hidden_fields(browser.post(interview(name), data=first).text)
    assert second["con/1/ma"] == first["con/1/ma"] != ""


def test_going_back_and_another_language_keep_every_answer(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    put(fields, section="3", action="back")
    page = browser.post(interview(name), data=fields).text
    assert hidden_fields(page)["section"] == "2"
    sent = set(fields.items(multi=True))
    kept = checked_fields(page) | set(hidden_fields(page).items(multi=True))
    assert {(n, v) for n, v in sent if n not in ("action", "section", "turn")} <= kept
    put(fields, action="stay", section="2")
    english = browser.post(interview(name) + "?lang=en", data=fields).text
    assert "How satisfied are you" in english
    assert checked_fields(english) == checked_fields(page)


def json_send(browser: FlaskClient, name: NameView, fields: MultiDict[str, str]) -> TestResponse:
    return browser.post(interview(name), data=fields, headers={"Accept": "application/json"})


def test_programs_get_the_outcome_as_json(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    first = json_send(browser, name, fields)
    assert first.status_code == 201
    assert first.json is not None
    assert first.json["outcome"] == "stored"
    again = json_send(browser, name, fields)
    assert (again.status_code, again.json["outcome"]) == (200, "repeated")  # type: ignore[index]
    fields["gop_y_them"] = "khác"
    other = json_send(browser, name, fields)
    assert (other.status_code, other.json["outcome"]) == (409, "conflict")  # type: ignore[index]


def test_programs_get_errors_by_item_as_json(browser: FlaskClient, name: NameView) -> None:
    fields = hidden_fields(browser.get(interview(name)).text)
    answer = json_send(browser, name, fields)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["error"]["code"] == "response.invalid"
    assert "dong_y" in answer.json["error"]["items"]


def test_sending_with_errors_goes_to_the_first_of_them_and_keeps_the_rest(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    fields["so_lan_den"] = "99"
    fields.pop("tc_chi_dan")
    page = browser.post(interview(name), data=fields)
    assert page.status_code == 422
    assert 'value="99"' in page.text
    assert "Số lần đến phải từ 0 đến 50" in page.text
    assert "Các phần sau còn 1 câu nữa" in page.text


def test_a_conflict_is_kept_and_said_kindly(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    browser.post(interview(name), data=fields)
    fields["gop_y_them"] = "khác"
    sent = browser.post(interview(name), data=fields)
    assert "Cả hai đều được giữ" in browser.get(sent.location).text


def test_a_revoked_phone_may_still_send_and_is_told(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    people.revoke_devices(
        sqlite_world.sessions, sqlite_world.staff.collectors["BD306"][0], None, NOON
    )
    assert browser.get(DAY).status_code == 303
    sent = browser.post(interview(name), data=fields)
    assert sent.status_code == 303
    assert "thu hồi" in browser.get(sent.location).text


def test_a_form_begun_before_its_name_was_moved_is_still_taken(
    browser: FlaskClient, sqlite_world: World, visitors: Visitors, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    stranger = visitors.signed_in(sqlite_world.staff.collectors["BD308"][0])
    answer = json_send(stranger, name, fields)
    assert answer.status_code == 201
    assert answer.json is not None
    assert "not_assigned" in answer.json["flags"]


def test_a_form_of_yesterdays_version_is_kept_and_flagged(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    with sqlite_world.sessions.begin() as db:
        group = db.scalars(select(RespondentGroup).where(RespondentGroup.code == "citizens")).one()
        before = db.get_one(QuestionnaireVersion, group.questionnaire)
        today = QuestionnaireVersion(
            digest=before.digest[::-1],
            name=before.name,
            source=b"",
            parsed=before.parsed,
            scoring=before.scoring,
        )
        db.add(today)
        db.flush()
        group.questionnaire = today.digest
    sent = browser.post(interview(name), data=fields)
    assert sent.status_code == 303
    receipt = browser.get(sent.location).text
    assert "mẫu cũ" in receipt
    assert "chờ người kiểm tra" in receipt


def test_a_form_sent_after_closing_is_kept_and_the_day_says_it_is_over(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    world, fields = sqlite_world, everything(browser, sqlite_world, name)
    closing.ask(world.sessions, world.monitor, NOON)
    closing.confirm(world.sessions, world.data, world.observer, NOON)
    answer = json_send(browser, name, fields)
    assert answer.status_code == 201
    assert answer.json is not None
    assert "after_closing" in answer.json["flags"]
    assert "đã chốt số liệu" in browser.get(DAY).text
    late = browser.post(
        f"/c/nho/collect/names/{name.id + 1}/contact",
        data={"disposition": "refused", "attempt": "0", "note": "gọi lại"},
    )
    assert late.status_code == 409
    assert "gọi lại" in late.text


def test_only_the_interview_goes_without_a_token(
    app: Flask, browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    app.config["WTF_CSRF_ENABLED"] = True
    assert json_send(browser, name, fields).status_code == 201
    contact = browser.post(
        f"/c/nho/collect/names/{name.id + 1}/contact",
        data={"disposition": "refused", "attempt": "0"},
    )
    assert contact.status_code == 400


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [("uuid", "none", 422), ("version", "0" * 64, 404), ("version", "\0", 404)],
)
def test_a_form_that_names_nothing_known_is_refused_with_a_sentence(
    browser: FlaskClient,
    sqlite_world: World,
    name: NameView,
    field: str,
    value: str,
    status: int,
) -> None:
    fields = everything(browser, sqlite_world, name)
    fields[field] = value
    assert json_send(browser, name, fields).status_code == status


@pytest.mark.parametrize("outcome", ["", "stored", "conflict", "repeated", "accepted"])
def test_a_receipt_of_nothing_that_was_sent_is_not_found(
    browser: FlaskClient, outcome: str
) -> None:
    address = f"/c/nho/collect/receipts/{uuid4()}?outcome={outcome}"
    assert browser.get(address).status_code == 404


def test_a_receipt_says_conflict_only_where_other_content_is_kept(
    browser: FlaskClient, sqlite_world: World, visitors: Visitors, name: NameView
) -> None:
    fields = everything(browser, sqlite_world, name)
    browser.post(interview(name), data=fields)
    receipt = f"/c/nho/collect/receipts/{fields['uuid']}?outcome="
    for made_up in ("conflict", "accepted"):
        assert "Phiếu đã lưu trên máy chủ" in browser.get(receipt + made_up).text
    fields["gop_y_them"] = "khác"
    browser.post(interview(name), data=fields)
    assert "Cả hai đều được giữ" in browser.get(receipt + "conflict").text
    assert "Phiếu đã lưu trên máy chủ" in browser.get(receipt + "stored").text
    stranger = visitors.signed_in(sqlite_world.staff.collectors["BD308"][0])
    assert stranger.get(receipt + "conflict").status_code == 404


@pytest.fixture
def desk(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The supervisor's browser."""
    return visitors.signed_in(sqlite_world.staff.supervisors["BD306"])


def test_the_only_office_of_a_supervisor_opens_at_once(desk: FlaskClient) -> None:
    answer = desk.get("/c/nho/office/")
    assert answer.status_code == 303
    assert answer.location.endswith("/office/BD306")
    assert "phải đến" in desk.get(answer.location).text


def test_the_city_office_sees_those_below(visitors: Visitors, sqlite_world: World) -> None:
    city = visitors.signed_in(sqlite_world.staff.supervisors["BDTP"])
    page = city.get("/c/nho/office/")
    assert page.status_code == 200
    assert "/office/BD308" in page.text
    assert city.get("/c/nho/office/BD308").status_code == 200


def test_another_office_is_refused(desk: FlaskClient) -> None:
    assert desk.get("/c/nho/office/BD308").status_code == 403


def test_an_assignment_moves_once_and_a_second_mover_is_told_who_has_it(
    desk: FlaskClient, sqlite_world: World
) -> None:
    colleague = people.add(
        sqlite_world.sessions, people.NewPerson("moi", "Phạm Thu Hà", "Bưu điện"), None, NOON
    )
    people.grant(
        sqlite_world.sessions,
        sqlite_world.campaign,
        "moi",
        Role.COLLECTOR,
        "BD306",
        None,
        NOON,
    )
    line = office_view(sqlite_world.sessions, "BD306", sqlite_world.supervisor).assignments[0]
    form = {"assignment": line.id, "held_by": line.collector_id, "to": colleague}
    moved = desk.post("/c/nho/office/BD306/move", data=form)
    assert moved.status_code == 303
    assert "Đã chuyển" in desk.get(moved.location).text
    late = desk.post("/c/nho/office/BD306/move", data=form | {"to": line.collector_id})
    assert late.status_code == 409
    assert "Phạm Thu Hà" in late.text


def test_moving_to_nobody_says_what_to_choose(desk: FlaskClient, sqlite_world: World) -> None:
    line = office_view(sqlite_world.sessions, "BD306", sqlite_world.supervisor).assignments[0]
    answer = desk.post("/c/nho/office/BD306/move", data={"assignment": line.id, "to": ""})
    assert answer.status_code == 422
