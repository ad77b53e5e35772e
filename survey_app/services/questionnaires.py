"""Versions of a campaign's questionnaires: brought, compared, recoded, put to use.

A version is named by the digest of its content and never changes. Bringing one changes nothing
for the field; an administrator puts it to use for interviews begun from then on, and responses
stay with the version they were asked in. Tables join the versions by item, with explicit recodes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from analysis.scheme import read_scheme
from analysis.toml_file import read_toml
from questionnaires import instruments, item_bank, scoring_sheet, shared_scoring
from questionnaires.model import Questionnaire
from questionnaires.stored import from_json, to_json
from survey_app.campaign.cross_checks import cross_check
from survey_app.campaign.definition import Instrument, SourceFile
from survey_app.campaign.folder import CAMPAIGN_FILE
from survey_app.campaign.problems import CampaignError
from survey_app.campaign.settings import read_settings
from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.models import (
    BroughtVersion,
    Campaign,
    QuestionnaireVersion,
    Recode,
    RespondentGroup,
)
from survey_app.services import audit, campaign_versions, versions
from survey_app.services.actors import Actor
from survey_app.services.campaigns import stored_files

__all__ = [
    "Brought",
    "CampaignClosed",
    "File",
    "NoSuchAnswer",
    "RecodesMissing",
    "activate",
    "bring",
    "recode",
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
        used = campaign_versions.in_use(db, by.campaign, name)
        rules = scoring or File(f"{name}.scoring.toml", used.scoring)
        content = shared_scoring.with_shared(
            rules.content, rules.name, bank.scoring, bank.scoring_file, read
        )
        rules = File(rules.name, content)
        sheet = scoring_sheet.read(rules.content, rules.name, read)
        sources = (SourceFile(form.name, whole, ""), SourceFile(rules.name, content, ""))
        _suits(db, by.campaign, Instrument(name, read, sheet, sources))
        known = read.digest in {v.digest for v in campaign_versions.all_of(db, by.campaign)}
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
            versions.questionnaire(db, campaign_versions.own(db, by.campaign, digest).digest)
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
            about=campaign_versions.own(db, by.campaign, new).name,
            at=now,
            old=old[:12],
            new=new[:12],
            items=", ".join(sorted(codes)),
        )


def activate(sessions: Sessions, digest: str, by: Actor, now: datetime) -> tuple[str, ...]:
    """Ask with this version from now on; returns the codes of the groups that are.

    Responses given before keep theirs, and an interview that was begun in an older version is
    taken and flagged. Raises RecodesMissing where old answers would have no place, CampaignClosed
    or NotFound.
    """
    with sessions.begin() as db:
        _open(db, by.campaign)
        version = campaign_versions.own(db, by.campaign, digest)
        used = campaign_versions.in_use(db, by.campaign, version.name)
        for old, items in campaign_versions.unrecoded(db, by.campaign, version):
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


def _suits(db: Session, campaign: str, brought: Instrument) -> None:
    """Raise CampaignError where the campaign could not be tabulated with this version."""
    files = stored_files(db, campaign)
    settings, _ = read_settings(read_toml(files[CAMPAIGN_FILE]), CAMPAIGN_FILE)
    scheme_file = settings.files["scheme"]
    scheme = read_scheme(files[scheme_file], scheme_file)
    names = dict.fromkeys(group.questionnaire for group in settings.groups)
    asked = {name: _instrument(campaign_versions.in_use(db, campaign, name)) for name in names}
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
