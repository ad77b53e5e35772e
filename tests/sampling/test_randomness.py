"""The published random stream: the page's vectors and its program agree with ours (invariant 7)."""

import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sampling.problems import DesignError
from sampling.randomness import Stream, commitment, commitment_holds

PAGE = (Path(__file__).parents[2] / "docs/random-stream.md").read_text(encoding="utf-8")
SEED = bytes(range(32))
VECTORS = re.findall(r"^\| `([^`]*)` \| (\w+)\(?([0-9^, ]*)\)? \| `([^`]*)` \|$", PAGE, re.M)


def whole(text: str) -> int:
    base, _, power = text.partition("^")
    return int(pow(int(base), int(power or 1)))


def result(stream: Stream, call: str, arguments: list[int]) -> str:
    if call == "words":
        return " ".join(f"{stream.word():016x}" for _ in range(arguments[0]))
    if call == "below":
        return " ".join(str(stream.below(arguments[0])) for _ in range(arguments[1]))
    if call == "shuffle":
        return " ".join(map(str, stream.shuffle(range(arguments[0]))))
    if call == "sample":
        return " ".join(map(str, stream.sample(range(arguments[0]), arguments[1])))
    raise ValueError(call)


def test_the_page_has_vectors_for_every_kind_of_choice() -> None:
    assert {call for _, call, _, _ in VECTORS} == {"words", "below", "shuffle", "sample"}


@pytest.mark.parametrize(("label", "call", "arguments", "expected"), VECTORS)
def test_a_vector_of_the_page_is_computed_again(
    label: str, call: str, arguments: str, expected: str
) -> None:
    numbers = [whole(text) for text in arguments.split(", ")]
    assert result(Stream(SEED, label), call, numbers) == expected


def program_of_the_page() -> dict[str, Callable[..., object]]:
    [program] = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    names: dict[str, Callable[..., object]] = {}
    exec(program, names)
    return names


def test_the_program_on_the_page_gives_the_same_numbers() -> None:
    theirs = program_of_the_page()
    for n in (1, 2, 6, 1000, 2**63 + 1, 2**64, 2**64 + 1, 10**50):
        ours, stream = Stream(b"any", "làn"), theirs["words"](b"any", "làn")
        assert [ours.below(n) for _ in range(20)] == [theirs["below"](stream, n) for _ in range(20)]
    stream = theirs["words"](b"any", "x")
    assert Stream(b"any", "x").sample(range(50), 20) == theirs["sample"](stream, range(50), 20)


def test_the_commitments_on_the_page_are_computed_again() -> None:
    found = re.findall(r"salt(?: `(\w*)`)?: `([0-9a-f]{64})`", PAGE)
    assert len(found) == 2
    for salt, digest in found:
        assert commitment(SEED, salt.encode()) == digest


def test_a_commitment_holds_for_its_seed_and_salt_alone() -> None:
    published = commitment(b"seed", b"salt")
    assert commitment_holds(published, b"seed", b"salt")
    assert not commitment_holds(published, b"seeds", b"alt")
    assert not commitment_holds(published, b"seed")


def test_an_empty_seed_is_refused() -> None:
    with pytest.raises(DesignError):
        Stream(b"", "x")


@settings(deadline=None)  # the machine may be busy
@given(st.binary(min_size=1, max_size=40), st.text(max_size=10), st.integers(1, 2**130))
def test_below_stays_below(seed: bytes, label: str, n: int) -> None:
    assert 0 <= Stream(seed, label).below(n) < n


@settings(deadline=None)  # the machine may be busy
@given(st.binary(min_size=1, max_size=40), st.lists(st.integers()), st.data())
def test_a_sample_is_the_beginning_of_the_shuffle(
    seed: bytes, items: list[int], data: st.DataObject
) -> None:
    k = data.draw(st.integers(0, len(items)))
    shuffled = Stream(seed, "x").shuffle(items)
    assert sorted(shuffled) == sorted(items)
    assert Stream(seed, "x").sample(items, k) == shuffled[:k]


def test_every_order_of_three_is_about_equally_frequent() -> None:
    stream = Stream(SEED, "orders")
    orders = Counter(tuple(stream.shuffle("abc")) for _ in range(6000))
    assert len(orders) == 6
    # chi-square with 5 degrees of freedom, beyond 20.5 once in a thousand seeds
    assert sum((count - 1000) ** 2 / 1000 for count in orders.values()) < 20.5


def test_units_are_fractions_between_zero_and_one() -> None:
    stream = Stream(SEED, "units")
    units = [stream.unit() for _ in range(2000)]
    assert all(0 <= u < 1 for u in units)
    assert abs(sum(units, Fraction(0)) / 2000 - Fraction(1, 2)) < Fraction(3, 100)


@pytest.mark.parametrize("n", [0, -1])
def test_a_choice_among_nothing_is_refused(n: int) -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Stream(SEED, "x").below(n)


def test_more_than_there_are_cannot_be_sampled() -> None:
    with pytest.raises(ValueError, match="sample of 4 from 3"):
        Stream(SEED, "x").sample("abc", 4)


def test_a_thousand_of_a_million_take_less_than_a_second() -> None:
    # the time of a sample depends on its own size; a shuffle of all would take seconds
    assert len(set(Stream(SEED, "x").sample(range(1_000_000), 1000))) == 1000
