"""Variance of an estimated total: exact with joint probabilities, and approximations without."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sampling.probabilities import CERTAIN, FloatArray
from sampling.problems import DesignError, Problem

__all__ = [
    "approximate_variances",
    "estimated_total",
    "horvitz_thompson_variance",
    "sen_yates_grundy_variance",
    "simple_random_variance",
]


def estimated_total(y: npt.ArrayLike, pi: npt.ArrayLike) -> float:
    """The sum of y_k / pi_k over the sample. Source: Horvitz and Thompson (1952), JASA 47."""
    return float(np.sum(np.asarray(y, dtype=np.float64) / np.asarray(pi)))


def horvitz_thompson_variance(y: npt.ArrayLike, pi: npt.ArrayLike, joint: npt.ArrayLike) -> float:
    """sum_k sum_l y_k y_l (pi_kl - pi_k pi_l) / (pi_k pi_l pi_kl), with pi_kk = pi_k.

    y, pi: shape (n,) of the sample; joint: (n, n). May be negative.
    Raises DesignError when a joint probability is 0: nothing unbiased exists then.
    Source: Horvitz and Thompson (1952), JASA 47, 663-685.
    """
    values, p, pairs = _sample(y, pi, joint)
    z = values / p
    return float(z @ ((pairs - np.outer(p, p)) / pairs) @ z)


def sen_yates_grundy_variance(y: npt.ArrayLike, pi: npt.ArrayLike, joint: npt.ArrayLike) -> float:
    """1/2 sum_k sum_l (pi_k pi_l - pi_kl) / pi_kl (y_k / pi_k - y_l / pi_l)^2; for fixed size.

    Arguments and errors as for `horvitz_thompson_variance`.
    Source: Sen (1953); Yates and Grundy (1953), J. Royal Statistical Society B 15.
    """
    values, p, pairs = _sample(y, pi, joint)
    z = values / p
    weights = np.outer(p, p) / pairs - 1
    np.fill_diagonal(weights, 0)
    return float(np.sum(weights * (z[:, None] - z[None, :]) ** 2) / 2)


def simple_random_variance(y: npt.ArrayLike, population: int) -> float:
    """N^2 (1 - n/N) s^2 / n. Raises DesignError for fewer than two values.

    Source: Cochran (1977), section 2.6.
    """
    values = np.asarray(y, dtype=np.float64)
    n = values.size
    _refuse_single(n)
    return float(population**2 * (1 - n / population) * values.var(ddof=1) / n)


def approximate_variances(
    y: npt.ArrayLike, pi: npt.ArrayLike, squares: float | None = None
) -> Mapping[str, float]:
    """Approximations that need first-order probabilities only, by name.

    y, pi: shape (n,) of the sample; squares: S2, the sum of pi^2 over the population (without it
    brewer2 to brewer4 are left out, as all of Brewer's are with two units). Certainty units add
    nothing and are split off first; without another unit all are 0.
    With z = y / pi, T = sum z, a_k = (1 - pi_k) / sum (1 - pi):
    deville  sum (1 - pi_k)(z_k - sum a z)^2 / (1 - sum a^2)
    hajek    n / (n - 1) sum (1 - pi_k)(z_k - sum a z)^2
    wr       n / (n - 1) sum (z_k - T / n)^2, as if drawn with replacement
    brewer   sum (1 / c_k - pi_k)(z_k - T / n)^2 with c_k = (n - 1) / d_k and d_k =
             1: n - pi_k; 2: n - S2 / n; 3: n - 2 pi_k + S2 / n;
             4: n - (2n - 1) / (n - 1) pi_k + S2 / (n - 1)
    Sources: Deville (1993); Hájek (1964); Hansen and Hurwitz (1943); Brewer and Donadio (2003),
    Survey Methodology 29; Matei and Tillé (2005), J. Official Statistics 21.
    """
    values, p = np.asarray(y, dtype=np.float64), np.asarray(pi, dtype=np.float64)
    certain = p >= CERTAIN
    if certain.all():
        return dict.fromkeys(("deville", "hajek", "wr"), 0.0)
    p, z = p[~certain], values[~certain] / p[~certain]
    n = z.size
    _refuse_single(n)
    a = (1 - p) / (1 - p).sum()
    around = float(np.sum((1 - p) * (z - a @ z) ** 2))
    off = (z - z.mean()) ** 2
    found = {
        "deville": around / float(1 - a @ a),
        "hajek": around * n / (n - 1),
        "wr": float(off.sum()) * n / (n - 1),
    }
    if n > 2:
        rest = None if squares is None else squares - float(certain.sum())
        for name, d in _brewer(p, n, rest).items():
            found[name] = float(np.sum((d / (n - 1) - p) * off))
    return found


def _brewer(p: FloatArray, n: int, squares: float | None) -> dict[str, FloatArray]:
    forms = {"brewer1": n - p}
    if squares is not None:
        forms["brewer2"] = np.full(n, n - squares / n)
        forms["brewer3"] = n - 2 * p + squares / n
        forms["brewer4"] = n - (2 * n - 1) / (n - 1) * p + squares / (n - 1)
    return forms


def _sample(
    y: npt.ArrayLike, pi: npt.ArrayLike, joint: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    p = np.asarray(pi, dtype=np.float64)
    pairs = np.array(joint, dtype=np.float64)
    np.fill_diagonal(pairs, p)
    never = np.argwhere(~(pairs > 0))
    if never.size:
        k, l = (str(int(unit)) for unit in never[0])  # noqa: E741  (k, l as in pi_kl)
        raise DesignError([Problem("joint_zero", values={"first": k, "second": l})])
    return np.asarray(y, dtype=np.float64), p, pairs


def _refuse_single(n: int) -> None:
    if n < 2:
        raise DesignError([Problem("one_unit_no_variance", values={"size": str(n)})])
