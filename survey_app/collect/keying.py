"""Pages for paper forms: find one by its number, key it in, settle what two people read apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from questionnaires.plain_words import question_numbers
from questionnaires.validation import check
from survey_app.collect.key_fields import KeyField, key_fields
from survey_app.entered import plain
from survey_app.errors import NotFound, Refused
from survey_app.form_numbers import parse_form_number
from survey_app.keyed_in import read_typed, typed
from survey_app.keyed_order import answers_by_path
from survey_app.models import Role
from survey_app.services import keying
from survey_app.services.keying import AlreadyStored, KeyedForm, NotSettling, SamePerson
from survey_app.web import current_actor, may, now, say, sessions

bp = Blueprint("keying", __name__, url_prefix="/c/<slug>/keying")

_MORE = "+more"  # a button's name, as no question can be named


@dataclass(frozen=True)
class KeyPage:
    """A form to be keyed in; doubtful: it can be kept as it stands on paper; at: the
    path of the field to go on with."""

    form: KeyedForm
    fields: tuple[KeyField, ...]
    doubtful: bool = False
    at: str = ""

    @property
    def mistakes(self) -> tuple[KeyField, ...]:
        """The fields to be looked at."""
        return tuple(field for field in self.fields if field.error)


@bp.get("/")
@may(Role.SUPERVISOR, Role.COLLECTOR)
def start(slug: str) -> ResponseReturnValue:
    """Where a form's number is typed, and what waits."""
    return _start()


@bp.post("/")
@may(Role.SUPERVISOR, Role.COLLECTOR)
def find(slug: str) -> ResponseReturnValue:
    """The form of the number that was typed."""
    text = request.form.get("number", "")
    try:
        number = parse_form_number(text)
        keying.open_form(sessions(), number, current_actor())
    except NotFound:
        error = _("Không có phiếu giấy mang số này ở bưu cục của Ông/Bà. Xem lại số in trên phiếu.")
        return _start(text, error), 404
    except Refused as refused:
        return _start(text, say(refused)), refused.status
    return redirect(url_for(".form", slug=slug, number=number), 303)


@bp.get("/<number>")
@may(Role.SUPERVISOR, Role.COLLECTOR)
def form(slug: str, number: str) -> ResponseReturnValue:
    """The form, empty for a first and second keying, with both where they differ."""
    try:
        keyed = keying.open_form(sessions(), number, current_actor())
    except SamePerson as refused:
        return _start(number, say(refused)), refused.status
    if keyed.stage == "stored":
        return _start(number, say(AlreadyStored(number=number))), 409
    if keyed.stage == "differing":
        if not current_actor().has(Role.SUPERVISOR):
            return _start(number, _("Phiếu %(n)s chờ trưởng bưu cục giải quyết.", n=number)), 403
        return _settling(keyed)
    return _keying(keyed, {}, {})


@bp.post("/<number>")
@may(Role.SUPERVISOR, Role.COLLECTOR)
def enter(slug: str, number: str) -> ResponseReturnValue:
    """Keep what was typed; gaps and impossible answers only if the paper has them."""
    fields = {name: plain(text) for name, text in request.form.items()}
    try:
        keyed = keying.open_form(sessions(), number, current_actor())
        if fields.get(_MORE):
            return _keying(keyed, fields, {}, more=fields[_MORE])
        read = read_typed(keyed.questionnaire, fields)
        wrong = dict(read.mistakes)
        if not wrong and "as_on_paper" not in fields:
            wrong = _doubts(keyed, read.answers)
        if wrong:
            return _keying(keyed, fields, wrong, doubtful=not read.mistakes), 422
        kept = keying.enter(sessions(), number, read.answers, current_actor(), now())
    except (SamePerson, AlreadyStored) as refused:
        return _start(number, say(refused)), refused.status
    flash(_said(kept))
    _say_dropped(keyed, read.answers)
    return redirect(url_for(".start", slug=slug), 303)


