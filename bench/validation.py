"""Reading questionnaires and validating answers to them, as the server does for each response."""

from __future__ import annotations

import json

from bench.timing import Line, best
from questionnaires.instruments import load_instrument
from questionnaires.model import Questionnaire
from questionnaires.validation import check
from questionnaires.xlsform import read
from survey_app.simulation.answering import complete

__all__ = ["lines"]

MANY = 200
ITEMS = 500
ANSWERS = {"select_one": "y", "integer": "5", "text": "some words"}


def lines() -> list[Line]:
    """A complete response to the shipped questionnaire, one to a large form, reading the form.

    The yardstick of answers is parsing the same ones from JSON, that of a form pyxform alone.
    """
    form, _ = load_instrument("citizens")
    answers = complete(form, {"da_gop_y": "co"}, "bench")
    source = large_form()
    large = read(source, "large.md")
    filled = {item.name: ANSWERS[item.type] for item in large.items if item.type in ANSWERS}
    filled |= {item.name: "p0" for item in large.items if item.list_name == "place"}
    return [
        _validated(form, answers, MANY, "≤ 100 µs"),
        _validated(large, filled, 5, ""),
        Line(
            f"read a form of {ITEMS} items",
            best(lambda: read(source, "large.md")),
            "pyxform",
            best(lambda: _converted(source)),
        ),
    ]


def _validated(form: Questionnaire, answers: object, many: int, budget: str) -> Line:
    wire = json.dumps(answers)
    given = json.loads(wire)
    ours = best(lambda: [check(form, given) for _ in range(many)]) / many
    beside = best(lambda: [json.loads(wire) for _ in range(many)]) / many
    what = f"validate a response of {len(given)} answers ({1 / ours:,.0f} a second)"
    return Line(what, ours, "json.loads", beside, budget)


def large_form() -> bytes:
    """A form of 500 items in groups, every fifth with logic, some calculated or filtered."""
    rows = []
    for number in range(ITEMS):
        if number % 25 == 0:
            rows.append(f"begin_group | g{number} | Group {number} | | | | |")
        kind = ("select_one yn", "integer", "text", "select_one place", "calculate")[number % 5]
        rows.append(
            " | ".join(
                (
                    kind,
                    f"q{number}",
                    f"Question {number}",
                    f"${{q{number - 5}}} = 'y'" if kind == "select_one yn" and number else "",
                    ". >= 0 and . <= 200" if kind == "integer" else "",
                    f"${{q{number - 3}}} + 1" if kind == "calculate" else "",
                    f"up = ${{q{number - 3}}}" if kind == "select_one place" else "",
                    "minimal" if kind == "select_one place" else "",
                )
            )
        )
        if number % 25 == 24:
            rows.append("end_group | | | | | | |")
    head = "type | name | label | relevant | constraint | calculation | choice_filter | appearance"
    lines = ["| survey |", f"| | {head} |", *(f"| | {row} |" for row in rows)]
    lines += ["| choices |", "| | list_name | name | label | up |"]
    lines += ["| | yn | y | Yes | |", "| | yn | n | No | |"]
    lines += [f"| | place | p{n} | Place {n} | {'yn'[n % 2]} |" for n in range(20)]
    return "\n".join(lines).encode()


def _converted(source: bytes) -> object:
    from pyxform.xls2xform import convert

    return convert(source.decode(), file_type=".md", form_name="large")
