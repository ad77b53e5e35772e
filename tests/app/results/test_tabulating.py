"""Results come from the frozen files alone, after closing (invariants 6 and 8)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from survey_app.bundle.freeze import read_frozen
from survey_app.bundle.published import Published, from_json, to_json
from survey_app.report import sentences, wording
from survey_app.services import tabulating
from survey_app.services.closing import NotClosed
from survey_app.services.tabulating import ChangedFigures, published
from tests.app.results.conftest import Site

ANALYSIS = Path(__file__).parents[3] / "analysis"


def figures(site: Site) -> Published:
    return published(site.world.sessions, site.world.data, site.world.campaign)


def test_before_closing_nothing_is_computed(
    collected: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tabulating, "publish", pytest.fail)
    with pytest.raises(NotClosed):
        figures(collected)
    assert not collected.frozen.exists()


def test_results_are_computed_once_in_a_process_and_kept_in_no_file(
    closed: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: path.read_bytes() for path in closed.frozen.rglob("*") if path.is_file()}
    first = figures(closed)
    monkeypatch.setattr(tabulating, "publish", pytest.fail)
    assert figures(closed) == first
    after = {path: path.read_bytes() for path in closed.frozen.rglob("*") if path.is_file()}
    assert after == before


def test_a_changed_frozen_file_is_named_even_when_results_are_kept(closed: Site) -> None:
    figures(closed)
    target = closed.frozen / "sample.parquet"
    target.write_bytes(target.read_bytes() + b"x")
    with pytest.raises(ChangedFigures, match=r"sample\.parquet"):
        figures(closed)


def test_a_manifest_made_to_fit_changed_files_is_refused(closed: Site) -> None:
    target = closed.frozen / "manifest.json"
    found = re.sub(r'("sample.parquet": ")\w{64}', r"\g<1>" + "0" * 64, target.read_text())
    target.write_text(found)
    with pytest.raises(ChangedFigures, match=r"manifest\.json"):
        figures(closed)


def test_weights_add_up_to_everybody_on_the_lists(closed: Site) -> None:
    found = figures(closed)
    last = found.results.weighting["citizens"].steps[-1]
    assert last.step == "calibrated"
    assert last.total == pytest.approx(found.facts.list_total)


def test_what_is_kept_is_what_was_computed(closed: Site) -> None:
    found = figures(closed)
    assert from_json(to_json(found)) == found


def test_every_accepted_answer_counts(closed: Site) -> None:
    found, cells = figures(closed), read_frozen(closed.frozen).tables["cells"]
    accepted = cells.groupby("group")["accepted"].sum()
    assert {row.group: row.answered for row in found.results.groups} == accepted.to_dict()


def test_every_code_of_analysis_has_words() -> None:
    source = "\n".join(path.read_text() for path in sorted(ANALYSIS.glob("*.py")))
    assert set(re.findall(r'Note\("(\w+)"', source)) <= set(sentences.NOTES)
    assert set(re.findall(r'code = "(\w+)" if .* else "(\w+)"', source)) == {
        ("nonresponse_at_random", "bounds_only")
    }
    reasons = set(re.findall(r'Cell\((?:None|figure), "(\w+)"\)', source))
    assert reasons <= set(sentences.REASONS)
    assert len(reasons) == 4
    warrants = set(re.findall(r'warrant="(\w+)"', source))
    listed = re.search(r"warrant`? says why: ([\w, \n]+)", source)
    assert listed is not None
    warrants |= set(re.findall(r"\w+", listed[1]))
    assert warrants <= set(sentences.WARRANTS)
    assert set(re.findall(r'note="(\w+)"', source)) <= set(sentences.ASSUMPTIONS)
    labels = set(re.findall(r'found.append\("(\w+)"\)', source))
    assert labels == set(wording.MADE_OTHERWISE)


def test_sentences_fill_in_and_read_as_sentences(closed: Site) -> None:
    found = figures(closed)
    speaker = sentences.Speaker(found.facts, "vi")
    said = [speaker.note(note) for note in found.results.notes]
    assert all(text.endswith(".") and "%(" not in text and "%%" not in text for text in said)
    plain = (*map(speaker.why, sentences.WARRANTS), *sentences.ASSUMPTIONS.values())
    assert not [text for text in plain if "%(" in text or "%%" in text]
