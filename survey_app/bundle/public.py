"""The public bundle: rows that tell of nobody, sums, and everything else in the open."""

from __future__ import annotations

import dataclasses
import io
import json
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from survey_app.bundle.archive import CONTENTS, REPORT, RESULTS, ROWS
from survey_app.bundle.coarse import rules_text
from survey_app.bundle.freeze import MANIFEST, Frozen, sums_digest
from survey_app.bundle.plan import PLAN
from survey_app.bundle.public_rows import PublicRows, public_rows
from survey_app.bundle.public_text import readme
from survey_app.bundle.published import Published, from_json
from survey_app.bundle.redrawing import DRAW
from survey_app.bundle.rows import row_digests
from survey_app.bundle.samples import Rules
from survey_app.bundle.sums import sums_of
from survey_app.bundle.told import Told, told

__all__ = [
    "ABOUT_ROWS",
    "CLOSED",
    "DRAW_PUBLIC",
    "LISTS",
    "PUBLIC_FORMAT",
    "SUMS",
    "WEIGHT",
    "public_files",
    "public_groups",
]

PUBLIC_FORMAT = "par-survey/bundle/1 public"
SUMS, LISTS, ABOUT_ROWS, RULES, README, DEVIATIONS = (
    "sums.json", "lists.json", "rows-about.json", "rules.toml", "README.txt",
    "deviations.json",
)  # fmt: skip
WEIGHT = "weight"
CLOSED, DRAW_PUBLIC = "closed/", "draw-public.json"
PLAIN = ("scheme", "units", "agencies")
"""Files of a campaign's folder that anybody may read; the others name people."""


def public_files(
    frozen: Frozen,
    results: str,
    report: str,
    version: str,
    deviations: Sequence[Mapping[str, str]] = (),
    beside: Mapping[str, bytes] | None = None,
) -> dict[str, bytes]:
    """All files of the public bundle by name.

    frozen: checked frozen files; results, report: JSON as published; version: of the program;
    deviations: from the analysis plan, each with date and reason; beside: files that came after
    closing.
    """
    published = from_json(results)
    known = told(frozen)
    scheme = known.rules.scheme
    digest = sums_digest(frozen.manifest)
    files = {
        **_open_files(frozen),
        **(beside or {}),
        RESULTS: results.encode(),
        REPORT: report.encode(),
    }
    rows = public_groups(known, published, digest)
    files |= _row_files(rows)
    sums = sums_of(scheme, known.samples, published.results, published.rows)
    files[SUMS] = _json(dataclasses.asdict(sums))
    files[LISTS] = _json(_lists(known.rules))
    files[DEVIATIONS] = _json(list(deviations))
    files[RULES] = rules_text().encode()
    files[README] = readme(published, rows).encode()
    return {**files, CONTENTS: _contents(files, frozen, published, version, digest)}


def public_groups(known: Told, published: Published, digest: str) -> list[PublicRows]:
    """The rows of every group whose rows are published beside these results.

    digest: of the frozen figures, hexadecimal; the same gives the same noise.
    """
    return [
        public_rows(
            known.samples[group],
            known.answers[group],
            known.instruments[group][0],
            known.rules.scheme,
            published.results,
            seed=int(digest[:12], 16),
        )
        for group in published.rows
    ]


def _open_files(frozen: Frozen) -> dict[str, bytes]:
    """Frozen files that name nobody, as they were closed, and the draw without its names."""
    settings = tomllib.loads(frozen.files["campaign/campaign.toml"].decode())
    named = {f"campaign/{settings['files'].get(name)}" for name in PLAIN}
    named |= {"campaign/campaign.toml", PLAN}
    kept = {
        CLOSED + name: content
        for name, content in frozen.files.items()
        if name in named | {"campaign/campaign.toml"}
        or name.startswith("questionnaires/")
        or name == PLAN
    }
    kept[CLOSED + MANIFEST] = _json(frozen.manifest)
    if DRAW in frozen.files:
        draw = json.loads(frozen.files[DRAW])
        for desk in draw["desks"].values():
            desk.pop("released")
        kept[DRAW_PUBLIC] = _json(draw)
    return kept


def _lists(rules: Rules) -> dict[str, dict[str, int]]:
    """Persons on the desks' lists by list and by field, the totals weights are calibrated to."""
    by_list, by_field = Counter[str](), Counter[str]()
    for (place, kind, field), n in rules.lists.items():
        by_list[f"{place}/{kind}"] += n
        by_field[field] += n
    return {"list": dict(by_list), "field": dict(by_field)}


def _row_files(groups: list[PublicRows]) -> dict[str, bytes]:
    """By group its rows with weights, its replicate weights, and what they are."""
    files: dict[str, bytes] = {}
    about, digests = {}, {}
    for one in groups:
        weights = pd.DataFrame(one.design.replicates, columns=_names(one))
        tables = {
            f"{one.group}.parquet": one.rows.assign(**{WEIGHT: one.design.weights}),
            f"{one.group}-replicates.parquet": weights,
        }
        for name, table in tables.items():
            files[name] = _parquet(table)
            digests[name] = row_digests(files[name])
        about[one.group] = {
            "rows": len(one.rows),
            "degrees": one.degrees,
            "scale": one.design.scale,
            "rscales": list(one.design.rscales),
            "mse": one.design.mse,
            "blanked": dict(one.coarse.blanked),
            "smallest": one.coarse.smallest,
            "left_out": list(one.coarse.left_out),
        }
    return {**files, ABOUT_ROWS: _json(about), ROWS: _json(digests)}


def _names(one: PublicRows) -> list[str]:
    return [f"w{number}" for number in range(1, len(one.design.rscales) + 1)]


def _parquet(table: pd.DataFrame) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pandas(table, preserve_index=False), out)
    return out.getvalue()


def _contents(
    files: Mapping[str, bytes], frozen: Frozen, published: Published, version: str, digest: str
) -> bytes:
    return _json(
        {
            "format": PUBLIC_FORMAT,
            "campaign": published.facts.campaign,
            "closed_at": frozen.manifest["closed_at"],
            "program": {"name": "par-survey", "version": version},
            "frozen": digest,
            "sha256": {name: sha256(content).hexdigest() for name, content in files.items()},
        }
    )


def _json(value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=1, sort_keys=True)
    return f"{text}\n".encode()
