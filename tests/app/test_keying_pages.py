"""Pages for paper forms: without JavaScript, with wrong numbers, digits and people."""

from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select

from questionnaires.instruments import source
from survey_app.db import reading
from survey_app.keyed_in import read_typed, typed
from survey_app.models import Assignment, Name, Response
from survey_app.services import questionnaires
from survey_app.services.paper_forms import paper_forms
from survey_app.services.questionnaires import File
from tests.answers import citizen_answers, form_of
from tests.app.print.reading import page_sizes, pages
from tests.conftest import NOON, Visitors, World

HERE = "/c/nho/keying"


@pytest.fixture
def supervisor(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    return visitors.signed_in(sqlite_world.staff.supervisors["BD306"])


@pytest.fixture
def collector(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    return visitors.signed_in(sqlite_world.staff.collectors["BD306"][0])


@pytest.fixture
def number(sqlite_world: World) -> str:
    """The first paper form of Hải An."""
    batches = paper_forms(sqlite_world.sessions, ("BD306",), sqlite_world.supervisor, NOON)
    return batches[0].forms[0].number


def keyed(world: World, **changes: str) -> dict[str, str]:
    """Complete answers as they are typed."""
    form = form_of(world, "citizens")
    answers = citizen_answers(world) | changes
    return {name: typed(form.item(name), given) for name, given in answers.items()}


def test_what_is_typed_comes_back_as_the_same_answers(sqlite_world: World) -> None:
    form, answers = form_of(sqlite_world, "citizens"), citizen_answers(sqlite_world)
    fields = keyed(sqlite_world)
    read = read_typed(form, fields)
    assert read.mistakes == {}
    assert read.answers == answers
    run_together = fields | {"nguon_tin": "21", "cach_nop": "1, 3"}
    chosen = read_typed(form, run_together).answers
    assert chosen["nguon_tin"] == ["truc_tuyen", "niem_yet"]
    assert len(chosen["cach_nop"]) == 2


def test_two_people_key_a_form_in_without_javascript(
    collector: FlaskClient, supervisor: FlaskClient, sqlite_world: World, number: str
) -> None:
    opened = collector.post(f"{HERE}/", data={"number": number.replace("-", "")})
    assert opened.location.endswith(number)
    assert "nhập lần thứ nhất" in collector.get(opened.location).text
    collector.post(f"{HERE}/{number}", data=keyed(sqlite_world))
    shown = supervisor.get(f"{HERE}/{number}").text
    assert "nhập lần thứ hai" in shown
    assert 'value="2"' not in shown
    supervisor.post(f"{HERE}/{number}", data=keyed(sqlite_world))
    assert "đã nhập xong." in supervisor.get(f"{HERE}/").text
    with reading(sqlite_world.sessions) as db:
        assert db.scalars(select(Response.mode)).all() == ["paper"]


@pytest.mark.parametrize("text", ["", "abc", "00012", "00001-00", "٠٠٠٠١٦٧", "0" * 400])
def test_a_number_that_cannot_be_is_told_and_stays(collector: FlaskClient, text: str) -> None:
    answer = collector.post(f"{HERE}/", data={"number": text})
    assert answer.status_code == 422
    assert "Số phiếu gõ chưa đúng" in answer.text
    assert f'value="{text}"' in answer.text


def test_a_number_nobody_printed_is_not_found(collector: FlaskClient) -> None:
    from survey_app.form_numbers import form_number

    answer = collector.post(f"{HERE}/", data={"number": form_number(4321)})
    assert answer.status_code == 404
    assert "Không có phiếu giấy mang số này" in answer.text


def test_a_digit_beyond_the_choices_is_told_and_everything_typed_stays(
    collector: FlaskClient, sqlite_world: World, number: str
) -> None:
    fields = keyed(sqlite_world) | {"gioi_tinh": "9", "so_lan_den": "5"}
    answer = collector.post(f"{HERE}/{number}", data=fields)
    assert answer.status_code == 422
    assert "Gõ một số từ 1 đến" in answer.text
    assert 'name="so_lan_den" value="5"' in answer.text
    assert "ghi đúng như vậy" not in answer.text


def test_a_gap_on_paper_is_kept_only_when_somebody_says_so(
    collector: FlaskClient, sqlite_world: World, number: str
) -> None:
    fields = keyed(sqlite_world)
    del fields["gioi_tinh"]
    asked = collector.post(f"{HERE}/{number}", data=fields)
    assert asked.status_code == 422
    assert "Phiếu giấy ghi đúng như vậy" in asked.text
    kept = collector.post(f"{HERE}/{number}", data=fields | {"as_on_paper": "yes"})
    assert kept.status_code == 303


def test_the_same_person_is_sent_to_another_form(
    collector: FlaskClient, sqlite_world: World, number: str
) -> None:
    collector.post(f"{HERE}/{number}", data=keyed(sqlite_world))
    again = collector.post(f"{HERE}/", data={"number": number})
    assert again.status_code == 409
    assert "phải do người khác nhập" in again.text
    assert collector.get(f"{HERE}/{number}").status_code == 409


def test_a_supervisor_settles_differences_with_the_paper_in_hand(
    collector: FlaskClient, supervisor: FlaskClient, sqlite_world: World, number: str
) -> None:
    collector.post(f"{HERE}/{number}", data=keyed(sqlite_world, so_lan_den="1"))
    supervisor.post(f"{HERE}/{number}", data=keyed(sqlite_world, so_lan_den="7"))
    assert collector.get(f"{HERE}/{number}").status_code == 403
    shown = supervisor.get(f"{HERE}/{number}").text
    assert "1 câu nhập khác nhau" in shown
    assert shown.count('<fieldset class="item') == 1
    nothing = supervisor.post(f"{HERE}/{number}/settle", data={})
    assert nothing.status_code == 422
    done = supervisor.post(
        f"{HERE}/{number}/settle", data={"so_lan_den": "1", "retyped-so_lan_den": "4"}
    )
    assert done.status_code == 303
    with reading(sqlite_world.sessions) as db:
        [stored] = db.scalars(select(Response)).all()
    assert stored.answers["so_lan_den"] == 4


def test_paper_forms_bear_numbers_and_no_names(
    supervisor: FlaskClient, sqlite_world: World
) -> None:
    with sqlite_world.sessions.begin() as db:  # three are enough; 38 take long to read back
        own = select(Assignment.id).where(Assignment.office == "BD306")
        for name in db.scalars(select(Name).where(Name.assignment_id.in_(own))).all()[3:]:
            name.closed = True
    answer = supervisor.get("/c/nho/admin/paper.pdf")
    assert answer.mimetype == "application/pdf"
    forms = paper_forms(sqlite_world.sessions, ("BD306",), sqlite_world.supervisor, NOON)[0].forms
    assert 0 < len(forms) <= 3
    text = " ".join(pages(answer.data))
    assert all(form.number in text for form in forms)
    assert page_sizes(answer.data) == {(210, 297)}
    assert len(PdfReader(io.BytesIO(answer.data)).pages) % len(forms) == 0


REPEATED = """| | select_one co_khong | co_con | Ông/Bà có con không? | | yes | | | | |
| | begin_repeat | con | Con | | | | | | |
| | integer | con_tuoi | Con bao nhiêu tuổi? | | | | | | |
| | select_one co_khong | di_hoc | Có đi học không? | | | | | | |
| | text | truong | Học trường nào? | | | | | | |
| | end_repeat | | | | | | | | |
"""


@pytest.fixture
def with_repeat(sqlite_world: World) -> World:
    """The small campaign, its citizens' form asking for their children at the end."""
    text = source("citizens").decode().replace("\n\n| choices |", f"\n{REPEATED}\n| choices |", 1)
    form, by = File("citizens.md", text.encode()), sqlite_world.administrator
    brought = questionnaires.bring(sqlite_world.sessions, "citizens", form, None, by, NOON)
    questionnaires.activate(sqlite_world.sessions, brought.digest, by, NOON)
    return sqlite_world


def test_a_repeat_is_keyed_in_with_one_instance_more_than_paper_had(
    with_repeat: World, collector: FlaskClient, supervisor: FlaskClient, number: str
) -> None:
    plain = {
        name: each for name, each in keyed(with_repeat).items() if "/" not in name and name != "con"
    }
    fields = plain | {"co_con": "1", "con/1/con_tuoi": "7", "con/3/con_tuoi": "9"}
    page = collector.get(f"{HERE}/{number}").text
    assert 'name="con/3/con_tuoi"' in page
    assert 'name="con/4/con_tuoi"' not in page
    more = collector.post(f"{HERE}/{number}", data=fields | {"+more": "con"})
    assert 'name="con/4/con_tuoi" value=""' in more.text
    assert 'name="con/3/con_tuoi" value="9"' in more.text
    for client, last in ((collector, "2"), (supervisor, "3")):
        client.post(f"{HERE}/{number}", data=fields | {"con/4/con_tuoi": last})
    shown = supervisor.get(f"{HERE}/{number}").text
    assert "1 câu nhập khác nhau" in shown
    assert "(Con – 4)" in shown
    supervisor.post(f"{HERE}/{number}/settle", data={"con/4/con_tuoi": "2"})
    with reading(with_repeat.sessions) as db:
        [stored] = db.scalars(select(Response)).all()
    assert stored.answers["con"] == [{"con_tuoi": 7}, {}, {"con_tuoi": 9}, {"con_tuoi": 2}]
    assert dict(stored.flags) == {}


def test_answers_to_what_the_form_does_not_ask_are_left_out_and_that_is_said(
    collector: FlaskClient, sqlite_world: World, number: str
) -> None:
    crossed_out = keyed(sqlite_world) | {"linh_vuc_khac": "gạch đi"}
    collector.post(f"{HERE}/{number}", data=crossed_out)
    assert "Câu 4 có ghi trên phiếu" in collector.get(f"{HERE}/").text


def test_a_blank_copy_says_that_it_is_one(visitors: Visitors, sqlite_world: World) -> None:
    monitor = visitors.signed_in(sqlite_world.staff.monitor)
    answer = monitor.get("/c/nho/admin/questionnaires/citizens/paper.pdf")
    assert "Bản trắng để xem" in pages(answer.data)[0]
