"""Write the pages that are made from code and tables: cli.md from click, glossary.md from CSV.

.venv/bin/python -m docs.generate
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import click

from survey_app.cli import main as par_survey

__all__ = ["PAGES", "cli", "glossary"]

HERE = Path(__file__).parent
NOTE = "<!-- Made by `python -m docs.generate`; a test compares. -->"


def cli() -> str:
    """The reference of the command line: every command with its help, as it prints it."""
    parts = [
        "# Command line",
        NOTE,
        "`make run` and `make test` install it as `.venv/bin/par-survey`. Exit status: 0 done, "
        "1 refused (a sentence on standard error says why), 2 wrong usage. It works on the "
        "database of `PAR_DATABASE`, by default SQLite in the folder `PAR_DATA` (`./instance`); "
        "`PAR_SECRET` signs sessions, tickets and codes and is made once beside the database.",
    ]
    context = click.Context(par_survey, info_name="par-survey")
    for name, command in _commands(par_survey, context):
        text = re.sub(r"[ \t]+$", "", command.get_help(_context(name)), flags=re.MULTILINE)
        parts.append(f"## {name}\n\n```text\n{text}\n```")
    return "\n\n".join(parts) + "\n"


def _context(name: str) -> click.Context:
    """A context in which help has the same width on every terminal."""
    words = name.split()
    context = click.Context(par_survey, info_name=words[0], terminal_width=78, max_content_width=78)
    command: click.Command = par_survey
    for word in words[1:]:
        assert isinstance(command, click.Group)  # noqa: S101 - so it was built
        command = command.commands[word]
        context = click.Context(command, context, word, terminal_width=78, max_content_width=78)
    return context


def _commands(group: click.Group, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    for name in group.list_commands(context):
        command = group.commands[name]
        below = click.Context(command, context, name)
        if isinstance(command, click.Group):
            yield from _commands(command, below)
        else:
            yield below.command_path, command


def glossary() -> str:
    """The words of code and screens, from glossary.csv."""
    with (HERE / "glossary.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = [f"| {row['code']} | {row['screen']} | {row['meaning']} |" for row in rows]
    table = ["| in code and English | on screens | meaning |", "|---|---|---|", *lines]
    intro = "One word for one thing, in code, on screens and in print; the table is `glossary.csv`."
    return "\n\n".join(["# Glossary", NOTE, intro, "\n".join(table)]) + "\n"


PAGES: Mapping[str, Callable[[], str]] = {"cli.md": cli, "glossary.md": glossary}
"""File name to what it should hold."""


def main() -> None:
    """Write all of them."""
    for name, made in PAGES.items():
        (HERE / name).write_text(made(), encoding="utf-8")


if __name__ == "__main__":
    main()
