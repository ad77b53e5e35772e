"""Lists beside the one-stop system's counts: gaps by month and field, and files that are wrong."""

from __future__ import annotations

import pytest

from sampling.problems import FrameError
from sampling.reconciliation import gaps_csv, read_counts, read_gaps, reconcile
from sampling.units import ListEntry


def entries(month: str, field: str, count: int) -> list[ListEntry]:
    return [ListEntry("district:1", f"p{n % 3}", field, month, "") for n in range(count)]


def test_gaps_are_differences_beyond_the_stated_share_of_the_systems_count() -> None:
    counts = read_counts(b"month,field,count\n2021-01,land,100\n2021-01,justice,10\n", "c.csv")
    listed = entries("2021-01", "land", 95) + entries("2021-02", "social", 1)
    found = reconcile(listed, counts, 0.05)
    assert [(g.month, g.field, g.difference, g.beyond) for g in found] == [
        ("2021-01", "land", -5, False),
        ("2021-01", "justice", -10, True),
        ("2021-02", "social", 1, True),
    ]
    assert read_gaps(gaps_csv(found)) == found


def test_what_is_wrong_with_the_counts_is_named_all_at_once() -> None:
    text = b"month,field,count\n2021-13,land,1\n2021-01,sea,2\n2021-02,land,1.000\n2021-02,land,3\n"
    with pytest.raises(FrameError) as refused:
        read_counts(text, "c.csv")
    assert [(p.code, p.row, p.column) for p in refused.value.problems] == [
        ("bad_month", 2, "month"),
        ("unknown_field", 3, "field"),
        ("thousands", 4, "count"),
        ("duplicate_code", 5, "month"),
    ]
