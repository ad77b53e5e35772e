"""A form with conditions, filtered choices, a repeat and a grid is the same form with and without
JavaScript; a page without conditions loads no logic, and no page loads much.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select, update

from questionnaires.model import Questionnaire
from questionnaires.stored import to_json
from survey_app.db import reading
from survey_app.models import QuestionnaireVersion, RespondentGroup, Response
from tests.browser.looks import settle
from tests.browser.test_collect import begin, on, sign_in
from tests.conftest import World
from tests.questionnaires.forms import questionnaire

pytestmark = pytest.mark.browser

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
