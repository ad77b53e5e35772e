"""Sealing and closing from the command line run on the campaign's clock, as pages do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from survey_app.cli import main
from survey_app.db import reading
from survey_app.models import Campaign
from survey_app.services.sealing import check_seals
from tests.app.fieldwork import interview, open_names
from tests.conftest import NOON, SECRET, World


@pytest.fixture
def demo(sqlite_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """A demo that lives at noon of its fieldwork, found by the command line."""
    for name, value in (
        ("DATABASE", sqlite_world.url),
        ("DATA", str(sqlite_world.data)),
        ("SECRET", SECRET),
    ):
        monkeypatch.setenv(f"PAR_{name}", value)
    with sqlite_world.sessions.begin() as db:
        campaign = db.get_one(Campaign, sqlite_world.campaign)
        shift = (datetime.now(UTC) - NOON).days
        campaign.rules = campaign.rules | {"clock_shift_days": shift}
    return sqlite_world


def par_survey(*words: str) -> None:
    answer = CliRunner().invoke(main, list(words))
    assert answer.exit_code == 0, answer.output


def test_an_answer_after_a_seal_from_the_command_line_does_not_break_it(demo: World) -> None:
    (first, by), (second, other) = open_names(demo)[:2]
    interview(demo, first, by, NOON - timedelta(hours=1), 1)
    par_survey("audit", "seal", "nho")
    interview(demo, second, other, NOON + timedelta(days=2), 2)
    assert check_seals(demo.sessions) == 1


def test_closing_from_the_command_line_bears_the_campaigns_date(demo: World) -> None:
    par_survey("closing", "ask", "nho", "--as", demo.staff.monitor)
    par_survey("closing", "confirm", "nho", "--as", demo.staff.observer)
    with reading(demo.sessions) as db:
        closed = db.get_one(Campaign, demo.campaign).closed_at
    assert closed is not None
    assert abs(closed - NOON) < timedelta(days=2)
