"""Is a bundle what it says? Sums, draw, weights and every table, from the bundle alone.

What is of the public kind alone: `survey_app.bundle.verifying_public`. No database, no app, no
settings (invariant 8).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from survey_app.bundle import redrawing
from survey_app.bundle.archive import FORMAT, FROZEN, REPORT, RESULTS, ROWS, WEIGHTS
from survey_app.bundle.assessed import values_in
from survey_app.bundle.checking import (
    Verified,
    about_bundle,
    first_of_each,
    object_of,
    other_values,
    sum_problems,
    table_rows,
    version_of,
)
from survey_app.bundle.comparing import compare
from survey_app.bundle.freeze import MANIFEST, Frozen, frozen_from, sums_digest
from survey_app.bundle.problems import BundleError, Problem
from survey_app.bundle.public import PUBLIC_FORMAT
from survey_app.bundle.published import compute, to_json
from survey_app.bundle.verifying_public import verify_public
from survey_app.report.build import report_json

__all__ = ["Verified", "verify"]

NEEDED = (FROZEN + MANIFEST, RESULTS, REPORT, WEIGHTS, ROWS)


def verify(files: Mapping[str, bytes], digest: str | None = None) -> Verified:
    """Hold a bundle's files against each other and against what they give when recomputed.

    digest: of the frozen figures as it was told at closing; without it, whoever rewrote
    everything consistently is not found. Nothing is computed from files that do not fit
    their sums.
    """
    try:
        about = about_bundle(files, (FORMAT, PUBLIC_FORMAT))
        if about["format"] == PUBLIC_FORMAT:
            return verify_public(files, about, digest)
        sums = [*sum_problems(files, about["sha256"], NEEDED)]
        manifest = object_of(files, FROZEN + MANIFEST) if not sums else {}
        sums += [*_frozen_sums(files, manifest)] if manifest else []
        trusted = not any(problem.file == ROWS for problem in sums)
        rows = [*table_rows(files, object_of(files, ROWS), FROZEN)] if trusted else []
        if sums or any(problem.code in ("unreadable_table", "table_too_large") for problem in rows):
            return Verified((*sums, *rows))
        return _recomputed(files, about, manifest, rows, digest)
    except BundleError as found:
        return Verified(found.problems)


def _frozen_sums(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Iterator[Problem]:
    """The frozen files against the sums of closing."""
    sums = manifest.get("sha256")
    if not isinstance(sums, dict):
        yield Problem("bad_manifest", FROZEN + MANIFEST, values={"why": "sha256"})
        return
    for name, digest in sorted(sums.items()):
        if FROZEN + name not in files:
            yield Problem("missing", FROZEN + name)
        elif sha256(files[FROZEN + name]).hexdigest() != digest:
            yield Problem("changed_since_closing", FROZEN + name)
    known = {FROZEN + name for name in (*sums, MANIFEST)}
    for name in sorted(name for name in files if name.startswith(FROZEN) and name not in known):
        yield Problem("extra", name)


def _recomputed(
    files: Mapping[str, bytes],
    about: Mapping[str, Any],
    manifest: Mapping[str, Any],
    rows: list[Problem],
    digest: str | None,
) -> Verified:
    """Everything that follows from the frozen files, once these are what they should be."""
    problems, own = list(rows), sums_digest(manifest)
    for expected in (about.get("frozen"), digest):
        if expected is not None and expected != own:
            values = {"found": own, "expected": expected}
            problems.append(Problem("other_digest", FROZEN + MANIFEST, values=values))
    contents = {
        name.removeprefix(FROZEN): content
        for name, content in files.items()
        if name.startswith(FROZEN) and name != FROZEN + MANIFEST
    }
    try:
        frozen = frozen_from(contents, manifest)
        redrawn = redrawing.redraw(frozen)
        problems += first_of_each(redrawn.problems)
        numbers, weights = 0, 0
        for name, value in _published(frozen, files):
            found = compare(object_of(files, name), value)
            problems += first_of_each(other_values(name, found.differences))
            numbers += found.numbers
            weights += found.numbers if name == WEIGHTS else 0
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
        own,
        len(files),
        redrawn.cells,
        redrawn.names,
        sum(len(t) for n, t in frozen.tables.items() if n.startswith(("answers-", "ballots-"))),
        weights,
        numbers,
    )


def _published(frozen: Frozen, files: Mapping[str, bytes]) -> Iterator[tuple[str, Any]]:
    """Each published file's name and its content as it comes out now."""
    computed = compute(frozen)
    values = values_in(files, computed.published.facts.rows)
    published = replace(computed.published, assessed=values)
    yield WEIGHTS, {group: list(weights) for group, weights in computed.weights.items()}
    yield RESULTS, json.loads(to_json(published))
    yield REPORT, json.loads(json.dumps(report_json(published)))
