"""The documentation is held to what it says: what it names exists, generated pages are fresh."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.generate import PAGES
from survey_app.cli import main

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OURS = r"(?:survey_app|questionnaires|sampling|analysis|migrations|tests|docs|bench|\.ci)"
IN_CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def _named(document: Path, pattern: str) -> Iterator[str]:
    for code in IN_CODE.findall(document.read_text()):
        if re.fullmatch(pattern, code):
            yield code


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_folder_a_page_names_is_there(document: Path) -> None:
    named = _named(document, rf"{OURS}/[\w./-]*")
    assert [name for name in named if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_of_a_page_leads_somewhere(document: Path) -> None:
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_function_a_page_names_is_there(document: Path) -> None:
    named = _named(document, r"(?:survey_app|questionnaires|sampling|analysis)(?:\.\w+)+")
    assert [name for name in named if not _exists(name)] == []


def _exists(dotted: str) -> bool:
    words = dotted.split(".")
    for length in range(len(words), 0, -1):
        try:
            found: object = importlib.import_module(".".join(words[:length]))
        except ModuleNotFoundError:
            continue
        for word in words[length:]:
            found = getattr(found, word, None)
        return found is not None
    return False


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_test_a_page_names_is_there(document: Path) -> None:
    named = _named(document, r"tests/[\w/]+\.py::\w+")
    assert [name for name in named if name.split("::")[1] not in _tests(name)] == []


def _tests(name: str) -> set[str]:
    path = ROOT / name.split("::")[0]
    tree = ast.parse(path.read_text()) if path.exists() else ast.Module([], [])
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_command_a_page_names_is_there(document: Path) -> None:
    named = re.findall(r"par-survey((?: [a-z]+)+)", document.read_text())
    assert [words for words in named if not _is_command(words.split())] == []


def _is_command(words: list[str]) -> bool:
    command: click.Command | None = main
    for word in words:
        if not isinstance(command, click.Group):
            return True  # what follows is an argument
        command = command.commands.get(word)
    return command is not None


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_page_names_a_place_of_somebodys_machine(document: Path) -> None:
    assert re.findall(r"/(?:home|work|root|tmp|mnt)/\S*|\.\./shared", document.read_text()) == []


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_what_generating_it_now_gives(name: str) -> None:
    written = (ROOT / "docs" / name).read_text()
    assert written == PAGES[name](), "run: python -m docs.generate"


def test_the_promises_list_all_ten_invariants() -> None:
    text = (ROOT / "docs" / "promises.md").read_text()
    assert re.findall(r"^\| (\d+) \|", text, re.MULTILINE) == [str(n) for n in range(1, 11)]
