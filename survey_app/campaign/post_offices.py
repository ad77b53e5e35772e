"""The tree of post offices: a CSV of code, name, parent, districts."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.toml_file import nearest
from sampling.units import Stratum, Unit, default_strata
from survey_app.campaign.definition import PostOffice
from survey_app.campaign.problems import Problem

__all__ = ["Served", "read_post_offices", "served_places"]

COLUMNS = ("code", "name", "parent", "districts")


@dataclass(frozen=True)
class Served:
    """Where interviews take place.

    areas: names of districts and strata by code; communes: of the strata, with the code of theirs.
    """

    areas: Mapping[str, str]
    communes: Mapping[str, str]


def served_places(units: Sequence[Unit], strata: Sequence[Stratum]) -> Served:
    """What the post offices of a frame must serve together."""
    groups = strata or default_strata(units)
    districts = {unit.code: unit.name for unit in units if unit.level == "district"}
    return Served(
        districts | {stratum.code: stratum.name for stratum in groups},
        {code: stratum.code for stratum in groups for code in stratum.communes},
    )


def read_post_offices(
    data: bytes, file: str, served: Served | None
) -> tuple[tuple[PostOffice, ...], list[Problem]]:
    """The offices in the file's order, and every problem of the file.

    served: each area is to be served by exactly one office, or each of its communes is; None
    where the frame could not be read, and places are then not checked.
    """
    lines, problems = _lines(data, file)
    if problems:
        return (), problems
    check = _Check(file, {line: _office(cells) for line, cells in lines})
    check.codes()
    check.tree()
    if served is not None:
        check.districts(served)
    return tuple(check.offices.values()), sorted(check.problems, key=lambda one: one.row or 0)


def _office(cells: list[str]) -> PostOffice:
    code, name, parent, districts = (cell.strip() for cell in cells)
    return PostOffice(code, name, parent or None, tuple(districts.split()))


def _lines(data: bytes, file: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    try:
        reader = csv.reader(io.StringIO(data.decode("utf-8-sig")))
        rows = [(reader.line_num, cells) for cells in reader if cells]
    except UnicodeDecodeError:
        return [], [Problem("csv.not-utf8", file)]
    found = tuple(rows[0][1]) if rows else ()
    if found != COLUMNS:
        values = {"expected": ", ".join(COLUMNS), "found": ", ".join(found) or "—"}
        return [], [Problem("csv.columns", file, 1, None, values)]
    wide = len(COLUMNS)
    problems = [
        Problem("csv.width", file, line, None, {"found": len(cells), "expected": wide})
        for line, cells in rows
        if len(cells) != wide
    ]
    return [] if problems else rows[1:], problems


class _Check:
    """What one row shows alone, then what only the rows together show."""

    def __init__(self, file: str, offices: Mapping[int, PostOffice]) -> None:
        self.file, self.offices = file, offices
        self.by_code = {office.code: office for office in offices.values()}
        self.problems: list[Problem] = []

    def codes(self) -> None:
        seen: set[str] = set()
        for line, office in self.offices.items():
            for column in ("code", "name"):
                if not getattr(office, column):
                    self._note("empty", line, column, column=column)
            if office.code in seen:
                self._note("duplicate", line, "code", value=office.code)
            seen.add(office.code)

    def tree(self) -> None:
        roots = [office for office in self.offices.values() if office.parent is None]
        if len(roots) != 1:
            self._note("roots", None, "parent", count=len(roots))
        reported: set[str] = set()
        for line, office in self.offices.items():
            if office.parent is not None and office.parent not in self.by_code:
                close = nearest(office.parent, self.by_code)
                self._note("unknown-parent", line, "parent", value=office.parent, nearest=close)
            self._cycle(line, office, reported)

    def _cycle(self, line: int, office: PostOffice, reported: set[str]) -> None:
        path = [office.code]
        above = self.by_code.get(office.parent or "")
        while above is not None and above.code not in path:
            path.append(above.code)
            above = self.by_code.get(above.parent or "")
        if above is not None and above.code == office.code and not reported & set(path):
            reported.update(path)
            self._note("cycle", line, "parent", codes=" → ".join([*path, office.code]))

    def districts(self, places: Served) -> None:
        served: set[str] = set()
        names = {**places.areas, **places.communes}
        for line, office in self.offices.items():
            for code in office.districts:
                if code not in names:
                    close = nearest(code, names)
                    self._note("unknown-district", line, "districts", value=code, nearest=close)
                elif code in served:
                    self._note("district-twice", line, "districts", value=code)
                served.add(code)
        for code, name in places.areas.items():
            communes = {commune for commune, area in places.communes.items() if area == code}
            if code not in served and not (communes and communes <= served):
                self._note("district-unserved", None, "districts", value=code, name=name)

    def _note(self, code: str, line: int | None, place: str, /, **values: object) -> None:
        self.problems.append(Problem(f"offices.{code}", self.file, line, place, values))
