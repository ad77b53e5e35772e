"""One row of the survey sheet as an item: every cell read, or refused where it stands."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from questionnaires.answers import Clean, reader
from questionnaires.choices_sheet import REFERENCE, Choices
from questionnaires.expressions import (
    PLAIN_RULES,
    Expression,
    ExpressionError,
    Rules,
    parse_in,
)
from questionnaires.kinds import APPEARANCES, FOREIGN, PARAMETERS, SELECTS, Kind
from questionnaires.model import METADATA, Choice, Item, Text
from questionnaires.reporting import Reporter
from questionnaires.sheets import Row
from questionnaires.structure import Place

__all__ = ["NO", "YES", "Rows"]

YES = frozenset({"yes", "true", "true()", "1"})
NO = frozenset({"", "no", "false", "false()", "0"})
OTHER = "other"
_OTHER_LABEL = ("Khác", "Other")
_OTHER_ASKED = ("Xin ghi rõ", "Please specify")
_NAMED = re.compile(r"\$\{\s*([^{}\s]+)\s*\}")
_LAST_SAVED = "${last-saved#"
_WORD = re.compile(r"[^\s(]+\(.*\)|\S+")  # search('x', 'y') is one
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)
_PARAMETER = re.compile(r"([A-Za-z_-]+)\s*=\s*([^\s,;]+)[\s,;]*")
_NOTHING: Mapping[str, str] = {"start": "1", "end": "10", "step": "1"}  # as in pyxform


@dataclass(frozen=True)
class Rows:
    """What a row may refer to: the lists, the columns of choices, all places of the form."""

    choices: Choices
    columns: frozenset[str]
    places: Mapping[str, Place]
    report: Reporter

    def items(self, row: Row, kind: Kind, place: Place) -> tuple[Item, ...]:
        """The item of the row; of a list with or_other the question for the other answer too."""
        self.check_columns(row, kind.base)
        item = Item(
            name=row["name"],
            type=kind.base,
            label=self.label(row, kind),
            hint=self.text(row, "hint", place),
            guidance=self.text(row, "guidance_hint", place),
            choices=self.chosen_from(row, kind),
            list_name=kind.list_name,
            choice_filter=self.expression(row, "choice_filter", place, Rules(columns=self.columns)),
            required=row["required"].lower() in YES,
            required_when=self.required_when(row, place),
            required_message=self.text(row, "required_message", place),
            relevant=self.expression(row, "relevant", place),
            constraint=self.expression(row, "constraint", place, Rules(own=True)),
            constraint_message=self.text(row, "constraint_message", place),
            calculation=self.expression(row, "calculation", place),
            read_only=self.flag(row, "read_only"),
            appearance=" ".join(row["appearance"].split()),
            parameters=self.parameters(row, kind.base),
            row=row.number,
        )
        self.check_words(row, "label", place)
        item = self.with_default(item, row, place)
        if item.type == "calculate" and not (row["calculation"] or row["default"]):
            self.report("sheet.missing", row, "calculation")
        return (item, self.other(item, row)) if kind.other else (item,)

    def label(self, row: Row, kind: Kind) -> Text:
        """The label; what is shown needs one, unless it only heads a table of other labels."""
        hidden = kind.base in ("calculate", "hidden", *METADATA)
        bare = "label" in row["appearance"].split()
        written = any(cell.partition("::")[0] == "label" for cell in row.cells)
        if not (hidden or bare or written):
            self.report("sheet.missing", row, "label")
        default = self.report.languages.default
        return self.report.text(row, "label") or Text({default: ""}, default)

    def text(self, row: Row, column: str, place: Place) -> Text | None:
        """The words of a cell in all languages, each `${name}` in them known."""
        self.check_words(row, column, place)
        return self.report.text(row, column)

    def check_words(self, row: Row, column: str, place: Place) -> None:
        """Report values in a text that cannot be shown, at the cell where they stand."""
        for cell in self.report.languages.columns_of(column):
            for match in REFERENCE.finditer(row[cell]):
                self.check_reference(match, row, cell, place)

    def check_reference(self, match: re.Match[str], row: Row, cell: str, place: Place) -> None:
        named, position = _NAMED.fullmatch(match[0]), match.start() + 1
        if match[0].startswith(_LAST_SAVED):
            self.report("survey.last-saved", row, cell)
        elif named is None:
            self.report("survey.reference", row, cell, found=match[0], position=position)
        else:
            try:
                parse_in(f"${{{named[1]}}}", place, self.places)
            except ExpressionError as error:
                self.report(error.code, row, cell, **{**error.values, "position": position})

    def chosen_from(self, row: Row, kind: Kind) -> tuple[Choice, ...]:
        """The choices of a select, with "other" where that is wanted."""
        if kind.base not in SELECTS:
            return ()
        choices = self.choices.get(kind.list_name, ())
        if not choices:
            self.report("survey.no-list", row, "type", value=kind.list_name)
        if kind.other and row["choice_filter"]:
            self.report("survey.other-filter", row, "choice_filter")
        if kind.other and all(choice.name != OTHER for choice in choices):
            return (*choices, Choice(OTHER, self.our_words(_OTHER_LABEL)))
        return choices

    def other(self, item: Item, row: Row) -> Item:
        """The question for what "other" is; its name is known to pyxform and to whoever exports."""
        name = f"{item.name}_other"
        place = self.places.get(name) or Place(name, "text")
        asked = f"selected(${{{item.name}}}, '{OTHER}')"
        return Item(
            name=name,
            type="text",
            label=self.our_words(_OTHER_ASKED),
            relevant=self.parsed(asked, row, "type", place, PLAIN_RULES),
            row=row.number,
        )

    def our_words(self, words: tuple[str, str]) -> Text:
        codes, default = self.report.languages.codes, self.report.languages.default
        return Text({code: words[0 if code == "vi" else 1] for code in codes}, default)

    def check_columns(self, row: Row, kind: str) -> None:
        """Cells that mean nothing for this type, and appearances that are not drawn."""
        for column in row.cells:
            base = column.partition("::")[0]
            said = base not in ("required", "read_only") or row[column].lower() not in NO
            if base in FOREIGN.get(kind, ()) and said:
                self.report("survey.not-here", row, column, value=kind)
        for word in _WORD.findall(row["appearance"]):
            if word not in APPEARANCES.get(kind, frozenset()) and (
                "appearance" not in FOREIGN.get(kind, ())
            ):
                self.report("survey.appearance", row, "appearance", value=word)

    def flag(self, row: Row, column: str) -> bool:
        value = row[column].lower()
        if value not in YES | NO:
            self.report("survey.flag", row, column, value=row[column])
        return value in YES

    def required_when(self, row: Row, place: Place) -> Expression | None:
        """The cell where it is neither yes nor no."""
        if row["required"].lower() in YES | NO:
            return None
        return self.expression(row, "required", place)

    def expression(
        self, row: Row, column: str, place: Place, rules: Rules = PLAIN_RULES
    ) -> Expression | None:
        """The cell as an expression; a mistake in it is reported at its row and column."""
        return self.parsed(row[column], row, column, place, rules) if row[column] else None

    def parsed(
        self, text: str, row: Row, column: str, place: Place, rules: Rules
    ) -> Expression | None:
        if _LAST_SAVED in text:
            self.report("survey.last-saved", row, column)
            return None
        try:
            return parse_in(text, place, self.places, rules)
        except ExpressionError as error:
            self.report(error.code, row, column, **error.values)
            return None

    def parameters(self, row: Row, kind: str) -> dict[str, str]:
        """The cell's `key=value` pairs, with what a range takes where nothing is said."""
        cell, known = row["parameters"], PARAMETERS.get(kind, frozenset())
        # as pyxform reads them: whatever the case, but for what names a question
        pairs = {key.lower(): _parameter(value) for key, value in _PARAMETER.findall(cell)}
        if _PARAMETER.sub("", cell).strip():
            self.report("survey.parameters", row, "parameters", value=cell)
        for key, value in pairs.items():
            if key not in known:
                self.report("survey.parameter", row, "parameters", value=key)
            elif not self.is_fit(key, value):
                self.report("survey.parameter-value", row, "parameters", key=key, value=value)
        if "seed" in pairs and pairs.get("randomize") != "true":
            self.report("survey.seed", row, "parameters")
        if kind != "range":
            return pairs
        whole = {**_NOTHING, **pairs}
        numbers = {key: _number(value) for key, value in whole.items()}
        if numbers["start"] is None or numbers["end"] is None or not numbers["step"]:
            return dict(_NOTHING)
        if numbers["start"] == numbers["end"]:
            self.report("survey.parameter-value", row, "parameters", key="end", value=whole["end"])
        return whole

    def is_fit(self, key: str, value: str) -> bool:
        """Whether a parameter's value means something."""
        if key == "randomize":
            return value.lower() in ("true", "false")
        number = _number(value)
        if key == "seed":
            named = _NAMED.fullmatch(value)
            return number is not None or (named is not None and named[1] in self.places)
        if key in ("step", "rows"):
            return number is not None and number > 0
        return number is not None

    def with_default(self, item: Item, row: Row, place: Place) -> Item:
        """The item with the answer that stands before anybody gives one."""
        cell = row["default"]
        if not cell:
            return item
        from pyxform.utils import default_is_dynamic  # late: the import takes a second

        if default_is_dynamic(cell, item.type):
            return replace(item, default_value=self.expression(row, "default", place))
        read = reader(item)
        if read is None:  # of a calculate: a constant, which belongs into its calculation
            if not row["calculation"]:
                self.report("survey.constant", row, "default", value=cell)
            return replace(item, default=cell)
        answer, code = read(cell)
        if code or answer is None or _is_ambiguous(cell, item.type):
            self.report("survey.default", row, "default", value=cell)
            return item
        return replace(item, default=_stored(answer))


def _is_ambiguous(cell: str, kind: str) -> bool:
    """Whether a comma may part thousands (1,000) or two numbers of a place (20,8 106,6)."""
    if kind == "geopoint":
        return bool(re.search(r"\d,\d", cell))
    return kind in ("decimal", "range") and bool(_GROUPED.fullmatch(cell))


def _stored(answer: Clean) -> str:
    """An answer as ODK stores it, however it was typed: 2022-12-31, 2.5."""
    if isinstance(answer, tuple):
        return " ".join(answer)
    return format(Decimal(str(answer)), "f") if isinstance(answer, float) else str(answer)


def _parameter(value: str) -> str:
    return value if _NAMED.fullmatch(value) else value.lower()


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number) < 10**9 else None
