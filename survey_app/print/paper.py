"""A questionnaire on paper: what stands on the A4 form that a clerk keys in later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from textwrap import shorten

from questionnaires.model import Questionnaire
from survey_app.print.documents import Heading
from survey_app.print.paper_labels import LABELS, Labels
from survey_app.print.paper_layout import PaperLayout
from survey_app.print.qr import qr_png
from survey_app.print.typeset import Json, typeset_parts

__all__ = ["PaperForm", "paper_forms"]

_AT_ONCE = 50  # forms set by one process
_SHORT = 64  # characters of a title in the foot


@dataclass(frozen=True)
class PaperForm:
    """One copy. number: as typed when keyed in, "" on a blank one; assignment, order: whose
    answers it holds, as on the assignment sheet."""

    number: str
    assignment: str
    order: int
    place: str
    collector: str


def paper_forms(
    questionnaire: Questionnaire, forms: Sequence[PaperForm], campaign: Heading, language: str
) -> bytes:
    """The forms as one PDF of A4 pages; without any form a single blank copy.

    Answers are numbered as they are keyed in. The QR code holds version and form number.
    """
    labels = LABELS["vi" if language == "vi" else "en"]
    common: dict[str, Json] = {
        "heading": {
            "campaign": campaign.campaign_name,
            "year": str(campaign.year),
            "documents": list(campaign.documents),
        },
        "title": questionnaire.title,
        "short-title": shorten(questionnaire.title, _SHORT, placeholder="…"),
        "version": questionnaire.digest[:8],
        "words": asdict(labels),
        "sections": PaperLayout(questionnaire, language, labels).sections(),
    }
    copies = [_copy(form, questionnaire, labels) for form in forms] or [
        _blank(questionnaire, labels)
    ]
    parts = [copies[start : start + _AT_ONCE] for start in range(0, len(copies), _AT_ONCE)]
    return typeset_parts("paper", [{"items": part, **common} for part in parts])


def _copy(form: PaperForm, questionnaire: Questionnaire, labels: Labels) -> Json:
    return {
        "number": form.number,
        "qr": list(qr_png(f"{questionnaire.digest}/{form.number}")),
        "facts": [
            [labels.number, form.number],
            [labels.assignment, f"{form.assignment} · {labels.order} {form.order}"],
            [labels.place, form.place],
            [labels.collector, form.collector],
        ],
    }


def _blank(questionnaire: Questionnaire, labels: Labels) -> Json:
    facts = [[labels.blank, questionnaire.digest[:16]]]
    return {"number": "", "qr": list(qr_png(f"{questionnaire.digest}/")), "facts": facts}
