"""Versions of questionnaires in a running campaign: brought whole or not at all, compared,
recoded, put to use.

Invariant 3: an answer in an older version is kept and flagged; invariant 10: every act leaves
a trace.
"""

from __future__ import annotations

import io

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from questionnaires import xlsform
from questionnaires.instruments import source
from questionnaires.problems import FormError
from survey_app.campaign.problems import CampaignError
from survey_app.db import reading
from survey_app.errors import NotFound
from survey_app.models import QuestionnaireVersion, Recode, Response
from survey_app.services import audit, campaign_versions, collecting, questionnaires
from survey_app.services.collecting import Submission
from survey_app.services.questionnaires import (
    CampaignClosed,
    File,
    NoSuchAnswer,
    RecodesMissing,
)
from tests.answers import citizen_answers, version_of
from tests.app.fieldwork import interview, open_names, uuid_of
from tests.conftest import NOON, Visitors, World
from tests.fieldwork import close, collect
from tests.markup import without_scripts

HOME = "/c/nho/admin"
SHIPPED = source("citizens").decode()
EMPTY = 'subject = "city"\n[scales]\n[factors]\n[items]\n'
REWORDED = SHIPPED.replace("Giới tính của Ông/Bà?", "Ông/Bà là nam hay nữ?")
RECODED = SHIPPED.replace("| tu_cach | ca_nhan |", "| tu_cach | rieng |")


def recoded() -> str:
    """The shipped form with another code for the first choice of a question."""
    return SHIPPED.replace("| gioi_tinh | nam |", "| gioi_tinh | khac_ma |")


def bring(world: World, text: str, scoring: str | None = None) -> questionnaires.Brought:
    rules = File("x.scoring.toml", scoring.encode()) if scoring is not None else None
    form = File("citizens.md", text.encode())
    return questionnaires.bring(world.sessions, "citizens", form, rules, world.administrator, NOON)


def acts(world: World) -> list[str]:
    return [entry.act for entry in audit.recent(world.sessions, world.campaign, 5)]


def stored(world: World) -> int:
    with reading(world.sessions) as db:
        return db.scalar(select(func.count()).select_from(QuestionnaireVersion)) or 0


def test_a_version_that_is_brought_changes_nothing_until_it_is_put_to_use(world: World) -> None:
    before = version_of(world, "citizens")
    brought = bring(world, REWORDED)
    assert not brought.known
    assert version_of(world, "citizens") == before
    assert acts(world)[0] == "questionnaire.brought"
    groups = questionnaires.activate(world.sessions, brought.digest, world.administrator, NOON)
    assert groups == ("citizens",)
    assert version_of(world, "citizens") == brought.digest
    assert acts(world)[0] == "questionnaire.activated"


def test_the_file_of_a_version_is_kept_as_it_came(world: World) -> None:
    text = REWORDED + "\n\n"
    digest = bring(world, text).digest
    with reading(world.sessions) as db:
        kept = db.get_one(QuestionnaireVersion, digest).source
    assert kept == text.encode()
    assert xlsform.read(kept, "lai.md").digest == digest


def test_the_same_version_brought_again_is_stored_once(world: World) -> None:
    first = bring(world, REWORDED)
    again = bring(world, REWORDED + "\n\n")
    assert (again.digest, again.known) == (first.digest, True)
    assert bring(world, SHIPPED).known
    assert acts(world).count("questionnaire.brought") == 1


@pytest.mark.parametrize(
    ("form", "scoring", "error"),
    [
        (SHIPPED.replace("integer", "so"), None, FormError),
        (SHIPPED.replace("tc_chi_dan", "tc_khac"), None, FormError),
        (SHIPPED, "[scales", FormError),
        (SHIPPED, EMPTY, CampaignError),
        (SHIPPED.replace("${da_gop_y} = 'co'", "${da_gop_y} != 'khong'"), None, CampaignError),
    ],
    ids=["form", "items", "sheet", "criteria", "filter"],
)
def test_what_does_not_suit_the_campaign_is_refused_and_nothing_is_stored(
    world: World, form: str, scoring: str | None, error: type[Exception]
) -> None:
    before, trace = stored(world), acts(world)
    with pytest.raises(error):
        bring(world, form, scoring)
    assert (stored(world), acts(world)) == (before, trace)


def test_a_criterion_that_the_scheme_has_not_is_named(world: World) -> None:
    with reading(world.sessions) as db:
        rules = db.get_one(QuestionnaireVersion, version_of(world, "citizens")).scoring.decode()
    with pytest.raises(CampaignError, match=r"99\.9"):
        bring(world, SHIPPED, rules.replace('"8.1"', '"99.9"', 1))


def test_a_questionnaire_that_the_campaign_has_not_is_not_found(world: World) -> None:
    form = File("x.md", SHIPPED.encode())
    with pytest.raises(NotFound):
        questionnaires.bring(world.sessions, "khac", form, None, world.administrator, NOON)
    with pytest.raises(NotFound):
        questionnaires.activate(world.sessions, "0" * 64, world.administrator, NOON)


