"""Cards, assignment sheets and letters as PDF; each download leaves a trace."""

from __future__ import annotations

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from survey_app.admin.blueprint import bp
from survey_app.admin.campaign import offices_to_print
from survey_app.models import Role
from survey_app.print import documents
from survey_app.print import paper as print_paper
from survey_app.print.documents import (
    AccessLetter,
    AssignmentSheet,
    CollectorCard,
    Heading,
    SheetName,
)
from survey_app.print.paper import PaperForm
from survey_app.print.typeset import merged
from survey_app.services import describing, paper_forms, printing
from survey_app.services import letters as letters_service
from survey_app.services.letters import LetterToPrint
from survey_app.services.offices import NotYourOffice
from survey_app.services.printing import CardToPrint, SheetToPrint
from survey_app.web import current_actor, current_campaign, may, now, parts, sessions

__all__ = ["blank_paper", "cards", "letters", "paper", "sheets"]


@bp.get("/cards.pdf")
@may(Role.ADMINISTRATOR, Role.SUPERVISOR)
def cards(slug: str) -> ResponseReturnValue:
    """Collectors' cards of an office, or of all one may print."""
    found = printing.cards(sessions(), _secret(), _offices(), current_actor(), now())
    address = _typed(url_for("account.card", _external=True))
    return _pdf(
        documents.collector_cards([_card(c) for c in found], _heading(), address=address),
        f"the-dieu-tra-vien-{slug}.pdf",
    )


@bp.get("/sheets.pdf")
@may(Role.ADMINISTRATOR, Role.SUPERVISOR)
def sheets(slug: str) -> ResponseReturnValue:
    """Assignment sheets of an office, or of all one may print."""
    found = printing.sheets(sessions(), _secret(), _offices(), current_actor(), now())
    groups = describing.group_names(sessions(), current_campaign().id, "vi")
    address = _typed(url_for("sheet.typed", _external=True))
    return _pdf(
        documents.assignment_sheets(
            [_sheet(s, groups.get(s.group, s.group)) for s in found],
            _heading(),
            address=address,
        ),
        f"phieu-phan-cong-{slug}.pdf",
    )


@bp.get("/letters/<agency>.pdf")
@may(Role.ADMINISTRATOR)
def letters(slug: str, agency: str) -> ResponseReturnValue:
    """Letters with one-time codes for the officials of an agency."""
    campaign = current_campaign()
    name, found = letters_service.letters(sessions(), _secret(), agency, current_actor(), now())
    groups = describing.group_names(sessions(), campaign.id, "vi")
    return _pdf(
        documents.access_letters(
            [_letter(letter, name, groups.get(letter.group, letter.group)) for letter in found],
            _heading(),
            address=_typed(url_for("answer.start", _external=True)),
            answer_by=campaign.ends,
            trial=campaign.demo,
        ),
        f"thu-moi-{agency}-{slug}.pdf",
    )


@bp.get("/paper.pdf")
@may(Role.ADMINISTRATOR, Role.SUPERVISOR)
def paper(slug: str) -> ResponseReturnValue:
    """Paper forms with numbers for the names still to be visited; they carry no names."""
    batches = paper_forms.paper_forms(sessions(), _offices(), current_actor(), now())
    heading = _heading()
    parts = [
        print_paper.paper_forms(
            batch.questionnaire,
            [PaperForm(f.number, f.assignment, f.order, f.place, f.collector) for f in batch.forms],
            heading,
            "vi",
        )
        for batch in batches
    ]
    return _pdf(merged(parts), f"phieu-giay-{slug}.pdf")


@bp.get("/questionnaires/<name>/paper.pdf")
@may(Role.ADMINISTRATOR, Role.MONITOR, Role.OBSERVER)
def blank_paper(slug: str, name: str) -> ResponseReturnValue:
    """A questionnaire as it looks on paper, without number."""
    found = describing.questionnaire_named(sessions(), current_campaign().id, name)
    content = print_paper.paper_forms(found, (), _heading(), str(get_locale()))
    return _pdf(content, f"phieu-{name}.pdf")


def _card(card: CardToPrint) -> CollectorCard:
    url = url_for("account.card", code=card.code, _external=True)
    return CollectorCard(card.name, card.office, url, card.code)


def _sheet(sheet: SheetToPrint, group: str) -> AssignmentSheet:
    return AssignmentSheet(
        sheet.number,
        f"{group} · {sheet.place}",
        sheet.place,
        sheet.collector,
        sheet.target,
        len(sheet.names),
        url_for("sheet.scanned", code=sheet.code, _external=True),
        sheet.code,
        tuple(SheetName(order, name, address) for order, name, address in sheet.names),
    )


def _letter(letter: LetterToPrint, agency: str, group: str) -> AccessLetter:
    url = f"{url_for('answer.start', _external=True)}{letter.code}"
    return AccessLetter(group, agency, url, letter.code)


def _typed(url: str) -> str:
    """An address as people type it."""
    return url.split("://", 1)[1].rstrip("/")


def _offices() -> tuple[str, ...] | None:
    """The office asked for, or all the actor may print; raises NotYourOffice."""
    own, asked = offices_to_print(), request.args.get("office")
    if asked and own is not None and asked not in own:
        raise NotYourOffice
    return (asked,) if asked else own


def _heading() -> Heading:
    title = printing.title(sessions(), current_campaign().id)
    lines = [f"{d.kind} số {d.number} ngày {d.date} của {d.issuer}" for d in title.documents]
    monitor = describing.institution_of(sessions(), current_campaign().id, Role.MONITOR)
    return Heading(title.name, title.year, lines, monitor)


def _secret() -> str:
    return parts().settings.secret


def _pdf(content: bytes, name: str) -> Response:
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
