"""What is frozen at closing: the sample with its outcomes, answers, ballots, counts, files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from survey_app.bundle.joining import RECODES
from survey_app.models import (
    Ballot,
    Campaign,
    CampaignFile,
    CellChange,
    DrawRecord,
    Name,
    QuestionnaireVersion,
    QuotaCell,
    Recode,
    RespondentGroup,
    Response,
    Review,
    User,
)
from survey_app.services import rating

__all__ = ["about", "campaign_files", "frozen_tables"]


def frozen_tables(db: Session, campaign: str) -> dict[str, pd.DataFrame]:
    """The tables that analysis reads, each in an order that tells nothing of time.

    cells: quota cells; sample: one row per opened name with its final disposition and the
    response that counts; changes: of cells after the draw; chosen: accepted responses of people
    whom no chance chose (the last two only where there are any); answers and ballots: one table
    per questionnaire version.
    """
    tables = {"cells": _cells(db, campaign), "sample": _sample(db, campaign)}
    changes = _changes(db, campaign)
    if len(changes):
        tables["changes"] = changes
    chosen = _chosen(db, campaign)
    if len(chosen):
        tables["chosen"] = chosen
    for version in _versions(db, campaign):
        responses = _answers(db, campaign, version.digest)
        ballots = _ballots(db, campaign, version.digest)
        if len(responses):
            tables[f"answers-{version.name}-{version.digest[:8]}"] = responses
        if len(ballots):
            tables[f"ballots-{version.name}-{version.digest[:8]}"] = ballots
    return tables


def campaign_files(db: Session, campaign: str) -> dict[str, bytes]:
    """The campaign's folder, questionnaires with scoring sheets, manifests of draw and matrix."""
    files = {
        f"campaign/{f.name}": f.content
        for f in db.scalars(select(CampaignFile).where(CampaignFile.campaign_id == campaign))
    }
    for version in _versions(db, campaign):
        stem = f"questionnaires/{version.name}-{version.digest[:8]}"
        files[f"{stem}{_ending(version.source)}"] = version.source
        files[f"{stem}.json"] = version.parsed.encode()
        files[f"{stem}.scoring.toml"] = version.scoring
    recodes = _recodes(db, campaign)
    if recodes:
        text = json.dumps(recodes, ensure_ascii=False, indent=1, sort_keys=True)
        files[RECODES] = text.encode()
    draw = db.get(DrawRecord, campaign)
    if draw is not None:
        text = json.dumps(draw.manifest, ensure_ascii=False, indent=1, sort_keys=True)
        files["draw.json"] = text.encode()
    matrix = rating.manifest_of(db, campaign)
    if matrix is not None:
        files["rating-matrix.json"] = matrix.encode()
    return files


def about(db: Session, campaign: str, now: datetime) -> dict[str, Any]:
    """What the manifest says of the campaign itself."""
    found = db.get_one(Campaign, campaign)
    groups = db.scalars(
        select(RespondentGroup)
        .where(RespondentGroup.campaign_id == campaign)
        .order_by(RespondentGroup.position)
    ).all()
    return {
        "campaign": found.slug,
        "year": found.year,
        "closed_at": now.isoformat(),
        "rules": found.rules,
        "groups": [
            {
                "code": g.code,
                "name": {"vi": g.name_vi, "en": g.name_en},
                "questionnaire": g.questionnaire,
            }
            for g in groups
        ],
    }


def _versions(db: Session, campaign: str) -> list[QuestionnaireVersion]:
    used = (
        select(RespondentGroup.questionnaire)
        .where(RespondentGroup.campaign_id == campaign)
        .union(
            select(Response.version).where(Response.campaign_id == campaign),
            select(Ballot.version).where(Ballot.campaign_id == campaign),
        )
    )
    return list(
        db.scalars(
            select(QuestionnaireVersion)
            .where(QuestionnaireVersion.digest.in_(used))
            .order_by(QuestionnaireVersion.name, QuestionnaireVersion.digest)
        )
    )


def _ending(source: bytes) -> str:
    """What a questionnaire's file is called, told by its first bytes as its reader does."""
    endings = {b"PK\x03\x04": ".xlsx", b"\xd0\xcf\x11\xe0": ".xls"}
    return endings.get(source[:4], ".md")


def _recodes(db: Session, campaign: str) -> list[dict[str, Any]]:
    """What answers in older versions count as."""
    query = select(Recode).where(Recode.campaign_id == campaign)
    rows = db.scalars(query.order_by(Recode.old, Recode.new, Recode.item))
    return [{"old": r.old, "new": r.new, "item": r.item, "codes": r.codes} for r in rows]


def _cells(db: Session, campaign: str) -> pd.DataFrame:
    cells = db.scalars(
        select(QuotaCell).where(QuotaCell.campaign_id == campaign).order_by(QuotaCell.position)
    )
    columns = (
        "key", "group", "district", "desk", "agency_type", "place", "stratum", "target",
        "list_size", "units_in_stratum", "units_drawn", "by_size", "opened", "handed_out",
        "received", "accepted", "rejected", "probability", "source",
    )  # fmt: skip
    rows = [[*(getattr(c, name) for name in columns), c.stopped_at is not None] for c in cells]
    return pd.DataFrame(rows, columns=[*columns, "stopped"])


