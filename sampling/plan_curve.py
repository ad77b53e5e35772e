"""What more money buys: margins along a growing total, and whether forms or communes help."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from sampling.costs import Costs
from sampling.plan_values import Plan, PlanDesign, PlanFrame
from sampling.planner import plan
from sampling.precision import Expected
from sampling.problems import DesignError

__all__ = ["Advice", "Curve", "Point", "advice", "curve"]

STEPS = 14
WORTH = 0.002  # two tenths of a percentage point: less is not worth saying


@dataclass(frozen=True, slots=True)
class Point:
    """A plan on the curve: half widths over the city and of the area in the middle."""

    answers: int
    cost: Decimal
    city: float
    middle: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Plans of growing totals with so many communes in each area."""

    communes: int
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """The middle area's half width now, with twice the answers, with one more commune.

    more_communes: whether a commune helps more than twice the answers do; None in a figure where
    that plan is impossible.
    """

    now: float
    twice_answers: float | None
    one_more: float | None
    communes: int

    @property
    def more_communes(self) -> bool:
        """Whether one more commune in each area does more than twice as many forms."""
        forms = self.now if self.twice_answers is None else self.twice_answers
        return self.one_more is not None and self.one_more < forms - WORTH


def curve(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs, most: int
) -> Curve:
    """Margins against cost, totals growing from the least that is possible to `most` and above.

    Totals for which there is no plan or no margin are left out.
    """
    totals = sorted({max(1, round(most * step / STEPS)) for step in range(1, 2 * STEPS + 1)})
    return Curve(design.communes, tuple(_points(frame, design, expected, costs, totals)))


def advice(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs, made: Plan
) -> Advice | None:
    """What helps more in the middle area; None where no area has a margin that could grow."""
    now = made.middle
    if now is None or not any(0 < a.communes_drawn < a.communes for a in made.areas):
        return None
    total = made.in_areas
    more = replace(design, communes=design.communes + 1)
    forms = _tried(frame, design, expected, costs, 2 * total)
    communes = _tried(frame, more, expected, costs, total)
    return Advice(
        now,
        None if forms is None else forms.middle,
        None if communes is None else communes.middle,
        design.communes,
    )


def _points(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs, totals: list[int]
) -> Iterator[Point]:
    for total in totals:
        made = _tried(frame, design, expected, costs, total)
        if made is not None and made.half_width is not None and made.middle is not None:
            yield Point(made.in_areas, made.cost, made.half_width, made.middle)


def _tried(
    frame: PlanFrame, design: PlanDesign, expected: Expected, costs: Costs, total: int
) -> Plan | None:
    try:
        return plan(frame, design, expected, costs, total)
    except DesignError:
        return None
