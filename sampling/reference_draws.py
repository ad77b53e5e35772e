"""Reference cases of probabilities, selection, variance, balanced samples, rating matrices."""

from collections import Counter
from collections.abc import Mapping

import numpy as np

from sampling import pps, variance
from sampling.cube import balanced_sample
from sampling.joint import joint_probabilities, simple_random_joint
from sampling.matrix import Rating, assign_ratings, matrix_capacity
from sampling.probabilities import (
    FloatArray,
    certainty_units,
    inclusion_probabilities,
    order_probabilities,
    stratified_probabilities,
)
from sampling.reference_values import Broken, Case, Check

__all__ = ["DRAWS"]

BALANCED_DRAWS = 300
# a frequency this many standard errors off is a fault, not chance
CHANCE = 6.0


def _inclusion(case: Case) -> Mapping[str, object]:
    sizes = case.sizes()
    if "stratum_column" in case.inputs:
        take = case.inputs["n_by_stratum"]
        pi = stratified_probabilities(case.column("stratum_column"), take, sizes)
    elif sizes is not None:
        pi = inclusion_probabilities(sizes, case.inputs["n"])
    else:
        raise KeyError("size")
    return {"pi": pi, "certainty": certainty_units(pi)}


def _joint(case: Case) -> Mapping[str, object]:
    i = case.inputs
    if "pi" not in i:
        joint = simple_random_joint(i["N"], i["n"])
        return {"pi": i["n"] / i["N"], "joint_off_diagonal": joint}
    pairs = joint_probabilities(i["pi"], i["method"], i.get("stratum"))
    some = case.expected.get("pairs", [])
    return {
        "joint": pairs,
        "pairs": [[k, m, float(pairs[int(k), int(m)])] for k, m, _ in some],
    }


def _true(case: Case) -> Mapping[str, object]:
    target = np.asarray(case.inputs["target_pi"])
    pi = order_probabilities(target, case.inputs["method"])
    return {"pi": pi, "largest_relative_difference": float(np.abs(pi / target - 1).max())}


def _numbers(case: Case) -> FloatArray:
    if "u" in case.inputs:
        return np.asarray(case.inputs["u"], dtype=float)
    numbers = np.array([float(x) for x in case.column("u_column")])
    return (
        pps.permanent_numbers(numbers, case.inputs["start"]) if "start" in case.inputs else numbers
    )


def _selected(units: list[int]) -> dict[str, object]:
    return {"selected": units, "n_selected": len(units)}


def _systematic(case: Case) -> Mapping[str, object]:
    return _selected(pps.systematic(case.probabilities(), case.inputs["u"]))


def _poisson(case: Case) -> Mapping[str, object]:
    return _selected(pps.poisson(case.probabilities(), _numbers(case)))


def _srs(case: Case) -> Mapping[str, object]:
    return _selected(pps.simple_random(case.inputs["n"], _numbers(case)))


def _bernoulli(case: Case) -> Mapping[str, object]:
    return _selected(pps.bernoulli(case.inputs["pi"], _numbers(case)))


def _order(case: Case) -> Mapping[str, object]:
    pareto = case.kind == "select_pareto"
    draw = pps.pareto if pareto else pps.sequential_poisson
    ranks = pps.pareto_ranks if pareto else pps.sequential_poisson_ranks
    pi, u = case.probabilities(), _numbers(case)
    units = draw(pi, u)
    q = ranks(pi, u)
    got = {
        **_selected(units),
        "q": q,
        "q_largest_selected": float(q[units].max()),
        "q_smallest_left": float(np.delete(q, units).min(initial=np.inf)),
    }
    if "u_column" in case.inputs:
        first = draw(pi, np.array([float(x) for x in case.column("u_column")]))
        got["overlap_with_start_0"] = len({*first} & {*units})
    return got


def _variance(case: Case) -> Mapping[str, object]:
    i = case.inputs
    if i["estimator"] == "srs":
        total = variance.estimated_total(i["y"], [i["n"] / i["N"]] * len(i["y"]))
        return {"total": total, "variance": variance.simple_random_variance(i["y"], i["N"])}
    estimators = {
        "horvitz_thompson": variance.horvitz_thompson_variance,
        "sen_yates_grundy": variance.sen_yates_grundy_variance,
    }
    return {
        "total": variance.estimated_total(i["y"], i["pi"]),
        "variance": estimators[i["estimator"]](i["y"], i["pi"], i["joint"]),
    }


