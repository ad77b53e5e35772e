"""Random small campaigns with all that is published of them: no hidden cell can be found, to
first order, from any of the numbers, margins included (invariant 9, methods 26).

A number f of the answers y tells a hidden h exactly when the gradient of h is a combination of
the gradients of all published ones; here they are taken by differences, row by row, knowing
nothing of how the product decides.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.errors import FloatArray
from analysis.points import factors_of
from analysis.samples import GroupSample, citizens_sample, officials_sample
from analysis.scoring import ScoredItem
from analysis.sensitivity import Alternative, Reweighted, alternatives
from analysis.sipas import CONVENTIONS, pooled_share, sipas
from analysis.tables import Results, results
from survey_app.bundle.differencing import leaks
from survey_app.bundle.disclosure import Disclosed, publishable
from tests.analysis.city import CITIZEN_ITEMS, HAPPY, SCALE, SmallRow, SmallScheme, _desk

ITEMS = (
    ScoredItem("o1", "work", "1.6", SCALE, HAPPY),
    ScoredItem("o2", "work", "1.6", SCALE, HAPPY),
    ScoredItem("o3", "rest", "2.1", SCALE, HAPPY),
)
SMALL_STEP = 1e-5
Samples = Mapping[str, GroupSample]


def invited(group: str, seed: int) -> GroupSample:
    """Seven or eight ballots of ten; all say the same to one item, or nearly."""
    random = np.random.default_rng(seed)
    n = int(random.integers(7, 9))
    answers = {item.item: random.choice(list("12345"), n) for item in ITEMS}
    if seed % 3:
        answers[ITEMS[seed % 2].item] = np.array(["5"] * n)
    table = pd.DataFrame({"cell": [f"{group}/all"] * n, **answers})
    return officials_sample(group, table, {f"{group}/all": 10}, ITEMS)


def moved(sample: GroupSample, measure: str, row: int, item: int, step: float) -> GroupSample:
    """The sample with one row's answer to one item worth a little more."""
    scores = sample.scores
    values = getattr(scores, measure).copy()
    values[row, item] += step
    other = dataclasses.replace(sample)
    other.__dict__["scores"] = dataclasses.replace(scores, **{measure: values})
    return other


