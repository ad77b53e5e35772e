"""A served app and a real Chromium, the size of a phone."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Thread
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect, sync_playwright
from werkzeug.serving import make_server

CHROMIUM = "/usr/bin/chromium"
expect.set_options(timeout=20_000)  # a slow machine is not a fault


def whole(app: WSGIApplication) -> WSGIApplication:
    """The app, answering in one piece: werkzeug's server leaves the file open that it is sending
    when a browser hangs up.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        pieces = app(environ, start)
        try:
            return [b"".join(pieces)]
        finally:
            if hasattr(pieces, "close"):
                pieces.close()

    return answer


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of the app, served as long as this lasts."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app.config["WTF_CSRF_ENABLED"] = True
    server = make_server("127.0.0.1", 0, whole(app), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def served(app: Flask) -> Iterator[str]:
    """The address of the app over the small campaign."""
    with serving(app) as address:
        yield address


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A phone of 360×740; a fault of a script fails the test."""
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def phone_without_scripts(chromium: Browser) -> Iterator[Page]:
    """The same phone with JavaScript switched off."""
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    yield context.new_page()
    context.close()
