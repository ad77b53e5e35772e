"""Alembic's entry: migrations run on the database that the settings name.

On PostgreSQL under lock and statement timeouts, so that a migration that would hold up
the field fails instead of waiting.
"""

from alembic import context
from sqlalchemy import Connection

from survey_app.config import from_environment
from survey_app.db import connect
from survey_app.models import Base

TIMEOUTS = ("SET lock_timeout = '10s'", "SET statement_timeout = '10min'")


def migrate(connection: Connection) -> None:
    """Run the migrations on an open connection."""
    if connection.dialect.name == "postgresql":
        for statement in TIMEOUTS:
            connection.exec_driver_sql(statement)
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with connect(from_environment().database).begin() as opened:
        migrate(opened)
