"""The versions of a campaign's questionnaires, as they are shown and compared."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from questionnaires.changes import Change, changes
from questionnaires.model import Questionnaire
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound
from survey_app.models import (
    Ballot,
    BroughtVersion,
    QuestionnaireVersion,
    Recode,
    RespondentGroup,
    Response,
)
from survey_app.services import versions

__all__ = [
    "VersionView",
    "all_of",
    "compared",
    "in_use",
    "listed",
    "open_recodes",
    "own",
    "recodes",
    "unrecoded",
    "version_of",
]


@dataclass(frozen=True)
class VersionView:
    """A version of one of the campaign's questionnaires.

    groups: codes of the groups asked with it now; responses: how many citizens' responses were
    given under it; file, at, by: empty for the campaign's first versions.
    """

    name: str
    form: Questionnaire
    groups: tuple[str, ...]
    responses: int
    file: str = ""
    at: datetime | None = None
    by: str = ""

    @property
    def digest(self) -> str:
        """The version's name."""
        return self.form.digest


def listed(sessions: Sessions, campaign: str) -> tuple[VersionView, ...]:
    """All versions of the campaign, by questionnaire, the one in use first, then the newest."""
    with reading(sessions) as db:
        views = [_view(db, campaign, version) for version in all_of(db, campaign)]
    order = {name: index for index, name in enumerate(dict.fromkeys(v.name for v in views))}
    return tuple(
        sorted(
            views,
            key=lambda v: (order[v.name], not v.groups, -(v.at.timestamp() if v.at else 0)),
        )
    )


def version_of(sessions: Sessions, campaign: str, digest: str) -> VersionView:
    """A version of the campaign; raises NotFound, for other campaigns' versions too."""
    with reading(sessions) as db:
        return _view(db, campaign, own(db, campaign, digest))


def compared(
    sessions: Sessions, campaign: str, old: str, new: str
) -> tuple[VersionView, VersionView, tuple[Change, ...]]:
    """Two versions of the campaign and what changed; raises NotFound."""
    with reading(sessions) as db:
        before, after = (own(db, campaign, digest) for digest in (old, new))
        if before.name != after.name:
            raise NotFound
        views = _view(db, campaign, before), _view(db, campaign, after)
    return *views, changes(views[0].form, views[1].form)


def recodes(sessions: Sessions, campaign: str, old: str, new: str) -> dict[str, dict[str, str]]:
    """The recodes from one version to another by item."""
    with reading(sessions) as db:
        return _recodes(db, campaign, old, new)


def open_recodes(
    sessions: Sessions, campaign: str, digest: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Versions with answers, and the items that still need a recode to this version."""
    with reading(sessions) as db:
        return unrecoded(db, campaign, own(db, campaign, digest))


# --- inside a transaction ---------------------------------------------------------------


def all_of(db: Session, campaign: str) -> list[QuestionnaireVersion]:
    """All of the campaign: in use, brought, or answered."""
    known = select(RespondentGroup.questionnaire).where(RespondentGroup.campaign_id == campaign)
    brought = select(BroughtVersion.digest).where(BroughtVersion.campaign_id == campaign)
    answered = select(Response.version).where(Response.campaign_id == campaign)
    voted = select(Ballot.version).where(Ballot.campaign_id == campaign)
    past = select(Recode.old).where(Recode.campaign_id == campaign)
    return list(
        db.scalars(
            select(QuestionnaireVersion)
            .where(QuestionnaireVersion.digest.in_(known.union(brought, answered, voted, past)))
            .order_by(QuestionnaireVersion.name, QuestionnaireVersion.digest)
        )
    )


def own(db: Session, campaign: str, digest: str) -> QuestionnaireVersion:
    found = [version for version in all_of(db, campaign) if version.digest == digest]
    if not found:
        raise NotFound
    return found[0]


def in_use(db: Session, campaign: str, name: str) -> QuestionnaireVersion:
    """The version of this questionnaire that a group is asked with; raises NotFound."""
    query = (
        select(QuestionnaireVersion)
        .join(RespondentGroup, RespondentGroup.questionnaire == QuestionnaireVersion.digest)
        .where(RespondentGroup.campaign_id == campaign, QuestionnaireVersion.name == name)
        .limit(1)
    )
    found = db.scalar(query)
    if found is None:
        raise NotFound
    return found


def _view(db: Session, campaign: str, version: QuestionnaireVersion) -> VersionView:
    groups = db.scalars(
        select(RespondentGroup.code)
        .where(
            RespondentGroup.campaign_id == campaign,
            RespondentGroup.questionnaire == version.digest,
        )
        .order_by(RespondentGroup.position)
    ).all()
    answered = db.scalar(
        select(func.count())
        .select_from(Response)
        .where(Response.campaign_id == campaign, Response.version == version.digest)
    )
    brought = db.scalar(
        select(BroughtVersion).where(
            BroughtVersion.campaign_id == campaign, BroughtVersion.digest == version.digest
        )
    )
    form = versions.questionnaire(db, version.digest)
    view = VersionView(version.name, form, tuple(groups), answered or 0)
    if brought is None:
        return view
    whence = (brought.file, brought.brought_at, brought.brought_by)
    return VersionView(view.name, form, view.groups, view.responses, *whence)


def _recodes(db: Session, campaign: str, old: str, new: str) -> dict[str, dict[str, str]]:
    rows = db.scalars(
        select(Recode).where(Recode.campaign_id == campaign, Recode.old == old, Recode.new == new)
    )
    return {row.item: dict(row.codes) for row in rows}


def unrecoded(
    db: Session, campaign: str, version: QuestionnaireVersion
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Versions that answers may have been given in, with the items that need a recode."""
    answered = set(
        db.scalars(
            select(Response.version)
            .where(Response.campaign_id == campaign)
            .union(
                select(Ballot.version).where(Ballot.campaign_id == campaign),
                select(RespondentGroup.questionnaire).where(
                    RespondentGroup.campaign_id == campaign
                ),
            )
        )
    )
    found = []
    after = versions.questionnaire(db, version.digest)
    for other in all_of(db, campaign):
        if other.name != version.name or other.digest not in answered - {version.digest}:
            continue
        differences = changes(versions.questionnaire(db, other.digest), after)
        known = _recodes(db, campaign, other.digest, version.digest)
        items = [c.item for c in differences if c.effect == "recode" and c.item not in known]
        if items:
            found.append((other.digest, tuple(items)))
    return tuple(found)
