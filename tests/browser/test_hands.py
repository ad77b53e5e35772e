"""What hands do: the keyboard alone, the back button, pressing twice, pasting nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from survey_app.db import reading
from survey_app.models import Conflict, Response
from survey_app.services import people
from survey_app.services.quotas import recount
from tests.answers import citizen_answers, form_of
from tests.browser.conftest import serving
from tests.browser.looks import SCREEN, browsing, settle
from tests.browser.test_collect import answer, begin, finish, keeps_nothing, left, on, sign_in
from tests.conftest import NOON, Template, World
from tests.pages import Site, running

pytestmark = pytest.mark.browser

PASSWORD = "một mật khẩu dài"
NONSENSE = "🤷 <b>'; DROP TABLE card; --</b> \u202e\u0000" + "ă" * 5000


@pytest.fixture
def field(sqlite_template: Template, tmp_path: Path) -> Iterator[tuple[Site, str]]:
    """A campaign in the middle of its fieldwork, served."""
    with running(sqlite_template, tmp_path) as site, serving(site.app) as address:
        people.set_password(site.world.sessions, site.world.staff.monitor, PASSWORD, None, NOON)
        yield site, address


def enter(page: Page) -> None:
    """Press Enter, which leads to another page."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus stands on something with these words, and see it there."""
    settle(page)
    for _press in range(120):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(e => e.labels?.[0]?.innerText || e.innerText || e.getAttribute('aria-label') || '')"
            "(document.activeElement)"
        )
        if words in focused and page.evaluate("document.activeElement !== document.body"):
            style = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(style) != "none"
            return
    raise AssertionError(f"Tab never reaches «{words}» on {page.url}")


def test_home_affairs_reviews_a_response_with_the_keyboard_alone(
    chromium: Browser, field: tuple[Site, str]
) -> None:
    site, address = field
    with browsing(chromium, SCREEN) as (context, faults):
        page = context.new_page()
        page.goto(f"{address}/sign-in")
        tab_to(page, "Tên đăng nhập")
        page.keyboard.type(site.world.staff.monitor)
        tab_to(page, "Mật khẩu")
        page.keyboard.type(PASSWORD)
        enter(page)
        expect(page.get_by_role("heading", name="Nơi cần hỗ trợ trước")).to_be_visible()
        tab_to(page, "Phiếu")
        enter(page)
        tab_to(page, "Kết quả kiểm tra")
        page.keyboard.type("Chờ")
        tab_to(page, "Lọc danh sách")
        enter(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("1 phiếu chờ kiểm tra")
        tab_to(page, "Chờ kiểm tra")
        tab_to(page, "gửi lúc")
        enter(page)
        expect(page.get_by_role("heading", name="Phiếu này có hợp lệ không?")).to_be_visible()
        tab_to(page, "Hợp lệ")
        page.keyboard.press("Space")
        tab_to(page, "Lý do")
        page.keyboard.type("đã gọi lại, đúng người")
        tab_to(page, "Ghi kết quả kiểm tra")
        enter(page)
        expect(page.get_by_role("status")).to_contain_text("Đã ghi kết quả kiểm tra phiếu")
        expect(page.get_by_role("heading", level=1)).to_have_text("0 phiếu chờ kiểm tra")
    assert faults == []
    assert recount(site.world.sessions, site.world.campaign) == ()


def stored(world: World) -> tuple[int, int]:
    """Responses and conflicts."""
    with reading(world.sessions) as db:
        responses = db.scalar(select(func.count()).select_from(Response)) or 0
        return responses, db.scalar(select(func.count()).select_from(Conflict)) or 0


def test_going_back_after_sending_sends_nothing_twice(
    phone: Page, served: str, sqlite_world: World
) -> None:
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    before = left(sqlite_world)
    sign_in(phone, served, sqlite_world)
    begin(phone)
    finish(phone, form, answers)
    phone.go_back()
    expect(phone.get_by_text("Không còn việc gì phải làm với người này.")).to_be_visible()
    assert stored(sqlite_world) == (1, 0)
    assert left(sqlite_world) == before - 1
    keeps_nothing(phone)


def test_the_back_button_leads_to_the_section_before_with_its_answers(
    phone: Page, served: str, sqlite_world: World
) -> None:
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(phone, served, sqlite_world)
    begin(phone)
    answer(phone, form, answers)
    on(phone)
    answer(phone, form, answers)
    on(phone)
    settle(phone)
    third = phone.get_by_role("heading", level=1).inner_text()
    answer(phone, form, answers)
    phone.go_back()
    expect(phone.locator("[name=so_lan_den]")).to_have_value(str(answers["so_lan_den"]))
    on(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text(third)
    expect(phone.locator("input:checked")).not_to_have_count(0)
    finish(phone, form, answers)
    assert stored(sqlite_world) == (1, 0)


def test_pressing_send_twice_stores_one_response(
    phone: Page, served: str, sqlite_world: World
) -> None:
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(phone, served, sqlite_world)
    begin(phone)
    finish(phone, form, answers, twice=True)
    assert stored(sqlite_world) == (1, 0)
    assert recount(sqlite_world.sessions, sqlite_world.campaign) == ()


@pytest.mark.parametrize("path", ["/card", "/answer/"])
def test_nonsense_in_a_code_field_is_answered_kindly(phone: Page, served: str, path: str) -> None:
    phone.goto(served + path)
    phone.locator("#code").fill(NONSENSE)
    if path == "/card":
        phone.locator("#pin").fill(NONSENSE)
    phone.locator("main button.btn").click()
    expect(phone.get_by_role("alert")).to_contain_text("Mã gõ chưa đúng")
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
