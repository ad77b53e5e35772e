"""Reading a frame of a million units, and lists of a million people."""

from __future__ import annotations

import csv
import io

from bench.timing import Line, best
from sampling.readers import read_lists, read_units

__all__ = ["lines"]

COMMUNES, DISTRICTS = 1_000_000, 1_000


def lines() -> list[Line]:
    """Both files beside what Python's csv module alone takes for them."""
    units = _units()
    few = read_units(_units(communes=0, districts=10), "units.csv")
    people = _people()
    return [
        Line(f"import {name} of 1,000,000 rows", ours, "the csv module", _plain(data), "20 s")
        for name, data, ours in (
            ("a frame", units, best(lambda: read_units(units, "units.csv"), 1)),
            ("lists", people, best(lambda: read_lists(people, "lists.csv", few, ()), 1)),
        )
    ]


def _plain(data: bytes) -> float:
    return best(lambda: list(csv.reader(io.StringIO(data.decode()))), 1)


def _units(communes: int = COMMUNES, districts: int = DISTRICTS) -> bytes:
    rows = ["code,name,kind,level,parent_code,valid_from,valid_to,population_2019,size"]
    rows.append("9,Thành phố,thành phố,province,,2020-01-01,,,")
    rows += [f"D{d},Quận {d},quận,district,9,2020-01-01,,{d}," for d in range(districts)]
    rows += [
        f"C{c},Xã số {c},xã,commune,D{c % districts},2020-01-01,,,{c % 977 + 5}"
        for c in range(communes)
    ]
    return "\n".join(rows).encode()


def _people() -> bytes:
    rows = ["desk,person,field,month,sex"]
    rows += [f"district:D{n % 10},p{n:x},land,2021-0{n % 9 + 1},female" for n in range(COMMUNES)]
    return "\n".join(rows).encode()
