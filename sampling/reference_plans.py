"""Reference cases of allocation, rounding, names released and planning."""

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from sampling import optimum, planning
from sampling.allocation import allocate, answers_per_name, exact_number, release
from sampling.reference_values import Broken, Case, Check
from sampling.rounding import round_table
from sampling.rounding3 import round_three_way

__all__ = ["PLANS"]

ROUNDING_DRAWS = 200
CHANCE = 6.0


def _allocation(case: Case) -> Mapping[str, object]:
    i = case.inputs
    full = {h: i["N"][h] for h in i.get("take_all", [])}
    low = [full.get(h, x) for h, x in enumerate(i.get("minimum", [0] * len(i["N"])))]
    high = i.get("maximum", i["N"])
    weights = _weights(case)
    if "budget" in i:
        shares = optimum.allocate_budget(weights, i["cost"], i["budget"], low, high)
        cost = sum(
            (exact_number(c) * n for c, n in zip(i["cost"], shares, strict=True)), Fraction()
        )
    else:
        shares, cost = allocate(weights, i["n"], low, high), Fraction(0)
    got: dict[str, object] = {"n_h": shares, "cost": cost}
    if "objective" in case.expected:
        got["objective"] = optimum.variance_sum(i["N"], i["S"], shares)
    return got


def _weights(case: Case) -> tuple[Fraction, ...]:
    i = case.inputs
    match i["method"]:
        case "equal":
            return (Fraction(1),) * len(i["N"])
        case "proportional":
            return tuple(exact_number(n) for n in i["N"])
        case "neyman":
            return optimum.neyman_weights(i["N"], i["S"])
        case "power":
            return optimum.bankier_weights(i["X"], i["exponent"], i["cv"])
        case "cost_optimal":
            return optimum.cost_weights(i["N"], i["S"], i["cost"])
    raise KeyError(i["method"])


def _whole(case: Case) -> Mapping[str, object]:
    i = case.inputs
    found = optimum.allocate_whole(i["N"], i["S"], i["n"], i["minimum"], i["maximum"])
    return _optimal(case, found)


def _whole_budget(case: Case) -> Mapping[str, object]:
    i = case.inputs
    bounds = (i["minimum"], i["maximum"])
    found = optimum.allocate_whole_budget(i["N"], i["S"], i["cost"], i["budget"], *bounds)
    return _optimal(case, found)


def _optimal(case: Case, found: optimum.WholeAllocation) -> Mapping[str, object]:
    optima = case.expected.get("n_h_optima")
    if optima is not None and list(found.n) not in optima:
        raise Broken(f"n_h {list(found.n)}, expected one of {optima}")
    several = case.expected.get("optima", 1) > 1  # then any of them is right
    return {
        "objective": found.objective,
        "optima": found.optima,
        "n_h": case.expected.get("n_h") if several else list(found.n),
    }


def _total(case: Case) -> Mapping[str, object]:
    i = case.inputs
    exact, n = optimum.neyman_total(i["N"], i["S"], i["variance"])
    return {"n_real": exact, "n": n}


def _bounds(values: Iterable[Fraction]) -> list[int]:
    total = sum(values, Fraction(0))
    return [math.floor(total), math.ceil(total)]


def _two_way(case: Case) -> Mapping[str, object]:
    table = [[exact_number(cell) for cell in row] for row in case.inputs["table"]]
    rows, columns = [_bounds(row) for row in table], [_bounds(c) for c in zip(*table, strict=True)]
    total = _bounds(cell for row in table for cell in row)
    sums = [[0] * len(columns) for _ in table]
    seen = set()
    for draw in range(ROUNDING_DRAWS):
        rounded = round_table(table, case.stream(draw))
        seen.add(rounded)
        _within("row", map(sum, rounded), rows)
        _within("column", (sum(c) for c in zip(*rounded, strict=True)), columns)
        _within("total", [sum(map(sum, rounded))], [total])
        for i, j in itertools.product(range(len(table)), range(len(columns))):
            _within("cell", [rounded[i][j]], [_bounds([table[i][j]])])
            sums[i][j] += rounded[i][j]
    for i, j in itertools.product(range(len(table)), range(len(columns))):
        part = float(table[i][j] % 1)
        off = abs(sums[i][j] / ROUNDING_DRAWS - float(table[i][j]))
        if off > CHANCE * math.sqrt(part * (1 - part) / ROUNDING_DRAWS) + 1e-9:
            raise Broken(f"cell {i}, {j}: mean {sums[i][j] / ROUNDING_DRAWS}")
    feasible = case.expected.get("n_feasible")
    if feasible is not None and len(seen) > feasible:
        raise Broken(f"{len(seen)} roundings found, expected at most {feasible}")
    return {"exists": True, "row_bounds": rows, "column_bounds": columns, "total_bounds": total}


