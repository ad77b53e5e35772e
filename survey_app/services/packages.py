"""What is published of a draw, from the database: manifest, campaign, frame, roster and ids.

The lists themselves stay away (`manifests.published_files` says why). Files of an earlier act are
kept under names of their own when another is opened, so that its draw can still be verified.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from sampling.manifest import manifest_text
from sampling.workbook import as_csv, is_workbook
from survey_app.campaign.inputs import csv_name
from survey_app.db import Sessions, reading
from survey_app.models import CeremonyRecord, DrawRecord
from survey_app.services.campaigns import EARLIER, stored_files
from survey_app.services.manifests import MANIFEST
from survey_app.services.published_draw import NotDrawn

__all__ = ["keep_earlier", "package", "zipped"]


def package(sessions: Sessions, campaign: str, act: int | None = None) -> dict[str, bytes]:
    """The files of a draw to publish, by name; raises NotDrawn.

    act: of a public draw, the act; without it the draw that holds.
    """
    with reading(sessions) as db:
        written = _manifest(db, campaign, act)
        if written is None:
            raise NotDrawn
        files = stored_files(db, campaign)
    ceremony = written.get("ceremony")
    kept = EARLIER.format(act=ceremony["act"]) if ceremony else None
    if kept and any(name.startswith(kept) for name in files):
        files = {n.removeprefix(kept): data for n, data in files.items() if n.startswith(kept)}
    return {MANIFEST: manifest_text(written).encode(), **_published(written, files)}


def keep_earlier(db: Session, campaign: str, record: CeremonyRecord) -> Mapping[str, bytes]:
    """Inside a transaction, before other files come: those of a drawn act, by their later name."""
    if record.manifest is None:
        return {}
    prefix, files = EARLIER.format(act=record.act), stored_files(db, campaign)
    return {prefix + name: data for name, data in _published(record.manifest, files).items()}


def zipped(files: Mapping[str, bytes], folder: str) -> bytes:
    """The files in one folder of a zip archive; the same bytes for the same files."""
    data = io.BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = ZipInfo(f"{folder}/{name}")
            entry.compress_type = ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return data.getvalue()


def _manifest(db: Session, campaign: str, act: int | None) -> Mapping[str, Any] | None:
    if act is None:
        record = db.get(DrawRecord, campaign)
        return None if record is None else record.manifest
    return db.scalar(
        select(CeremonyRecord.manifest).where(
            CeremonyRecord.campaign_id == campaign, CeremonyRecord.act == act
        )
    )


def _published(written: Mapping[str, Any], files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files that a manifest names, but for the lists; workbooks as CSV."""
    tables = {csv_name(name): (name, data) for name, data in files.items() if is_workbook(data)}
    found = {}
    for part, file in written.get("files", {}).items():
        name = file["name"]
        if part == "lists":
            continue
        if name in files:
            found[name] = files[name]
        elif name in tables:
            found[name] = as_csv(tables[name][1], tables[name][0])
    return found
