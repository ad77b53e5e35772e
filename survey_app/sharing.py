"""Sharing the names of an office out to its collectors: balanced, a commune kept together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Piece", "level", "share"]


@dataclass(frozen=True)
class Piece:
    """So many names of a commune for one collector. block: place in the list that was given."""

    block: int
    collector: str
    names: int


def share(blocks: Sequence[int], loads: Mapping[str, int]) -> tuple[Piece, ...]:
    """Names of communes to collectors, in this order of aims.

    First: nobody carries more than a tenth (at least one name) above `level`, the least that
    the busiest must carry. Second: no commune is cut where whole communes meet that. Third:
    where some must be cut, at most one fewer than there are collectors, communes follow each
    other in the order given (neighbours in the official order), and nobody carries more than
    `level`. blocks: names by commune, >= 0; loads: names each collector has already, in an
    order that decides between equals; at least one.
    Whole communes by longest first (Graham, 1969, SIAM J. Applied Mathematics 17, 416-429);
    cut ones by the wrap-around rule (McNaughton, 1959, Management Science 6, 1-12).
    """
    if not loads:
        raise ValueError("share: nobody to share with")
    most = level(blocks, loads)
    whole = _whole(blocks, loads)
    carried = dict(loads)
    for piece in whole:
        carried[piece.collector] += piece.names
    if max(carried.values()) <= max(most + max(1, most // 10), *loads.values()):
        return whole
    return _cut(blocks, loads, most)


def level(blocks: Sequence[int], loads: Mapping[str, int]) -> int:
    """The least that the busiest collector can carry once everything is shared out."""
    total, own = sum(blocks), sorted(loads.values())
    for count in range(1, len(own) + 1):  # the water rises over the emptiest ones
        height = -(-(total + sum(own[:count])) // count)
        if count == len(own) or height <= own[count]:
            return max(height, own[-1])
    raise ValueError("level: nobody to share with")


def _whole(blocks: Sequence[int], loads: Mapping[str, int]) -> tuple[Piece, ...]:
    carried, pieces = dict(loads), []
    for block in sorted(range(len(blocks)), key=lambda b: -blocks[b]):
        if blocks[block]:
            collector = min(carried, key=lambda c: carried[c])
            carried[collector] += blocks[block]
            pieces.append(Piece(block, collector, blocks[block]))
    return tuple(sorted(pieces, key=lambda piece: piece.block))


def _cut(blocks: Sequence[int], loads: Mapping[str, int], most: int) -> tuple[Piece, ...]:
    room = [(collector, most - own) for collector, own in loads.items() if own < most]
    pieces, at, left = [], 0, room[0][1] if room else 0
    for block, names in enumerate(blocks):
        while names:
            if not left:
                at += 1
                left = room[at][1]
            taken = min(names, left)
            pieces.append(Piece(block, room[at][0], taken))
            names, left = names - taken, left - taken
    return tuple(pieces)
