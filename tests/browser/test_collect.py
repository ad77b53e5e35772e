"""A collector's walk on a phone, from the card to the receipt; with and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from questionnaires.model import Questionnaire
from survey_app.db import reading
from survey_app.services.people import card_code, person_by_login
from survey_app.services.quotas import recount
from survey_app.services.visiting import day_list
from survey_app.simulation.staff import PIN
from tests.answers import citizen_answers, form_of
from tests.browser.looks import settle
from tests.conftest import SECRET, World

pytestmark = pytest.mark.browser


def sign_in(page: Page, served: str, world: World) -> None:
    """Card and PIN."""
    with reading(world.sessions) as db:
        user = person_by_login(db, world.staff.collectors["BD306"][0]).id
    page.goto(f"{served}/card/{card_code(SECRET, world.campaign, user)}")
    page.get_by_label("Mã PIN").fill(PIN)
    page.get_by_role("button", name="Vào danh sách của tôi").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("người")


def left(world: World) -> int:
    """Names that the collector has still to visit."""
    return sum(len(each.left) for each in day_list(world.sessions, world.collector))


def begin(page: Page) -> None:
    """From the day's list to the first screen of an interview."""
    page.locator(".rows a").first.click()
    page.get_by_role("link", name="Bắt đầu phỏng vấn").click()


def on(page: Page) -> None:
    """To the next section."""
    page.get_by_role("button", name="Phần tiếp").last.click()


def answer(page: Page, form: Questionnaire, answers: dict[str, str | list[str]]) -> None:
    """Answer whatever stands on the screen, as a thumb and a keyboard would."""
    settle(page)
    for item in page.locator("[name=shown]").input_value().split():
        given = answers.get(item)
        if given is None:
            continue
        if form.item(item).type in ("integer", "text"):
            page.locator(f"[name={item}]").fill(str(given))
            continue
        for value in [given] if isinstance(given, str) else given:
            page.locator(f"[name={item}][value='{value}'] + span").click()


def finish(
    page: Page, form: Questionnaire, answers: dict[str, str | list[str]], twice: bool = False
) -> None:
    """Through all sections that are left, and send; twice: with a nervous thumb."""
    send = page.get_by_role("button", name="Gửi phiếu, không sửa lại được")
    for _section in range(20):
        settle(page)
        if send.count():
            break
        answer(page, form, answers)
        on(page)
    send.dblclick() if twice else send.click()
    received = "Đã nhận phiếu|Phiếu này đã nhận rồi" if twice else "Đã nhận phiếu"
    expect(page.get_by_role("heading", name=re.compile(received))).to_be_visible()


def keeps_nothing(page: Page) -> None:
    """The page's script, which runs after the page is shown, leaves nothing on the phone."""
    page.wait_for_function("() => localStorage.length + sessionStorage.length === 0")


