"""Pages of Home Affairs and the observer: what they open with, what they never show.

Invariant 6: before closing no page of theirs holds an answer or a satisfaction figure.
"""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from tests.conftest import Visitors, World

PAGES = (
    "", "cells", "district/306", "district/departments", "responses", "responses?verdict=waiting",
    "conflicts", "draw", "closing",
)  # fmt: skip


def text(client: FlaskClient, path: str) -> str:
    """The words of a page of the small campaign, tags away."""
    answer = client.get(f"/c/nho/{path}")
    assert answer.status_code == 200, answer.text
    return words_of(answer.text)


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


@pytest.fixture
def monitor(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """Home Affairs at a browser."""
    return visitors.signed_in(sqlite_world.staff.monitor)


@pytest.fixture
def observer(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The observer at a browser."""
    return visitors.signed_in(sqlite_world.staff.observer)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_for_home_affairs_and_the_observer(
    page: str, monitor: FlaskClient, observer: FlaskClient
) -> None:
    assert monitor.get(f"/c/nho/monitor/{page}").status_code == 200
    assert observer.get(f"/c/nho/monitor/{page}").status_code == 200
