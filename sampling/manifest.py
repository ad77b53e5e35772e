"""The manifest of a draw: what anyone needs to draw again and find the same, and the check."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sampling.ceremony import (
    Ceremony,
    CeremonyError,
    ceremony_values,
    false_reveals,
    read_ceremony,
    seed_of,
    terms_digest,
)
from sampling.design import Design, design_digest, design_values
from sampling.draw import Cell, Draw, DrawnName, draw
from sampling.frame import Frame
from sampling.problems import DesignError, Problem
from sampling.randomness import ALGORITHM, commitment, commitment_holds
from sampling.roster import Roster

__all__ = [
    "DRAW_ALGORITHM",
    "Difference",
    "differences",
    "file_sums",
    "manifest",
    "manifest_digest",
    "manifest_text",
    "other_files",
    "verify",
    "verify_file",
]

DRAW_ALGORITHM = "par-survey/draw/2"
Manifest = Mapping[str, object]
Files = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Difference:
    """A place where the manifest is not what the draw gives; problem: why, where that says more."""

    path: str
    written: str
    recomputed: str
    problem: Problem | None = None

    def sentence(self, language: str) -> str:
        """The difference as a sentence; language is "vi" or "en"."""
        if self.problem is not None:
            return self.problem.sentence(language)
        if language == "vi":
            return f"{self.path}: biên bản ghi {self.written}, tính lại được {self.recomputed}."
        return f"{self.path}: the manifest says {self.written}, recomputed {self.recomputed}."


def manifest(
    drawn: Draw,
    frame: Frame,
    roster: Roster,
    design: Design,
    seed: bytes,
    *,
    salt: bytes = b"",
    ceremony: Ceremony | None = None,
    files: Files | None = None,
) -> dict[str, object]:
    """The draw as plain values for JSON, with the digests of what went in and its own.

    ceremony: the public one that gave the seed, where there was one; files: those drawn from,
    by their part in the draw (`file_sums`): so that a changed byte of them is noticed even
    where it changes no value, such as a mark at the beginning or the ends of lines.

    Holds the released ids of each desk and the SHA-256 of all its ids in order (reserves too),
    each id followed by a line feed; probabilities are fractions "a/b", one for each stage.
    """
    content: dict[str, object] = {
        "algorithm": DRAW_ALGORITHM,
        "stream": ALGORITHM,
        "frame_digest": frame.digest,
        "roster_digest": roster.digest,
        "design_digest": design_digest(design),
        "design": design_values(design),
        "commitment": commitment(seed, salt),
        "seed": seed.hex(),
        "salt": salt.hex(),
        "duplicates_removed": frame.duplicates_removed,
        "districts": _units_by_district(drawn, frame),
        "cells": [_cell_values(cell) for cell in drawn.cells],
        "desks": dict(_desk_values(drawn)),
        "warnings": [{"code": w.code, **w.values} for w in drawn.warnings],
    }
    if frame.strata:  # the frames before July 2025 have none, and their manifests stay as they were
        content["strata"] = [
            {"code": s.code, "name": s.name, "communes": list(s.communes)} for s in frame.strata
        ]
    if ceremony is not None:
        content["ceremony"] = ceremony_values(ceremony)
    if files is not None:
        content["files"] = {part: dict(file) for part, file in files.items()}
    return content | {"digest": manifest_digest(content)}


def file_sums(files: Mapping[str, tuple[str, bytes]]) -> dict[str, dict[str, str]]:
    """Name and SHA-256 of files, given as (name, bytes) by their part: "units", "lists", …"""
    return {
        part: {"name": name, "sha256": hashlib.sha256(data).hexdigest()}
        for part, (name, data) in files.items()
    }


def manifest_digest(content: Manifest) -> str:
    """SHA-256, in hexadecimal, of the manifest without its entry "digest".

    Over JSON in UTF-8 with sorted keys, no spaces and no escapes for letters.
    """
    rest = {key: value for key, value in content.items() if key != "digest"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def manifest_text(content: Manifest) -> str:
    """The manifest as a file: JSON, the same bytes for the same manifest."""
    return json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False) + "\n"


def verify(
    written: Manifest,
    frame: Frame,
    roster: Roster,
    design: Design,
    *,
    published: str | None = None,
    terms: str | None = None,
    files: Files | None = None,
) -> tuple[Difference, ...]:
    """Draw again and name everything in which the manifest differs; nothing when it is right.

    published: the commitment as it was made public before the draw, to be compared with the
    seed; with it a ceremony that nobody announced is refused. terms: the digest of the terms of
    a public draw as they were published; with it a manifest without that ceremony is refused.
    With neither the manifest's own word is taken. The seed of a ceremony is computed from what
    its parties gave, never taken from the manifest.
    files: sums of the files at hand; those of parts that are not among them stay as written.
    """
    if wrong := other_files(written, files or {}):
        return wrong
    seed, salt = _bytes(written.get("seed")), _bytes(written.get("salt"))
    ceremony = None
    if "ceremony" in written or terms is not None:
        ceremony, found = _ceremony(written.get("ceremony"), terms, published)
        if ceremony is None or found:
            return tuple(found)
        seed = seed_of(ceremony, frame.digest, roster.digest, design_digest(design))
    if not seed or salt is None:
        return (Difference("seed", _short(written.get("seed")), "—"),)
    try:
        drawn = draw(frame, roster, design, seed)
    except DesignError as error:
        return (Difference("design", "—", str(error), error.problems[0]),)
    right = manifest(drawn, frame, roster, design, seed, salt=salt, ceremony=ceremony)
    if "files" in written:  # those at hand were compared above
        right["files"] = written["files"]
        right["digest"] = manifest_digest(right)
    return (*_differences("", written, right), *_unlike(written, right, published, seed, salt))


def _unlike(
    written: Manifest, right: Manifest, published: str | None, seed: bytes, salt: bytes
) -> Iterator[Difference]:
    """A digest that is not the manifest's own, and a seed that nobody committed to."""
    own = manifest_digest(written)
    if written.get("digest") != own and written.get("digest") == right["digest"]:
        yield Difference("digest", _short(written.get("digest")), own)
    if published is not None and not commitment_holds(published, seed, salt):
        own = commitment(seed, salt)
        values = {"published": published, "found": own}
        why = Problem("seed_not_committed", values=values)
        yield Difference("published commitment", published, own, why)


