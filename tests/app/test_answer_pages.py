"""Pages of officials: two steps, no cookie, nothing in an address, kind refusals.

Invariant 5 at the pages; the tables themselves are attacked elsewhere.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from survey_app.db import reading
from survey_app.services import closing, officials
from survey_app.services.campaigns import stored_files
from survey_app.services.drawing import inputs, official_counts
from survey_app.services.quotas import recount
from tests.answers import official_answers
from tests.conftest import NOON, SECRET, Visitors, World

REQUEST = "0123456789abcdef" * 2


@pytest.fixture
def browser(visitors: Visitors) -> FlaskClient:
    """An official's browser."""
    return visitors.stranger()


@pytest.fixture
def codes(sqlite_world: World) -> list[str]:
    """The codes of all letters."""
    with reading(sqlite_world.sessions) as db:
        roster = inputs(stored_files(db, sqlite_world.campaign)).roster
    letters = officials.invitations(SECRET, sqlite_world.campaign, official_counts(roster))
    return [letter.code for letter in letters]


def ticket_of(browser: FlaskClient, code: str, request: str = REQUEST) -> str:
    page = browser.post("/answer/redeem", data={"code": code, "request": request})
    assert page.status_code == 200
    found = re.search(r'name="ticket" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def form(world: World, ticket: str, **own: str) -> MultiDict[str, str]:
    fields = MultiDict({"ticket": ticket})
    for item, given in (official_answers(world) | own).items():
        fields[item] = str(given)
    return fields


def test_arriving_from_the_letter_uses_nothing_up(browser: FlaskClient, codes: list[str]) -> None:
    first, second = browser.get(f"/answer/{codes[0]}"), browser.get(f"/answer/{codes[0]}")
    assert (first.status_code, second.status_code) == (200, 200)
    assert "Bản thử nghiệm: chưa bảo đảm ẩn danh tuyệt đối" in first.text
    assert codes[0] in first.text


def test_an_answer_goes_in_and_its_number_comes_back(
    browser: FlaskClient, sqlite_world: World, codes: list[str]
) -> None:
    fields = form(sqlite_world, ticket_of(browser, codes[0]))
    done = browser.post("/answer/send", data=fields)
    assert done.status_code == 201
    assert re.search(r'<p class="big">[0-9A-F]{8}</p>', done.text)
    assert browser.post("/answer/send", data=fields).text == done.text
    assert recount(sqlite_world.sessions, sqlite_world.campaign) == ()


def test_no_page_of_officials_reads_or_sets_a_cookie(
    visitors: Visitors, sqlite_world: World, codes: list[str]
) -> None:
    staff = visitors.signed_in(sqlite_world.staff.monitor)
    pages = [
        staff.get("/answer/"),
        staff.get(f"/answer/{codes[0]}"),
        staff.get("/answer/privacy"),
        staff.post("/answer/redeem", data={"code": codes[0], "request": REQUEST}),
        staff.post("/answer/send", data=form(sqlite_world, ticket_of(staff, codes[1]))),
    ]
    for page in pages:
        assert page.status_code in (200, 201)
        assert "Set-Cookie" not in page.headers
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        assert "Đăng xuất" not in page.text


def test_the_form_holds_no_code_and_its_address_no_ticket(
    browser: FlaskClient, codes: list[str]
) -> None:
    page = browser.post("/answer/redeem", data={"code": codes[0], "request": REQUEST})
    assert codes[0] not in page.text
    assert 'action="/answer/send"' in page.text


def test_what_is_protected_opens_beside_the_form_and_says_so(
    browser: FlaskClient, codes: list[str]
) -> None:
    page = browser.post("/answer/redeem", data={"code": codes[0], "request": REQUEST}).text
    link = re.search(r'<a href="/answer/privacy"([^>]*)>(.*?)</a>', page, re.DOTALL)
    assert link is not None
    assert 'target="_blank" rel="noopener"' in link[1]
    assert "(mở trong thẻ mới)" in link[2]


def test_the_same_request_fetches_the_same_form_again(
    browser: FlaskClient, codes: list[str]
) -> None:
    assert ticket_of(browser, codes[0]) == ticket_of(browser, codes[0])


@pytest.mark.parametrize("typed", ["", "ABC", "0000-0000-00001"])
def test_a_mistyped_code_is_refused_and_stays_in_its_field(
    browser: FlaskClient, typed: str
) -> None:
    page = browser.post("/answer/redeem", data={"code": typed, "request": REQUEST})
    assert page.status_code == 422
    assert f'name="code" value="{typed}"' in page.text
    assert "thư mời" in page.text
    assert REQUEST in page.text


def test_a_code_nobody_gave_out_is_not_found(browser: FlaskClient) -> None:
    page = browser.get("/answer/0000000000000")
    assert page.status_code == 404
    assert "Không có mã truy cập này" in page.text


def test_a_used_code_is_refused_kindly(browser: FlaskClient, codes: list[str]) -> None:
    ticket_of(browser, codes[0])
    page = browser.post("/answer/redeem", data={"code": codes[0], "request": "f" * 32})
    assert page.status_code == 409
    assert "Mã này đã dùng" in page.text


def test_a_missing_answer_is_named_and_the_rest_stays(
    browser: FlaskClient, sqlite_world: World, codes: list[str]
) -> None:
    fields = form(sqlite_world, ticket_of(browser, codes[0]))
    left_out = fields.pop("tc_hop_ly")
    page = browser.post("/answer/send", data=fields)
    assert left_out
    assert page.status_code == 422
    assert 'href="#q-tc_hop_ly"' in page.text
    assert 'name="tc_kha_thi" value="5" checked' in page.text
    assert fields["ticket"] in page.text


def test_another_language_sends_nothing_and_keeps_everything(
    browser: FlaskClient, sqlite_world: World, codes: list[str]
) -> None:
    fields = form(sqlite_world, ticket_of(browser, codes[0]))
    fields["action"] = "stay"
    page = browser.post("/answer/send?lang=en", data=fields)
    assert page.status_code == 200
    assert "How do you rate" in page.text
    assert 'name="tc_kha_thi" value="5" checked' in page.text


def test_other_answers_under_a_spent_ticket_change_nothing(
    browser: FlaskClient, sqlite_world: World, codes: list[str]
) -> None:
    ticket = ticket_of(browser, codes[0])
    browser.post("/answer/send", data=form(sqlite_world, ticket))
    page = browser.post("/answer/send", data=form(sqlite_world, ticket, tc_hop_ly="1"))
    assert page.status_code == 409
    assert "đã được ghi nhận trước đó" in page.text


@pytest.mark.parametrize("ticket", ["", "1.2.3", "99999999999999999999.a.b", "²..", "é.é.é"])
def test_a_ticket_not_made_here_is_refused(browser: FlaskClient, ticket: str) -> None:
    page = browser.post("/answer/send", data={"ticket": ticket})
    assert page.status_code == 422
    assert "Phiếu gửi lên không hợp lệ" in page.text


def test_an_address_from_the_browsers_history_leads_to_the_start(browser: FlaskClient) -> None:
    for address in ("/answer/redeem", "/answer/send"):
        assert browser.get(address).location == "/answer/"


def test_after_closing_no_form_is_handed_out(
    browser: FlaskClient, sqlite_world: World, codes: list[str], app: Flask
) -> None:
    world = sqlite_world
    closing.ask(world.sessions, world.monitor, NOON)
    closing.confirm(world.sessions, world.data, world.observer, NOON)
    page = browser.get(f"/answer/{codes[0]}")
    assert page.status_code == 410
    assert "đã chốt số liệu" in page.text


def test_programs_get_ticket_and_number_as_json(
    browser: FlaskClient, sqlite_world: World, codes: list[str]
) -> None:
    json = {"Accept": "application/json"}
    redeemed = browser.post(
        "/answer/redeem", data={"code": codes[0], "request": REQUEST}, headers=json
    )
    assert redeemed.json is not None
    fields = form(sqlite_world, redeemed.json["ticket"])
    sent = browser.post("/answer/send", data=fields, headers=json)
    assert sent.status_code == 201
    assert sent.json is not None
    assert len(sent.json["check_number"]) == 8
    fields.pop("tc_hop_ly")
    wrong = browser.post("/answer/send", data=fields, headers=json)
    assert wrong.status_code == 422
    assert wrong.json is not None
    assert "tc_hop_ly" in wrong.json["error"]["items"]
