"""par-survey draw commit, freeze, reopen, export: what of a public draw is no page's."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from pathlib import Path

import click

from sampling.ceremony import commitment_text, is_hash, party_commitment
from survey_app.campaign.folder import read_folder
from survey_app.commands.common import Place, done, pass_place
from survey_app.services import ceremonies
from survey_app.services.packages import package

__all__ = ["commit", "export", "freeze", "reopen", "write_files"]

PARTY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@click.command("commit")
@click.argument("campaign")
@click.argument("party")
@click.option("--act", default=1, show_default=True, help="Lần bốc thăm thứ mấy, từ 1.")
@click.option("--secret", help="Bí mật đã có, 64 ký tự thập lục phân; nếu không, tạo mới.")
def commit(campaign: str, party: str, act: int, secret: str | None) -> None:
    """Make a secret for PARTY in the public draw of CAMPAIGN and print it with its hash.

    Needs neither database nor network: run it on the party's own machine.

    Example: par-survey draw commit hai-phong-2021 mat-tran
    """
    if not PARTY.fullmatch(party):
        raise click.BadParameter(
            f"mã bên «{party}» phải gồm chữ thường không dấu, chữ số, gạch nối, đúng như «code» "
            "trong bảng [[ceremony.parties]] của campaign.toml, ví dụ mat-tran.",
            param_hint="PARTY",
        )
    if act < 1:
        raise click.BadParameter(
            f"không có lần bốc thăm thứ {act}; lần đầu là 1.", param_hint="--act"
        )
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


@click.command("export")
@click.argument("campaign")
@click.option("--output", required=True, type=click.Path(path_type=Path), help="Thư mục để ghi.")
@click.option("--act", type=int, help="Lần bốc thăm trước; nếu không, lần đang dùng.")
@pass_place
def export(place: Place, campaign: str, output: Path, act: int | None) -> None:
    """Write what anybody needs to verify the draw of CAMPAIGN: manifest, campaign, frame, ids.

    Of the lists only desks and opaque ids leave; the same is downloaded from the public page.

    Example: par-survey draw export hai-phong-2021 --output bien-ban
    """
    write_files(package(place.sessions, place.campaign(campaign).id, act), output)


def write_files(files: Mapping[str, bytes], output: Path) -> None:
    """Write a draw's package and say how it is verified."""
    for name, data in files.items():
        (output / name).parent.mkdir(parents=True, exist_ok=True)
        (output / name).write_bytes(data)
    done(f"Đã ghi {len(files)} tệp vào {output}.", f"python docs/verify_draw.py {output}")
