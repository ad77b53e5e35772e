"""The bundles of a closed campaign: everything its published figures follow from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from survey_app.bundle.archive import sealed_files, write_archive
from survey_app.bundle.assessed import VALUES
from survey_app.bundle.freeze import MANIFEST, ChangedFile, Frozen, frozen_from, read_contents
from survey_app.bundle.public import public_files
from survey_app.bundle.published import Published, compute, to_json
from survey_app.db import Sessions
from survey_app.services import audit
from survey_app.services.analysis_plan import frozen_plan
from survey_app.services.closing import folder_of
from survey_app.services.index_values import content_of
from survey_app.services.reporting import report_json_text
from survey_app.services.tabulating import ChangedFigures, published

__all__ = ["public_bundle", "sealed_bundle"]


def sealed_bundle(sessions: Sessions, data: Path, campaign: str, now: datetime) -> bytes:
    """The bundle as a ZIP, the same bytes each time; that it was written enters the log.

    Raises NotClosed, NotFound or ChangedFigures.
    """
    found = published(sessions, data, campaign)
    contents = _contents(data, campaign, found)
    weights = compute(_frozen(contents)).weights
    bundle = write_archive(
        sealed_files(
            contents,
            to_json(found),
            report_json_text(sessions, data, campaign),
            json.dumps(weights, allow_nan=False, indent=1) + "\n",
            version("par-survey"),
            _beside(sessions, campaign),
        )
    )
    _record(sessions, "bundle.written", campaign, found, bundle, now)
    return bundle


def public_bundle(sessions: Sessions, data: Path, campaign: str, now: datetime) -> bytes:
    """The bundle for everybody as a ZIP, the same bytes each time; enters the log likewise.

    Raises NotClosed, NotFound or ChangedFigures.
    """
    found = published(sessions, data, campaign)
    contents = _contents(data, campaign, found)
    report = report_json_text(sessions, data, campaign)
    plan = frozen_plan(sessions, campaign)
    told = [
        {"at": one.at.isoformat(), "by": one.by, "reason": one.reason}
        for one in (plan.deviations if plan else ())
    ]
    own, beside = version("par-survey"), _beside(sessions, campaign)
    files = public_files(_frozen(contents), to_json(found), report, own, told, beside)
    bundle = write_archive(files)
    _record(sessions, "bundle.published", campaign, found, bundle, now)
    return bundle


def _beside(sessions: Sessions, campaign: str) -> dict[str, bytes]:
    """The file of assessed points, if there is one."""
    values = content_of(sessions, campaign)
    return {} if values is None else {VALUES: values}


def _contents(data: Path, campaign: str, found: Published) -> dict[str, bytes]:
    try:
        return read_contents(folder_of(data, campaign), found.facts.frozen)
    except ChangedFile as changed:
        raise ChangedFigures(file=changed.file) from changed


def _frozen(contents: Mapping[str, bytes]) -> Frozen:
    tables = {name: content for name, content in contents.items() if name != MANIFEST}
    return frozen_from(tables, json.loads(contents[MANIFEST]))


def _record(
    sessions: Sessions, act: str, campaign: str, found: Published, bundle: bytes, now: datetime
) -> None:
    about, digest = found.facts.campaign, sha256(bundle).hexdigest()
    with sessions.begin() as db:
        audit.record(db, act, None, about=about, at=now, campaign=campaign, bundle=digest)
