"""par-survey matrix: who rates which agency in the city's own survey."""

from __future__ import annotations

import json
from pathlib import Path

import click

from survey_app.commands.common import Place, done, pass_place
from survey_app.services import rating

__all__ = ["matrix"]


@click.command()
@click.argument("campaign")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Tệp CSV ghi ra; biên bản JSON nằm cạnh, cùng tên.",
)
@click.option(
    "--verify",
    "manifest",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Tệp biên bản JSON cần kiểm tra; không ghi gì.",
)
@pass_place
def matrix(place: Place, campaign: str, output: Path | None, manifest: Path | None) -> None:
    """Write who rates whom in CAMPAIGN as CSV and manifest, or verify such a manifest.

    Example: par-survey matrix hai-phong-2022

    Example: par-survey matrix hai-phong-2022 --verify hai-phong-2022-matrix.json
    """
    where = place.campaign(campaign).id
    if manifest is not None:
        _verify(place, where, manifest)
        return
    found = rating.matrix_of(place.sessions, where)
    target = output or Path(f"{campaign}-matrix.csv")
    target.write_text(found.csv)
    target.with_suffix(".json").write_text(found.text)
    done(
        f"Đã ghi {len(found.ratings)} lượt đánh giá vào {target}, mã băm {found.digest}.",
        f"par-survey matrix {campaign} --verify {target.with_suffix('.json')}",
    )


def _verify(place: Place, campaign: str, manifest: Path) -> None:
    try:
        written = json.loads(manifest.read_bytes())
    except ValueError as error:
        raise click.UsageError(f"{manifest}: {error}") from error
    if not isinstance(written, dict):
        raise click.UsageError(f"{manifest}: cần một đối tượng JSON.")
    differences = rating.check(place.sessions, campaign, written)
    for difference in differences:
        click.echo(difference.sentence("vi"), err=True)
    if differences:
        raise SystemExit(1)
    done("Biên bản đánh giá chéo đúng: tính lại cho cùng kết quả.")
