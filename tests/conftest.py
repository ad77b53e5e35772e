"""The cast and the places of the app's tests, on SQLite and on a real PostgreSQL.

A campaign is made once for each kind of database and copied for every test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from survey_app import create_app
from survey_app.campaign.definition import CampaignDefinition
from survey_app.config import Settings
from survey_app.db import Sessions, connect, make_sessions
from survey_app.migrating import upgrade
from survey_app.services import campaigns, drawing
from survey_app.services.actors import Actor
from survey_app.services.signing_in import sign_in_link
from survey_app.simulation import staff as cast
from tests.catalogue import compile_english
from tests.databases import Cluster, cluster
from tests.small import small_campaign

SECRET = "a secret of the tests, long enough to be taken"
NOON = datetime(2022, 1, 17, 5, 0, tzinfo=UTC)  # twelve o'clock in Hải Phòng


@dataclass(frozen=True)
class Template:
    """A migrated database holding the small campaign, to be copied."""

    url: str
    campaign: str
    staff: cast.Staff


@dataclass(frozen=True)
class World:
    """A copy of the small campaign with its people."""

    url: str
    data: Path
    sessions: Sessions
    campaign: str
    staff: cast.Staff

    def actor(self, login: str) -> Actor:
        """A person as an actor in the campaign."""
        return cast.actor(self.sessions, login, self.campaign)

    @property
    def collector(self) -> Actor:
        """A collector of Hải An."""
        return self.actor(self.staff.collectors["BD306"][0])

    @property
    def other_collector(self) -> Actor:
        """A collector of Đồ Sơn, a stranger to Hải An's names."""
        return self.actor(self.staff.collectors["BD308"][0])

    @property
    def supervisor(self) -> Actor:
        """The head of Hải An's post office."""
        return self.actor(self.staff.supervisors["BD306"])

    @property
    def monitor(self) -> Actor:
        """Home Affairs."""
        return self.actor(self.staff.monitor)

    @property
    def observer(self) -> Actor:
        """The Fatherland Front."""
        return self.actor(self.staff.observer)

    @property
    def administrator(self) -> Actor:
        """Whoever runs the system."""
        return self.actor(self.staff.administrator)


@pytest.fixture
def noon() -> datetime:
    """A Monday in the middle of the fieldwork."""
    return NOON


@pytest.fixture(scope="session")
def definition(tmp_path_factory: pytest.TempPathFactory) -> CampaignDefinition:
    """The small campaign's definition, read once."""
    return small_campaign(tmp_path_factory.mktemp("campaign") / "nho")


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """A PostgreSQL server for this test process."""
    with cluster() as started:
        yield started


@pytest.fixture(scope="session", autouse=True)
def _in_english() -> None:
    """English pages are there without an installation."""
    compile_english()


def prepare(url: str, definition: CampaignDefinition) -> Template:
    engine = connect(url)
    upgrade(engine)
    sessions = make_sessions(engine)
    day = NOON - timedelta(days=10)
    campaign = campaigns.create(sessions, definition, None, day)
    drawing.run(sessions, SECRET, campaign, None, day)
    staff = cast.hire(sessions, SECRET, campaign, day)
    cast.introduce(sessions, campaign, day)
    engine.dispose()
    return Template(url, campaign, staff)


@pytest.fixture(scope="session")
def sqlite_template(
    tmp_path_factory: pytest.TempPathFactory, definition: CampaignDefinition
) -> Template:
    """The small campaign in an SQLite file."""
    path = tmp_path_factory.mktemp("template") / "survey.db"
    template = prepare(f"sqlite:///{path}", definition)
    with connect(template.url).connect() as db:
        db.exec_driver_sql("COMMIT")
        db.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        db.exec_driver_sql("BEGIN")
    return template


@pytest.fixture(scope="session")
def postgresql_template(server: Cluster, definition: CampaignDefinition) -> Template:
    """The small campaign in a PostgreSQL database."""
    create_database(server, "template_small")
    return prepare(server.url("template_small"), definition)


def create_database(server: Cluster, name: str, template: str = "template1") -> None:
    engine = create_engine(server.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as db:
        db.exec_driver_sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    engine.dispose()


def _copy(kind: str, request: pytest.FixtureRequest, folder: Path) -> Iterator[World]:
    template: Template = request.getfixturevalue(f"{kind}_template")
    if kind == "sqlite":
        path = folder / "survey.db"
        shutil.copy(template.url.removeprefix("sqlite:///"), path)
        url = f"sqlite:///{path}"
    else:
        server, name = request.getfixturevalue("server"), f"test_{uuid4().hex}"
        create_database(server, name, "template_small")
        url = server.url(name)
    engine = connect(url)
    yield World(url, folder, make_sessions(engine), template.campaign, template.staff)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The small campaign on each kind of database: for services."""
    yield from _copy(request.param, request, tmp_path)


@pytest.fixture
def sqlite_world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """The small campaign on SQLite alone: for pages, which do not care."""
    yield from _copy("sqlite", request, tmp_path)


@pytest.fixture
def sessions(world: World) -> Sessions:
    """The database of the world."""
    return world.sessions


@pytest.fixture
def app(sqlite_world: World) -> Iterator[Flask]:
    """The app over the small campaign, at noon."""
    settings = Settings(sqlite_world.url, sqlite_world.data, SECRET)
    made = create_app(settings, clock=lambda: NOON)
    made.testing = True
    made.config["WTF_CSRF_ENABLED"] = False
    yield made
    made.extensions["par_survey"].engine.dispose()


@dataclass(frozen=True)
class Visitors:
    """Browsers of the cast; each call is a browser of its own."""

    app: Flask

    def stranger(self) -> FlaskClient:
        """A browser on which nobody is signed in."""
        return self.app.test_client()

    def signed_in(self, login: str) -> FlaskClient:
        """A browser on which this person signed in by link."""
        client = self.app.test_client()
        answer = client.get(f"/link/{sign_in_link(SECRET, login)}")
        assert answer.status_code == 303
        return client


@pytest.fixture
def visitors(app: Flask) -> Visitors:
    """Browsers."""
    return Visitors(app)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slow tests first: two workers then finish together."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
