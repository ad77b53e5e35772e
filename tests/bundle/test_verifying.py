"""Published numbers follow from the sealed bundle; what was changed is named (invariant 8)."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from questionnaires.instruments import INSTRUMENTS, load_instrument
from survey_app.bundle.freeze import frozen_from, sums_digest
from survey_app.bundle.published import compute, to_json
from survey_app.bundle.rows import row_digests
from survey_app.bundle.verifying import Verified, verify
from survey_app.report.build import report_json

Files = dict[str, bytes]
MANIFEST = "frozen/manifest.json"


def resummed(files: Mapping[str, bytes], *, rows: bool = False, digest: bool = False) -> Files:
    """The files with sums that fit them again, as somebody with a text editor would make them."""
    found = dict(files)
    manifest = json.loads(found[MANIFEST])
    for name in manifest["sha256"]:
        manifest["sha256"][name] = sha256(found[f"frozen/{name}"]).hexdigest()
    found[MANIFEST] = json.dumps(manifest).encode()
    if rows:
        kept = json.loads(found["rows.json"])
        new = {name: row_digests(found[f"frozen/{name}"]) for name in kept}
        found["rows.json"] = json.dumps(new).encode()
    about = json.loads(found["bundle.json"])
    for name in about["sha256"]:
        about["sha256"][name] = sha256(found[name]).hexdigest()
    if digest:
        about["frozen"] = sums_digest(manifest)
    found["bundle.json"] = json.dumps(about).encode()
    return found


def changed_table(
    files: Mapping[str, bytes], name: str, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> Files:
    table = pq.read_table(io.BytesIO(files[name])).to_pandas()
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(change(table), preserve_index=False), out)
    return {**files, name: out.getvalue()}


def answers(files: Mapping[str, bytes]) -> str:
    return next(name for name in files if name.startswith("frozen/answers-"))


def other_answer(table: pd.DataFrame) -> pd.DataFrame:
    """One respondent's first scored answer the other way round."""
    table = table.copy()
    scored = {name for form in INSTRUMENTS for name in load_instrument(form)[1].by_item}
    item = next(
        name for name in table if name in scored and {"1", "5"} <= set(table[name].dropna())
    )
    at = table.index[table[item].isin(["4", "5"])][0]
    table.loc[at, item] = "1"
    return table


def edited(files: Mapping[str, bytes], name: str, change: Callable[[Any], None]) -> Files:
    value = json.loads(files[name])
    change(value)
    return {**files, name: json.dumps(value).encode()}


def said(found: Verified) -> list[str]:
    return [problem.sentence("vi") for problem in found.problems]


def codes(found: Verified) -> set[str]:
    return {problem.code for problem in found.problems}


def test_an_untouched_bundle_gives_everything_again(sealed: Mapping[str, bytes]) -> None:
    found = verify(sealed)
    assert said(found) == []
    assert found.campaign == "nho"
    assert min(found.cells, found.names, found.answers, found.weights) > 10
    assert found.numbers > 1000


def test_the_digest_told_at_closing_is_compared(sealed: Mapping[str, bytes]) -> None:
    own = json.loads(sealed["bundle.json"])["frozen"]
    assert verify(sealed, own).problems == ()
    assert codes(verify(sealed, "0" * 64)) == {"other_digest"}


def test_one_changed_answer_is_named_by_file_and_row(sealed: Mapping[str, bytes]) -> None:
    name = answers(sealed)
    changed = changed_table(sealed, name, other_answer)
    before, after = (row_digests(files[name]) for files in (sealed, changed))
    (uuid,) = [old[0] for old, new in zip(before, after, strict=True) if old != new]
    found = verify(changed)
    assert [(p.code, p.file) for p in found.problems] == [("changed", name), ("changed_row", name)]
    assert uuid in said(found)[-1]


def test_one_changed_answer_is_named_also_when_all_sums_were_made_to_fit(
    sealed: Mapping[str, bytes],
) -> None:
    changed = resummed(changed_table(sealed, answers(sealed), other_answer))
    found = verify(changed)
    assert codes(found) >= {"changed_row", "other_digest", "other_value"}


def test_with_row_sums_and_digest_rewritten_too_the_tables_differ(
    sealed: Mapping[str, bytes],
) -> None:
    changed = changed_table(sealed, answers(sealed), other_answer)
    found = verify(resummed(changed, rows=True, digest=True))
    assert codes(found) == {"other_value", "more"}
    paths = [str(p.values.get("path")) for p in found.problems if p.file == "results.json"]
    assert any(path.startswith("results.") for path in paths)


def test_answers_results_and_sums_rewritten_together_are_found_by_the_digest(
    sealed: Mapping[str, bytes],
) -> None:
    changed = resummed(changed_table(sealed, answers(sealed), other_answer), rows=True, digest=True)
    prefix = "frozen/"
    manifest = json.loads(changed[MANIFEST])
    contents = {
        name.removeprefix(prefix): content
        for name, content in changed.items()
        if name.startswith(prefix) and name != MANIFEST
    }
    computed = compute(frozen_from(contents, manifest))
    changed["results.json"] = to_json(computed.published).encode()
    changed["report.json"] = json.dumps(report_json(computed.published)).encode()
    changed["weights.json"] = json.dumps(computed.weights).encode()
    forged = resummed(changed)
    assert verify(forged).problems == ()
    told = json.loads(sealed["bundle.json"])["frozen"]
    assert codes(verify(forged, told)) == {"other_digest"}