def verify_file(
    data: bytes,
    frame: Frame,
    roster: Roster,
    design: Design,
    *,
    published: str | None = None,
    terms: str | None = None,
    files: Files | None = None,
) -> tuple[Difference, ...]:
    """`verify` for the file that `manifest_text` gave, of which every byte counts."""
    try:
        written = json.loads(data)
    except ValueError as error:
        return (Difference("file", str(error), "JSON"),)
    if not isinstance(written, dict):
        return (Difference("file", _short(written), "{…}"),)
    found = verify(written, frame, roster, design, published=published, terms=terms, files=files)
    text = manifest_text(written).encode("utf-8", "surrogatepass")
    if not found and text != data:
        sums = (hashlib.sha256(file).hexdigest() for file in (data, text))
        mine, theirs = sums
        why = Problem("other_bytes", values={"written": mine, "found": theirs})
        return (Difference("file", mine, theirs, why),)
    return found


def _other_file(part: str, said: object, file: Mapping[str, str]) -> Iterator[Difference]:
    path, name, found = f"files.{part}", file["name"], file["sha256"]
    if not isinstance(said, dict):
        yield Difference(path, "—", found, Problem("file_not_named", values={"name": name}))
    elif said.get("sha256") != found:
        values = {"name": name, "written": _short(said.get("sha256")), "found": found}
        yield Difference(path, values["written"], found, Problem("other_file", values=values))
    elif said != dict(file):
        yield Difference(path, _short(said), _short(dict(file)))