def _changes(db: Session, campaign: str) -> pd.DataFrame:
    """Confirmed changes of cells in their order, with the reason and both institutions."""
    asker, decider = aliased(User), aliased(User)
    rows = db.execute(
        select(
            QuotaCell.key,
            CellChange.kind,
            CellChange.before,
            CellChange.after,
            CellChange.unit,
            CellChange.reason,
            asker.institution,
            decider.institution,
        )
        .join(QuotaCell, QuotaCell.id == CellChange.cell_id)
        .join(asker, asker.id == CellChange.asked_by)
        .join(decider, decider.id == CellChange.decided_by)
        .where(CellChange.campaign_id == campaign, CellChange.place_in_order.is_not(None))
        .order_by(CellChange.place_in_order)
    ).all()
    columns = ("cell", "kind", "before", "after", "unit", "reason", "asked_by", "confirmed_by")
    return pd.DataFrame([tuple(row) for row in rows], columns=columns)


def _sample(db: Session, campaign: str) -> pd.DataFrame:
    """One row per opened name; response: the accepted one, if any; rejected: had one refused."""
    last = (
        select(Review.response_uuid, func.max(Review.number).label("number"))
        .where(Review.campaign_id == campaign)
        .group_by(Review.response_uuid)
        .subquery()
    )
    verdicts = (
        select(
            Response.name_id.label("name_id"),
            func.min(Response.uuid).filter(Review.verdict == "accepted").label("response"),
            func.count().filter(Review.verdict == "rejected").label("rejected"),
        )
        .join(last, last.c.response_uuid == Response.uuid)
        .join(
            Review,
            (Review.response_uuid == Response.uuid) & (Review.number == last.c.number),
        )
        .where(Response.campaign_id == campaign)
        .group_by(Response.name_id)
        .subquery()
    )
    rows = db.execute(
        select(
            QuotaCell.key,
            Name.person,
            Name.position,
            Name.replaces.is_not(None),
            Name.disposition,
            Name.closed,
            Name.attempts,
            verdicts.c.response,
            func.coalesce(verdicts.c.rejected, 0),
        )
        .join(QuotaCell, QuotaCell.id == Name.cell_id)
        .outerjoin(verdicts, verdicts.c.name_id == Name.id)
        .where(Name.campaign_id == campaign, Name.opened_at.is_not(None))
        .order_by(QuotaCell.position, Name.position)
    ).all()
    columns = (
        "cell", "person", "position", "reserve", "disposition", "closed", "attempts",
        "response", "rejected",
    )  # fmt: skip
    return pd.DataFrame([tuple(row) for row in rows], columns=columns)


def _chosen(db: Session, campaign: str) -> pd.DataFrame:
    """Accepted responses of people whom no chance chose, by cell."""
    last = (
        select(Review.response_uuid, func.max(Review.number).label("number"))
        .where(Review.campaign_id == campaign)
        .group_by(Review.response_uuid)
        .subquery()
    )
    rows = db.execute(
        select(QuotaCell.key, Response.uuid)
        .join(QuotaCell, QuotaCell.id == Response.cell_id)
        .join(last, last.c.response_uuid == Response.uuid)
        .join(Review, (Review.response_uuid == Response.uuid) & (Review.number == last.c.number))
        .where(
            Response.campaign_id == campaign,
            QuotaCell.probability.is_(False),
            Review.verdict == "accepted",
        )
        .order_by(Response.uuid)
    ).all()
    return pd.DataFrame([tuple(row) for row in rows], columns=["cell", "response"])


def _answers(db: Session, campaign: str, version: str) -> pd.DataFrame:
    rows = db.execute(
        select(Response.uuid, QuotaCell.key, Response.mode, Response.answers, Response.flags)
        .join(QuotaCell, QuotaCell.id == Response.cell_id)
        .where(Response.campaign_id == campaign, Response.version == version)
        .order_by(Response.uuid)
    ).all()
    return pd.DataFrame(
        [
            {
                "uuid": uuid,
                "cell": cell,
                "mode": mode,
                "flags": " ".join(sorted(flags)),
                **_as_text(answers),
            }
            for uuid, cell, mode, answers, flags in rows
        ]
    )


def _ballots(db: Session, campaign: str, version: str) -> pd.DataFrame:
    rows = db.execute(
        select(QuotaCell.key, Ballot.payload)
        .join(QuotaCell, QuotaCell.id == Ballot.cell_id)
        .where(Ballot.campaign_id == campaign, Ballot.version == version, Ballot.late.is_(False))
        .order_by(Ballot.key)  # a random key
    ).all()
    return pd.DataFrame([{"cell": cell, **_as_text(payload)} for cell, payload in rows])


def _as_text(answers: Mapping[str, Any]) -> dict[str, str]:
    return {item: _text(value) for item, value in answers.items()}


def _text(value: Any) -> str:
    """An answer in one cell: codes with spaces between, a repeat as JSON."""
    if not isinstance(value, list | tuple):
        return str(value)
    if all(isinstance(each, str) for each in value):
        return " ".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
