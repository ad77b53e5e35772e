"""Every feature of XLSForm that is carried out has a page, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string

from questionnaires.logic import needs_logic, plain_form
from questionnaires.validation import check, offered, try_answers, with_defaults
from questionnaires.xlsform import read
from survey_app import filling
from tests.app.test_filling import PAGE
from tests.conftest import NOON
from tests.questionnaires.examples import LOADS


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_form_of_every_feature_is_drawn(app: Flask, language: str) -> None:
    for name, text in LOADS.items():
        form = read(text.encode(), "x.md")
        answers = with_defaults(form, {}, NOON)
        checked = check(form, answers, NOON)
        screens = filling.screens(
            form,
            answers,
            checked,
            language,
            errors=checked.errors,
            offers=offered(form, answers, NOON),
            seed="x",
            live=needs_logic(form),
        )
        try_answers(form, answers, NOON)
        plain_form(form)
        with app.test_request_context("/"):
            page = "".join(render_template_string(PAGE, fields=s.fields) for s in screens)
        asked = [i for i in form.items if i.is_asked and i.name in checked.relevant]
        for item in asked:
            assert f'name="{item.name}"' in page, name
        assert "<script>" not in page, name
