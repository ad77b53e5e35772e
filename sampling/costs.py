"""What a survey costs, by the rates that its campaign names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

__all__ = ["Costs"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Costs:
    """Rates in đồng, each >= 0.

    fixed: once; per_answer, per_name (a person visited, whatever comes of it), per_commune
    (a commune drawn), per_office (a post office that takes part); more_per_answer: on top, by
    code of the district or stratum (a ferry, say).
    """

    fixed: Decimal = Decimal(0)
    per_answer: Decimal = Decimal(0)
    per_name: Decimal = Decimal(0)
    per_commune: Decimal = Decimal(0)
    per_office: Decimal = Decimal(0)
    more_per_answer: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))

    def of_answer(self, area: str | None) -> Decimal:
        """One answer in an area (None: at the departments), the visits for it apart."""
        return self.per_answer + self.more_per_answer.get(area or "", Decimal(0))

    def of_area(self, area: str | None, answers: int, names: int, communes: int) -> Decimal:
        """All answers, visits and communes of an area."""
        return answers * self.of_answer(area) + names * self.per_name + communes * self.per_commune

    def once(self, offices: int) -> Decimal:
        """What does not depend on the sample: the fixed part and the post offices."""
        return self.fixed + offices * self.per_office
