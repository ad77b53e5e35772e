"""Keying a paper form in with the keyboard alone: digits move on, skips are followed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from survey_app.keyed_in import typed
from survey_app.services.paper_forms import paper_forms
from tests.answers import citizen_answers, form_of
from tests.browser.looks import SCREEN, browsing, enter, looks_wrong, settle
from tests.conftest import NOON, World

pytestmark = pytest.mark.browser


def test_digits_answer_and_move_on(chromium: Browser, served: str, sqlite_world: World) -> None:
    world = sqlite_world
    number = paper_forms(world.sessions, ("BD306",), world.supervisor, NOON)[0].forms[0].number
    form, answers = form_of(world, "citizens"), citizen_answers(world)
    with browsing(chromium, SCREEN) as (context, faults):
        page = context.new_page()
        enter(page, served, world.staff.supervisors["BD306"])
        page.goto(f"{served}/c/nho/keying/")
        expect(page.locator("#number")).to_be_focused()
        page.keyboard.type(number.replace("-", ""))
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(number)
        settle(page)
        for _press in range(60):
            name = focused(page)
            if name == "":
                break
            item, given = form.item(name), answers.get(name)
            page.keyboard.type(typed(item, given))
            if item.type != "select_one":
                page.keyboard.press("Enter")
        expect(page.locator("#i-linh_vuc_khac")).to_have_value("")
        page.keyboard.press("Enter")
        expect(page.get_by_text("chờ người thứ hai nhập lại")).to_be_visible()
        assert faults == []


def focused(page: Page) -> str:
    """The question whose field has the focus; "" on the button."""
    return str(page.evaluate("document.activeElement.name ?? ''"))


def test_what_paper_says_to_skip_is_marked_and_passed_over_yet_may_be_typed(
    chromium: Browser, served: str, sqlite_world: World
) -> None:
    world = sqlite_world
    number = paper_forms(world.sessions, ("BD306",), world.supervisor, NOON)[0].forms[0].number
    with browsing(chromium, SCREEN) as (context, faults):
        page = context.new_page()
        enter(page, served, world.staff.supervisors["BD306"])
        page.goto(f"{served}/c/nho/keying/{number}")
        expect(page.locator("#i-dong_y")).to_be_focused()
        skipped = page.locator(".line", has=page.locator("#i-linh_vuc_khac")).get_by_text(
            "phiếu bảo bỏ qua"
        )
        page.keyboard.type("11")
        expect(page.locator("#i-linh_vuc")).to_be_focused()
        expect(skipped).to_be_hidden()
        page.keyboard.type("1")
        expect(page.locator("#i-nguon_tin")).to_be_focused()
        expect(skipped).to_be_visible()
        page.keyboard.press("ArrowUp")
        expect(page.locator("#i-linh_vuc_khac")).to_be_focused()
        page.keyboard.type("gạch đi")
        page.keyboard.press("Enter")
        expect(page.locator("#i-nguon_tin")).to_be_focused()
        page.locator("#i-da_gop_y").focus()
        page.keyboard.type("2")
        expect(page.locator("#i-md_tiep_can")).to_be_focused()
        page.locator("#i-linh_vuc").focus()
        page.keyboard.type("6")
        expect(page.locator("#i-linh_vuc_khac")).to_be_focused()
        expect(skipped).to_be_hidden()
        assert looks_wrong(page, SCREEN) == []
        page.keyboard.press("Control+Enter")
        expect(page.locator("#mistakes")).to_be_visible()
        expect(page.locator("#i-linh_vuc_khac")).to_have_value("gạch đi")
        settle(page)
        assert [fault for fault in faults if "422" not in fault] == []
