"""Reading a campaign's scheme.toml: the whole index as rows, checked; all mistakes at once."""

import hashlib
from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any, cast

from analysis.problems import Problem, SchemeError
from analysis.scheme_values import (
    BRANCHES,
    KINDS,
    LEAVES,
    RESPONDENT_GROUPS,
    SIPAS_CONVENTIONS,
    Kind,
    Row,
    Scheme,
)
from analysis.toml_file import TomlFile, TomlSyntaxError, nearest, read_toml

__all__ = ["Row", "Scheme", "SchemeError", "read_scheme"]

_TOP = ("name", "official_source", "sipas_convention", "group_weights", "rows")
_ROW = ("code", "name", "parent", "kind", "maximum", "lead_agency", "group_weights")
_EXPECTED = {
    "text": ("một chuỗi ký tự", "a text in quotes"),
    "name": ("tên bằng hai thứ tiếng { vi = …, en = … }", "a name { vi = …, en = … }"),
    "number": ("một số", "a number"),
    "weights": ("bảng nhóm = trọng số", "a table of group = weight"),
    "rows": ("các bảng [[rows]]", "[[rows]] tables"),
}


def read_scheme(data: bytes, file: str, groups: Collection[str] = RESPONDENT_GROUPS) -> Scheme:
    """The scheme written in a TOML file.

    groups: codes of the respondent groups that weights may name.
    Raises SchemeError with every mistake: syntax, unknown keys, kinds, groups and conventions,
    duplicate codes, unknown parents, cycles, fields without rows, group weights that do not
    sum to 1, maxima that do not sum to exactly 100.
    """
    try:
        toml = read_toml(data)
    except TomlSyntaxError as error:
        raise SchemeError([_syntax(error, file)]) from error
    reader = _Reader(toml, file, tuple(groups))
    scheme = reader.scheme(hashlib.sha256(data).hexdigest())
    if reader.problems:
        raise SchemeError(sorted(reader.problems, key=lambda problem: problem.row or 0))
    return scheme


def _syntax(error: TomlSyntaxError, file: str) -> Problem:
    if error.line is None:
        return Problem("scheme.not-utf8", file)
    return Problem("scheme.toml-syntax", file, error.line, None, {"reason": error.reason})


