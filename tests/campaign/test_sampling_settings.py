"""[sampling] of campaign.toml: every rule of allocation, and what no draw could have.

What is impossible is told when the campaign is created, with file, table, key and the stratum.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sampling.frame import read_lists
from survey_app.campaign.feasible import infeasible
from survey_app.campaign.folder import read_folder
from survey_app.campaign.problems import CampaignError
from survey_app.simulation.lists import make_lists
from tests.small import small_folder
from tests.vintages import replaced

CODES = ("306", "308", "318")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return small_folder(tmp_path / "nho")


def with_rule(folder: Path, lines: str, tables: str = "") -> Path:
    """The small campaign with another rule for its districts."""
    toml = folder / "campaign.toml"
    replaced(toml, r'^allocation = "power"\npower = 0.5\n', lines + "\n")
    replaced(toml, r"^\[sampling.departments\]", tables + "\n[sampling.departments]")
    return folder


def table(name: str, **values: object) -> str:
    rows = (f'"{code[1:]}" = {value}' for code, value in values.items())
    return "\n".join([f"[sampling.citizens.{name}]", *rows])


def refused(folder: Path) -> list[str]:
    with pytest.raises(CampaignError) as error:
        read_folder(folder)
    return [problem.sentence("en") for problem in error.value.problems]


def impossible(folder: Path, language: str = "en") -> list[str]:
    """The sentences of `par-survey campaign create` for a folder that can be read."""
    definition = read_folder(folder)
    lists = make_lists(definition.units, definition.agencies, 2021)
    entries = read_lists(lists, "lists", definition.units, definition.agencies)
    return [p.sentence(language) for p in infeasible(definition, definition.frame(entries))]


def test_every_rule_of_allocation_is_read_with_its_bounds(folder: Path) -> None:
    deviations = table("deviations", _306=0.3, _308=0.4, _318=0.35)
    costs = table("costs", _306=60000, _308=70000, _318=310000)
    lines = 'allocation = "cost"\nmaximum = 40\ntake_all = ["318"]'
    found = read_folder(with_rule(folder, lines, f"{deviations}\n{costs}")).settings.sampling
    assert found.areas.allocation == "cost"
    assert found.areas.maximum == 40
    assert found.areas.take_all == ("318",)
    assert found.areas.deviations == {"306": Decimal("0.3"), "308": Decimal("0.4"),
                                      "318": Decimal("0.35")}  # fmt: skip
    assert found.areas.costs["318"] == 310_000
    assert found.citizen_design().areas == found.areas


@pytest.mark.parametrize(
    ("allocation", "power"), [("proportional", Decimal(1)), ("equal", Decimal(0))]
)
def test_proportional_and_equal_have_their_own_exponent(
    folder: Path, allocation: str, power: Decimal
) -> None:
    found = read_folder(with_rule(folder, f'allocation = "{allocation}"')).settings.sampling
    assert found.power == power
    assert impossible(folder) == []


@pytest.mark.parametrize(
    ("lines", "tables", "says"),
    [
        ('allocation = "optimum"', "", "there is no value 'optimum'"),
        (
            'allocation = "equal"\npower = 0.5',
            "",
            "'power' is used only where allocation is: power",
        ),
        ('allocation = "power"\npower = 0.5', table("costs", _306=1), "allocation is: cost"),
        ('allocation = "neyman"', "", "'deviations' is missing"),
        ('allocation = "cost"', "", "'costs' is missing"),
        ('allocation = "neyman"', table("deviations", _306=0), "'306' is 0"),
        ('allocation = "equal"\nmaximum = 11', "", "'maximum' is 11; it must lie between 12"),
        ('allocation = "equal"\ntake_all = []', "", "'take_all' is empty"),
    ],
)
def test_a_rule_that_is_none_is_refused_by_its_key(
    folder: Path, lines: str, tables: str, says: str
) -> None:
    said = refused(with_rule(folder, lines, tables))
    assert any(says in sentence for sentence in said), said
    assert all("sampling.citizens" in sentence for sentence in said)


@pytest.mark.parametrize("selection", ["systematic", "bernoulli", "poisson", "cube"])
def test_selections_that_a_campaign_cannot_use_are_refused_by_name(
    folder: Path, selection: str
) -> None:
    replaced(folder / "campaign.toml", '"srs"', f'"{selection}"')
    (said,) = refused(folder)
    assert f"'{selection}' cannot be used in this version yet; for now use: srs, pps" in said


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("^total = 60", "total = 90000",
         "campaign.toml, line 87, table [sampling.citizens], key 'total': The lists can give only"),
        ("^total = 60", "total = 90000", "Quận Hải An (306): "),
        ("^total = 60", "total = 20", "The minima add up to 36 (Quận Hải An (306): 12, "),
        ("^total = 18", "total = 3", "table [sampling.departments], key 'total': The minima"),
        ("^total = 18", "total = 3", "Sở Tư pháp (STP): 5"),
        ('^allocation = "power"\npower = 0.5', 'allocation = "equal"\ntake_all = ["306", "9"]',
         "key 'take_all': There is no stratum 9; correct the code"),
        ('^allocation = "power"\npower = 0.5\n',
         'allocation = "neyman"\ndeviations = { 306 = 0.3, 308 = 0.4 }\n',
         "key 'deviations': Stratum Huyện Bạch Long Vĩ (318): allocation neyman needs a value"),
    ],
)  # fmt: skip
def test_what_no_draw_could_have_is_told_when_the_campaign_is_created(
    folder: Path, old: str, new: str, says: str
) -> None:
    replaced(folder / "campaign.toml", old, new)
    assert any(says in sentence for sentence in impossible(folder)), impossible(folder)
    assert impossible(folder) != impossible(folder, "vi")


def test_a_district_with_one_commune_has_no_margin_unless_that_is_certain(folder: Path) -> None:
    units = folder / "frames/hai-phong-2021.csv"
    lines = units.read_text().splitlines()
    only = [line for line in lines if ",308," in line][1:]
    units.write_text("\n".join(line for line in lines if line not in only) + "\n")
    (said,) = impossible(folder)
    assert "key 'selection': Stratum Quận Đồ Sơn (308) has only 1 commune" in said
    replaced(folder / "campaign.toml", '"srs"', '"pps"')
    assert impossible(folder) == []
