"""English: nothing untranslated in the catalogue, and every page comes in English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from tests.catalogue import english

ROOT = Path(__file__).parent.parent.parent
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")


def sources() -> set[str]:
    """The message ids that stand in the sources, as `make messages` finds them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(str(ROOT), methods, options)
    return {_id(message) for _file, _line, message, _comments, _context in found}


def _id(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def translated() -> Iterator[tuple[str, Message]]:
    """The messages of the catalogue with their ids."""
    for message in english():
        if message.id:
            yield _id(message.id), message


def test_every_sentence_of_the_sources_is_in_the_catalogue_and_no_other() -> None:
    ids = {id_ for id_, _ in translated()}
    assert sources() - ids == set(), "run `make messages`, then translate"
    assert ids - sources() == set(), "run `make messages`"


def test_sentences_of_refusals_and_tables_are_found_in_the_sources() -> None:
    found = sources()
    assert "Cần đăng nhập để xem trang này." in found  # errors.py: a class's sentence
    assert "Thẩm định" in found  # report/sentences.py: a table's value
    assert "Còn %(num)d câu cần xem lại." in found  # fields.html: ngettext


def test_every_sentence_is_translated_with_its_values() -> None:
    wrong = [id_ for id_, message in translated() if not well_translated(id_, message)]
    assert wrong == []


def well_translated(id_: str, message: Message) -> bool:
    """Whether the English is there, English, carries the same values and begins alike."""
    forms = message.string if isinstance(message.string, tuple) else (message.string,)
    return not message.fuzzy and all(
        form.strip()
        and Counter(PLACEHOLDER.findall(form)) == Counter(PLACEHOLDER.findall(id_))
        and not VIETNAMESE.search(form.lower())
        and (form[0].islower() == id_[0].islower() or "%" in form[0] + id_[0])
        for form in forms
    )
