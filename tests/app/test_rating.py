"""The rating matrix of the city's own survey: rules from campaign.toml, seed from the draw."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from survey_app import create_app
from survey_app.bundle.archive import read_archive
from survey_app.bundle.verifying import verify
from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError
from survey_app.cli import main
from survey_app.config import Settings
from survey_app.db import Sessions, connect, make_sessions
from survey_app.migrating import upgrade
from survey_app.services import campaigns, drawing, rating
from survey_app.services.bundling import sealed_bundle
from survey_app.services.signing_in import sign_in_link
from survey_app.simulation import staff as cast
from tests.conftest import NOON, SECRET, Visitors, World
from tests.fieldwork import close, collect
from tests.small import small_folder

RULES = """
[rating_matrix]
subjects = ["department", "district"]
limit = 4

[rating_matrix.targets]
department_leaders = 2
district_leaders = 2
"""


def city_folder(folder: Path, rules: str = RULES, survey: str = "city") -> Path:
    """The small campaign as the city's own survey, with a rating matrix."""
    small_folder(folder)
    toml = folder / "campaign.toml"
    text = toml.read_text().replace('survey = "ministry"', f'survey = "{survey}"')
    toml.write_text(text + rules)
    return folder


@dataclass(frozen=True)
class City:
    """The city's own survey after its draw."""

    url: str
    data: Path
    sessions: Sessions
    campaign: str
    staff: cast.Staff


@pytest.fixture
def city(tmp_path: Path) -> City:
    url = f"sqlite:///{tmp_path / 'survey.db'}"
    engine = connect(url)
    upgrade(engine)
    sessions = make_sessions(engine)
    definition = read_folder(city_folder(tmp_path / "nho"))
    campaign = campaigns.create(sessions, definition, None, NOON)
    drawing.run(sessions, SECRET, campaign, None, NOON)
    staff = cast.hire(sessions, SECRET, campaign, NOON)
    cast.introduce(sessions, campaign, NOON)
    return City(url, tmp_path, sessions, campaign, staff)


def test_the_matrix_keeps_its_rules_and_is_the_same_again(city: City) -> None:
    found = rating.matrix_of(city.sessions, city.campaign)
    assert set(found.subjects) == {"SNV", "STP", "SXD", "306", "308", "318"}
    assert all(r.agency != r.subject for r in found.ratings)
    assert set(found.counts.values()) == {2}
    assert len(found.counts) == 2 * len(found.subjects)
    work = Counter((r.group, r.agency, r.rater) for r in found.ratings)
    assert max(work.values()) <= 4
    assert len({(r.group, r.agency, r.rater, r.subject) for r in found.ratings}) == len(
        found.ratings
    )
    assert rating.matrix_of(city.sessions, city.campaign).text == found.text


def test_the_manifest_verifies_and_a_changed_rating_is_found(city: City) -> None:
    written = json.loads(rating.matrix_of(city.sessions, city.campaign).text)
    assert rating.check(city.sessions, city.campaign, written) == ()
    written["ratings"][0][3] = "SNV" if written["ratings"][0][3] != "SNV" else "STP"
    assert rating.check(city.sessions, city.campaign, written)


def test_the_command_writes_csv_and_manifest_and_verifies_them(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAR_DATABASE", city.url)
    monkeypatch.setenv("PAR_SECRET", SECRET)
    monkeypatch.setenv("PAR_DATA", str(city.data))
    output = city.data / "ai-danh-gia-ai.csv"
    written = CliRunner().invoke(main, ["matrix", "nho", "--output", str(output)])
    assert written.exit_code == 0, written.output
    lines = output.read_text().splitlines()
    assert lines[0] == "group,agency,rater,subject"
    assert len(lines) == 1 + 24
    manifest = str(output.with_suffix(".json"))
    right = CliRunner().invoke(main, ["matrix", "nho", "--verify", manifest])
    assert right.exit_code == 0, right.output
    Path(manifest).write_text(Path(manifest).read_text().replace('"SNV"', '"STP"', 1))
    assert CliRunner().invoke(main, ["matrix", "nho", "--verify", manifest]).exit_code == 1


def test_the_observer_sees_it_and_home_affairs_does_not(city: City) -> None:
    app = create_app(Settings(city.url, city.data, SECRET), clock=lambda: NOON)
    for login, status in ((city.staff.observer, 200), (city.staff.monitor, 403)):
        client = app.test_client()
        client.get(f"/link/{sign_in_link(SECRET, login)}")
        answer = client.get("/c/nho/monitor/matrix")
        assert answer.status_code == status
        if status == 200:
            assert "chưa thu được" in answer.text
            assert client.get("/c/nho/monitor/matrix.csv").text.startswith("group,agency")
            assert client.get("/c/nho/monitor/matrix.json").status_code == 200
    app.extensions["par_survey"].engine.dispose()


def test_the_bundle_holds_the_matrix_and_verifies(city: City) -> None:
    world = World(city.url, city.data, city.sessions, city.campaign, city.staff)
    collect(city.sessions, SECRET, city.campaign, NOON)
    close(city.sessions, city.data, world.monitor, world.observer, NOON)
    path = city.data / "bundle.zip"
    path.write_bytes(sealed_bundle(city.sessions, city.data, city.campaign, NOON))
    files = read_archive(path)
    assert "frozen/rating-matrix.json" in files
    assert verify(files).problems == ()


def test_a_campaign_without_a_matrix_says_so(visitors: Visitors, sqlite_world: World) -> None:
    with pytest.raises(rating.NoMatrix):
        rating.matrix_of(sqlite_world.sessions, sqlite_world.campaign)
    observer = visitors.signed_in(sqlite_world.staff.observer)
    assert "không có đánh giá chéo" in observer.get("/c/nho/monitor/matrix").text


@pytest.mark.parametrize(
    ("rules", "survey", "said"),
    [
        (RULES, "ministry", 'survey = "city"'),
        (RULES.replace("district_leaders = 2", "district_leaders = 90"), "city", "90"),
        (RULES.replace("limit = 4", "limit = 0"), "city", "limit"),
        (RULES.replace("department_leaders", "ward_leaders"), "city", "ward_leaders"),
        (RULES.replace('"district"]', '"ward"]'), "city", "ward"),
    ],
)
def test_rules_that_cannot_be_kept_are_refused_with_their_figures(
    tmp_path: Path, rules: str, survey: str, said: str
) -> None:
    with pytest.raises(CampaignError) as refused:
        read_folder(city_folder(tmp_path / "nho", rules, survey))
    assert said in str(refused.value)
