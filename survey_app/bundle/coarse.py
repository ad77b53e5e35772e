"""Rows of a drawn group as they may be published: bands, and no small group of alike ones.

The rules are stated in `survey_app/bundle/public-rules.toml`, which every public file repeats.
"""

from __future__ import annotations

import tomllib
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd

from questionnaires.model import Questionnaire

__all__ = [
    "DISTRICT",
    "Coarse",
    "PublicRules",
    "TooFewRows",
    "coarsened",
    "public_rules",
    "rules_text",
    "smallest_group",
]

DISTRICT = "district"
RULES_TEXT = (files("survey_app.bundle") / "public-rules.toml").read_text("utf-8")
NUMBERS = ("integer", "decimal", "range")
KINDS = ("select_one", "select_multiple", *NUMBERS)
"""Types of items that rows may show; what is written freely, moments and places never are."""


@dataclass(frozen=True)
class PublicRules:
    """The stated rules. keys: identifying items, the first blanked first; bands: lower ends;
    rows_per_total: rows that a group must have for each independent total of its weights."""

    keys: tuple[str, ...]
    blank: str
    bands: Mapping[str, tuple[int, ...]]
    numbers: tuple[int, ...]
    rows_per_total: float


@dataclass(frozen=True, eq=False)
class Coarse:
    """Rows that may be published, in the order they came.

    rows: district, then the form's items that are kept. filters: items that decide who is asked
    others. blanked: rows in which each identifying variable is blank. smallest: rows of the
    smallest group alike in all of them. left_out: items with fewer answers than the threshold.
    """

    rows: pd.DataFrame
    filters: tuple[str, ...]
    blanked: Mapping[str, int]
    smallest: int
    left_out: tuple[str, ...]


class TooFewRows(ValueError):  # noqa: N818 - says what is wrong with the rows
    """Fewer rows than the threshold were asked alike in the whole city: nothing hides them."""


def rules_text() -> str:
    """The rules with their explanation, for whoever reads a public file."""
    return RULES_TEXT


def public_rules() -> PublicRules:
    """The rules as the file states them."""
    given = tomllib.loads(RULES_TEXT)
    bands = {name: tuple(ends) for name, ends in given["bands"].items()}
    return PublicRules(
        tuple(given["keys"]),
        given["blank"],
        bands,
        tuple(given["numbers"]["bands"]),
        float(given["rows_per_total"]),
    )


def coarsened(
    answers: pd.DataFrame,
    districts: Sequence[str],
    form: Questionnaire,
    filters: Mapping[str, frozenset[str]],
    hidden: Mapping[str, str | None],
    threshold: int,
    rules: PublicRules | None = None,
) -> Coarse:
    """The rows by the stated rules.

    answers: (n,) text codes by item of those who answered; districts: (n,) codes, "" for none;
    filters: items that decide who is asked others, with the codes of those who are. hidden:
    districts that have figures which are not published, each with the filter item that these
    hang on, None for all of the district's rows.
    """
    rules = rules or public_rules()
    rows, left_out = _kept(answers, form, threshold, rules)
    rows.insert(0, DISTRICT, list(districts))
    order = [*(key for key in rules.keys if key in rows.columns), DISTRICT]
    fixed = [name for name in filters if name in rows.columns]
    true = rows[DISTRICT].to_numpy(dtype=object)
    for district, item in hidden.items():
        own = rows[DISTRICT] == district
        if item is not None:
            own &= rows[item].isin(filters[item])
        rows.loc[own, DISTRICT] = rules.blank
    _blank_small(rows, order, fixed, threshold, rules.blank)
    _fill(rows, order, fixed, true, threshold, rules.blank)
    blanked = {name: int((rows[name] == rules.blank).sum()) for name in order}
    return Coarse(rows, tuple(fixed), blanked, smallest_group(rows, fixed)[0], left_out)


def smallest_group(rows: pd.DataFrame, filters: Sequence[str]) -> tuple[int, str]:
    """Rows of the smallest group alike in all identifying variables, and what they show."""
    by = [name for name in (*public_rules().keys, DISTRICT, *filters) if name in rows.columns]
    sizes = rows.groupby(by, dropna=False).size()
    if not len(sizes):
        return 0, ""
    key = sizes.idxmin()
    said = key if isinstance(key, tuple) else (key,)
    return int(sizes.min()), "/".join(str(value) for value in said)