def _approximations(case: Case) -> Mapping[str, object]:
    i = case.inputs
    found = variance.approximate_variances(i["y"], i["pi"], i.get("sum_pi_squared_population"))
    return {"total": variance.estimated_total(i["y"], i["pi"]), **found}


def _balanced(case: Case) -> Mapping[str, object]:
    x, pi = np.asarray(case.inputs["x"]), np.asarray(case.inputs["pi"])
    samples = [balanced_sample(x, pi, case.stream(draw)) for draw in range(BALANCED_DRAWS)]
    off = np.abs([sample.deviation for sample in samples]).max(axis=0)
    totals = x.sum(axis=0)
    exact = bool((off <= np.maximum(case.rel_tol * np.abs(totals), case.abs_tol)).all())
    if not exact and case.expected["always_exact"]:
        raise Broken(f"a sample misses the totals by {off.max():g}")
    bound = np.asarray(case.expected.get("deviation_bound", off))
    if (off > bound * (1 + case.rel_tol) + case.abs_tol).any():
        raise Broken(f"deviation {off}, bound {bound}")
    fractional = max(sample.fractional for sample in samples)
    if fractional > case.expected["most_fractional_after_flight"]:
        raise Broken(f"{fractional} units fractional after the flight")
    counts = Counter(k for sample in samples for k in sample.selected)
    frequency = np.array([counts[k] for k in range(pi.size)]) / BALANCED_DRAWS
    if (np.abs(frequency - pi) > CHANCE * np.sqrt(pi * (1 - pi) / BALANCED_DRAWS) + 1e-12).any():
        raise Broken(f"frequencies {frequency}, probabilities {pi}")
    return {
        "totals": totals,
        "always_exact": case.expected["always_exact"],
        "rank": samples[0].rank,
        "most_fractional_after_flight": case.expected["most_fractional_after_flight"],
        "deviation_bound": case.expected.get("deviation_bound"),
    }


def _rating(case: Case) -> Mapping[str, object]:
    i = case.inputs
    raters = {(row["agency"], row["group"]): row["count"] for row in i["raters"]}
    rules = (raters, i["subjects"], i["target"], i["max_per_rater"])
    capacity = matrix_capacity(*rules)
    try:
        ratings = assign_ratings(*rules, case.stream(0))
    except ValueError as refusal:
        if capacity.feasible or not str(refusal):
            raise Broken(f"refused, or without a reason: {refusal}") from refusal
    else:
        _check_ratings(case, ratings)
    return {
        "feasible": capacity.feasible,
        "ratings_wanted": capacity.wanted,
        "ratings_possible": capacity.possible,
        "shortfall": capacity.wanted - capacity.possible,
        "groups": {
            name: {
                "raters": group.raters,
                "ratings_wanted": group.wanted,
                "ratings_possible": group.possible,
                "feasible": group.feasible,
                "least_max_per_rater": group.least_limit,
            }
            for name, group in capacity.groups.items()
        },
    }


def _check_ratings(case: Case, ratings: tuple[Rating, ...]) -> None:
    i = case.inputs
    if len(set(ratings)) < len(ratings):
        raise Broken("somebody rates a subject twice")
    if any(r.agency == r.subject for r in ratings):
        raise Broken("somebody rates the own agency")
    load = Counter((r.group, r.agency, r.rater) for r in ratings)
    counts = {(row["group"], row["agency"]): row["count"] for row in i["raters"]}
    if any(rater >= counts[group, agency] for group, agency, rater in load):
        raise Broken("a rater who is not on the list")
    if max(load.values(), default=0) > i["max_per_rater"]:
        raise Broken("somebody rates too many")
    given = Counter((r.group, r.subject) for r in ratings)
    for group in {row["group"] for row in i["raters"]}:
        target = i["target"][group]
        for subject in i["subjects"]:
            wanted = target[subject] if isinstance(target, dict) else target
            if given[group, subject] != wanted:
                raise Broken(f"{subject} gets {given[group, subject]} of {wanted}")


DRAWS: Mapping[str, Check] = {
    "inclusion_probabilities": _inclusion,
    "joint_probabilities": _joint,
    "true_probabilities": _true,
    "select_systematic": _systematic,
    "select_poisson": _poisson,
    "select_srs": _srs,
    "select_bernoulli": _bernoulli,
    "select_pareto": _order,
    "select_sequential_poisson": _order,
    "variance": _variance,
    "variance_approximations": _approximations,
    "balanced": _balanced,
    "rating_matrix": _rating,
}
