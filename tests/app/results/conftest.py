"""The small campaign after its fieldwork, before closing and after it; made once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from survey_app import create_app
from survey_app.config import Settings
from survey_app.db import Sessions, connect, make_sessions
from survey_app.models import Ballot, QuotaCell
from survey_app.services.tabulating import published
from tests.conftest import NOON, SECRET, Template, Visitors, World
from tests.fieldwork import close, collect
from tests.rows import rows_however_few


@dataclass(frozen=True)
class Site:
    """A world with its app."""

    world: World
    app: Flask

    @property
    def visitors(self) -> Visitors:
        """Browsers on this app."""
        return Visitors(self.app)

    @property
    def frozen(self) -> Path:
        """The folder of the frozen files."""
        return self.world.data / "closed" / self.world.campaign


@pytest.fixture(scope="session")
def collected_folder(
    sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Path:  # fmt: skip
    """A folder with the database after the fieldwork."""
    folder = tmp_path_factory.mktemp("collected")
    shutil.copy(sqlite_template.url.removeprefix("sqlite:///"), folder / "survey.db")
    engine = connect(f"sqlite:///{folder}/survey.db")
    collect(make_sessions(engine), SECRET, sqlite_template.campaign, NOON)
    engine.dispose()
    return folder


@pytest.fixture(scope="session")
def closed_folder(
    collected_folder: Path, sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The same closed, with the frozen files."""
    return _closed(collected_folder, sqlite_template, tmp_path_factory.mktemp("closed"))


def _closed(collected: Path, template: Template, folder: Path, council: int | None = None) -> Path:
    """Close a copy; council: how many of the council's ballots there are at most."""
    for part in collected.glob("survey.db*"):
        shutil.copy(part, folder)
    engine = connect(f"sqlite:///{folder}/survey.db")
    sessions = make_sessions(engine)
    world = World(str(engine.url), folder, sessions, template.campaign, template.staff)
    if council is not None:
        _silence(sessions, council)
    close(sessions, folder, world.monitor, world.observer, NOON)
    engine.dispose()
    return folder


def _silence(sessions: Sessions, most: int) -> None:
    """Take ballots away, as if fewer deputies had answered: no service does that."""
    own = select(Ballot.key).join(QuotaCell).where(QuotaCell.group == "council_deputies")
    with sessions.begin() as db:
        kept = list(db.scalars(own.order_by(Ballot.key)))[:most]
        db.execute(delete(Ballot).where(Ballot.key.in_(own), Ballot.key.not_in(kept)))


def _site(folder: Path, template: Template, to: Path) -> Iterator[Site]:
    data = to / "data"
    shutil.copytree(folder, data)
    settings = Settings(f"sqlite:///{data}/survey.db", data, SECRET)
    app = create_app(settings, clock=lambda: NOON)
    app.testing = True
    parts = app.extensions["par_survey"]
    yield Site(
        World(settings.database, data, parts.sessions, template.campaign, template.staff), app
    )
    parts.engine.dispose()


@pytest.fixture
def collected(
    collected_folder: Path, sqlite_template: Template, tmp_path: Path
) -> Iterator[Site]:  # fmt: skip
    """All answers are in; nobody closed."""
    yield from _site(collected_folder, sqlite_template, tmp_path)


@pytest.fixture
def closed(closed_folder: Path, sqlite_template: Template, tmp_path: Path) -> Iterator[Site]:
    """Closed by two people; no results computed yet."""
    yield from _site(closed_folder, sqlite_template, tmp_path)


@pytest.fixture
def quiet(
    collected_folder: Path, sqlite_template: Template, tmp_path: Path
) -> Iterator[Site]:  # fmt: skip
    """Closed with answers of under 70 % of the council."""
    (tmp_path / "closed").mkdir()
    folder = _closed(collected_folder, sqlite_template, tmp_path / "closed", council=40)
    yield from _site(folder, sqlite_template, tmp_path)


@pytest.fixture(scope="session")
def reading_site(
    closed_folder: Path, sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A closed site for tests that only read."""
    yield from _site(closed_folder, sqlite_template, tmp_path_factory.mktemp("reading"))


@pytest.fixture(scope="session")
def site_with_rows(
    closed_folder: Path, sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A closed site told by rules under which its few rows may be published; only read."""
    for site in _site(closed_folder, sqlite_template, tmp_path_factory.mktemp("with-rows")):
        with rows_however_few():
            published(site.world.sessions, site.world.data, site.world.campaign)  # kept
        yield site