def assert_fits(page: Page) -> None:
    """No scrolling sideways, and nothing to press that is too small for a thumb."""
    settle(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    small = page.evaluate(
        """[...document.querySelectorAll("main :is(a, button, select, textarea, summary, "
            + "label:has(input), input:not([type=hidden], [type=radio], [type=checkbox])), "
            + ".bar :is(a, button)")]
          .filter((e) => e.offsetParent && e.getBoundingClientRect().height < 47.5)
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert small == []


def test_a_collector_walks_from_the_card_to_the_receipt(
    phone: Page, served: str, sqlite_world: World
) -> None:
    before = left(sqlite_world)
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(phone, served, sqlite_world)
    assert_fits(phone)
    begin(phone)
    assert_fits(phone)
    answer(phone, form, answers)
    on(phone)
    answer(phone, form, answers)
    assert_fits(phone)
    finish(phone, form, answers)
    assert_fits(phone)
    assert left(sqlite_world) == before - 1
    keeps_nothing(phone)
    phone.get_by_role("link", name="Về danh sách hôm nay").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(f"Còn {before - 1} người")
    assert recount(sqlite_world.sessions, sqlite_world.campaign) == ()


def test_a_reload_in_the_middle_keeps_what_was_entered(
    phone: Page, served: str, sqlite_world: World
) -> None:
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(phone, served, sqlite_world)
    begin(phone)
    answer(phone, form, answers)
    on(phone)
    phone.locator("[name=so_lan_den]").fill("7")
    expect(phone.get_by_text("Đã lưu trên máy")).to_be_visible()
    uuid = phone.locator("[name=uuid]").input_value()
    phone.reload()
    expect(phone.locator("[name=so_lan_den]")).to_have_value("7")
    phone.goto(f"{served}/c/nho/collect/")  # the phone was switched off and on
    expect(phone.get_by_text("Phiếu làm dở, đã lưu trên máy").first).to_be_visible()
    phone.get_by_role("link", name="Làm tiếp phiếu làm dở").click()
    expect(phone.locator("[name=so_lan_den]")).to_have_value("7")
    assert phone.locator("[name=uuid]").input_value() == uuid
    finish(phone, form, answers)


def test_the_keyboard_alone_moves_on_and_enter_never_goes_back(
    phone: Page, served: str, sqlite_world: World
) -> None:
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(phone, served, sqlite_world)
    begin(phone)
    answer(phone, form, answers)
    on(phone)
    answer(phone, form, answers)
    phone.locator("[name=so_lan_den]").press("Enter")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Tiếp cận dịch vụ")
    assert "lang=en" not in phone.url


def test_without_scripts_an_interview_goes_all_the_way(
    phone_without_scripts: Page, served: str, sqlite_world: World
) -> None:
    page, before = phone_without_scripts, left(sqlite_world)
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(page, served, sqlite_world)
    begin(page)
    on(page)
    expect(page.get_by_role("alert")).to_contain_text("Còn 2 câu cần xem lại")
    page.get_by_role("link", name="Câu 2").click()
    assert page.url.endswith("#q-da_nhan_ket_qua")
    finish(page, form, answers)
    assert left(sqlite_world) == before - 1


def test_the_other_language_keeps_what_was_entered(
    phone: Page, served: str, sqlite_world: World
) -> None:
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(phone, served, sqlite_world)
    begin(phone)
    answer(phone, form, answers)
    phone.get_by_role("button", name="English").click()
    expect(phone.locator("html")).to_have_attribute("lang", "en")
    expect(phone.get_by_text(re.compile("Do you agree"))).to_be_visible()
    expect(phone.locator("input:checked")).to_have_count(2)
    assert_fits(phone)


def test_a_refusal_in_the_middle_leaves_no_answers_on_the_phone(
    phone: Page, served: str, sqlite_world: World
) -> None:
    sign_in(phone, served, sqlite_world)
    begin(phone)
    phone.locator("[name=dong_y][value=khong] + span").click()
    expect(phone.get_by_text("Đã lưu trên máy")).to_be_visible()
    phone.wait_for_function("() => Object.keys(localStorage).length === 1")
    phone.get_by_role("link", name="Tạm dừng").click()
    phone.get_by_text("Từ chối").click()
    phone.get_by_role("button", name="Ghi kết quả tiếp cận").click()
    expect(phone.get_by_text("Đã ghi: Từ chối.")).to_be_visible()
    keeps_nothing(phone)


def test_what_a_thumb_faster_than_the_scripts_changed_is_not_put_back(
    phone: Page, served: str, sqlite_world: World
) -> None:
    answers, form = citizen_answers(sqlite_world), form_of(sqlite_world, "citizens")
    sign_in(phone, served, sqlite_world)
    begin(phone)
    answer(phone, form, answers)
    on(phone)
    settle(phone)
    phone.locator("[name=so_lan_den]").fill("7")
    expect(phone.get_by_text("Đã lưu trên máy")).to_be_visible()
    phone.route("**/static/*.js", lambda route: route.abort())  # so slow that they never come
    on(phone)
    expect(phone.get_by_role("alert")).to_contain_text("cần xem lại")
    phone.locator("[name=so_lan_den]").fill("3")
    phone.unroute("**/static/*.js")
    on(phone)
    expect(phone.get_by_text("Đã lưu trên máy")).to_be_visible()
    expect(phone.locator("[name=so_lan_den]")).to_have_value("3")
    phone.locator("[name=so_lan_den]").fill("4")
    phone.reload()
    expect(phone.locator("[name=so_lan_den]")).to_have_value("4")
