"""An interview with a form of every kind, from the first page to what is stored, no JavaScript."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from questionnaires.model import Questionnaire
from questionnaires.stored import to_json
from survey_app.models import QuestionnaireVersion, RespondentGroup, Response
from survey_app.services.visiting import NameView, day_list
from tests.app.test_collect_pages import hidden_fields, interview, put
from tests.app.test_filling import FORM
from tests.conftest import Visitors, World


@pytest.fixture
def form(sqlite_world: World) -> Questionnaire:
    """What citizens are asked from now on."""
    with sqlite_world.sessions.begin() as db:
        group = db.scalars(select(RespondentGroup).where(RespondentGroup.code == "citizens")).one()
        before = db.get_one(QuestionnaireVersion, group.questionnaire)
        db.add(
            QuestionnaireVersion(
                digest=FORM.digest,
                name="moi",
                source=b"",
                parsed=to_json(FORM),
                scoring=before.scoring,
            )
        )
        db.flush()
        group.questionnaire = FORM.digest
    return FORM


@pytest.fixture
def browser(visitors: Visitors, sqlite_world: World) -> FlaskClient:
    """The collector's phone."""
    return visitors.signed_in(sqlite_world.staff.collectors["BD306"][0])


@pytest.fixture
def name(sqlite_world: World) -> NameView:
    """The first name that the collector has to visit."""
    return day_list(sqlite_world.sessions, sqlite_world.collector)[0].left[0]


def shown(page: str) -> str:
    """The page without what scripts may show later."""
    return re.sub(r"<template\b.*?</template>", "", page, flags=re.DOTALL)


@pytest.mark.usefixtures("form")
def test_a_cascade_a_repeat_and_a_grid_are_filled_and_stored(
    browser: FlaskClient, sqlite_world: World, name: NameView
) -> None:
    page = browser.get(interview(name)).text
    assert 'value="2021-10-15"' in page  # a default
    fields = hidden_fields(page)
    put(fields, d="2,5", n="2021-10-15", r="7", ok="OK", k="other", tinh="hp", action="next")
    fields.setlist("h", ["2", "1"])

    page = browser.post(interview(name), data=fields).text
    assert "Gấp đôi là 5<" in page
    assert "An Dương" in page  # now that the province is known
    assert "Kinh Môn" not in shown(page)
    fields["shown"] = hidden_fields(page)["shown"]
    put(fields, k_other="không chắc", huyen="an")
    page = browser.post(interview(name), data=fields).text

    fields = hidden_fields(page)
    put(fields, **{"con/1/ten": "An", "con/1/tuoi": "7", "action": "add:con"})
    page = browser.post(interview(name), data=fields).text
    assert "Người con 2" in page
    assert "Tuổi của An?" in page
    fields = hidden_fields(page)
    put(fields, **{"con/1/ten": "An", "con/1/tuoi": "x", "con/2/ten": "Bình", "action": "next"})
    refused = browser.post(interview(name), data=fields)
    assert refused.status_code == 422
    assert 'href="#q-con/1/tuoi"' in refused.text
    put(fields, **{"con/1/tuoi": "7", "action": "remove:con/2/viec/1"})
    page = browser.post(interview(name), data=fields).text
    fields = hidden_fields(page)
    put(fields, **{"con/1/ten": "An", "con/1/tuoi": "7", "con/2/ten": "Bình", "action": "next"})
    page = browser.post(interview(name), data=fields).text

    assert len(re.findall(r'name="a" value="\d"', page)) == 5
    fields = hidden_fields(page)
    put(fields, a="5", b="1", action="send")
    sent = browser.post(interview(name), data=fields)
    assert sent.status_code == 303, re.sub("<[^>]+>", "", sent.text)
    assert browser.post(interview(name), data=fields).status_code == 303

    with sqlite_world.sessions() as db:
        [stored] = db.scalars(select(Response)).all()
    assert stored.answers == {
        "d": 2.5,
        "n": "2021-10-15",
        "r": 7,
        "ok": "OK",
        "h": ["2", "1"],
        "k": "other",
        "k_other": "không chắc",
        "tinh": "hp",
        "huyen": "an",
        "hai": "5",
        "an": "x",
        "con": [{"ten": "An", "tuoi": 7, "viec": [{}]}, {"ten": "Bình", "viec": []}],
        "a": "5",
        "b": "1",
    }