def _kept(
    answers: pd.DataFrame, form: Questionnaire, threshold: int, rules: PublicRules
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Items that may be shown, numbers in bands; and those that too few answered."""
    columns, left_out = {}, []
    for item in form.items:
        if item.type not in KINDS or item.name not in answers.columns:
            continue
        texts = answers[item.name].fillna("").astype(str)
        said = int((texts != "").sum())
        if 0 < said < threshold:
            left_out.append(item.name)
            continue
        if item.type in NUMBERS:
            texts = texts.map(_banded(rules.bands.get(item.name, rules.numbers)))
        columns[item.name] = texts.to_numpy(dtype=object)
    return pd.DataFrame(columns, index=range(len(answers))), tuple(left_out)


class _banded:  # noqa: N801 - reads as a function
    """A number's text to its band: 18–29, 60+."""

    def __init__(self, ends: Sequence[int]) -> None:
        self.ends = np.array(ends)
        after = [*ends[1:], None]
        self.labels = [
            f"{low}+" if high is None else str(low) if high == low + 1 else f"{low}–{high - 1}"
            for low, high in zip(ends, after, strict=True)
        ]

    def __call__(self, text: str) -> str:
        if not text.strip():
            return ""
        place = int(np.searchsorted(self.ends, float(text), side="right")) - 1
        return self.labels[max(place, 0)]


def _sizes(rows: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """(n,) how many rows are alike in the columns."""
    return rows.groupby(list(columns), dropna=False)[columns[0]].transform("size")


def _blank_small(
    rows: pd.DataFrame, order: Sequence[str], fixed: Sequence[str], threshold: int, blank: str
) -> None:
    """One variable after the other, in rows that too few others are like."""
    by = [*order, *fixed]
    for name in order:
        few = _sizes(rows, by) < threshold
        few |= (rows[DISTRICT] == blank) & (rows[name] != blank)
        rows.loc[few, name] = blank


def _fill(
    rows: pd.DataFrame,
    order: Sequence[str],
    fixed: Sequence[str],
    true: np.ndarray[tuple[int], np.dtype[np.object_]],
    threshold: int,
    blank: str,
) -> None:
    """Blank further rows until every group and every district's blanked rows are enough."""
    by = [*order, *fixed]
    for _ in range(3 * len(rows)):
        sizes = _sizes(rows, by)
        small = sizes[sizes < threshold]
        if len(small):
            _blank_or_join(rows, by, order, fixed, small.index[0], sizes, threshold, blank)
            continue
        more = _next_of_district(rows, fixed, true, threshold, blank, sizes)
        if more is None:
            return
        rows.loc[more, list(order)] = blank


def _blank_or_join(
    rows: pd.DataFrame,
    by: Sequence[str],
    order: Sequence[str],
    fixed: Sequence[str],
    at: Hashable,
    sizes: pd.Series,
    threshold: int,
    blank: str,
) -> None:
    """Blank a group that is too small, or what is blank already gets another group with it."""
    place = int(np.flatnonzero(rows.index == at)[0])
    if (rows.loc[:, list(order)].iloc[place] == blank).all():
        others = rows[list(fixed)].eq(rows[list(fixed)].iloc[place]).all(axis=1)
        candidates = sizes[others & (sizes >= threshold) & (rows[DISTRICT] != blank)]
        if not len(candidates):
            raise TooFewRows(f"{int(others.sum())} < {threshold}")
        place = int(np.flatnonzero(sizes.index == candidates.idxmin())[0])
    alike = rows[list(by)].eq(rows[list(by)].iloc[place]).all(axis=1)
    rows.loc[alike, list(order)] = blank


def _next_of_district(
    rows: pd.DataFrame,
    fixed: Sequence[str],
    true: np.ndarray[tuple[int], np.dtype[np.object_]],
    threshold: int,
    blank: str,
    sizes: pd.Series,
) -> int | None:
    """A further row to blank: of a district, and there of those asked alike, with few blanked.

    None when there are enough everywhere, or no further row of that kind.
    """
    hidden = rows[DISTRICT] == blank
    kinds = pd.Series(true, index=rows.index).astype(str)
    for alike in (kinds + "/" + rows[fixed].agg("/".join, axis=1), kinds) if fixed else (kinds,):
        counts = alike[hidden].value_counts()
        for kind in sorted(counts[counts < threshold].index):
            own = sizes[~hidden & (alike == kind)]
            if len(own):
                return int(own.idxmax())
    return None
