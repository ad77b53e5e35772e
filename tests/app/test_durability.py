"""Invariant 1: an acknowledged answer is on disk, whatever is killed afterwards."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import select

from survey_app.campaign.definition import CampaignDefinition
from survey_app.db import connect, make_sessions, reading
from survey_app.models import Response
from survey_app.services.actors import campaign_by_slug
from survey_app.services.people import card_code
from survey_app.services.quotas import recount
from survey_app.services.visiting import day_list
from survey_app.simulation.browser import Browser
from survey_app.simulation.staff import PIN
from tests.answers import citizen_answers, version_of
from tests.conftest import NOON, SECRET, World, prepare
from tests.databases import cluster


@contextmanager
def serving(url: str, data: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """The product's own server, in a process group of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = os.environ | {"PAR_DATABASE": url, "PAR_DATA": str(data), "PAR_SECRET": SECRET}
    process = subprocess.Popen(
        [sys.executable, "-m", "survey_app.cli", "serve", "--port", str(port)],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_served(port)
        yield process, port
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_served(port: int) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            browser = Browser(port)
            browser.get("/healthz")
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            browser.close()
            return


def send_interviews(world: World, port: int, count: int) -> list[str]:
    """Send interviews as a phone does; returns the UUIDs that were acknowledged."""
    collector = world.collector
    with reading(world.sessions) as db:
        slug = campaign_by_slug(db, "nho").slug
    browser = Browser(port)
    code = card_code(SECRET, world.campaign, collector.id)
    browser.get(f"/card/{code}")
    browser.post(f"/card/{code}", {"code": code, "pin": PIN})
    acknowledged = []
    for name in day_list(world.sessions, collector)[0].left[:count]:
        uuid = str(uuid4())
        fields = {
            "action": "send",
            "uuid": uuid,
            "version": version_of(world, "citizens"),
            "started": (NOON - timedelta(minutes=20)).isoformat(),
            **citizen_answers(world),
        }
        browser.post(
            f"/c/{slug}/collect/names/{name.id}/interview", fields, expect=(201,), json=True
        )
        acknowledged.append(uuid)
    browser.close()
    return acknowledged


def stored(world: World) -> set[str]:
    with reading(world.sessions) as db:
        return set(db.scalars(select(Response.uuid)))


def test_acknowledged_answers_survive_kill_9_of_the_server(world: World) -> None:
    with serving(world.url, world.data) as (process, port):
        acknowledged = send_interviews(world, port, 3)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    assert set(acknowledged) <= stored(world)
    assert recount(world.sessions, world.campaign) == ()


def test_acknowledged_answers_survive_kill_9_of_the_database(
    definition: CampaignDefinition, tmp_path: Path
) -> None:
    with cluster() as own:
        template = prepare(own.url("postgres"), definition)
        engine = connect(template.url)
        sessions = make_sessions(engine)
        world = World(template.url, tmp_path, sessions, template.campaign, template.staff)
        with serving(template.url, tmp_path) as (_process, port):
            acknowledged = send_interviews(world, port, 3)
            engine.dispose()
            own.kill()
        own.start()
        assert set(acknowledged) <= stored(world)
        assert recount(world.sessions, world.campaign) == ()
        engine.dispose()
