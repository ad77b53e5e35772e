"""Hải Phòng's frame of 2021 with made-up lists: skewed sizes, repeated and moved people."""

import random
from pathlib import Path

import pytest

from sampling.design import CitizenDesign, Design
from sampling.frame import (
    FIELDS,
    Agency,
    Frame,
    Unit,
    build_frame,
    desks_of,
    read_agencies,
    read_lists,
    read_units,
)
from sampling.roster import Roster, read_roster

FRAMES = Path(__file__).parents[2] / "survey_app/campaigns/hai-phong-2021/frames"
SEED = b"a public seed for tests, 32 byte"


@pytest.fixture(scope="session")
def units() -> tuple[Unit, ...]:
    return read_units((FRAMES / "hai-phong-2021.csv").read_bytes(), "hai-phong-2021.csv")


@pytest.fixture(scope="session")
def agencies() -> tuple[Agency, ...]:
    file = "agencies-hai-phong-2021.csv"
    return read_agencies((FRAMES / file).read_bytes(), file)


@pytest.fixture(scope="session")
def list_file(units: tuple[Unit, ...], agencies: tuple[Agency, ...]) -> bytes:
    chance = random.Random(2021)
    rows = ["desk,person,field,month,sex"]
    people = 0
    for desk in desks_of(units, agencies):
        size = 120 if desk.unit == "318" else int(chance.lognormvariate(5.1, 0.6)) + 30
        for _ in range(size):
            repeats = people > 50 and chance.random() < 0.03
            people += not repeats
            person = chance.randrange(people) if repeats else people
            field, month = chance.choice(FIELDS), chance.randint(1, 12)
            sex = chance.choice(("female", "male", ""))
            rows.append(f"{desk.code},p{person:06d},{field},2021-{month:02d},{sex}")
    return "\n".join(rows).encode()


@pytest.fixture(scope="session")
def frame(units: tuple[Unit, ...], agencies: tuple[Agency, ...], list_file: bytes) -> Frame:
    return build_frame(units, agencies, read_lists(list_file, "lists.csv", units, agencies))


@pytest.fixture(scope="session")
def roster(frame: Frame) -> Roster:
    rows = ["group,agency,head_count,note", "council_deputies,HDND,66,example"]
    for agency in frame.all_agencies:
        if agency.kind == "department":
            rows.append(f"department_leaders,{agency.code},4,example")
            rows.append(f"division_heads,{agency.code},9,example")
        elif agency.kind == "district":
            rows.append(f"district_leaders,{agency.code},3,example")
    return read_roster("\n".join(rows).encode(), "roster.csv", frame.all_agencies)


@pytest.fixture(scope="session")
def design() -> Design:
    return Design(CitizenDesign(eligibility="0.9", response="0.7"))
