"""What is changed after the draw, by rule and with a reason: targets moved, communes replaced.

A draw stays what it was; a change is applied to it, so that anyone with the list of changes
gets the same cells and names.

The communes that were not drawn stand in a random order, each order equally likely, whatever
the design of the first stage. So a commune with probability p, in a stratum of A of which a were
drawn, is among those drawn or in the first r of that order with probability
p + (1 - p) r / (A - a): with equal probabilities (a + r) / A. That is its probability in the
weights when r were opened. Where p itself is approximate (Pareto), so is this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from sampling.allocation import release
from sampling.design import Design
from sampling.draw import Cell, Draw, DrawnName, commune_chances, draw_communes
from sampling.frame import Desk, Frame
from sampling.problems import DesignError, Problem
from sampling.randomness import Stream

__all__ = [
    "AreaEffect",
    "Change",
    "area_effect",
    "changed",
    "names_for",
    "next_commune",
    "reserve_order",
]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that two people agreed on.

    kind: "target" moves a cell's target from before to after; "area" stops the cell of a
    commune that cannot be worked: after is what was accepted there, before - after goes to the
    desk `unit`, the next of its stratum.
    """

    kind: Literal["target", "area"]
    cell: str
    before: int
    after: int
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class AreaEffect:
    """What stopping one commune does to a commune's base weight, M/m aside.

    before: 1 over its probability with the communes drawn; after: with one more, the stopped one
    counted as drawn: A/a and A/(a + 1) where all had equal probabilities, and by the commune
    that is stopped where they were drawn by size.
    carried: factor by which the stopped commune's part of the stratum passes to those worked,
    if all of them form one class of non-response.
    """

    units_in_stratum: int
    units_before: int
    before: Fraction
    after: Fraction
    carried: Fraction


def reserve_order(frame: Frame, design: Design, seed: bytes, district: str) -> tuple[Desk, ...]:
    """All communes of a district: the drawn ones first, then the others in their random order.

    With equal probabilities the whole is one shuffle of which the draw took the first places, so
    that any number of first places is a simple random sample (methods.md 7). By size, the others
    are shuffled by the stream "reserves/DISTRICT".
    """
    desks = frame.communes(district)
    if design.citizens.selection == "simple_random":
        return tuple(Stream(seed, f"communes/{district}").sample(desks, len(desks)))
    drawn = draw_communes(frame, design.citizens, seed, district).units
    others = [desk for desk in desks if desk not in drawn]
    return (*drawn, *Stream(seed, f"reserves/{district}").shuffle(others))


def next_commune(
    frame: Frame, design: Design, seed: bytes, district: str, opened: Iterable[str]
) -> Desk:
    """The first commune in `reserve_order` whose desk is not opened yet.

    Raises DesignError naming the stratum when all its communes are opened.
    """
    order, known = reserve_order(frame, design, seed, district), set(opened)
    for desk in order:
        if desk.code not in known:
            return desk
    values = {"stratum": f"{district}/commune", "size": str(len(order))}
    raise DesignError([Problem("no_commune_left", values=values)])


def names_for(frame: Frame, seed: bytes, cell: str, desk: str, opened: int) -> list[DrawnName]:
    """All names of a desk's list in the order the draw would have given them."""
    people = sorted(entry.person for entry in frame.lists[desk])
    shuffled = Stream(seed, f"names/{desk}").shuffle(people)
    return [
        DrawnName(cell, desk, person, order, order <= opened)
        for order, person in enumerate(shuffled, 1)
    ]


def area_effect(
    units: int,
    drawn: int,
    stopped: Sequence[int],
    worked: Sequence[int],
    chance: Fraction | None = None,
) -> AreaEffect:
    """The weights of a stratum before and after one more commune is opened for a stopped one.

    units: communes of the stratum; drawn: of them, before; stopped, worked: list sizes of the
    communes that cannot be worked and of the others, the new one included; chance: of the
    commune that is stopped, where communes were drawn by size.
    """
    carried = Fraction(sum(stopped) + sum(worked), sum(worked))
    before = Fraction(drawn, units) if chance is None else chance
    return AreaEffect(units, drawn, 1 / before, 1 / _with_one_more(before, drawn, units), carried)