def test_one_changed_ballot_is_found(sealed: Mapping[str, bytes]) -> None:
    name = next(name for name in sealed if name.startswith("frozen/ballots-"))
    found = verify(changed_table(sealed, name, other_answer))
    assert codes(found) == {"changed", "changed_row"}


def test_a_removed_answer_is_named(sealed: Mapping[str, bytes]) -> None:
    changed = changed_table(sealed, answers(sealed), lambda table: table.drop(index=3))
    assert codes(verify(resummed(changed))) >= {"missing_row", "other_digest"}


def test_one_changed_published_number_is_named_with_its_path(sealed: Mapping[str, bytes]) -> None:
    def raise_points(value: Any) -> None:
        value["results"]["items"][0]["asked"] += 1

    found = verify(resummed(edited(sealed, "results.json", raise_points)))
    (sentence,) = said(found)
    assert sentence.startswith("results.json: results.items[citizens/")
    assert ".asked công bố" in sentence


@pytest.mark.parametrize("name", ["weights.json", "report.json"])
def test_weights_and_report_are_recomputed_too(sealed: Mapping[str, bytes], name: str) -> None:
    def change(value: Any) -> None:
        if name == "weights.json":
            value["citizens"][0] *= 1 + 1e-6
        else:
            value["year"] += 1

    found = verify(resummed(edited(sealed, name, change)))
    assert [(p.code, p.file) for p in found.problems] == [("other_value", name)]


def test_numbers_within_the_tolerance_are_equal(sealed: Mapping[str, bytes]) -> None:
    def change(value: Any) -> None:
        value["citizens"][0] *= 1 + 1e-12

    assert verify(resummed(edited(sealed, "weights.json", change))).problems == ()


def test_a_name_that_was_not_drawn_is_named(sealed: Mapping[str, bytes]) -> None:
    def swap(table: pd.DataFrame) -> pd.DataFrame:
        first, second, *others = table["person"]
        return table.assign(person=[second, first, *others])

    changed = changed_table(sealed, "frozen/sample.parquet", swap)
    found = verify(resummed(changed, rows=True, digest=True))
    assert [p.row for p in found.problems if p.code == "not_drawn"] == [1, 2]


def test_a_count_that_weights_follow_from_must_be_the_draws(sealed: Mapping[str, bytes]) -> None:
    def longer(table: pd.DataFrame) -> pd.DataFrame:
        first, *others = table["list_size"]
        return table.assign(list_size=[int(first) + 1, *others])

    changed = changed_table(sealed, "frozen/cells.parquet", longer)
    found = verify(resummed(changed, rows=True, digest=True))
    assert [p.column for p in found.problems if p.code == "other_cell"] == ["list_size"]


def test_another_manifest_of_the_draw_is_found_by_drawing_again(
    sealed: Mapping[str, bytes],
) -> None:
    def other(value: Any) -> None:
        desk = next(iter(value["desks"].values()))
        desk["released"].reverse()

    found = verify(resummed(edited(sealed, "frozen/draw.json", other), digest=True))
    assert "other_draw" in codes(found)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("bundle.json", "no_manifest"),
        (MANIFEST, "missing"),
        ("results.json", "missing"),
        ("rows.json", "missing"),
        ("frozen/sample.parquet", "missing"),
        ("frozen/campaign/scheme.toml", "missing"),
    ],
)
def test_a_missing_file_is_named(sealed: Mapping[str, bytes], name: str, code: str) -> None:
    found = verify({other: c for other, c in sealed.items() if other != name})
    assert [(p.code, p.file) for p in found.problems] == [(code, name)]


def test_every_changed_file_is_named(sealed: Mapping[str, bytes]) -> None:
    for name in sealed:
        if name != "bundle.json":
            found = verify({**sealed, name: sealed[name] + b" "})
            assert ("changed", name) in [(p.code, p.file) for p in found.problems]


def test_a_file_that_nobody_listed_is_named(sealed: Mapping[str, bytes]) -> None:
    assert codes(verify({**sealed, "frozen/more.csv": b"x"})) == {"extra"}


def test_a_file_taken_from_both_lists_is_still_missed(sealed: Mapping[str, bytes]) -> None:
    def drop(value: Any) -> None:
        del value["sha256"]["frozen/cells.parquet"]

    left = edited(sealed, "bundle.json", drop)
    del left["frozen/cells.parquet"]
    assert codes(verify(left)) == {"missing"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"{half", "bad_manifest"),
        (b"[]", "bad_manifest"),
        (b"\xff", "bad_manifest"),
        (b"[" * 100_000, "bad_manifest"),
        (b"{}", "unknown_format"),
        (b'{"format": "par-survey/bundle/1 sealed", "sha256": 3}', "bad_manifest"),
    ],
)
def test_a_list_of_sums_that_is_none_is_a_sentence(
    sealed: Mapping[str, bytes], content: bytes, code: str
) -> None:
    found = verify({**sealed, "bundle.json": content})
    assert codes(found) == {code}
    assert all(p.sentence("en") for p in found.problems)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("frozen/sample.parquet", b"PAR1"),
        ("rows.json", b"{}"),
        ("rows.json", b"[1]"),
        ("results.json", b"[]"),
        ("weights.json", b"{half"),
        ("frozen/draw.json", b"[]"),
        ("frozen/campaign/scheme.toml", b"rows = 3"),
        ("frozen/campaign/campaign.toml", b"\xff"),
    ],
)
def test_nonsense_whose_sums_fit_is_a_sentence(
    sealed: Mapping[str, bytes], name: str, content: bytes
) -> None:
    found = verify(resummed({**sealed, name: content}))
    assert said(found)
    assert codes(found) - {"other_digest"}
