"""Names of an office to its collectors: balanced first, communes kept together next."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from survey_app.sharing import Piece, level, share

blocks = st.lists(st.integers(0, 60), max_size=8)
loads = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e"]), st.integers(0, 50), min_size=1)


def carried(pieces: tuple[Piece, ...], before: dict[str, int]) -> dict[str, int]:
    found = Counter(before)
    for piece in pieces:
        found[piece.collector] += piece.names
    return dict(found)


@given(blocks, loads)
def test_every_name_finds_a_collector_and_nobody_carries_much_more_than_must_be(
    sizes: list[int], before: dict[str, int]
) -> None:
    pieces = share(sizes, before)
    shared = Counter[int]()
    for piece in pieces:
        assert piece.names > 0
        shared[piece.block] += piece.names
    assert all(shared[block] == size for block, size in enumerate(sizes))
    most = level(sizes, before)
    bound = max(most + max(1, most // 10), *before.values())
    assert max(carried(pieces, before).values()) <= bound
    cuts = len(pieces) - sum(size > 0 for size in sizes)
    assert cuts <= len(before) - 1


@given(
    st.lists(st.integers(0, 12), max_size=3), st.lists(st.integers(0, 9), min_size=2, max_size=2)
)
def test_the_level_is_the_least_possible_by_trying_everything(
    sizes: list[int], own: list[int]
) -> None:
    best = min(
        max(own[0] + sum(parts), own[1] + sum(sizes) - sum(parts))
        for parts in product(*(range(size + 1) for size in sizes))
    )
    assert level(sizes, {"a": own[0], "b": own[1]}) == best


def test_communes_that_fit_whole_are_not_cut() -> None:
    pieces = share([20, 19, 21, 20], {"a": 0, "b": 0})
    assert len(pieces) == 4
    assert set(carried(pieces, {}).values()) == {40}


def test_one_large_commune_is_cut_rather_than_carried_by_one() -> None:
    pieces = share([60, 10], {"a": 0, "b": 0})
    assert sorted(carried(pieces, {}).values()) == [35, 35]
    assert [piece.block for piece in pieces] == [0, 0, 1]
