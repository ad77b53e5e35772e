"""par-survey: the command line. Exit status 0 done, 1 refused, 2 wrong usage."""

from __future__ import annotations

import click

from survey_app.commands.bundling import bundle, verify
from survey_app.commands.campaign import campaign, draw, quota
from survey_app.commands.closing import audit, closing, report
from survey_app.commands.common import Group
from survey_app.commands.comparing import compare
from survey_app.commands.exporting import export
from survey_app.commands.frames import frame
from survey_app.commands.index import index
from survey_app.commands.people import user
from survey_app.commands.planning import plan
from survey_app.commands.public_draw import commit, freeze, reopen
from survey_app.commands.public_draw import export as export_draw
from survey_app.commands.questionnaire import questionnaire
from survey_app.commands.rating import matrix
from survey_app.commands.serving import serve, simulate

__all__ = ["main"]


@click.group(cls=Group)
def main() -> None:
    """Hệ thống điều tra xã hội học phục vụ Chỉ số cải cách hành chính.

    Exit status: 0 done, 1 refused, 2 wrong usage. The database is the one of
    PAR_DATABASE (by default SQLite in ./instance).
    """


for step in (commit, freeze, reopen, export_draw):
    draw.add_command(step)
for command in (
    campaign, frame, plan, questionnaire, draw, quota, matrix, closing, report, index, export,
    bundle, verify, compare, audit, user, simulate, serve,
):  # fmt: skip
    main.add_command(command)


if __name__ == "__main__":
    main()