@bp.post("/<number>/settle")
@may(Role.SUPERVISOR)
def settle(slug: str, number: str) -> ResponseReturnValue:
    """Store the form with what the supervisor read where two people differed."""
    try:
        keyed = _differing(number)
        fields = _both(keyed) | _read_again(keyed)
        read = read_typed(keyed.questionnaire, fields)
        open_ones = {name: _("Chọn một trong hai, hoặc gõ lại theo phiếu giấy.")
                     for name in keyed.differing if name not in fields}  # fmt: skip
        if read.mistakes or open_ones:
            return _settling(keyed, fields, open_ones | dict(read.mistakes)), 422
        kept = keying.settle(sessions(), number, read.answers, current_actor(), now())
    except (SamePerson, NotSettling) as refused:
        return _start(number, say(refused)), refused.status
    flash(_said(kept))
    return redirect(url_for(".start", slug=slug), 303)


def _differing(number: str) -> KeyedForm:
    keyed = keying.open_form(sessions(), number, current_actor())
    if keyed.stage != "differing":
        raise NotSettling(number=number)
    return keyed


def _start(typed_number: str = "", error: str = "") -> str:
    work = keying.worklist(sessions(), current_actor())
    return render_template("office/keying.html", work=work, number=typed_number, error=error)


def _keying(
    keyed: KeyedForm,
    fields: Mapping[str, str],
    wrong: Mapping[str, str],
    doubtful: bool = False,
    more: str = "",
) -> str:
    shown = key_fields(keyed, fields, wrong, more)
    added = [field.name for field in shown if more and field.name.startswith(f"{more}/")]
    at = next((name for name in added if name not in fields), "")
    return render_template(
        "office/key_in.html", page=KeyPage(keyed, shown, doubtful and bool(wrong), at)
    )


def _settling(
    keyed: KeyedForm,
    fields: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    shown = key_fields(keyed, fields or {}, wrong or {})
    differing = tuple(field for field in shown if field.name in keyed.differing)
    return render_template("office/settle.html", page=KeyPage(keyed, differing))


def _doubts(keyed: KeyedForm, answers: Mapping[str, Any]) -> dict[str, str]:
    """What the validation says about the answers, by path."""
    language = str(get_locale())
    errors = check(keyed.questionnaire, answers).errors
    return {name: error.sentence(language) for name, error in errors.items()}


def _both(keyed: KeyedForm) -> dict[str, str]:
    """What both people typed alike."""
    items = keyed.questionnaire
    return {
        path: typed(items.item(path.rpartition("/")[2]), answer)
        for path, answer in answers_by_path(keyed.entries[0]).items()
        if path not in keyed.differing
    }


def _read_again(keyed: KeyedForm) -> dict[str, str]:
    """What the supervisor chose or typed anew for the items that differ; "" is left empty."""
    found: dict[str, str] = {}
    for name in keyed.differing:
        anew = plain(request.form.get(f"retyped-{name}", "")).strip()
        if anew or name in request.form:
            found[name] = anew or plain(request.form[name])
    return found


def _said(keyed: KeyedForm) -> str:
    said = {
        "second": _("Đã ghi phiếu %(n)s, lần thứ nhất. Phiếu chờ người thứ hai nhập lại."),
        "differing": _("Đã ghi phiếu %(n)s. Hai lần nhập khác nhau; trưởng bưu cục sẽ xem lại."),
    }.get(keyed.stage, _("Phiếu %(n)s đã nhập xong."))
    return str(said) % {"n": keyed.number}


def _say_dropped(keyed: KeyedForm, answers: Mapping[str, Any]) -> None:
    """Tell of answers on paper to questions that the form does not ask after the others."""
    numbers = question_numbers(keyed.questionnaire)
    names = [path.rpartition("/")[2] for path in check(keyed.questionnaire, answers).dropped]
    places = sorted({numbers[name] for name in names if name in numbers})
    if places:
        listed = ", ".join(map(str, places))
        flash(
            _("Câu %(n)s có ghi trên phiếu nhưng theo mẫu phiếu không hỏi: không tính.", n=listed)
        )
