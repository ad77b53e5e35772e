"""Agreement with reference results that were computed in other ways (tests/reference/sampling)."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from sampling.allocation import allocate, exact_number, power_weights, release
from sampling.problems import DesignError
from sampling.randomness import Stream
from sampling.rounding import round_table

FILE = Path(__file__).parents[1] / "reference/sampling/reference.json"
CASES: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))["cases"]


def cases(kind: str) -> list[Any]:
    return [pytest.param(case, id=case["id"]) for case in CASES if case["kind"] == kind]


def weights(inputs: dict[str, Any]) -> list[Fraction]:
    sizes, method = inputs["N"], inputs["method"]
    if method == "equal":
        return [Fraction(1)] * len(sizes)
    if method == "power":
        powers = power_weights(inputs["X"], inputs["exponent"])
        return [x * exact_number(cv) for x, cv in zip(powers, inputs["cv"], strict=True)]
    spread = inputs.get("S", [1] * len(sizes))
    costs = inputs.get("cost", [1] * len(sizes))
    return [
        n * exact_number(s) / exact_number(c**0.5)
        for n, s, c in zip(sizes, spread, costs, strict=True)
    ]


@pytest.mark.parametrize("case", cases("allocation_real"))
def test_shares_agree_with_the_reference(case: dict[str, Any]) -> None:
    inputs = case["inputs"]
    full = {h: inputs["N"][h] for h in inputs.get("take_all", [])}
    low = [full.get(h, x) for h, x in enumerate(inputs.get("minimum", [0] * len(inputs["N"])))]
    shares = allocate(weights(inputs), inputs["n"], low, inputs.get("maximum", inputs["N"]))
    assert sum(shares) == inputs["n"]
    expected = case["expected"]["n_h"]
    # square roots of costs are floats here, weights have twelve decimals: 1e-9 leaves room
    assert [float(x) for x in shares] == pytest.approx(
        expected, rel=case["rel_tol"], abs=case["abs_tol"]
    )


@pytest.mark.parametrize("case", cases("allocation_integer"))
def test_impossible_bounds_are_refused(case: dict[str, Any]) -> None:
    assert case["expected"]["refuse"]
    i = case["inputs"]
    with pytest.raises(DesignError):
        allocate([Fraction(n) for n in i["N"]], i["n"], i["minimum"], i["maximum"])


@pytest.mark.parametrize("case", cases("rounding_two_way"))
def test_roundings_keep_the_bounds_of_the_reference(case: dict[str, Any]) -> None:
    table = [[exact_number(cell) for cell in row] for row in case["inputs"]["table"]]
    expected = case["expected"]
    for draw in range(20):
        rounded = round_table(table, Stream(b"reference", f"{case['id']}/{draw}"))
        for row, (low, high) in zip(rounded, expected["row_bounds"], strict=True):
            assert low <= sum(row) <= high
        for column, (low, high) in zip(
            zip(*rounded, strict=True), expected["column_bounds"], strict=True
        ):
            assert low <= sum(column) <= high
        low, high = expected["total_bounds"]
        assert low <= sum(map(sum, rounded)) <= high
        for row, exact in zip(rounded, table, strict=True):
            assert all(abs(got - cell) < 1 for got, cell in zip(row, exact, strict=True))


@pytest.mark.parametrize("case", cases("released"))
def test_names_released_agree_with_the_reference(case: dict[str, Any]) -> None:
    inputs, expected = case["inputs"], case["expected"]
    size = inputs.get("list_size")
    if expected.get("refuse"):
        with pytest.raises(DesignError):
            release(inputs["target"], inputs["eligibility"], inputs["response"], size)
        return
    names = release(inputs["target"], inputs["eligibility"], inputs["response"], size)
    assert expected["at_least"] <= names.names <= expected["at_most"]
    if size is not None:
        assert names.short == expected["short_of_target"]
    if names.short:
        assert float(names.expected) == pytest.approx(expected["expected_answers_if_all"])
