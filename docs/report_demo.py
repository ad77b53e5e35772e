"""Write the demo's report to docs/, in both languages: make report-demo.

Plays the closed demo campaign in a folder of its own, about a minute, or reads it from a data
folder that has one already (the first argument, for instance ./instance after `make run`).
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import click

from survey_app.config import Settings
from survey_app.db import connect, make_sessions, reading
from survey_app.migrating import upgrade
from survey_app.services.actors import campaign_by_slug
from survey_app.services.reporting import report_pdf_bytes
from survey_app.simulation.demo import CLOSED, make
from survey_app.words import Language

HERE = Path(__file__).parent
FILES: dict[Language, str] = {"vi": "report-demo.pdf", "en": "report-demo-en.pdf"}
SECRET = "report-demo " * 4  # of a folder that is thrown away


def write(data: Path, *, played: bool) -> None:
    """The report of the closed demo in a data folder, played first unless it was."""
    settings = Settings(f"sqlite:///{data / 'survey.db'}", data, SECRET)
    engine = connect(settings.database)
    upgrade(engine)
    sessions = make_sessions(engine)
    if not played:
        make(settings, sessions, [CLOSED])
    with reading(sessions) as db:
        campaign = campaign_by_slug(db, CLOSED).id
    for language, name in FILES.items():
        (HERE / name).write_bytes(report_pdf_bytes(sessions, data, campaign, language))
        click.echo(HERE / name)
    engine.dispose()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        write(Path(sys.argv[1]), played=True)
    else:
        with tempfile.TemporaryDirectory() as folder:
            write(Path(folder), played=False)
