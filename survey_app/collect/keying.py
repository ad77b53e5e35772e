"""Pages for paper forms: find one by its number, key it in, settle what two people read apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from questionnaires.model import Item
from questionnaires.plain_words import question_numbers
from questionnaires.skips import END, skips
from questionnaires.validation import check
from survey_app.entered import plain
from survey_app.errors import NotFound, Refused
from survey_app.form_numbers import parse_form_number
from survey_app.keyed_in import read_typed, typed
from survey_app.models import Role
from survey_app.services import keying
from survey_app.services.keying import AlreadyStored, KeyedForm, NotSettling, SamePerson
from survey_app.web import current_actor, may, now, say, sessions

bp = Blueprint("keying", __name__, url_prefix="/c/<slug>/keying")


@dataclass(frozen=True)
class Choice:
    """A choice as it is printed: its number on paper and its words."""

    number: int
    label: str


@dataclass(frozen=True)
class KeyField:
    """A question to be keyed in.

    kind: one (a digit that moves on), several or text; go: by digit the question that comes
    next; values: what two people typed, where they differ.
    """

    name: str
    number: int
    label: str
    kind: str
    choices: tuple[Choice, ...]
    go: Mapping[str, str]
    value: str
    error: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class KeyPage:
    """A form to be keyed in; doubtful: it can be kept as it stands on paper."""

    form: KeyedForm
    fields: tuple[KeyField, ...]
    doubtful: bool = False

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
) -> str:
    page = KeyPage(keyed, _fields(keyed, fields, wrong), doubtful and bool(wrong))
    return render_template("office/key_in.html", page=page)


def _settling(
    keyed: KeyedForm,
    fields: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
) -> str:
    shown = _fields(keyed, fields or {}, wrong or {})
    differing = tuple(field for field in shown if field.name in keyed.differing)
    return render_template("office/settle.html", page=KeyPage(keyed, differing))


def _fields(
    keyed: KeyedForm, fields: Mapping[str, str], wrong: Mapping[str, str]
) -> tuple[KeyField, ...]:
    language = str(get_locale())
    numbers, jumps = question_numbers(keyed.questionnaire), skips(keyed.questionnaire)
    return tuple(
        KeyField(
            item.name,
            numbers[item.name],
            item.label.in_(language),
            _kind(item),
            tuple(Choice(n, c.label.in_(language)) for n, c in enumerate(item.choices, start=1)),
            _go(item, jumps),
            fields.get(item.name, ""),
            wrong.get(item.name, ""),
            tuple(typed(item, each.get(item.name)) for each in keyed.entries[:2]),
        )
        for item in keyed.questionnaire.items
        if item.name in numbers
    )


def _kind(item: Item) -> str:
    if item.type == "select_one":
        return "one" if len(item.choices) <= 9 else "text"
    return "several" if item.type == "select_multiple" else "text"


def _go(item: Item, jumps: Mapping[tuple[str, str], str]) -> Mapping[str, str]:
    """By digit the name of the question that comes next, "" for the end of the form."""
    found = {
        str(place): jumps.get((item.name, choice.name))
        for place, choice in enumerate(item.choices, start=1)
    }
    return {digit: "" if to == END else to for digit, to in found.items() if to is not None}


def _doubts(keyed: KeyedForm, answers: Mapping[str, str | list[str]]) -> dict[str, str]:
    """What the validation says about the answers, by item."""
    language = str(get_locale())
    errors = check(keyed.questionnaire, answers).errors
    return {name: error.sentence(language) for name, error in errors.items()}


def _both(keyed: KeyedForm) -> dict[str, str]:
    """What both people typed alike."""
    first = keyed.entries[0]
    return {
        item.name: typed(item, first.get(item.name))
        for item in keyed.questionnaire.items
        if item.name not in keyed.differing
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
