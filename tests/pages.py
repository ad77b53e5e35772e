"""Every address that a browser can open, with who opens it, over two small campaigns.

`PAGES`, `DOWNLOADS` and `REDIRECTS` together name every GET endpoint of the app: whoever adds
a page adds it here, and with that to the tests of looks, of accessibility and of English.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from sqlalchemy import select

from survey_app import create_app
from survey_app.config import Settings
from survey_app.db import connect, make_sessions, reading
from survey_app.models import QuotaCell
from survey_app.services import collecting, people, visiting
from survey_app.services.collecting import Submission
from survey_app.services.people import NewPerson, card_code, person_by_login
from tests.answers import citizen_answers, version_of
from tests.app.fieldwork import ballot, codes, interview, open_names, uuid_of
from tests.conftest import NOON, SECRET, Template, World
from tests.fieldwork import close, collect

__all__ = ["DOWNLOADS", "NOBODY", "PAGES", "REDIRECTS", "Site", "Spot", "closed", "running"]

Values = Callable[["Site"], Mapping[str, Any]]
NOBODY = ""
IDLE = "nguoimoi"
"""A sign-in name without a role in any campaign."""


@dataclass(frozen=True)
class Site:
    """A campaign with its app."""

    world: World
    app: Flask
    shut: bool = False

    @property
    def pages(self) -> tuple[Spot, ...]:
        """The pages that there are in this state of the campaign."""
        return tuple(spot for spot in PAGES if spot.after_closing or not self.shut)

    @property
    def waiting(self) -> int:
        """A name that the first collector of Hải An has still to visit."""
        return open_names(self.world, self.world.collector)[0][0]

    @property
    def cell(self) -> int:
        """A cell of citizens."""
        with reading(self.world.sessions) as db:
            query = select(QuotaCell.id).where(QuotaCell.group == "citizens")
            return db.scalars(query.order_by(QuotaCell.position)).all()[0]

    def login(self, role: str) -> str:
        """Who goes to the pages of a role."""
        staff = self.world.staff
        return {
            "collector": staff.collectors["BD306"][0],
            "supervisor": staff.supervisors["BD306"],
            "city": staff.supervisors["BDTP"],
            "idle": IDLE,
            "monitor": staff.monitor,
            "observer": staff.observer,
            "administrator": staff.administrator,
        }[role]


@dataclass(frozen=True)
class Spot:
    """An endpoint with the role that opens it and the values of its address."""

    endpoint: str
    role: str = NOBODY
    values: Values = lambda _site: {}
    after_closing: bool = True

    def address(self, site: Site) -> str:
        """The path on the site."""
        values = dict(self.values(site))
        if site.app.url_map.is_endpoint_expecting(self.endpoint, "slug"):
            values["slug"] = "nho"
        with site.app.test_request_context():
            return url_for(self.endpoint, **values)


def _card(site: Site) -> Mapping[str, Any]:
    with reading(site.world.sessions) as db:
        user = person_by_login(db, site.login("collector")).id
    return {"code": card_code(SECRET, site.world.campaign, user)}


PAGES = (
    Spot("account.sign_in"),
    Spot("account.card"),
    Spot("account.card", NOBODY, _card),
    Spot("account.campaigns", "idle"),
    Spot("answer.start"),
    Spot("answer.privacy"),
    Spot("answer.arrive", NOBODY, lambda site: {"code": codes(site.world)[-1]}, False),
    Spot("collect.day", "collector"),
    Spot("collect.name_page", "collector", lambda site: {"name": site.waiting}, False),
    Spot("interview.begin", "collector", lambda site: {"name": site.waiting}, False),
    Spot("interview.receipt", "collector", lambda _site: {"uuid": uuid_of(0)}, False),
    Spot("sheet.typed", "collector"),
    Spot("office.offices", "city"),
    Spot("office.office", "supervisor", lambda _site: {"code": "BD306"}),
    Spot("admin.prints", "supervisor"),
    Spot("admin.overview", "administrator"),
    Spot("admin.preview", "administrator", lambda _site: {"name": "citizens"}),
    Spot("admin.preview", "monitor", lambda _site: {"name": "officials"}),
    Spot("monitor.board", "monitor"),
    Spot("monitor.cells", "monitor"),
    Spot("monitor.district", "monitor", lambda _site: {"code": "306"}),
    Spot("monitor.cell", "monitor", lambda site: {"cell": site.cell}),
    Spot("monitor.responses", "monitor"),
    Spot("monitor.responses", "monitor", lambda _site: {"verdict": "rejected"}),
    Spot("monitor.response", "monitor", lambda _site: {"uuid": uuid_of(1)}, False),
    Spot("monitor.response", "observer", lambda _site: {"uuid": uuid_of(0)}, False),
    Spot("monitor.conflicts", "monitor"),
    Spot("monitor.draw", "observer"),
    Spot("monitor.closing_page", "monitor"),
    Spot("monitor.closing_page", "observer"),
    Spot("monitor.audit_log", "observer"),
    Spot("results.page", "monitor"),
    Spot("results.satisfaction", "monitor"),
    Spot("results.officials", "monitor"),
    Spot("results.index", "monitor"),
    Spot("results.methods", "monitor"),
)
DOWNLOADS = {
    "static", "account.health", "admin.cards", "admin.sheets", "admin.letters",
    "monitor.draw_manifest", "results.as_json", "results.as_pdf",
    "results.as_xlsx", "results.as_rows", "monitor.plan_file",
}  # fmt: skip
REDIRECTS = {"account.link", "answer.back_to_start", "sheet.scanned"}


@contextmanager
def running(template: Template, folder: Path) -> Iterator[Site]:
    """In the middle of the fieldwork: interviews, one of them short, a conflict, ballots."""
    with _site(template, folder) as site:
        world = site.world
        own = open_names(world, world.collector)[:4]
        for number, (name, by) in enumerate([*own, *open_names(world, world.other_collector)[:2]]):
            minutes = 1 if number == 1 else 20
            at = NOON - timedelta(days=3 - number % 3, minutes=number)
            interview(world, name, by, at, number, minutes=minutes)
        again = Submission(
            uuid_of(0), own[0][0], version_of(world, "citizens"),
            citizen_answers(world, so_lan_den="9"), started_at=NOON,
        )  # fmt: skip
        collecting.submit(world.sessions, again, world.collector, None, NOON)
        name = site.waiting
        visiting.record_contact(
            world.sessions, name, "try_again", attempt=0, note="sau 17 giờ",
            by=world.collector, now=NOON,
        )  # fmt: skip
        for number, code in enumerate(codes(world)[:12]):
            ballot(world, code, number)
        yield site


@contextmanager
def closed(template: Template, folder: Path) -> Iterator[Site]:
    """After closing."""
    with _site(template, folder) as site:
        world = site.world
        collect(world.sessions, SECRET, world.campaign, NOON)
        close(world.sessions, world.data, world.monitor, world.observer, NOON)
        yield Site(world, site.app, shut=True)


@contextmanager
def _site(template: Template, folder: Path) -> Iterator[Site]:
    shutil.copy(template.url.removeprefix("sqlite:///"), folder / "survey.db")
    url = f"sqlite:///{folder}/survey.db"
    engine = connect(url)
    sessions = make_sessions(engine)
    people.add(sessions, NewPerson(IDLE, "Phạm Thị Mới", "Sở Nội vụ"), None, NOON)
    world = World(url, folder, sessions, template.campaign, template.staff)
    app = create_app(Settings(url, folder, SECRET), clock=lambda: NOON)
    yield Site(world, app)
    app.extensions["par_survey"].engine.dispose()
    engine.dispose()
