"""A drawn group's rows as they are published: coarse, with weights that name no sampling unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import BoolArray, FloatArray
from analysis.estimate import linear_mean
from analysis.masking import independent_totals, masked_replicates, masked_weights
from analysis.replication import ReplicateDesign
from analysis.samples import GroupSample
from analysis.scheme import Scheme
from analysis.scoring import ItemScores, ScoredItem, score
from analysis.sums import spread_of
from analysis.tables import DistrictRow, Results
from questionnaires.model import Questionnaire
from survey_app.bundle.coarse import DISTRICT, Coarse, coarsened, public_rules

__all__ = ["PublicRows", "blanked_rows", "coarse_rows", "enough_rows", "public_rows", "scores_of"]


@dataclass(frozen=True, eq=False)
class PublicRows:
    """What is published of one drawn group, rows sorted by what they show.

    rows: district and items; design: weights and replicates of the same rows; degrees: sampling
    units minus strata of the true design.
    """

    group: str
    coarse: Coarse
    rows: pd.DataFrame
    design: ReplicateDesign
    degrees: int


def coarse_rows(
    sample: GroupSample, answers: pd.DataFrame, form: Questionnaire, published: Results
) -> Coarse:
    """The rows of a drawn group by the stated rules, without weights, in the sample's order.

    answers: (m,) every item of the rows that answered, in the sample's order; published: what is
    shown of the campaign, whose hidden figures no row may give away. Raises TooFewRows.
    """
    districts = np.array(sample.districts or [""] * len(sample.domain))[sample.domain]
    filters = {item.asked_of[0]: item.asked_of[1] for item in sample.items if item.asked_of}
    hidden = _hidden(sample, published)
    return coarsened(answers, list(districts), form, filters, hidden, published.threshold)


def blanked_rows(coarse: Coarse) -> BoolArray:
    """(m,) the rows that show no district because it is blanked."""
    return np.asarray(coarse.rows[DISTRICT] == public_rules().blank)


def enough_rows(sample: GroupSample, coarse: Coarse, scheme: Scheme) -> bool:
    """Whether there are so many more rows than totals that no weight comes back."""
    columns = _columns(coarse.rows, scores_of(sample.items, coarse.rows), scheme)
    return len(columns) >= public_rules().rows_per_total * independent_totals(columns)


def public_rows(
    sample: GroupSample,
    answers: pd.DataFrame,
    form: Questionnaire,
    scheme: Scheme,
    published: Results,
    *,
    seed: int = 0,
) -> PublicRows:
    """The rows of `coarse_rows` with weights and replicate weights; seed: of the noise."""
    coarse = coarse_rows(sample, answers, form, published)
    order = coarse.rows.sort_values(list(coarse.rows.columns), kind="stable").index.to_numpy()
    rows = coarse.rows.loc[order].reset_index(drop=True)
    shown = np.flatnonzero(sample.domain)[order]
    true = sample.survey.weights[shown]
    columns = _columns(rows, scores_of(sample.items, rows), scheme)
    weights = masked_weights(true, columns, _start(true, rows[DISTRICT]))
    back = np.argsort(order)  # the rows in the order of the sample, as the design has them
    replicates = masked_replicates(
        sample.survey,
        sample.domain,
        weights[back],
        columns[back],
        inflation=_inflation(sample),
        seed=seed,
    )
    design = ReplicateDesign(
        weights, replicates.replicates[order], replicates.scale, replicates.rscales, mse=True
    )
    return PublicRows(sample.group, coarse, rows, design, sample.survey.degrees(sample.domain))


def scores_of(items: Sequence[ScoredItem], rows: pd.DataFrame) -> ItemScores:
    """Scores of published rows; an item that was left out counts as not answered."""
    names = {item.item for item in items} | {item.asked_of[0] for item in items if item.asked_of}
    lost = {name: "" for name in names if name not in rows.columns}
    return score(items, rows.assign(**lost))


def _hidden(sample: GroupSample, published: Results) -> dict[str, str | None]:
    """Districts with hidden figures; the item that they hang on, None for all their rows."""
    found: dict[str, str | None] = {}
    for row in published.districts:
        if row.group == sample.group:
            for item in _hidden_in(sample, row):
                found[row.district] = None if found.get(row.district, item) is None else item
    return found


def _hidden_in(sample: GroupSample, row: DistrictRow) -> list[str | None]:
    items: list[str | None] = [None] if row.direct.reason not in (None, "no_answers") else []
    for part in row.factors:
        if part.share.reason in (None, "no_answers"):
            continue
        asked = {
            item.asked_of[0]
            for item in sample.items
            if item.factor == part.factor and item.asked_of
        }
        if asked:
            items.append(next(iter(asked)))
        elif part.share.reason != "secondary":
            items.append(None)
    return items


def _columns(rows: pd.DataFrame, scores: ItemScores, scheme: Scheme) -> FloatArray:
    """(n, p) what the weights' totals are kept of: everything that figures are made of."""
    satisfied, valid = np.nan_to_num(scores.satisfied), ~np.isnan(scores.satisfied)
    codes = [row.code for row in scheme.survey_rows() if row.kind == "sipas"]
    sipas = [k for code in codes for k in scores.columns(criterion=code)]
    keys = [DISTRICT, *(key for key in public_rules().keys if key in rows.columns)]
    kinds = pd.get_dummies(rows[keys], dtype=np.float64).to_numpy()
    places = pd.get_dummies(rows[DISTRICT], dtype=np.float64).to_numpy()
    sums = [satisfied[:, sipas].sum(axis=1), valid[:, sipas].sum(axis=1)]
    return np.hstack(
        [
            np.ones((len(rows), 1)),
            satisfied,
            np.nan_to_num(scores.score),
            valid.astype(np.float64),
            kinds,
            *(places * total[:, None] for total in sums),
        ]
    )


def _start(weights: FloatArray, places: pd.Series) -> FloatArray:
    """The mean weight of the rows that show the same district."""
    codes = pd.factorize(places)[0]
    means = np.bincount(codes, weights) / np.bincount(codes)
    return np.asarray(means[codes])


def _inflation(sample: GroupSample) -> float:
    """Mean over the items of the variance over that of rows drawn one by one; 1 at least."""
    ratios = []
    for column in sample.scores.satisfied.T:
        figure = linear_mean(sample.survey, column, sample.domain)
        simple = float(((sample.survey.weights * figure.influence) ** 2).sum())
        if simple > 0:
            ratios.append(spread_of(sample.survey, figure).variance / simple)
    return max(1.0, float(np.mean(ratios))) if ratios else 1.0
