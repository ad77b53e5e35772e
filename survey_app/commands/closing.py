"""par-survey closing, report, audit: the end of the chain."""

from __future__ import annotations

from pathlib import Path

import click

from survey_app.commands.common import Group, Place, done, pass_place
from survey_app.services import audit as audit_service
from survey_app.services import sealing
from survey_app.words import Language

__all__ = ["audit", "closing", "report"]


@click.group(cls=Group)
def closing() -> None:
    """Chốt số liệu: hai người của hai cơ quan."""


@closing.command("ask")
@click.argument("campaign")
@click.option("--as", "login", required=True, help="Người đề nghị.")
@pass_place
def ask(place: Place, campaign: str, login: str) -> None:
    """Ask for closing CAMPAIGN, the first of two keys.

    Example: par-survey closing ask hai-phong-2021 --as noivu
    """
    from survey_app.services import closing as closing_service  # late: pandas and Parquet

    found = place.campaign(campaign)
    closing_service.ask(place.sessions, place.actor(login, found.id), place.now_in(found))
    done("Đã đề nghị chốt số liệu.", f"par-survey closing confirm {campaign} --as NGƯỜI-GIÁM-SÁT")


@closing.command("confirm")
@click.argument("campaign")
@click.option("--as", "login", required=True, help="Người xác nhận, của cơ quan khác.")
@pass_place
def confirm(place: Place, campaign: str, login: str) -> None:
    """Close CAMPAIGN with the second key: answers are frozen, figures open.

    Example: par-survey closing confirm hai-phong-2021 --as giamsat
    """
    from survey_app.services import closing as closing_service

    found = place.campaign(campaign)
    by = place.actor(login, found.id)
    closed = closing_service.confirm(place.sessions, place.settings.data, by, place.now_in(found))
    done(f"Đã chốt số liệu. Mã băm {closed.digest}.", f"par-survey report {campaign}")


@click.command()
@click.argument("campaign")
@click.option(
    "--format", "form", type=click.Choice(["json", "pdf", "xlsx"]), default="pdf", show_default=True
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Tệp ghi ra; JSON không nêu tệp thì in ra màn hình.",
)
@click.option(
    "--language",
    type=click.Choice(["vi", "en"]),
    default="vi",
    show_default=True,
    help="Ngôn ngữ của báo cáo PDF; JSON có cả hai.",
)
@pass_place
def report(
    place: Place, campaign: str, form: str, output: Path | None, language: Language
) -> None:  # fmt: skip
    """Write the report of a closed CAMPAIGN: index points by criterion with their limits.

    Example: par-survey report hai-phong-2021 --language en
    """
    from survey_app.services import reporting  # late: statistics and printing

    about = (place.sessions, place.settings.data, place.campaign(campaign).id)
    if form == "json" and output is None:
        click.echo(reporting.report_json_text(*about))
        return
    target = output or Path(f"{campaign}.{form}")
    if form == "xlsx":
        from survey_app.services import exporting

        target.write_bytes(exporting.results_xlsx(*about))
    elif form == "json":
        target.write_text(reporting.report_json_text(*about) + "\n")
    else:
        target.write_bytes(reporting.report_pdf_bytes(*about, language))
    done(f"Đã ghi báo cáo vào {target}.")


@click.group(cls=Group)
def audit() -> None:
    """Nhật ký: mọi việc của cán bộ, nối chuỗi."""


@audit.command("verify")
@pass_place
def verify(place: Place) -> None:
    """Find the first entry of the audit log that was changed, removed or slipped in.

    The day's seals are held against the responses, reviews and contacts they cover.

    Example: par-survey audit verify
    """
    found = audit_service.verify(place.sessions)
    if isinstance(found, audit_service.Broken):
        click.echo(f"Nhật ký sai từ mục {found.number}: {found.why}.", err=True)
        raise SystemExit(1)
    seals = sealing.check_seals(place.sessions)
    if isinstance(seals, sealing.Unsealed):
        which = f", phiếu {seals.response}" if seals.response else ""
        click.echo(f"Bản ghi không còn khớp niêm phong ở mục {seals.number}{which}.", err=True)
        raise SystemExit(1)
    done(f"Nhật ký nguyên vẹn: {found} mục nối đúng chuỗi, {seals} niêm phong còn khớp.")


@audit.command("seal")
@click.argument("campaign")
@pass_place
def seal(place: Place, campaign: str) -> None:
    """Digest what CAMPAIGN received so far into the chain; for a nightly job.

    Example: par-survey audit seal hai-phong-2021
    """
    found = place.campaign(campaign)
    count = sealing.seal(place.sessions, found.id, None, place.now_in(found))
    done(f"Đã niêm phong {count} bản ghi.", "par-survey audit verify")
