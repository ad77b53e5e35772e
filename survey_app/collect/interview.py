"""An interview on a phone: a section a screen, earlier answers travelling as hidden fields.

The page depends on the questionnaire's version alone. What it sends is authorised by the
device that signed in: its session cookie is SameSite=Lax, which no other site's form can
send along, while a CSRF token would expire in a page that was kept since yesterday
(design.md section 1). The blueprint is therefore exempt from CSRF tokens.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from questionnaires.logic import needs_logic, plain_form
from questionnaires.model import Questionnaire
from questionnaires.validation import (
    Checked,
    ItemError,
    check,
    metadata_of,
    offered,
    with_defaults,
)
from questionnaires.wording import worded
from survey_app import filling
from survey_app.db import reading
from survey_app.entered import number
from survey_app.errors import NotFound
from survey_app.models import Role
from survey_app.services import collecting, quotas, versions, visiting
from survey_app.services.collecting import InvalidAnswers, Receipt, Submission
from survey_app.services.quotas import CellCount
from survey_app.web import current_actor, current_campaign, device, may, now, say, sessions

bp = Blueprint("interview", __name__, url_prefix="/c/<slug>/collect")

STATUSES = {"stored": 201, "repeated": 200, "conflict": 409}


@dataclass(frozen=True)
class Filled:
    """A questionnaire as far as it has come: what every screen sends back.

    cell: of answers that no chance chose; there is no name then (0); turn: how many screens
    were sent before, by which the phone knows whether its draft is of a later one.
    """

    name: int
    questionnaire: Questionnaire
    uuid: str
    started: str
    section: int = 0
    answers: filling.Answers | None = None
    shown: frozenset[str] = frozenset()
    cell: int | None = None
    turn: int = 0

    @property
    def draft(self) -> str:
        """Under which key the phone keeps it."""
        return f"{current_campaign().slug}/{self.name or f'cell-{self.cell}'}"

    def address(self, language: str | None) -> str:
        """Where every screen is sent."""
        slug = current_campaign().slug
        if self.cell is not None:
            return url_for(".fill_chosen", slug=slug, cell=self.cell, lang=language)
        return url_for(".fill", slug=slug, name=self.name, lang=language)

    @property
    def back(self) -> str:
        """Where the collector goes to pause."""
        slug = current_campaign().slug
        if self.cell is not None:
            return url_for("collect.day", slug=slug)
        return url_for("collect.name_page", slug=slug, name=self.name)

    @property
    def moment(self) -> datetime:
        """What today() and now() say: when it was begun, as when it is stored."""
        return _moment(self.started) or now()

    @property
    def given(self) -> filling.Answers:
        """The answers so far."""
        return self.answers or {}


@dataclass(frozen=True)
class SectionDone:
    """A section on the last screen: so many of its questions answered."""

    index: int
    title: str
    answered: int
    asked: int


@dataclass(frozen=True)
class InterviewPage:
    """A screen of the interview; without screen it is the last one, before sending.

    elsewhere: mistakes in other sections; draft: under which key the phone keeps it; logic: the
    form for the evaluator in the browser, where an answer may change what the screen shows.
    """

    filled: Filled
    screen: filling.Screen | None
    carried: tuple[tuple[str, str], ...]
    done: tuple[SectionDone, ...]
    elsewhere: int
    draft: str
    fresh: bool
    logic: Mapping[str, Any] | None


@dataclass(frozen=True)
class ReceiptPage:
    """What became of a response, why it waits for a look (if it does), what is left."""

    outcome: str
    reasons: tuple[str, ...]
    waits: bool
    left: int
    draft: str


@bp.get("/names/<int(max=2147483647):name>/interview")
@may(Role.COLLECTOR)
def begin(slug: str, name: int) -> ResponseReturnValue:
    """The first screen; the response gets its name (UUID) here and keeps it."""
    view, assignment = visiting.name_of(sessions(), name, current_actor())
    if view.closed:
        return redirect(url_for("collect.name_page", slug=slug, name=name), 303)
    form = versions.current(sessions(), current_campaign().id, assignment.group)
    return _show(_begun(name, form), 0, fresh=True)


@bp.post("/names/<int(max=2147483647):name>/interview")
@may(Role.COLLECTOR, revoked_devices=True)
def fill(slug: str, name: int) -> ResponseReturnValue:
    """The next screen, an earlier one, or the end: everything is sent."""
    return act(_filled(name))


@bp.get("/cells/<int(max=2147483647):cell>/interview")
@may(Role.COLLECTOR)
def begin_chosen(slug: str, cell: int) -> ResponseReturnValue:
    """The first screen of an answer that no chance chose, for a cell of its own (methods 8)."""
    found = chosen_cell(cell)
    form = versions.current(sessions(), current_campaign().id, found.group)
    return _show(replace(_begun(0, form), cell=cell), 0, fresh=True)


@bp.post("/cells/<int(max=2147483647):cell>/interview")
@may(Role.COLLECTOR, revoked_devices=True)
def fill_chosen(slug: str, cell: int) -> ResponseReturnValue:
    """The following screens of such an answer."""
    return act(replace(_filled(0), cell=cell))


def chosen_cell(cell: int) -> CellCount:
    """A cell outside the sample that the actor's office fills; raises NotFound."""
    found = quotas.cell_of(sessions(), current_campaign().id, cell)
    if found.probability or found.office not in current_actor().scopes(Role.COLLECTOR):
        raise NotFound
    return found


