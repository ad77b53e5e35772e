"""par-survey compare: two years' published results side by side."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import click

from survey_app.words import Language

__all__ = ["compare"]

BUNDLE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("earlier", type=BUNDLE)
@click.argument("later", type=BUNDLE)
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="In ra JSON cho máy đọc.")
def compare(earlier: Path, later: Path, language: Language, as_json: bool) -> None:
    """Print what changed from EARLIER to LATER: bundles, or their files results.json.

    Every change has the interval of a difference of independent samples; across a break (another
    decision, another population of SIPAS) nothing is compared and the line says why.

    Example: par-survey compare hai-phong-2020.zip hai-phong-2021.zip
    """
    from survey_app.bundle.earlier import between  # late: statistics and Parquet
    from survey_app.bundle.problems import BundleError
    from survey_app.bundle.reading import read_published
    from survey_app.report.languages import translator
    from survey_app.report.sentences import Speaker
    from survey_app.report.years import written_row, years_part

    try:
        after = read_published(later)
        found = between(read_published(earlier), after)
    except BundleError as error:
        for problem in error.problems:
            click.echo(problem.sentence(language), err=True)
        raise SystemExit(1) from error
    if as_json:
        plain = dataclasses.asdict(found)
        click.echo(json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1))
        return
    part = years_part(found, Speaker(after.facts, language, translator(language)))
    click.echo(part.lead)
    for row in part.rows:
        before, now, change, limits = written_row(row, language)
        told = "; ".join(part for part in (f"{change} ({limits})" * bool(limits), row.note) if part)
        click.echo(f"- {row.name}: {before} → {now}; {told}")
