"""Make the screenshots of docs/shots from a served demo, at 360x740 and 1280x800.

make run &          # or: par-survey serve --demo --port 8000
.venv/bin/python docs/screenshots.py --site http://127.0.0.1:8000
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from survey_app.config import from_environment
from survey_app.db import connect, make_sessions, reading
from survey_app.models import QuotaCell, Response
from survey_app.services.actors import campaign_by_slug
from survey_app.simulation.demo import CLOSED, RUNNING, prepare
from survey_app.simulation.staff import PIN

SIZES = {"360": (360, 740), "1280": (1280, 800)}
HERE = Path(__file__).parent / "shots"


@dataclass(frozen=True)
class Shot:
    """A page to photograph: its file's name, how one signs in, its address.

    press: what is pressed there, one after the other, to come to the page that is meant.
    """

    name: str
    way_in: str
    path: str
    press: tuple[str, ...] = ()


def shots() -> Iterator[Shot]:
    """The main pages of the demo."""
    settings = from_environment()
    sessions = make_sessions(connect(settings.database))
    links = prepare(settings, sessions, print)
    ways = [path for _, path in links.lines]
    card, supervisor, answer, monitor, observer, administrator = ways[1:7]
    closed_monitor = ways[8]
    with reading(sessions) as db:
        campaign = campaign_by_slug(db, RUNNING)
        uuid = db.scalar(select(Response.uuid).where(Response.campaign_id == campaign.id).limit(1))
        cell = db.scalar(select(QuotaCell.id).where(QuotaCell.district == "304").limit(1))
    here, there = f"/c/{RUNNING}", f"/c/{CLOSED}"
    yield Shot("sign-in", "", "/sign-in")
    yield Shot("card", "", card)
    yield Shot("collect-day", card, f"{here}/collect/")
    yield Shot("name", card, f"{here}/collect/", ("#following",))
    yield Shot("interview", card, f"{here}/collect/", ("#following", "nav.bar a.btn"))
    yield Shot("office", supervisor, f"{here}/office/BD304")
    yield Shot("answer", "", answer)
    yield Shot("answer-form", "", answer, ("#redeem .btn",))  # uses the code up
    yield Shot("answer-privacy", "", "/answer/privacy")
    yield Shot("board", monitor, f"{here}/monitor/")
    yield Shot("cell", monitor, f"{here}/monitor/cells/{cell}")
    yield Shot("responses", monitor, f"{here}/monitor/responses")
    yield Shot("response", monitor, f"{here}/monitor/responses/{uuid}")
    yield Shot("draw", monitor, f"{here}/monitor/draw")
    yield Shot("closing", observer, f"{here}/monitor/closing")
    yield Shot("audit", observer, f"{here}/monitor/audit")
    yield Shot("admin", administrator, f"{here}/admin/")
    yield Shot("sealed", monitor, f"{here}/results/")
    yield Shot("results", closed_monitor, f"{there}/results/")
    for page in ("satisfaction", "officials", "index", "methods"):
        yield Shot(f"results-{page}", closed_monitor, f"{there}/results/{page}")


def photograph(browser: Browser, site: str, shot: Shot, full: bool) -> None:
    """One page at both sizes, come to once: a code is used only once."""
    context = browser.new_context(locale="vi-VN", color_scheme="light")
    page = context.new_page()
    if shot.way_in:
        _enter(page, site, shot.way_in)
    page.goto(site + shot.path)
    for button in shot.press:
        with page.expect_navigation():
            page.locator(button).first.click()
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        if wide:
            raise SystemExit(f"{shot.name} scrolls sideways at {width}")
        page.screenshot(path=HERE / f"{shot.name}-{size}.png", full_page=full)
    context.close()


def _enter(page: Page, site: str, way_in: str) -> None:
    page.goto(site + way_in)
    if way_in.startswith("/card/"):
        page.get_by_label("Mã PIN").fill(PIN)
        with page.expect_navigation():
            page.get_by_role("button", name="Vào danh sách của tôi").click()


def main() -> None:
    """Photograph all, or those whose names are given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--full", action="store_true", help="whole pages, not the first screen")
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    HERE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        for shot in shots():
            if not given.names or shot.name in given.names:
                photograph(browser, given.site, shot, given.full)
        browser.close()


if __name__ == "__main__":
    main()