def _within(what: str, sums: Iterable[int], bounds: Sequence[Sequence[int]]) -> None:
    for place, (found, (low, high)) in enumerate(zip(sums, bounds, strict=True)):
        if not low <= found <= high:
            raise Broken(f"{what} {place}: {found}, expected {low} to {high}")


def _three_way(case: Case) -> Mapping[str, object]:
    found = round_three_way(case.inputs["table"], case.stream(0))
    exact = {
        (i, j, k): exact_number(cell)
        for i, sheet in enumerate(case.inputs["table"])
        for j, row in enumerate(sheet)
        for k, cell in enumerate(row)
    }
    excess = {0: 0, 1: 0, 2: 0, 3: 0}
    for cell in exact:
        for fixed in itertools.product((True, False), repeat=3):
            key = [c for c in exact if all(c[a] == cell[a] for a in range(3) if fixed[a])]
            if cell == key[0]:  # each sum once
                low, high = _bounds(exact[c] for c in key)
                got = sum(found.cells[i][j][k] for i, j, k in key)
                excess[fixed.count(False)] += max(low - got, got - high, 0)
    if excess[0] or excess[3] or (excess[2] and "one_way" not in found.relaxed):
        raise Broken(f"cells, one-way margins or the total miss: {excess}")
    if excess[1] and "two_way" not in found.relaxed:
        raise Broken(f"two-way margins miss by {excess[1]}")
    two_way_only = found.relaxed == ("two_way",)
    return {
        "exists": not found.relaxed,
        "min_two_way_excess": excess[1] if two_way_only else None,
    }


def _released(case: Case) -> Mapping[str, object]:
    i, expected = case.inputs, case.expected
    names = release(i["target"], i["eligibility"], i["response"], i.get("list_size"))
    share = answers_per_name(i["eligibility"], i["response"])
    low, high = expected["at_least"], expected["at_most"]
    if not low <= names.names <= high:
        raise Broken(f"{names.names} names, expected {low} to {high}")
    return {
        "exact": i["target"] / share,
        "at_least": low,
        "at_most": high,
        "short_of_target": names.short,
        "expected_answers_if_all": i.get("list_size", 0) * share,
    }


def _margin(case: Case) -> Mapping[str, object]:
    i = case.inputs
    if "rho" not in i:
        found = planning.margin(i["n"], i["p"], i["deff"], i["psus"], i["strata"], i["level"])
        return {"df": found.df, "t": found.t, "half_width": found.half_width}
    return _clusters(
        planning.cluster_margin(i["psus"], i["take"], i["p"], i["rho"], i["strata"], i["level"])
    )


def _clusters(found: planning.ClusterMargin) -> dict[str, object]:
    return {
        "df": found.df,
        "deff": found.deff,
        "n": found.n,
        "t": found.t,
        "half_width": found.half_width,
        "half_width_limit": found.limit,
    }


def _city(case: Case) -> Mapping[str, object]:
    i = case.inputs
    found = planning.city_margin(i["population"], i["n"], i["p"], i["deff"], i["psus"], i["level"])
    return {
        "df": found.df,
        "share": found.share,
        "se": found.se,
        "half_width": found.half_width,
    }


def _answers(case: Case) -> Mapping[str, object]:
    i = case.inputs
    exact, n = planning.answers_for_margin(
        i["half_width"], i["p"], i["deff"], i["psus"], i["strata"], i["level"]
    )
    return {"n_real": exact, "n": n}


def _take(case: Case) -> Mapping[str, object]:
    i = case.inputs
    found = planning.take_for_margin(
        i["half_width"], i["p"], i["rho"], i["psus"], i["strata"], i["level"]
    )
    if found.margin is None:
        return {"possible": False, "half_width_limit": found.limit}
    return {**_clusters(found.margin), "possible": True, "take": found.take}


def _psus(case: Case) -> Mapping[str, object]:
    i = case.inputs
    figures = (i["p"], i["rho"])
    psus = planning.psus_for_margin(i["half_width"], *figures, i["take"], i["strata"], i["level"])
    margins = [
        planning.cluster_margin(a, i["take"], *figures, i["strata"], i["level"]).half_width
        if a > i["strata"]
        else None
        for a in (psus, psus - 1)
    ]
    return {
        "psus": psus,
        "n": psus * i["take"],
        "half_width": margins[0],
        "half_width_one_less": margins[1],
    }


PLANS: Mapping[str, Check] = {
    "allocation_real": _allocation,
    "allocation_integer": _whole,
    "allocation_integer_cost": _whole_budget,
    "allocation_total": _total,
    "rounding_two_way": _two_way,
    "rounding_three_way": _three_way,
    "released": _released,
    "planning_margin": _margin,
    "planning_margin_strata": _city,
    "planning_n": _answers,
    "planning_take": _take,
    "planning_psus": _psus,
}
