"""Every page at two sizes: accessible, inside the screen, large enough to press, no fault.

The pages are those of tests/pages.py, before closing and after it; a page that is not in
that list fails the first test.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pytest
from flask import Flask
from playwright.sync_api import Browser

from tests.browser.conftest import serving
from tests.browser.looks import PHONE, SCREEN, browsing, enter, looks_wrong, violations
from tests.conftest import Template
from tests.pages import DOWNLOADS, PAGES, REDIRECTS, Site, Spot, closed, running

pytestmark = pytest.mark.browser

DARK = ("monitor.board", "collect.day", "results.page")


@pytest.fixture(scope="module", params=[running, closed], ids=["running", "closed"])
def site(
    request: pytest.FixtureRequest,
    sqlite_template: Template,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Site, str]]:
    """A campaign in the middle of its fieldwork, and one after closing; with its address."""
    with (
        request.param(sqlite_template, tmp_path_factory.mktemp("site")) as made,
        serving(made.app) as address,
    ):
        yield made, address


def test_every_page_is_in_the_list(app: Flask) -> None:
    answering = {r.endpoint for r in app.url_map.iter_rules() if r.methods and "GET" in r.methods}
    listed = {spot.endpoint for spot in PAGES} | DOWNLOADS | REDIRECTS
    assert answering == listed


def by_role(site: Site) -> Iterator[tuple[str, list[Spot]]]:
    """The pages of this state of the campaign, role by role."""
    for role, spots in groupby(sorted(site.pages, key=lambda s: s.role), lambda s: s.role):
        yield role, list(spots)


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_every_page_looks_right(
    chromium: Browser, site: tuple[Site, str], size: tuple[int, int]
) -> None:
    made, address = site
    wrong: list[str] = []
    for role, spots in by_role(made):
        with browsing(chromium, size) as (context, faults):
            page = context.new_page()
            if role:
                enter(page, address, made.login(role))
            for spot in spots:
                answer = page.goto(address + spot.address(made))
                assert answer is not None
                where = f"{spot.endpoint} as {role}"
                if answer.status != 200:
                    wrong.append(f"{where}: {answer.status}")
                wrong += [f"{where}: {fault}" for fault in looks_wrong(page, size)]
            wrong += faults
    assert wrong == []


@pytest.mark.parametrize("size", [PHONE, SCREEN], ids=["phone", "screen"])
def test_the_dark_scheme_has_contrast_too(
    chromium: Browser, site: tuple[Site, str], size: tuple[int, int]
) -> None:
    made, address = site
    wrong: list[str] = []
    for role, spots in by_role(made):
        for spot in spots:
            if spot.endpoint in DARK:
                with browsing(chromium, size, "dark") as (context, _faults):
                    page = context.new_page()
                    enter(page, address, made.login(role))
                    page.goto(address + spot.address(made))
                    wrong += [f"{spot.endpoint}: {fault}" for fault in violations(page)]
    assert wrong == []


def test_what_looks_wrong_is_seen(chromium: Browser) -> None:
    with browsing(chromium, PHONE) as (context, faults):
        page = context.new_page()
        page.set_content(
            "<!doctype html><html lang='en'><title>x</title><body class='phone'><main>"
            "<h1>a</h1><h1 style='width:999px'>b</h1><p style='color:#999'>pale</p>"
            "<p class='bar'><button style='height:30px;width:90px'>low</button></p>"
            "<p><a href='#' style='display:block;width:20px;height:20px'>x</a></p></main>"
            "<script>missing()</script>"
        )
        found = " ".join([*looks_wrong(page, PHONE), *faults])
    for words in (
        "color-contrast",
        "sideways",
        "too small: 20x20",
        "small action: 90x30",
        "2 main headings",
        "not marked as Vietnamese",
        "missing is not defined",
    ):
        assert words in found
