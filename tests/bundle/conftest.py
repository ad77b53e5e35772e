"""The small campaign closed once, and its sealed bundle; each test changes a copy."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from survey_app.bundle.archive import read_archive
from survey_app.db import connect, make_sessions
from survey_app.services.bundling import public_bundle, sealed_bundle
from survey_app.services.tabulating import published
from tests.conftest import NOON, SECRET, Template, World
from tests.fieldwork import close, collect
from tests.rows import rows_however_few


@pytest.fixture(scope="session")
def closed_world(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The small campaign after its fieldwork, closed by two people."""
    folder = tmp_path_factory.mktemp("bundled")
    shutil.copy(sqlite_template.url.removeprefix("sqlite:///"), folder / "survey.db")
    url = f"sqlite:///{folder}/survey.db"
    sessions = make_sessions(connect(url))
    world = World(url, folder, sessions, sqlite_template.campaign, sqlite_template.staff)
    collect(sessions, SECRET, world.campaign, NOON)
    close(sessions, folder, world.monitor, world.observer, NOON)
    return world


@pytest.fixture(scope="session")
def bundle_bytes(closed_world: World) -> bytes:
    """The sealed bundle as it is written."""
    return sealed_bundle(closed_world.sessions, closed_world.data, closed_world.campaign, NOON)


@pytest.fixture(scope="session")
def sealed(bundle_bytes: bytes, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Its files by name."""
    path: Path = tmp_path_factory.mktemp("sealed") / "bundle.zip"
    path.write_bytes(bundle_bytes)
    return read_archive(path)


@pytest.fixture(scope="session")
def world_with_rows(closed_world: World, tmp_path_factory: pytest.TempPathFactory) -> World:
    """The same, told by rules under which so few rows may be published."""
    folder = tmp_path_factory.mktemp("rows")
    shutil.copytree(closed_world.data, folder, dirs_exist_ok=True)
    world = replace(closed_world, data=folder)
    with rows_however_few():
        published(world.sessions, world.data, world.campaign)  # kept by the process
    return world


@pytest.fixture(scope="session")
def open_bundle(world_with_rows: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The public bundle as it is written, with rows."""
    path: Path = tmp_path_factory.mktemp("open") / "bundle.zip"
    world = world_with_rows
    with rows_however_few():
        path.write_bytes(public_bundle(world.sessions, world.data, world.campaign, NOON))
    return path


@pytest.fixture(scope="session")
def opened(open_bundle: Path) -> Mapping[str, bytes]:
    """Its files by name."""
    return read_archive(open_bundle)
