"""Controlled rounding: whole numbers that keep every margin and favour no cell."""

import math
from collections.abc import Sequence
from fractions import Fraction

from sampling.randomness import Stream

__all__ = ["round_shares", "round_table"]

Shares = Sequence[Fraction | int]


def round_table(table: Sequence[Shares], stream: Stream) -> tuple[tuple[int, ...], ...]:
    """A two-way table in whole numbers; shape (R, C), entries >= 0.

    Every cell, row sum, column sum and the grand total becomes the whole number below or above
    its exact value, a whole one stays as it is; the mean of each over many draws is its exact
    value. Raises ValueError for a negative entry or rows of different lengths.
    Source: Cox (1987), J. American Statistical Association 82, 520-524: alternating cycles of
    fractional cells in the table bordered by what its margins lack to the next whole number.
    """
    exact = [[Fraction(cell) for cell in row] for row in table]
    width = len(exact[0]) if exact else 0
    if any(len(row) != width for row in exact) or any(cell < 0 for row in exact for cell in row):
        raise ValueError("table: expected rows of one length and entries >= 0")
    bordered = _with_border(exact, width)
    base = [[math.floor(cell) for cell in row] for row in bordered]
    unit = math.lcm(*(cell.denominator for row in bordered for cell in row))
    rest = [[int((cell - math.floor(cell)) * unit) for cell in row] for row in bordered]
    fractional = _Fractional(rest, unit)
    while cycle := fractional.cycle():
        fractional.settle(cycle, stream)
    return tuple(
        tuple(base[i][j] + rest[i][j] // unit for j in range(width)) for i in range(len(exact))
    )


def round_shares(shares: Shares, stream: Stream, total: int | None = None) -> tuple[int, ...]:
    """Shares in whole numbers, each the one below or above; their sum too, or the total given.

    total: the whole number below or above the exact sum, when it was rounded before (as a cell
    of a table, without bias); the shares then agree with it. The mean of each over many draws
    is its exact value. Raises ValueError for another total or a negative share.
    Source: one random start for the running sums, the systematic selection of Madow (1949),
    Annals of Mathematical Statistics 20, 333-354, applied to what the shares have beyond whole
    numbers; a start drawn among those that give the total keeps it unbiased.
    """
    exact = [Fraction(share) for share in shares]
    if any(share < 0 for share in exact):
        raise ValueError("shares: expected entries >= 0")
    unit = math.lcm(*(share.denominator for share in exact))
    whole = sum(int(share * unit) for share in exact)
    below, rest = divmod(whole, unit)
    if total is None:
        start = stream.below(unit)
    elif total == below:
        start = stream.below(unit - rest)
    elif total == below + 1 and rest:
        start = unit - rest + stream.below(rest)
    else:
        raise ValueError(f"total {total}: expected {below} or the next whole number")
    rounded, position = [], start
    for share in exact:
        after = position + int(share * unit)
        rounded.append(after // unit - position // unit)
        position = after
    return tuple(rounded)


def _with_border(exact: list[list[Fraction]], width: int) -> list[list[Fraction]]:
    rows = [[*row, _lacking(sum(row, Fraction(0)))] for row in exact]
    columns = [sum((row[j] for row in exact), Fraction(0)) for j in range(width)]
    grand = sum(columns, Fraction(0))
    return [*rows, [*map(_lacking, columns), grand - math.floor(grand)]]


def _lacking(value: Fraction) -> Fraction:
    return math.ceil(value) - value


class _Fractional:
    """The cells between two whole numbers; `rest` counts them in parts of 1/unit.

    Every row and column of the bordered table is whole, so none holds a single such cell.
    """

    def __init__(self, rest: list[list[int]], unit: int) -> None:
        self.rest, self.unit = rest, unit
        self.rows: list[list[int]] = [[j for j, x in enumerate(row) if x] for row in rest]
        self.columns: list[list[int]] = [
            [i for i, row in enumerate(rest) if row[j]] for j in range(len(rest[0]))
        ]

    def cycle(self) -> list[tuple[int, int]]:
        """Cells, an even number, each sharing by turns its column and its row with the next.

        Empty when no fractional cell is left.
        """
        row = next((i for i, cells in enumerate(self.rows) if cells), None)
        if row is None:
            return []
        path: list[tuple[int, int]] = []
        seen = {(True, row): 0}
        column = -1
        while True:
            column = next(j for j in self.rows[row] if j != column)
            path.append((row, column))
            if (False, column) in seen:
                return path[seen[False, column] :]
            seen[False, column] = len(path)
            row = next(i for i in self.columns[column] if i != row)
            path.append((row, column))
            if (True, row) in seen:
                return path[seen[True, row] :]
            seen[True, row] = len(path)

    def settle(self, cycle: list[tuple[int, int]], stream: Stream) -> None:
        """Move the cycle up and down by turns as far as it goes, in the direction drawn."""
        plus, minus = cycle[::2], cycle[1::2]
        up = min(
            *(self.unit - self.rest[i][j] for i, j in plus), *(self.rest[i][j] for i, j in minus)
        )
        down = min(
            *(self.rest[i][j] for i, j in plus), *(self.unit - self.rest[i][j] for i, j in minus)
        )
        step = up if stream.below(up + down) < down else -down
        for cells, move in ((plus, step), (minus, -step)):
            for i, j in cells:
                self.rest[i][j] += move
                if self.rest[i][j] in (0, self.unit):
                    self.rows[i].remove(j)
                    self.columns[j].remove(i)
