"""The evaluator of the browser says what the server's says: reference cases, decided cases and
expressions made up at random; and it is small enough to be sent to a phone.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser

from questionnaires.expressions import ExpressionError
from questionnaires.reference import in_python
from questionnaires.reference.cases import Engine, Prepared, prepared
from questionnaires.reference.in_browser import LOGIC, runner
from questionnaires.reference.verdicts import agree, judged

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def browser(chromium: Browser) -> Engine:
    """The evaluator in a page of the real Chromium."""
    return runner(chromium)


def cases(path: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((ROOT / path).read_text("utf-8"))["cases"]
    return found


def test_the_browser_gives_what_odk_gives_on_every_undisputed_case(browser: Engine) -> None:
    verdicts = judged(cases("tests/reference/expressions/cases.json"), browser)
    assert [
        (each.case["id"], each.case["expression"], each.got)
        for each in verdicts
        if not (each.as_expected or each.disputed or each.refused)
    ] == []


def test_the_browser_decides_the_disputed_cases_as_the_server_does(browser: Engine) -> None:
    verdicts = judged(cases("questionnaires/cases/decided.json"), browser)
    assert [each.case["id"] for each in verdicts if not each.as_expected] == []


def test_all_modules_together_are_at_most_ten_kilobytes_compressed() -> None:
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in LOGIC.glob("*.js")}
    assert sum(sizes.values()) <= 10 * 1024, sizes


# --- expressions made up at random ------------------------------------------------------------

QUESTIONS = [
    {"type": "integer", "name": "a"},
    {"type": "decimal", "name": "x"},
    {"type": "text", "name": "t", "relevant": "${a} != 3"},
    {"type": "select_multiple dichvu", "name": "m"},
    {"type": "date", "name": "d"},
    {"type": "dateTime", "name": "ts"},
    {"type": "time", "name": "h"},
    {"type": "begin_repeat", "name": "nguoi"},
    {"type": "integer", "name": "tuoi"},
    {"type": "text", "name": "ten", "relevant": "${tuoi} > 17 or ${a} = 1"},
    {"type": "calculate", "name": "gap", "calculation": "${tuoi} * 2"},
    {"type": "end_repeat"},
    {"type": "calculate", "name": "out"},
]
CHOICES = [{"name": name, "label": name.title()} for name in ("dat", "thue", "xd")]

NUMBERS = ["0", "1", "2", "-3", "0.1", "0.2", "2.5", "1000000.75", "12345678901", "0.00001"]
TEXTS = ["", "0", " 7 ", "1,5", "abc", "Nguyễn Ánh", "a😀b", "dat", "dat thue", "yes", "-2.50"]
DATES = ["2024-02-29", "2023-12-31T23:30:00.000+07:00", "1969-7-4", "2024-03-05T20:00Z", "06:30"]
PATTERNS = [
    "[0-9]+",
    r"\w+",
    r"[\p{L} ]*",
    "(?i)NGUYỄN.*",
    ".*😀.",
    r"\d{1,3}|[^a-c]+",
    r"\bdat\b.*",
]
FORMATS = ["%Y-%m-%d", "%e/%n/%y %H:%M:%S.%3", "%a %b %W", "%%%h", "%A"]
NODES = ["${tuoi}", "${ten}", "${nguoi}", "${gap}", "${nguoi}[tuoi > 5]/ten", "${a}", "/data/nguoi"]
BINARY = ["+", "-", "*", "div", "mod", "=", "!=", "<", "<=", ">", ">=", "and", "or"]
ONE = [
    *("not", "boolean", "string", "number", "string-length", "normalize-space", "int", "abs"),
    *("sqrt", "round", "date", "date-time", "decimal-date-time", "decimal-time"),
    *("count-selected", "boolean-from-string", "-"),
]
TWO = [
    *("contains", "starts-with", "ends-with", "substring-before", "substring-after", "selected"),
    *("selected-at", "coalesce", "concat", "join", "min", "max", "round", "substr", "pow"),
]


def quoted(text: str) -> str:
    return f"'{text}'"


LEAVES = st.one_of(
    st.sampled_from(NUMBERS),
    st.sampled_from(TEXTS + DATES).map(quoted),
    st.sampled_from(["${a}", "${x}", "${t}", "${m}", "${d}", "${ts}", "${h}", "true()", "${ten}"]),
    st.builds("{}({})".format, st.sampled_from(["sum", "count", "count-non-empty", "max", "concat",
              "position", "boolean"]), st.sampled_from(NODES)),
    st.builds("join('-', {})".format, st.sampled_from(NODES)),
    st.builds("indexed-repeat(${{ten}}, ${{nguoi}}, {})".format, st.sampled_from(["0", "1", "2"])),
)  # fmt: skip


def deeper(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from(BINARY), inner),
        st.builds("{}({})".format, st.sampled_from(ONE), inner),
        st.builds("{}({}, {})".format, st.sampled_from(TWO), inner, inner),
        st.builds("if({}, {}, {})".format, inner, inner, inner),
        st.builds("translate({}, {}, {})".format, inner, inner, inner),
        st.builds("substr({}, {}, {})".format, inner, inner, inner),
        st.builds("checklist({}, {}, {})".format, inner, inner, inner),
        st.builds("regex({}, {})".format, inner, st.sampled_from(PATTERNS).map(quoted)),
        st.builds("format-date({}, {})".format, inner, st.sampled_from(FORMATS).map(quoted)),
    )


EXPRESSIONS = st.recursive(LEAVES, deeper, max_leaves=6)
PERSON = st.fixed_dictionaries(
    {
        "tuoi": st.none() | st.integers(0, 99),
        "ten": st.none() | st.sampled_from(["An", "Bình", "dat"]),
    }
)
ANSWERS = st.fixed_dictionaries(
    {
        "a": st.none() | st.integers(-9, 9),
        "x": st.none() | st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3)),
        "t": st.none() | st.sampled_from(TEXTS[1:]),
        "m": st.sampled_from([None, "dat", "thue xd"]),
        "d": st.sampled_from([None, "2024-03-05", "1990-06-20"]),
        "ts": st.sampled_from([None, "2024-03-05T14:30:15.250+07:00"]),
        "h": st.sampled_from([None, "14:30:00.000+07:00"]),
        "nguoi": st.lists(PERSON, max_size=3),
    }
)


def made_up(expression: str, answers: dict[str, Any]) -> Prepared | None:
    try:
        return prepared(
            {
                "kind": "calculate",
                "questions": QUESTIONS,
                "choices": {"dichvu": CHOICES},
                "answers": answers,
                "target": "out",
                "expression": expression,
            }
        )
    except ExpressionError:
        return None


@given(st.lists(st.builds(made_up, EXPRESSIONS, ANSWERS), min_size=40, max_size=80))
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow,
                           HealthCheck.data_too_large, HealthCheck.large_base_example],
)  # fmt: skip
def test_both_evaluators_agree_on_whatever_is_written(
    browser: Engine, batch: list[Prepared | None]
) -> None:
    readable = [each for each in batch if each is not None]
    for case, here, there in zip(
        readable, in_python.results(readable), browser(readable), strict=True
    ):
        about = case.case["expression"], case.case["answers"], here, there
        assert ("error" in here) == ("error" in there), about
        assert "error" in here or agree(here, there), about
