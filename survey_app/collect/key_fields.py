"""The fields of the page on which a paper form is keyed in, and of the page that settles it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from questionnaires.model import Item, Questionnaire
from questionnaires.paper_words import condition_in_words, offers, text_on_paper
from questionnaires.plain_words import question_numbers
from survey_app.keyed_in import typed
from survey_app.keyed_order import Slot, answers_by_path, jumps, slots
from survey_app.print.paper_layout import scale_of
from survey_app.services.keying import KeyedForm

__all__ = ["Choice", "KeyField", "key_fields"]

_LENGTHS = {"date": 8, "time": 4, "dateTime": 12}


@dataclass(frozen=True)
class Choice:
    """A choice as it is printed: its number on paper and its words."""

    number: int
    label: str


@dataclass(frozen=True)
class KeyField:
    """A question to be keyed in, named by its path.

    where: the instance of a repeat it stands in; begins: whether that begins here; condition:
    who is asked, as on paper; values: what answers and moves on when typed; length: so many
    digits do; go: by value the path that paper sends to, "" past the last; how: what is typed;
    adds: repeats that may be given one more instance, path and words; both: what two people
    typed, where they differ.
    """

    name: str
    number: int
    label: str
    where: str
    begins: bool
    condition: str
    choices: tuple[Choice, ...]
    values: tuple[str, ...]
    length: int
    go: Mapping[str, str]
    how: str
    value: str
    error: str
    adds: tuple[tuple[str, str], ...]
    both: tuple[str, ...]


def key_fields(
    keyed: KeyedForm, fields: Mapping[str, str], wrong: Mapping[str, str], more: str = ""
) -> tuple[KeyField, ...]:
    """All fields of the form with what was typed so far; more: the repeat to be given one more."""
    entered = [answers_by_path(each) for each in keyed.entries[:2]]
    named = {*fields, *wrong, *(path for each in entered for path in each)}
    shown = slots(keyed.questionnaire, named, more)
    going = jumps(keyed.questionnaire, shown)
    marks = [slot.part.mark if slot.part else "" for slot in shown]
    drawing = _Drawing(keyed.questionnaire, str(get_locale()))
    return tuple(
        drawing.field(
            slot,
            begins=bool(mark) and not before.startswith(mark),
            go=going[slot.path],
            value=fields.get(slot.path, ""),
            error=wrong.get(slot.path, ""),
            both=tuple(typed(slot.item, each.get(slot.path)) for each in entered),
        )
        for slot, mark, before in zip(shown, marks, ["", *marks], strict=False)
    )


@dataclass(frozen=True)
class _Drawing:
    form: Questionnaire
    language: str

    def field(
        self,
        slot: Slot,
        begins: bool,
        go: Mapping[str, str],
        value: str,
        error: str,
        both: tuple[str, ...],
    ) -> KeyField:
        item = slot.item
        return KeyField(
            name=slot.path,
            number=question_numbers(self.form)[item.name],
            label=self.words(item.label.in_(self.language)),
            where=self.where(slot),
            begins=begins,
            condition=self.condition(item),
            choices=self.choices(item),
            values=_values(item),
            length=_length(item),
            go=go,
            how=_how(item),
            value=value,
            error=error,
            adds=tuple((path, self.title(path)) for path in slot.adds),
            both=both,
        )

    def words(self, text: str) -> str:
        return text_on_paper(text, self.form, self.language)

    def where(self, slot: Slot) -> str:
        if slot.part is None:
            return ""
        return f"{self.title(slot.part.mark.split('/')[-3])} – {slot.part.number}".strip(" –")

    def title(self, path: str) -> str:
        """The words above a repeat."""
        name = path.rpartition("/")[2]
        repeat = next(each for each in self.form.repeats if each.name == name)
        return self.words(repeat.label.in_(self.language)) if repeat.label else ""

    def condition(self, item: Item) -> str:
        if item.relevant is None:
            return ""
        clause = condition_in_words(item.relevant, self.form, self.language)
        return str(_("Chỉ hỏi nếu %(clause)s.", clause=clause))

    def choices(self, item: Item) -> tuple[Choice, ...]:
        if item.type == "acknowledge":
            return (Choice(1, str(_("Đồng ý"))),)
        if not item.choices:
            return ()
        return tuple(
            Choice(number, self.words(choice.label.in_(self.language)))
            for offer in offers(item, self.form, self.language)
            for number, choice in offer.choices
        )


def _values(item: Item) -> tuple[str, ...]:
    if item.type == "select_one":
        return tuple(str(number) for number in range(1, len(item.choices) + 1))
    return ("1",) if item.type == "acknowledge" else scale_of(item)


def _length(item: Item) -> int:
    if item.type == "rank" and len(item.choices) <= 9:
        return len(item.choices)
    return _LENGTHS.get(item.type, 0)


def _how(item: Item) -> str:
    how = {
        "date": _("ngày tháng năm, ví dụ 31122021"),
        "time": _("giờ phút, ví dụ 0930"),
        "dateTime": _("ngày tháng năm giờ phút, ví dụ 311220210930"),
        "decimal": _("số, phần thập phân sau dấu phẩy"),
        "rank": _("thứ hạng trong từng ô, từ trên xuống, 0 nếu ô trống"),
        "select_multiple": _("mọi số được đánh dấu"),
        "geopoint": _("vĩ độ, dấu cách, kinh độ"),
    }.get(item.type, "")
    if item.type == "range":
        how = _("số từ %(start)s đến %(end)s", **{k: item.parameters[k] for k in ("start", "end")})
    return str(how)
