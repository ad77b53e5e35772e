"""Published rows as files for analysts: CSV, Parquet, SPSS and Stata, with labels.

Three kinds of nothing are kept apart: not asked, not answered, and answers that do not count
(don't know, refused); and what was blanked so that nobody is recognised.
"""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from questionnaires.model import Item, Questionnaire
from survey_app.bundle.coarse import DISTRICT, public_rules
from survey_app.exports.kinds import Kind

__all__ = ["Labelled", "labelled", "safe_text", "table_bytes", "write_csv"]

NOT_ASKED, NOT_ANSWERED, BLANKED = "-1", "-2", "-3"
SPECIAL = {
    NOT_ASKED: "Không thuộc diện hỏi",
    NOT_ANSWERED: "Không trả lời",
    BLANKED: "Che để bảo mật",
}
DOES_NOT_COUNT = {"dk": "-8", "ref": "-9"}
"""Codes of answers that are valid and do not count, as numbers."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
AT_ONCE = 10_000


@dataclass(frozen=True, eq=False)
class Labelled:
    """Rows with words for analysts. values: text codes, weights as numbers; labels: of columns;
    choices: words by code, of each column that has codes; missing: codes of no usable answer."""

    values: pd.DataFrame
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[str, str]]
    missing: Mapping[str, tuple[str, ...]]


def labelled(
    rows: pd.DataFrame,
    weights: pd.DataFrame,
    form: Questionnaire,
    asked_of: Mapping[str, tuple[str, frozenset[str]]],
    districts: Mapping[str, str],
) -> Labelled:
    """Published rows with labels in Vietnamese.

    rows: as in the public bundle; weights: columns of numbers, the weight first; asked_of: items
    asked of some, with the item and the codes that decide; districts: names by code.
    """
    items = {item.name: item for item in form.items}
    blank = public_rules().blank
    values, labels = {}, {}
    choices: dict[str, dict[str, str]] = {}
    missing: dict[str, tuple[str, ...]] = {}
    for name in rows.columns:
        texts = rows[name].astype(str).to_numpy(dtype=object)
        words = _words(name, items, districts, texts)
        texts = _told_apart(name, texts, rows, asked_of, blank)
        if name in items and items[name].type == "select_one":
            texts = np.array([DOES_NOT_COUNT.get(text, text) for text in texts], dtype=object)
            words = {DOES_NOT_COUNT.get(code, code): word for code, word in words.items()}
        used = [code for code in (*SPECIAL, *DOES_NOT_COUNT.values()) if code in set(texts)]
        values[name], missing[name] = texts, tuple(used)
        choices[name] = words | {code: SPECIAL[code] for code in SPECIAL if code in used}
        labels[name] = "Quận, huyện" if name == DISTRICT else items[name].label.in_("vi")
    table = pd.concat([pd.DataFrame(values), weights.reset_index(drop=True)], axis=1)
    labels |= {
        name: "Quyền số" if n == 0 else f"Quyền số lặp {n}"
        for n, name in enumerate(weights.columns)
    }
    return Labelled(table, labels, choices, missing)


def _words(
    name: str, items: Mapping[str, Item], districts: Mapping[str, str], texts: Iterable[str]
) -> dict[str, str]:
    """What the codes of a column stand for."""
    if name == DISTRICT:
        return {"0": "Không thuộc quận, huyện (các sở)", **districts}
    item = items[name]
    if item.type == "select_one":
        return {choice.name: choice.label.in_("vi") for choice in item.choices}
    if item.type == "integer":
        return {text: text for text in sorted(set(texts)) if text not in ("", public_rules().blank)}
    return {}


def _told_apart(
    name: str,
    texts: np.ndarray[tuple[int], np.dtype[np.object_]],
    rows: pd.DataFrame,
    asked_of: Mapping[str, tuple[str, frozenset[str]]],
    blank: str,
) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Empty cells as not asked or not answered; blanked ones as such."""
    if name == DISTRICT:
        return np.where(texts == blank, BLANKED, np.where(texts == "", "0", texts))
    asked = np.ones(len(texts), dtype=np.bool_)
    if name in asked_of:
        by, codes = asked_of[name]
        asked = rows[by].isin(codes).to_numpy()
    empty = np.where(asked, NOT_ANSWERED, NOT_ASKED)
    return np.where(texts == blank, BLANKED, np.where(texts == "", empty, texts))


