"""Second-order inclusion probabilities, exact for every method."""

from collections.abc import Callable, Hashable, Sequence

import numpy as np
import numpy.typing as npt

from sampling.probabilities import (
    CERTAIN,
    FloatArray,
    checked_probabilities,
    inclusion_probabilities,
    sample_size,
)

__all__ = ["JOINT_METHODS", "NoConvergence", "joint_probabilities", "simple_random_joint"]


class NoConvergence(ArithmeticError):  # noqa: N818  (style.md 7 gives the name)
    """The parameters of conditional Poisson sampling were not found; gap is what was left."""

    def __init__(self, gap: float) -> None:
        self.gap = gap
        super().__init__(f"conditional Poisson sampling: probabilities miss by {gap:.2g}")


def joint_probabilities(
    pi: npt.ArrayLike, method: str, strata: Sequence[Hashable] | None = None
) -> FloatArray:
    """pi_kl, shape (N, N), with pi_k on the diagonal.

    pi: shape (N,), in [0, 1], adding up to a whole number (in each stratum, if strata are
    given; between strata pi_kl = pi_k pi_l). method: one of JOINT_METHODS. Units with
    probability 1 are split off first: pi_kl = pi_l. For systematic sampling in the order given;
    its zeros are real: such pairs are never drawn together.
    Raises DesignError for probabilities out of range or with a sum that is not whole.
    Sources: at each method. Between strata: Särndal, Swensson and Wretman (1992), section 3.7.
    """
    p = checked_probabilities(pi)
    joint = np.outer(p, p)
    labels = [""] * p.size if strata is None else list(strata)
    for stratum in dict.fromkeys(labels):
        units = np.array([k for k, label in enumerate(labels) if label == stratum])
        joint[np.ix_(units, units)] = _in_stratum(p[units], method)
    return joint


def simple_random_joint(population: int, n: int) -> float:
    """pi_kl of simple random sampling without replacement: n (n - 1) / (N (N - 1)).

    Source: Cochran (1977), section 2.4.
    """
    return n * (n - 1) / (population * (population - 1)) if population > 1 else 0.0


def _in_stratum(p: FloatArray, method: str) -> FloatArray:
    joint = np.outer(p, p)
    free = np.flatnonzero((p > 0) & (p < CERTAIN))
    if free.size:
        n = sample_size(p[free])
        within = JOINT_METHODS[method](p[free], n) if n > 1 else np.zeros((free.size,) * 2)
        joint[np.ix_(free, free)] = within
    np.fill_diagonal(joint, p)
    return joint


def _simple_random(p: FloatArray, n: int) -> FloatArray:
    return np.full((p.size, p.size), simple_random_joint(p.size, n))


def _sampford(p: FloatArray, n: int) -> FloatArray:
    """P(s) is proportional to prod_s pi prod_not-s (1 - pi) sum_not-s pi.

    Summed over the samples that hold k and l; only positive terms, so no digits are lost.
    Source: Sampford (1967), Biometrika 54, 499-513.
    """
    weighted = _leave_two_out(p, n - 2)[1]
    last = _Counts(p.size, n)
    for chance in p:
        last = last.with_unit(chance)
    joint: FloatArray = np.outer(p, p) * weighted / last.weighted[n]
    return joint


def _conditional_poisson(p: FloatArray, n: int) -> FloatArray:
    """Poisson sampling given its size, with the parameters that give the wanted pi.

    Newton's method on their logits: the derivative of pi_k by logit l is pi_kl - pi_k pi_l.
    Source: Chen, Dempster and Liu (1994), Biometrika 81, 457-469 (uniqueness); Deville (2000).
    """
    logits = np.log(p / (1 - p))
    joint = _given_size(logits, n)
    gap = float(np.abs(np.diag(joint) - p).max())
    for _ in range(200):
        if gap < 1e-14:
            break
        now = np.diag(joint)
        step = np.linalg.lstsq(joint - np.outer(now, now), p - now, rcond=1e-12)[0]
        length = 1.0
        while True:
            trial = _given_size(logits + length * step, n)
            missed = float(np.abs(np.diag(trial) - p).max())
            if missed < gap or length < 1e-3:
                break
            length /= 2
        if missed >= gap:
            break
        logits, joint, gap = logits + length * step, trial, missed
    if gap > 1e-11:
        raise NoConvergence(gap)
    return joint


