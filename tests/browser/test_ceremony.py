"""The public draw on its page, from the first commitment to the draw, by people of three
institutions; and once more with one that does not reveal. Works without JavaScript.

Covers survey_app/draws/ceremony.py; methods.md 11.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from sampling.ceremony import commitment_text
from survey_app import create_app
from survey_app.config import Settings
from survey_app.db import connect, make_sessions
from survey_app.migrating import upgrade
from tests.app.ceremonies import DAYS, PEOPLE, SECRETS, Act, at, opened
from tests.browser.conftest import serving
from tests.browser.looks import PHONE, SCREEN, browsing, enter, looks_wrong, settle
from tests.conftest import SECRET
from tests.sampling.packages import run

pytestmark = pytest.mark.browser


@dataclass
class Clock:
    """The day it is."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Stage:
    """The served campaign, its clock, and the browsers of its people."""

    act: Act
    site: str
    clock: Clock
    chromium: Browser

    def go(self, page: Page) -> None:
        page.goto(f"{self.site}/c/nho/draw/ceremony")
        settle(page)


@pytest.fixture
def stage(tmp_path: Path, chromium: Browser) -> Iterator[Stage]:
    url, clock = f"sqlite:///{tmp_path / 'survey.db'}", Clock(DAYS["open"])
    engine = connect(url)
    upgrade(engine)
    act = opened(make_sessions(engine), tmp_path)
    app = create_app(Settings(url, tmp_path, SECRET), clock=clock)
    with serving(app) as site:
        yield Stage(act, site, clock, chromium)
    app.extensions["par_survey"].engine.dispose()
    engine.dispose()


def hashed(text: str) -> str:
    """What `printf '%s' … | sha256sum` prints: the recipe of the page, followed."""
    script = ["sh", "-c", "printf '%s' \"$1\" | sha256sum", "sh", text]
    return subprocess.run(script, capture_output=True, text=True, check=True).stdout.split()[0]


def commits(stage: Stage, code: str) -> None:
    with browsing(stage.chromium, SCREEN) as (context, _faults):
        page = context.new_page()
        enter(page, stage.site, PEOPLE[code][0])
        stage.go(page)
        recipe = commitment_text("nho", 1, code, "…")
        expect(page.get_by_text(recipe)).to_be_visible()
        field = page.get_by_label("Mã băm của bí mật")
        field.fill(hashed(recipe.replace("…", SECRETS[code])))
        page.get_by_role("button", name="Công bố cam kết").click()
        expect(page.get_by_role("status")).to_contain_text("Đã công bố cam kết")
        expect(field).to_have_count(0)


def reveals(stage: Stage, code: str) -> None:
    with browsing(stage.chromium, SCREEN) as (context, _faults):
        page = context.new_page()
        enter(page, stage.site, PEOPLE[code][0])
        stage.go(page)
        page.get_by_label("Bí mật của").fill(SECRETS[code])
        page.get_by_role("button", name="Công bố bí mật").click()
        expect(page.get_by_role("status")).to_contain_text("khớp với cam kết")


def reads(stage: Stage, code: str, button: str, number: str = "04217") -> None:
    with browsing(stage.chromium, SCREEN) as (context, _faults):
        page = context.new_page()
        enter(page, stage.site, PEOPLE[code][0])
        stage.go(page)
        page.get_by_label("Giải đặc biệt ngày").fill(number)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_role("status")).to_be_visible()


def draws_and_downloads(stage: Stage, page: Page, folder: Path) -> bytes:
    stage.go(page)
    page.get_by_role("button", name="Bốc thăm", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã bốc thăm ngày 28/12/2021")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải biên bản bốc thăm").click()
    path = folder / "draw-nho-1.json"
    download.value.save_as(path)
    return path.read_bytes()


