"""par-survey draw commit, freeze, reopen: the steps of a public draw that are no page's."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from sampling.ceremony import commitment_text, is_hash, party_commitment
from survey_app.campaign.folder import read_folder
from survey_app.commands.common import Place, done, pass_place
from survey_app.services import ceremonies

__all__ = ["commit", "freeze", "reopen"]


@click.command("commit")
@click.argument("campaign")
@click.argument("party")
@click.option("--act", default=1, show_default=True, help="Lần bốc thăm thứ mấy.")
@click.option("--secret", help="Bí mật đã có, 64 ký tự thập lục phân; nếu không, tạo mới.")
def commit(campaign: str, party: str, act: int, secret: str | None) -> None:
    """Make a secret for PARTY in the public draw of CAMPAIGN and print it with its hash.

    Needs neither database nor network: run it on the party's own machine.

    Example: par-survey draw commit hai-phong-2021 mat-tran
    """
    own = secrets.token_hex(32) if secret is None else secret
    if not is_hash(own):
        raise click.BadParameter("cần 64 ký tự thập lục phân viết thường", param_hint="--secret")
    click.echo(f"Bí mật (cất kỹ, không gửi cho ai): {own}")
    click.echo(f"Cam kết (nộp trên trang bốc thăm):  {party_commitment(campaign, act, party, own)}")
    done("Kiểm tra: printf '%s' '" + commitment_text(campaign, act, party, own) + "' | sha256sum")


@click.command("freeze")
@click.argument("campaign")
@click.option("--folder", type=click.Path(path_type=Path), help="Thư mục ở bản cuối cùng.")
@pass_place
def freeze(place: Place, campaign: str, folder: Path | None) -> None:
    """Freeze frame, roster and design of CAMPAIGN for its public draw, from FOLDER if given.

    Example: par-survey draw freeze hai-phong-2021 --folder hai-phong-2021
    """
    found = place.campaign(campaign)
    last = None if folder is None else read_folder(folder)
    digest = ceremonies.freeze(place.sessions, found.id, None, place.now_in(found), last)
    done(f"Đã khóa dàn mẫu, mã băm {digest}.", "các bên công bố bí mật trên trang bốc thăm")


@click.command("reopen")
@click.argument("campaign")
@click.option("--folder", required=True, type=click.Path(path_type=Path), help="Có thể lệ mới.")
@click.option("--reason", required=True, help="Vì sao bốc thăm lại; được công bố.")
@pass_place
def reopen(place: Place, campaign: str, folder: Path, reason: str) -> None:
    """Open a new public draw of CAMPAIGN with the terms in FOLDER; earlier ones stay published.

    Example: par-survey draw reopen hai-phong-2021 --folder hai-phong-2021 --reason "..."
    """
    found, definition = place.campaign(campaign), read_folder(folder)
    act = ceremonies.reopen(place.sessions, found.id, definition, reason, None, place.now_in(found))
    done(f"Đã mở lần bốc thăm thứ {act}.", f"par-survey draw commit {campaign} BÊN --act {act}")