def _given_size(logits: FloatArray, n: int) -> FloatArray:
    """First- and second-order probabilities of Poisson sampling with these logits, given n."""
    chance = 1 / (1 + np.exp(-logits))
    counts = _Counts(chance.size, n)
    for c in chance:
        counts = counts.with_unit(c)
    without = _leave_two_out(chance, n - 2)[0]
    joint: FloatArray = np.outer(chance, chance) * without / counts.plain[n]
    np.fill_diagonal(joint, 0)
    # each sample with k holds n - 1 others
    np.fill_diagonal(joint, joint.sum(axis=1) / (n - 1))
    return joint


def _systematic(p: FloatArray, n: int) -> FloatArray:
    """The length of the random starts that take both units.

    Source: Madow (1949), Annals of Mathematical Statistics 20, 333-354; Tillé (2006), 7.2.
    """
    ends = np.concatenate([[0.0], np.cumsum(p)])
    ends[-1] = n
    # sums of decimals meet at the same point of the circle although floats miss it by 1e-16
    cuts = np.unique(np.concatenate([np.round(ends % 1, 14) % 1, [0.0, 1.0]]))
    middles = (cuts[1:] + cuts[:-1]) / 2
    taken = np.diff(np.floor(ends[None, :] - middles[:, None]), axis=1)
    joint: FloatArray = taken.T @ (np.diff(cuts)[:, None] * taken)
    return joint


def _tille(p: FloatArray, n: int) -> FloatArray:
    """Elimination: units leave one by one; pi_kl = prod over steps (1 - r_k - r_l).

    Source: Tillé (1996), Biometrika 83, 238-241.
    """
    joint = np.ones((p.size, p.size))
    before = np.ones(p.size)
    for size in range(p.size - 1, n - 1, -1):
        after = inclusion_probabilities(p, size)
        leaves = 1 - after / before
        joint *= 1 - leaves[:, None] - leaves[None, :]
        before = after
    return joint


def _midzuno(p: FloatArray, n: int) -> FloatArray:
    """The complement of elimination: what Tillé's method draws with 1 - pi stays out.

    Source: Midzuno (1952); Deville and Tillé (1998), Biometrika 85, 89-101.
    """
    left_out = _tille(1 - p, p.size - n)
    if p.size - n == 1:
        left_out = np.zeros_like(left_out)
    joint: FloatArray = p[:, None] + p[None, :] - 1 + left_out
    return joint


JOINT_METHODS: dict[str, Callable[[FloatArray, int], FloatArray]] = {
    "srs": _simple_random,
    "sampford": _sampford,
    "conditional_poisson": _conditional_poisson,
    "systematic": _systematic,
    "tille": _tille,
    "midzuno": _midzuno,
}


class _Counts:
    """For independent trials, by number of successes 0..most: P, and the mean of the sum of
    the chances that failed over the same event."""

    def __init__(self, units: int, most: int) -> None:
        self.plain = np.zeros(most + 1)
        self.weighted = np.zeros(most + 1)
        self.plain[0] = 1
        self.units = units

    def with_unit(self, chance: float) -> "_Counts":
        """One more trial; only sums of positive terms."""
        more = _Counts(self.units, self.plain.size - 1)
        more.plain = (1 - chance) * self.plain
        more.plain[1:] += chance * self.plain[:-1]
        more.weighted = (1 - chance) * (self.weighted + chance * self.plain)
        more.weighted[1:] += chance * self.weighted[:-1]
        return more


def _leave_two_out(p: FloatArray, m: int) -> tuple[FloatArray, FloatArray]:
    """`_Counts` of m successes without units k and l, for all pairs: (plain, weighted).

    For each k, counts from the left and from the right meet at l: N^2 m steps in all.
    """
    plain, weighted = np.zeros((p.size, p.size)), np.zeros((p.size, p.size))
    for k in range(p.size):
        rest = [unit for unit in range(p.size) if unit != k]
        left = _running(p[rest], m)
        right = _running(p[rest][::-1], m)[::-1]
        for place, unit in enumerate(rest):
            a, b = left[place], right[place + 1]
            plain[k, unit] = a.plain @ b.plain[::-1]
            weighted[k, unit] = a.weighted @ b.plain[::-1] + a.plain @ b.weighted[::-1]
    return plain, weighted


def _running(p: FloatArray, m: int) -> list[_Counts]:
    states = [_Counts(p.size, m)]
    for chance in p:
        states.append(states[-1].with_unit(chance))
    return states