def numbers(value: Any, path: str = "") -> Iterator[tuple[str, float]]:
    """Every number of a value, with where it stands."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for one in dataclasses.fields(value):
            yield from numbers(getattr(value, one.name), f"{path}/{one.name}")
    elif isinstance(value, Mapping):
        for key, inside in value.items():
            yield from numbers(inside, f"{path}/{key}")
    elif isinstance(value, tuple):
        for n, inside in enumerate(value):
            yield from numbers(inside, f"{path}/{n}")
    elif isinstance(value, float | int) and not isinstance(value, bool):
        yield path, float(value)


def everything(scheme: SmallScheme, samples: Samples) -> tuple[Results, tuple[Alternative, ...]]:
    return results(scheme, samples), alternatives(scheme, samples)


def told(scheme: SmallScheme, samples: Samples) -> Disclosed:
    full, choices = everything(scheme, samples)
    return publishable(scheme, full, samples, choices=choices)


def apart(known: FloatArray, target: FloatArray) -> float:
    """How much of a gradient is no combination of the known ones; 0 for one that is."""
    size = np.linalg.norm(known, axis=1)
    kept = known[size > 1e-9] / size[size > 1e-9, None]
    _, values, rows = np.linalg.svd(kept, full_matrices=False)
    basis = rows[values > 1e-4]
    return float(np.linalg.norm(target - target @ basis.T @ basis) / np.linalg.norm(target))


@pytest.mark.parametrize(("seed", "measure"), [(1, "score"), (4, "satisfied")])
def test_no_hidden_item_of_officials_follows_from_any_number(seed: int, measure: str) -> None:
    scheme = SmallScheme(rows=SmallScheme().rows[:5])
    samples = {"deputies": invited("deputies", seed), "leaders": invited("leaders", seed + 20)}
    shown = told(scheme, samples)
    paths = dict(numbers((shown.results, shown.alternatives)))
    full = dict(numbers(everything(scheme, samples)))
    same = [path for path, value in paths.items() if full.get(path) == value]
    changed = [path for path in paths if path not in same]
    assert all(p.split("/")[-1] in BOUNDED or "/bounds/" in p for p in changed), changed
    hidden = [row for row in shown.results.items if row.share.reason == "majority"]
    assert hidden
    places = [
        (name, row, item)
        for name, sample in samples.items()
        for row in range(sample.answered)
        for item in range(len(ITEMS))
    ]
    columns = []
    for name, row, item in places:
        other = {**samples, name: moved(samples[name], measure, row, item, SMALL_STEP)}
        after = dict(numbers(everything(scheme, other)))
        columns.append([(after.get(p, full[p]) - full[p]) / SMALL_STEP for p in same])
    known = np.array(columns).T
    for line in hidden:
        at = [item.item for item in ITEMS].index(line.item)
        target = np.array([float(n == line.group and j == at) for n, _, j in places])
        assert apart(known, target) > 1e-3, (line.group, line.item)


BOUNDED = ("lower", "upper")
"""Limits are cut to the bounds, which follow from what stands beside them."""


def drawn(seed: int) -> GroupSample:
    """Four districts of three communes; in one of them few are found, in another not many."""
    random = np.random.default_rng(seed)
    rows = []
    for d, opened in enumerate((1, 3, 4, 5)):
        for c in range(3):
            size = int(random.integers(60, 400))
            level = float(random.uniform(0.4, 0.9))
            rows += _desk(random, f"D{d}", f"D{d}/c", f"D{d}-C{c}", 6, 3, size, opened, level)
    frame = pd.DataFrame(rows)
    frame["outcome"] = "respondent"
    for item in CITIZEN_ITEMS[:3]:
        frame[item.item] = random.choice(list("12345"), len(frame))
    return citizens_sample("citizens", frame, CITIZEN_ITEMS[:3])


def values_of(scheme: SmallScheme, sample: GroupSample) -> dict[str, float | None]:
    """Every figure's value of the city and of districts, hidden ones too, by path."""
    survey, scores, domain = sample.survey, sample.scores, sample.domain
    columns = list(range(len(sample.items)))
    places = np.array(sample.districts)
    found = {f"other/{name}": sipas(name, survey, scores, columns, domain) for name in CONVENTIONS}
    for k, item in enumerate(sample.items):
        found[f"items/{item.item}"] = pooled_share(survey, scores, [k], domain)
    for place in np.unique(places):
        own = domain & (places == place)
        found[f"{place}/index"] = sipas(scheme.sipas_convention, survey, scores, columns, own)
        for factor in scores.factors():
            part = scores.columns(factor=factor)
            found[f"{place}/{factor}"] = pooled_share(survey, scores, part, own)
    return {path: figure.value for path, figure in found.items()}


@pytest.mark.parametrize("convention", CONVENTIONS)
def test_no_hidden_district_follows_from_any_value(convention: str) -> None:
    scheme = SmallScheme(convention, rows=SmallScheme().rows[5:])
    sample = drawn(3)
    shown = told(scheme, {"citizens": sample})
    cells = {
        f"{row.district}/{name}": cell.reason
        for row in shown.results.districts
        for name, cell in (("index", row.direct), *((f.factor, f.share) for f in row.factors))
    }
    hidden = [path for path, reason in cells.items() if reason]
    assert {"D0/index", "D0/access"} < set(hidden)
    before = values_of(scheme, sample)
    known = [path for path in before if cells.get(path) is None]
    gradients = by_row(lambda other: values_of(scheme, other), before, sample)
    for path in hidden:
        assert apart(np.array([gradients[p] for p in known]), gradients[path]) > 1e-3, path


