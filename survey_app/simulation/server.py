"""The app on a socket of its own under a clock that the simulation sets."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from werkzeug.serving import WSGIRequestHandler, make_server

from survey_app import create_app
from survey_app.config import Settings
from survey_app.web import Parts

__all__ = ["Clock", "Served", "served"]


class Clock:
    """A clock that shows what it was set to."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Served:
    """The running server."""

    port: int
    clock: Clock
    parts: Parts


class _Quiet(WSGIRequestHandler):
    """Keeps connections open, and keeps no log of who asked what."""

    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - theirs
        """Nothing is logged."""


@contextmanager
def served(settings: Settings, at: datetime) -> Iterator[Served]:
    """Serve the app on a free port of 127.0.0.1 while the block runs."""
    clock = Clock(at)
    app = create_app(settings, clock)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="simulation server", daemon=True)
    thread.start()
    parts: Parts = app.extensions["par_survey"]
    try:
        yield Served(server.server_port, clock, parts)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        parts.engine.dispose()
