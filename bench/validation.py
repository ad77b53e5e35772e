"""Validating one citizen's answers to the shipped questionnaire, as the server does for each."""

from __future__ import annotations

import json

from bench.timing import Line, best
from questionnaires.instruments import load_instrument
from questionnaires.validation import check
from survey_app.simulation.answering import complete

__all__ = ["lines"]

MANY = 200


def lines() -> list[Line]:
    """A complete response beside parsing the same answers from JSON."""
    form, _ = load_instrument("citizens")
    answers = complete(form, {"da_gop_y": "co"}, "bench")
    wire = json.dumps(answers)
    ours = best(lambda: [check(form, answers) for _ in range(MANY)]) / MANY
    beside = best(lambda: [json.loads(wire) for _ in range(MANY)]) / MANY
    return [Line(f"validate a response of {len(answers)} answers", ours, "json.loads", beside)]
