"""A small campaign from its folder to the report, through HTTP and the command line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.scheme import read_scheme
from survey_app.cli import main
from survey_app.config import Settings
from survey_app.db import Sessions, connect, make_sessions, reading
from survey_app.services.actors import campaign_by_slug
from survey_app.services.quotas import board, recount
from survey_app.services.signing_in import sign_in_link
from survey_app.simulation import staff
from survey_app.simulation.browser import Browser
from survey_app.simulation.fieldwork import play
from survey_app.simulation.server import served
from tests.conftest import SECRET
from tests.small import small_folder

AFTER = datetime(2022, 2, 7, 3, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An empty place of its own, which the command line finds in the environment."""
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    for name, value in (("DATABASE", url), ("DATA", str(tmp_path)), ("SECRET", SECRET)):
        monkeypatch.setenv(f"PAR_{name}", value)
    return Settings(url, tmp_path, SECRET)


@pytest.fixture
def par_survey() -> Callable[..., Result]:
    """The command line."""
    return lambda *words: CliRunner().invoke(main, [str(word) for word in words])


@pytest.mark.slow
def test_a_campaign_goes_from_its_folder_to_the_report(
    settings: Settings, par_survey: Callable[..., Result], tmp_path: Path
) -> None:
    folder = small_folder(tmp_path / "nho")
    for words in (
        ("campaign", "create", folder),
        ("draw", "run", "nho"),
        ("draw", "verify", "nho"),
    ):
        assert par_survey(*words).exit_code == 0, words
    engine = connect(settings.database)
    sessions = make_sessions(engine)
    campaign = _campaign_id(sessions)
    people = staff.hire(sessions, SECRET, campaign, AFTER)
    staff.introduce(sessions, campaign, AFTER)

    played = play(settings, "nho", share=1.0)
    assert played.visits["completed"] > 30
    assert played.ballots > 50
    assert recount(sessions, campaign) == ()
    accepted = sum(cell.counts.accepted for cell in board(sessions, campaign))
    assert accepted > 80

    refused = par_survey("report", "nho", "--format", "json")
    assert refused.exit_code == 1
    assert "Chưa chốt số liệu" in refused.output
    with served(settings, AFTER) as server:
        _close_on_pages(server.port, people)
        page = _open(server.port, people.monitor, "/c/nho/results/")
    points = json.loads(par_survey("report", "nho", "--format", "json").output)
    criteria = {row["code"]: row for row in points["index"]["criteria"]}
    scheme = read_scheme((folder / "scheme.toml").read_bytes(), "scheme.toml")
    assert set(criteria) == {row.code for row in scheme.survey_rows()}
    assert all(0 <= row["lower"] <= row["upper"] <= row["maximum"] for row in criteria.values())
    assert "Thang điểm minh họa" in page
    pdf = tmp_path / "report.pdf"
    assert par_survey("report", "nho", "--output", pdf).exit_code == 0
    assert pdf.read_bytes().startswith(b"%PDF")
    assert par_survey("bundle", "nho", "--output", tmp_path / "nho.zip").exit_code == 0
    assert par_survey("verify", tmp_path / "nho.zip").exit_code == 0
    assert par_survey("quota", "recount", "nho").exit_code == 0
    assert par_survey("audit", "verify").exit_code == 0
    engine.dispose()


def _campaign_id(sessions: Sessions) -> str:
    with reading(sessions) as db:
        return campaign_by_slug(db, "nho").id


def _close_on_pages(port: int, people: staff.Staff) -> None:
    """Home Affairs asks, the Fatherland Front confirms, each in a browser."""
    for login, step in ((people.monitor, "ask"), (people.observer, "confirm")):
        browser = Browser(port)
        browser.get(f"/link/{sign_in_link(SECRET, login)}", expect=303)
        text = browser.get("/c/nho/monitor/closing").text
        action = re.search(rf'action="([^"]*closing/{step})"', text)
        assert action, step
        browser.post(action[1], {})
        browser.close()


def _open(port: int, login: str, path: str) -> str:
    browser = Browser(port)
    browser.get(f"/link/{sign_in_link(SECRET, login)}", expect=303)
    text = browser.get(path).text
    browser.close()
    return text