def test_other_codes_need_a_recode_before_the_version_is_used(world: World) -> None:
    old, by = version_of(world, "citizens"), world.administrator
    new = bring(world, recoded()).digest
    with pytest.raises(RecodesMissing) as refused:
        questionnaires.activate(world.sessions, new, by, NOON)
    assert refused.value.values["items"] == "gioi_tinh"
    ((_, items),) = campaign_versions.open_recodes(world.sessions, world.campaign, new)
    assert items == ("gioi_tinh",)
    before = {
        c.name: c.name for c in xlsform.read(SHIPPED.encode(), "x.md").item("gioi_tinh").choices
    }
    first = next(iter(before))
    for wrong in ({}, before, {**before, first: "khong_co"}, {**before, "them": ""}):
        with pytest.raises(NoSuchAnswer):
            questionnaires.recode(world.sessions, old, new, {"gioi_tinh": wrong}, by, NOON)
    for code in ("", "khac_ma"):  # said again, it is replaced
        said = {"gioi_tinh": {**before, first: code}}
        questionnaires.recode(world.sessions, old, new, said, by, NOON)
    assert campaign_versions.recodes(world.sessions, world.campaign, old, new) == said
    assert acts(world)[0] == "questionnaire.recoded"
    questionnaires.activate(world.sessions, new, by, NOON)
    with pytest.raises(RecodesMissing):  # and back needs one the other way
        questionnaires.activate(world.sessions, old, by, NOON)


def test_an_interview_in_an_older_version_is_kept_and_flagged(world: World) -> None:
    old = version_of(world, "citizens")
    answers = citizen_answers(world)
    names = open_names(world, world.collector)
    interview(world, *names[0], NOON, 0)
    new = bring(world, REWORDED).digest
    questionnaires.activate(world.sessions, new, world.administrator, NOON)
    late = Submission(uuid_of(1), names[1][0], old, answers, started_at=NOON)
    sent = collecting.submit(world.sessions, late, world.collector, None, NOON)
    assert "old_version" in sent.flags
    with reading(world.sessions) as db:
        kept = {
            row.uuid: row.version for row in db.execute(select(Response.uuid, Response.version))
        }
    assert kept == {uuid_of(0): old, uuid_of(1): old}
    views = campaign_versions.listed(world.sessions, world.campaign)
    counted = {v.digest: (v.groups, v.responses) for v in views if v.name == "citizens"}
    assert counted == {old: ((), 2), new: (("citizens",), 0)}


def test_after_closing_nothing_changes(sqlite_world: World) -> None:
    world = sqlite_world
    new = bring(world, REWORDED).digest
    collect(world.sessions, "a secret of the tests, long enough to be taken", world.campaign, NOON)
    close(world.sessions, world.data, world.monitor, world.observer, NOON)
    with pytest.raises(CampaignClosed):
        bring(world, RECODED)
    with pytest.raises(CampaignClosed):
        questionnaires.activate(world.sessions, new, world.administrator, NOON)
    with pytest.raises(CampaignClosed):
        questionnaires.recode(world.sessions, new, new, {}, world.administrator, NOON)


# --- pages -----------------------------------------------------------------------------------