def confirmed(stage: Stage, folder: Path) -> str:
    """What the independent verifier prints of what a stranger downloads from the public page."""
    with browsing(stage.chromium, PHONE) as (context, faults):
        page = context.new_page()
        page.goto(f"{stage.site}/c/nho/draw/public")
        expect(page.get_by_role("heading", level=1)).to_contain_text("ngày 28/12/2021")
        assert looks_wrong(page, PHONE) == []
        with page.expect_download() as download:
            page.get_by_role("link", name="Tải hồ sơ bốc thăm").click()
        download.value.save_as(folder / "draw.zip")
        assert faults == []
    with ZipFile(folder / "draw.zip") as archive:
        archive.extractall(folder)
    done = run(folder / "draw-nho-1")
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_three_institutions_walk_from_commitment_to_draw(stage: Stage, tmp_path: Path) -> None:
    with browsing(stage.chromium, SCREEN) as (context, faults):
        page = context.new_page()
        enter(page, stage.site, "quan")
        stage.go(page)
        heading = page.get_by_role("heading", level=1)
        expect(heading).to_have_text("Chờ cam kết của các bên đến hết ngày 20/12/2021")
        stage.clock.now = DAYS["commit"]
        for code in PEOPLE:
            commits(stage, code)
        stage.go(page)
        expect(heading).to_have_text("Đủ cam kết: khóa dàn mẫu trước hết ngày 22/12/2021")
        stage.clock.now = DAYS["freeze"]
        page.get_by_role("button", name="Khóa dàn mẫu").click()
        expect(heading).to_contain_text("các bên công bố bí mật đến hết ngày 27/12/2021")
        stage.clock.now = DAYS["reveal"]
        for code in PEOPLE:
            reveals(stage, code)
        stage.go(page)
        expect(heading).to_have_text("Chờ số công khai của ngày 28/12/2021")
        stage.clock.now = DAYS["number"]
        reads(stage, "buu-dien", "Ghi số công khai")
        reads(stage, "mat-tran", "Xác nhận số công khai")
        draws_and_downloads(stage, page, tmp_path)
        assert looks_wrong(page, SCREEN) == []
        assert faults == []
    assert "frame_digest" in confirmed(stage, tmp_path)


def test_an_institution_that_does_not_reveal_is_named_and_the_draw_goes_on(
    stage: Stage, tmp_path: Path
) -> None:
    stage.act.commit()
    stage.act.freeze()
    stage.clock.now = DAYS["reveal"]
    for code in ("so-noi-vu", "buu-dien"):
        reveals(stage, code)
    stage.clock.now = at(28, 8)
    with browsing(stage.chromium, PHONE) as (context, faults):
        page = context.new_page()
        enter(page, stage.site, PEOPLE["mat-tran"][0])
        stage.go(page)
        named = "Không công bố bí mật trong hạn: Ủy ban Mặt trận Tổ quốc Việt Nam"
        expect(page.get_by_text(named)).to_be_visible()
        expect(page.get_by_label("Bí mật của")).to_have_count(0)
        stage.clock.now = DAYS["number"]
        reads(stage, "so-noi-vu", "Ghi số công khai")
        reads(stage, "buu-dien", "Xác nhận số công khai")
        manifest = json.loads(draws_and_downloads(stage, page, tmp_path))
        assert manifest["ceremony"]["not_revealed"] == ["mat-tran"]
        expect(page.get_by_text(named)).to_be_visible()
        assert looks_wrong(page, PHONE) == []
        assert faults == []
    confirmed(stage, tmp_path)


def test_a_false_secret_is_told_beside_its_field_and_stays_in_it(stage: Stage) -> None:
    stage.act.commit()
    stage.act.freeze()
    stage.clock.now = DAYS["reveal"]
    with browsing(stage.chromium, PHONE) as (context, _faults):
        page = context.new_page()
        enter(page, stage.site, PEOPLE["mat-tran"][0])
        stage.go(page)
        page.get_by_label("Bí mật của").fill("ab" * 32)
        page.get_by_role("button", name="Công bố bí mật").click()
        expect(page.get_by_role("alert")).to_contain_text("không cho ra cam kết")
        expect(page.get_by_label("Bí mật của")).to_have_value("ab" * 32)


def test_the_plans_sliders_bring_new_figures_without_a_reload(stage: Stage) -> None:
    with browsing(stage.chromium, SCREEN) as (context, faults):
        page = context.new_page()
        enter(page, stage.site, "quan")
        page.goto(f"{stage.site}/c/nho/plan")
        settle(page)
        first = page.get_by_role("heading", level=1).text_content()
        page.evaluate("window.kept = true")
        slider = page.locator("input[type=range][data-of=communes]")
        slider.fill("4")
        expect(page.get_by_role("spinbutton", name="Số xã, phường chọn")).to_have_value("4")
        expect(page.get_by_role("heading", level=1)).not_to_have_text(first or "")
        assert page.evaluate("window.kept")
        assert "communes=4" in page.url
        assert looks_wrong(page, SCREEN) == []
        assert faults == []


def test_the_plan_works_without_scripts(stage: Stage, phone_without_scripts: Page) -> None:
    page = phone_without_scripts
    enter(page, stage.site, "quan")
    page.goto(f"{stage.site}/c/nho/plan")
    settle(page)
    expect(page.locator("input[type=range]").first).to_be_hidden()
    page.get_by_role("spinbutton", name="Số xã, phường chọn").fill("5")
    page.get_by_role("button", name="Tính kế hoạch").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("phiếu cho biên độ ±")
    assert "communes=5" in page.url
