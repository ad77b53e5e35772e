"""Pages of administrators: the campaign at a glance, papers to print, questionnaires to read.

Invariant 10: every download of papers leaves a trace; invariant 6: an administrator sees no
answers before closing.
"""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from survey_app.codes import group
from survey_app.db import reading
from survey_app.models import SignInCard, User
from survey_app.services import audit, people, printing
from survey_app.services import letters as letters_service
from survey_app.services.printing import NothingToPrint
from tests.answers import form_of
from tests.app.fieldwork import codes, open_names
from tests.app.print.reading import pages
from tests.conftest import NOON, SECRET, Visitors, World

HOME = "/c/nho/admin"


@pytest.fixture
def administrator(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The administrator at a browser."""
    return visitors.signed_in(sqlite_world.staff.administrator)


@pytest.fixture
def supervisor(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The head of Hải An's post office at a browser."""
    return visitors.signed_in(sqlite_world.staff.supervisors["BD306"])


def acts(world: World) -> list[str]:
    return [entry.act for entry in audit.recent(world.sessions, world.campaign, 5)]


def printed(client: FlaskClient, path: str) -> list[str]:
    """The text of each page of a PDF."""
    answer = client.get(f"{HOME}/{path}")
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "application/pdf"
    return pages(answer.data)


def test_the_overview_names_documents_digests_people_and_questionnaires(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    shown = administrator.get(f"{HOME}/").text
    for expected in (
        "Quyết định số 1149/QĐ-BNV", "campaign.toml",
        sqlite_world.monitor.name, sqlite_world.observer.name,
        "Đại biểu Hội đồng nhân dân thành phố", form_of(sqlite_world, "citizens").digest[:12],
    ):  # fmt: skip
        assert expected in shown


def test_only_the_administrator_sees_the_overview(visitors: Visitors, sqlite_world: World) -> None:
    staff = sqlite_world.staff
    for login in (staff.monitor, staff.observer, staff.supervisors["BD306"]):
        assert visitors.signed_in(login).get(f"{HOME}/").status_code == 403
    assert visitors.stranger().get(f"{HOME}/").status_code == 303


def test_cards_bear_the_code_that_signs_in_and_leave_a_trace(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    collector = sqlite_world.collector
    code = people.card_code(SECRET, sqlite_world.campaign, collector.id)
    (page,) = printed(administrator, "cards.pdf?office=BD306")
    assert collector.name in page
    assert group(code) in page
    assert acts(sqlite_world)[0] == "cards.printed"


def test_sheets_hold_the_names_of_their_assignment_and_leave_a_trace(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    shown = " ".join(printed(administrator, "sheets.pdf?office=BD306"))
    names = printing.sheets(
        sqlite_world.sessions, SECRET, ["BD306"], sqlite_world.administrator, NOON
    )
    assert sum(len(sheet.names) for sheet in names) == len(
        open_names(sqlite_world, sqlite_world.collector)
    )
    for sheet in names:
        assert sheet.number in shown
        for _order, name, _address in sheet.names:
            assert name.split()[0] in shown
    assert acts(sqlite_world)[:2] == ["sheets.printed", "sheets.printed"]


def test_a_supervisor_prints_for_the_own_office_and_for_no_other(
    supervisor: FlaskClient, sqlite_world: World
) -> None:
    (page,) = printed(supervisor, "cards.pdf")
    assert sqlite_world.collector.name in page
    assert sqlite_world.other_collector.name not in page
    assert supervisor.get(f"{HOME}/cards.pdf?office=BD308").status_code == 403
    assert supervisor.get(f"{HOME}/letters/SNV.pdf").status_code == 403
    offered = supervisor.get(f"{HOME}/prints").text
    assert "office=BD306" in offered
    assert "office=BD308" not in offered


def test_letters_bear_each_code_of_the_agency_once_and_no_name(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    sheets = printed(administrator, "letters/SNV.pdf")
    _name, letters = letters_service.letters(
        sqlite_world.sessions, SECRET, "SNV", sqlite_world.administrator, NOON
    )
    assert len(sheets) == len(letters)
    for page, letter in zip(sheets, letters, strict=True):
        assert group(letter.code) in page
        assert "Sở Nội vụ" in page
        assert "Bản thử nghiệm: chưa bảo đảm ẩn danh tuyệt đối" in page
    assert {letter.code for letter in letters} < set(codes(sqlite_world))
    assert acts(sqlite_world)[:2] == ["letters.printed", "letters.printed"]


def test_letters_are_in_no_order_of_the_roster(sqlite_world: World) -> None:
    _name, letters = letters_service.letters(
        sqlite_world.sessions, SECRET, "HDND", sqlite_world.administrator, NOON
    )
    roster = [code for code in codes(sqlite_world) if code in {x.code for x in letters}]
    order = [roster.index(letter.code) for letter in letters]
    assert sorted(order) == list(range(len(roster)))
    followers = sum(b == a + 1 for a, b in pairwise(order))
    assert followers < len(order) / 5


def test_every_agency_has_a_name(sqlite_world: World) -> None:
    found = letters_service.printable_letters(sqlite_world.sessions, sqlite_world.campaign)
    names = {agency.code: agency.name for agency in found}
    assert names["HDND"] == "Hội đồng nhân dân thành phố"
    assert names["306"] == "Ủy ban nhân dân quận Hải An"
    assert all(not re.fullmatch(r"[A-Z0-9]+", name) for name in names.values())


def test_what_is_not_there_is_not_printed_and_leaves_no_trace(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    before = acts(sqlite_world)
    for path in ("letters/KHONG.pdf", "cards.pdf?office=KHONG", "sheets.pdf?office=KHONG"):
        answer = administrator.get(f"{HOME}/{path}")
        assert answer.status_code == 404
        assert "Chưa có gì để in" in answer.text
    assert acts(sqlite_world) == before


def test_a_revoked_card_is_not_printed(world: World) -> None:
    with world.sessions.begin() as db:
        own = SignInCard.user_id == world.collector.id
        db.execute(update(SignInCard).where(own).values(revoked_at=NOON))
    with pytest.raises(NothingToPrint):
        printing.cards(world.sessions, SECRET, ["BD306"], world.administrator, NOON)
    offices = printing.printable_offices(world.sessions, world.campaign)
    assert {office.code: office.cards for office in offices}["BD306"] == 0


def test_the_questionnaire_is_shown_whole_in_both_languages_with_when_it_is_asked(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    form = form_of(sqlite_world, "citizens")
    shown = administrator.get(f"{HOME}/questionnaires/citizens").text
    for item in form.items:
        assert f"<code>{item.name}</code>" in shown
        for language in form.languages:
            assert item.label.in_(language)[:20].split("'")[0].split("&")[0] in shown
    conditions = [item.relevant for item in form.items]
    conditions += [section.relevant for section in form.sections]
    assert shown.count("Chỉ hỏi khi:") == sum(each is not None for each in conditions) > 0
    assert administrator.get(f"{HOME}/questionnaires/khong-co").status_code == 404


def test_passwords_and_card_codes_stand_on_no_page(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    shown = administrator.get(f"{HOME}/").text
    assert people.card_code(SECRET, sqlite_world.campaign, sqlite_world.collector.id) not in shown
    with reading(sqlite_world.sessions) as db:
        stored = db.get_one(User, sqlite_world.administrator.id).password_hash
    assert stored is None or stored not in shown
    assert not any(code in shown or group(code) in shown for code in codes(sqlite_world))


def test_the_code_of_a_sheet_opens_that_assignment_for_its_collector_alone(
    visitors: Visitors, sqlite_world: World
) -> None:
    (sheet, *_rest) = printing.sheets(
        sqlite_world.sessions, SECRET, ["BD306"], sqlite_world.administrator, NOON
    )
    own = visitors.signed_in(sqlite_world.staff.collectors["BD306"][0])
    opened = own.get(f"/sheet/{sheet.code}")
    assert opened.status_code == 303
    day, anchor = opened.location.split("#")
    assert f'id="{anchor}"' in own.get(day).text
    assert own.get("/sheet/", query_string={"code": group(sheet.code).lower()}).status_code == 303
    other = visitors.signed_in(sqlite_world.staff.collectors["BD308"][0])
    refused = other.get(f"/sheet/{sheet.code}")
    assert refused.status_code == 404
    assert "không phải của phân công nào" in refused.text
    mistyped = own.get("/sheet/", query_string={"code": "AAAA-BBBB"})
    assert mistyped.status_code in (404, 422)
    assert 'value="AAAA-BBBB"' in mistyped.text
    assert visitors.stranger().get(f"/sheet/{sheet.code}").status_code == 303
