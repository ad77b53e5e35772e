"""Rows of the index that no survey scores: values from a file, and when there is a total."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from analysis.assessed import AssessedValue, read_values, whole_index
from analysis.estimate import Estimate
from analysis.points import IndexPoints, PointsRow
from analysis.problems import ValuesError


@dataclass(frozen=True)
class Row:
    code: str
    kind: str
    parent: str | None = None
    maximum: float | None = None


ROWS = (
    Row("1", "field"),
    Row("1.1", "criterion", "1"),
    Row("1.1.1", "assessed", "1.1", 0.5),
    Row("1.1.2", "assessed", "1.1", 1.5),
    Row("1.2", "survey", "1", 2.0),
    Row("2", "field"),
    Row("2.1", "assessed", "2", 4.0),
)
HEAD = "code,self_scored,verified,source\n"
POINTS = Estimate(1.5, 0.1, 20.0, 1.3, 1.7, 100)
WHOLE = (
    AssessedValue("1.1.1", 0.5, 0.25, "Báo cáo 12"),
    AssessedValue("1.1.2", 1.5, 1.0, "Báo cáo 12"),
    AssessedValue("2.1", 4.0, 3.5, "QĐ 300"),
)


def survey(points: Estimate = POINTS) -> IndexPoints:
    row = PointsRow("1.2", "survey", "1", 2.0, points)
    field = replace(row, code="1", kind="field", field=None)
    return IndexPoints((row,), (field,), replace(field, code="total", kind="total"))


def refused(text: str | bytes) -> list[str]:
    with pytest.raises(ValuesError) as found:
        read_values(text if isinstance(text, bytes) else text.encode(), "v.csv", ROWS)
    for problem in found.value.problems:
        assert problem.sentence("vi").startswith("v.csv")
    return str(found.value).splitlines()


def test_values_are_read_with_their_source_in_either_way_of_writing_numbers() -> None:
    comma = f"{HEAD}1.1.1,0.5,0.25,Báo cáo 12\n\n1.1.2,,,\n2.1,4,,QĐ 300\n"
    semicolon = (
        "﻿code;name;self_scored;verified;source\r\n1.1.1;Kế hoạch;0,5;0,25;Báo cáo 12\r\n"
        "2.1;;4;;QĐ 300\r\n"
    )
    wanted = (WHOLE[0], AssessedValue("2.1", 4.0, None, "QĐ 300"))
    assert read_values(comma.encode(), "v.csv", ROWS) == wanted
    assert read_values(semicolon.encode(), "v.csv", ROWS) == wanted


def test_every_mistake_is_named_at_once_by_row_and_column() -> None:
    assert refused(
        f"{HEAD}1.1.1,0.7,x,B\n1.2,1,1,B\n1.1,1,1,B\n2.2,1,1,B\n2.1,4,nan,\n2.1,1,1,B\n1.1.2,1\n"
    ) == [
        "v.csv, line 2, column 'self_scored': the points are 0.7; they must lie between 0 and the "
        "maximum 0.5.",
        "v.csv, line 2, column 'verified': 'x' is no number of points; write a number such as "
        "1.25, or nothing as yet.",
        "v.csv, line 3, column 'code': criterion '1.2' is scored by the survey, from its answers; "
        "remove this row.",
        "v.csv, line 4, column 'code': the points of '1.1' are the sum of the rows below it; "
        "remove this row.",
        "v.csv, line 5, column 'code': the scheme has no criterion '2.2'; did you mean '2.1'?",
        "v.csv, line 6, column 'verified': 'nan' is no number of points; write a number such as "
        "1.25, or nothing as yet.",
        "v.csv, line 6, column 'source': the points of '2.1' have no source; name the document "
        "they are from.",
        "v.csv, line 7, column 'code': criterion '2.1' stands in line 6 already; each has one row.",
        "v.csv, line 8: this row has 2 cells, expected 4; put quotes around 1,5 or separate cells "
        "with semicolons.",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "expected the columns"),
        ("code,verified,source\n", "expected the columns"),
        (b"code\xff", "not UTF-8"),
        (f"{HEAD}1.1.1,,,\n", "has no points"),
        (HEAD + "1.1.1,0.5,0.5,B\n" * 70_000, "larger than 1 MB"),
    ],
)
def test_what_is_no_such_file_is_told(text: str | bytes, said: str) -> None:
    assert said in refused(text)[0]


def test_there_is_a_total_only_when_every_row_has_its_points() -> None:
    before = whole_index(ROWS, WHOLE, None)
    assert (before.total, before.lacking) == (None, ("no_survey",))
    assert before.self_scored == 6.0
    assert before.verified == 4.75
    part = whole_index(ROWS, WHOLE[:2], survey())
    assert (part.total, part.lacking, part.unverified) == (None, ("not_verified",), 4.0)
    assert part.rows["1"].verified == 1.25
    assert part.rows["2"].verified is None
    assert whole_index(ROWS, (), None).lacking == ("no_survey", "not_verified")


def test_the_totals_interval_is_the_surveys_moved_by_what_is_known() -> None:
    found = whole_index(ROWS, WHOLE, survey()).total
    assert found is not None
    assert (found.value, found.lower, found.upper) == pytest.approx((6.25, 6.05, 6.45))
    assert found.se == POINTS.se
    bounded = Estimate(None, None, None, None, None, 50, bounds=(1.0, 1.8))
    alone = whole_index(ROWS, WHOLE, survey(bounded)).total
    assert alone is not None
    assert alone.value is None
    assert alone.bounds == pytest.approx((5.75, 6.55))
    silent = Estimate(None, None, None, None, None, 0, warrant="group_missing")
    assert whole_index(ROWS, WHOLE, survey(silent)).lacking == ("no_survey",)
