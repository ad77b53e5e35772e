"""Rules by which a draw shares its total, and Sampford and Pareto selection in whole numbers.

The verifier of docs/ confirms draws by each of them; methods.md 5, 6 and 17.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from math import isclose, prod, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.design import Design, design_values
from sampling.draw import draw, impossibilities
from sampling.optimum import cost_weights, neyman_weights
from sampling.probabilities import order_probabilities
from sampling.problems import DesignError
from sampling.randomness import Stream
from sampling.selection import _accepted, exact_probabilities, select
from sampling.sharing import Bounds, Listed, Rule, share_out
from tests.sampling.small import small_city

SIZES = [900, 400, 100, 2500]
CODES = [f"s{n}" for n in range(4)]
STRATA = [Listed(code, f"Tầng {code}", size) for code, size in zip(CODES, SIZES, strict=True)]
LOOSE = Bounds(200, 0, Fraction(1))
DEVIATIONS = dict(zip(CODES, ["0.5", "0.3", "0.2", "0.4"], strict=True))
COSTS = dict(zip(CODES, [60_000, 90_000, 310_000, 40_000], strict=True))
DRAWS = 3000


def shares(rule: Rule, bounds: Bounds = LOOSE, power: str = "0.5") -> tuple[Fraction, ...]:
    return share_out(STRATA, bounds, power, rule)


def in_proportion(found: tuple[Fraction, ...], weights: list[float]) -> bool:
    total = sum(weights)
    return all(
        isclose(200 * w / total, x, rel_tol=1e-8) for w, x in zip(weights, found, strict=True)
    )


def test_each_rule_shares_by_its_own_weights() -> None:
    deviations = [Fraction(x) for x in DEVIATIONS.values()]
    spent = [Fraction(x) for x in COSTS.values()]
    assert [*shares(Rule(allocation="equal"))] == [50] * 4
    assert in_proportion(shares(Rule(allocation="proportional")), [float(x) for x in SIZES])
    assert in_proportion(shares(Rule()), [sqrt(x) for x in SIZES])
    neyman = shares(Rule(allocation="neyman", deviations=DEVIATIONS))
    assert in_proportion(neyman, [float(x) for x in neyman_weights(SIZES, deviations)])
    cost = shares(Rule(allocation="cost", deviations=DEVIATIONS, costs=COSTS))
    assert in_proportion(cost, [float(x) for x in cost_weights(SIZES, deviations, spent)])
    alike = shares(Rule(allocation="cost", costs=COSTS))
    assert in_proportion(alike, [float(x) for x in cost_weights(SIZES, [1] * 4, spent)])


def test_maximum_minimum_and_a_stratum_taken_whole_hold_together() -> None:
    rule = Rule(maximum=80, take_all=("s2",))
    found = shares(rule, Bounds(250, 30, Fraction(69, 100)))
    assert found[2] == 69
    assert max(found[:2]) <= 80
    assert found[3] == 80
    assert sum(found) == 250


def test_missing_and_strange_codes_are_all_named_with_the_stratum() -> None:
    rule = Rule(allocation="neyman", deviations={"s0": 1, "s1": 1, "s9": 1}, take_all=("s8",))
    with pytest.raises(DesignError) as refused:
        shares(rule)
    said = str(refused.value)
    assert "There is no stratum s9" in said
    assert "There is no stratum s8" in said
    assert "Stratum Tầng s2: allocation neyman needs a value in deviations" in said
    assert "Stratum Tầng s3" in said


@pytest.mark.parametrize(
    "rule",
    [{"allocation": "best"}, {"maximum": 0}, {"deviations": {"a": 0}}, {"costs": {"a": -1}}],
)
def test_a_rule_that_is_none_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(DesignError):
        Rule(**rule)  # type: ignore[arg-type]  # what is wrong is the point


def test_a_district_taken_whole_opens_every_name_of_every_commune() -> None:
    frame, roster, design = small_city()
    rule = Rule(take_all=("1",))
    whole = replace(design, citizens=replace(design.citizens, areas=rule, districts_target=550))
    drawn = draw(frame, roster, whole, b"seed")
    own = [cell for cell in drawn.cells if cell.district == "1"]
    assert len(own) == 6
    assert all(cell.released == cell.list_size for cell in own)
    assert all(cell.stage1 == cell.stage2 == 1 for cell in own)


def test_a_plain_design_is_written_as_it_always_was() -> None:
    citizens = small_city()[2].citizens
    values = design_values(Design(citizens))["citizens"]
    assert isinstance(values, dict)
    assert not {"areas", "departments"} & values.keys()
    ruled = replace(citizens, areas=Rule(allocation="proportional"))
    values = design_values(Design(ruled))["citizens"]
    assert isinstance(values, dict)
    assert values["power"] == "1"
    assert values["areas"]["allocation"] == "proportional"


def test_impossible_designs_are_told_by_part_before_any_seed_is_there() -> None:
    frame, roster, design = small_city()
    assert impossibilities(frame, roster, design) == {}
    greedy = replace(design.citizens, districts_target=9000, departments_target=9000)
    found = impossibilities(frame, roster, replace(design, citizens=greedy))
    assert {part: [p.code for p in of] for part, of in found.items()} == {
        "areas": ["maxima_below_total"],
        "departments": ["maxima_below_total"],
    }
    assert "Đơn vị 1 (1): " in found["areas"][0].sentence("vi")
    assert "Sở Tư pháp (STP): " in found["departments"][0].sentence("vi")


# --- Sampford and Pareto


@given(st.lists(st.integers(1, 10**5), min_size=2, max_size=9), st.data())
def test_samples_by_size_have_their_number_and_exact_chances(
    sizes: list[int], data: st.DataObject
) -> None:
    n = data.draw(st.integers(1, min(4, len(sizes))))
    method = data.draw(st.sampled_from(["sampford", "pareto"]))
    drawn = select(range(len(sizes)), n, Stream(b"s", "x"), method, sizes=sizes)
    chances = exact_probabilities(sizes, n)
    assert len(set(drawn.units)) == n
    assert drawn.probabilities == tuple(chances[k] for k in drawn.units)
    assert {k for k, p in enumerate(chances) if p == 1} <= set(drawn.units)


@pytest.mark.parametrize("method", ["sampford", "pareto"])
def test_units_come_as_often_as_their_true_chance_says(method: str) -> None:
    sizes = [50, 7, 9, 12, 3, 9]
    aimed = [float(x) for x in exact_probabilities(sizes, 3)]
    true = aimed if method == "sampford" else [*order_probabilities(aimed, "pareto")]
    counts = Counter(
        unit
        for n in range(DRAWS)
        for unit in select(range(6), 3, Stream(b"seed", f"{n}"), method, sizes=sizes).units
    )
    assert counts[0] == DRAWS
    for unit, chance in enumerate(true[1:], 1):
        # five standard errors for each of ten: a false alarm in 10^5 seeds, and the seed is fixed
        assert abs(counts[unit] / DRAWS - chance) <= 5 * sqrt(chance * (1 - chance) / DRAWS)


def test_the_chance_that_a_trial_of_sampfords_is_accepted_is_exact() -> None:
    shares_, n = [0.1, 0.2, 0.25, 0.15, 0.3], 3
    odds = [x / (1 - n * x) for x in shares_]
    right = 2 * sum(
        shares_[first] * prod(odds[k] / sum(odds) for k in sample if k != first)
        for sample in combinations(range(5), n)
        for first in sample
    )
    assert isclose(_accepted(shares_, n), right)


def test_sampford_of_nearly_all_units_is_refused_with_figures() -> None:
    with pytest.raises(DesignError, match="55 of 60 units by Sampford") as refused:
        select(range(60), 55, Stream(b"s", "x"), "sampford", sizes=[100] * 60, stratum="Phường")
    assert "Tầng Phường" in refused.value.problems[0].sentence("vi")
