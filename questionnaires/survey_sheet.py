"""The survey sheet, row by row: groups in groups, repeats, and the items in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from questionnaires.choices_sheet import Choices
from questionnaires.dependence import circles
from questionnaires.expressions import Expression, Rules
from questionnaires.item_row import NO, YES, Rows
from questionnaires.kinds import SELECTS, UNSUPPORTED, Kind, read_kind
from questionnaires.model import Item, Section
from questionnaires.reporting import Reporter
from questionnaires.sheets import Row, Sheet
from questionnaires.structure import Place, by_name

__all__ = ["RESERVED", "read_survey"]

RESERVED = frozenset(
    {
        # fields of ours
        *("uuid", "version", "section", "started", "shown", "action", "ticket", "turn"),
        *("csrf_token", "lang"),
        # ODK's own in every form
        *("meta", "instanceID"),
        # of a form in a browser
        *("addEventListener", "append", "dataset", "dispatchEvent", "elements", "matches"),
        *("querySelector", "querySelectorAll", "replaceChildren", "requestSubmit", "submit"),
    }
)
"""Names that the web forms use themselves, that ODK keeps for itself in every form, and that a
browser would take for the form's own when a field is called so."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEEPEST = 20
_LONGEST_PATH = 8  # names of a circle that are written out


def read_survey(
    sheet: Sheet | None, choices: Choices, columns: frozenset[str], report: Reporter
) -> tuple[Section, ...]:
    """The sections in order; items outside groups stand in sections without a name.

    columns: those of the choices sheet that a choice_filter may name.
    """
    if sheet is None:
        return ()
    rows = [(row, _kind(row)) for row in sheet.rows if row.cells and not _is_disabled(row)]
    root, places = _structure(rows)
    survey = _Survey(Rows(choices, columns, by_name(root), report), places)
    for row, kind in rows:
        survey.take(row, kind)
    return survey.finish()


def _kind(row: Row) -> Kind | str:
    return read_kind(row["type"])


def _is_disabled(row: Row) -> bool:
    return row["disabled"].lower() in YES


def _structure(rows: list[tuple[Row, Kind | str]]) -> tuple[Place, dict[int, Place]]:
    """The form's places, and by row number the one that a row makes.

    Learnt before anything else, as an expression may name a later question.
    """
    root = here = Place("data", "form")
    places: dict[int, Place] = {}
    for row, kind in rows:
        if not isinstance(kind, Kind):
            # named all the same, so that whoever names it is not told that it is unknown
            here.add(Place(row["name"], "text"))
            continue
        base = kind.base
        if base.startswith("end_"):
            here = here.parent or here
            continue
        group = base.removeprefix("begin_") if base.startswith("begin_") else ""
        place = Place(row["name"], group or base, kind.list_name)
        places[row.number] = here.add(place)
        if kind.other:
            here.add(Place(f"{row['name']}_other", "text"))
        here = place if group else here
    return root, places


@dataclass
class _Open:
    """A group or repeat that is not closed yet, or the whole form."""

    section: Section
    row: Row
    base: str
    members: list[Item | Section] = field(default_factory=list)


