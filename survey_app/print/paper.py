"""A questionnaire on paper: what stands on the A4 form that a clerk keys in later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from questionnaires.expressions import Expression
from questionnaires.model import Item, Questionnaire, Section
from questionnaires.plain_words import condition, question_numbers
from questionnaires.skips import END, skips
from questionnaires.validation import check
from survey_app.print.documents import Heading
from survey_app.print.qr import qr_svg
from survey_app.print.typeset import Json, typeset_parts

__all__ = ["PaperForm", "paper_forms"]

_AT_ONCE = 50  # forms set by one process
_DIGITS = {"integer": 4, "decimal": 8, "date": 8, "time": 4, "range": 4}


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
    words = _WORDS["vi" if language == "vi" else "en"]
    common: dict[str, Json] = {
        "heading": {
            "campaign": campaign.campaign_name,
            "year": str(campaign.year),
            "documents": list(campaign.documents),
        },
        "title": questionnaire.title,
        "version": questionnaire.digest[:8],
        "words": words,
        "sections": _Layout(questionnaire, language, words).sections(),
    }
    copies = [_copy(form, questionnaire, words) for form in forms] or [
        {"number": "", "qr": None, "facts": [[words["blank"], questionnaire.digest[:16]]]}
    ]
    parts = [copies[start : start + _AT_ONCE] for start in range(0, len(copies), _AT_ONCE)]
    return typeset_parts("paper", [{"items": part, **common} for part in parts])


def _copy(form: PaperForm, questionnaire: Questionnaire, words: Mapping[str, str]) -> Json:
    return {
        "number": form.number,
        "qr": qr_svg(f"{questionnaire.digest}/{form.number}"),
        "facts": [
            [words["number"], form.number],
            [words["assignment"], f"{form.assignment} · {words['order']} {form.order}"],
            [words["place"], form.place],
            [words["collector"], form.collector],
        ],
    }


@dataclass(frozen=True)
class _Layout:
    """A form's sections as the template draws them."""

    questionnaire: Questionnaire
    language: str
    words: Mapping[str, str]

    def sections(self) -> Json:
        return [self.section(each) for each in self.questionnaire.sections]

    def section(self, section: Section) -> Json:
        blocks: list[Json] = []
        shown = [i for i in section.items if i.name in self.numbers or i.type == "note"]
        for choices, run in groupby(shown, key=_grid_choices):
            items = list(run)
            if choices and len(items) > 1:
                blocks.append(self.grid(items))
            else:
                blocks += [self.alone(item) for item in items]
        return {
            "title": section.label.in_(self.language) if section.label else "",
            "condition": self.condition(section.relevant),
            "blocks": blocks,
        }

    def grid(self, items: list[Item]) -> Json:
        return {
            "kind": "grid",
            "choices": self.choices(items[0]),
            "questions": [self.question(item) for item in items],
        }

    def alone(self, item: Item) -> Json:
        if item.type == "note":
            return {"kind": "note", "label": item.label.in_(self.language)}
        return self.question(item)

    def question(self, item: Item) -> Mapping[str, Json]:
        kind = {"select_one": "one", "select_multiple": "several"}.get(item.type, "line")
        if item.type in _DIGITS:
            kind = "digits"
        elif item.type == "text" and "multiline" in item.appearance.split():
            kind = "lines"
        return {
            "kind": kind,
            "number": str(self.numbers[item.name]),
            "name": item.name,
            "label": item.label.in_(self.language),
            "hint": item.hint.in_(self.language) if item.hint else "",
            "condition": self.conditions(item),
            "choices": self.choices(item),
            "stops": self.stops(item),
            "width": _DIGITS.get(item.type, 0),
        }

    def choices(self, item: Item) -> list[Json]:
        return [
            {
                "number": str(place),
                "label": choice.label.in_(self.language),
                "go": self.go(item.name, choice.name),
            }
            for place, choice in enumerate(item.choices, start=1)
        ]

    def go(self, item: str, choice: str) -> str:
        target = self.jumps.get((item, choice))
        if target is None:
            return ""
        if target == END:
            return self.words["end"]
        return self.words["question"].format(self.numbers[target])

    def stops(self, item: Item) -> list[Json]:
        """What the form says to whoever chooses an answer that its constraint does not take."""
        message = item.constraint_message
        if item.type != "select_one" or item.constraint is None or message is None:
            return []
        found: list[Json] = []
        for place, choice in enumerate(item.choices, start=1):
            wrong = check(self.questionnaire, {item.name: choice.name}).errors.get(item.name)
            if wrong is not None and wrong.code == "constraint":
                found.append(self.words["stop"].format(place, message.in_(self.language)))
        return found

    def conditions(self, item: Item) -> str:
        """Of the groups inside its section and its own; the section's stands above."""
        own = self.questionnaire.conditions(item.name)
        top = self.questionnaire.around(item.name)[:1]
        inner = own[1:] if top and top[0].relevant is not None else own
        return " ".join(self.condition(each) for each in inner)

    def condition(self, expression: Expression | None) -> str:
        if expression is None:
            return ""
        clause = condition(expression, self.questionnaire, self.language)
        if clause is None:
            clause = expression.text
            for name, number in self.numbers.items():
                clause = clause.replace(f"${{{name}}}", self.words["question"].format(number))
        return self.words["only if"].format(clause)

    @property
    def numbers(self) -> Mapping[str, int]:
        return question_numbers(self.questionnaire)

    @property
    def jumps(self) -> Mapping[tuple[str, str], str]:
        return skips(self.questionnaire)


def _grid_choices(item: Item) -> tuple[str, ...]:
    """The codes of a scale that may share its heading with its neighbours; () for the rest."""
    if item.type != "select_one" or "likert" not in item.appearance.split():
        return ()
    return tuple(choice.name for choice in item.choices)


_WORDS = {
    "vi": {
        "number": "Số phiếu",
        "assignment": "Phân công số",
        "order": "STT",
        "place": "Nơi điều tra",
        "collector": "Điều tra viên",
        "year": "năm đánh giá",
        "page": "Trang",
        "blank": "Bản trắng để xem, không dùng để phỏng vấn; mã phiên bản",
        "question": "câu {}",
        "end": "hết phiếu",
        "stop": "Nếu chọn {}: {}",
        "only if": "Chỉ hỏi nếu {}.",
        "how": (
            "Đánh dấu × vào ô được chọn. Ô tròn: chọn một phương án. Ô vuông: có thể chọn nhiều"
            " phương án. Mũi tên → chỉ câu hỏi tiếp theo; không có mũi tên thì hỏi câu kế tiếp."
            " Chọn nhầm thì khoanh tròn cả phương án sai và đánh dấu lại."
        ),
    },
    "en": {
        "number": "Form no.",
        "assignment": "Assignment",
        "order": "no.",
        "place": "Place",
        "collector": "Collector",
        "year": "year assessed",
        "page": "Page",
        "blank": "A blank copy for reading, not for interviews; version",
        "question": "question {}",
        "end": "end of form",
        "stop": "If {} is chosen: {}",
        "only if": "Ask only if {}.",
        "how": (
            "Mark a box with ×. Round: choose one answer. Square: several may be chosen. An"
            " arrow → names the question that comes next; without one, ask the next question."
            " To correct a mark, circle the whole wrong answer and mark again."
        ),
    },
}
