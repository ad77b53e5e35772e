"""Reference cases in the evaluator of the browser: static/logic/ in a real Chromium."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from questionnaires.reference.cases import Engine, Prepared

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

__all__ = ["LOGIC", "results", "runner"]

LOGIC = Path(__file__).parents[2] / "survey_app" / "static" / "logic"
"""The modules that a page loads."""

_CHROMIUM = "/usr/bin/chromium"
_ADDRESS = "http://127.0.0.1/"
_RUN = """async (cases) => {
  const { results } = await import("/trial.js");
  return JSON.stringify(results(JSON.parse(cases)));
}"""


def results(cases: Sequence[Prepared]) -> Sequence[dict[str, Any]]:
    """What becomes of each case, in the words of `expected`, or {"error": why}."""
    from playwright.sync_api import sync_playwright  # a tool of development, not of the product

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        found = runner(browser)(cases)
        browser.close()
    return found


def runner(browser: Browser) -> Engine:
    """A page of this browser that runs cases; nothing leaves the machine."""
    page = browser.new_page()
    page.route("**/*", _serve)
    page.goto(_ADDRESS)

    def run(cases: Sequence[Prepared]) -> list[dict[str, Any]]:
        plain = json.dumps([case.plain() for case in cases])
        found: list[dict[str, Any]] = json.loads(page.evaluate(_RUN, plain))
        return found

    return run


def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(_ADDRESS)
    if not name:
        route.fulfill(body="<!doctype html><title>trial</title>", content_type="text/html")
        return
    folder = Path(__file__).parent if name == "trial.js" else LOGIC
    path = folder / name
    if path.parent != folder or not path.is_file():
        route.fulfill(status=404)
        return
    kind = mimetypes.guess_type(name)[0] or "text/javascript"
    route.fulfill(body=path.read_text("utf-8"), content_type=kind)
