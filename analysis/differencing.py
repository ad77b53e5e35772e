"""What published sums give away of a figure that is hidden: the range it must lie in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linprog

from analysis.errors import FloatArray

__all__ = ["Leak", "System", "derivable", "ranges"]

NARROW = 1e-6
"""Of the most a sum can be: a narrower range is one value."""


@dataclass(frozen=True)
class Leak:
    """A hidden figure that follows from what is published: its path, and how."""

    path: str
    how: str


@dataclass(eq=False)
class System:
    """Cells with their true totals (a,) and the most they can be (a,); sums of them.

    known: sums that are published exactly; rounded: with how far below and above the truth they
    may lie by what is published; hidden: by path, those that nobody may find.
    """

    cells: FloatArray
    most: FloatArray
    known: list[FloatArray] = field(default_factory=list)
    hidden: dict[str, FloatArray] = field(default_factory=dict)
    rounded: list[tuple[FloatArray, float, float]] = field(default_factory=list)

    def leaks(self, exact_only: Collection[str] = ()) -> Iterator[Leak]:
        """Hidden sums that follow; of the paths in exact_only, by subtraction alone."""
        paths = list(self.hidden)
        if not paths:
            return
        shape = len(self.known), len(self.cells)  # also where nothing is known, or no cell is left
        known = np.array(self.known, dtype=np.float64).reshape(shape)
        targets = np.array([self.hidden[path] for path in paths])
        exact = derivable(known, targets)
        yield from (Leak(paths[k], "subtraction") for k in exact)
        rest = [k for k, path in enumerate(paths) if k not in exact and path not in exact_only]
        limits = ranges(known, self.cells, self.most, targets[rest], self.rounded)
        for k, (low, high) in zip(rest, limits, strict=True):
            if high - low <= NARROW * float(targets[k] @ self.most):
                yield Leak(paths[k], "a sum at its utmost")


def derivable(known: FloatArray, targets: FloatArray) -> list[int]:
    """Which targets (t, a) are combinations of the known sums (m, a) over the same a cells.

    Whoever knows the sums computes these exactly, by adding and subtracting.
    """
    blank = np.linalg.norm(targets, axis=1) == 0
    if not known.any() or blank.all():
        return [int(k) for k in np.flatnonzero(blank)]  # of no unknown cell at all
    size = np.linalg.norm(known, axis=1, keepdims=True)
    kept = known[size[:, 0] > 0] / size[size[:, 0] > 0]
    _, values, rows = np.linalg.svd(kept, full_matrices=False)
    basis = rows[values > 1e-9 * values.max(initial=1.0)]
    rest = targets - targets @ basis.T @ basis
    apart = np.linalg.norm(rest, axis=1) / np.maximum(np.linalg.norm(targets, axis=1), 1e-300)
    return [int(k) for k in np.flatnonzero(apart < 1e-7)]


def ranges(
    known: FloatArray,
    cells: FloatArray,
    most: FloatArray,
    targets: FloatArray,
    rounded: Collection[tuple[FloatArray, float, float]] = (),
) -> FloatArray:
    """(t, 2) the least and greatest value of each target that fits what is known.

    cells: (a,) the true values, between 0 and most (a,); known: (m, a) sums known exactly;
    rounded: sums (a,) with how far below and above the truth they may lie; targets: (t, a).
    Stronger than `derivable`: a sum at its utmost also gives its parts away. By linear
    programming.
    """
    right = known @ cells
    upper = edge = None
    if rounded:
        rows = np.array([line for line, _, _ in rounded])
        below, above = np.array([ends for _, *ends in rounded]).T
        upper = np.vstack([rows, -rows])
        edge = np.concatenate([rows @ cells + above, below - rows @ cells])
    found = []
    for target in targets:
        ends = []
        for sign in (1.0, -1.0):
            answer = linprog(
                sign * target,
                A_ub=upper,
                b_ub=edge,
                A_eq=known,
                b_eq=right,
                bounds=[(0.0, float(end)) for end in most],
                method="highs",
            )
            # what is true fits, so only rounding can say that nothing does
            least = answer.fun
            ends.append(float(target @ cells) if least is None else sign * float(least))
        found.append(ends)
    return np.array(found, dtype=np.float64).reshape(-1, 2)
