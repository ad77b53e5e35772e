"""What is looked at on any page: accessibility, sizes, headings, faults of the console."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from survey_app.services.signing_in import sign_in_link
from tests.conftest import SECRET

__all__ = ["PHONE", "SCREEN", "browsing", "enter", "looks_wrong", "settle", "violations"]

PHONE, SCREEN = (360, 740), (1280, 800)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

SMALL = """([least, which]) => {
  const seen = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(".hide")
  // the target of a link in a cell or figure is the cell; a link in a sentence is as its line
  const box = (e) => {
    const own = e.getBoundingClientRect()
    const spread = getComputedStyle(e, "::after")
    const wide = spread.content !== "none" && spread.position === "absolute"
    return wide && spread.inset === "0px" ? e.closest("td, th, div").getBoundingClientRect() : own
  }
  const inText = (e) => getComputedStyle(e).display === "inline"
    && [...e.parentElement.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
  return [...document.querySelectorAll(which)]
    .filter((e) => seen(e) && !(e.tagName === "A" && inText(e)))
    .filter((e) => !e.matches(".skip"))
    .map((e) => [e, box(e)])
    .filter(([, b]) => b.height < least - 0.5 || b.width < Math.min(least, 24) - 0.5)
    .map(([e, b]) => `${Math.round(b.width)}x${Math.round(b.height)} ${e.outerHTML.slice(0, 110)}`)
}"""
TARGETS = (
    "a[href], button, select, textarea, summary, label:has(input), "
    "input:not([type=hidden], [type=radio], [type=checkbox])"
)
MAIN_ACTIONS = (
    ".phone :is(.btn, .bar a, .bar button, .choices label, .rows a, summary, select, "
    "textarea, .link), .phone input:not([type=hidden], [type=radio], [type=checkbox])"
)


@contextmanager
def browsing(
    chromium: Browser, size: tuple[int, int], scheme: Any = "light"
) -> Iterator[tuple[BrowserContext, list[str]]]:
    """A browser of this size, and what its console complains about."""
    context = chromium.new_context(
        viewport={"width": size[0], "height": size[1]}, locale="vi-VN", color_scheme=scheme
    )
    faults: list[str] = []
    context.on("weberror", lambda error: faults.append(str(error.error)))
    context.on(
        "console",
        lambda line: faults.append(line.text) if line.type in ("error", "warning") else None,
    )
    yield context, faults
    context.close()


def enter(page: Page, site: str, login: str) -> None:
    """Sign in by link."""
    page.goto(f"{site}/link/{sign_in_link(SECRET, login)}")


def settle(page: Page) -> None:
    """Wait until the page that is coming is there whole, its stylesheet included.

    A click returns as soon as the next page has begun; it may have no element yet.
    """
    page.wait_for_load_state("load")


def looks_wrong(page: Page, size: tuple[int, int]) -> list[str]:
    """Everything that is wrong with how the page looks, each as a sentence."""
    settle(page)
    found = [f"axe: {line}" for line in violations(page)]
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    if wide > 0:
        found.append(f"scrolls sideways by {wide}")
    # what the form's logic hides is not asked; anything else of class item is
    asked = "[...document.querySelectorAll('.item:not([hidden])')]"
    hidden = asked + ".filter((e) => !e.checkVisibility())"
    found += page.evaluate(hidden + ".map((e) => `question not to be seen: ${e.id}`)")
    found += [f"too small: {target}" for target in page.evaluate(SMALL, [24, TARGETS])]
    if size == PHONE:
        found += [f"small action: {target}" for target in page.evaluate(SMALL, [48, MAIN_ACTIONS])]
    if (headings := page.locator("h1").count()) != 1:
        found.append(f"{headings} main headings")
    if not page.title().strip():
        found.append("no title")
    if page.locator("html").get_attribute("lang") != "vi":
        found.append("not marked as Vietnamese")
    return found


def violations(page: Page) -> list[str]:
    """What axe finds."""
    options = {"runOnly": RULES, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:140]} {[check['message'] for check in node['any']][:1]}"
        for rule in found
        for node in rule["nodes"][:4]
    ]
