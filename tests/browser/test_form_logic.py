"""A form with conditions, filtered choices, a repeat and a grid is the same form with and without
JavaScript; a page without conditions loads no logic, and no page loads much.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Request, Route, expect
from sqlalchemy import select, update

from questionnaires.logic import needs_logic, plain_form
from questionnaires.model import Questionnaire
from questionnaires.stored import to_json
from questionnaires.validation import check, offered
from questionnaires.wording import worded
from survey_app import filling
from survey_app.db import reading
from survey_app.models import Ballot, QuestionnaireVersion, RespondentGroup, Response
from tests.answers import citizen_answers, form_of
from tests.browser.looks import PHONE, browsing, looks_wrong, settle
from tests.browser.looks import enter as enter_as
from tests.browser.test_answer import code
from tests.browser.test_collect import answer, begin, on, sign_in
from tests.conftest import World
from tests.questionnaires.forms import questionnaire

pytestmark = pytest.mark.browser

STATIC = Path(filling.__file__).parent / "static"

FORM = """
| survey |
| | type | name | label | relevant | choice_filter | calculation | appearance | required |
| | begin_group | ai | Người được hỏi | | | | | |
| | integer | tuoi | Bao nhiêu tuổi? | | | | | yes |
| | begin_group | lam | Việc làm | ${tuoi} > 17 | | | | |
| | select_one cokhong | di_lam | Có đi làm không? | | | | | yes |
| | text | viec | Làm việc gì? | ${di_lam} = 'co' | | | | yes |
| | end_group | | | | | | | |
| | calculate | sau | | | | ${tuoi} + 5 | | |
| | note | loi | Năm năm nữa Ông/Bà ${sau} tuổi. | ${sau} > 5 | | | | |
| | select_one tinh | tinh | Tỉnh? | | | | | yes |
| | select_one huyen | huyen | Huyện? | | tinh = ${tinh} | | | yes |
| | select_one xa | xa | Xã? | ${huyen} != '' | huyen = ${huyen} | | minimal | yes |
| | end_group | | | | | | | |
| | begin_repeat | con | Người con | | | | | |
| | text | ten | Tên? | | | | | yes |
| | integer | tuoi_con | ${ten} mấy tuổi? | ${ten} != '' | | | | yes |
| | select_one cokhong | di_hoc | ${ten} có đi học không? | ${tuoi_con} > 5 | | | | yes |
| | end_repeat | | | | | | | |
| | begin_group | luoi | Đánh giá | | | | table-list | |
| | select_one nam | cho_ngoi | Chỗ ngồi | | | | | yes |
| | select_one nam | bien | Biển chỉ dẫn | | | | | yes |
| | end_group | | | | | | | |
| | begin_group | cuoi | Kết thúc | | | | | |
| | calculate | tong | | | | sum(${tuoi_con}) | | |
| | note | nho | Các con tổng cộng ${tong} tuổi. | | | | | |
| | select_multiple cokhong | y_kien | Ý kiến khác? | | | | | |
| | end_group | | | | | | | |
"""
CHOICES = """
| choices |
| | list_name | name | label | tinh | huyen |
| | cokhong | co | Có | | |
| | cokhong | khong | Không | | |
| | tinh | hp | Hải Phòng | | |
| | tinh | hd | Hải Dương | | |
| | huyen | an_duong | An Dương | hp | |
| | huyen | an_lao | An Lão | hp | |
| | huyen | kinh_mon | Kinh Môn | hd | |
| | xa | an_dong | An Đồng | | an_duong |
| | xa | an_hung | An Hưng | | an_duong |
| | xa | an_phu | An Phụ | | kinh_mon |
""" + "".join(f"| | nam | {n} | Mức {n} | | |\n" for n in range(1, 6))

SECTIONS: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        ("tuoi", "41"),
        ("di_lam", "co"),
        ("viec", "Thợ hàn"),
        ("tinh", "hd"),
        ("huyen", "kinh_mon"),
        ("xa", "an_phu"),
        ("tinh", "hp"),  # on second thoughts: the district and the commune go
        ("huyen", "an_duong"),
        ("xa", "an_hung"),
    ),
    (
        ("con/1/ten", "An"),
        ("con/1/tuoi_con", "4"),
        ("+", "Người con"),
        ("con/2/ten", "Bình"),
        ("con/2/tuoi_con", "9"),
        ("con/2/di_hoc", "co"),
        ("+", "Người con"),
        ("con/3/ten", "Chi"),
        ("con/3/tuoi_con", "16"),
        ("con/3/di_hoc", "khong"),
        ("-", "Người con 1"),
    ),
    (("cho_ngoi", "4"), ("bien", "2")),
    (("y_kien", "khong"),),
)
"""What is answered, screen by screen; "+" adds to a repeat, "-" takes an instance away."""

STORED = {
    "tuoi": 41,
    "di_lam": "co",
    "viec": "Thợ hàn",
    "sau": "46",
    "tinh": "hp",
    "huyen": "an_duong",
    "xa": "an_hung",
    "con": [
        {"ten": "Bình", "tuoi_con": 9, "di_hoc": "co"},
        {"ten": "Chi", "tuoi_con": 16, "di_hoc": "khong"},
    ],
    "cho_ngoi": "4",
    "bien": "2",
    "tong": "25",
    "y_kien": ["khong"],
}


@pytest.fixture
def form(sqlite_world: World) -> Questionnaire:
    """The form, which citizens are asked."""
    made = questionnaire(FORM, CHOICES)
    ask(sqlite_world, "citizens", made)
    return made


def ask(world: World, group: str, form: Questionnaire) -> None:
    """A group of the campaign is asked this form."""
    with world.sessions.begin() as db:
        db.add(
            QuestionnaireVersion(
                digest=form.digest, name="thu", source=b"", parsed=to_json(form), scoring=b""
            )
        )
        db.flush()
        db.execute(
            update(RespondentGroup)
            .where(RespondentGroup.campaign_id == world.campaign, RespondentGroup.code == group)
            .values(questionnaire=form.digest)
        )


def stored(world: World) -> dict[str, Any]:
    """The answers of the one response to the form."""
    with reading(world.sessions) as db:
        last = select(Response.answers).order_by(Response.received_at.desc())
        found = [each for each in db.scalars(last) if "cho_ngoi" in each]
    assert len(found) == 1
    return dict(found[0])


def enter(page: Page, path: str, value: str) -> bool:
    """Answer a question; False where it is not on the screen."""
    settle(page)
    field = page.locator(f"[id='q-{path}']")
    if not field.is_visible():
        return False
    choice = field.locator(f"input[value='{value}'] + span")
    written = field.locator("input:not([type=radio], [type=checkbox]), textarea")
    if written.count():
        written.fill(value)
    elif choice.count() and choice.is_visible():
        choice.click()
    else:
        return False
    return True


def button(page: Page, sign: str, label: str) -> None:
    name = f"Thêm: {label}" if sign == "+" else f"Bỏ {label}"
    page.get_by_role("button", name=name).click()


def fill(page: Page, steps: tuple[tuple[str, str], ...], scripts: bool) -> None:
    """Answer a screen; without scripts the server is asked for what comes next."""
    for path, value in steps:
        if path in "+-":
            button(page, path, value)
        elif not enter(page, path, value):
            assert not scripts, f"{path} did not appear"
            on(page)
            assert enter(page, path, value), f"{path} never came"
    on(page)


def fill_all(page: Page, served: str, world: World, scripts: bool) -> dict[str, Any]:
    """From the card to the receipt; what is stored then."""
    sign_in(page, served, world)
    begin(page)
    for steps in SECTIONS:
        fill(page, steps, scripts)
    page.get_by_role("button", name="Gửi phiếu, không sửa lại được").click()
    expect(page.get_by_role("heading", name="Đã nhận phiếu")).to_be_visible()
    return stored(world)


def test_a_form_filled_with_javascript_is_stored_as_it_should_be(
    phone: Page, served: str, sqlite_world: World, form: Questionnaire
) -> None:
    assert fill_all(phone, served, sqlite_world, scripts=True) == STORED


def test_the_same_form_filled_without_javascript_is_stored_the_same(
    phone_without_scripts: Page, served: str, sqlite_world: World, form: Questionnaire
) -> None:
    assert fill_all(phone_without_scripts, served, sqlite_world, scripts=False) == STORED


def test_a_screen_answers_without_asking_the_server(
    phone: Page, served: str, sqlite_world: World, form: Questionnaire
) -> None:
    sign_in(phone, served, sqlite_world)
    begin(phone)
    settle(phone)
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    expect(phone.locator("#q-di_lam")).to_be_hidden()
    enter(phone, "tuoi", "41")
    expect(phone.get_by_text("Năm năm nữa Ông/Bà 46 tuổi.")).to_be_visible()
    enter(phone, "di_lam", "co")
    expect(phone.locator("#q-viec")).to_be_visible()
    enter(phone, "tuoi", "0")
    expect(phone.locator("#q-viec")).to_be_hidden()
    expect(phone.locator("#q-di_lam")).to_be_hidden()
    expect(phone.locator("#q-loi")).to_be_hidden()
    enter(phone, "tinh", "hd")
    expect(phone.locator("#q-huyen label:visible")).to_have_text(["Kinh Môn"])
    assert looks_wrong(phone, PHONE) == []
    assert [url for url in asked if not url.endswith("/mark.svg")] == []  # the tab's sign


def test_what_is_not_valid_is_said_by_the_server(
    phone: Page, served: str, sqlite_world: World, form: Questionnaire
) -> None:
    sign_in(phone, served, sqlite_world)
    begin(phone)
    enter(phone, "tuoi", "41")
    enter(phone, "di_lam", "co")
    on(phone)
    expect(phone.get_by_role("alert")).to_contain_text("Còn 3 câu cần xem lại")
    expect(phone.locator("#e-viec")).to_be_visible()
    enter(phone, "tuoi", "9")
    expect(phone.locator("#e-viec")).to_be_hidden()


def test_the_draft_holds_what_the_logic_brought(
    phone: Page, served: str, sqlite_world: World, form: Questionnaire
) -> None:
    sign_in(phone, served, sqlite_world)
    begin(phone)
    fill(phone, SECTIONS[0], scripts=True)
    for path, value in SECTIONS[1][:-1]:
        button(phone, path, value) if path in "+-" else enter(phone, path, value)
    for reloading in (True, False):
        if reloading:
            phone.reload()
        else:
            phone.goto(f"{served}/c/nho/collect/")
        if phone.get_by_role("link", name="Làm tiếp phiếu làm dở").is_visible():
            phone.get_by_role("link", name="Làm tiếp phiếu làm dở").click()
        expect(phone.locator("[name='con/3/tuoi_con']")).to_have_value("16")
        expect(phone.locator("[name='con/2/di_hoc'][value=co]")).to_be_checked()
        expect(phone.locator("[id='q-con/1/di_hoc']")).to_be_hidden()
    button(phone, "-", "Người con 1")
    on(phone)
    for steps in SECTIONS[2:]:
        fill(phone, steps, scripts=True)
    phone.get_by_role("button", name="Gửi phiếu, không sửa lại được").click()
    expect(phone.get_by_role("heading", name="Đã nhận phiếu")).to_be_visible()
    assert stored(sqlite_world) == STORED


def test_a_screen_loads_logic_only_where_its_answers_matter_on_it(
    phone: Page, served: str, sqlite_world: World
) -> None:
    form, asked = form_of(sqlite_world, "citizens"), list[str]()
    answers = citizen_answers(sqlite_world)
    sign_in(phone, served, sqlite_world)
    phone.on("request", lambda request: asked.append(request.url))
    begin(phone)
    for section in range(len(form.sections)):
        settle(phone)
        live = phone.locator("#logic, template, link[rel=modulepreload]").count() > 0
        loads = any("/logic/" in url or "live.js" in url for url in asked)
        assert live == needs_logic(form, section), form.sections[section].name
        assert loads == any(needs_logic(form, each) for each in range(section + 1))
        answer(phone, form, answers)
        on(phone)
    assert not needs_logic(form, 0)
    assert needs_logic(form, 1)


def test_an_official_whose_form_has_no_conditions_loads_no_logic(
    phone: Page, served: str, sqlite_world: World
) -> None:
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    phone.goto(f"{served}/answer/{code(sqlite_world)}")
    phone.get_by_role("button", name="Nhận phiếu").click()
    settle(phone)
    expect(phone.get_by_role("button", name="Gửi phiếu, không sửa lại được")).to_be_visible()
    assert [url for url in asked if "/logic/" in url or "live.js" in url] == []
    assert any("draft.js" in url for url in asked)


# --- officials and administrators -------------------------------------------------------------


def answer_whole(page: Page, scripts: bool) -> None:
    """The whole form on one page; without scripts the server is asked for what comes next."""
    for path, value in [step for steps in SECTIONS for step in steps]:
        if path in "+-":
            button(page, path, value)
        elif not enter(page, path, value):
            assert not scripts, f"{path} did not appear"
            page.get_by_role("button", name="Gửi phiếu, không sửa lại được").click()
            assert enter(page, path, value), f"{path} never came"


@pytest.mark.parametrize("scripts", [True, False])
def test_an_official_fills_the_same_form_with_and_without_javascript(
    request: pytest.FixtureRequest, served: str, sqlite_world: World, scripts: bool
) -> None:
    page: Page = request.getfixturevalue("phone" if scripts else "phone_without_scripts")
    made = questionnaire(FORM, CHOICES)
    ask(sqlite_world, "council_deputies", made)
    page.goto(f"{served}/answer/{code(sqlite_world)}")
    page.get_by_role("button", name="Nhận phiếu").click()
    answer_whole(page, scripts)
    page.get_by_role("button", name="Gửi phiếu, không sửa lại được").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã nhận ý kiến")
    with reading(sqlite_world.sessions) as db:
        (ballot,) = db.scalars(select(Ballot).where(Ballot.version == made.digest))
    assert ballot.payload == STORED


def test_an_officials_form_says_how_many_questions_it_asks_as_it_is_answered(
    phone: Page, served: str, sqlite_world: World
) -> None:
    ask(sqlite_world, "council_deputies", questionnaire(FORM, CHOICES))
    phone.goto(f"{served}/answer/{code(sqlite_world)}")
    phone.get_by_role("button", name="Nhận phiếu").click()
    told = phone.locator("[data-count]")
    expect(told).to_contain_text("7 câu trong 4 phần.")
    enter(phone, "tuoi", "41")
    expect(told).to_contain_text("8 câu trong 4 phần.")
    enter(phone, "di_lam", "co")
    expect(told).to_contain_text("9 câu trong 4 phần.")
    phone.get_by_role("button", name="Thêm: Người con").click()
    expect(told).to_contain_text("10 câu trong 4 phần.")
    enter(phone, "tuoi", "9")
    expect(told).to_contain_text("8 câu trong 4 phần.")


def test_an_administrator_tries_the_form_out_with_its_logic_on(
    chromium: Browser, served: str, sqlite_world: World, form: Questionnaire
) -> None:
    with browsing(chromium, PHONE) as (context, faults):
        page = context.new_page()
        enter_as(page, served, sqlite_world.staff.administrator)
        page.goto(f"{served}/c/nho/admin/versions/{form.digest}/try")
        answer_whole(page, scripts=True)
        expect(page.get_by_text("Các con tổng cộng 25 tuổi.")).to_be_visible()
        page.get_by_role("button", name="Xem kết quả, không lưu gì").click()
        expect(page.get_by_role("status")).to_be_visible()
        expect(page.get_by_role("alert")).to_have_count(0)
        assert looks_wrong(page, PHONE) == []
        assert faults == []


# --- the keyboard, time and size ----------------------------------------------------------------


def test_the_form_is_filled_with_the_keyboard_alone(
    phone: Page, served: str, sqlite_world: World, form: Questionnaire
) -> None:
    sign_in(phone, served, sqlite_world)
    begin(phone)
    for steps in SECTIONS:
        settle(phone)
        for path, value in steps:
            press(phone, path, value)
        with phone.expect_navigation():
            press(phone, "on", "Phần tiếp")
    settle(phone)
    press(phone, "on", "Gửi phiếu, không sửa lại được")
    expect(phone.get_by_role("heading", name="Đã nhận phiếu")).to_be_visible()
    assert stored(sqlite_world) == STORED


def press(page: Page, path: str, value: str) -> None:
    """Tab to a question or button, type, choose with the arrows, press with the space bar."""
    words = {"+": f"Thêm: {value}", "-": f"Bỏ {value}", "on": value}.get(path)
    which = f"e.innerText === {json.dumps(words)}" if words else f"e.name === {json.dumps(path)}"
    for _press in range(60):
        if page.evaluate(f"(e => {which} && !e.closest('.hide'))(document.activeElement)"):
            break
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"Tab never reaches {path} {value}")
    kind = page.evaluate("document.activeElement.type")
    if kind in ("submit", "checkbox"):
        while kind == "checkbox" and page.evaluate("document.activeElement.value") != value:
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
    elif kind == "radio":
        page.keyboard.press("Space")
        while page.evaluate("document.activeElement.value") != value:
            page.keyboard.press("ArrowDown")
    else:
        page.keyboard.press("Control+a")
        page.keyboard.type(value)


def condition(number: int) -> str:
    return f"${{c{number - 1}}} >= {number - 1}" if number > 1 else ""


LONG = questionnaire(
    """