class _Reader:
    """Reads one file, noting every problem and going on."""

    def __init__(self, toml: TomlFile, file: str, groups: tuple[str, ...]) -> None:
        self.toml, self.file, self.groups = toml, file, groups
        self.problems: list[Problem] = []
        self._row: int | None = None  # ordinal of the [[rows]] table being read
        self._unread: list[Mapping[str, Any]] = []  # rows refused themselves, not missing

    def scheme(self, digest: str) -> Scheme:
        values = self.toml.values
        self._refuse_unknown(values, _TOP)
        source = self._text(values, "official_source", required=False)
        name = self._name(values)
        convention = self._text(values, "sipas_convention")
        if convention is not None:
            self._member("unknown-convention", "sipas_convention", convention, SIPAS_CONVENTIONS)
        weights = self._weights(values) if "group_weights" in values else None
        if weights is None and "group_weights" not in values:
            self._missing("group_weights", "weights")
        rows, own_weights = self._rows(values)
        return Scheme(name, source, convention or "", rows, weights or {}, own_weights, digest)

    # --- rows

    def _rows(
        self, values: Mapping[str, Any]
    ) -> tuple[tuple[Row, ...], dict[str, Mapping[str, Decimal]]]:
        tables = values.get("rows")
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._missing("rows", "rows")
            return (), {}
        rows: list[tuple[int, Row]] = []
        own_weights: dict[str, Mapping[str, Decimal]] = {}
        for ordinal, table in enumerate(tables):
            self._row = ordinal
            row = self._one_row(table)
            if row is not None:
                rows.append((ordinal, row))
                if "group_weights" in table:
                    own_weights[row.code] = self._row_weights(table, row)
        self._check_tree(rows)
        self._row = None
        self._check_sum(rows, complete=len(rows) == len(tables))
        return tuple(row for _, row in rows), own_weights

    def _one_row(self, table: Mapping[str, Any]) -> Row | None:
        self._refuse_unknown(table, _ROW)
        code = self._text(table, "code")
        name = self._name(table)
        parent = self._text(table, "parent", required=False)
        lead = self._text(table, "lead_agency", required=False)
        kind = self._text(table, "kind")
        if kind is not None and not self._member("unknown-kind", "kind", kind, KINDS):
            kind = None
        maximum = self._maximum(table, code, kind)
        if code is None or kind is None:
            self._unread.append(table)
            return None
        return Row(code, name, parent, cast(Kind, kind), maximum, lead)

    def _maximum(
        self, table: Mapping[str, Any], code: str | None, kind: str | None
    ) -> Decimal | None:
        if "maximum" not in table:
            if kind in LEAVES:
                self._missing("maximum", "number")
            return None
        number = self._decimal(table["maximum"], "maximum")
        if number is None:
            return None
        if kind in BRANCHES:
            self._note("maximum-on-branch", "maximum", row=code)
            return None
        if number <= 0:
            self._note("maximum-not-positive", "maximum", row=code, value=number)
        return number

    def _row_weights(self, table: Mapping[str, Any], row: Row) -> Mapping[str, Decimal]:
        if row.kind in {"survey", "sipas"}:
            return self._weights(table)
        self._note("weights-on-assessed", "group_weights", row=row.code)
        return {}

    # --- what only the rows together show

    def _check_tree(self, rows: list[tuple[int, Row]]) -> None:
        first: dict[str, Row] = {}
        for ordinal, row in rows:
            self._row = ordinal
            if row.code in first:
                self._note("duplicate-code", "code", value=row.code)
            first.setdefault(row.code, row)
        reported: set[str] = set()
        parents = {row.parent for _, row in rows} | {row.get("parent") for row in self._unread}
        for ordinal, row in rows:
            self._row = ordinal
            self._check_parent(row, first)
            self._check_cycle(row, first, reported)
            if row.kind in BRANCHES and row.code not in parents:
                self._note("branch-without-rows", "code", row=row.code, kind=row.kind)

    def _check_parent(self, row: Row, rows: Mapping[str, Row]) -> None:
        if row.kind == "field":
            if row.parent is not None:
                self._note("field-with-parent", "parent", row=row.code)
        elif row.parent is None:
            self._missing("parent", "text")
        elif row.parent in {unread.get("code") for unread in self._unread}:
            return
        elif row.parent not in rows:
            known = [code for code, other in rows.items() if other.kind in BRANCHES]
            close = nearest(row.parent, known)
            self._note("unknown-parent", "parent", row=row.code, parent=row.parent, nearest=close)
        elif rows[row.parent].kind in LEAVES:
            kind = rows[row.parent].kind
            self._note("parent-is-leaf", "parent", row=row.code, parent=row.parent, kind=kind)

    def _check_cycle(self, row: Row, rows: Mapping[str, Row], reported: set[str]) -> None:
        path = [row.code]
        above = rows.get(row.parent) if row.parent is not None else None
        while above is not None and above.code not in path:
            path.append(above.code)
            above = rows.get(above.parent) if above.parent is not None else None
        if above is not None and above.code == row.code and not reported & set(path):
            reported.update(path)
            self._note("cycle", "parent", codes=" → ".join([*path, row.code]))

    def _check_sum(self, rows: list[tuple[int, Row]], *, complete: bool) -> None:
        total = sum((row.maximum or Decimal(0) for _, row in rows), Decimal(0))
        unreadable = not complete or any(
            row.kind in LEAVES and row.maximum is None for _, row in rows
        )
        if total != 100 and not unreadable:  # a row that could not be read has its own problem
            self.problems.append(
                Problem("scheme.sum-not-100", self.file, None, "maximum", {"sum": _plain(total)})
            )

    # --- single values

    def _weights(self, table: Mapping[str, Any]) -> dict[str, Decimal]:
        found = table["group_weights"]
        if not isinstance(found, dict):
            self._wrong("group_weights", "weights", found)
            return {}
        weights: dict[str, Decimal] = {}
        for group, value in found.items():
            self._member("unknown-group", "group_weights", group, self.groups)
            number = self._decimal(value, group)
            if number is None:
                return {}
            if number < 0:
                self._note("negative-weight", "group_weights", group=group, value=number)
            weights[group] = number
        total = sum(weights.values(), Decimal(0))
        if total != 1:
            self._note("weights-sum", "group_weights", sum=_plain(total))
        return weights

    def _name(self, table: Mapping[str, Any]) -> dict[str, str]:
        found = table.get("name")
        if found is None:
            self._missing("name", "name")
            return {}
        right = isinstance(found, dict) and set(found) == {"vi", "en"}
        if not right or not all(isinstance(text, str) and text for text in found.values()):
            self._wrong("name", "name", found)
            return {}
        return dict(found)

    def _text(self, table: Mapping[str, Any], key: str, *, required: bool = True) -> str | None:
        found = table.get(key)
        if found is None:
            if required:
                self._missing(key, "text")
            return None
        if not isinstance(found, str) or not found.strip():
            self._wrong(key, "text", found)
            return None
        return found

    def _decimal(self, found: object, key: str) -> Decimal | None:
        if isinstance(found, bool) or not isinstance(found, int | Decimal):
            self._wrong(key, "number", found)
            return None
        number = Decimal(found)
        if not number.is_finite():
            self._wrong(key, "number", found)
            return None
        return number

    # --- problems

    def _refuse_unknown(self, table: Mapping[str, Any], known: tuple[str, ...]) -> None:
        for key in table:
            if key not in known:
                self._note("unknown-key", key, key=key, nearest=nearest(key, known))

    def _member(self, code: str, key: str, value: str, known: Collection[str]) -> bool:
        if value in known:
            return True
        close, all_known = nearest(value, known), ", ".join(known)
        self._note(code, key, value=value, known=all_known, nearest=close)
        return False

    def _missing(self, key: str, expected: str) -> None:
        vietnamese, english = _EXPECTED[expected]
        self._note("missing", key, key=key, expected_vi=vietnamese, expected_en=english)

    def _wrong(self, key: str, expected: str, found: object) -> None:
        vi, en = _EXPECTED[expected]
        self._note("wrong-type", key, key=key, expected_vi=vi, expected_en=en, found=repr(found))

    def _note(self, code: str, column: str, /, **values: object) -> None:
        row = self._row
        line = self.toml.line_of(column) if row is None else self.toml.line_of(column, "rows", row)
        if line is None and row is None:
            line = self.toml.line_of(None, column)
        self.problems.append(Problem(f"scheme.{code}", self.file, line, column, values))


def _plain(number: Decimal) -> str:
    """The number without trailing zeros or an exponent: 99, 33.5."""
    return f"{number.normalize():f}"
