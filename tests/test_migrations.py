"""Migrations go up and down on both databases, and their head is what the models say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from survey_app.db import connect
from survey_app.migrating import downgrade, upgrade
from survey_app.models import Base
from tests.conftest import World, create_database
from tests.databases import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        engine = connect(f"sqlite:///{tmp_path / 'empty.db'}")
    else:
        server: Cluster = request.getfixturevalue("server")
        name = f"empty_{uuid4().hex}"
        create_database(server, name)
        engine = connect(server.url(name))
    yield engine
    engine.dispose()


def test_up_gives_the_tables_of_the_models_and_down_leaves_nothing(empty: Engine) -> None:
    upgrade(empty)
    with empty.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), Base.metadata) == []
    downgrade(empty)
    assert set(inspect(empty).get_table_names()) <= {"alembic_version"}
    upgrade(empty)


def test_a_database_with_a_campaign_in_it_goes_down_and_up(world: World) -> None:
    engine = world.sessions.kw["bind"]
    downgrade(engine)
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    upgrade(engine)
