"""The manifest and its check: whatever is changed afterwards is named (invariant 7)."""

import json
import random
from dataclasses import replace

import pytest

from sampling.design import CitizenDesign, Design
from sampling.draw import draw
from sampling.frame import Frame, build_frame, read_lists
from sampling.manifest import (
    file_sums,
    manifest,
    manifest_digest,
    manifest_text,
    verify,
    verify_file,
)
from sampling.randomness import commitment
from sampling.roster import Roster
from tests.sampling.conftest import SEED
from tests.sampling.small import small_city


@pytest.fixture(scope="module")
def written() -> str:
    frame, roster, design = small_city()
    drawn = draw(frame, roster, design, SEED)
    return manifest_text(manifest(drawn, frame, roster, design, SEED, salt=b"salt"))


def paths(text: str, *, published: str | None = None) -> list[str]:
    return [d.path for d in verify(json.loads(text), *small_city(), published=published)]


def test_the_manifest_of_the_citys_draw_is_confirmed_from_its_file(
    frame: Frame, roster: Roster, design: Design
) -> None:
    made = manifest(draw(frame, roster, design, SEED), frame, roster, design, SEED)
    assert verify(json.loads(manifest_text(made)), frame, roster, design) == ()
    assert made["commitment"] == commitment(SEED)


def test_a_changed_byte_of_the_manifest_is_caught_wherever_it_is(written: str) -> None:
    chance, city = random.Random(7), small_city()
    original = written.encode()
    assert verify_file(original, *city) == ()
    for place in chance.sample(range(len(original)), 200):
        changed = bytearray(original)
        changed[place] ^= chance.choice((1, 2, 8, 16, 32, 128))
        assert verify_file(bytes(changed), *city)


def test_a_manifest_that_is_no_object_is_answered_kindly() -> None:
    [difference] = verify_file(b"[1]", *small_city())
    assert difference.path == "file"


def test_a_forger_who_also_renews_the_digest_is_named_with_the_place(written: str) -> None:
    forged = json.loads(written)
    forged["cells"][3]["target"] += 1
    forged["digest"] = manifest_digest(forged)
    assert paths(json.dumps(forged)) == ["cells[3].target", "digest"]


def test_another_seed_does_not_fit_the_commitment_that_was_published(written: str) -> None:
    assert paths(written, published=commitment(SEED, b"salt")) == []
    assert paths(written, published=commitment(b"first seed", b"salt")) == ["published commitment"]


def test_a_manifest_without_seed_or_entries_is_answered_with_what_is_missing(written: str) -> None:
    assert paths("{}") == ["seed"]
    less = json.loads(written)
    del less["desks"]
    assert "desks" in paths(json.dumps(less))
    [difference] = verify({"seed": "no hex"}, *small_city())
    assert "no hex" in difference.sentence("vi")


def test_a_changed_byte_of_a_list_is_named_even_where_the_draw_stays(
    list_file: bytes,
) -> None:
    frame, roster, design = small_city()
    drawn = draw(frame, roster, design, SEED)
    files = file_sums({"lists": ("lists.csv", list_file)})
    made = manifest(drawn, frame, roster, design, SEED, files=files)
    assert verify(made, frame, roster, design, files=files) == ()
    chance = random.Random(3)
    for place in chance.sample(range(len(list_file)), 3):
        changed = bytearray(list_file)
        changed[place] ^= 1
        sums = file_sums({"lists": ("lists.csv", bytes(changed))})
        [difference] = verify(made, frame, roster, design, files=sums)
        assert difference.path == "files.lists"
        assert "lists.csv" in difference.sentence("vi")


def test_another_id_or_desk_on_a_list_changes_the_digest_of_the_frame(
    frame: Frame, list_file: bytes
) -> None:
    chance = random.Random(3)
    lines = list_file.decode().split("\n")
    for row in chance.sample(range(1, len(lines)), 3):
        changed = lines.copy()
        changed[row] = lines[row].replace(",p", ",q")
        data = "\n".join(changed).encode()
        lists = read_lists(data, "lists.csv", frame.units, frame.agencies)
        assert build_frame(frame.units, frame.agencies, lists).digest != frame.digest


def test_another_name_roster_or_design_is_named() -> None:
    frame, roster, design = small_city()
    made = manifest(draw(frame, roster, design, SEED), frame, roster, design, SEED)
    renamed = (replace(frame.units[0], name="Thành phố"), *frame.units[1:])
    found = verify(made, replace(frame, units=renamed), roster, design)
    assert [d.path for d in found] == ["digest", "frame_digest"]
    noted = Roster((replace(roster.entries[0], note="other"),))
    assert [d.path for d in verify(made, frame, noted, design)] == ["digest", "roster_digest"]
    other = Design(CitizenDesign(eligibility="0.9", response="0.8"), design.officials)
    assert verify(made, frame, roster, other)


def test_a_design_that_became_impossible_is_a_difference_not_a_crash(written: str) -> None:
    frame, roster, _ = small_city()
    impossible = Design(CitizenDesign(eligibility="0.9", response="0.8"), ())
    [difference] = verify(json.loads(written), frame, roster, impossible)
    assert difference.path == "design"
