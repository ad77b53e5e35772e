"""Selection with unequal probabilities: Monte Carlo against stated probabilities, and rules."""

import itertools
import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling import pps
from sampling.joint import joint_probabilities
from sampling.probabilities import (
    certainty_units,
    inclusion_probabilities,
    order_probabilities,
)
from sampling.problems import DesignError
from sampling.randomness import Stream
from sampling.selection import implicit_order

PI = inclusion_probabilities([120.0, 30, 25, 20, 15, 10], 3)
DRAWS = 4000
# a bound over all checks of this file: beyond five standard errors a fault, not chance
ERRORS = 5


def numbers(label: str, count: int) -> list[float]:
    stream = Stream(b"tests of pps", label)
    return [float(stream.unit()) for _ in range(count)]


def _systematic(draw: int) -> list[int]:
    return pps.systematic(PI, numbers(f"s{draw}", 1)[0])


def _sampford(draw: int) -> list[int]:
    return pps.sampford(PI, Stream(b"tests of pps", f"f{draw}"))


def _pareto(draw: int) -> list[int]:
    return pps.pareto(PI, numbers(f"p{draw}", PI.size))


def _sequential(draw: int) -> list[int]:
    return pps.sequential_poisson(PI, numbers(f"q{draw}", PI.size))


@pytest.mark.parametrize(
    ("draw", "pi"),
    [
        (_systematic, PI),
        (_sampford, PI),
        (_pareto, order_probabilities(PI, "pareto")),
        (_sequential, order_probabilities(PI, "sequential_poisson")),
    ],
)
def test_units_come_as_often_as_their_probability_says(
    draw: Callable[[int], list[int]], pi: np.ndarray
) -> None:
    samples = [draw(k) for k in range(DRAWS)]
    assert all(len(sample) == 3 and 0 in sample for sample in samples)
    counts = Counter(unit for sample in samples for unit in sample)
    for unit, p in enumerate(pi):
        assert abs(counts[unit] / DRAWS - p) <= ERRORS * math.sqrt(p * (1 - p) / DRAWS)


@pytest.mark.parametrize(("method", "draw"), [("sampford", _sampford), ("systematic", _systematic)])
def test_pairs_come_as_often_as_their_joint_probability_says(
    method: str, draw: Callable[[int], list[int]]
) -> None:
    joint = joint_probabilities(PI, method)
    counts = Counter(
        pair for n in range(DRAWS) for pair in itertools.combinations(sorted(draw(n)), 2)
    )
    for k in range(PI.size):
        for other in range(k + 1, PI.size):
            p = joint[k, other]
            error = math.sqrt(max(p * (1 - p), 0) / DRAWS)
            assert abs(counts[k, other] / DRAWS - p) <= ERRORS * error + 1e-12


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=30), st.data())
def test_probabilities_add_up_and_keep_the_proportions_of_the_sizes(
    sizes: list[int], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, len(sizes)))
    pi = inclusion_probabilities(sizes, n)
    assert pi.sum() == pytest.approx(n)
    assert ((pi > 0) & (pi <= 1)).all()
    free = [k for k in range(len(sizes)) if k not in certainty_units(pi)]
    ratios = [pi[k] / sizes[k] for k in free]
    assert ratios == pytest.approx([ratios[0]] * len(free)) if free else True


@given(
    st.lists(st.integers(1, 1000), min_size=2, max_size=12),
    st.sampled_from(["sampford", "conditional_poisson", "systematic", "tille", "midzuno"]),
    st.data(),
)
def test_joint_probabilities_of_a_unit_add_up_to_n_minus_1_times_its_own(
    sizes: list[int], method: str, data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, len(sizes)))
    pi = inclusion_probabilities(sizes, n)
    joint = joint_probabilities(pi, method)
    assert joint == pytest.approx(joint.T, abs=1e-9)
    assert joint.sum(axis=1) == pytest.approx(n * pi, abs=1e-7)
    assert (joint > -1e-9).all()


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=40), st.floats(0, 0.999), st.data())
def test_a_systematic_sample_always_has_its_size(
    sizes: list[int], u: float, data: st.DataObject
) -> None:
    n = data.draw(st.integers(0, len(sizes)))
    assert len(pps.systematic(inclusion_probabilities(sizes, n), u)) == n


def test_the_implicit_order_runs_up_and_down_by_turns() -> None:
    keys = ["b", "a", "b", "a", "c", "b"]
    order = implicit_order(keys, [3, 1, 1, 9, 5, 2])
    assert [keys[k] for k in order] == ["b", "b", "b", "a", "a", "c"]
    assert order == [2, 5, 0, 3, 1, 4]


def test_moved_permanent_numbers_bring_other_units_with_the_same_probability() -> None:
    prn = numbers("permanent", 400)
    pi = np.full(400, 0.1)
    first, later = pps.pareto(pi, prn), pps.pareto(pi, pps.permanent_numbers(prn, 0.5))
    assert len(first) == len(later) == 40
    assert not {*first} & {*later}


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: inclusion_probabilities([3, 0, 2], 1, "303"), "size_positive"),
        (lambda: inclusion_probabilities([3, float("inf")], 1), "size_positive"),
        (lambda: inclusion_probabilities([3, 1], 3), "more_than_stratum"),
        (lambda: pps.simple_random(3, [0.1, 0.2]), "more_than_stratum"),
        (lambda: pps.poisson([0.2, 1.2], [0.1, 0.2]), "probability_range"),
        (lambda: pps.pareto([0.2, 0.5], [0.1, 0.2]), "size_not_whole"),
        (lambda: joint_probabilities([0.2, 0.5], "sampford"), "size_not_whole"),
    ],
)
def test_impossible_figures_are_refused_with_unit_and_stratum(
    call: Callable[[], object], code: str
) -> None:
    with pytest.raises(DesignError) as refusal:
        call()
    assert [p.code for p in refusal.value.problems] == [code]
