"""The optional table [weighting] of campaign.toml: how weights meet who did not answer."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, cast

from survey_app.campaign.tables import Table

__all__ = ["LISTED", "WeightingSettings", "read_weighting"]

NonResponse = Literal["classes", "propensity"]
LISTED = ("place", "level", "field", "month", "sex")
"""What the lists say of everybody, those who did not answer too (methods 13)."""
LEAST_TRIM, MOST_TRIM = 2, 100


@dataclass(frozen=True)
class WeightingSettings:
    """What a campaign asks of its weights beyond base, non-response and calibration.

    nonresponse: "classes" by stratum and cell, or by "propensity" to answer, estimated from the
    columns of `propensity`; trim: the most a weight may be, in medians of its stratum, None for
    no cap; multiplicity: the question on how many results a respondent got in the period, where
    the lists hold transactions and the figures are about persons (methods 3).
    """

    nonresponse: NonResponse = "classes"
    propensity: tuple[str, ...] = ("place", "level", "field")
    trim: Decimal | None = None
    multiplicity: str | None = None


def read_weighting(top: Table) -> WeightingSettings:
    """The table's choices; a campaign without it has classes, no cap and lists of persons."""
    if not top.has("weighting"):
        return WeightingSettings()
    table, usual = top.table("weighting"), WeightingSettings()
    nonresponse = usual.nonresponse
    if table.has("nonresponse"):
        found = table.choice("nonresponse", ("classes", "propensity"))
        nonresponse = cast(NonResponse, found)
    propensity = usual.propensity
    if table.has("propensity"):
        propensity = table.choices("propensity", LISTED)
        if nonresponse != "propensity":
            table.note("propensity-unused", "propensity")
    trim = table.number("trim", LEAST_TRIM, MOST_TRIM) if table.has("trim") else None
    lists = table.choice("lists", ("persons", "transactions")) if table.has("lists") else "persons"
    multiplicity = table.optional_text("multiplicity")
    if (lists == "transactions") != (multiplicity is not None):
        table.note("multiplicity-lists", "multiplicity" if multiplicity else "lists")
    table.close()
    return WeightingSettings(nonresponse, propensity, trim, multiplicity)
