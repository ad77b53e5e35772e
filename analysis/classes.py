"""Weighting classes, and how those with too few answers are merged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import BoolArray, IntArray

__all__ = ["Merge", "weighting_classes"]


@dataclass(frozen=True)
class Merge:
    """Weighting classes of one step that were merged because they had too few answers."""

    step: str
    classes: tuple[str, ...]
    into: str


def weighting_classes(
    frame: pd.DataFrame,
    columns: tuple[str, ...],
    counted: BoolArray,
    fewest: int,
    step: str,
    merges: list[Merge],
) -> IntArray:
    """(N,) codes of the classes after merging; merges are appended to the list.

    columns: coarse to fine; counted: (N,) the rows that fill a class. A class with fewer than
    `fewest` of them joins the other such classes of its parent, then the sibling with the
    fewest, then the parent's level.
    """
    finest, found = pd.factorize(pd.MultiIndex.from_frame(frame[list(columns)].astype(str)))
    labels: list[tuple[str, ...]] = list(found)
    numbers = np.bincount(finest, counted, len(labels)).astype(np.int64).tolist()
    for depth in range(len(columns), 0, -1):
        answers: dict[tuple[str, ...], int] = dict.fromkeys(labels, 0)
        for label, number in zip(labels, numbers, strict=True):
            answers[label] += number
        move = _merged(answers, depth, fewest)
        for target in sorted(set(move.values())):
            gone = tuple("/".join(k) for k in sorted(move) if move[k] == target)
            merges.append(Merge(step, gone, "/".join(target)))
        labels = [move.get(label, label) for label in labels]
    codes = pd.factorize(pd.Index(["/".join(k) for k in labels]))[0]
    return np.asarray(codes[finest], dtype=np.int64)


def _merged(
    answers: Mapping[tuple[str, ...], int], depth: int, fewest: int
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Which classes of this depth join the class named by their parent."""
    move: dict[tuple[str, ...], tuple[str, ...]] = {}
    parents = sorted({label[: depth - 1] for label in answers if len(label) == depth})
    for parent in parents:
        own = {k: v for k, v in answers.items() if len(k) == depth and k[: depth - 1] == parent}
        inside = sorted(own, key=lambda k: (own[k], k))
        pool = [k for k in inside if own[k] < fewest]
        rest = inside[len(pool) :]
        while pool and rest and sum(own[k] for k in pool) + answers.get(parent, 0) < fewest:
            pool.append(rest.pop(0))
        move.update(dict.fromkeys(pool, parent))
    return move