def changed(
    drawn: Draw, frame: Frame, design: Design, seed: bytes, changes: Iterable[Change]
) -> Draw:
    """The draw with the changes applied in order.

    A target moved changes no probability: who was opened is counted when weights are made.
    A replaced commune stays in the draw as non-response: units drawn of its stratum become
    a + 1 everywhere, the probabilities of communes drawn by size rise with it, and the next
    commune gets the rest of its target.
    Raises DesignError naming each change that is not by the rule.
    """
    cells = {cell.id: cell for cell in drawn.cells}
    names = list(drawn.names)
    stopped: set[str] = set()
    problems: list[Problem] = []
    for change in changes:
        cell = cells.get(change.cell)
        if cell is None or cell.desk is None or cell.id in stopped or change.before != cell.target:
            problems.append(_unruly(change, cell.target if cell else None))
            continue
        cells[cell.id] = replace(cell, target=change.after)
        if change.kind == "area":
            stopped.add(cell.id)
            try:
                added = _replacement(cell, change, cells.values(), frame, design, seed)
            except DesignError as error:
                problems += error.problems
                continue
            cells = _one_more(cells, added)
            names += names_for(frame, seed, added.id, change.unit or "", added.released)
    if problems:
        raise DesignError(problems)
    return Draw(tuple(cells.values()), tuple(names), drawn.warnings)


def _replacement(
    cell: Cell, change: Change, cells: Iterable[Cell], frame: Frame, design: Design, seed: bytes
) -> Cell:
    opened = [each.desk for each in cells if each.stratum == cell.stratum and each.desk]
    desk = next_commune(frame, design, seed, cell.district or "", opened)
    if desk.code != change.unit or cell.agency_type != "commune":
        raise DesignError([_unruly(change, cell.target, desk.code)])
    return _opened(cell, desk, frame, design, change.before - change.after)


def _one_more(cells: dict[str, Cell], added: Cell) -> dict[str, Cell]:
    """The cells with one more of the stratum, in which now one more commune counts as drawn."""
    return {
        key: _counted(cell) if cell.stratum == added.stratum else cell
        for key, cell in (cells | {added.id: added}).items()
    }


def _counted(cell: Cell) -> Cell:
    a, units = cell.units_drawn, cell.units_in_stratum
    chance = None if cell.by_size is None else _with_one_more(cell.by_size, a, units)
    return replace(cell, units_drawn=a + 1, by_size=chance)


def _with_one_more(chance: Fraction, drawn: int, units: int) -> Fraction:
    """The probability once one more of the stratum's units - drawn others is opened."""
    return chance + (1 - chance) / (units - drawn)


def _opened(cell: Cell, desk: Desk, frame: Frame, design: Design, wanted: int) -> Cell:
    """The cell of a commune opened in another's place, with as many counted as drawn as before."""
    size = frame.desk_size(desk.code)
    target = max(1, min(wanted, size))
    citizens, chance = design.citizens, cell.by_size
    if chance is not None:
        chance = commune_chances(frame, citizens, cell.district or "")[desk.code]
        for drawn in range(citizens.communes_per_district, cell.units_drawn):
            chance = _with_one_more(chance, drawn, cell.units_in_stratum)
    return replace(
        cell,
        id=f"citizens/{cell.district}/{desk.code}",
        desk=desk.code,
        target=target,
        exact=Fraction(target),
        list_size=size,
        released=release(target, citizens.eligibility, citizens.response, size).names,
        by_size=chance,
    )


def _unruly(change: Change, target: int | None, unit: str | None = None) -> Problem:
    values = {
        "cell": change.cell,
        "before": str(change.before),
        "found": "—" if target is None else str(target),
        "unit": change.unit or "—",
        "expected": unit or "—",
    }
    code = "change_unit" if unit is not None else "change_target"
    return Problem(code, values=values)
