"""The demo's lists of one-stop desks: real ones are not public, so these are made up.

Sizes are skewed, and people stand on them more than once, within a desk and across desks.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sampling.frame import FIELDS, SEXES, Agency, Desk, Unit, desks_of

__all__ = ["make_lists"]

MEDIAN_COMMUNE, COMMUNE_SPREAD = 110, 0.55
DISTRICT_SIZES, DEPARTMENT_SIZES, ISLAND_SIZE = (300, 500), (150, 350), 80
REPEATED, VISITING = 0.08, 0.20  # shares of entries: again at one desk; come from another desk
FIELD_SHARES = {  # in the order of FIELDS
    "commune": (0.18, 0.45, 0.03, 0.03, 0.24, 0.07),
    "district": (0.36, 0.14, 0.20, 0.14, 0.10, 0.06),
    "department": (0.15, 0.17, 0.36, 0.14, 0.10, 0.08),
}

Ints = NDArray[np.int64]


def make_lists(
    units: Sequence[Unit], agencies: Sequence[Agency], seed: int, year: int = 2021
) -> bytes:
    """A CSV of desk, person, field, month, sex: one row for each procedure done in the year.

    Deterministic in units, agencies, seed and year; about 40,000 rows for Hải Phòng. A person
    is an opaque id. Not the draw: numpy's generator may be used here.
    """
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    desks = desks_of(units, agencies)
    sizes = _sizes(desks, rng)
    desk_of_row = np.repeat(np.arange(len(desks)), sizes)
    people = _people(desks, desk_of_row, rng)
    known = int(people.max()) + 1
    ids = [f"p{number:016x}" for number in rng.integers(0, 2**63, known).tolist()]
    sexes = rng.integers(0, len(SEXES), known)
    fields = _fields(desks, desk_of_row, rng)
    months = rng.integers(1, 13, people.size)
    rows = zip(
        desk_of_row.tolist(),
        people.tolist(),
        fields.tolist(),
        months.tolist(),
        sexes[people].tolist(),
        strict=True,
    )
    lines = [
        f"{desks[desk].code},{ids[person]},{FIELDS[field]},{year}-{month:02},{SEXES[sex]}\n"
        for desk, person, field, month, sex in rows
    ]
    return ("desk,person,field,month,sex\n" + "".join(lines)).encode()


def _sizes(desks: Sequence[Desk], rng: np.random.Generator) -> Ints:
    with_communes = {desk.district for desk in desks if desk.kind == "commune"}
    return np.array([_size(desk, desk.district in with_communes, rng) for desk in desks])


def _size(desk: Desk, has_communes: bool, rng: np.random.Generator) -> int:
    if desk.kind == "commune":
        drawn = MEDIAN_COMMUNE * np.exp(COMMUNE_SPREAD * rng.standard_normal())
        return int(np.clip(drawn, 25, 600))
    if desk.kind == "department":
        return int(rng.integers(*DEPARTMENT_SIZES, endpoint=True))
    if not has_communes:
        return ISLAND_SIZE + int(rng.integers(-5, 6))
    return int(rng.integers(*DISTRICT_SIZES, endpoint=True))


def _people(desks: Sequence[Desk], desk_of_row: Ints, rng: np.random.Generator) -> Ints:
    """Who stands in each row: somebody new, somebody of this desk again, or of another desk."""
    people = np.arange(desk_of_row.size)
    chance = rng.random(people.size)
    first = np.searchsorted(desk_of_row, np.arange(len(desks)))
    place = people - first[desk_of_row]
    again = (chance < REPEATED) & (place > 0)
    back = 1 + (rng.random(people.size) * place).astype(np.int64)  # rows back, within the desk
    visiting = (chance >= REPEATED) & (chance < REPEATED + VISITING)
    others = rng.integers(0, people.size, people.size)
    same = _same_district(desks)[desk_of_row[others], desk_of_row]
    source = np.where(again, people - back, np.where(visiting & same, others, people))
    return source[source[source]]  # a copy of a copy stands for the person behind it


def _same_district(desks: Sequence[Desk]) -> NDArray[np.bool_]:
    """Whether a visit makes sense: departments serve the city, other desks their district."""
    district = np.array([desk.district or "" for desk in desks])
    serves_all = district == ""
    sensible = (district[:, None] == district) | serves_all[:, None] | serves_all
    return np.asarray(sensible, dtype=np.bool_)


def _fields(desks: Sequence[Desk], desk_of_row: Ints, rng: np.random.Generator) -> Ints:
    kinds = np.array([desk.kind for desk in desks])[desk_of_row]
    fields = np.zeros(desk_of_row.size, dtype=np.int64)
    for kind, shares in FIELD_SHARES.items():
        here = kinds == kind
        fields[here] = rng.choice(len(FIELDS), int(here.sum()), p=shares)
    return fields
