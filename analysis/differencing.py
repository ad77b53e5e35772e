"""What published sums give away of a figure that is hidden: the range it must lie in."""

from __future__ import annotations

import numpy as np
from scipy.optimize import linprog

from analysis.errors import FloatArray

__all__ = ["derivable", "ranges"]


def derivable(known: FloatArray, targets: FloatArray) -> list[int]:
    """Which targets (t, a) are combinations of the known sums (m, a) over the same a cells.

    Whoever knows the sums computes these exactly, by adding and subtracting.
    """
    if not len(targets):
        return []
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
    rounded: tuple[FloatArray, FloatArray] | None = None,
) -> FloatArray:
    """(t, 2) the least and greatest value of each target that fits what is known.

    cells: (a,) the true values, between 0 and most (a,); known: (m, a) sums known exactly;
    rounded: (r, a) sums known to lie within a step of the truth, and the (r,) steps; targets:
    (t, a). Stronger than `derivable`: a sum at its utmost also gives its parts away. By linear
    programming.
    """
    right = known @ cells
    upper = edge = None
    if rounded is not None and len(rounded[0]):
        rows, steps = rounded
        upper = np.vstack([rows, -rows])
        edge = np.concatenate([rows @ cells + steps, steps - rows @ cells])
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