def safe_text(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula; numbers stay what they are."""
    if text[:1] in FORMULA and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


def table_bytes(table: Labelled, kind: Kind) -> bytes:
    """The table as a file of this kind."""
    if kind == "csv":
        out = io.StringIO()
        for chunk in write_csv([table.values]):
            out.write(chunk)
        return b"\xef\xbb\xbf" + out.getvalue().encode()  # so that Excel reads UTF-8
    if kind == "parquet":
        whole = io.BytesIO()
        made = pa.Table.from_pandas(table.values, preserve_index=False)
        labels = {f"label:{name}": label for name, label in table.labels.items()}
        pq.write_table(made.replace_schema_metadata({**made.schema.metadata, **labels}), whole)
        return whole.getvalue()
    return _statistics(table, kind)


def write_csv(tables: Iterator[pd.DataFrame] | Sequence[pd.DataFrame]) -> Iterator[str]:
    """Tables of the same columns as one CSV, some rows at a time: memory does not grow.

    Each distinct text is looked at once; what a spreadsheet would take for a formula gets an
    apostrophe.
    """
    first = True
    for table in tables:
        for start in range(0, len(table), AT_ONCE) or (0,):
            part = table.iloc[start : start + AT_ONCE]
            if first:
                yield ",".join(_quoted(str(name)) for name in part.columns) + "\r\n"
                first = False
            columns = [_cells(part[name]) for name in part.columns]
            yield "".join(f"{line}\r\n" for line in map(",".join, zip(*columns, strict=True)))


def _cells(column: pd.Series) -> list[str]:
    """The column as texts for CSV; a number in the shortest form that reads back the same."""
    if column.dtype.kind in "fiub":
        return [repr(value) for value in column.tolist()]
    codes, texts = pd.factorize(column, use_na_sentinel=False)
    quoted = np.array(["" if pd.isna(t) else _quoted(str(t)) for t in texts], dtype=object)
    return list(quoted[codes])


def _quoted(text: str) -> str:
    safe = safe_text(text)
    if any(sign in safe for sign in ',"\r\n'):
        return '"' + safe.replace('"', '""') + '"'
    return safe


def _statistics(table: Labelled, kind: Kind) -> bytes:
    """SPSS or Stata: codes as numbers with value labels, special codes as user-missing."""
    import pyreadstat  # late: only these two formats need it

    frame, words, missing = _numbered(table)
    labels: dict[str, str | None] = {name: table.labels[name][:240] for name in frame.columns}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"rows.{kind}"
        if kind == "sav":
            ranges: dict[str, list[Any]] = {name: list(codes) for name, codes in missing.items()}
            pyreadstat.write_sav(
                frame, path, column_labels=labels, variable_value_labels=words,
                missing_ranges=ranges,
            )  # fmt: skip
        else:
            letters, told = _stata(frame, words, missing)
            short: dict[str, str | None] = {name: table.labels[name][:80] for name in frame.columns}
            pyreadstat.write_dta(
                letters, path, column_labels=short, variable_value_labels=told,
                missing_user_values={name: list("abcde") for name in missing}, version=15,
            )  # fmt: skip
        return path.read_bytes()


Words = dict[str, dict[int | float, str]]


def _numbered(table: Labelled) -> tuple[pd.DataFrame, Words, dict[str, list[float]]]:
    """Columns of codes as numbers: the codes where they are numbers, else their place."""
    columns, words = {}, dict[str, dict[int | float, str]]()
    missing = dict[str, list[float]]()
    for name in table.values.columns:
        column = table.values[name]
        choices = table.choices.get(name)
        if not choices:
            columns[name] = column
            continue
        codes = list(dict.fromkeys([*choices, *column]))
        plain = all(_is_number(code) for code in codes)
        places = {
            code: float(code) if plain or (_is_number(code) and float(code) < 0) else float(n)
            for n, code in enumerate(codes, 1)
        }
        columns[name] = column.map(places)
        words[name] = {places[code]: word for code, word in choices.items()}
        if table.missing.get(name):
            missing[name] = [places[code] for code in table.missing[name]]
    return pd.DataFrame(columns), words, missing


def _stata(
    frame: pd.DataFrame, words: Words, missing: Mapping[str, Sequence[float]]
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Special codes as Stata's own missing values .a, .b …, with their words."""
    frame, told = frame.copy(), dict[str, Any]()
    for name, labels in words.items():
        letters = dict(zip(missing.get(name, ()), "abcde", strict=False))
        told[name] = {letters.get(code, code): word for code, word in labels.items()}
        if letters:
            frame[name] = frame[name].astype(object).map(lambda x, to=letters: to.get(x, x))
    return frame, told