def act(filled: Filled) -> ResponseReturnValue:
    """What the button that was pressed asks for."""
    action = request.form.get("action", "send")
    if action.startswith(("add:", "remove:")):
        return _show(
            replace(filled, answers=filling.repeated(filled.given, action)), filled.section
        )
    if action == "send":
        return _send(filled)
    if action == "next":
        return _next(filled)
    if action == "back":
        return _show(filled, _before(filled))
    return _show(filled, _asked_for(action, filled.section))


@bp.get("/receipts/<uuid:uuid>")
@may(Role.COLLECTOR, revoked_devices=True)
def receipt(slug: str, uuid: str) -> ResponseReturnValue:
    """What became of a response that was sent."""
    asked = request.args.get("outcome", "stored")
    sent = collecting.receipt_of(sessions(), str(uuid), current_actor(), asked)
    left = sum(len(each.left) for each in visiting.day_list(sessions(), current_actor()))
    draft = f"{slug}/{request.args.get('name', '')}"
    waits = bool(set(sent.flags) - collecting.HARMLESS)
    page = ReceiptPage(sent.outcome, reasons(sent.flags), waits, left, draft)
    return render_template("collect/receipt.html", page=page)


def _begun(name: int, form: Questionnaire) -> Filled:
    started = now()
    answers = with_defaults(form, {}, started, metadata_of(started, device=device()))
    return Filled(name, form, str(uuid4()), started.isoformat(), answers=answers)


def _filled(name: int) -> Filled:
    form = request.form
    with reading(sessions()) as db:
        questionnaire = versions.questionnaire(db, form.get("version", ""))
    return Filled(
        name,
        questionnaire,
        form.get("uuid", ""),
        form.get("started", ""),
        _within(form.get("section", 0, type=number), questionnaire),
        filling.entered(questionnaire, form),
        filling.names_shown(form.get("shown", "")),
        turn=form.get("turn", 0, type=number) + 1,
    )


def _within(section: int, questionnaire: Questionnaire) -> int:
    return min(max(section, 0), len(questionnaire.sections))


def _asked_for(action: str, section: int) -> int:
    """The section of "go:3"; anything else stays where it is ("stay", another language)."""
    _verb, _colon, number = action.partition(":")
    return int(number) if number.isdecimal() and len(number) < 6 else section


def _before(filled: Filled) -> int:
    checked = check(filled.questionnaire, filled.given, filled.moment)
    earlier = [
        index
        for index in filling.steps(filled.questionnaire, checked.relevant)
        if index < filled.section
    ]
    return earlier[-1] if earlier else 0


def _next(filled: Filled) -> ResponseReturnValue:
    """On to the following section, unless this one has something to mend or to ask yet."""
    checked = check(filled.questionnaire, filled.given, filled.moment)
    wrong: dict[str, ItemError] = {}
    if filled.section < len(filled.questionnaire.sections):
        wrong = filling.of_section(filled.questionnaire, filled.section, checked.errors)
    asked_now = _asked_now(filled, checked) if filled.shown else set()
    errors = {
        path: error
        for path, error in wrong.items()
        if path not in asked_now or error.code != "missing"
    }
    if wrong or asked_now:
        return _show(filled, filled.section, errors=errors, asked_now=asked_now)
    return _show(filled, filled.section + 1)


def _asked_now(filled: Filled, checked: Checked) -> set[str]:
    """What the answers on a screen made due on the same screen: never passed over, even where
    no answer is required."""
    form, section = filled.questionnaire, filled.section
    if section >= len(form.sections):
        return set()
    asked = {item.name for item in form.sections[section].items if item.is_asked}
    offers = offered(form, filled.given, filled.moment)
    return {
        path
        for path in checked.relevant - filled.shown
        if path.rpartition("/")[2] in asked and offers.get(path, True)
    }


