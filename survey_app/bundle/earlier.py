"""This year's published results beside an earlier year's: what compares, and by how much."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from analysis.comparison import Comparison, Year, compare
from survey_app.bundle.archive import RESULTS
from survey_app.bundle.problems import BundleError, Problem

if TYPE_CHECKING:
    from survey_app.bundle.published import Facts, Published

__all__ = ["between", "year_of"]

IN_ORDER = ("1149", "876")
DECISION = re.compile(rf"\b({'|'.join(IN_ORDER)})/QĐ-BNV\b")
"""The Ministry's decisions by which schemes were made, oldest first."""


def between(earlier: Published, later: Published) -> Comparison:
    """The changes from one year to another; raises BundleError where they are no two years."""
    try:
        return compare(year_of(earlier), year_of(later))
    except ValueError as error:
        values = {"earlier": earlier.facts.year, "later": later.facts.year}
        raise BundleError((Problem("no_two_years", RESULTS, values=values),)) from error


def year_of(published: Published) -> Year:
    """What a comparison needs to know of a year's results."""
    facts = published.facts
    return Year(
        facts.year,
        facts.campaign,
        _decision(facts),
        {row.code: row.maximum for row in facts.rows},
        facts.frozen,
        published.results,
        {item: words["vi"] for item, words in facts.items.items()},
    )


def _decision(facts: Facts) -> str:
    """The Ministry's decision the scheme rests on: as cited, else by the year it was in force."""
    if facts.own_survey:
        return ""
    cited: list[str] = DECISION.findall(" ".join(facts.documents))
    if cited:  # a decision that replaces another may be cited beside it
        return max(cited, key=IN_ORDER.index)
    return "876" if facts.year >= 2022 else "1149" if facts.year >= 2020 else "before 1149"