def by_row(
    figures: Callable[[GroupSample], dict[str, float | None]],
    before: dict[str, float | None],
    sample: GroupSample,
) -> dict[str, FloatArray]:
    found: dict[str, list[float]] = {path: [] for path in before}
    for measure in ("satisfied", "score"):
        for row in np.flatnonzero(sample.domain):
            for item in range(len(sample.items)):
                after = figures(moved(sample, measure, int(row), item, 1.0))
                for path, value in before.items():
                    found[path].append((after[path] or 0.0) - (value or 0.0))
    return {path: np.array(column) for path, column in found.items()}


def test_the_margin_of_a_shown_district_says_nothing_of_a_hidden_one() -> None:
    scheme = SmallScheme(rows=SmallScheme().rows[5:])
    sample = drawn(5)
    one = told(scheme, {"citizens": sample}).results.districts
    lost = {row.district for row in one if row.direct.reason}
    rows = np.isin(np.array(sample.districts), list(lost))
    scores = sample.scores
    turned = np.where(rows[:, None], 1 - scores.satisfied, scores.satisfied)
    other = dataclasses.replace(sample)
    other.__dict__["scores"] = dataclasses.replace(scores, satisfied=turned)
    two = told(scheme, {"citizens": other}).results.districts
    assert len(lost) >= 2
    assert {row.district for row in two if row.direct.reason} == lost
    shown = [(a, b) for a, b in zip(one, two, strict=True) if a.district not in lost]
    assert shown
    for a, b in shown:
        assert (a.direct, a.pooled) == (b.direct, b.pooled)


def test_a_group_that_agrees_on_the_only_item_of_a_criterion_has_rounded_points() -> None:
    alike = {"o1": ["5"] * 8, "o2": ["4"] * 8, "o3": ["5"] * 8}
    table = pd.DataFrame({"cell": ["deputies/all"] * 8, **alike})
    samples = {"deputies": officials_sample("deputies", table, {"deputies/all": 8}, ITEMS)}
    rows = (SmallRow("2", None, "field"), SmallRow("2.1", "2", "survey", 1.5))
    shown = told(SmallScheme(weights={"deputies": 1.0}, rows=rows), samples)
    points = shown.results.index.rows[0].points
    assert (points.warrant, points.se, points.lower) == ("rounded", None, None)
    assert points.bounds == pytest.approx((1.485, 1.5))
    assert shown.results.index.total.points.se is None
    assert all(one.total.value is None for one in shown.alternatives)


def weighed(sample: GroupSample, by_district: Mapping[str, float]) -> GroupSample:
    """The same persons with other weights by district, as another calibration gives them."""
    factors = np.array([by_district.get(str(place), 1.0) for place in sample.districts or ()])
    other = dataclasses.replace(sample.survey, weights=sample.survey.weights * factors)
    return dataclasses.replace(sample, design=other)


def test_two_hidden_districts_do_not_follow_from_the_index_under_other_weights() -> None:
    """The index under one more weighting is one more equation for the two that are left."""
    scheme = SmallScheme(rows=SmallScheme().rows[5:])
    samples = {"citizens": drawn(3)}
    others = [
        Reweighted("calibration", code, {"citizens": weighed(samples["citizens"], factors)})
        for code, factors in (("one", {"D0": 1.5}), ("two", {"D1": 1.4, "D2": 0.7}))
    ]
    choices = alternatives(scheme, samples, others)
    alone = publishable(scheme, results(scheme, samples), samples)
    lost = [row.district for row in alone.results.districts if row.direct.reason]
    given = [other.samples for other in others if other.samples]
    found = leaks(factors_of(scheme), samples, alone.results, reweighted=given)
    assert {leak.path for leak in found} >= {f"districts/{place}/index" for place in lost}
    told = publishable(
        scheme, results(scheme, samples), samples, choices=choices, reweighted=others
    )
    shown = [o.samples for o, a in zip(others, told.alternatives[-2:], strict=True) if a.sipas]
    left = leaks(factors_of(scheme), samples, told.results, reweighted=[s for s in shown if s])
    assert left == ()
