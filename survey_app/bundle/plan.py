"""The analysis plan of a campaign: what will be computed, and how, before anybody sees a figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from analysis.scheme import read_scheme
from analysis.toml_file import read_toml
from survey_app.bundle.samples import FEWEST, MARGINS
from survey_app.campaign.definition import Settings
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.settings import read_settings
from survey_app.campaign.weighting_settings import WeightingSettings

__all__ = ["PLAN", "plan_digest", "plan_text"]

PLAN = "plan.json"
METHODS: Mapping[str, str] = {
    "degrees": "Satterthwaite, at most sampling units minus strata",
    "limits": "95 %, logit",
    "districts": "own communes, and between-commune variance pooled over districts",
    "comparisons": "pooled variance, Bonferroni over the districts shown",
    "officials": "all invited; interval from minimum_response on, bounds always",
    "points": "maximum times weighted scores of the groups, one linearized score a respondent",
    "dont_know": "in no denominator",
}
VARIANCE = {
    "pps": (
        "linearization; communes drawn by size, systematically: as drawn with replacement within"
        " their stratum, no population count (a little too large); persons drawn straight from a"
        " desk's list: simple random sampling with the list's count; calibrated residuals"
    ),
    "srs": (
        "linearization; two stages, communes within their stratum and persons within their list,"
        " both simple random sampling with population counts; persons drawn straight from a desk's"
        " list: one stage with the list's count; calibrated residuals"
    ),
}
"""By the selection of communes: what `analysis.weighting` makes of it."""
FIXED = "; propensities, caps and multiplicities count as fixed"


def plan_text(files: Mapping[str, bytes], version: str) -> str:
    """The plan as JSON that follows from the campaign's files and the program alone.

    files: as frozen (`campaign/...`, `questionnaires/...`); version: of the program.
    """
    prefix = "campaign/"
    own = {name.removeprefix(prefix): c for name, c in files.items() if name.startswith(prefix)}
    settings, _ = read_settings(read_toml(own[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    scheme_file = settings.files["scheme"]
    scheme = read_scheme(own[scheme_file], scheme_file)
    thresholds = settings.thresholds
    plan: dict[str, Any] = {
        "campaign": settings.id,
        "program": version,
        "scheme_sha256": scheme.digest,
        "convention": scheme.sipas_convention,
        "criteria": {
            row.code: {
                "maximum": str(row.maximum),
                "groups": {g: str(w) for g, w in scheme.group_weights_of(row.code).items()},
            }
            for row in scheme.survey_rows()
        },
        "scoring_sha256": {
            name: sha256(content).hexdigest()
            for name, content in sorted(files.items())
            if name.startswith("questionnaires/") and name.endswith(".scoring.toml")
        },
        "calibrated_to": list(MARGINS) if settings.weighting.multiplicity is None else [],
        "weighting": {
            "nonresponse": settings.weighting.nonresponse,
            "propensity": list(settings.weighting.propensity),
            "trim": None if settings.weighting.trim is None else str(settings.weighting.trim),
            "multiplicity": settings.weighting.multiplicity,
        },
        "fewest": FEWEST,
        "disclosure": thresholds.disclosure,
        "minimum_response": str(thresholds.minimum_response),
        "methods": {**METHODS, **_of_weights(settings)},
    }
    return json.dumps(plan, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _of_weights(settings: Settings) -> dict[str, str]:
    """The steps of the weights in their order, the classes and the variance that follows."""
    chosen = settings.weighting
    steps = ["base", "unknown eligibility", "non-response"]
    steps += ["multiplicity"] * (chosen.multiplicity is not None)
    steps += [f"cap at {chosen.trim} medians of the stratum"] * (chosen.trim is not None)
    steps += ["calibration (raking)"] * (chosen.multiplicity is None)
    classes = "stratum, then cell; fewer answers than `fewest` are merged"
    if chosen.nonresponse == "propensity":
        by = ", ".join(chosen.propensity)
        classes = (
            f"fifths of the propensity to answer by {by} (logistic regression, main effects);"
            f" where it cannot be estimated: {classes}"
        )
    moved = chosen != WeightingSettings()
    return {
        "weights": ", ".join(steps),
        "non_response_classes": classes,
        "variance": VARIANCE[settings.sampling.selection] + FIXED * moved,
    }


def plan_digest(text: str) -> str:
    """SHA-256 of the plan's text, hexadecimal."""
    return sha256(text.encode()).hexdigest()
