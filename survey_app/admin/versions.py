"""Versions of questionnaires: upload, compare, recode, put to use, download."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from questionnaires.changes import Change, proposed
from questionnaires.craft import Remark, remarks
from questionnaires.examples import example
from questionnaires.export import to_xform, to_xlsx
from questionnaires.model import Choice, Questionnaire
from questionnaires.problems import FormError, Problem
from survey_app.admin.blueprint import bp
from survey_app.campaign.problems import CampaignError, Reported
from survey_app.models import Role
from survey_app.services import campaign_versions, questionnaires
from survey_app.services.campaign_versions import VersionView
from survey_app.services.questionnaires import File
from survey_app.web import current_actor, current_campaign, may, now, sessions

__all__ = ["activate", "as_xform", "as_xlsx", "changed", "recode", "upload", "version", "versions"]

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
READERS = (Role.ADMINISTRATOR, Role.OBSERVER)


@dataclass(frozen=True)
class Mistake:
    """A problem as somebody in Excel looks for it."""

    file: str
    sheet: str
    row: int | None
    cell: str
    sentence: str
    example: str


@dataclass(frozen=True)
class VersionsPage:
    """All versions by questionnaire; what is wrong with the file that was just sent, if any."""

    questionnaires: tuple[tuple[str, tuple[VersionView, ...]], ...]
    mistakes: tuple[Mistake, ...] = ()
    refused: str = ""
    asked: str = ""


@dataclass(frozen=True)
class VersionPage:
    """A version with what may be improved, and what stands between it and its use.

    missing: older versions with the items that need a recode first; others: versions to compare.
    """

    view: VersionView
    remarks: tuple[Remark, ...]
    missing: tuple[tuple[str, tuple[str, ...]], ...]
    others: tuple[VersionView, ...]
    languages: tuple[str, ...]


@dataclass(frozen=True)
class OldCode:
    """A code of the old version and the new one it counts as: said before, or proposed."""

    choice: Choice
    counts_as: str


@dataclass(frozen=True)
class ToRecode:
    """An item whose old codes need new ones."""

    item: str
    label: str
    old: tuple[OldCode, ...]
    new: tuple[Choice, ...]
    said: bool


@dataclass(frozen=True)
class ChangesPage:
    """What changed from one version to another; by effect how many changes have it."""

    old: VersionView
    new: VersionView
    changes: tuple[Change, ...]
    counts: Mapping[str, int]
    to_recode: tuple[ToRecode, ...]
    open: bool


@bp.get("/versions")
@may(*READERS)
def versions(slug: str) -> ResponseReturnValue:
    """All versions, and where a new one is uploaded."""
    return render_template("admin/versions.html", page=_versions())


@bp.post("/versions")
@may(Role.ADMINISTRATOR)
def upload(slug: str) -> ResponseReturnValue:
    """A new version, or everything that is wrong with its file and nothing stored."""
    name, form, scoring = request.form.get("name", ""), _file("form"), _file("scoring")
    if form is None:
        return _refuse(_("Chưa chọn tệp mẫu phiếu. Chọn tệp .xlsx rồi bấm tải lên."), name)
    try:
        brought = questionnaires.bring(sessions(), name, form, scoring, current_actor(), now())
    except (FormError, CampaignError) as error:
        mistakes = tuple(map(_mistake, error.problems))
        page = VersionsPage(_versions().questionnaires, mistakes, "", name)
        return render_template("admin/versions.html", page=page), 422
    flash(
        _("Cuộc điều tra đã có phiên bản này; không lưu thêm gì.")
        if brought.known
        else _("Đã lưu phiên bản mới. Phiếu đang làm vẫn theo phiên bản cũ.")
    )
    return redirect(url_for(".version", slug=slug, digest=brought.digest), 303)


@bp.get("/versions/<digest>")
@may(*READERS)
def version(slug: str, digest: str) -> ResponseReturnValue:
    """A version as it looks on a phone, with what may be improved."""
    campaign = current_campaign()
    view = campaign_versions.version_of(sessions(), campaign.id, digest)
    others = campaign_versions.listed(sessions(), campaign.id)
    page = VersionPage(
        view,
        remarks(view.form, want_apart=False),
        campaign_versions.open_recodes(sessions(), campaign.id, digest),
        tuple(v for v in others if v.name == view.name and v.digest != digest),
        tuple(code for code in ("vi", "en") if code in view.form.languages) or ("vi",),
    )
    response = Response(render_template("admin/version.html", page=page))
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src 'self' data:; frame-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return response


@bp.post("/versions/<digest>/use")
@may(Role.ADMINISTRATOR)
def activate(slug: str, digest: str) -> ResponseReturnValue:
    """Ask with this version from now on."""
    questionnaires.activate(sessions(), digest, current_actor(), now())
    flash(_("Phiếu làm mới từ bây giờ theo phiên bản này; phiếu đã thu giữ phiên bản của mình."))
    return redirect(url_for(".version", slug=slug, digest=digest), 303)


@bp.get("/versions/<digest>.xlsx")
@may(*READERS)
def as_xlsx(slug: str, digest: str) -> ResponseReturnValue:
    """The version as a workbook to go on working with."""
    view = campaign_versions.version_of(sessions(), current_campaign().id, digest)
    return _download(to_xlsx(view.form), f"{view.name}-{digest[:8]}.xlsx", XLSX)


@bp.get("/versions/<digest>.xml")
@may(*READERS)
def as_xform(slug: str, digest: str) -> ResponseReturnValue:
    """The version as the XForm of ODK Collect."""
    view = campaign_versions.version_of(sessions(), current_campaign().id, digest)
    return _download(to_xform(view.form), f"{view.name}-{digest[:8]}.xml", "application/xml")


@bp.get("/versions/<old>/to/<new>")
@may(*READERS)
def changed(slug: str, old: str, new: str) -> ResponseReturnValue:
    """What changed and what that does to tables."""
    return render_template("admin/changes.html", page=_changes(old, new))


@bp.post("/versions/<old>/to/<new>")
@may(Role.ADMINISTRATOR)
def recode(slug: str, old: str, new: str) -> ResponseReturnValue:
    """What old codes count as; everything that needs a recode at once."""
    page = _changes(old, new)
    codes = {
        each.item: {
            code.choice.name: request.form.get(f"{each.item}/{code.choice.name}", "?")
            for code in each.old
        }
        for each in page.to_recode
    }
    questionnaires.recode(sessions(), old, new, codes, current_actor(), now())
    flash(_("Đã lưu bảng chuyển mã."))
    return redirect(url_for(".changed", slug=slug, old=old, new=new), 303)


def _versions() -> VersionsPage:
    found = campaign_versions.listed(sessions(), current_campaign().id)
    grouped = groupby(found, lambda view: view.name)
    return VersionsPage(tuple((name, tuple(views)) for name, views in grouped))


def _refuse(sentence: str, name: str) -> ResponseReturnValue:
    page = VersionsPage(_versions().questionnaires, (), sentence, name)
    return render_template("admin/versions.html", page=page), 422


def _file(field: str) -> File | None:
    sent = request.files.get(field)
    if sent is None or not sent.filename:
        return None
    return File(sent.filename.replace("\0", ""), sent.read())


def _mistake(problem: Problem | Reported) -> Mistake:
    language = str(get_locale())
    if not isinstance(problem, Problem):  # of the campaign: its sentence says where
        return Mistake("", "", None, "", problem.sentence(language), "")
    cell = str(problem.values.get("cell", "")) or problem.column or ""
    return Mistake(
        problem.file,
        str(problem.values.get("sheet", "")),
        problem.row,
        cell,
        problem.words(language),
        example(problem),
    )


def _changes(old: str, new: str) -> ChangesPage:
    campaign = current_campaign()
    before, after, found = campaign_versions.compared(sessions(), campaign.id, old, new)
    said = campaign_versions.recodes(sessions(), campaign.id, old, new)
    effects = [change.effect for change in found]
    items = {change.item for change in found if change.effect == "recode"}
    return ChangesPage(
        before,
        after,
        found,
        {effect: effects.count(effect) for effect in dict.fromkeys(effects)},
        _to_recode(before.form, after.form, items, said),
        not campaign.closed,
    )


def _to_recode(
    before: Questionnaire,
    after: Questionnaire,
    items: Collection[str],
    said: Mapping[str, Mapping[str, str]],
) -> tuple[ToRecode, ...]:
    found = []
    for item in (after.item(each.name) for each in after.items if each.name in items):
        old = before.item(item.name)
        counts_as = said.get(item.name) or proposed(old, item)
        codes = tuple(OldCode(c, counts_as.get(c.name, "")) for c in old.choices)
        label = item.label.in_(str(get_locale()))
        found.append(ToRecode(item.name, label, codes, item.choices, item.name in said))
    return tuple(found)


def _download(content: bytes, name: str, kind: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(content, mimetype=kind, headers={"Content-Disposition": disposition})
