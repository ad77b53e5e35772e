"""The page of the plan: who opens it, what it says, what it refuses; sampling/planner.py."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from survey_app.models import CampaignFile, DeskSize
from survey_app.services import planning
from tests.app.test_monitor_pages import words_of
from tests.conftest import Visitors, World


@pytest.fixture
def administrator(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    return visitors.signed_in(sqlite_world.staff.administrator)


def page(client: FlaskClient, query: str = "", status: int = 200) -> str:
    answer = client.get(f"/c/nho/plan{query}")
    assert answer.status_code == status, answer.text
    return words_of(answer.text)


def test_staff_who_watch_open_it_and_others_do_not(visitors: Visitors, sqlite_world: World) -> None:
    staff = sqlite_world.staff
    for login in (staff.administrator, staff.monitor, staff.observer):
        assert visitors.signed_in(login).get("/c/nho/plan").status_code == 200
    for login in (staff.supervisors["BDTP"], staff.collectors["BD306"][0]):
        assert visitors.signed_in(login).get("/c/nho/plan").status_code == 403
    assert visitors.stranger().get("/c/nho/plan").status_code == 303


def test_it_opens_with_the_campaigns_own_design_and_a_row_for_each_district(
    administrator: FlaskClient,
) -> None:
    text = page(administrator)
    assert "78 phiếu cho biên độ ±" in text
    for place in ("Quận Hải An", "Quận Đồ Sơn", "Huyện Bạch Long Vĩ", "Sở, ban, ngành"):
        assert place in text
    assert "Thêm xã, phường có ích hơn thêm phiếu." in text
    assert "triệu đồng" in text


def test_margins_and_budget_are_asked_for_in_the_address(administrator: FlaskClient) -> None:
    assert "triệu đồng" in page(administrator, "?goal=budget&budget=100")
    text = page(administrator, "?goal=margins&district=40&city=&communes=3")
    assert "phiếu cho biên độ ±" in text


def test_the_page_says_how_exact_the_plan_is(administrator: FlaskClient) -> None:
    assert "số phiếu nhiều nhất mà kinh phí" in page(administrator, "?goal=budget&budget=100")
    assert "số phiếu ít nhất" in page(administrator, "?goal=margins&district=40&city=&communes=3")
    exact = page(administrator, "?goal=budget&budget=100&allocation=cost")
    assert "Phương sai cao hơn mức thấp nhất có thể" in exact


def test_the_campaigns_own_rule_is_what_the_form_begins_with(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    with sqlite_world.sessions.begin() as db:
        file = db.scalars(select(CampaignFile).where(CampaignFile.name == "campaign.toml")).one()
        rule = b'allocation = "equal"\nmaximum = 24\n'
        file.content = file.content.replace(b'allocation = "power"\npower = 0.5\n', rule, 1)
    answer = administrator.get("/c/nho/plan").text
    assert '<option value="equal" selected>' in answer
    assert 'name="maximum" min="1" max="1000000" step="1" value="24"' in answer


def test_a_frame_without_districts_is_planned_by_stratum(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    with sqlite_world.sessions.begin() as db:
        file = db.scalars(select(CampaignFile).where(CampaignFile.name == "campaign.toml")).one()
        file.content = file.content.replace(b'"commune", "district", ', b'"commune", ')
    text = page(administrator)
    assert "Biên độ mỗi tầng" in text
    assert "Từng tầng" in text
    assert "mỗi quận, huyện" not in text


def test_each_district_and_each_group_of_officials_may_have_a_margin_of_its_own(
    administrator: FlaskClient,
) -> None:
    own = "?goal=margins&city=&district=&communes=4&w-306=20"
    assert "phiếu cho biên độ ±" in page(administrator, own)
    assert "Tầng Quận Hải An" in page(administrator, own.replace("=20", "=1"), 422)
    assert "Quận Hải An: cần một số từ 0,5" in page(administrator, own.replace("=20", "=x"), 422)
    assert "Cần trả lời" in page(administrator, "?group=4")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?total=abc", "Số phiếu ở các quận, huyện: cần một số nguyên từ 1 đến 1000000."),
        ("?total=0", "cần một số nguyên từ 1 đến"),
        ("?total=-3", "cần một số nguyên từ 1 đến"),
        ("?total=nan", "cần một số nguyên từ 1 đến"),
        ("?rho=1", "(ρ): cần một số từ 0 đến 0,99."),
        ("?total=90000", "Các danh sách chỉ có thể cho"),
        (
            "?communes=1",
            "không tính được biên độ sai số (Quận Hải An: 1/8, Quận Đồ Sơn: 1/6)",
        ),
        ("?minimum=500&total=100", "Tổng mức tối thiểu là"),
        ("?goal=margins&city=&district=", "Cần ít nhất một biên độ"),
        ("?goal=margins&district=5", "Tầng Quận Hải An: với 2 xã, phường"),
        ("?goal=budget&budget=1", "không đủ cho mức tối thiểu"),
    ],
)
def test_what_is_impossible_is_a_sentence_and_the_form_keeps_what_was_typed(
    administrator: FlaskClient, query: str, said: str
) -> None:
    assert said in page(administrator, query, 422)


def test_a_decimal_comma_is_read(administrator: FlaskClient) -> None:
    assert "phiếu cho biên độ" in page(administrator, "?rho=0,1")


def test_a_campaign_from_before_sizes_were_kept_is_planned_from_its_files(
    sqlite_world: World,
) -> None:
    kept = planning.basis(sqlite_world.sessions, sqlite_world.campaign)
    with sqlite_world.sessions.begin() as db:
        db.execute(delete(DeskSize))
    assert planning.basis(sqlite_world.sessions, sqlite_world.campaign) == kept


def test_without_rates_there_is_a_plan_without_costs(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    with sqlite_world.sessions.begin() as db:
        file = db.query(CampaignFile).filter_by(name="campaign.toml").one()
        text = file.content.decode()
        start, end = text.index("[costs]"), text.index("# What is expected before")
        file.content = (text[:start] + text[end:]).encode()
    text = page(administrator)
    assert "chưa ghi đơn giá" in text
    assert "Biên độ theo chi phí" not in text
