"""What goes into a plan and what comes out: areas, design, margins wanted; answers, cost."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from statistics import median

from sampling.precision import AreaLists, Precision

__all__ = ["ALLOCATIONS", "AreaPlan", "Plan", "PlanDesign", "PlanFrame", "Targets"]

ALLOCATIONS = ("power", "proportional", "equal", "neyman", "cost")


@dataclass(frozen=True, slots=True)
class PlanFrame:
    """Whom there is to ask: areas, the sizes of the departments' lists, post offices."""

    areas: tuple[AreaLists, ...]
    departments: tuple[int, ...]
    offices: int = 0


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanDesign:
    """How answers are shared out; numbers as in `sampling.design.CitizenDesign`.

    allocation: one of ALLOCATIONS; minimum (never above a list) and maximum (None: no such
    bound) for each area; take_all: codes of areas where everybody on the lists is asked.
    """

    communes: int
    allocation: str = "power"
    power: str = "0.5"
    minimum: int = 0
    maximum: int | None = None
    take_all: frozenset[str] = frozenset()
    departments_total: int = 0
    departments_power: str = "1"
    department_minimum: int = 0


@dataclass(frozen=True, slots=True)
class Targets:
    """Half widths wanted: over the city, and in each area; None where nothing is wanted."""

    city: float | None = None
    areas: float | None = None
    by_area: Mapping[str, float] = field(default_factory=dict)

    def of(self, area: str) -> float | None:
        """The half width wanted in an area."""
        return self.by_area.get(area, self.areas)


@dataclass(frozen=True, slots=True)
class AreaPlan:
    """An area in the plan. code is None for the departments' desks together.

    answers: the target; expected: what the lists will give of it; names: released for it.
    """

    code: str | None
    name: str
    size: int
    communes: int
    communes_drawn: int
    answers: int
    expected: float
    names: int
    precision: Precision
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan. departments: None where none are asked; df, half_width: over the city.

    above: of a cost-optimal plan within a budget, by what part its sum of N^2 S^2 / n exceeds the
    least that any whole numbers within the budget have, at most.
    """

    areas: tuple[AreaPlan, ...]
    departments: AreaPlan | None
    df: int | None
    half_width: float | None
    cost: Decimal
    above: float | None = None

    @property
    def places(self) -> tuple[AreaPlan, ...]:
        """The areas, and the departments last."""
        return self.areas if self.departments is None else (*self.areas, self.departments)

    @property
    def answers(self) -> int:
        """Answers aimed at, over all places."""
        return sum(place.answers for place in self.places)

    @property
    def in_areas(self) -> int:
        """Answers aimed at in the areas."""
        return sum(area.answers for area in self.areas)

    @property
    def names(self) -> int:
        """Names released."""
        return sum(place.names for place in self.places)

    @property
    def middle(self) -> float | None:
        """The half width of the area in the middle, of those that have one.

        Areas without communes, which no design can cluster, count where there are no others.
        """
        divided = [area for area in self.areas if area.communes] or self.areas
        found = [a.precision.half_width for a in divided if a.precision.half_width is not None]
        return median(found) if found else None
