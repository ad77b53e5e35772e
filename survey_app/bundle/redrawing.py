"""The draw of a frozen campaign, drawn again, and whether sample and cells are what it gave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sampling.changes import Change, changed
from sampling.draw import Draw, draw
from sampling.manifest import file_sums, verify
from sampling.matrix_manifest import verify_matrix
from sampling.problems import DesignError
from survey_app.bundle.freeze import Frozen
from survey_app.bundle.problems import Problem
from survey_app.campaign.inputs import Inputs, inputs

__all__ = ["DRAW", "Redrawn", "changes_of", "redraw"]

DRAW = "draw.json"
MATRIX = "rating-matrix.json"
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
        published=source.promised,
        terms=source.terms,
        files=file_sums(given.files),
    )
    if found:
        return Redrawn(
            tuple(
                Problem("other_draw", FOLDER + DRAW, values={"difference": one.sentence("vi")})
                for one in found
            )
        )
    seed = bytes.fromhex(written["seed"])
    drawn = draw(given.frame, given.roster, given.design, seed)
    try:
        drawn = changed(drawn, given.frame, given.design, seed, changes_of(frozen))
    except DesignError as error:
        return Redrawn(
            tuple(
                Problem("bad_change", f"{FOLDER}changes.parquet", values={"why": p.sentence("vi")})
                for p in error.problems
            )
        )
    cells, sample = frozen.tables["cells"], frozen.tables["sample"]
    problems = (
        *_other_cells(drawn, cells),
        *_not_drawn(drawn, sample),
        *_filled_from_outside(frozen, sample),
        *_other_matrix(frozen, given, seed),
    )
    return Redrawn(problems, len(cells), len(sample))


def _other_matrix(frozen: Frozen, given: Inputs, seed: bytes) -> Iterator[Problem]:
    """The rating matrix, where the campaign has one, made again from the draw's seed."""
    design, file = given.settings.rating_matrix, FOLDER + MATRIX
    if design is None:
        return
    if MATRIX not in frozen.files:
        yield Problem("missing", file)
        return
    written = json.loads(frozen.files[MATRIX])
    agencies = given.frame.all_agencies
    for one in verify_matrix(written, agencies, given.roster, design, seed):
        yield Problem("other_draw", file, values={"difference": one.sentence("vi")})


def changes_of(frozen: Frozen) -> tuple[Change, ...]:
    """What two people changed after the draw, in order; nothing in most campaigns."""
    table = frozen.tables.get("changes")
    if table is None:
        return ()
    return tuple(
        Change(
            "area" if row["kind"] == "area" else "target",
            str(row["cell"]),
            int(row["before"]),
            int(row["after"]),
            row["unit"] if isinstance(row["unit"], str) else None,
        )
        for row in table.to_dict("records")
    )


def _other_cells(drawn: Draw, cells: pd.DataFrame) -> Iterator[Problem]:
    """Weights follow from these counts: they must be the draw's."""
    rows: dict[Any, dict[Any, Any]] = {
        row["key"]: row for row in cells.to_dict("records") if row.get("probability", True)
    }
    for cell in drawn.cells:
        row = rows.pop(cell.id, {})
        for column in COLUMNS:
            right = getattr(cell, column)
            if row.get(column) != right:
                values = {"cell": cell.id, "written": row.get(column, "—"), "drawn": right}
                yield Problem("other_cell", f"{FOLDER}cells.parquet", None, column, values)
        chance = None if cell.by_size is None else str(cell.by_size)
        kept = row.get("by_size")
        written = kept if isinstance(kept, str) else None  # pandas keeps None as NaN at times
        if written != chance:
            values = {"cell": cell.id, "written": written or "—", "drawn": chance or "—"}
            yield Problem("other_cell", f"{FOLDER}cells.parquet", None, "by_size", values)
    for key in rows:
        values = {"cell": key, "written": key, "drawn": "—"}
        yield Problem("other_cell", f"{FOLDER}cells.parquet", None, "key", values)


def _filled_from_outside(frozen: Frozen, sample: pd.DataFrame) -> Iterator[Problem]:
    """A response that counts for a name must have been given in the name's cell (methods 8)."""
    cell_of: dict[str, str] = {}
    for name, table in frozen.tables.items():
        if name.startswith("answers-"):
            cell_of |= dict(zip(table["uuid"], table["cell"], strict=True))
    columns = zip(sample["cell"], sample["response"], strict=True)
    for row, (cell, response) in enumerate(columns, start=1):
        if isinstance(response, str) and cell_of.get(response) != cell:
            values = {"cell": cell, "response": response, "found": cell_of.get(response, "—")}
            yield Problem("filled_from_outside", f"{FOLDER}sample.parquet", row, values=values)


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
