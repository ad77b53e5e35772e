"""The points of assessed rows, brought as files: self-scored and verified, with their source."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.assessed import COLUMNS, NAME, AssessedValue, read_values
from analysis.scheme import read_scheme
from analysis.scheme_values import Scheme
from analysis.toml_file import read_toml
from survey_app.campaign.definition import CAMPAIGN_FILE
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions, reading
from survey_app.entered import plain
from survey_app.errors import NotAllowed
from survey_app.exports.tables import safe_text
from survey_app.models import AssessedFile, Campaign, Role
from survey_app.services import audit
from survey_app.services.actors import Actor
from survey_app.services.campaigns import stored_files

__all__ = ["Brought", "IndexState", "bring", "content_of", "state", "template", "values_of"]


@dataclass(frozen=True)
class Brought:
    """A file that was brought: its name, by whom, when, and its digest."""

    file: str
    by: str
    at: datetime
    digest: str


@dataclass(frozen=True)
class IndexState:
    """The index without its survey part. brought: the newest file, None before the first."""

    scheme: Scheme
    own_survey: bool
    values: tuple[AssessedValue, ...]
    brought: Brought | None


def bring(sessions: Sessions, by: Actor, file: str, content: bytes, now: datetime) -> int:
    """Take a file of values in place of the one before it, which stays kept; how many it has.

    Raises NotAllowed (but to monitors) and ValuesError with every mistake; then nothing is kept.
    """
    if not by.has(Role.MONITOR):
        raise NotAllowed
    name = plain(PurePath(file).name)[:200] or "values.csv"
    with sessions.begin() as db:
        values = read_values(content, name, _scheme(db, by.campaign)[0].rows)
        digest = sha256(content).hexdigest()
        db.add(
            AssessedFile(
                campaign_id=by.campaign,
                name=name,
                digest=digest,
                content=content,
                brought_at=now,
                brought_by=by.name,
            )
        )
        slug = db.get_one(Campaign, by.campaign).slug
        audit.record(
            db, "index.values-brought", by, about=slug, at=now, file=name, hash=digest,
            count=len(values),
        )  # fmt: skip
    return len(values)


def state(sessions: Sessions, campaign: str) -> IndexState:
    """The scheme with the newest values; nothing of what the survey says."""
    with reading(sessions) as db:
        scheme, own_survey = _scheme(db, campaign)
        newest = _newest(db, campaign)
        if newest is None:
            return IndexState(scheme, own_survey, (), None)
        values = read_values(newest.content, newest.name, scheme.rows)
        brought = Brought(newest.name, newest.brought_by, newest.brought_at, newest.digest)
        return IndexState(scheme, own_survey, values, brought)


def values_of(sessions: Sessions, campaign: str) -> tuple[AssessedValue, ...]:
    """The newest values, none before the first file."""
    with reading(sessions) as db:
        newest = _newest(db, campaign)
        if newest is None:
            return ()
        return read_values(newest.content, newest.name, _scheme(db, campaign)[0].rows)


def content_of(sessions: Sessions, campaign: str) -> bytes | None:
    """The newest file as it was brought."""
    with reading(sessions) as db:
        newest = _newest(db, campaign)
        return None if newest is None else newest.content


def template(sessions: Sessions, campaign: str) -> bytes:
    """A file to fill in: every assessed row with its name, and its values where there are any.

    Semicolons and a mark of UTF-8, as spreadsheets in Vietnamese open it.
    """
    found = state(sessions, campaign)
    known = {value.code: value for value in found.values}
    out = io.StringIO()
    lines = csv.writer(out, delimiter=";")
    lines.writerow([COLUMNS[0], NAME, *COLUMNS[1:]])
    for row in found.scheme.rows:
        if row.kind == "assessed":
            value = known.get(row.code, AssessedValue(row.code, None, None, ""))
            points = [_written(value.self_scored), _written(value.verified)]
            lines.writerow([row.code, row.name["vi"], *points, safe_text(value.source)])
    return out.getvalue().encode("utf-8-sig")


def _written(points: float | None) -> str:
    return "" if points is None else f"{points:g}".replace(".", ",")


def _scheme(db: Session, campaign: str) -> tuple[Scheme, bool]:
    files = stored_files(db, campaign)
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    name = settings.files["scheme"]
    return read_scheme(files[name], name), settings.survey == "city"


def _newest(db: Session, campaign: str) -> AssessedFile | None:
    query = select(AssessedFile).where(AssessedFile.campaign_id == campaign)
    return db.scalar(query.order_by(AssessedFile.id.desc()).limit(1))
