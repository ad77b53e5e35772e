"""A bundle whose campaign asks for other weights is recomputed with them (invariant 8)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sampling.manifest import manifest_digest
from survey_app.bundle.archive import CONTENTS, FROZEN, RESULTS, WEIGHTS, sealed_files
from survey_app.bundle.freeze import MANIFEST, freeze, frozen_from, read_contents, sums_digest
from survey_app.bundle.published import compute, from_json, to_json
from survey_app.bundle.redrawing import DRAW
from survey_app.bundle.verifying import verify
from survey_app.report.build import report_document, report_json

ABOUT = ("campaign", "year", "closed_at", "rules", "groups")
TABLE = b'\n[weighting]\nnonresponse = "propensity"\npropensity = ["level", "sex"]\ntrim = 6\n'


def drawn_from(settings: bytes, manifest: dict[str, Any]) -> bytes:
    """The draw's manifest as if these settings had been drawn with; they change no draw."""
    named = next(file for file in manifest["files"].values() if file["name"] == "campaign.toml")
    named["sha256"] = sha256(settings).hexdigest()
    del manifest["digest"]
    return json.dumps(manifest | {"digest": manifest_digest(manifest)}).encode()


def weighed_otherwise(sealed: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """The same answers under another campaign.toml, frozen and bundled."""
    manifest = json.loads(sealed[FROZEN + MANIFEST])
    own = {
        name.removeprefix(FROZEN): content
        for name, content in sealed.items()
        if name.startswith(FROZEN) and name != FROZEN + MANIFEST
    }
    own["campaign/campaign.toml"] += TABLE
    own[DRAW] = drawn_from(own["campaign/campaign.toml"], json.loads(own[DRAW]))
    frozen = frozen_from(own, manifest)
    again = freeze(folder, frozen.tables, frozen.files, {key: manifest[key] for key in ABOUT})
    contents = read_contents(folder, sums_digest(again))
    tables = {name: content for name, content in contents.items() if name != MANIFEST}
    found = compute(frozen_from(tables, again))
    return sealed_files(
        contents,
        to_json(found.published),
        json.dumps(report_json(found.published)),
        json.dumps(found.weights),
        json.loads(sealed[CONTENTS])["program"]["version"],
    )


def test_the_campaigns_weights_are_recomputed_and_the_method_sheet_says_which(
    sealed: Mapping[str, bytes], tmp_path: Path
) -> None:
    files = weighed_otherwise(sealed, tmp_path / "closed")
    assert verify(files).problems == ()
    assert files[WEIGHTS] != sealed[WEIGHTS]
    published = from_json(files[RESULTS].decode())
    report = published.results.weighting["citizens"]
    said = " ".join(report_document(published).method)
    if report.propensity_rounds is None:
        assert report.skipped[0] == "propensity"
        assert "không ước lượng được xác suất trả lời" in said
    else:
        assert "theo xác suất trả lời, ước lượng bằng hồi quy logistic" in said
    forged = {**files, FROZEN + "campaign/campaign.toml": files[FROZEN + "campaign/campaign.toml"]}
    forged[WEIGHTS] = sealed[WEIGHTS]
    assert verify(forged).problems
