"""English: nothing untranslated in the catalogue, and every page comes in English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from html import unescape
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from survey_app.services.signing_in import sign_in_link
from tests.catalogue import english
from tests.conftest import SECRET, Template, Visitors
from tests.pages import Site, Spot, closed, running

ROOT = Path(__file__).parent.parent.parent
VIETNAMESE = re.compile("[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")


def sources() -> set[str]:
    """The message ids that stand in the sources, as `make messages` finds them."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel's
    found = extract_from_dir(str(ROOT), methods, options)
    return {_id(message) for _file, _line, message, _comments, _context in found}


def _id(message: str | Sequence[str]) -> str:
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
    found = message.string or ""
    forms = (found,) if isinstance(found, str) else found
    return not message.fuzzy and all(
        form.strip()
        and Counter(PLACEHOLDER.findall(form)) == Counter(PLACEHOLDER.findall(id_))
        and not VIETNAMESE.search(form.lower())
        and (form[0].islower() == id_[0].islower() or "%" in form[0] + id_[0])
        for form in forms
    )


@pytest.mark.parametrize("state", [running, closed])
def test_every_page_comes_in_english(
    state: Callable[[Template, Path], AbstractContextManager[Site]],
    sqlite_template: Template,
    tmp_path: Path,
) -> None:
    ids = [id_ for id_, _ in translated() if "%(" not in id_ and VIETNAMESE.search(id_.lower())]
    with state(sqlite_template, tmp_path) as site:
        left = {
            (spot.endpoint, id_)
            for spot in site.pages
            if spot.endpoint != "admin.preview"  # shows a questionnaire in all its languages
            for page in [in_english(site, spot)]
            for id_ in ids
            if f">{id_}<" in page or f'"{id_}"' in page
        }
    assert left == set()


def in_english(site: Site, spot: Spot) -> str:
    """The page as a browser gets it that chose English before."""
    browser = site.app.test_client()
    if spot.role:
        browser.get(f"/link/{sign_in_link(SECRET, site.login(spot.role))}")
    address = spot.address(site)
    if not spot.endpoint.startswith("answer."):  # officials have no session
        site.app.config["WTF_CSRF_ENABLED"] = False
        browser.post("/language/en", data={"next": address})
        answer = browser.get(address)
    else:
        answer = browser.get(address, query_string={"lang": "en"})
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    return re.sub(r"\s*([<>])\s*", r"\1", unescape(answer.text))


def test_the_choice_of_language_leads_back_and_knows_two_languages(visitors: Visitors) -> None:
    browser = visitors.stranger()
    answer = browser.post("/language/en", data={"next": "/sign-in?next=/c/nho/monitor/"})
    assert answer.location == "/sign-in?next=/c/nho/monitor/"
    assert 'lang="en"' in browser.get("/sign-in").text
    assert browser.post("/language/fr", data={"next": "/sign-in"}).status_code == 404
    assert browser.post("/language/vi", data={"next": "//elsewhere.example"}).location == "/"


def test_the_switch_forgets_a_language_asked_for_in_the_address(visitors: Visitors) -> None:
    page = visitors.stranger().get("/sign-in?lang=en&next=/x").text
    assert 'name="next" value="/sign-in?next=%2Fx"' in page
    assert 'action="/language/vi"' in page
