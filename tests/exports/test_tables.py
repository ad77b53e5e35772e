"""Rows for analysts: labels, kinds of missing answers kept apart, no formulas."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pyreadstat
import pytest

from survey_app.exports.tables import Labelled, labelled, safe_text, table_bytes, write_csv
from tests.questionnaires.forms import questionnaire

FORM = """
| survey |
| | type | name | label |
| | select_one yn | gave | Did you? |
| | select_one scale | how | How? |
| | integer | age | Age |
| choices |
| | list_name | name | label |
| | yn | co | Có |
| | yn | khong | Không |
| | scale | 5 | Rất hài lòng |
| | scale | 1 | Rất không hài lòng |
| | scale | dk | Không biết |
"""
ROWS = pd.DataFrame(
    {
        "district": ["306", "", "*", "306"],
        "gave": ["co", "khong", "co", "co"],
        "how": ["5", "", "", "dk"],
        "age": ["18–29", "60+", "*", ""],
    }
)
WEIGHTS = pd.DataFrame({"weight": [10.5, 2.0, 3.0, 4.0], "w1": [10.0, 2.0, 3.0, 4.0]})


@pytest.fixture(scope="module")
def table() -> Labelled:
    asked = {"how": ("gave", frozenset({"co"}))}
    return labelled(ROWS, WEIGHTS, questionnaire(FORM, ""), asked, {"306": "Quận Hải An"})


def test_not_asked_not_answered_dont_know_and_blanked_are_kept_apart(table: Labelled) -> None:
    assert list(table.values["how"]) == ["5", "-1", "-2", "-8"]
    assert list(table.values["age"]) == ["18–29", "60+", "-3", "-2"]
    assert list(table.values["district"]) == ["306", "0", "-3", "306"]
    assert table.missing["how"] == ("-1", "-2", "-8")


def test_spss_gets_labels_and_user_missing_values(table: Labelled, tmp_path: Path) -> None:
    path = tmp_path / "x.sav"
    path.write_bytes(table_bytes(table, "sav"))
    plain, about = pyreadstat.read_sav(path)
    assert plain["how"].isna().sum() == 3
    full, about = pyreadstat.read_sav(path, user_missing=True)
    assert list(full["how"]) == [5, -1, -2, -8]
    assert about.variable_value_labels["how"][-8] == "Không biết"
    assert about.variable_value_labels["how"][-1] == "Không thuộc diện hỏi"
    assert about.variable_value_labels["district"][306] == "Quận Hải An"
    assert about.column_names_to_labels["weight"] == "Quyền số"
    assert list(full["weight"]) == list(WEIGHTS["weight"])


def test_stata_gets_labels_and_its_own_missing_values(table: Labelled, tmp_path: Path) -> None:
    path = tmp_path / "x.dta"
    path.write_bytes(table_bytes(table, "dta"))
    full, about = pyreadstat.read_dta(path, user_missing=True)
    assert list(full["how"]) == [5, "a", "b", "c"]
    words = {str(code): word for code, word in about.variable_value_labels["how"].items()}
    assert words["a"] == "Không thuộc diện hỏi"
    assert about.variable_value_labels["how"][5] == "Rất hài lòng"


def test_csv_and_parquet_hold_the_same_rows(table: Labelled) -> None:
    told = table_bytes(table, "csv").decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(told)))
    assert [line["how"] for line in lines] == ["5", "-1", "-2", "-8"]
    stored = pq.read_table(io.BytesIO(table_bytes(table, "parquet")))
    assert stored.to_pandas().equals(table.values)
    assert stored.schema.metadata[b"label:district"].decode() == "Quận, huyện"


@pytest.mark.parametrize("text", ["=1+1", "+cmd", "-x", "@SUM(A1)", "\t=1", "\r=1", "-1+2"])
def test_what_a_spreadsheet_takes_for_a_formula_is_text(text: str) -> None:
    assert safe_text(text) == f"'{text}"
    told = "".join(write_csv([pd.DataFrame({"=a": [text, "co"]})]))
    rows = list(csv.reader(io.StringIO(told, newline="")))
    assert rows == [["'=a"], [f"'{text}"], ["co"]]


@pytest.mark.parametrize("text", ["-1", "-2.5", "5", "co", ""])
def test_numbers_and_words_stay_what_they_are(text: str) -> None:
    assert safe_text(text) == text


def test_a_long_export_takes_no_more_memory_than_a_short_one() -> None:
    part = pd.DataFrame({f"q{n}": ["5", "4", "dk", ""] * 2500 for n in range(20)})

    def peak(parts: int) -> int:
        def tables() -> Iterator[pd.DataFrame]:
            yield from (part for _ in range(parts))

        tracemalloc.start()
        for _ in write_csv(tables()):
            pass
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    assert peak(6) < 1.2 * peak(2)