| survey |
| | type | name | label | relevant | calculation | choice_filter |
"""
    + "".join(
        f"| | select_one tinh | t{n} | Câu hỏi số {n} về nơi làm thủ tục | {condition(n)} | | |\n"
        f"| | select_one huyen | h{n} | Câu hỏi số {n} về huyện, khi ở ${{t{n}}} | | "
        f"| tinh = ${{t{n}}} |\n"
        f"| | calculate | c{n} | | | if(${{h{n}}} = 'an_lao', 1, 0) + {n} | |\n"
        for n in range(1, 21)
    ),
    CHOICES,
)


def test_a_form_of_40_questions_comes_in_40_kilobytes_and_answers_within_50_milliseconds(
    phone: Page, served: str, sqlite_world: World
) -> None:
    ask(sqlite_world, "citizens", LONG)
    sign_in(phone, served, sqlite_world)
    phone.locator(".rows a").first.click()
    sizes: dict[str, int] = {}
    phone.on("requestfinished", lambda request: sizes.update({request.url: size_of(request)}))
    phone.context.new_cdp_session(phone).send("Network.setCacheDisabled", {"cacheDisabled": True})
    phone.get_by_role("link", name="Bắt đầu phỏng vấn").click()
    phone.wait_for_load_state("networkidle")
    assert len([url for url in sizes if "/logic/" in url]) == 4
    assert sum(sizes.values()) <= 40 * 1024, sizes
    assert len(LONG.items) - 20 == 40
    taps = sorted(phone.evaluate(TAPS))
    assert len(taps) == 20
    assert taps[len(taps) // 2] <= 50, taps


TAPS = """() => [...Array(20).keys()].map((n) => {
  const choice = document.querySelector(`[name=t${n + 1}][value=hp]`)
  const before = performance.now()
  choice.click()
  choice.getBoundingClientRect() // laid out anew
  return performance.now() - before
})"""


def size_of(request: Request) -> int:
    """Bytes of an answer of the server as a server compresses them."""
    answered = request.response()
    return len(gzip.compress(answered.body(), 6)) if answered else 0


# --- the same as on the server, whatever is answered ------------------------------------------

WIDE = questionnaire(
    """
