"""Signing in: what is refused says what to do, keeps what was typed, and never a stack trace.

Covers issue 4's wrong code, expired link and faults: sentence, status, nothing lost.
"""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from survey_app.services.people import card_code, revoke_devices
from survey_app.services.signing_in import LINK_AGE, TRIES
from survey_app.simulation.staff import PIN
from survey_app.web import open_to_all
from tests.conftest import NOON, SECRET, Visitors, World


@pytest.fixture
def card(sqlite_world: World) -> str:
    """The code on a collector's card."""
    return card_code(SECRET, sqlite_world.campaign, sqlite_world.collector.id)


@pytest.fixture
def browser(visitors: Visitors) -> FlaskClient:
    """A browser on which nobody is signed in."""
    return visitors.stranger()


class SignedEarlier(TimestampSigner):
    """Signs as it would have done a minute before a link of today runs out."""

    def get_timestamp(self) -> int:
        return int(time.time() - LINK_AGE.total_seconds() - 60)


def test_card_and_pin_lead_to_the_collectors_own_list(browser: FlaskClient, card: str) -> None:
    sent = browser.post(f"/card/{card}", data={"code": card, "pin": PIN}, follow_redirects=True)
    assert sent.status_code == 200
    assert sent.request.path == "/c/nho/collect/"


def test_a_mistyped_card_code_says_so_and_stays_in_its_field(
    browser: FlaskClient, card: str
) -> None:
    wrong = card[:-1] + ("0" if card[-1] != "0" else "1")
    refused = browser.post("/card", data={"code": wrong, "pin": PIN})
    assert refused.status_code == 422
    assert "ký tự sai hoặc thiếu" in refused.text
    assert f'value="{wrong}"' in refused.text


def test_a_wrong_pin_counts_down_and_then_locks_the_card(browser: FlaskClient, card: str) -> None:
    wrong = {"code": card, "pin": "0000"}
    for left in range(TRIES - 1, 0, -1):
        refused = browser.post("/card", data=wrong)
        assert refused.status_code == 422
        assert f"Còn {left} lần thử" in refused.text
    assert browser.post("/card", data=wrong).status_code == 429
    locked = browser.post("/card", data={"code": card, "pin": PIN})
    assert locked.status_code == 429
    assert "Thử lại sau 15 phút" in locked.text


def test_a_wrong_password_does_not_say_whether_the_name_is_known(
    browser: FlaskClient, sqlite_world: World
) -> None:
    said = []
    for login in (sqlite_world.staff.monitor, "nobody"):
        refused = browser.post("/sign-in", data={"login": login, "password": "not this one"})
        assert refused.status_code == 422
        assert f'value="{login}"' in refused.text
        said.append(re.findall(r"Tên đăng nhập hoặc mật khẩu chưa đúng", refused.text))
    assert said[0] == said[1] != []


@pytest.mark.parametrize("kind", ["expired", "altered"])
def test_a_link_that_is_too_old_or_altered_asks_for_a_new_one(
    kind: str, browser: FlaskClient, sqlite_world: World
) -> None:
    signer = SignedEarlier if kind == "expired" else TimestampSigner
    serializer = URLSafeTimedSerializer(SECRET, salt="sign-in link", signer=signer)
    token = str(serializer.dumps(sqlite_world.staff.monitor))
    token = token if kind == "expired" else token[:-2] + token[-1:]
    refused = browser.get(f"/link/{token}")
    assert refused.status_code == 410
    assert "Hãy xin đường dẫn mới" in refused.text


def test_whoever_was_signed_out_everywhere_is_asked_to_sign_in_again(
    visitors: Visitors, sqlite_world: World
) -> None:
    browser = visitors.signed_in(sqlite_world.staff.monitor)
    revoke_devices(sqlite_world.sessions, sqlite_world.staff.monitor, None, NOON)
    sent_away = browser.get("/c/nho/monitor/")
    assert sent_away.status_code == 303
    assert sent_away.headers["Location"].startswith("/sign-in")


def test_whoever_comes_every_few_days_stays_signed_in(
    visitors: Visitors, sqlite_world: World, app: Flask
) -> None:
    parts, day = app.extensions["par_survey"], "/c/nho/monitor/"
    client = visitors.signed_in(sqlite_world.staff.monitor)
    assert "Set-Cookie" in client.get(day).headers
    assert "Set-Cookie" not in client.get(day).headers
    app.extensions["par_survey"] = replace(parts, clock=lambda: NOON + timedelta(days=1))
    assert "Set-Cookie" in client.get(day).headers


def test_a_fault_nobody_foresaw_is_a_kind_page_without_a_trace(app: Flask) -> None:
    def broken() -> str:
        raise RuntimeError("a secret of the inside")

    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/broken", "broken", open_to_all(broken))
    answer = app.test_client().get("/broken")
    assert answer.status_code == 500
    assert "Chưa có gì bị mất" in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text


def test_a_form_of_an_old_session_is_told_to_reload(app: Flask, visitors: Visitors) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    refused = visitors.stranger().post("/sign-in", data={"login": "a", "password": "b"})
    assert refused.status_code == 400
    assert "tải lại trang rồi gửi lại" in refused.text
