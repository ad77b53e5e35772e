"""An official's walk from the letter's QR code to the check number."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from survey_app.db import reading
from survey_app.services import officials
from survey_app.services.campaigns import stored_files
from survey_app.services.drawing import inputs, official_counts
from tests.answers import official_answers
from tests.browser.test_collect import assert_fits, keeps_nothing
from tests.conftest import SECRET, World

pytestmark = pytest.mark.browser


def code(world: World) -> str:
    """The code of the first letter."""
    with reading(world.sessions) as db:
        roster = inputs(stored_files(db, world.campaign)).roster
    return officials.invitations(SECRET, world.campaign, official_counts(roster))[0].code


def test_an_official_answers_and_the_browser_keeps_nothing(
    phone: Page, served: str, sqlite_world: World
) -> None:
    letter = code(sqlite_world)
    phone.goto(f"{served}/answer/{letter}")
    assert_fits(phone)
    phone.get_by_role("button", name="Nhận phiếu").click()
    assert letter not in phone.url
    first, *others = official_answers(sqlite_world).items()
    for item, given in others:
        phone.locator(f"[name={item}][value='{given}'] + span").click()
    phone.get_by_role("button", name="Gửi phiếu, không sửa lại được").click()
    expect(phone.get_by_role("alert")).to_contain_text("Còn 1 câu cần xem lại")
    assert_fits(phone)
    expect(phone.locator("input:checked")).to_have_count(len(others))
    phone.locator(f"[name={first[0]}][value='{first[1]}'] + span").click()
    phone.reload()  # the browser sends the incomplete form again; what was added since is kept
    expect(phone.locator("input:checked")).to_have_count(len(others) + 1)
    phone.get_by_role("button", name="Gửi phiếu, không sửa lại được").click()
    expect(phone.get_by_role("heading", level=1)).to_contain_text("Đã nhận ý kiến")
    keeps_nothing(phone)
    assert phone.context.cookies() == []


def test_a_form_lost_with_the_connection_is_fetched_again_in_the_same_tab(
    phone: Page, served: str, sqlite_world: World
) -> None:
    letter = code(sqlite_world)
    for _time in range(2):
        phone.goto(f"{served}/answer/{letter}")
        phone.get_by_role("button", name="Nhận phiếu").click()
        expect(phone.get_by_role("button", name="Gửi phiếu, không sửa lại được")).to_be_visible()
