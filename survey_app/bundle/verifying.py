"""Is a sealed bundle what it says? Sums, draw, weights and every table, from the bundle alone.

No database, no app, no settings (invariant 8).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from survey_app.bundle import redrawing
from survey_app.bundle.archive import CONTENTS, FORMAT, FROZEN, REPORT, RESULTS, ROWS, WEIGHTS
from survey_app.bundle.comparing import compare
from survey_app.bundle.freeze import MANIFEST, Frozen, frozen_from, sums_digest
from survey_app.bundle.problems import BundleError, Problem
from survey_app.bundle.published import compute, to_json
from survey_app.bundle.rows import changed_rows, row_digests, table_problem
from survey_app.report.build import report_json

__all__ = ["Verified", "verify"]

NAMED = 5  # of each kind; the others are counted
NEEDED = (FROZEN + MANIFEST, RESULTS, REPORT, WEIGHTS, ROWS)


@dataclass(frozen=True)
class Verified:
    """What was found. problems: none when the bundle is right; the rest says what was held
    against what, as far as it came.

    program: version that wrote the bundle; numbers: published ones that came out again.
    """

    problems: tuple[Problem, ...]
    campaign: str = ""
    closed_at: str = ""
    program: str = ""
    frozen: str = ""
    files: int = 0
    cells: int = 0
    names: int = 0
    answers: int = 0
    weights: int = 0
    numbers: int = 0


def verify(files: Mapping[str, bytes], digest: str | None = None) -> Verified:
    """Hold a bundle's files against each other and against what they give when recomputed.

    digest: of the frozen figures as it was told at closing; without it, whoever rewrote
    everything consistently is not found. Nothing is computed from files that do not fit
    their sums.
    """
    try:
        about = _about(files)
        sums = [*_sums(files, about["sha256"])]
        manifest = _object(files, FROZEN + MANIFEST) if not sums else {}
        sums += [*_frozen_sums(files, manifest)] if manifest else []
        trusted = not any(problem.file == ROWS for problem in sums)
        rows = [*_rows(files, _object(files, ROWS))] if trusted else []
        if sums or any(problem.code in ("unreadable_table", "table_too_large") for problem in rows):
            return Verified((*sums, *rows))
        return _recomputed(files, about, manifest, rows, digest)
    except BundleError as found:
        return Verified(found.problems)


def _about(files: Mapping[str, bytes]) -> dict[str, Any]:
    if CONTENTS not in files:
        raise _refusal("no_manifest", CONTENTS)
    about = _object(files, CONTENTS)
    if about.get("format") != FORMAT:
        raise _refusal(
            "unknown_format", CONTENTS, found=str(about.get("format"))[:80], known=FORMAT
        )
    if not isinstance(about.get("sha256"), dict):
        raise _refusal("bad_manifest", CONTENTS, why="sha256")
    return about


def _refusal(code: str, file: str, **values: object) -> BundleError:
    return BundleError((Problem(code, file, values=values),))


def _object(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """A JSON file that is an object."""
    try:
        found = json.loads(files[name])
    except (ValueError, RecursionError) as error:
        raise _refusal("bad_manifest", name, why=str(error)) from error
    if not isinstance(found, dict):
        raise _refusal("bad_manifest", name, why="JSON {…}")
    return found


def _sums(files: Mapping[str, bytes], sums: Mapping[str, Any]) -> Iterator[Problem]:
    """Files that are missing, changed or not in the list."""
    for name in sorted({*sums, *NEEDED}):
        if name not in files:
            yield Problem("missing", name)
        elif name in sums and sha256(files[name]).hexdigest() != sums[name]:
            yield Problem("changed", name)
    for name in sorted(set(files) - set(sums) - {CONTENTS}):
        yield Problem("extra", name)


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


def _rows(files: Mapping[str, bytes], written: Mapping[str, Any]) -> Iterator[Problem]:
    """Rows that are not what was written, also where somebody made the sums fit."""
    for name, content in sorted(files.items()):
        if not (name.startswith(FROZEN) and name.endswith(".parquet")):
            continue
        if problem := table_problem(name, content):
            yield problem
            continue
        before: Any = written.get(name.removeprefix(FROZEN))
        if not _digests(before):
            yield Problem("bad_manifest", ROWS, values={"why": name})
            continue
        yield from _first(changed_rows(name, before, row_digests(content)))


def _digests(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, list) and len(row) == 2 and all(isinstance(x, str) for x in row)
        for row in value
    )


def _first(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first few of each file, and how many more there are."""
    for file, group in groupby(problems, key=lambda problem: problem.file):
        found = list(group)
        yield from found[:NAMED]
        if more := len(found[NAMED:]):
            yield Problem("more", file, values={"count": more})


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
        problems += _first(redrawn.problems)
        numbers, weights = 0, 0
        for name, value in _published(frozen):
            found = compare(_object(files, name), value)
            problems += _first(_other_values(name, found.differences))
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
        _version(about),
        own,
        len(files),
        redrawn.cells,
        redrawn.names,
        sum(len(t) for n, t in frozen.tables.items() if n.startswith(("answers-", "ballots-"))),
        weights,
        numbers,
    )


def _published(frozen: Frozen) -> Iterator[tuple[str, Any]]:
    """Each published file's name and its content as it comes out now."""
    computed = compute(frozen)
    yield WEIGHTS, {group: list(weights) for group, weights in computed.weights.items()}
    yield RESULTS, json.loads(to_json(computed.published))
    yield REPORT, json.loads(json.dumps(report_json(computed.published)))


def _other_values(name: str, differences: tuple[tuple[str, str, str], ...]) -> Iterator[Problem]:
    for path, published, recomputed in differences:
        values = {"path": path, "published": published, "recomputed": recomputed}
        yield Problem("other_value", name, values=values)


def _version(about: Mapping[str, Any]) -> str:
    program = about.get("program")
    return str(program.get("version", "")) if isinstance(program, dict) else ""
