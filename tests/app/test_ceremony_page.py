"""The page of the public draw: who sees and does what; what a demo without one says.

Covers survey_app/draws/ceremony.py and the commands draw commit, freeze, reopen, plan.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from sampling.ceremony import party_commitment
from sampling.manifest import manifest_text
from survey_app import create_app
from survey_app.cli import main
from survey_app.config import Settings
from survey_app.db import connect, make_sessions
from survey_app.migrating import upgrade
from survey_app.models import Role
from survey_app.services import people
from tests.app.ceremonies import DAYS, PEOPLE, SECRETS, Act, opened
from tests.app.test_monitor_pages import words_of
from tests.conftest import SECRET, Visitors, World

PAGE = "/c/nho/draw/ceremony"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[tuple[Act, Flask]]:
    """A campaign with a ceremony, on the evening of the lottery."""
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    engine = connect(url)
    upgrade(engine)
    act = opened(make_sessions(engine), tmp_path)
    app = create_app(Settings(url, tmp_path, SECRET), clock=lambda: DAYS["number"])
    app.config["WTF_CSRF_ENABLED"] = False
    yield act, app
    app.extensions["par_survey"].engine.dispose()
    engine.dispose()


def browser(app: Flask, login: str) -> FlaskClient:
    return Visitors(app).signed_in(login)


def test_a_demo_says_that_its_seed_is_public_and_offers_the_way_to_a_ceremony(
    visitors: Visitors, sqlite_world: World
) -> None:
    client = visitors.signed_in(sqlite_world.staff.observer)
    text = words_of(client.get(PAGE).text)
    assert "Cuộc điều tra này không bốc thăm nhiều bên" in text
    assert "hạt giống ngẫu nhiên ghi công khai" in text
    assert "[ceremony]" in text
    assert client.post(f"{PAGE}/commit", data={"commitment": "a" * 64}).status_code == 404
    assert client.get(f"{PAGE}/1/manifest.json").status_code == 404


def test_collectors_and_strangers_do_not_open_it(visitors: Visitors, sqlite_world: World) -> None:
    collector = visitors.signed_in(sqlite_world.staff.collectors["BD306"][0])
    assert collector.get(PAGE).status_code == 403
    assert collector.post(f"{PAGE}/draw").status_code == 403
    assert visitors.stranger().get(PAGE).status_code == 303


def test_what_is_out_of_step_is_a_sentence_on_the_page(stage: tuple[Act, Flask]) -> None:
    act, app = stage
    client = browser(app, PEOPLE["mat-tran"][0])
    refused = client.post(f"{PAGE}/number", data={"number": "04217"})
    assert refused.status_code == 409
    assert "Dàn mẫu chưa khóa." in words_of(refused.text)
    late = client.post(f"{PAGE}/commit", data={"commitment": "a" * 64})
    assert late.status_code == 409
    assert client.post(f"{PAGE}/freeze").status_code == 403  # an observer freezes nothing
    assert client.post(f"{PAGE}/draw").status_code == 409
    assert "Quá hạn mà dàn mẫu chưa khóa" in client.get(PAGE).text
    assert act.campaign


def test_a_post_office_that_is_no_party_reads_and_does_nothing(stage: tuple[Act, Flask]) -> None:
    act, app = stage
    person = people.NewPerson("ngoquyen", "Lê Thị Mai", "Bưu điện quận Hải An")
    people.add(act.sessions, person, None, DAYS["open"])
    where = (act.sessions, act.campaign, "ngoquyen", Role.SUPERVISOR, "BD306")
    people.grant(*where, None, DAYS["open"])
    act.commit()
    act.freeze()
    act.reveal()
    client = browser(app, "ngoquyen")
    assert client.get(PAGE).status_code == 200
    assert client.post(f"{PAGE}/number", data={"number": "04217"}).status_code == 403
    act.read_number()
    act.draw()
    page = client.get(PAGE)
    assert "Đã bốc thăm ngày 28/12/2021" in page.text
    assert "Tải biên bản" not in page.text
    assert client.get(f"{PAGE}/1/manifest.json").status_code == 403
    party = browser(app, PEOPLE["buu-dien"][0])
    assert party.get(f"{PAGE}/1/manifest.json").get_json()["ceremony"]["number"] == "04217"
    drawn = browser(app, "lan").get("/c/nho/monitor/draw")
    assert "Thể lệ bốc thăm công bố trước khi khóa dàn mẫu" in drawn.text


def invoke(*arguments: str) -> str:
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0, done.output
    return done.output


def test_a_party_makes_its_secret_and_hash_without_the_app() -> None:
    said = invoke("draw", "commit", "nho", "mat-tran")
    secret, commitment = re.findall(r"\b[0-9a-f]{64}\b", said)[:2]
    assert commitment == party_commitment("nho", 1, "mat-tran", secret)
    assert invoke("draw", "commit", "nho", "mat-tran") != said
    own = invoke("draw", "commit", "nho", "mat-tran", "--secret", SECRETS["mat-tran"])
    assert party_commitment("nho", 1, "mat-tran", SECRETS["mat-tran"]) in own
    assert CliRunner().invoke(main, ["draw", "commit", "nho", "x", "--secret", "A"]).exit_code == 2


def test_a_manifest_file_is_verified_with_its_folder_and_one_byte_is_caught(
    stage: tuple[Act, Flask],
) -> None:
    act, _app = stage
    act.commit()
    act.freeze()
    act.reveal("mat-tran")
    act.read_number()
    path = act.folder / "draw.json"
    path.write_text(manifest_text(act.draw()))
    assert "Biên bản chọn mẫu đúng" in invoke("draw", "verify", str(path))
    path.write_text(path.read_text().replace("04217", "04218"))
    refused = CliRunner().invoke(main, ["draw", "verify", str(path), "--folder", str(act.folder)])
    assert refused.exit_code == 1


def test_the_plan_is_on_the_command_line_too(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAR_DATABASE", sqlite_world.url)
    monkeypatch.setenv("PAR_DATA", str(sqlite_world.data))
    assert "78 phiếu, toàn thành phố ±" in invoke("plan", "nho")
    assert "Quận Hải An" in invoke("plan", "nho", "--margin", "40", "--communes", "3")
    assert "triệu đồng" in invoke("plan", "nho", "--budget", "100")
    for words, said in (
        (["--margin", "nan"], "--margin = nan: cần một số lớn hơn 0 và không quá 50"),
        (["--margin", "0"], "--margin = 0: cần một số lớn hơn 0"),
        (["--city-margin", "-3"], "--city-margin = -3: cần một số lớn hơn 0"),
        (["--margin", "9", "--budget", "3"], "Chỉ chọn một mục tiêu: --total, --budget"),
        (["--total", "0"], "--total = 0: cần một số nguyên từ 1 trở lên"),
    ):
        strange = CliRunner().invoke(main, ["plan", "nho", *words])
        assert (strange.exit_code, said in strange.output) == (2, True), strange.output
    refused = CliRunner().invoke(main, ["plan", "nho", "--margin", "1"])
    assert refused.exit_code == 1
