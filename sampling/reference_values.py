"""A case of a reference file as values."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sampling.probabilities import FloatArray, inclusion_probabilities
from sampling.randomness import Stream

__all__ = ["Broken", "Case", "Check", "Files"]


class Broken(Exception):  # noqa: N818  (a rule is broken; nothing went wrong here)
    """The result breaks a rule of the case."""


class Files:
    """The frames beside a reference file, each read once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: dict[str, list[dict[str, str]]] = {}

    def column(self, file: str, column: str) -> list[str]:
        """The cells of a column."""
        if file not in self._rows:
            with (self._folder / file).open(encoding="utf-8-sig", newline="") as opened:
                self._rows[file] = list(csv.DictReader(opened))
        return [row[column] for row in self._rows[file]]


class Case:
    """One case: what goes in, what is expected and how near."""

    def __init__(self, raw: Mapping[str, Any], files: Files) -> None:
        self.id: str = raw["id"]
        self.kind: str = raw["kind"]
        self.inputs: Mapping[str, Any] = raw["inputs"]
        self.expected: Mapping[str, Any] = raw["expected"]
        self.rel_tol: float = raw.get("rel_tol", 0)
        self.abs_tol: float = raw.get("abs_tol", 0)
        self._files = files

    @property
    def refused(self) -> bool:
        """Whether the input must be refused."""
        return bool(self.expected.get("refuse"))

    def column(self, name: str) -> list[str]:
        """The column of the case's frame that the input `name` names."""
        return self._files.column(self.inputs["file"], self.inputs[name])

    def sizes(self) -> FloatArray | None:
        """Sizes of the units, NaN where missing; None when the case has no sizes."""
        if "size" in self.inputs:
            return np.array([np.nan if x is None else x for x in self.inputs["size"]], dtype=float)
        if self.inputs.get("size_column") is None:
            return None
        return np.array([float(x or "nan") for x in self.column("size_column")])

    def probabilities(self) -> FloatArray:
        """Inclusion probabilities as given, or by size."""
        if "pi" in self.inputs:
            return np.asarray(self.inputs["pi"], dtype=float)
        sizes = self.sizes()
        if sizes is None:
            raise KeyError("pi or size_column")
        return inclusion_probabilities(sizes, self.inputs["n"])

    def stream(self, draw: int) -> Stream:
        """The random numbers of one of several draws."""
        return Stream(b"reference", f"{self.id}/{draw}")


Check = Callable[[Case], Mapping[str, object]]
