"""The draw of a frozen campaign, drawn again, and whether sample and cells are what it gave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sampling.ceremony import terms_digest
from sampling.draw import Draw, draw
from sampling.manifest import verify
from survey_app.bundle.freeze import Frozen
from survey_app.bundle.problems import Problem
from survey_app.campaign.inputs import inputs

__all__ = ["DRAW", "Redrawn", "redraw"]

DRAW = "draw.json"
FOLDER = "frozen/"
COLUMNS = ("stratum", "target", "list_size", "units_in_stratum", "units_drawn")


@dataclass(frozen=True)
class Redrawn:
    """What differs; how many cells and persons of the sample were held against the draw."""

    problems: tuple[Problem, ...]
    cells: int = 0
    names: int = 0


def redraw(frozen: Frozen) -> Redrawn:
    """Draw again from the frozen frame, design and seed; compare manifest, cells and sample."""
    if DRAW not in frozen.files:
        return Redrawn((Problem("missing", FOLDER + DRAW),))
    prefix = "campaign/"
    given = inputs(
        {
            name.removeprefix(prefix): c
            for name, c in frozen.files.items()
            if name.startswith(prefix)
        }
    )
    written = json.loads(frozen.files[DRAW])
    source = given.settings.seed
    found = verify(
        written,
        given.frame,
        given.roster,
        given.design,
        published=source.commitment,
        terms=None if source.ceremony is None else terms_digest(source.ceremony),
    )
    if found:
        return Redrawn(
            tuple(
                Problem("other_draw", FOLDER + DRAW, values={"difference": one.sentence("vi")})
                for one in found
            )
        )
    drawn = draw(given.frame, given.roster, given.design, bytes.fromhex(written["seed"]))
    cells, sample = frozen.tables["cells"], frozen.tables["sample"]
    problems = (*_other_cells(drawn, cells), *_not_drawn(drawn, sample))
    return Redrawn(problems, len(cells), len(sample))


def _other_cells(drawn: Draw, cells: pd.DataFrame) -> Iterator[Problem]:
    """Weights follow from these counts: they must be the draw's."""
    rows: dict[Any, dict[Any, Any]] = {row["key"]: row for row in cells.to_dict("records")}
    for cell in drawn.cells:
        row = rows.pop(cell.id, {})
        for column in COLUMNS:
            right = getattr(cell, column)
            if row.get(column) != right:
                values = {"cell": cell.id, "written": row.get(column, "—"), "drawn": right}
                yield Problem("other_cell", f"{FOLDER}cells.parquet", None, column, values)
    for key in rows:
        values = {"cell": key, "written": key, "drawn": "—"}
        yield Problem("other_cell", f"{FOLDER}cells.parquet", None, "key", values)


def _not_drawn(drawn: Draw, sample: pd.DataFrame) -> Iterator[Problem]:
    """Opened names must be the persons drawn, each in the place the draw gave it."""
    places = {(name.cell, name.order): name.person for name in drawn.names}
    columns = zip(sample["cell"], sample["position"], sample["person"], strict=True)
    seen = set()
    for row, (cell, position, person) in enumerate(columns, start=1):
        if places.get((cell, position)) != person or (cell, position) in seen:
            values = {"person": person, "cell": cell}
            yield Problem("not_drawn", f"{FOLDER}sample.parquet", row, values=values)
        seen.add((cell, position))
