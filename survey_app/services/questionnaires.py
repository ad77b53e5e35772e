"""Versions of a campaign's questionnaires: brought, compared, recoded, put to use.

A version is named by the digest of its content and never changes. Bringing one changes nothing
for the field; an administrator puts it to use for interviews begun from then on, and responses
stay with the version they were asked in. Tables join the versions by item, with explicit recodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from analysis.scheme import read_scheme
from analysis.toml_file import read_toml
from questionnaires import instruments, item_bank, scoring_sheet, shared_scoring
from questionnaires.changes import Change, changes
from questionnaires.model import Questionnaire
from questionnaires.stored import from_json, to_json
from survey_app.campaign.cross_checks import cross_check
from survey_app.campaign.definition import Instrument, SourceFile
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.problems import CampaignError
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.models import (
    Ballot,
    BroughtVersion,
    Campaign,
    QuestionnaireVersion,
    Recode,
    RespondentGroup,
    Response,
)
from survey_app.services import audit, versions
from survey_app.services.actors import Actor
from survey_app.services.campaigns import stored_files

__all__ = [
    "Brought",
    "CampaignClosed",
    "File",
    "NoSuchAnswer",
    "RecodesMissing",
    "VersionView",
    "activate",
    "bring",
    "compared",
    "listed",
    "names",
    "open_recodes",
    "recode",
    "recodes",
    "version_of",
]


class CampaignClosed(Refused):
    """Nothing about questionnaires changes once figures are closed."""

    code, status = "questionnaire.closed", 409
    sentence = "Số liệu đã chốt nên không đổi mẫu phiếu được nữa."


class RecodesMissing(Refused):
    """Old answers to some items have no place in the new version yet."""

    code, status = "questionnaire.recodes-missing", 409
    sentence = (
        "Chưa dùng được phiên bản này: câu %(items)s đã đổi mã so với phiên bản %(old)s. Lập bảng "
        "chuyển mã ở trang so sánh hai phiên bản rồi bấm lại."
    )


class NoSuchAnswer(Refused):
    """A recode leaves an old code out or names a code that the new version has not."""

    code, status = "questionnaire.no-such-answer", 422
    sentence = (
        "Bảng chuyển mã của câu «%(item)s» thiếu mã cũ hoặc có mã không thuộc phiên bản mới. Chọn "
        "lại cho từng mã."
    )


@dataclass(frozen=True)
class File:
    """A file as it was brought."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Brought:
    """What became of a file: its version, and whether the campaign had it already."""

    digest: str
    known: bool


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


def names(sessions: Sessions, campaign: str) -> tuple[str, ...]:
    """The campaign's questionnaires by the names of their instruments."""
    return tuple(dict.fromkeys(view.name for view in listed(sessions, campaign) if view.groups))


def listed(sessions: Sessions, campaign: str) -> tuple[VersionView, ...]:
    """All versions of the campaign, by questionnaire, the one in use first, then the newest."""
    with reading(sessions) as db:
        views = [_view(db, campaign, version) for version in _versions(db, campaign)]
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
        return _view(db, campaign, _own(db, campaign, digest))


def bring(
    sessions: Sessions,
    name: str,
    form: File,
    scoring: File | None,
    by: Actor,
    now: datetime,
) -> Brought:
    """Store a new version of the questionnaire of this name; nothing is stored when it raises.

    Either file may take from the shipped items. scoring: None takes over the sheet of the version
    in use, if it suits. Raises FormError with
    every problem of the files, CampaignError with everything in which they do not suit the
    campaign (criteria, conditions of scored items), CampaignClosed or NotFound.
    """
    bank = instruments.bank()
    read, whole = item_bank.read(form.content, form.name, bank.form, bank.form_file)
    with sessions.begin() as db:
        _open(db, by.campaign)
        used = _in_use(db, by.campaign, name)
        rules = scoring or File(f"{name}.scoring.toml", used.scoring)
        content = shared_scoring.with_shared(
            rules.content, rules.name, bank.scoring, bank.scoring_file, read
        )
        rules = File(rules.name, content)
        sheet = scoring_sheet.read(rules.content, rules.name, read)
        sources = (SourceFile(form.name, whole, ""), SourceFile(rules.name, content, ""))
        _suits(db, by.campaign, Instrument(name, read, sheet, sources))
        known = read.digest in {v.digest for v in _versions(db, by.campaign)}
        if not known:
            _store(db, name, read, File(form.name, whole), rules, by, now)
            audit.record(
                db,
                "questionnaire.brought",
                by,
                about=name,
                at=now,
                version=read.digest[:12],
                file=form.name,
            )
    return Brought(read.digest, known)


def compared(
    sessions: Sessions, campaign: str, old: str, new: str
) -> tuple[VersionView, VersionView, tuple[Change, ...]]:
    """Two versions of the campaign and what changed; raises NotFound."""
    with reading(sessions) as db:
        before, after = (_own(db, campaign, digest) for digest in (old, new))
        if before.name != after.name:
            raise NotFound
        views = _view(db, campaign, before), _view(db, campaign, after)
    return *views, changes(views[0].form, views[1].form)


