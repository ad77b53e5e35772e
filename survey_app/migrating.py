"""Bringing a database to the newest revision, or back, with the migrations of the repository."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

__all__ = ["MIGRATIONS", "downgrade", "upgrade"]

MIGRATIONS = Path(__file__).parent.parent / "migrations"


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the database up to the revision."""
    with engine.begin() as connection:
        command.upgrade(_config(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    """Take the database down to the revision."""
    with engine.begin() as connection:
        command.downgrade(_config(connection), revision)


def _config(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
