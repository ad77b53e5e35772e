"""Items called as what every object of JavaScript has: the logic of the browser takes no notice."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, Route

from questionnaires.logic import plain_form
from questionnaires.validation import check, offered
from survey_app import filling
from tests.questionnaires.forms import questionnaire

pytestmark = pytest.mark.browser

STATIC = Path(filling.__file__).parent / "static"
FORM = questionnaire(
    """
| survey |
| | type | name | label | relevant | choice_filter | calculation | repeat_count | read_only | default |
| | integer | toString | A | | | | | | |
| | date | valueOf | D | ${toString} > 1 | | | | | |
| | text | data | D | ${valueOf} < date('2022-01-01') | | | | | |
| | select_one constructor | hasOwnProperty | T | | | | | | |
| | select_one isPrototypeOf | propertyIsEnumerable | H | | constructor = ${hasOwnProperty} | | | | |
| | begin_repeat | constructor | R | ${toString} < 5 | | | ${toString} | | |
| | integer | __proto__ | P | | | | | | |
| | calculate | __defineGetter__ | | | | ${__proto__} + position(..) | | | |
| | begin_repeat | toLocaleString | Q | ${__proto__} != '' | | | | | |
| | text | length | L | | | | | | |
| | note | name | Chào ${length} | ${length} != '' | | | | | |
| | end_repeat | | | | | | | | |
| | end_repeat | | | | | | | | |
| | calculate | tong | | | | sum(${__proto__}) + count(${toLocaleString}) | | | |
| | text | __lookupGetter__ | C | ${tong} > 0 | | | | yes | concat('x', ${tong}) |
""",  # noqa: E501
    """
| choices |
| | list_name | name | label | constructor |
| | constructor | valueOf | V | |
| | constructor | __proto__ | P | |
| | isPrototypeOf | toString | T | valueOf |
| | isPrototypeOf | constructor | C | __proto__ |
""",
)
HERE = "http://127.0.0.1/"
RUN = """async ([plain, trials]) => {
  const { Questionnaire } = await import("/filled.js");
  const form = new Questionnaire(JSON.parse(plain));
  return trials.map((pairs) => {
    const places = form.places(form.filled(form.answers(pairs)));
    const asked = [...places].filter(([, place]) => place.asked);
    return {
      shown: asked.map(([path]) => path),
      offers: asked.map(([path, place]) => [path, form.offered(place)])
        .filter(([, codes]) => codes).map(([path, codes]) => [path, [...codes].sort()]),
      values: asked.filter(([, { entry }]) => entry.isLeaf && entry.calculation)
        .map(([path, { entry }]) => [path, entry.stored]),
    };
  });
}"""


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Page:
    """A page that may load the scripts and nothing else."""

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(HERE)
        body = (STATIC / name).read_text("utf-8") if name else "<!doctype html><title>x</title>"
        route.fulfill(body=body, content_type="text/javascript" if name else "text/html")

    found = chromium.new_page()
    found.route("**/*", serve)
    found.goto(HERE)
    return found


PERSON = st.fixed_dictionaries(
    {},
    optional={
        "__proto__": st.sampled_from(["", "0", "7", "x"]),
        "__defineGetter__": st.just("99"),
        "toLocaleString": st.lists(
            st.fixed_dictionaries({}, optional={"length": st.sampled_from(["", "An"])}), max_size=3
        ),
    },
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "toString": st.sampled_from(["", "0", "2", "3", "6", "nan"]),
        "valueOf": st.sampled_from(["", "2021-12-31", "2022-01-01", "2021-02-30"]),
        "data": st.sampled_from(["", "x"]),
        "hasOwnProperty": st.sampled_from(["", "valueOf", "__proto__", "constructor"]),
        "propertyIsEnumerable": st.sampled_from(["", "toString", "constructor"]),
        "constructor": st.lists(PERSON, max_size=3),
        "tong": st.just("99"),
        "__lookupGetter__": st.just("99"),
    },
)


@given(st.lists(ANSWERS, min_size=10, max_size=30))
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    suppress_health_check=[*HealthCheck],
)
def test_both_evaluators_agree_on_forms_with_the_strangest_names(
    page: Page, trials: list[dict[str, object]]
) -> None:
    pairs = [filling.hidden(each, ()) for each in trials]
    found = page.evaluate(RUN, [json.dumps(plain_form(FORM)), pairs])
    for answers, there in zip(trials, found, strict=True):
        here = check(FORM, answers)
        shown = {path for path in there["shown"] if path[-1] != "/"}
        assert shown == set(here.relevant), answers
        offers = {path: sorted(codes) for path, codes in offered(FORM, answers).items()}
        assert dict(there["offers"]) == {path: offers[path] for path in offers if path in shown}
        for path, stored in there["values"]:
            assert stored == _at(here.clean, path), (answers, path)


def _at(clean: object, path: str) -> object:
    level = clean
    for step in path.split("/"):
        level = level[int(step) - 1] if isinstance(level, tuple) else level.get(step)  # type: ignore[attr-defined]
    return level
