"""Weights and replicate weights that give the same figures and tell nothing of sampling units.

What a row carries is a function of what the row shows anyway (its columns), so nobody finds in
it which rows came from one commune: weights that differ by commune, or replicates that change
together within one, would say so.
"""

from __future__ import annotations

import numpy as np

from analysis.design import SurveyDesign
from analysis.errors import BoolArray, FloatArray, NoConvergence
from analysis.replication import ReplicateDesign
from analysis.variance import covariance

__all__ = ["independent_totals", "masked_replicates", "masked_weights"]

ROUNDS = 200
LARGEST_CHANGE = 0.002
"""How much of a row's weight a replicate adds or takes at most: small, so that a ratio is nearly
linear in it (the standard errors of ratios are off by about as little)."""


def masked_weights(weights: FloatArray, columns: FloatArray, start: FloatArray) -> FloatArray:
    """Positive weights near `start` with the same weighted totals of every column.

    weights: (n,) > 0; columns: (n, p), may be linearly dependent; start: (n,) > 0. A row's new
    weight is start * exp(columns @ b): rows with equal columns and start weigh the same. Where
    p reaches n the weights themselves come back: see `independent_totals`. Raises NoConvergence.
    Source: minimum Kullback-Leibler distance, Deville and Sarndal (1992), case 2, by Newton.
    """
    basis = _basis(columns * np.sqrt(start)[:, None]) / np.sqrt(start)[:, None]
    target = basis.T @ weights
    b = np.zeros(basis.shape[1])
    now: FloatArray = np.asarray(start, dtype=np.float64)
    for _ in range(ROUNDS):
        gap = basis.T @ now - target
        if np.abs(gap).max(initial=0.0) <= 1e-12 * np.sqrt(weights.sum()):
            return now
        step: FloatArray = np.asarray(
            np.linalg.solve(basis.T @ (basis * now[:, None]), gap), np.float64
        )
        b, now = _shorter(basis, start, target, b, step)
    raise NoConvergence("masked weights", float(np.abs(gap).max()))


def independent_totals(columns: FloatArray) -> int:
    """How many totals of columns (n, p) are no combination of others.

    Whoever knows rows and totals has as many equations for the n weights. Of what weights vary
    beside their columns, that many of n parts can be found: by least squares, R2 is on average
    the totals over n; all of it where they are as many.
    """
    size = np.linalg.norm(columns, axis=0)
    small = np.linalg.qr(columns[:, size > 0] / size[size > 0], mode="r")
    values = np.linalg.svd(small, compute_uv=False)
    return int((values > 1e-10 * values.max(initial=0.0)).sum())


def _shorter(
    basis: FloatArray, start: FloatArray, target: FloatArray, b: FloatArray, step: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """The Newton step, halved until the convex dual falls."""

    def dual(at: FloatArray) -> tuple[float, FloatArray]:
        with np.errstate(over="ignore"):
            found = start * np.exp(basis @ at)
        return float(found.sum() - target @ at), found

    before = dual(b)[0]
    for halving in range(40):
        after, found = dual(b - step / 2**halving)
        if after <= before + 1e-12 * abs(before):
            return b - step / 2**halving, found
    return b, dual(b)[1]


def masked_replicates(
    design: SurveyDesign,
    shown: BoolArray,
    weights: FloatArray,
    columns: FloatArray,
    *,
    others: int = 200,
    inflation: float = 1.0,
    seed: int = 0,
) -> ReplicateDesign:
    """Replicate weights of the shown rows that carry the design's variance of the columns.

    design: of all rows; shown: (n,) the rows that are published, m of them; weights: (m,) to be
    published; columns: (m, p). For the total of any combination of columns, and to first order
    for any smooth function of such totals, the replicates give the design's own variance, with
    calibration, stages and population counts. Outside the columns' span they give that of a
    simple random sample times `inflation`, from `others` random replicates.
    Source: replicates for a given quadratic form, Fay (1984), Proc. ASA Survey Research Methods;
    projecting it on the columns, which takes the sampling units out of the rows, is ours.
    """
    basis = _basis(columns)
    whole = np.zeros((design.n, basis.shape[1]))
    whole[shown] = basis
    values, vectors = np.linalg.eigh(covariance(design, whole))
    root = vectors * np.sqrt(np.clip(values, 0, None))
    random = np.random.default_rng(seed)
    turn = np.linalg.qr(random.standard_normal(root.shape))[0]
    inside = basis @ (root @ turn)
    noise = random.standard_normal((len(basis), others)) * np.sqrt(inflation / max(others, 1))
    noise = (noise - noise.mean(axis=0)) * weights[:, None]
    outside = noise - basis @ (basis.T @ noise)
    return _small(weights, np.hstack([inside, outside]))


def _small(weights: FloatArray, change: FloatArray) -> ReplicateDesign:
    """Changes of weights made small, their factors as much larger; columns of nothing are left."""
    largest = np.abs(change / weights[:, None]).max(axis=0)
    change, largest = change[:, largest > 1e-13], largest[largest > 1e-13]
    shrink = LARGEST_CHANGE / largest
    replicates = weights[:, None] + change * shrink
    return ReplicateDesign(weights, replicates, 1.0, 1 / shrink**2, mse=True)


def _basis(columns: FloatArray) -> FloatArray:
    """(n, q) orthonormal columns that span the same."""
    size = np.linalg.norm(columns, axis=0)
    scaled = columns[:, size > 0] / size[size > 0]
    left, values, _ = np.linalg.svd(scaled, full_matrices=False)
    return np.asarray(left[:, values > 1e-10 * values.max(initial=0.0)])
