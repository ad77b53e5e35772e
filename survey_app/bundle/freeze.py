"""Freezing: tables to Parquet files with their SHA-256 sums, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

__all__ = [
    "MANIFEST",
    "ChangedFile",
    "Frozen",
    "check_frozen",
    "freeze",
    "frozen_from",
    "read_contents",
    "read_frozen",
    "sums_digest",
]

MANIFEST = "manifest.json"


class ChangedFile(ValueError):  # noqa: N818 - says what is wrong with the file
    """A frozen file is missing or is not what was frozen; file: its name in the folder."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file} {problem}")
        self.file = file


@dataclass(frozen=True)
class Frozen:
    """Frozen tables by name, the other files by name, and the manifest they agree with."""

    tables: Mapping[str, pd.DataFrame]
    files: Mapping[str, bytes]
    manifest: Mapping[str, Any]


def freeze(
    folder: Path,
    tables: Mapping[str, pd.DataFrame],
    files: Mapping[str, bytes],
    about: Mapping[str, Any],
) -> dict[str, Any]:
    """Write tables and files into a new folder; returns the manifest.

    The folder appears complete (by renaming) and durable, or not at all; one that
    a broken attempt left behind is replaced.
    """
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    for name, table in tables.items():
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), part / f"{name}.parquet")
    for name, content in files.items():
        target = part / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    manifest = {
        **about,
        "rows": {name: len(table) for name, table in sorted(tables.items())},
        "sha256": {
            str(path.relative_to(part)): sha256(path.read_bytes()).hexdigest()
            for path in sorted(part.rglob("*"))
            if path.is_file()
        },
    }
    (part / MANIFEST).write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    )
    _sync(part)
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
    _sync_folder(folder.parent)
    return manifest


def sums_digest(manifest: Mapping[str, Any]) -> str:
    """One SHA-256 over the sums of all frozen files."""
    return sha256(repr(sorted(manifest["sha256"].items())).encode()).hexdigest()


def check_frozen(folder: Path, digest: str) -> None:
    """Hold every frozen file against its sum, and the sums against their digest.

    Raises ChangedFile.
    """
    for _ in _contents(folder, _known_manifest(folder, digest)):
        pass


def read_contents(folder: Path, digest: str) -> dict[str, bytes]:
    """Every frozen file and the manifest, byte by byte, checked as `check_frozen` does."""
    manifest = _known_manifest(folder, digest)
    return {**dict(_contents(folder, manifest)), MANIFEST: (folder / MANIFEST).read_bytes()}


def read_frozen(folder: Path) -> Frozen:
    """Read what was frozen, each file against its sum; raises ChangedFile."""
    manifest = _manifest(folder)
    return frozen_from(dict(_contents(folder, manifest)), manifest)


def frozen_from(contents: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Frozen:
    """Parse the files' contents, which were held against their sums; no manifest among them."""
    tables = {
        name.removesuffix(".parquet"): pq.read_table(pa.BufferReader(content)).to_pandas()
        for name, content in contents.items()
        if name.endswith(".parquet")
    }
    files = {name: c for name, c in contents.items() if not name.endswith(".parquet")}
    return Frozen(tables, files, manifest)


def _known_manifest(folder: Path, digest: str) -> dict[str, Any]:
    manifest = _manifest(folder)
    if sums_digest(manifest) != digest:
        raise ChangedFile(MANIFEST, "is not what was frozen")
    return manifest


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except (FileNotFoundError, ValueError) as error:
        raise ChangedFile(MANIFEST, "is missing or damaged") from error
    return dict(manifest)


def _contents(folder: Path, manifest: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    for name, digest in manifest["sha256"].items():
        path = folder / name
        if not path.is_file():
            raise ChangedFile(name, "is missing")
        content = path.read_bytes()
        if sha256(content).hexdigest() != digest:
            raise ChangedFile(name, "is not what was frozen")
        yield name, content


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