def recode(
    sessions: Sessions,
    old: str,
    new: str,
    codes: Mapping[str, Mapping[str, str]],
    by: Actor,
    now: datetime,
) -> None:
    """Say what old answers count as: by item the new code of each old one, "" for missing.

    Raises NoSuchAnswer where a code of the old version is left out or a new one does not exist;
    NotFound and CampaignClosed as elsewhere. What was said before for the item is replaced.
    """
    with sessions.begin() as db:
        _open(db, by.campaign)
        before, after = (
            versions.questionnaire(db, _own(db, by.campaign, digest).digest)
            for digest in (old, new)
        )
        for item, table in codes.items():
            _check_recode(before, after, item, table)
            place = (
                Recode.campaign_id == by.campaign,
                Recode.old == old,
                Recode.new == new,
                Recode.item == item,
            )
            known = db.scalar(select(Recode).where(*place))
            if known is None:
                known = Recode(campaign_id=by.campaign, old=old, new=new, item=item, codes={})
                db.add(known)
            known.codes = dict(table)
        audit.record(
            db,
            "questionnaire.recoded",
            by,
            about=_own(db, by.campaign, new).name,
            at=now,
            old=old[:12],
            new=new[:12],
            items=", ".join(sorted(codes)),
        )


def recodes(sessions: Sessions, campaign: str, old: str, new: str) -> dict[str, dict[str, str]]:
    """The recodes from one version to another by item."""
    with reading(sessions) as db:
        return _recodes(db, campaign, old, new)


def open_recodes(
    sessions: Sessions, campaign: str, digest: str
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Versions with answers, and the items that still need a recode to this version."""
    with reading(sessions) as db:
        return _missing(db, campaign, _own(db, campaign, digest))


def activate(sessions: Sessions, digest: str, by: Actor, now: datetime) -> tuple[str, ...]:
    """Ask with this version from now on; returns the codes of the groups that are.

    Responses given before keep theirs, and an interview that was begun in an older version is
    taken and flagged. Raises RecodesMissing where old answers would have no place, CampaignClosed
    or NotFound.
    """
    with sessions.begin() as db:
        _open(db, by.campaign)
        version = _own(db, by.campaign, digest)
        used = _in_use(db, by.campaign, version.name)
        for old, items in _missing(db, by.campaign, version):
            raise RecodesMissing(items=", ".join(items), old=old[:12])
        groups = db.scalars(
            update(RespondentGroup)
            .where(
                RespondentGroup.campaign_id == by.campaign,
                RespondentGroup.questionnaire == used.digest,
            )
            .values(questionnaire=digest)
            .returning(RespondentGroup.code)
        ).all()
        audit.record(
            db,
            "questionnaire.activated",
            by,
            about=version.name,
            at=now,
            old=used.digest[:12],
            new=digest[:12],
        )
    return tuple(groups)


# --- inside a transaction --------------------------------------------------------------------


def _open(db: Session, campaign: str) -> None:
    if db.get_one(Campaign, campaign).closed_at is not None:
        raise CampaignClosed


def _versions(db: Session, campaign: str) -> list[QuestionnaireVersion]:
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


def _own(db: Session, campaign: str, digest: str) -> QuestionnaireVersion:
    found = [version for version in _versions(db, campaign) if version.digest == digest]
    if not found:
        raise NotFound
    return found[0]


def _in_use(db: Session, campaign: str, name: str) -> QuestionnaireVersion:
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


def _suits(db: Session, campaign: str, brought: Instrument) -> None:
    """Raise CampaignError where the campaign could not be tabulated with this version."""
    files = stored_files(db, campaign)
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    scheme_file = settings.files["scheme"]
    scheme = read_scheme(files[scheme_file], scheme_file)
    names = dict.fromkeys(group.questionnaire for group in settings.groups)
    asked = {name: _instrument(_in_use(db, campaign, name)) for name in names}
    asked[brought.name] = brought
    problems = cross_check(settings, scheme, None, None, None, asked)
    if problems:
        raise CampaignError(problems)


def _instrument(version: QuestionnaireVersion) -> Instrument:
    form = from_json(version.parsed)
    sources = (
        SourceFile(f"{version.name}.md", version.source, ""),
        SourceFile(f"{version.name}.scoring.toml", version.scoring, ""),
    )
    sheet = scoring_sheet.read(version.scoring, sources[1].name, form)
    return Instrument(version.name, form, sheet, sources)


def _store(
    db: Session,
    name: str,
    read: Questionnaire,
    form: File,
    rules: File,
    by: Actor,
    now: datetime,
) -> None:
    """The version, once for all campaigns, with its file, what it includes filled in."""
    if db.get(QuestionnaireVersion, read.digest) is None:
        db.add(
            QuestionnaireVersion(
                digest=read.digest,
                name=name,
                source=form.content,
                parsed=to_json(read),
                scoring=rules.content,
            )
        )
        db.flush()
    db.add(
        BroughtVersion(
            campaign_id=by.campaign,
            digest=read.digest,
            file=form.name[:200],
            brought_at=now,
            brought_by=by.name,
        )
    )


def _check_recode(
    before: Questionnaire, after: Questionnaire, item: str, table: Mapping[str, str]
) -> None:
    try:
        old, new = before.item(item), after.item(item)
    except KeyError as error:
        raise NoSuchAnswer(item=item) from error
    known = {"", *(choice.name for choice in new.choices)}
    if {choice.name for choice in old.choices} != table.keys() or not known.issuperset(
        table.values()
    ):
        raise NoSuchAnswer(item=item)


def _recodes(db: Session, campaign: str, old: str, new: str) -> dict[str, dict[str, str]]:
    rows = db.scalars(
        select(Recode).where(Recode.campaign_id == campaign, Recode.old == old, Recode.new == new)
    )
    return {row.item: dict(row.codes) for row in rows}


def _missing(
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
    for other in _versions(db, campaign):
        if other.name != version.name or other.digest not in answered - {version.digest}:
            continue
        differences = changes(versions.questionnaire(db, other.digest), after)
        known = _recodes(db, campaign, other.digest, version.digest)
        items = [c.item for c in differences if c.effect == "recode" and c.item not in known]
        if items:
            found.append((other.digest, tuple(items)))
    return tuple(found)