def _ceremony(
    written: object, terms: str | None, published: str | None
) -> tuple[Ceremony | None, list[Difference]]:
    """The ceremony in a manifest, and what in it does not hold whatever was drawn."""
    if terms is not None and written is None:
        why = Problem("ceremony_missing", values={"terms": terms})
        return None, [Difference("ceremony", "—", terms, why)]
    if terms is None and published is not None:
        why = Problem("ceremony_unannounced")
        return None, [Difference("ceremony", _short(written), "—", why)]
    try:
        ceremony = read_ceremony(written)
    except CeremonyError as error:
        return None, [Difference("ceremony", str(error), "docs/draw.md", error.problem)]
    wrong = [
        Difference(
            f"ceremony.parties.{code}",
            "secret",
            "commitment",
            Problem("ceremony_secret", values={"party": code}),
        )
        for code in false_reveals(ceremony)
    ]
    own = terms_digest(ceremony.terms)
    if terms is not None and terms != own:
        why = Problem("ceremony_terms", values={"found": own, "terms": terms})
        wrong.append(Difference("published terms", terms, own, why))
    return ceremony, wrong


def other_files(written: Manifest, files: Files) -> tuple[Difference, ...]:
    """The files at hand, as `file_sums` gives them, that are not those drawn from."""
    named = written.get("files")
    known = named if isinstance(named, dict) else {}
    found = (_other_file(part, known.get(part), file) for part, file in files.items())
    return tuple(difference for differences in found for difference in differences)


def differences(written: Manifest, right: dict[str, object]) -> tuple[Difference, ...]:
    """Every place in which a manifest is not what it should be."""
    return tuple(_differences("", written, right))


def _units_by_district(drawn: Draw, frame: Frame) -> dict[str, list[str]]:
    return {
        area.code: [
            cell.desk
            for cell in drawn.cells
            if cell.district == area.code and cell.desk is not None
        ]
        for area in frame.areas
    }


def _cell_values(cell: Cell) -> dict[str, object]:
    return {
        "id": cell.id,
        "stratum": cell.stratum,
        "target": cell.target,
        "exact": str(cell.exact),
        "list_size": cell.list_size,
        "units_in_stratum": cell.units_in_stratum,
        "units_drawn": cell.units_drawn,
        "released": cell.released,
        "stage1": str(cell.stage1),
        "stage2": str(cell.stage2),
    }


def _desk_values(drawn: Draw) -> Iterator[tuple[str, dict[str, object]]]:
    for desk, group in groupby(drawn.names, key=_desk_of):
        names = list(group)
        ordered = "".join(f"{name.person}\n" for name in names)
        yield (
            desk,
            {
                "names": len(names),
                "order_sha256": hashlib.sha256(ordered.encode()).hexdigest(),
                "released": [name.person for name in names if name.released],
            },
        )


def _desk_of(name: DrawnName) -> str:
    return name.desk


def _differences(path: str, written: object, right: object) -> Iterator[Difference]:
    if isinstance(written, Mapping) and isinstance(right, dict):
        for key in sorted({*map(str, written), *right}):
            below = f"{path}.{key}" if path else key
            yield from _differences(below, written.get(key, _ABSENT), right.get(key, _ABSENT))
    elif isinstance(written, list) and isinstance(right, list) and len(written) == len(right):
        for position, (mine, theirs) in enumerate(zip(written, right, strict=True)):
            yield from _differences(f"{path}[{position}]", mine, theirs)
    elif type(written) is not type(right) or written != right:
        yield Difference(path, _short(written), _short(right))


_ABSENT = object()


def _short(value: object) -> str:
    if value is _ABSENT or value is None:
        return "—"
    text = str(value)
    return text if len(text) <= 200 else f"{text[:197]}…"


def _bytes(text: object) -> bytes | None:
    try:
        return bytes.fromhex(text) if isinstance(text, str) else None
    except ValueError:
        return None
