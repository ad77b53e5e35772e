"""The table [weighting]: what it takes, what it refuses, and that plan and weights follow it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from analysis.toml_file import read_toml
from survey_app.bundle.plan import plan_text
from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError
from survey_app.campaign.settings import read_settings
from survey_app.campaign.weighting_settings import WeightingSettings
from tests.small import small_folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_folder(tmp_path_factory.mktemp("weighting") / "nho")


@pytest.fixture(scope="module")
def toml(folder: Path) -> str:
    return (folder / "campaign.toml").read_text()


def read(toml: str, table: str) -> tuple[WeightingSettings, list[str]]:
    """The settings of the table, and the sentences of what is wrong."""
    settings, found = read_settings(read_toml(f"{toml}\n{table}".encode()), "campaign.toml")
    return settings.weighting, [problem.sentence("en") for problem in found]


def plan(folder: Path, toml: str, table: str = "") -> Mapping[str, str]:
    """The methods of the analysis plan."""
    files = {f"campaign/{p.name}": p.read_bytes() for p in folder.glob("*.toml")}
    files["campaign/campaign.toml"] = f"{toml}\n{table}".encode()
    return dict(json.loads(plan_text(files, "1"))["methods"])


def test_a_campaign_without_the_table_has_classes_and_no_cap(toml: str) -> None:
    assert read(toml, "") == (WeightingSettings(), [])


def test_the_table_asks_for_propensities_and_a_cap(toml: str) -> None:
    table = '[weighting]\nnonresponse = "propensity"\npropensity = ["field", "month"]\ntrim = 3.5'
    wanted = WeightingSettings("propensity", ("field", "month"), Decimal("3.5"))
    assert read(toml, table) == (wanted, [])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ('nonresponse = "guess"', "there is no value 'guess'"),
        ('propensity = ["field"]', "used only with nonresponse"),
        ('nonresponse = "propensity"\npropensity = ["wealth"]', "there is no value 'wealth'"),
        ('nonresponse = "propensity"\npropensity = []', "'propensity' is empty"),
        ("trim = 1", "'trim' is 1; it must lie between 2 and 100"),
        ('trim = "3"', "'trim' must be a number"),
        ('lists = "transactions"', "go together"),
        ('multiplicity = "times"', "go together"),
        ("trimm = 3", "there is no key 'trimm'; did you mean 'trim'?"),
    ],
)
def test_what_it_does_not_take_is_told_with_its_line(toml: str, table: str, said: str) -> None:
    _, found = read(toml, f"[weighting]\n{table}")
    assert [one for one in found if said in one and "[weighting]" in one], found


def test_multiplicity_needs_its_question_and_lists_of_transactions(folder: Path, toml: str) -> None:
    table = '[weighting]\nlists = "transactions"\nmultiplicity = "times"\n'
    (folder / "campaign.toml").write_text(f"{toml}\n{table}")
    with pytest.raises(CampaignError) as refused:
        read_folder(folder)
    (folder / "campaign.toml").write_text(toml)
    said = str(refused.value)
    assert "questionnaire 'citizens' has no whole-number item 'times'" in said
    assert "lists that have each person once are not divided" in said


def test_the_plan_says_what_is_computed_for_communes_drawn_by_size(folder: Path, toml: str) -> None:
    srs, pps = plan(folder, toml), plan(folder, toml.replace('"srs"', '"pps"'))
    assert "population counts" in srs["variance"]
    assert "as drawn with replacement" in pps["variance"]
    assert "two stages" not in pps["variance"]
    assert srs["weights"] == "base, unknown eligibility, non-response, calibration (raking)"


def test_the_plan_says_which_weights_were_chosen(folder: Path, toml: str) -> None:
    told = plan(folder, toml, '[weighting]\nnonresponse = "propensity"\ntrim = 4')
    assert "cap at 4 medians of the stratum, calibration" in told["weights"]
    assert "propensity to answer by place, level, field" in told["non_response_classes"]
    assert "count as fixed" in told["variance"]
