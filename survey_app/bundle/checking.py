"""Checks that both kinds of bundle share: sums, rows, and what a check found."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from survey_app.bundle.archive import CONTENTS, ROWS
from survey_app.bundle.problems import BundleError, Problem
from survey_app.bundle.rows import changed_rows, row_digests, table_problem

__all__ = [
    "Verified",
    "about_bundle",
    "first_of_each",
    "object_of",
    "other_values",
    "refusal",
    "sum_problems",
    "table_rows",
    "version_of",
]

NAMED = 5  # of each kind; the others are counted


@dataclass(frozen=True)
class Verified:
    """What was found. problems: none when the bundle is right; the rest says what was held
    against what, as far as it came.

    kind: sealed or public. program: version that wrote the bundle; numbers: published ones that
    came out again; errors: of them standard errors from replicates, apart by at most `apart`
    (relative); given: published numbers that a public bundle can only repeat.
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
    kind: str = "sealed"
    errors: int = 0
    apart: float = 0.0
    given: int = 0


def about_bundle(files: Mapping[str, bytes], formats: Collection[object]) -> dict[str, Any]:
    """The list of sums of a bundle of a known form; raises BundleError."""
    if CONTENTS not in files:
        raise refusal("no_manifest", CONTENTS)
    about = object_of(files, CONTENTS)
    if about.get("format") not in formats:
        found, known = str(about.get("format"))[:80], ", ".join(map(str, formats))
        raise refusal("unknown_format", CONTENTS, found=found, known=known)
    if not isinstance(about.get("sha256"), dict):
        raise refusal("bad_manifest", CONTENTS, why="sha256")
    return about


def refusal(code: str, file: str, **values: object) -> BundleError:
    """One problem as an exception."""
    return BundleError((Problem(code, file, values=values),))


def object_of(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """A JSON file that is an object; raises BundleError."""
    try:
        found = json.loads(files[name])
    except (ValueError, RecursionError) as error:
        raise refusal("bad_manifest", name, why=str(error)) from error
    if not isinstance(found, dict):
        raise refusal("bad_manifest", name, why="JSON {…}")
    return found


def sum_problems(
    files: Mapping[str, bytes], sums: Mapping[str, Any], needed: Iterable[str]
) -> Iterator[Problem]:
    """Files that are missing, changed or not in the list."""
    for name in sorted({*sums, *needed}):
        if name not in files:
            yield Problem("missing", name)
        elif name in sums and sha256(files[name]).hexdigest() != sums[name]:
            yield Problem("changed", name)
    for name in sorted(set(files) - set(sums) - {CONTENTS}):
        yield Problem("extra", name)


def table_rows(
    files: Mapping[str, bytes], written: Mapping[str, Any], folder: str = ""
) -> Iterator[Problem]:
    """Rows that are not what was written, also where somebody made the sums fit."""
    for name, content in sorted(files.items()):
        if not (name.startswith(folder) and name.endswith(".parquet")):
            continue
        if problem := table_problem(name, content):
            yield problem
            continue
        before: Any = written.get(name.removeprefix(folder))
        if not _digests(before):
            yield Problem("bad_manifest", ROWS, values={"why": name})
            continue
        yield from first_of_each(changed_rows(name, before, row_digests(content)))


def _digests(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(row, list) and len(row) == 2 and all(isinstance(x, str) for x in row)
        for row in value
    )


def first_of_each(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The first few of each file, and how many more there are."""
    for file, group in groupby(problems, key=lambda problem: problem.file):
        found = list(group)
        yield from found[:NAMED]
        if more := len(found[NAMED:]):
            yield Problem("more", file, values={"count": more})


def other_values(name: str, differences: Iterable[tuple[str, str, str]]) -> Iterator[Problem]:
    """Published numbers that come out otherwise: path, published, recomputed."""
    for path, published, recomputed in differences:
        values = {"path": path, "published": published, "recomputed": recomputed}
        yield Problem("other_value", name, values=values)


def version_of(about: Mapping[str, Any]) -> str:
    """Of the program that wrote the bundle."""
    program = about.get("program")
    return str(program.get("version", "")) if isinstance(program, dict) else ""
