"""First-order inclusion probabilities: those wanted, and those that order sampling really gives."""

import itertools
from collections.abc import Hashable, Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sampling.problems import DesignError, Problem

__all__ = [
    "CERTAIN",
    "FloatArray",
    "certainty_units",
    "checked_probabilities",
    "inclusion_probabilities",
    "order_probabilities",
    "sample_size",
    "stratified_probabilities",
]

FloatArray = npt.NDArray[np.float64]
# n x / total of a unit on the edge of certainty may miss 1 by rounding; nearer than this is 1
CERTAIN = 1 - 1e-12
NODES = 160


def inclusion_probabilities(sizes: npt.ArrayLike, n: int, stratum: str = "—") -> FloatArray:
    """Probabilities proportional to size that add up to n; shape (N,).

    sizes: shape (N,), finite and > 0; n: 0 <= n <= N. A unit whose n x / total is 1 or more is
    certain; the others share what is left in proportion to size, and so on until none is above.
    stratum: its name, for messages.
    Raises DesignError naming the first wrong size, or both figures when n is above N.
    Source: Cochran (1977), Sampling Techniques, chapter 9A; Tillé (2006), chapter 2.
    """
    size = np.asarray(sizes, dtype=np.float64)
    _refuse_sizes(size, n, stratum)
    pi = np.ones_like(size)
    free = np.arange(size.size)
    left = n
    while free.size:
        share = left * size[free] / size[free].sum()
        certain = share >= CERTAIN
        if not certain.any():
            pi[free] = share
            break
        left -= int(certain.sum())
        free = free[~certain]
    return pi


def stratified_probabilities(
    strata: Sequence[Hashable],
    take: Mapping[Hashable, int],
    sizes: npt.ArrayLike | None = None,
) -> FloatArray:
    """Probabilities within each stratum, proportional to size or, without sizes, equal.

    strata: the stratum of each unit, shape (N,); take: units to draw in each stratum.
    Raises DesignError as `inclusion_probabilities` does, naming the stratum.
    """
    size = np.ones(len(strata)) if sizes is None else np.asarray(sizes, dtype=np.float64)
    pi = np.zeros(len(strata))
    places: dict[Hashable, list[int]] = {}
    for place, stratum in enumerate(strata):
        places.setdefault(stratum, []).append(place)
    for stratum, units in places.items():
        pi[units] = inclusion_probabilities(size[units], take.get(stratum, 0), str(stratum))
    return pi


def certainty_units(pi: npt.ArrayLike) -> list[int]:
    """Positions, from 0, of the units that are in every sample."""
    return [int(k) for k in np.flatnonzero(np.asarray(pi) >= CERTAIN)]


def checked_probabilities(pi: npt.ArrayLike) -> FloatArray:
    """The probabilities as an array; raises DesignError when one is outside [0, 1]."""
    p = np.asarray(pi, dtype=np.float64)
    wrong = np.flatnonzero(~((p >= 0) & (p <= 1)))
    if wrong.size:
        values = {"unit": str(wrong[0]), "value": f"{p[wrong[0]]:g}"}
        raise DesignError([Problem("probability_range", values=values)])
    return p


def sample_size(pi: npt.ArrayLike) -> int:
    """The sum of the probabilities, which must be whole; raises DesignError when it is not."""
    total = float(np.sum(pi))
    if abs(total - round(total)) > 1e-6:
        raise DesignError([Problem("size_not_whole", values={"value": f"{total:g}"})])
    return round(total)


def order_probabilities(target: npt.ArrayLike, method: str) -> FloatArray:
    """The probabilities that order sampling really gives when it aims at `target`; shape (N,).

    method: "pareto" or "sequential_poisson"; target: in (0, 1], adding up to a whole number.
    Certainty units come first; of the others unit k is drawn when fewer than n' of the others
    rank before it: the integral over its own number u of a Poisson-binomial probability, by
    Gauss-Legendre between the points where a rank of another unit becomes certain.
    Source: Aires (1999), Methodology and Computing in Applied Probability 1, 457-469;
    Rosén (1997), J. Statistical Planning and Inference 62, 159-191.
    """
    wanted = checked_probabilities(target)
    n = sample_size(wanted)
    pi = np.where(wanted >= CERTAIN, 1.0, 0.0)
    free = np.flatnonzero((wanted > 0) & (wanted < CERTAIN))
    left = n - int(pi.sum())
    for place, unit in enumerate(free):
        pi[unit] = _order_probability(wanted[free], place, left, method)
    return pi


def _refuse_sizes(size: FloatArray, n: int, stratum: str) -> None:
    problems = []
    wrong = np.flatnonzero(~(np.isfinite(size) & (size > 0)))
    if wrong.size:
        unit = int(wrong[0])
        values = {"unit": str(unit), "stratum": stratum, "value": f"{size[unit]:g}"}
        problems.append(Problem("size_positive", values=values))
    if not 0 <= n <= size.size:
        values = {"stratum": stratum, "take": str(n), "size": str(size.size)}
        problems.append(Problem("more_than_stratum", values=values))
    if problems:
        raise DesignError(problems)


def _order_probability(wanted: FloatArray, place: int, n: int, method: str) -> float:
    own, others = wanted[place], np.delete(wanted, place)
    ratio = own / others
    cuts = [0.0, *sorted({float(r) for r in ratio if r < 1}), 1.0] if method != "pareto" else [0, 1]
    nodes, weights = np.polynomial.legendre.leggauss(NODES)
    probability = 0.0
    for start, end in itertools.pairwise(cuts):
        u = (start + end) / 2 + (end - start) / 2 * nodes
        before = _ranks_before(u, own, others, method)
        probability += (end - start) / 2 * float(weights @ _fewer_than(n, before))
    return probability


def _ranks_before(u: FloatArray, own: float, others: FloatArray, method: str) -> FloatArray:
    """P(another unit ranks before the one with number u), shape (nodes, others)."""
    if method == "pareto":
        x = (u / (1 - u) * (1 - own) / own)[:, None]
        odds: FloatArray = x * others / (1 - others + x * others)
        return odds
    if method == "sequential_poisson":
        share: FloatArray = np.minimum(1.0, (u / own)[:, None] * others)
        return share
    raise ValueError(f"method {method!r}: expected pareto or sequential_poisson")


def _fewer_than(n: int, chances: FloatArray) -> FloatArray:
    """P(fewer than n successes) in independent trials, shape (nodes,)."""
    counts = np.zeros((chances.shape[0], n))
    if n:
        counts[:, 0] = 1
    for chance in chances.T[:, :, None]:
        moved = counts * (1 - chance)
        moved[:, 1:] += counts[:, :-1] * chance
        counts = moved
    total: FloatArray = counts.sum(axis=1)
    return total
