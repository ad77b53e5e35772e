"""House rules that enforce themselves."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click
import pytest
from flask import Flask

import survey_app
from survey_app.cli import main
from survey_app.errors import Refused
from survey_app.web import Access

ROOT = Path(survey_app.__file__).parent
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_every_route_states_who_may_call_it(app: Flask) -> None:
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if endpoint != "static" and not isinstance(getattr(view, "access", None), Access)
    ]
    assert silent == []


def test_a_route_that_does_not_state_it_is_refused(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    assert app.test_client().get("/forgotten").status_code == 403


def test_strangers_get_nowhere_but_to_signing_in_and_answering(app: Flask) -> None:
    open_to_all = {
        endpoint
        for endpoint, view in app.view_functions.items()
        if getattr(getattr(view, "access", None), "anybody", False)
    }
    public = {"draws.public", "draws.public_package"}
    assert public <= open_to_all
    assert {endpoint.split(".")[0] for endpoint in open_to_all - public} == {"account", "answer"}


def test_a_file_that_is_not_sent_again_is_closed(app: Flask) -> None:
    phone = app.test_client()  # pytest reports files that nobody closed
    sent = phone.get("/static/app.css")
    sent.close()
    kept = phone.get("/static/app.css", headers={"If-None-Match": sent.headers["ETag"]})
    asked = phone.head("/static/app.css")
    assert (kept.status_code, asked.status_code) == (304, 200)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text().replace('<script type="application/json"', "<data")  # never run
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", text)


def _refusals(kind: type[Refused] = Refused) -> list[type[Refused]]:
    return [kind, *(below for sub in kind.__subclasses__() for below in _refusals(sub))]


def test_every_refusal_has_a_code_of_its_own_and_a_sentence() -> None:
    kinds = [kind for kind in dict.fromkeys(_refusals()) if kind.__module__.startswith("survey")]
    codes = Counter(kind.code for kind in kinds)
    assert [code for code, count in codes.items() if count > 1] == []
    assert all(kind.sentence.endswith((".", "%")) for kind in kinds)


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += _commands(command, (*path, name))
        else:
            found.append((" ".join((*path, name)), command))
    return found


@pytest.mark.parametrize(("name", "command"), _commands(main), ids=lambda value: str(value))
def test_every_command_shows_an_example(name: str, command: click.Command) -> None:
    assert f"Example: par-survey {name}" in (command.help or "")


def test_the_command_line_offers_what_the_readme_promises() -> None:
    names = {name for name, _ in _commands(main)}
    assert {
        "campaign create",
        "draw run",
        "draw verify",
        "quota recount",
        "closing ask",
        "closing confirm",
        "report",
        "audit verify",
        "simulate",
        "serve",
    } <= names
    assert any(name.startswith("user ") for name in names)
