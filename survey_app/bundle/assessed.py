"""The points of assessed rows in a bundle: a file beside what was frozen, for it may come later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.assessed import AssessedValue, IndexRow, read_values
from analysis.problems import ValuesError
from survey_app.bundle.checking import refusal

__all__ = ["VALUES", "values_in"]

VALUES = "index-values.csv"


def values_in(files: Mapping[str, bytes], rows: Sequence[IndexRow]) -> tuple[AssessedValue, ...]:
    """The values of a bundle's file, none without one; raises BundleError for one that is none."""
    if VALUES not in files:
        return ()
    try:
        return read_values(files[VALUES], VALUES, rows)
    except ValuesError as error:
        raise refusal("not_computed", VALUES, why=str(error).splitlines()[0]) from error
