"""Is a public bundle what it says? Every figure from its rows and sums, and no row too rare."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any

import numpy as np

from sampling.randomness import commitment_holds
from survey_app.bundle.archive import REPORT, RESULTS, ROWS
from survey_app.bundle.assessed import values_in
from survey_app.bundle.checking import (
    Verified,
    first_of_each,
    object_of,
    other_values,
    refusal,
    sum_problems,
    table_rows,
    version_of,
)
from survey_app.bundle.coarse import smallest_group
from survey_app.bundle.comparing import compare
from survey_app.bundle.freeze import MANIFEST, sums_digest
from survey_app.bundle.problems import BundleError, Problem
from survey_app.bundle.public import ABOUT_ROWS, CLOSED, DRAW_PUBLIC, LISTS, SUMS
from survey_app.bundle.published import from_json
from survey_app.bundle.recomputing import Recomputed, recompute
from survey_app.bundle.shown_rows import ShownRows, shown_rows
from survey_app.report.build import report_json

__all__ = ["verify_public"]

NEEDED = (CLOSED + MANIFEST, RESULTS, REPORT, SUMS, LISTS, ABOUT_ROWS, ROWS)
DAMAGED = ("unreadable_table", "table_too_large")


def verify_public(
    files: Mapping[str, bytes], about: Mapping[str, Any], digest: str | None
) -> Verified:
    """As `verify`, for a bundle whose list of sums was read; raises BundleError."""
    sums = [*sum_problems(files, about["sha256"], NEEDED)]
    trusted = not any(problem.file == ROWS for problem in sums)
    rows = [*table_rows(files, object_of(files, ROWS))] if trusted else []
    if sums or any(problem.code in DAMAGED for problem in rows):
        return Verified((*sums, *rows), kind="public")
    manifest = object_of(files, CLOSED + MANIFEST)
    if not isinstance(manifest.get("sha256"), dict):
        raise refusal("bad_manifest", CLOSED + MANIFEST, why="sha256")
    problems = [*rows, *_closed(files, manifest["sha256"]), *_digests(about, manifest, digest)]
    try:
        groups = shown_rows(files)
        found = recompute(files, groups)
        problems += [*_draw(files), *_unique(files, groups)]
        problems += first_of_each(other_values(RESULTS, found.differences))
        problems += first_of_each(_errors(found))
        problems += first_of_each(other_values(RESULTS, _assessed(files)))
        problems += first_of_each(other_values(REPORT, _report(files)))
    except BundleError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever somebody wrote in files whose sums fit
        why = f"{type(error).__name__}: {error}".splitlines()[0]
        return Verified((*problems, Problem("not_computed", RESULTS, values={"why": why})))
    return Verified(
        tuple(problems),
        str(manifest["campaign"]),
        str(manifest["closed_at"]),
        version_of(about),
        sums_digest(manifest),
        len(files),
        answers=sum(len(one.rows) for one in groups),
        weights=sum(one.weights.size for one in groups),
        numbers=found.numbers,
        kind="public",
        errors=found.errors,
        apart=found.apart,
        given=max(_numbers(json.loads(files[RESULTS])["results"]) - found.numbers, 0),
    )


def _closed(files: Mapping[str, bytes], sums: Mapping[str, Any]) -> Iterator[Problem]:
    """Frame, scheme and questionnaires against the sums of closing."""
    for name, content in sorted(files.items()):
        if name.startswith(CLOSED) and name != CLOSED + MANIFEST:
            own = name.removeprefix(CLOSED)
            if own not in sums:
                yield Problem("extra", name)
            elif sha256(content).hexdigest() != sums[own]:
                yield Problem("changed_since_closing", name)


def _digests(
    about: Mapping[str, Any], manifest: Mapping[str, Any], digest: str | None
) -> Iterator[Problem]:
    own = sums_digest(manifest)
    for expected in (about.get("frozen"), digest):
        if expected is not None and expected != own:
            values = {"found": own, "expected": expected}
            yield Problem("other_digest", CLOSED + MANIFEST, values=values)


def _draw(files: Mapping[str, bytes]) -> Iterator[Problem]:
    """The draw's seed against the commitment; persons cannot be drawn again without lists."""
    if DRAW_PUBLIC in files:
        draw = object_of(files, DRAW_PUBLIC)
        seed, salt = bytes.fromhex(draw["seed"]), bytes.fromhex(draw["salt"])
        if not commitment_holds(draw["commitment"], seed, salt):
            values = {"difference": "seed, commitment"}
            yield Problem("other_draw", DRAW_PUBLIC, values=values)


def _unique(files: Mapping[str, bytes], groups: tuple[ShownRows, ...]) -> Iterator[Problem]:
    least = from_json(files[RESULTS].decode()).results.threshold
    for one in groups:
        size, key = smallest_group(one.rows, one.filters)
        if size < least:
            values = {"count": size, "least": least, "key": key}
            yield Problem("too_rare", f"{one.group}.parquet", values=values)


def _errors(found: Recomputed) -> Iterator[Problem]:
    for path, published, replicated in found.other_errors:
        values = {"path": path, "published": published, "recomputed": replicated}
        yield Problem("other_error", RESULTS, values=values)


def _assessed(files: Mapping[str, bytes]) -> tuple[tuple[str, str, str], ...]:
    """The points of assessed rows as published, against the file they came by."""
    shown = from_json(files[RESULTS].decode())
    own = values_in(files, shown.facts.rows)
    old, new = ([asdict(value) for value in values] for values in (shown.assessed, own))
    return compare({"assessed": old}, {"assessed": new}).differences


def _report(files: Mapping[str, bytes]) -> tuple[tuple[str, str, str], ...]:
    made = report_json(from_json(files[RESULTS].decode()))
    return compare(object_of(files, REPORT), json.loads(json.dumps(made))).differences


def _numbers(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(_numbers(one) for one in value.values())
    if isinstance(value, list):
        return sum(_numbers(one) for one in value)
    return int(isinstance(value, int | float) and not isinstance(value, bool | np.bool_))
