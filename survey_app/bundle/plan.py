"""The analysis plan of a campaign: what will be computed, and how, before anybody sees a figure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from analysis.scheme import read_scheme
from analysis.toml_file import read_toml
from survey_app.bundle.samples import FEWEST, MARGINS
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.settings import read_settings

__all__ = ["PLAN", "plan_digest", "plan_text"]

PLAN = "plan.json"
METHODS: Mapping[str, str] = {
    "weights": "base, unknown eligibility, non-response, calibration (raking)",
    "non_response_classes": "stratum, then cell; fewer answers than `fewest` are merged",
    "variance": "linearization, two stages with population counts, calibrated residuals",
    "degrees": "Satterthwaite, at most sampling units minus strata",
    "limits": "95 %, logit",
    "districts": "own communes, and between-commune variance pooled over districts",
    "comparisons": "pooled variance, Bonferroni over the districts shown",
    "officials": "all invited; interval from minimum_response on, bounds always",
    "points": "maximum times weighted scores of the groups, one linearized score a respondent",
    "dont_know": "in no denominator",
}


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
        "calibrated_to": list(MARGINS),
        "fewest": FEWEST,
        "disclosure": thresholds.disclosure,
        "minimum_response": str(thresholds.minimum_response),
        "methods": dict(METHODS),
    }
    return json.dumps(plan, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def plan_digest(text: str) -> str:
    """SHA-256 of the plan's text, hexadecimal."""
    return sha256(text.encode()).hexdigest()
