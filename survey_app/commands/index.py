"""par-survey index: points of the rows that no survey scores, and what the whole index is."""

from __future__ import annotations

from pathlib import Path

import click

from analysis.problems import ValuesError
from survey_app.commands.common import Group, Place, done, pass_place

__all__ = ["index"]


@click.group(cls=Group)
def index() -> None:
    """Toàn bộ Chỉ số: điểm tự chấm và điểm thẩm định bên cạnh điểm điều tra."""


@index.command("values")
@click.argument("campaign")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--as", "login", required=True, help="Người của Sở Nội vụ.")
@pass_place
def values(place: Place, campaign: str, file: Path, login: str) -> None:
    """Take the points of CAMPAIGN's assessed rows from FILE, a CSV with their sources.

    Columns: code, self_scored, verified, source. Every mistake is told by row and column, and
    then nothing is kept; a later file takes the place of this one.

    Example: par-survey index values hai-phong-2021 diem.csv --as noivu
    """
    from survey_app.services import index_values  # late: statistics

    found = place.campaign(campaign)
    actor, now = place.actor(login, found.id), place.now_in(found)
    try:
        count = index_values.bring(place.sessions, actor, file.name, file.read_bytes(), now)
    except ValuesError as error:
        for problem in error.problems:
            click.echo(problem.sentence("vi"), err=True)
        click.echo(f"{len(error.problems)} lỗi. Chưa lưu gì.", err=True)
        raise SystemExit(1) from error
    done(f"Đã lưu điểm của {count} tiêu chí.", f"par-survey report {campaign}")


@index.command("template")
@click.argument("campaign")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@pass_place
def template(place: Place, campaign: str, out: Path) -> None:
    """Write a CSV of CAMPAIGN's assessed rows to OUT, to be filled in and taken by `values`.

    Example: par-survey index template hai-phong-2021 diem.csv
    """
    from survey_app.services import index_values  # late: statistics

    out.write_bytes(index_values.template(place.sessions, place.campaign(campaign).id))
    done(f"Đã ghi {out}.", f"par-survey index values {campaign} {out} --as NGƯỜI-SỞ-NỘI-VỤ")
