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

from questionnaires.instruments import source
from survey_app import create_app
from survey_app.config import Settings
from survey_app.db import connect, make_sessions, reading
from survey_app.models import PaperForm, QuotaCell
from survey_app.services import (
    campaign_versions,
    choosing,
    collecting,
    keying,
    people,
    questionnaires,
    visiting,
)
from survey_app.services.collecting import Submission
from survey_app.services.paper_forms import paper_forms
from survey_app.services.people import NewPerson, card_code, person_by_login
from survey_app.services.questionnaires import File
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
    def paper(self) -> tuple[str, ...]:
        """The first two paper forms of Hải An: untouched, and keyed in twice differently."""
        with reading(self.world.sessions) as db:
            numbers = db.scalars(select(PaperForm.number).order_by(PaperForm.number)).all()
        return tuple(numbers[:2])

    @property
    def digest(self) -> str:
        """The version of the citizens' questionnaire."""
        return version_of(self.world, "citizens")

    @property
    def newer(self) -> str:
        """A version that was brought and is not used; the one in use where there is none."""
        views = campaign_versions.listed(self.world.sessions, self.world.campaign)
        return next((view.digest for view in views if not view.groups), self.digest)

    @property
    def cell(self) -> int:
        """A cell of citizens."""
        with reading(self.world.sessions) as db:
            query = select(QuotaCell.id).where(QuotaCell.group == "citizens")
            return db.scalars(query.order_by(QuotaCell.position)).all()[0]

    @property
    def chosen(self) -> int:
        """A cell outside the sample, filled by Hải An's collectors."""
        with reading(self.world.sessions) as db:
            return db.scalars(select(QuotaCell.id).where(~QuotaCell.probability)).one()

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
    Spot("account.public_draws"),
    Spot("answer.start"),
    Spot("answer.privacy"),
    Spot("answer.arrive", NOBODY, lambda site: {"code": codes(site.world)[-1]}, False),
    Spot("collect.day", "collector"),
    Spot("collect.name_page", "collector", lambda site: {"name": site.waiting}, False),
    Spot("interview.begin", "collector", lambda site: {"name": site.waiting}, False),
    Spot("interview.begin_chosen", "collector", lambda site: {"cell": site.chosen}, False),
    Spot("interview.receipt", "collector", lambda _site: {"uuid": uuid_of(0)}, False),
    Spot("sheet.typed", "collector"),
    Spot("office.offices", "city"),
    Spot("office.office", "supervisor", lambda _site: {"code": "BD306"}),
    Spot("keying.start", "supervisor"),
    Spot("keying.form", "supervisor", lambda site: {"number": site.paper[0]}, False),
    Spot("keying.form", "supervisor", lambda site: {"number": site.paper[1]}, False),
    Spot("admin.prints", "supervisor"),
    Spot("admin.overview", "administrator"),
    Spot("admin.preview", "administrator", lambda _site: {"name": "citizens"}),
    Spot("admin.preview", "monitor", lambda _site: {"name": "division_heads"}),
    Spot("admin.versions", "administrator"),
    Spot("admin.versions", "observer"),
    Spot("admin.version", "administrator", lambda site: {"digest": site.digest}),
    Spot("admin.version", "administrator", lambda site: {"digest": site.newer}),
    Spot("admin.trial", "administrator", lambda site: {"digest": site.digest}),
    Spot(
        "admin.changed",
        "observer",
        lambda site: {"old": site.digest, "new": site.newer},
    ),
    Spot("monitor.board", "monitor"),
    Spot("monitor.cells", "monitor"),
    Spot("monitor.district", "monitor", lambda _site: {"code": "306"}),
    Spot("monitor.cell", "monitor", lambda site: {"cell": site.cell}),
    Spot("monitor.changes", "observer"),
    Spot("monitor.choice", "monitor"),
    Spot("monitor.days", "monitor"),
    Spot("monitor.matrix", "observer"),
    Spot("monitor.responses", "monitor"),
    Spot("monitor.responses", "monitor", lambda _site: {"verdict": "rejected"}),
    Spot("monitor.response", "monitor", lambda _site: {"uuid": uuid_of(1)}, False),
    Spot("monitor.response", "observer", lambda _site: {"uuid": uuid_of(0)}, False),
    Spot("monitor.conflicts", "monitor"),
    Spot("monitor.draw", "observer"),
    Spot("draws.ceremony", "observer"),
    Spot("draws.public"),
    Spot("draws.plan", "administrator"),
    Spot(
        "draws.plan",
        "observer",
        lambda _site: {"goal": "margins", "city": "", "district": "45", "communes": "3"},
    ),
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
    "results.as_xlsx", "results.as_rows", "monitor.plan_file",
    "admin.paper", "admin.blank_paper",
    "admin.as_xlsx", "admin.as_xform",
    "monitor.draw_manifest", "monitor.matrix_csv", "monitor.matrix_manifest",
    "results.values_file", "results.as_json", "results.as_pdf", "draws.ceremony_manifest",
    "draws.public_package",
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
        other = source("citizens").replace(b"| cach_nop | truc_tiep |", b"| cach_nop | den_noi |")
        questionnaires.bring(
            world.sessions, "citizens", File("moi.md", other), None, world.administrator, NOON
        )
        paper_forms(world.sessions, ("BD306",), world.supervisor, NOON)
        for by, times in ((world.collector, "1"), (world.supervisor, "7")):
            answers = citizen_answers(world, so_lan_den=times)
            keying.enter(world.sessions, site.paper[1], answers, by, NOON)
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
    choosing.open_cell(
        sessions, "counter", "306", "BD306", 20, "Thu thêm ở một cửa", world.monitor, NOON
    )
    app = create_app(Settings(url, folder, SECRET), clock=lambda: NOON)
    yield Site(world, app)
    app.extensions["par_survey"].engine.dispose()
    engine.dispose()
