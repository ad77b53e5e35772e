"""What a campaign is: its files and their digests, documents, groups, and the people in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from questionnaires.model import Questionnaire
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound
from survey_app.models import (
    Campaign,
    CampaignFile,
    Membership,
    PostOffice,
    QuestionnaireVersion,
    RespondentGroup,
    Role,
    User,
)
from survey_app.services import versions

__all__ = [
    "About",
    "Document",
    "FileView",
    "GroupView",
    "Holder",
    "about",
    "documents_of",
    "group_names",
    "institution_of",
    "office_names",
    "people_by_role",
    "questionnaire_named",
]


@dataclass(frozen=True)
class Document:
    """A governing document as campaign.toml names it."""

    kind: str
    number: str
    date: str
    issuer: str
    title: str


@dataclass(frozen=True)
class FileView:
    """A file of the campaign's folder with its SHA-256."""

    name: str
    digest: str
    size: int


@dataclass(frozen=True)
class GroupView:
    """A respondent group with the questionnaire it answers."""

    code: str
    name_vi: str
    name_en: str
    mode: str
    questionnaire: str
    version: str


@dataclass(frozen=True)
class About:
    """The campaign for its administrators."""

    created_at: datetime
    commitment: str
    frame_digest: str
    documents: tuple[Document, ...]
    files: tuple[FileView, ...]
    groups: tuple[GroupView, ...]


@dataclass(frozen=True)
class Holder:
    """A person with a role; scope: the post office's name, or empty for the whole city."""

    role: str
    name: str
    login: str
    institution: str
    scope: str


def about(sessions: Sessions, campaign: str) -> About:
    """All there is to say of the campaign; raises NotFound."""
    with reading(sessions) as db:
        found = db.get(Campaign, campaign)
        if found is None:
            raise NotFound
        files = db.scalars(
            select(CampaignFile)
            .where(CampaignFile.campaign_id == campaign)
            .order_by(CampaignFile.name)
        ).all()
        return About(
            found.created_at,
            found.commitment,
            found.frame_digest,
            documents_of(db, campaign),
            tuple(FileView(f.name, f.digest, len(f.content)) for f in files),
            _groups(db, campaign),
        )


def documents_of(db: Session, campaign: str) -> tuple[Document, ...]:
    """The governing documents of campaign.toml, which was checked when it came in."""
    content = db.scalar(
        select(CampaignFile.content).where(
            CampaignFile.campaign_id == campaign, CampaignFile.name == "campaign.toml"
        )
    )
    settings: dict[str, Any] = tomllib.loads(content.decode()) if content else {}
    return tuple(
        Document(d["kind"], d["number"], d["date"], d["issuer"], d["title"])
        for d in settings.get("governing_documents", ())
    )


def _groups(db: Session, campaign: str) -> tuple[GroupView, ...]:
    rows = db.execute(
        select(RespondentGroup, QuestionnaireVersion.name)
        .join(QuestionnaireVersion, QuestionnaireVersion.digest == RespondentGroup.questionnaire)
        .where(RespondentGroup.campaign_id == campaign)
        .order_by(RespondentGroup.position)
    )
    return tuple(
        GroupView(g.code, g.name_vi, g.name_en, g.mode, name, g.questionnaire) for g, name in rows
    )


def group_names(sessions: Sessions, campaign: str, language: str) -> Mapping[str, str]:
    """Names of the respondent groups by code, in official order; language: vi or en."""
    with reading(sessions) as db:
        groups = _groups(db, campaign)
    return {g.code: g.name_en if language == "en" else g.name_vi for g in groups}


def people_by_role(sessions: Sessions, campaign: str) -> tuple[Holder, ...]:
    """Everybody with a role in the campaign, by role, office and name."""
    query = (
        select(Membership.role, User.name, User.login, User.institution, PostOffice.name)
        .join(User, User.id == Membership.user_id)
        .outerjoin(
            PostOffice,
            (PostOffice.campaign_id == campaign) & (PostOffice.code == Membership.scope),
        )
        .where(Membership.campaign_id == campaign)
        .order_by(Membership.role, Membership.scope, User.login)
    )
    with reading(sessions) as db:
        rows = db.execute(query).all()
    return tuple(Holder(*row[:4], row[4] or "") for row in rows)


def institution_of(sessions: Sessions, campaign: str, role: Role) -> str:
    """The institution of whoever holds the role in the campaign, or an empty text."""
    query = (
        select(User.institution)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.campaign_id == campaign, Membership.role == role)
        .order_by(User.login)
        .limit(1)
    )
    with reading(sessions) as db:
        return db.scalar(query) or ""


def office_names(sessions: Sessions, campaign: str) -> dict[str, str]:
    """The campaign's post offices by code, in the file's order."""
    query = select(PostOffice.code, PostOffice.name).where(PostOffice.campaign_id == campaign)
    with reading(sessions) as db:
        return dict(db.execute(query.order_by(PostOffice.id)).all())


def questionnaire_named(sessions: Sessions, campaign: str, name: str) -> Questionnaire:
    """The questionnaire of that name which a group of the campaign answers; raises NotFound."""
    query = (
        select(QuestionnaireVersion.digest)
        .join(RespondentGroup, RespondentGroup.questionnaire == QuestionnaireVersion.digest)
        .where(RespondentGroup.campaign_id == campaign, QuestionnaireVersion.name == name)
        .limit(1)
    )
    with reading(sessions) as db:
        digest = db.scalar(query)
        if digest is None:
            raise NotFound
        return versions.questionnaire(db, digest)
