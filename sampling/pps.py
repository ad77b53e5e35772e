"""Which units are drawn, given the random numbers: equal and unequal probabilities.

Every function takes the numbers, so that a draw can be made again; `Stream` gives them.
"""

import numpy as np
import numpy.typing as npt

from sampling.probabilities import CERTAIN, FloatArray, checked_probabilities, sample_size
from sampling.problems import DesignError, Problem
from sampling.randomness import Stream

__all__ = [
    "bernoulli",
    "pareto",
    "pareto_ranks",
    "permanent_numbers",
    "poisson",
    "sampford",
    "sequential_poisson",
    "sequential_poisson_ranks",
    "simple_random",
    "systematic",
    "uniform",
]

MOST_TRIALS = 1_000_000


def uniform(stream: Stream, n: int) -> FloatArray:
    """(n,) numbers in [0, 1) from the published stream, 53 bits of a word each."""
    words = np.frombuffer(stream.words(n), dtype=">u8")
    return np.asarray((words >> np.uint64(11)).astype(np.float64) * 2.0**-53)


def systematic(pi: npt.ArrayLike, u: float) -> list[int]:
    """Unit k when V_(k-1) < u + j <= V_k for a whole j >= 0, V the running sums of pi.

    pi: shape (N,), in [0, 1], in an order that stratifies implicitly (as `implicit_order` of
    `selection`, which holds the exact form a draw uses); u: in [0, 1).
    Source: Madow (1949), Annals of Mathematical Statistics 20, 333-354.
    """
    ends = np.concatenate([[0.0], np.cumsum(checked_probabilities(pi))])
    # a running sum of n - 1e-16 is n: nothing lies beyond the last unit but the next start
    if abs(ends[-1] - round(ends[-1])) < 1e-6:
        ends[-1] = round(ends[-1])
    # starts up to V_k: floor(V_k - u), written so that a tiny u is not lost beside V_k
    passed = np.floor(ends) - (ends % 1 < u)
    return _positions(np.diff(passed) > 0)


def poisson(pi: npt.ArrayLike, u: npt.ArrayLike) -> list[int]:
    """Unit k when u_k < pi_k. Source: Hájek (1964), Annals of Mathematical Statistics 35."""
    return _positions(np.asarray(u) < checked_probabilities(pi))


def bernoulli(pi: float, u: npt.ArrayLike) -> list[int]:
    """Poisson sampling with one probability. Source: Särndal et al. (1992), section 3.2."""
    numbers = np.asarray(u)
    return poisson(np.full(numbers.shape, pi), numbers)


def simple_random(n: int, u: npt.ArrayLike) -> list[int]:
    """The n units with the smallest numbers; raises DesignError when n is above N.

    Source: Ohlsson (1995), Coordination of samples using permanent random numbers.
    """
    numbers = np.asarray(u, dtype=np.float64)
    if not 0 <= n <= numbers.size:
        values = {"stratum": "—", "take": str(n), "size": str(numbers.size)}
        raise DesignError([Problem("more_than_stratum", values=values)])
    return _smallest(numbers, n)


def pareto_ranks(pi: npt.ArrayLike, u: npt.ArrayLike) -> FloatArray:
    """q_k = [u_k / (1 - u_k)] / [pi_k / (1 - pi_k)]; 0 for a certainty unit."""
    p, numbers = checked_probabilities(pi), np.asarray(u, dtype=np.float64)
    ranks = np.full(p.shape, np.inf)
    inside = p > 0
    ranks[inside] = numbers[inside] * (1 - p[inside]) / ((1 - numbers[inside]) * p[inside])
    ranks[p >= CERTAIN] = 0
    return ranks


def sequential_poisson_ranks(pi: npt.ArrayLike, u: npt.ArrayLike) -> FloatArray:
    """q_k = u_k / pi_k; 0 for a certainty unit."""
    p, numbers = checked_probabilities(pi), np.asarray(u, dtype=np.float64)
    ranks = np.full(p.shape, np.inf)
    ranks[p > 0] = numbers[p > 0] / p[p > 0]
    ranks[p >= CERTAIN] = 0
    return ranks


def pareto(pi: npt.ArrayLike, u: npt.ArrayLike) -> list[int]:
    """Certainty units, and of the others those with the smallest `pareto_ranks`; n in all.

    The probabilities are near pi, not equal: `order_probabilities` has the true ones.
    Source: Rosén (1997), J. Statistical Planning and Inference 62, 159-191.
    """
    return _by_rank(pi, pareto_ranks(pi, u))


def sequential_poisson(pi: npt.ArrayLike, u: npt.ArrayLike) -> list[int]:
    """Certainty units, and of the others those with the smallest u_k / pi_k; n in all.

    The probabilities are near pi, not equal: `order_probabilities` has the true ones.
    Source: Ohlsson (1998), J. Official Statistics 14, 149-162.
    """
    return _by_rank(pi, sequential_poisson_ranks(pi, u))


def permanent_numbers(numbers: npt.ArrayLike, start: float) -> FloatArray:
    """Permanent random numbers moved so that `start` becomes 0: rotation of the sample.

    Nine decimals are kept. Source: Ohlsson (1995), Coordination of samples.
    """
    moved: FloatArray = np.round((np.asarray(numbers, dtype=np.float64) - start) % 1, 9)
    return moved


def sampford(pi: npt.ArrayLike, stream: Stream) -> list[int]:
    """Sampford's rejective sample: exactly pi, with the joint probabilities of `joint`.

    One unit is drawn with chances pi_k / n, then n - 1 with chances in proportion to
    pi_k / (1 - pi_k), all with replacement, until all n differ. Certainty units are split off.
    Raises DesignError when a million trials did not do.
    Source: Sampford (1967), Biometrika 54, 499-513.
    """
    p = checked_probabilities(pi)
    certain = _positions(p >= CERTAIN)
    free = np.flatnonzero((p > 0) & (p < CERTAIN))
    n = sample_size(p[free]) if free.size else 0
    if n == 0:
        return certain
    first = np.cumsum(p[free]) / p[free].sum()
    others = np.cumsum(p[free] / (1 - p[free]))
    others /= others[-1]
    for _ in range(MOST_TRIALS):
        chosen = _distinct(first, others, n, stream)
        if chosen is not None:
            return sorted([*certain, *(int(free[k]) for k in chosen)])
    raise DesignError([Problem("too_many_trials", values={"trials": str(MOST_TRIALS)})])


def _distinct(first: FloatArray, others: FloatArray, n: int, stream: Stream) -> set[int] | None:
    chosen: set[int] = set()
    for draw in range(n):
        ends = first if draw == 0 else others
        unit = int(np.searchsorted(ends[:-1], float(stream.unit()), side="right"))
        if unit in chosen:
            return None
        chosen.add(unit)
    return chosen


def _by_rank(pi: npt.ArrayLike, ranks: FloatArray) -> list[int]:
    return _smallest(ranks, sample_size(pi))


def _smallest(values: FloatArray, n: int) -> list[int]:
    """Places of the n smallest values, the first ones where values are equal."""
    if n == 0:
        return []
    last = np.partition(values, n - 1)[n - 1]
    below = np.flatnonzero(values < last)
    return sorted([*below.tolist(), *np.flatnonzero(values == last)[: n - below.size].tolist()])


def _positions(chosen: npt.NDArray[np.bool_]) -> list[int]:
    return [int(k) for k in np.flatnonzero(chosen)]
