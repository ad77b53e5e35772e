"""campaign.toml against whatever may be typed into it: a problem with a sentence, never a crash.

Covers survey_app/campaign/settings.py and tables.py.
"""

import re
from pathlib import Path

import pytest

from analysis.toml_file import TomlSyntaxError, read_toml
from survey_app.campaign.settings import read_settings

SHIPPED = Path(__file__).parents[2] / "survey_app" / "campaigns" / "hai-phong-2021"
LINES = (SHIPPED / "campaign.toml").read_text(encoding="utf-8").splitlines()
KEYS = [at for at, line in enumerate(LINES) if re.match(r"\w+ = ", line)]
HEADERS = [at for at, line in enumerate(LINES) if line.startswith("[")]
OPTIONAL = ("[costs", "[planning")
REQUIRED = [
    at
    for at in KEYS
    if not next(line for line in LINES[at::-1] if line.startswith("[") or line is LINES[0])
    .startswith(OPTIONAL)
    and not LINES[at].startswith('selection = "srs"')  # methods.md 5 has a default
]  # fmt: skip
STRANGE = [
    "-1", '"x"', "true", "[1]", "{}", "2021-01-01T00:00:00", '""', "nan", "99999999999999999999",
    '"a{b}c"',
]  # fmt: skip


def problems(lines: list[str]) -> list[str]:
    """The sentences of a file's problems; a syntax error counts as one."""
    try:
        toml = read_toml("\n".join(lines).encode())
    except TomlSyntaxError as error:
        return [error.reason]
    settings, found = read_settings(toml, "campaign.toml")
    if not found:
        settings.design()
        settings.fieldwork.days()
    return [problem.sentence(language) for problem in found for language in ("vi", "en")]


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_value_of_any_key_is_a_problem_or_meant(value: str) -> None:
    accepted = 0
    for at in KEYS:
        key = LINES[at].split(" = ")[0]
        accepted += not problems([*LINES[:at], f"{key} = {value}", *LINES[at + 1 :]])
    assert accepted < len(KEYS) / 2


@pytest.mark.parametrize("at", REQUIRED)
def test_a_key_that_is_left_out_is_a_problem(at: int) -> None:
    assert problems([*LINES[:at], *LINES[at + 1 :]])


@pytest.mark.parametrize("at", HEADERS)
def test_a_table_under_another_name_is_a_problem(at: int) -> None:
    said = problems([*LINES[:at], "[strange]", *LINES[at + 1 :]])
    assert any("strange" in sentence for sentence in said)
