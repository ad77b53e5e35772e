"""Weights step by step, from the draw to the calibrated sample; methods 13 and 14."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.adjusting import multiplicity_factors, quality, trim
from analysis.calibration import Calibrated, Margin, Method, calibrate
from analysis.classes import Merge, weighting_classes
from analysis.design import SurveyDesign
from analysis.errors import (
    AnalysisError,
    BoolArray,
    FloatArray,
    IntArray,
    StepFailed,
    WeightError,
)
from analysis.propensity import propensities, propensity_classes
from analysis.response import OUTCOMES

__all__ = [
    "Merge",
    "StepFacts",
    "Weighted",
    "WeightingPlan",
    "WeightingReport",
    "effective_size",
    "weigh",
]


@dataclass(frozen=True)
class WeightingPlan:
    """What the weights adjust for; every column is known for those who did not answer, too.

    unknown_by, response_by: columns of weighting classes, coarse to fine. fewest: answers a
    class must have, or it is merged (see `weigh`). propensity: columns of a logistic regression
    whose quintiles are the response classes, in place of response_by. multiplicity: the column
    with the number of results a respondent got, for lists of transactions. trim: the most a
    weight may be, in medians of its stratum. margins: none means no calibration.
    """

    unknown_by: tuple[str, ...] = ("stratum",)
    response_by: tuple[str, ...] = ("stratum",)
    fewest: int = 10
    margins: tuple[Margin, ...] = ()
    method: Method = "raking"
    propensity: tuple[str, ...] = ()
    multiplicity: str | None = None
    trim: float | None = None


@dataclass(frozen=True)
class StepFacts:
    """One step: rows of positive weight, their sum, extremes, Kish's design effect and the
    number of equally weighted rows that would be as precise."""

    step: str
    n: int
    total: float
    smallest: float
    largest: float
    kish_deff: float
    effective: float


@dataclass(frozen=True)
class WeightingReport:
    """What the methods sheet says about the weights; gap and rounds are None uncalibrated.

    given_up: margins that were tried and that no weights of this sample could meet. trimmed:
    weights cut to their cap; propensity_rounds: of the logistic regression, None without one;
    skipped: steps that were planned and that this sample could not bear (propensity, trim);
    counted_once: respondents who did not say how many results they got.
    """

    steps: tuple[StepFacts, ...]
    merges: tuple[Merge, ...]
    outcomes: Mapping[str, int]
    margins: tuple[str, ...] = ()
    gap: float | None = None
    rounds: int | None = None
    given_up: tuple[str, ...] = ()
    trimmed: int = 0
    propensity_rounds: int | None = None
    skipped: tuple[str, ...] = ()
    counted_once: int = 0


@dataclass(frozen=True, eq=False)
class Weighted:
    """The sample frame with a column for each step, and the design of the rows that count.

    frame: all opened names, columns w_base, w_known, w_response and weight added (with
    w_multiplicity and w_trimmed where the plan asks for them). kept: (N,)
    rows of positive weight, respondents and ineligibles. design: of the kept rows, in order.
    respondents: (kept,) the domain of every estimate.
    """

    frame: pd.DataFrame
    kept: BoolArray
    design: SurveyDesign
    respondents: BoolArray
    report: WeightingReport


def weigh(frame: pd.DataFrame, plan: WeightingPlan | None = None) -> Weighted:
    """Weights of a sample of persons in clusters or straight from lists.

    frame: one row per opened name: `stratum`, `psu` (empty where the person is the unit), `A`
    units of the stratum and `a` drawn (1 and 1 for a desk of its own), `M` the list, `m` names
    opened in it, `outcome`, and the columns the plan names. `pi`, if there: the probability of a
    unit drawn by size, NaN for others; its variance is the one with replacement (methods 17).

    Order: (A/a)(M/m), or (1/pi)(M/m); the weight of names of unknown eligibility goes to the
    others of their class; ineligible names keep theirs, outside the domain; the weight of
    non-respondents goes to the respondents of their class; division by multiplicity; trimming;
    calibration to totals of the lists, which count ineligible names too. Small classes are merged
    (see `classes.weighting_classes`).
    Raises WeightError or DesignError naming the row, CalibrationError, NoConvergence, and
    StepFailed for a regression or a cap that this sample cannot bear.
    """
    plan = plan or WeightingPlan()
    _check(frame)
    outcome = frame["outcome"].to_numpy(dtype=str)
    known, answered = outcome != "unknown", outcome == "respondent"
    merges: list[Merge] = []
    base = _base(frame)
    classes = weighting_classes(frame, plan.unknown_by, known, plan.fewest, "unknown", merges)
    w_known = _passed_on(base, classes, np.ones(len(frame), dtype=np.bool_), known)
    eligible = answered | (outcome == "nonrespondent")
    rounds: int | None = None
    if plan.propensity:
        classes, rounds = _by_propensity(frame, plan, w_known, eligible, answered, merges)
    else:
        classes = weighting_classes(
            frame, plan.response_by, answered, plan.fewest, "response", merges
        )
    columns = {"base": base, "known": w_known}
    columns["response"] = _passed_on(w_known, classes, eligible, answered)
    trimmed = _moved(frame, plan, columns, answered)
    w = list(columns.values())[-1]
    kept = w > 0
    design = _design(frame[kept], w[kept])
    calibrated: Calibrated | None = None
    if plan.margins:
        calibrated = calibrate(w[kept], frame[kept], plan.margins, plan.method)
        residuals = calibrated.adjustment.for_few_units(design.psus, design.strata)
        design = design.calibrated(calibrated.weights, residuals)
        columns["calibrated"] = np.zeros(len(frame))
        columns["calibrated"][kept] = design.weights
    report = replace(
        _report(columns, merges, outcome, plan, calibrated),
        trimmed=trimmed,
        propensity_rounds=rounds,
    )
    steps = {f"w_{step}": found for step, found in columns.items() if step != "calibrated"}
    last = list(columns.values())[-1]
    return Weighted(frame.assign(**steps, weight=last), kept, design, answered[kept], report)


def _by_propensity(
    frame: pd.DataFrame,
    plan: WeightingPlan,
    weights: FloatArray,
    eligible: BoolArray,
    answered: BoolArray,
    merges: list[Merge],
) -> tuple[IntArray, int]:
    """(N,) weighting classes: quintiles of the chance to answer, small ones merged."""
    known = frame[eligible], plan.propensity, answered[eligible], weights[eligible]
    try:
        found = propensities(*known)
    except AnalysisError as error:
        raise StepFailed("propensity", error) from error
    quintile = np.full(len(frame), "0")  # those who are not eligible move no weight
    quintile[eligible] = propensity_classes(found.chances, weights[eligible]).astype(str)
    marked = pd.DataFrame({"propensity": quintile})
    return weighting_classes(
        marked, ("propensity",), answered, plan.fewest, "response", merges
    ), found.rounds


def _moved(
    frame: pd.DataFrame, plan: WeightingPlan, columns: dict[str, FloatArray], answered: BoolArray
) -> int:
    """Add the steps of multiplicity and trimming where the plan has them; how many were cut."""
    if plan.multiplicity is not None:
        factors = np.ones(len(frame))
        counts = frame.loc[answered, plan.multiplicity].to_numpy(np.float64)
        factors[answered] = multiplicity_factors(counts)
        columns["multiplicity"] = columns["response"] * factors
    if plan.trim is None:
        return 0
    now = list(columns.values())[-1]
    kept = now > 0
    strata = pd.factorize(frame.loc[kept, "stratum"])[0].astype(np.int64)
    try:
        done = trim(now[kept], times_median=plan.trim, groups=strata)
    except AnalysisError as error:
        raise StepFailed("trim", error) from error
    columns["trimmed"] = np.zeros(len(frame))
    columns["trimmed"][kept] = done.weights
    return done.cut


def effective_size(weights: FloatArray) -> float:
    """Number of equally weighted answers that would be as precise as these.

    weights: (n,), n >= 1, finite and > 0; the unit cancels. Returns a number in [1, n].
    Raises WeightError, naming the first bad row.
    Source: Kish (1992), J. Official Statistics 8(2): (sum w)^2 / sum w^2.
    """
    bad = np.flatnonzero(~(np.isfinite(weights) & (weights > 0)))
    if bad.size:
        raise WeightError(f"weights: row {bad[0]} is {weights[bad[0]]}, expected > 0")
    return quality(weights).effective


def _check(frame: pd.DataFrame) -> None:
    needed = ("stratum", "psu", "A", "a", "M", "m", "outcome")
    lost = [name for name in needed if name not in frame.columns]
    if lost:
        raise WeightError(f"weights: the sample frame has no column {', '.join(lost)}")
    unknown = np.flatnonzero(~frame["outcome"].isin(OUTCOMES).to_numpy())
    if unknown.size:
        value = frame["outcome"].iloc[unknown[0]]
        raise WeightError(f"weights: row {unknown[0]} has outcome {value}, unknown here")
    if not (frame["outcome"] == "respondent").any():
        raise WeightError("weights: nobody answered, so there is nothing to weight")
    chance = _chances(frame)
    wrong = np.flatnonzero(np.isfinite(chance) & ~((chance > 0) & (chance <= 1)))
    if wrong.size:
        raise WeightError(f"weights: row {wrong[0]} has pi = {chance[wrong[0]]:g}, expected (0, 1]")
    for drawn, size in (("a", "A"), ("m", "M")):
        few, many = frame[drawn].to_numpy(np.float64), frame[size].to_numpy(np.float64)
        bad = np.flatnonzero(~((few > 0) & (few <= many) & np.isfinite(many)))
        if bad.size:
            raise WeightError(
                f"weights: row {bad[0]} has {drawn} = {few[bad[0]]:g} of "
                f"{size} = {many[bad[0]]:g}, expected 0 < {drawn} <= {size}"
            )


def _base(frame: pd.DataFrame) -> FloatArray:
    counts = {name: frame[name].to_numpy(np.float64) for name in "AaMm"}
    first = counts["A"] / counts["a"]
    chance = _chances(frame)
    by_size = np.isfinite(chance)
    first[by_size] = 1 / chance[by_size]
    return np.asarray(first * counts["M"] / counts["m"])


def _chances(frame: pd.DataFrame) -> FloatArray:
    """(N,) probabilities of units drawn by size, NaN for the others."""
    if "pi" not in frame.columns:
        return np.full(len(frame), np.nan)
    return frame["pi"].to_numpy(np.float64)


def _passed_on(
    weights: FloatArray, classes: IntArray, givers: BoolArray, takers: BoolArray
) -> FloatArray:
    """Within classes, the weight of givers carried by those of them who are takers."""
    all_of_them = np.bincount(classes, weights * givers)
    carried = np.bincount(classes, weights * (givers & takers))
    factor = np.divide(all_of_them, carried, out=np.ones_like(carried), where=carried > 0)
    moved = np.where(givers & takers, weights * factor[classes], weights)
    return np.where(givers & ~takers, 0.0, moved)


def _design(kept: pd.DataFrame, weights: FloatArray) -> SurveyDesign:
    """Two stages where there are communes; a person of a list is a PSU of one row.

    Where units were drawn by size no population count enters: it would be wrong (methods 17),
    and without one the variance is that of drawing with replacement, which is a little too large.
    """
    person = np.array([f"#{i}" for i in range(len(kept))])
    psu = kept["psu"].astype("object").where(kept["psu"].notna(), "").to_numpy(dtype=str)
    direct = psu == ""
    lists = kept["M"].to_numpy(np.float64)
    units = np.where(np.isfinite(_chances(kept)), np.inf, kept["A"].to_numpy(np.float64))
    return SurveyDesign.build(
        kept,
        strata="stratum",
        psus=np.where(direct, person, psu),
        ssus=person,
        weights=weights,
        fpc=(
            np.where(direct, lists, units),
            np.where(direct, 1.0, lists),
        ),
        lonely="adjust",
    )


def _report(
    columns: Mapping[str, FloatArray],
    merges: Sequence[Merge],
    outcome: npt.NDArray[np.str_],
    plan: WeightingPlan,
    calibrated: Calibrated | None,
) -> WeightingReport:
    return WeightingReport(
        tuple(_facts(step, weights) for step, weights in columns.items()),
        tuple(merges),
        {name: int((outcome == name).sum()) for name in OUTCOMES},
        tuple(margin.name for margin in plan.margins),
        None if calibrated is None else calibrated.gap,
        None if calibrated is None else calibrated.rounds,
    )


def _facts(step: str, weights: FloatArray) -> StepFacts:
    found = quality(weights)
    return StepFacts(
        step,
        found.n,
        found.total,
        found.smallest,
        found.largest,
        found.kish_deff,
        found.effective,
    )
