"""par-survey bundle and verify: everything published, to be recomputed by others."""

from __future__ import annotations

import os
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import click

from survey_app.commands.common import Place, done, pass_place

if TYPE_CHECKING:
    from survey_app.bundle.problems import Problem
    from survey_app.bundle.verifying import Verified

__all__ = ["bundle", "verify"]


SEALED = (
    "Đây là gói niêm phong, dành cho giám sát viên: gói có câu trả lời của từng phiếu. "
    "Không công bố, không gửi cho người khác."
)
PUBLIC = "Đây là gói công khai: quy tắc và giới hạn ghi trong tệp README.txt của gói."


@click.command()
@click.argument("campaign")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Tệp ZIP ghi ra.",
)
@click.option("--public", is_flag=True, help="Gói công khai, không lộ ai trả lời gì.")
@pass_place
def bundle(place: Place, campaign: str, output: Path | None, public: bool) -> None:
    """Write a bundle of a closed CAMPAIGN: sealed, for the observer, or with --public for all.

    Sealed: frame, design, draw, questionnaires, sample, answers, scheme, weights, tables and
    report. Public: coarsened rows with replicate weights, sums of officials and districts. Both
    with the SHA-256 of everything; anybody recomputes them with `par-survey verify`.

    Example: par-survey bundle hai-phong-2021 --public --output hai-phong-2021.zip
    """
    from survey_app.services import bundling  # late: statistics and Parquet

    where = place.campaign(campaign).id
    make = bundling.public_bundle if public else bundling.sealed_bundle
    content = make(place.sessions, place.settings.data, where, place.now)
    target = output or Path(f"{campaign}-{'cong-khai' if public else 'niem-phong'}.zip")
    try:
        _write(target, content)
    except OSError as error:
        click.echo(f"Không ghi được {target}: {error.strerror}.", err=True)
        raise SystemExit(1) from error
    click.echo(PUBLIC if public else SEALED)
    done(f"Đã ghi gói vào {target}.", f"par-survey verify {target}")


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all, and for the owner's eyes alone."""
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    part.replace(target)


@click.command()
@click.argument("bundle", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--digest", help="Mã băm số liệu chốt, như đã ghi lúc chốt.")
def verify(bundle: Path, digest: str | None) -> None:
    """Recompute draw, weights and every table of a BUNDLE and compare; needs no database.

    Whatever was changed is named: a file, a row, a number. Without --digest it is not found
    when somebody rewrote answers, results and all sums together.

    Example: par-survey verify hai-phong-2021.zip
    """
    from survey_app.bundle.archive import read_archive  # late: statistics and Parquet
    from survey_app.bundle.problems import BundleError
    from survey_app.bundle.verifying import verify as verify_files

    try:
        found = verify_files(read_archive(bundle), digest)
    except BundleError as error:
        _refuse(error.problems)
    else:
        if found.problems:
            _refuse(found.problems)
        _say(found, digest)


def _refuse(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        click.echo(problem.sentence("vi"), err=True)
    click.echo("Gói không đúng.", err=True)
    raise SystemExit(1)


def _say(found: Verified, digest: str | None) -> None:
    own = version("par-survey")
    by = f"chương trình {found.program}" + ("" if found.program == own else f", kiểm bằng {own}")
    kind = "công khai" if found.kind == "public" else "niêm phong"
    click.echo(
        f"Gói {kind} đúng: cuộc điều tra {found.campaign}, chốt lúc {found.closed_at} ({by})."
    )
    click.echo(f"- {found.files} tệp đủ và khớp mã SHA-256.")
    (_say_public if found.kind == "public" else _say_sealed)(found)
    if digest is None:
        click.echo(f"Đối chiếu mã băm số liệu chốt với mã đã ghi lúc chốt: {found.frozen}")
    else:
        click.echo(f"- Mã băm số liệu chốt đúng như đã cho: {found.frozen}")


def _say_sealed(found: Verified) -> None:
    click.echo(f"- Chọn mẫu lại khớp biên bản: {found.cells} ô phân bổ, {found.names} người đã mở.")
    click.echo(
        f"- Tính lại từ {found.answers} phiếu: {found.weights} quyền số và mọi bảng, "
        f"{found.numbers} con số khớp với kết quả đã công bố."
    )


def _say_public(found: Verified) -> None:
    apart = f"{100 * found.apart:.3f}".replace(".", ",")
    click.echo(
        f"- Tính lại từ {found.answers} dòng và các tổng: {found.numbers} con số khớp với kết quả "
        f"đã công bố; {found.errors} sai số chuẩn tính từ quyền số lặp lệch nhiều nhất {apart}%."
    )
    click.echo("- Không dòng nào hiếm hơn mức của quy tắc; tệp của lúc chốt không đổi.")
    click.echo(
        f"- Gói công khai không chứng minh được: {found.given} con số khác (quyền số từng bước, tỷ "
        "lệ trả lời, ngưỡng), các dòng và tổng đúng là của phiếu đã thu, ai được chọn. Gói niêm "
        "phong chứng minh những điều này."
    )
