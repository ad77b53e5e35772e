"""The database: engines that keep their promises (durable, foreign keys on), and sessions."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session, sessionmaker

__all__ = ["Sessions", "connect", "lock_chain", "make_sessions", "reading"]

Sessions = sessionmaker[Session]


def connect(url: str) -> Engine:
    """An engine for SQLite (WAL, synchronous=FULL, foreign keys) or PostgreSQL.

    Its errors show no values: a log must not hold an answer (invariants 5 and 6).
    """
    if not url.startswith("sqlite"):
        return create_engine(
            url, pool_size=8, max_overflow=8, pool_pre_ping=True, hide_parameters=True
        )
    engine = create_engine(url, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions are begun by _begin_sqlite alone
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get("reading", False)
    # a writer takes its turn at once: read-then-write would fail with "database is locked"
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def make_sessions(engine: Engine) -> Sessions:
    """Sessions whose objects stay readable after their transaction."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def reading(sessions: Sessions) -> Iterator[Session]:
    """A session that only reads: never waits for a writer, writes nothing."""
    with sessions() as db:
        db.connection(execution_options={"reading": True})
        yield db  # closing rolls back, and what was read stays readable


def lock_chain(db: Session) -> None:
    """Let one transaction at a time append to the audit chain (SQLite writers queue anyway)."""
    if db.get_bind().dialect.name == "postgresql":
        db.connection().exec_driver_sql("SELECT pg_advisory_xact_lock(7215)")