@dataclass
class _Survey:
    """The state of reading: the groups that are open, the whole form first."""

    rows: Rows
    places: dict[int, Place]
    first_rows: dict[str, int] = field(default_factory=dict)
    open: list[_Open] = field(
        default_factory=lambda: [_Open(Section("", None, None, ()), Row(1, {}), "")]
    )

    too_deep: bool = False

    @property
    def report(self) -> Reporter:
        return self.rows.report

    def take(self, row: Row, kind: Kind | str) -> None:
        if row["disabled"].lower() not in NO:
            self.report("survey.flag", row, "disabled", value=row["disabled"])
        if not isinstance(kind, Kind):
            self.refuse(row, kind)
            return
        if kind.extra:
            self.report("survey.extra-words", row, "type", value=kind.base, extra=kind.extra)
        if kind.base.startswith("begin_"):
            self.open_group(row, kind.base)
        elif kind.base.startswith("end_"):
            self.close_group(row, kind.base)
        else:
            self.check_name(row, row["name"])
            items = self.rows.items(row, kind, self.places[row.number])
            for item in items[1:]:
                self.check_name(row, item.name)
            self.open[-1].members.extend(items)

    def refuse(self, row: Row, kind: str) -> None:
        """A type that is not carried out, missing or not known."""
        self.first_rows.setdefault(row["name"], row.number)
        if not kind:
            self.report("sheet.missing", row, "type")
            return
        from pyxform.question_type_dictionary import QUESTION_TYPE_DICT  # late: it takes a second

        list_name = kind.partition(" ")[2]
        bare = kind.lower().startswith(("select", "rank", "q select"))  # they lack a list
        if kind in UNSUPPORTED or (kind.lower() in QUESTION_TYPE_DICT and not bare):
            self.report("survey.unsupported-type", row, "type", value=kind)
        elif " " in list_name and kind.lower().startswith(SELECTS) and "or_other" not in kind:
            self.report("survey.list-name", row, "type", value=list_name)
        else:
            self.report("survey.unknown-type", row, "type", value=kind)

    def open_group(self, row: Row, base: str) -> None:
        self.check_name(row, row["name"])
        self.rows.check_columns(row, base)
        place = self.places[row.number]
        section = Section(
            name=row["name"],
            label=self.rows.text(row, "label", place),
            relevant=self.rows.expression(row, "relevant", place),
            members=(),
            repeat=base == "begin_repeat",
            count=self.count(row, place) if base == "begin_repeat" else None,
            appearance=" ".join(row["appearance"].split()),
            row=row.number,
        )
        if len(self.open) == _DEEPEST:
            self.too_deep = True
            self.report("survey.too-deep", row, "type", most=_DEEPEST)
        self.open.append(_Open(section, row, base))

    def count(self, row: Row, place: Place) -> Expression | None:
        """repeat_count, read where the repeat stands: it has no instances yet."""
        if not row["repeat_count"]:
            return None
        around = place.parent or place
        return self.rows.expression(row, "repeat_count", around, Rules(paths=False))

    def close_group(self, row: Row, base: str) -> None:
        if len(self.open) == 1:
            self.report("survey.group-not-open", row, "type", value=base)
            return
        done = self.open.pop()
        if base.removeprefix("end_") != done.base.removeprefix("begin_"):
            name, first = done.section.name, done.row.number
            self.report("survey.wrong-end", row, "type", value=base, name=name, first=first)
        for column in row.cells:
            if column.partition("::")[0] not in ("type", "name", "label", "disabled"):
                self.report("survey.not-here", row, column, value=base)
        if not done.members and not self.too_deep:
            self.report("survey.empty-group", done.row, "name", value=done.section.name)
        self.check_table(done)
        if len(self.open) < _DEEPEST:  # deeper is refused, and would be too deep to walk
            self.open[-1].members.append(replace(done.section, members=tuple(done.members)))

    def check_table(self, done: _Open) -> None:
        """The questions under one row of headings must offer the same choices."""
        if "table-list" not in done.row["appearance"].split():
            return
        asked = [each for each in done.members if isinstance(each, Item) and each.list_name]
        for item in asked:
            if item.list_name != asked[0].list_name:
                values = {"group": done.section.name, "list": asked[0].list_name}
                self.report("survey.table-list", Row(item.row, {}), "type", **values)

    def check_name(self, row: Row, name: str) -> None:
        if not name:
            self.report("sheet.missing", row, "name")
        elif not _NAME.fullmatch(name):
            self.report("survey.bad-name", row, "name", value=name)
        elif name in RESERVED:
            self.report("survey.reserved-name", row, "name", value=name)
        elif name in self.first_rows:
            first = self.first_rows[name]
            self.report("survey.duplicate-name", row, "name", value=name, first=first)
        self.first_rows.setdefault(name, row.number)

    def finish(self) -> tuple[Section, ...]:
        while len(self.open) > 1:
            done = self.open.pop()
            self.report("survey.group-not-closed", done.row, "name", value=done.section.name)
        members = self.open[0].members
        if not self.first_rows:
            self.report.whole("survey.empty")
        sections = tuple(_sections(members))
        self.find_circles(sections)
        return sections

    def find_circles(self, sections: tuple[Section, ...]) -> None:
        for circle in circles(sections):
            name, column = circle[0]
            names = [each for each, _ in circle]
            if len(names) > _LONGEST_PATH:
                names[_LONGEST_PATH:] = [f"… ({len(names)})"]
            path = " → ".join([*names, name])
            self.report("survey.cycle", Row(self.first_rows[name], {}), column, path=path)


def _sections(members: list[Item | Section]) -> Iterator[Section]:
    """The groups of the first level, and runs of items between them, as sections."""
    run: list[Item] = []
    for member in members:
        if isinstance(member, Item):
            run.append(member)
            continue
        if run:
            yield Section("", None, None, tuple(run))
        run = []
        yield member
    if run:
        yield Section("", None, None, tuple(run))
