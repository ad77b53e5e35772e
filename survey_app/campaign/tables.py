"""Typed reading of a TOML table: every mistake is noted and reading goes on."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from analysis.toml_file import TomlFile, nearest
from survey_app.campaign.problems import Problem

__all__ = ["Notes", "Table"]

_EXPECTED = {
    "text": ("một chuỗi ký tự trong dấu ngoặc kép", "a text in quotes"),
    "name": ("tên bằng hai thứ tiếng { vi = …, en = … }", "a name { vi = …, en = … }"),
    "integer": ("một số nguyên", "a whole number"),
    "number": ("một số", "a number"),
    "boolean": ("true hoặc false", "true or false"),
    "date": ('một ngày, ví dụ "04/01/2022"', 'a date, for example "04/01/2022"'),
    "list": ("một danh sách [ … ]", "a list [ … ]"),
    "table": ("một bảng [{key}]", "a table [{key}]"),
    "tables": ("các bảng [[{key}]]", "[[{key}]] tables"),
}
_NO_DATE = date(1, 1, 1)


class Notes:
    """The problems of one TOML file, with the line of each."""

    def __init__(self, toml: TomlFile, file: str) -> None:
        self.toml, self.file = toml, file
        self.problems: list[Problem] = []

    def top(self) -> "Table":
        """The file's top level."""
        return Table(self, self.toml.values, "", 0)