@pytest.fixture
def administrator(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The administrator at a browser."""
    return visitors.signed_in(sqlite_world.staff.administrator)


def upload(client: FlaskClient, content: bytes, file: str = "moi.md") -> TestResponse:
    data = {"name": "citizens", "form": (io.BytesIO(content), file)}
    return client.post(f"{HOME}/versions", data=data)


def test_an_upload_with_mistakes_names_row_and_column_with_an_example(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    before = stored(sqlite_world)
    wrong = SHIPPED.replace("${da_gop_y} = 'co'", "${da_gop} = 'co'").replace(
        "| integer |", "| so |"
    )
    answer = upload(administrator, wrong.encode())
    assert answer.status_code == 422
    for expected in (
        "survey",
        "da_gop",
        "relevant",
        "${da_gop_y} = &#39;co&#39;",
        "select_one hai_long",
    ):
        assert expected in answer.text
    assert stored(sqlite_world) == before


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"PK\x03\x04", b"| survey |"])
def test_an_upload_that_is_no_form_gets_a_sentence(
    administrator: FlaskClient, content: bytes
) -> None:
    answer = upload(administrator, content, "moi.xlsx")
    assert answer.status_code == 422
    assert "chưa lưu gì" in answer.text


def test_no_file_and_no_such_questionnaire_are_said(administrator: FlaskClient) -> None:
    answer = administrator.post(f"{HOME}/versions", data={"name": "citizens"})
    assert answer.status_code == 422
    assert "Chưa chọn tệp" in answer.text
    data = {"name": "khac", "form": (io.BytesIO(SHIPPED.encode()), "x.md")}
    assert administrator.post(f"{HOME}/versions", data=data).status_code == 404


def test_a_version_goes_from_the_upload_to_its_use(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    old = version_of(sqlite_world, "citizens")
    answer = upload(administrator, recoded().encode())
    assert answer.status_code == 303
    page = administrator.get(answer.location).text
    assert page.count("<iframe") == 2
    assert "Cần lập bảng chuyển mã trước" in page
    new = answer.location.rsplit("/", 1)[-1]
    compare = f"{HOME}/versions/{old}/to/{new}"
    shown = administrator.get(compare).text
    assert "cần chuyển mã" in shown
    assert 'value="khac_ma" selected' in shown  # proposed by its words
    assert administrator.post(f"{HOME}/versions/{new}/use").status_code == 409
    form = xlsform.read(SHIPPED.encode(), "x.md").item("gioi_tinh")
    codes = [choice.name for choice in form.choices]
    data = {f"gioi_tinh/{code}": code for code in codes[1:]}
    assert administrator.post(compare, data=data).status_code == 422
    assert (
        administrator.post(compare, data={**data, f"gioi_tinh/{codes[0]}": "khac_ma"}).status_code
        == 303
    )
    assert administrator.post(f"{HOME}/versions/{new}/use").status_code == 303
    assert version_of(sqlite_world, "citizens") == new
    with reading(sqlite_world.sessions) as db:
        assert db.scalar(select(func.count()).select_from(Recode)) == 1


def test_a_trial_says_what_is_asked_and_stores_nothing(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    address = f"{HOME}/versions/{version_of(sqlite_world, 'citizens')}/try"
    empty = administrator.get(f"{address}?lang=en")
    assert "Tell us" not in without_scripts(empty.text)
    assert "linh_vuc_khac" not in without_scripts(empty.text)
    assert "frame-ancestors 'self'" in empty.headers["Content-Security-Policy"]
    asked = administrator.post(address, data={"linh_vuc": "other", "so_lan_den": "99"}).text
    assert 'id="q-linh_vuc_khac"' in without_scripts(asked)
    assert "Số lần đến phải từ 0 đến 50" in asked
    dropped = administrator.post(address, data={"linh_vuc": "land", "linh_vuc_khac": "x"}).text
    assert "linh_vuc_khac" in dropped
    assert 'id="q-linh_vuc_khac"' not in without_scripts(dropped)
    assert "Chưa lưu gì" in dropped
    with reading(sqlite_world.sessions) as db:
        assert db.scalar(select(func.count()).select_from(Response)) == 0


def test_a_trial_in_a_frame_leaves_messages_and_the_cookie_to_the_page_around_it(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    address = f"{HOME}/versions/{version_of(sqlite_world, 'citizens')}"
    administrator.get(address)
    with administrator.session_transaction() as session:
        session["_flashes"] = [("message", "Đã nhận mẫu phiếu.")]
    for method in (administrator.get, administrator.post):
        framed = method(f"{address}/try", headers={"Sec-Fetch-Dest": "iframe"})
        assert "Set-Cookie" not in framed.headers
        assert "Đã nhận mẫu phiếu." not in framed.text
    assert "Đã nhận mẫu phiếu." in administrator.get(address).text
    assert "Set-Cookie" not in administrator.get(address).headers


def test_a_trial_of_every_kind_of_question_calculates_repeats_and_filters(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    world = sqlite_world
    head, choices = SHIPPED.split("| choices |")
    more = """
| | begin_repeat | con | Con | Child |
| | integer | tuoi_con | Mấy tuổi? | How old? |
| | end_repeat | | | |
"""
    digest = bring(world, f"{head.rstrip()}{more}| choices |{choices}").digest
    address = f"{HOME}/versions/{digest}/try"
    assert 'name="con/1/tuoi_con"' in administrator.get(address).text
    data = {"con/1/": "1", "con/1/tuoi_con": "ba", "action": "add:con"}
    added = administrator.post(address, data=data).text
    assert 'name="con/2/tuoi_con"' in added
    assert "Xin nhập số nguyên" not in added
    assert "Xin nhập số nguyên" in administrator.post(address, data={**data, "action": ""}).text


def test_a_version_is_downloaded_as_excel_and_as_xform(
    administrator: FlaskClient, sqlite_world: World
) -> None:
    address = f"{HOME}/versions/{version_of(sqlite_world, 'citizens')}"
    book = openpyxl.load_workbook(io.BytesIO(administrator.get(f"{address}.xlsx").data))
    assert book.sheetnames == ["survey", "choices", "settings"]
    assert b"<h:html" in administrator.get(f"{address}.xml").data
    assert administrator.get(f"{HOME}/versions/{'0' * 64}.xlsx").status_code == 404


def test_the_observer_reads_versions_and_changes_nothing(
    visitors: Visitors, sqlite_world: World
) -> None:
    observer = visitors.signed_in(sqlite_world.staff.observer)
    digest = version_of(sqlite_world, "citizens")
    for path in ("versions", f"versions/{digest}", f"versions/{digest}/to/{digest}"):
        page = observer.get(f"{HOME}/{path}")
        assert page.status_code == 200
        assert "Tải lên và kiểm tra" not in page.text
    for path in ("versions", f"versions/{digest}/use", f"versions/{digest}/to/{digest}"):
        assert observer.post(f"{HOME}/{path}").status_code == 403
    for login in (sqlite_world.staff.monitor, sqlite_world.staff.supervisors["BD306"]):
        assert visitors.signed_in(login).get(f"{HOME}/versions").status_code == 403
