"""The public bundle: figures follow from rows and sums (invariants 8, 9), and no row tells of
anybody. What somebody changes is named, as in the sealed one."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from survey_app.bundle.coarse import public_rules
from survey_app.bundle.freeze import read_frozen
from survey_app.bundle.rows import row_digests
from survey_app.bundle.verifying import verify
from survey_app.cli import main
from survey_app.services.bundling import public_bundle
from survey_app.services.closing import folder_of
from tests.bundle.test_verifying import Files, changed_table, codes, edited, said
from tests.conftest import NOON, World
from tests.rows import rows_however_few

ROWS = "citizens.parquet"


def resummed(files: Mapping[str, bytes], *, rows: bool = False) -> Files:
    """The files with sums that fit them again, as somebody with a text editor would make them."""
    found = dict(files)
    if rows:
        kept = json.loads(found["rows.json"])
        found["rows.json"] = json.dumps({name: row_digests(found[name]) for name in kept}).encode()
    about = json.loads(found["bundle.json"])
    about["sha256"] = {name: sha256(found[name]).hexdigest() for name in about["sha256"]}
    found["bundle.json"] = json.dumps(about).encode()
    return found


def table(files: Mapping[str, bytes], name: str = ROWS) -> pd.DataFrame:
    found: pd.DataFrame = pq.read_table(io.BytesIO(files[name])).to_pandas()
    return found


def other_answer(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows.copy()
    at = rows.index[rows["tc_chi_dan"].isin(["4", "5"])][0]
    rows.loc[at, "tc_chi_dan"] = "1"
    return rows


def test_an_untouched_public_bundle_gives_the_figures_again(opened: Mapping[str, bytes]) -> None:
    found = verify(opened)
    assert said(found) == []
    assert (found.kind, found.campaign) == ("public", "nho")
    assert found.numbers > 2000
    assert found.errors > 50
    assert found.apart < 1e-3


def test_the_command_writes_and_verifies_it_without_a_database(open_bundle: Path) -> None:
    answer = CliRunner().invoke(main, ["verify", str(open_bundle)])
    assert answer.exit_code == 0, answer.output
    assert "Gói công khai đúng: cuộc điều tra nho" in answer.output
    assert "Gói công khai không chứng minh được" in answer.output


def test_the_same_campaign_gives_the_same_bytes(world_with_rows: World, open_bundle: Path) -> None:
    world = world_with_rows
    with rows_however_few():
        again = public_bundle(world.sessions, world.data, world.campaign, NOON)
    assert again == open_bundle.read_bytes()


def test_nothing_in_it_names_a_person_a_form_a_commune_or_a_moment(
    opened: Mapping[str, bytes], closed_world: World
) -> None:
    frozen = read_frozen(folder_of(closed_world.data, closed_world.campaign))
    sample = frozen.tables["sample"]
    secrets = [*sample["person"], *sample["response"].dropna()]
    texts = {name: content for name, content in opened.items() if not name.endswith(".parquet")}
    rows = table(opened).astype(str)
    for content in texts.values():
        assert not [secret for secret in secrets if secret.encode() in content]
    assert not set(secrets) & set(rows.to_numpy().ravel())
    communes = set(frozen.tables["cells"]["desk"].dropna())
    assert not communes & set(rows.to_numpy().ravel())
    assert set(rows.columns) & {"gop_y_them", "linh_vuc_khac", "uuid", "cell", "mode"} == set()
    assert not [name for name in opened if "lists-" in name or "roster" in name or "post" in name]


def test_of_every_kind_of_row_there_are_as_many_as_the_threshold(
    opened: Mapping[str, bytes],
) -> None:
    rules = public_rules()
    rows = table(opened)
    keys = [name for name in ("district", *rules.keys, "da_gop_y") if name in rows]
    assert rows.groupby(keys).size().min() >= 5
    assert set(rows["tuoi"]) <= {"18–29", "30–44", "45–59", "60+", "", rules.blank}


def test_the_readme_states_the_rules_and_what_it_cannot_prove(opened: Mapping[str, bytes]) -> None:
    said = opened["README.txt"].decode()
    assert opened["rules.toml"].decode() in said
    assert "không chứng minh được" in said
    assert "Ước tính nội bộ" in said


def test_one_changed_answer_is_named_by_file_and_row(opened: Mapping[str, bytes]) -> None:
    changed = changed_table(opened, ROWS, other_answer)
    found = verify(changed)
    assert [(p.code, p.file) for p in found.problems] == [("changed", ROWS), ("changed_row", ROWS)]
    found = verify(resummed(changed))
    assert {"changed_row", "other_value"} <= codes(found)


def test_with_all_sums_rewritten_the_figures_differ(opened: Mapping[str, bytes]) -> None:
    found = verify(resummed(changed_table(opened, ROWS, other_answer), rows=True))
    assert "other_value" in codes(found)
    assert "items/citizens/tc_chi_dan/share.value" in " ".join(said(found))


def test_one_changed_replicate_makes_another_standard_error(opened: Mapping[str, bytes]) -> None:
    def other(weights: pd.DataFrame) -> pd.DataFrame:
        return weights.assign(w1=weights["w1"].to_numpy()[::-1])

    found = verify(resummed(changed_table(opened, "citizens-replicates.parquet", other), rows=True))
    assert "other_error" in codes(found)


def test_one_changed_sum_is_named_by_the_figure_it_gives(opened: Mapping[str, bytes]) -> None:
    def more(sums: Any) -> None:
        path = next(name for name in sums["figures"] if name.startswith("items/"))
        sums["figures"][path]["parts"][0][0] += 1

    found = verify(resummed(edited(opened, "sums.json", more)))
    assert any("items/" in sentence for sentence in said(found))


def test_a_row_that_could_be_recognised_is_named(opened: Mapping[str, bytes]) -> None:
    def rare(rows: pd.DataFrame) -> pd.DataFrame:
        rows = rows.copy()
        rows.loc[0, "tu_cach"] = "to_chuc"
        return rows

    found = verify(resummed(changed_table(opened, ROWS, rare), rows=True))
    assert "too_rare" in codes(found)


@pytest.mark.parametrize(
    "change",
    [
        lambda files: {**files, "closed/campaign/scheme.toml": b"rows = 3"},
        lambda files: {**files, "sums.json": b"{}"},
        lambda files: {**files, "citizens.parquet": b"PAR1"},
        lambda files: {**files, "rows-about.json": b"[]"},
        lambda files: {**files, "closed/manifest.json": b"{}"},
    ],
)
def test_nonsense_whose_sums_fit_is_a_sentence(
    opened: Mapping[str, bytes], change: Callable[[Mapping[str, bytes]], Files]
) -> None:
    found = verify(resummed(change(opened)))
    assert said(found)
    assert all(problem.sentence("en") for problem in found.problems)


def test_a_missing_file_and_another_digest_are_named(opened: Mapping[str, bytes]) -> None:
    for name in ("sums.json", ROWS, "closed/campaign/scheme.toml", "rows-about.json"):
        found = verify({other: c for other, c in opened.items() if other != name})
        assert ("missing", name) in [(p.code, p.file) for p in found.problems]
    own = json.loads(opened["bundle.json"])["frozen"]
    assert verify(opened, own).problems == ()
    assert codes(verify(opened, "0" * 64)) == {"other_digest"}


def test_no_file_tells_of_officials_by_agency(
    opened: Mapping[str, bytes], sealed: Mapping[str, bytes]
) -> None:
    results = json.loads(opened["results.json"])["results"]
    drawn = set(results["weighting"])
    invited = {row["group"] for row in results["groups"]} - drawn
    tables = {
        name.split(".")[0].removesuffix("-replicates") for name in opened if "parquet" in name
    }
    assert tables == drawn
    assert {row["place"] for row in results["responses"] if row["group"] in invited} == {None}
    assert {row["group"] for row in results["districts"]} == drawn
    kinds = {"items", "factors", "groups", "scores"}
    paths = [name.split("/") for name in json.loads(opened["sums.json"])["figures"]]
    assert {path[0] for path in paths} <= kinds
    agencies = {"HDND", "SNV", "STP", "SXD", "306", "308", "318"}
    assert not [path for path in paths if agencies & set(path)]
    for name, content in sealed.items():
        if name.startswith("frozen/ballots-"):
            ballots = pq.read_table(io.BytesIO(content)).to_pandas()
            assert not set(ballots.columns) & {"agency", "code", "person", "at", "received"}
            for cell in ballots["cell"].unique():
                group, kind = cell.split("/")
                assert group in invited
                assert kind in {"council", "department", "district"}
