"""The commit-reveal rule: what gives the seed, and that every byte of it counts.

Covers sampling/ceremony.py, its part of sampling/manifest.py, and docs/verify_draw.py; invariant
7, methods.md 11.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sampling.ceremony import (
    Ceremony,
    CeremonyError,
    Party,
    PublicNumber,
    Share,
    Terms,
    ceremony_values,
    commitment_text,
    false_reveals,
    not_committed,
    not_revealed,
    party_commitment,
    read_ceremony,
    seed_of,
    terms_digest,
)
from sampling.design import design_digest
from sampling.draw import draw
from sampling.manifest import (
    file_sums,
    manifest,
    manifest_digest,
    manifest_text,
    verify,
    verify_file,
)
from sampling.randomness import commitment
from tests.sampling.packages import announcing, publish, run, small_inputs

TERMS = Terms(
    (Party("so-noi-vu", "Sở Nội vụ"), Party("mat-tran", "Mặt trận"), Party("buu-dien", "Bưu điện")),
    date(2021, 12, 20),
    date(2021, 12, 22),
    date(2021, 12, 27),
    PublicNumber("Xổ số kiến thiết miền Bắc", "Giải đặc biệt", date(2021, 12, 28), 5),
)
SECRETS = [hashlib.sha256(bytes([n])).hexdigest() for n in range(3)]
DIGESTS = ("f" * 64, "e" * 64, "d" * 64)


def share(place: int, *, revealed: bool = True) -> Share:
    code = TERMS.parties[place].code
    kept = party_commitment("nho", 1, code, SECRETS[place])
    return Share(kept, SECRETS[place] if revealed else None)


CEREMONY = Ceremony("nho", 1, TERMS, (share(0), share(1), share(2)), "04217")
LATE = replace(CEREMONY, shares=(share(0), share(1, revealed=False), Share()))


def test_a_commitment_is_what_sha256sum_prints_for_its_text() -> None:
    text = commitment_text("nho", 1, "mat-tran", SECRETS[1])
    assert text == f"par-survey/ceremony/1 nho 1 mat-tran {SECRETS[1]}"
    assert CEREMONY.shares[1].commitment == hashlib.sha256(text.encode()).hexdigest()


def test_the_seed_is_the_hash_of_the_lines_that_the_docs_show() -> None:
    lines = [
        "par-survey/ceremony/1",
        "campaign nho",
        "act 1",
        f"terms {terms_digest(TERMS)}",
        *(
            f"{name} {digest}"
            for name, digest in zip(("frame", "roster", "design"), DIGESTS, strict=False)
        ),
        f"party so-noi-vu {LATE.shares[0].commitment} {SECRETS[0]}",
        f"party mat-tran {LATE.shares[1].commitment} -",
        "party buu-dien - -",
        "number 04217",
    ]
    text = "".join(f"{line}\n" for line in lines)
    assert seed_of(LATE, *DIGESTS) == hashlib.sha256(text.encode()).digest()


def test_whoever_gave_nothing_or_only_a_hash_is_named() -> None:
    assert (not_committed(CEREMONY), not_revealed(CEREMONY)) == ((), ())
    assert (not_committed(LATE), not_revealed(LATE)) == (("buu-dien",), ("mat-tran",))


def test_a_copy_of_anothers_secret_or_hash_does_not_hold() -> None:
    copied = replace(CEREMONY, shares=(share(0), CEREMONY.shares[0], share(2)))
    assert false_reveals(copied) == ("mat-tran",)
    later = replace(CEREMONY, act=2)
    assert len(false_reveals(later)) == 3


CHANGES: tuple[Callable[[Ceremony], Ceremony], ...] = (
    lambda c: replace(c, campaign="khac"),
    lambda c: replace(c, act=2),
    lambda c: replace(c, number="04218"),
    lambda c: replace(c, earlier=("a" * 64,)),
    lambda c: replace(c, shares=(share(0), share(1), share(2, revealed=False))),
    lambda c: replace(c, shares=(share(0), share(1), Share())),
    lambda c: replace(c, terms=replace(TERMS, reveal_by=date(2021, 12, 26))),
    lambda c: replace(c, terms=replace(TERMS, number=replace(TERMS.number, prize="Giải nhất"))),
)


@pytest.mark.parametrize("change", CHANGES)
def test_everything_that_was_published_is_in_the_seed(
    change: Callable[[Ceremony], Ceremony],
) -> None:
    assert seed_of(change(CEREMONY), *DIGESTS) != seed_of(CEREMONY, *DIGESTS)


@pytest.mark.parametrize("place", range(3))
def test_frame_roster_and_design_are_in_the_seed(place: int) -> None:
    other = [*DIGESTS]
    other[place] = "0" * 64
    assert seed_of(CEREMONY, *other) != seed_of(CEREMONY, *DIGESTS)


def test_each_party_alone_decides_about_the_seed() -> None:
    seeds = set()
    for last in range(50):
        secret = hashlib.sha256(f"{last}".encode()).hexdigest()
        own = Share(party_commitment("nho", 1, "buu-dien", secret), secret)
        seeds.add(seed_of(replace(CEREMONY, shares=(share(0), share(1), own)), *DIGESTS))
    assert len(seeds) == 50


@pytest.mark.parametrize("ceremony", [CEREMONY, LATE])
def test_a_ceremony_goes_through_json_and_comes_back(ceremony: Ceremony) -> None:
    assert read_ceremony(json.loads(json.dumps(ceremony_values(ceremony)))) == ceremony


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_anything_else_is_refused_without_a_crash(values: object) -> None:
    with pytest.raises(CeremonyError):
        read_ceremony(values)


class Drawn:
    """The small campaign drawn by a ceremony in which one party did not reveal."""

    def __init__(self, folder: Path, terms: Terms = TERMS) -> None:
        self.given = given = small_inputs(folder / "small", announcing(terms))
        self.frame, self.roster, self.design = given.frame, given.roster, given.design
        self.digests = (self.frame.digest, self.roster.digest, design_digest(self.design))
        self.made = self.of(LATE)
        self.package = publish(folder / "package", self.made, given.files)

    def of(self, ceremony: Ceremony, seed: bytes | None = None) -> dict[str, object]:
        """The manifest of a draw by this ceremony (or, falsely, by another seed)."""
        own = seed_of(ceremony, *self.digests) if seed is None else seed
        found = (self.frame, self.roster, self.design)
        drawn, files = draw(*found, own), file_sums(self.given.files)
        return manifest(drawn, *found, own, ceremony=ceremony, files=files)

    def differences(self, written: dict[str, object], terms: str | None = None) -> list[str]:
        found = verify(written, self.frame, self.roster, self.design, terms=terms)
        return [difference.path for difference in found]

    def independent(self, data: bytes) -> int:
        path = self.package / "other.json"
        path.write_bytes(data)
        return run(path).returncode


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    return Drawn(tmp_path_factory.mktemp("drawn"))


def test_both_verifiers_confirm_a_draw_in_which_one_did_not_reveal(drawn: Drawn) -> None:
    assert drawn.differences(drawn.made, terms_digest(TERMS)) == []
    assert drawn.independent(manifest_text(drawn.made).encode()) == 0


def test_one_changed_byte_in_the_ceremony_is_caught_by_both(drawn: Drawn) -> None:
    text, chance = manifest_text(drawn.made).encode(), random.Random(11)
    start = text.index(b'"ceremony"')
    end = text.index(b'"commitment": "', text.index(b'"terms_digest"'))
    for place in chance.sample(range(start, end), 12):
        changed = bytearray(text)
        changed[place] ^= chance.choice((1, 2, 8))
        data = bytes(changed)
        assert verify_file(data, drawn.frame, drawn.roster, drawn.design)
        assert drawn.independent(data) != 0


def forged(drawn: Drawn, change: Callable[[Any], None]) -> dict[str, object]:
    """The manifest with a changed ceremony and a digest of its own that fits again."""
    made: dict[str, object] = json.loads(manifest_text(drawn.made))
    change(made["ceremony"])
    return made | {"digest": manifest_digest(made)}


def _set(key: str, value: object) -> Callable[[Any], None]:
    return lambda ceremony: ceremony.__setitem__(key, value)


def _party(place: int, key: str, value: object) -> Callable[[Any], None]:
    return lambda ceremony: ceremony["parties"][place].__setitem__(key, value)


FORGERIES = [
    _set("number", "04218"),
    _set("number", "4217"),
    _set("act", 2),
    _set("campaign", "khac"),
    _set("rule", "par-survey/ceremony/2"),
    _set("not_revealed", []),
    _set("not_committed", []),
    _set("terms_digest", "0" * 64),
    _set("earlier", ["0" * 64]),
    _party(0, "secret", SECRETS[2]),
    _party(0, "secret", None),
    _party(0, "commitment", "0" * 64),
    _party(1, "secret", SECRETS[1]),
    _party(2, "commitment", "0" * 64),
    _party(0, "code", "mat-tran"),
    lambda c: c["parties"].pop(),
    lambda c: c["terms"]["parties"].pop() and c["parties"].pop(),
    lambda c: c["terms"]["number"].__setitem__("prize", "Giải nhất"),
]


@pytest.mark.parametrize("change", FORGERIES)
def test_a_forged_ceremony_is_caught_even_with_a_fitting_digest(
    drawn: Drawn, change: Callable[[Any], None]
) -> None:
    made = forged(drawn, change)
    assert drawn.differences(made)
    assert drawn.independent(manifest_text(made).encode()) != 0


def test_a_seed_that_the_ceremony_does_not_give_is_caught(drawn: Drawn) -> None:
    chosen = drawn.of(LATE, seed=b"a pleasant seed that somebody chose")
    assert "seed" in drawn.differences(chosen)
    assert drawn.independent(manifest_text(chosen).encode()) != 0


def test_other_terms_than_those_published_are_caught(drawn: Drawn) -> None:
    other = replace(TERMS, parties=TERMS.parties[:2])
    made = drawn.of(replace(LATE, terms=other, shares=LATE.shares[:2]))
    assert drawn.differences(made) == []
    assert drawn.differences(made, terms_digest(TERMS)) == ["published terms"]
    assert drawn.independent(manifest_text(made).encode()) == 1


def test_a_ceremony_that_the_folder_never_announced_is_refused_by_both(tmp_path: Path) -> None:
    given = small_inputs(tmp_path / "small", '[seed]\npublic_demo = "nho"')
    found = (given.frame, given.roster, given.design)
    seed = seed_of(CEREMONY, given.frame.digest, given.roster.digest, design_digest(given.design))
    files = file_sums(given.files)
    made = manifest(draw(*found, seed), *found, seed, ceremony=CEREMONY, files=files)
    [difference] = verify(made, *found, published=commitment(b"nho"))
    assert difference.path == "ceremony"
    assert "không công bố" in difference.sentence("vi")
    done = run(publish(tmp_path / "package", made, given.files))
    assert done.returncode == 1
    assert "failed: ceremony: campaign.toml announces none" in done.stdout


ALONE = replace(TERMS, parties=TERMS.parties[:1])
TWINS = replace(TERMS, parties=(TERMS.parties[0], Party("snv", "SỞ NỘI  VỤ")))
UNFAIR = {
    "the number before the secrets": (
        replace(TERMS, number=replace(TERMS.number, date=date(2021, 12, 21))),
        (share(0), share(1), share(2)),
        "days",
    ),
    "secrets before the freezing": (
        replace(TERMS, reveal_by=date(2021, 12, 21)),
        (share(0), share(1), share(2)),
        "days",
    ),
    "one party": (ALONE, (share(0),), "parties"),
    "one institution twice": (TWINS, (share(0), Share()), "parties"),
    "one commitment": (TERMS, (share(0), Share(), Share()), "commitments"),
}


@pytest.mark.parametrize(("terms", "shares", "code"), UNFAIR.values(), ids=UNFAIR)
def test_what_no_rule_allows_is_refused_by_both_even_where_it_was_announced(
    terms: Terms, shares: tuple[Share, ...], code: str, drawn: Drawn, tmp_path: Path
) -> None:
    ceremony = Ceremony("nho", 1, terms, shares, "04217")
    with pytest.raises(CeremonyError) as refused:
        read_ceremony(ceremony_values(ceremony))
    assert refused.value.problem.code == f"ceremony_{code}"
    toml = f"{announcing(terms)}\n".encode()
    files = {**drawn.given.files, "campaign": ("campaign.toml", toml)}
    seed = seed_of(ceremony, *drawn.digests)
    found = (drawn.frame, drawn.roster, drawn.design)
    made = manifest(draw(*found, seed), *found, seed, ceremony=ceremony, files=file_sums(files))
    assert drawn.differences(made, terms_digest(terms)) == ["ceremony"]
    done = run(publish(tmp_path / "package", made, files))
    assert done.returncode == 1
    assert done.stdout.count("failed: ") == done.stdout.count("failed: ceremony: ") >= 1