| survey |
| | type | name | label | relevant | calculation | choice_filter | repeat_count | default | read_only |
| | integer | a | A | | | | | | |
| | text | t | T | ${a} != 3 | | | | | |
| | select_multiple huyen | m | M | ${t} != '' or ${a} > 5 | | | | | |
| | begin_group | g | G | count-selected(${m}) < 2 | | | | | |
| | select_one tinh | tinh | Tỉnh | | | | | | |
| | select_one huyen | huyen | Huyện ${m} | | | tinh = ${tinh} or selected(${m}, name) | | | |
| | select_one huyen | co_dinh | Cố định | | | | | an_lao | yes |
| | calculate | luc | | | once(${a} * 2) | | | | |
| | end_group | | | | | | | | |
| | begin_repeat | con | Con | ${a} != 4 | | | | | |
| | text | ten | Tên | | | | | | |
| | decimal | tuoi | ${ten}? | ${ten} != '' | | | | | |
| | begin_repeat | viec | Việc của ${ten} | ${tuoi} > 5 | | | ${a} - 1 | | |
| | text | v | ${ten} ${tuoi} ${v} | position(..) > 1 | | | | | |
| | end_repeat | | | | | | | | |
| | calculate | tong | | | sum(${tuoi}) + ${a} | | | | |
| | end_repeat | | | | | | | | |
| | calculate | hong | | | date(${t}) | | | | |
| | note | n | ${hong} ${a} ${luc} ${m} | ${hong} = '' or sum(${tuoi}) > 9 | | | | | |
""",  # noqa: E501
    CHOICES,
)
TEXTS = st.sampled_from(["", " ", "3", "abc", "2,5", "-1", "2024-02-30", "Ánh"])
NUMBERS = TEXTS | st.integers(0, 9).map(str)
PERSON = st.fixed_dictionaries(
    {},
    optional={
        "ten": TEXTS,
        "tuoi": NUMBERS,
        "viec": st.lists(st.fixed_dictionaries({}, optional={"v": TEXTS}), max_size=3),
    },
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "a": NUMBERS,
        "t": TEXTS,
        "m": st.lists(st.sampled_from(["an_lao", "an_duong"]), max_size=2, unique=True),
        "tinh": st.sampled_from(["hp", "hd", ""]),
        "huyen": st.sampled_from(["an_lao", "kinh_mon"]),
        "con": st.lists(PERSON, max_size=3),
    },
)
SEEN = """async ([plain, batch, words]) => {
  const { Questionnaire } = await import("/filled.js")
  const questionnaire = new Questionnaire(plain)
  return batch.map((pairs) => {
    const places = questionnaire.places(questionnaire.filled(questionnaire.answers(pairs)))
    const asked = [...places].filter(([path, place]) => place.asked && !path.endsWith("/")
      && !questionnaire.isGroup(path))
    return {
      relevant: asked.map(([path]) => path).sort(),
      offered: Object.fromEntries(asked.map(([path, place]) => [path, questionnaire.offered(place)])
        .filter(([, codes]) => codes).map(([path, codes]) => [path, [...codes].sort()])),
      words: Object.fromEntries(asked.filter(([, place]) => words[place.name])
        .map(([path, place]) => [path, questionnaire.worded(words[place.name], place)])),
    }
  })
}"""


def on_the_server(answers: dict[str, Any]) -> dict[str, Any]:
    """What of the form is asked and offered after these answers, and its words."""
    checked = check(WIDE, answers)
    items = {item.name: item for item in WIDE.items}
    names = {path: path.rpartition("/")[2] for path in checked.relevant}
    labels = {
        path: items[name].label.in_("default")
        for path, name in names.items()
        if name in items and "${" in items[name].label.in_("default")
    }
    return {
        "relevant": sorted(checked.relevant),
        "offered": {path: sorted(codes) for path, codes in offered(WIDE, answers).items()},
        "words": {path: worded(label, checked.clean, path) for path, label in labels.items()},
    }


@pytest.fixture(scope="module")
def blank(chromium: Browser) -> Iterator[Page]:
    """An empty page that has the modules; nothing leaves the machine."""
    page = chromium.new_page()
    page.route("**/*", static_file)
    page.goto("http://127.0.0.1/")
    yield page
    page.close()


def static_file(route: Route) -> None:
    name = route.request.url.removeprefix("http://127.0.0.1/")
    if name:
        route.fulfill(path=STATIC / name, content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")


@given(st.lists(ANSWERS, min_size=30, max_size=60))
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                           HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
def test_the_browser_asks_offers_and_words_what_the_server_does(
    blank: Page, batch: list[dict[str, Any]]
) -> None:
    pairs = [filling.hidden(answers, ()) for answers in batch]
    words = {i.name: i.label.in_("default") for i in WIDE.items if "${" in i.label.in_("default")}
    seen = blank.evaluate(SEEN, [plain_form(WIDE), pairs, words])
    for answers, here in zip(batch, seen, strict=True):
        assert here == on_the_server(answers), answers
