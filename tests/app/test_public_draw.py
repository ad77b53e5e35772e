"""The public page of a draw and its package: open to all, enough to verify, naming nobody.

Covers survey_app/draws/public.py and services/packages.py; invariant 7.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from survey_app import create_app
from survey_app.campaign.folder import read_folder
from survey_app.cli import main
from survey_app.config import Settings
from survey_app.db import connect, make_sessions
from survey_app.migrating import upgrade
from survey_app.services import ceremonies
from survey_app.services.manifests import verify_with_files
from tests.app.ceremonies import DAYS, PEOPLE, SECRETS, Act, at, opened
from tests.app.test_ceremony import again
from tests.app.test_monitor_pages import words_of
from tests.conftest import SECRET, Visitors, World
from tests.sampling.packages import run

PAGE = "/c/nho/draw/public"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[tuple[Act, Flask]]:
    """A campaign with a ceremony, on the evening of the lottery."""
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    engine = connect(url)
    upgrade(engine)
    act = opened(make_sessions(engine), tmp_path)
    app = create_app(Settings(url, tmp_path, SECRET), clock=lambda: DAYS["number"])
    yield act, app
    app.extensions["par_survey"].engine.dispose()
    engine.dispose()


def unpacked(client: FlaskClient, act: int, folder: Path) -> Path:
    """What anybody downloads, in a directory of its own."""
    answer = client.get(f"{PAGE}/{act}/package.zip")
    assert answer.status_code == 200
    with ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(folder)
    return folder / (f"draw-nho-{act}" if act else "draw-nho")


def test_a_stranger_reads_every_act_and_verifies_from_the_package_alone(
    stage: tuple[Act, Flask], tmp_path: Path
) -> None:
    act, app = stage
    stranger = Visitors(app).stranger()
    act.commit()
    act.freeze()
    before = words_of(stranger.get(PAGE).text)
    assert "đăng ở đây" in before
    assert stranger.get(f"{PAGE}/1/package.zip").status_code == 404
    act.reveal("so-noi-vu", "buu-dien")
    act.read_number()
    made = act.draw()
    page = stranger.get(PAGE)
    text = words_of(page.text)
    ceremony = made["ceremony"]
    assert isinstance(ceremony, dict)
    for party in ceremony["parties"]:
        assert party["commitment"] in text
    for shown in (SECRETS["so-noi-vu"], made["frame_digest"], ceremony["terms_digest"], "04217"):
        assert str(shown) in text
    assert "Không công bố bí mật trong hạn: Ủy ban Mặt trận Tổ quốc Việt Nam" in text
    assert re.search(r"Quận Hải An 3 2 trong 8", text)
    assert "<form" not in page.text.replace('<form class="inline" method="post" action="/lang', "")
    package = unpacked(stranger, 1, tmp_path / "zip")
    done = run(package)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert verify_with_files(package / "draw.json", package) == ()


def test_the_page_and_the_package_name_institutions_and_no_person(
    stage: tuple[Act, Flask], tmp_path: Path
) -> None:
    act, app = stage
    act.commit()
    act.freeze()
    act.reveal()
    act.read_number()
    act.draw()
    stranger = Visitors(app).stranger()
    package = unpacked(stranger, 1, tmp_path / "zip")
    files = [path for path in package.rglob("*") if path.is_file()]
    assert {path.name for path in files} == {
        "draw.json", "campaign.toml", "hai-phong-2021.csv", "agencies-hai-phong-2021.csv",
        "roster.csv", "ids.csv",
    }  # fmt: skip
    said = stranger.get(PAGE).text + "".join(path.read_text() for path in files)
    for login, name, _institution, _role in PEOPLE.values():
        assert name not in said
        assert f'"{login}"' not in said
    ids = (package / "frames/ids.csv").read_text().splitlines()
    assert all(re.fullmatch(r"[a-z]+:[0-9A-Z]+,p[0-9a-f]{16}", row) for row in ids[1:])


def test_an_earlier_acts_package_still_verifies_after_another_was_drawn(
    stage: tuple[Act, Flask], tmp_path: Path
) -> None:
    act, app = stage
    act.commit()
    act.freeze()
    act.reveal()
    act.read_number()
    act.draw()
    units = act.folder / "frames/hai-phong-2021.csv"
    units.write_text(units.read_text().replace("Quận Đồ Sơn", "Quận Đồ Sơn mới"))
    again(act, "danh sách quận Đồ Sơn thiếu một tháng")
    act.commit(act=2, now=at(29))
    last = read_folder(act.folder)
    ceremonies.freeze(act.sessions, act.campaign, act.administrator, at(30), last)
    act.reveal(now=at(31))
    act.read_number("77777", now=at(2, month=1))
    act.draw(now=at(2, month=1))
    stranger = Visitors(app).stranger()
    packages = [unpacked(stranger, number, tmp_path / "zip") for number in (1, 2)]
    texts = [(package / "frames/hai-phong-2021.csv").read_text() for package in packages]
    assert ["Đồ Sơn mới" in text for text in texts] == [False, True]
    assert [run(package).returncode for package in packages] == [0, 0]
    assert "Tải hồ sơ lần 1" in words_of(stranger.get(PAGE).text)


def test_who_has_no_account_finds_the_public_pages_from_signing_in(visitors: Visitors) -> None:
    stranger = visitors.stranger()
    assert 'href="/draws"' in stranger.get("/sign-in").text
    assert f'href="{PAGE}"' in stranger.get("/draws").text


def test_a_demos_page_says_that_its_seed_is_known(visitors: Visitors, tmp_path: Path) -> None:
    stranger = visitors.stranger()
    text = words_of(stranger.get(PAGE).text)
    assert "hạt giống ngẫu nhiên ai cũng biết trước" in text
    assert "commitment" in text
    assert run(unpacked(stranger, 0, tmp_path / "zip")).returncode == 0
    assert stranger.get("/c/khong-co/draw/public").status_code == 404
    assert stranger.get(f"{PAGE}/3/package.zip").status_code == 404


def command(world: World | None, *words: object) -> Result:
    place = {"PAR_SECRET": SECRET}
    if world is not None:
        place |= {"PAR_DATABASE": world.url, "PAR_DATA": str(world.data)}
    return CliRunner(env=place).invoke(main, [str(word) for word in words])


def test_the_package_is_written_from_the_command_line_too(
    sqlite_world: World, tmp_path: Path
) -> None:
    done = command(sqlite_world, "draw", "export", "nho", "--output", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert f"python docs/verify_draw.py {tmp_path / 'out'}" in done.output
    assert run(tmp_path / "out").returncode == 0
    assert command(None, "draw", "verify", tmp_path / "out").exit_code == 0


def test_a_folder_is_drawn_without_a_database_or_says_what_it_lacks(
    stage: tuple[Act, Flask], tmp_path: Path
) -> None:
    folder = stage[0].folder
    asked = ("draw", "run", folder, "--output", tmp_path / "out")
    refused = command(None, *asked)
    assert refused.exit_code == 1
    assert "par-survey campaign create" in refused.output
    toml = folder / "campaign.toml"
    text = re.sub(r"\[ceremony\].*?(?=\n\[simulation\])", "", toml.read_text(), flags=re.S)
    assert text != toml.read_text()
    toml.write_text(text + f'\n[seed]\ncommitment = "{"a" * 64}"\n')
    refused = command(None, *asked)
    assert "Cần hạt giống (--seed" in refused.output
    toml.write_text(text + '\n[seed]\npublic_demo = "nho 2021"\n')
    assert command(None, "draw", "run", folder).exit_code == 2
    assert command(None, *asked).exit_code == 0
    assert run(tmp_path / "out").returncode == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("draw", "verify", "khac"), "Không có cuộc điều tra mã «khac». Các mã hiện có: nho."),
        (("draw", "commit", "nho", "Mặt trận"), "chữ thường không dấu, chữ số, gạch nối"),
        (("draw", "commit", "nho", "mat-tran", "--act", "0"), "lần đầu là 1"),
        (("user", "revoke", "khong-ai"), "Không có người nào có tên đăng nhập «khong-ai»"),
    ],
)
def test_commands_say_what_they_do_not_find(
    sqlite_world: World, words: tuple[str, ...], said: str
) -> None:
    done = command(sqlite_world, *words)
    assert done.exit_code in (1, 2)
    assert said in " ".join(done.output.split())
    assert "trang" not in done.output
