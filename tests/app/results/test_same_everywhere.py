"""What one channel hides, all hide: pages, workbook, report, JSON, public bundle (invariant 9)."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import pytest
from openpyxl import load_workbook

from survey_app.bundle.archive import read_archive
from survey_app.report.sentences import REASONS
from survey_app.services.bundling import public_bundle, sealed_bundle
from tests.app.results.conftest import Site
from tests.app.results.test_pages import path, same_line, text_of
from tests.conftest import NOON

Cells = Mapping[str, set[tuple[str, str]]]


@pytest.fixture(scope="module")
def told(reading_site: Site) -> Any:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.observer)
    return json.loads(browser.get(path("results.json")).text)


def hidden_in(results: Any) -> Cells:
    """By kind of table its cells without a figure."""
    return {
        "items": {
            (row["group"], row["item"]) for row in results["items"] if not row["share"]["estimate"]
        },
        "factors": {
            (row["group"], row["factor"])
            for row in results["factors"]
            if not row["share"]["estimate"]
        },
        "districts": {
            (row["district"], part["factor"])
            for row in results["districts"]
            for part in row["factors"]
            if not part["share"]["estimate"]
        },
    }


def test_the_small_campaign_hides_items_and_factors(told: Any) -> None:
    assert hidden_in(told["results"])["items"]
    assert hidden_in(told["results"])["factors"]


@pytest.mark.parametrize("make", [public_bundle, sealed_bundle])
def test_bundles_hide_what_the_json_hides(
    reading_site: Site, told: Any, make: Any, tmp_path: Any
) -> None:
    world, where = reading_site.world, tmp_path / "x.zip"
    where.write_bytes(make(world.sessions, world.data, world.campaign, NOON))
    files = read_archive(where)
    assert json.loads(files["results.json"])["results"] == told["results"]
    assert json.loads(files["report.json"])["results"] == told["results"]
    if make is public_bundle:
        sums = json.loads(files["sums.json"])
        hidden = hidden_in(told["results"])
        for group, item in hidden["items"]:
            assert not [
                name for name in sums["figures"] if name.startswith(f"items/{group}/{item}")
            ]
        for group, factor in hidden["factors"]:
            assert f"factors/{group}/{factor}" not in sums["figures"]
        for district, factor in hidden["districts"]:
            assert factor not in sums["districts"]["citizens"][district]


def test_the_workbook_hides_what_the_json_hides(reading_site: Site, told: Any) -> None:
    browser = reading_site.visitors.signed_in(reading_site.world.staff.observer)
    book = load_workbook(io.BytesIO(browser.get(path("results.xlsx")).data))
    names = told["names"]
    groups = {words["vi"]: code for code, words in names["groups"].items()}
    rows = [[cell.value for cell in row] for row in book["Câu hỏi"].iter_rows(min_row=7)]
    empty = {(groups[row[0]], row[1]) for row in rows if row[3] is None}
    assert empty == hidden_in(told["results"])["items"]
    assert all(set(row[3:11]) == {None} for row in rows if row[3] is None)
    places = {name: code for code, name in names["districts"].items()}
    factors = {words["vi"]: code for code, words in names["factors"].items()}
    rows = [
        [cell.value for cell in row]
        for row in book["Quận, huyện theo nhân tố"].iter_rows(min_row=7)
    ]
    empty = {(places[row[0]], factors[row[1]]) for row in rows if row[2] is None}
    assert empty == hidden_in(told["results"])["districts"]


def test_pages_hide_what_the_json_hides_and_say_so(reading_site: Site, told: Any) -> None:
    hidden = {key for key in hidden_in(told["results"])["items"] if key[0] != "citizens"}
    shown = text_of(reading_site, "officials")
    assert shown.count(REASONS["majority"]) == len(hidden)
    browser = reading_site.visitors.signed_in(reading_site.world.staff.observer)
    pdf = same_line(browser.get(path("report.pdf")))
    for group, item in hidden:
        [row] = [r for r in told["results"]["items"] if (r["group"], r["item"]) == (group, item)]
        assert (row["asked"], row["missing"], row["deff"], row["mean"]["estimate"]) == (None,) * 4
    assert "None" not in pdf
