"""par-survey export: rows for analysts, by the rules of the public bundle."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

import click

from survey_app.commands.common import Place, done, pass_place
from survey_app.exports.kinds import Kind

__all__ = ["export"]


@click.command()
@click.argument("campaign")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option(
    "--as", "kind", type=click.Choice(get_args(Kind)), default="csv", show_default=True,
    help="Loại tệp: CSV, Parquet, SPSS hoặc Stata.",
)  # fmt: skip
@pass_place
def export(place: Place, campaign: str, out: Path, kind: str) -> None:
    """Write the rows of a closed CAMPAIGN for analysts: coarsened, with weights and labels.

    By the same stated rules as the public bundle; each kind of missing answer stays apart.

    Example: par-survey export hai-phong-2021 --as sav hai-phong-2021.sav
    """
    from survey_app.services import exporting  # late: statistics and Parquet

    about = (place.sessions, place.settings.data, place.campaign(campaign).id)
    content = exporting.analysts_table(*about, cast(Kind, kind))
    try:
        out.write_bytes(content)
    except OSError as error:
        click.echo(f"Không ghi được {out}: {error.strerror}.", err=True)
        raise SystemExit(1) from error
    done(f"Đã ghi phiếu cho người phân tích vào {out}.")
