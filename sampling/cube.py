"""Balanced samples by the cube method: the sample's estimated totals are the population's."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sampling.pps import uniform
from sampling.probabilities import FloatArray, checked_probabilities
from sampling.problems import DesignError, Problem
from sampling.randomness import Stream

__all__ = ["BalancedSample", "balanced_sample"]

# a probability this near to 0 or 1 is settled: rounding of a walk of many steps stays far below
SETTLED = 1e-9
# singular values below this share of the largest are zero
RANK = 1e-10


@dataclass(frozen=True, slots=True)
class BalancedSample:
    """Positions drawn, from 0; fractional: units the flight left open, settled by the landing.

    rank: of the balancing variables; fractional is never above it. deviation: estimated less
    true total of each variable, 0 (but for rounding) where the flight settled every unit.
    """

    selected: tuple[int, ...]
    fractional: int
    rank: int
    deviation: tuple[float, ...]


def balanced_sample(x: npt.ArrayLike, pi: npt.ArrayLike, stream: Stream) -> BalancedSample:
    """A sample with inclusion probabilities exactly pi, balanced on x as far as can be.

    x: shape (N, q), the balancing variables, the most important first (pi itself fixes the
    size); pi: shape (N,), in [0, 1]. The flight walks at random, without drift, in the cube
    [0, 1]^N on the plane sum s_k x_k / pi_k = sum x_k until it stands in a vertex; the landing
    lets go of the last variable, then the one before, and walks on, so that settled units stay.
    Units are walked in groups, as neighbours in the list given: it spreads the sample there.
    Floats: the units depend on the linear algebra library, unlike those of the other methods.
    Raises DesignError for shapes that do not fit or values that are not finite.
    Source: Deville and Tillé (2004), Biometrika 91, 893-912; Chauvet and Tillé (2006),
    Computational Statistics 21, 53-62 (walking few units at a time).
    """
    p, variables = checked_probabilities(pi), np.asarray(x, dtype=np.float64)
    if variables.ndim != 2 or variables.shape[0] != p.size or not np.isfinite(variables).all():
        values = {"name": "x", "value": str(variables.shape), "expected": f"({p.size}, q)"}
        raise DesignError([Problem("design_number", values=values)])
    scale = np.abs(variables).max(axis=0, initial=0)
    scale[scale == 0] = 1
    inside = p > 0
    columns = np.zeros((variables.shape[1], p.size))
    columns[:, inside] = (variables[inside] / p[inside, None] / scale).T
    s = _snap(p.copy())
    rank = _rank(columns[:, _open(s)])
    _flight(s, columns, stream)
    fractional = int(_open(s).size)
    for kept in range(columns.shape[0] - 1, -1, -1):
        _flight(s, columns[:kept], stream)
    selected = np.flatnonzero(s > 0.5)
    off = columns[:, selected].sum(axis=1) * scale - variables[inside].sum(axis=0)
    return BalancedSample(
        tuple(int(k) for k in selected), fractional, rank, tuple(float(d) for d in off)
    )


def _flight(s: FloatArray, columns: FloatArray, stream: Stream) -> None:
    """Walk until no step keeps the totals: first in groups of q + 1 units, all at once."""
    size = columns.shape[0] + 1
    while (free := _open(s)).size >= size:
        groups = free[: free.size // size * size].reshape(-1, size)
        steps = _null_vectors(columns[:, groups].transpose(1, 0, 2))
        _walk(s, groups, steps, stream)
    while (free := _open(s)).size:
        step = _null_vectors(columns[None, :, free])
        if _misses(columns[:, free], step[0]):
            return
        _walk(s, free[None, :], step, stream)


def _null_vectors(matrices: FloatArray) -> FloatArray:
    """A vector that each matrix, shape (q, units), takes to (nearly) 0; shape (groups, units)."""
    if matrices.shape[1] == 0:
        unit = np.zeros((matrices.shape[0], matrices.shape[2]))
        unit[:, 0] = 1
        return unit
    vectors: FloatArray = np.linalg.svd(matrices)[2][:, -1, :]
    vectors[np.abs(vectors) < RANK] = 0
    return vectors


def _misses(matrix: FloatArray, vector: FloatArray) -> bool:
    largest = float(np.abs(matrix).max(initial=0))
    return bool(np.abs(matrix @ vector).max(initial=0) > RANK * max(largest, RANK) * vector.size)


def _walk(s: FloatArray, groups: npt.NDArray[np.intp], steps: FloatArray, stream: Stream) -> None:
    """One step in each group: as far as it goes up or down, with chances that keep the mean."""
    now = s[groups]
    with np.errstate(divide="ignore", invalid="ignore"):
        to_one, to_zero = (1 - now) / steps, -now / steps
    up = np.where(steps > 0, to_one, np.where(steps < 0, to_zero, np.inf)).min(axis=1)
    down = np.where(steps > 0, -to_zero, np.where(steps < 0, -to_one, np.inf)).min(axis=1)
    chances = uniform(stream, groups.shape[0])
    move = np.where(chances * (up + down) < down, up, -down)
    s[groups] = _snap(now + move[:, None] * steps)


def _snap(s: FloatArray) -> FloatArray:
    s[s < SETTLED] = 0
    s[s > 1 - SETTLED] = 1
    return s


def _open(s: FloatArray) -> npt.NDArray[np.intp]:
    return np.flatnonzero((s > 0) & (s < 1))


def _rank(matrix: FloatArray) -> int:
    return int(np.linalg.matrix_rank(matrix, tol=1e-9)) if matrix.size else 0