class Table:
    """One table. A value that is wrong or missing is noted, and a neutral one returned.

    `close` notes the keys nobody asked for: typing errors.
    """

    def __init__(self, notes: Notes, values: Mapping[str, Any], path: str, number: int) -> None:
        self._notes, self._values, self._path, self._number = notes, values, path, number
        self._asked: list[str] = []

    def has(self, key: str) -> bool:
        self._asked.append(key)
        return key in self._values

    def names(self) -> tuple[str, ...]:
        """The keys that are there, where they are names and not words of ours."""
        return tuple(self._values)

    def known(self, key: str, known: Collection[str]) -> str:
        """The key itself, noted where it is not one of the known words."""
        return self._member(key, key, known, ())

    def text(self, key: str) -> str:
        found = self._take(key, "text")
        if found is None:
            return ""
        if isinstance(found, str) and found.strip():
            return found
        self._wrong(key, "text", found)
        return ""

    def optional_text(self, key: str) -> str | None:
        return self.text(key) if self.has(key) else None

    def name(self, key: str = "name") -> dict[str, str]:
        found = self._take(key, "name")
        if found is None:
            return {}
        right = isinstance(found, dict) and set(found) == {"vi", "en"}
        if right and all(isinstance(text, str) and text.strip() for text in found.values()):
            return dict(found)
        self._wrong(key, "name", found)
        return {}

    def boolean(self, key: str) -> bool:
        found = self._take(key, "boolean")
        if found is None or isinstance(found, bool):
            return bool(found)
        self._wrong(key, "boolean", found)
        return False

    def integer(self, key: str, low: int, high: int) -> int:
        found = self._take(key, "integer")
        if found is None:
            return low
        if isinstance(found, bool) or not isinstance(found, int):
            self._wrong(key, "integer", found)
            return low
        return int(self._within(key, Decimal(found), low, high))

    def number(self, key: str, low: int, high: int) -> Decimal:
        found = self._take(key, "number")
        if found is None:
            return Decimal(high)
        countable = isinstance(found, int | Decimal) and not isinstance(found, bool)
        if not countable or not Decimal(found).is_finite():
            self._wrong(key, "number", found)
            return Decimal(high)
        return self._within(key, Decimal(found), low, high)

    def numbers(self, low: int, high: int) -> dict[str, Decimal]:
        """The numbers of a table whose keys are free, such as codes of districts."""
        return {key: self.number(key, low, high) for key in self._values}

    def share(self, key: str) -> Decimal:
        """A share above 0 and at most 1."""
        share = self.number(key, 0, 1)
        if share == 0:
            self.note("out-of-range", key, key=key, value=0, low="0,01", high=1)
            return Decimal(1)
        return share

    def day(self, key: str) -> date:
        found = self._take(key, "date")
        return _NO_DATE if found is None else self._date(key, found)

    def days(self, key: str) -> tuple[date, ...]:
        return tuple(self._date(key, found) for found in self._list(key))

    def choice(self, key: str, known: Collection[str], later: Collection[str] = ()) -> str:
        """One of the known words; words of `later` are refused by name as not yet usable."""
        value = self.text(key)
        return self._member(key, value, known, later) if value else ""

    def choices(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        found = self._list(key)
        words = [word for word in found if isinstance(word, str)]
        if len(words) < len(found):
            self._wrong(key, "list", found)
        elif not words and key in self._values:
            self.note("empty-list", key, key=key)
        return tuple(self._member(key, word, known, ()) for word in words)

    def texts(self, key: str) -> tuple[str, ...]:
        """Texts of any kind, at least one."""
        found = self._list(key)
        words = tuple(word for word in found if isinstance(word, str) and word.strip())
        if len(words) < len(found):
            self._wrong(key, "list", found)
        elif not words and key in self._values:
            self.note("empty-list", key, key=key)
        return words

    def table(self, key: str) -> "Table":
        path = f"{self._path}.{key}" if self._path else key
        found = self._take(key, "table")
        if found is not None and not isinstance(found, dict):
            self._wrong(key, "table", found)
            found = None
        if found is None:
            return _Absent(self._notes, {}, path, 0)
        return Table(self._notes, found, path, 0)

    def tables(self, key: str) -> tuple["Table", ...]:
        found = self._take(key, "tables")
        if found is None:
            return ()
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self._wrong(key, "tables", found)
            return ()
        path = f"{self._path}.{key}" if self._path else key
        return tuple(Table(self._notes, one, path, number) for number, one in enumerate(found))

    def close(self) -> None:
        """Note every key that is not one of those asked for."""
        for key in self._values:
            if key not in self._asked:
                self.note("unknown-key", key, key=key, nearest=nearest(key, set(self._asked)))

    def expected(self, key: str, vietnamese: str, english: str, found: object) -> None:
        """Note a value that is not what this key takes, in words of the caller's."""
        vi, en = vietnamese, english
        self.note("wrong-type", key, key=key, expected_vi=vi, expected_en=en, found=repr(found))

    def note(self, code: str, column: str, /, **values: object) -> None:
        toml = self._notes.toml
        line = toml.line_of(column, self._path, self._number)
        if line is None and not self._path:
            line = toml.line_of(None, column)
        table = self._path or None
        self._notes.problems.append(
            Problem(f"campaign.{code}", self._notes.file, line, column, values, table)
        )

    # --- parts

    def _take(self, key: str, expected: str) -> Any:  # a TOML value of any type
        self._asked.append(key)
        found = self._values.get(key)
        if found is None:
            vietnamese, english = (text.replace("{key}", key) for text in _EXPECTED[expected])
            self.note("missing", key, key=key, expected_vi=vietnamese, expected_en=english)
        return found

    def _wrong(self, key: str, expected: str, found: object) -> None:
        vi, en = (text.replace("{key}", key) for text in _EXPECTED[expected])
        shown = str(found) if isinstance(found, int | Decimal | date) else repr(found)
        self.note("wrong-type", key, key=key, expected_vi=vi, expected_en=en, found=shown)

    def _within(self, key: str, value: Decimal, low: int, high: int) -> Decimal:
        if low <= value <= high:
            return value
        self.note("out-of-range", key, key=key, value=value, low=low, high=high)
        return Decimal(low)

    def _list(self, key: str) -> list[Any]:
        found = self._take(key, "list")
        if found is None or isinstance(found, list):
            return found or []
        self._wrong(key, "list", found)
        return []

    def _member(self, key: str, value: str, known: Collection[str], later: Collection[str]) -> str:
        if value in known:
            return value
        shown = ", ".join(known)
        if value in later:
            self.note("not-yet", key, value=value, known=shown)
        else:
            self.note("unknown-value", key, value=value, known=shown, nearest=nearest(value, known))
        return value

    def _date(self, key: str, found: object) -> date:
        if isinstance(found, date) and not isinstance(found, datetime):
            return found
        if not isinstance(found, str):
            self._wrong(key, "date", found)
            return _NO_DATE
        try:
            day, month, year = (int(part) for part in found.split("/"))
            return date(year, month, day)
        except ValueError:
            self.note("bad-date", key, found=found)
            return _NO_DATE


class _Absent(Table):
    """A table that is not there: that was noted once, so its keys are not noted again."""

    def note(self, code: str, column: str, /, **values: object) -> None:
        pass
