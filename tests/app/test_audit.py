"""The audit log: entries follow from each other, the first changed one is found (invariant 10).

Every act that any service records has words on the page of the log.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

import survey_app
from survey_app.models import AuditEntry
from survey_app.monitor import acts
from survey_app.services import audit, closing
from survey_app.services.audit import Broken
from tests.conftest import NOON, World


def numbers(world: World) -> list[int]:
    with world.sessions() as db:
        return list(db.scalars(select(AuditEntry.number).order_by(AuditEntry.number)))


def test_an_untouched_log_verifies_and_says_how_long_it_is(world: World) -> None:
    before = audit.verify(world.sessions)
    assert before == len(numbers(world)) > 3
    closing.ask(world.sessions, world.monitor, NOON)
    assert audit.verify(world.sessions) == before + 1
    newest = audit.recent(world.sessions, world.campaign)[0]
    assert (newest.act, newest.at) == ("closing.asked", NOON)
    assert world.monitor.institution in newest.actor


@pytest.mark.parametrize(
    "change",
    [
        {"act": "user.added"}, {"actor": "-"}, {"about": "x"}, {"detail": {"count": 0}},
        {"campaign_id": None},
    ],
)  # fmt: skip
def test_the_first_changed_entry_is_named(world: World, change: dict[str, object]) -> None:
    closing.ask(world.sessions, world.monitor, NOON)
    third, last = numbers(world)[2], numbers(world)[-1]
    with world.sessions.begin() as db:
        touched = AuditEntry.number.in_([third, last])
        db.execute(update(AuditEntry).where(touched).values(detail={"x": 1}))
        db.execute(update(AuditEntry).where(AuditEntry.number == third).values(change))
    assert audit.verify(world.sessions) == Broken(third, "content was changed")


def test_a_removed_entry_is_noticed(world: World) -> None:
    second = numbers(world)[1]
    with world.sessions.begin() as db:
        db.execute(delete(AuditEntry).where(AuditEntry.number == second))
    assert audit.verify(world.sessions) == Broken(second, "missing")


def test_an_entry_with_a_fresh_hash_does_not_fit_the_next_one(world: World) -> None:
    second = numbers(world)[1]
    with world.sessions.begin() as db:
        entry = db.get_one(AuditEntry, second)
        entry.about = "somebody else"
        entry.hash = audit._digest(entry)
    assert audit.verify(world.sessions) == Broken(second + 1, "does not follow the entry before")


def recorded_acts() -> Iterator[str]:
    """Every act that the sources record; a part that is filled in is a star."""
    writers = ("audit.record", "record", "record_printing", "_note")
    for path in Path(survey_app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in writers:
                yield from _texts(node.args[1])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(p.value) if isinstance(p, ast.Constant) else "*" for p in node.values)


def test_every_recorded_act_has_words(app: Flask) -> None:
    with app.test_request_context():
        known = set(acts.words())
    found = set(recorded_acts())
    assert len(found) > 10
    missing = {act for act in found - {"response.*"} if act not in known}
    assert missing == set()
    assert {"response.accepted", "response.rejected"} <= known