def _send(filled: Filled) -> ResponseReturnValue:
    submission = Submission(
        filled.uuid,
        filled.name,
        filled.questionnaire.digest,
        filled.given,
        started_at=_moment(filled.started),
        cell=filled.cell,
    )
    try:
        sent = collecting.submit(sessions(), submission, current_actor(), device(), now())
    except InvalidAnswers as refused:
        if _wants_json():
            return _refused_json(refused)
        at = filling.first_mistaken(filled.questionnaire, refused.errors)
        return _show(filled, at, errors=refused.errors)
    if _wants_json():
        return _receipt_json(sent)
    address = url_for(
        ".receipt",
        slug=current_campaign().slug,
        uuid=sent.uuid,
        outcome=sent.outcome,
        name=filled.name or f"cell-{filled.cell}",
        lang=request.args.get("lang"),
    )
    return redirect(address, 303)


def _refused_json(refused: InvalidAnswers) -> ResponseReturnValue:
    language = str(get_locale())
    items = {name: error.sentence(language) for name, error in refused.errors.items()}
    return {"error": {"code": refused.code, "message": say(refused), "items": items}}, 422


def _receipt_json(sent: Receipt) -> ResponseReturnValue:
    body = {"uuid": sent.uuid, "outcome": sent.outcome, "flags": list(sent.flags)}
    return body, STATUSES[sent.outcome]


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _show(
    filled: Filled,
    section: int,
    *,
    errors: Mapping[str, ItemError] | None = None,
    asked_now: Collection[str] = (),
    fresh: bool = False,
) -> ResponseReturnValue:
    """The screen of the first section to be asked from `section` on; the last one after all."""
    checked = check(filled.questionnaire, filled.given, filled.moment)
    order = filling.steps(filled.questionnaire, checked.relevant)
    index = next((each for each in order if each >= section), None)
    screen, live = None, False
    if index is not None:
        live = needs_logic(filled.questionnaire, index)
        screen = filling.screen(
            filled.questionnaire,
            index,
            filled.given,
            checked,
            str(get_locale()),
            errors=errors,
            asked_now=asked_now,
            offers=offered(filled.questionnaire, filled.given, filled.moment),
            seed=filled.uuid,
            live=live,
            guided=True,
        )
    fields = screen.fields if screen else ()
    known = filling.kept(filled.given, checked.clean)
    carried = filling.hidden(known, {each.name for each in fields})
    page = InterviewPage(
        replace(filled, section=len(filled.questionnaire.sections) if index is None else index),
        screen,
        carried,
        () if screen else _done(filled, checked, order),
        len(errors or ()) - len(screen.mistakes if screen else ()),
        filled.draft,
        fresh,
        plain_form(filled.questionnaire) if live else None,
    )
    return render_template("collect/interview.html", page=page), 422 if errors else 200


def _done(filled: Filled, checked: Checked, order: tuple[int, ...]) -> tuple[SectionDone, ...]:
    found = []
    for index in order:
        section = filled.questionnaire.sections[index]
        names = {item.name for item in section.items if item.is_asked}
        asked = [path for path in checked.relevant if path.rpartition("/")[2] in names]
        first = next((i.label for i in section.items if i.name in asked), None)
        label = section.label or first
        if asked and label:
            answered = sum(filling.is_answered(checked, path) for path in asked)
            title = worded(label.in_(str(get_locale())), checked.clean)
            found.append(SectionDone(index, title, answered, len(asked)))
    return tuple(found)


def reasons(flags: Collection[str]) -> tuple[str, ...]:
    """Flags in words, for the collector."""
    words = {
        "over_quota": _("Ô này đã đủ số phiếu được giao; phiếu vẫn được nhận."),
        "after_closing": _("Phiếu đến sau khi chốt số liệu."),
        "old_version": _("Phiếu làm theo mẫu cũ; hãy tải lại trang trước khi làm phiếu sau."),
        "other_questionnaire": _(
            "Phiếu làm theo mẫu phiếu của nhóm khác nên không tính được; hãy mở lại phiếu từ"
            " danh sách rồi làm lại."
        ),
        "revoked_device": _("Máy này đã bị thu hồi quyền; hãy đăng nhập lại bằng thẻ."),
        "not_assigned": _("Người này đã được giao cho đồng nghiệp khác."),
        "incomplete": _("Phiếu giấy thiếu câu trả lời hoặc có câu ghi sai."),
        "short": _("Cuộc phỏng vấn ngắn hơn thường lệ."),
        "second_for_name": _("Người này đã có một phiếu trước đó."),
    }
    return tuple(words.get(flag, flag) for flag in flags)
