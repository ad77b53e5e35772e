"""The optional tables [costs] and [planning] of campaign.toml: rates, and what is expected."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType

from sampling.costs import Costs
from survey_app.campaign.tables import Table

__all__ = ["PlanningSettings", "read_costs", "read_planning", "strange_areas"]

MOST = 1_000_000_000_000  # đồng
RATES = ("fixed", "per_answer", "per_name", "per_commune", "per_office")


@dataclass(frozen=True)
class PlanningSettings:
    """What is expected before the first answer, assumed or from the last campaign.

    share: who will be satisfied, shares: by district; rho: likeness of answers within a commune;
    level: of the intervals; source: where the figures come from, in words.
    """

    share: Decimal = Decimal("0.85")
    shares: Mapping[str, Decimal] = field(default_factory=lambda: MappingProxyType({}))
    rho: Decimal = Decimal("0.05")
    level: Decimal = Decimal("0.95")
    source: str | None = None


def read_costs(top: Table) -> Costs | None:
    """The rates, in đồng; None where the campaign names none."""
    if not top.has("costs"):
        return None
    table = top.table("costs")
    rates = {key: table.number(key, 0, MOST) for key in RATES if table.has(key)}
    more = table.table("more_per_answer").numbers(0, MOST) if table.has("more_per_answer") else {}
    table.close()
    return Costs(**rates, more_per_answer=more)


def read_planning(top: Table) -> PlanningSettings:
    """What is expected; figures that are not named are the usual assumptions."""
    if not top.has("planning"):
        return PlanningSettings()
    table = top.table("planning")
    shares = table.table("shares").numbers(0, 1) if table.has("shares") else {}
    numbers = {
        key: _inside(table, key) if key in ("rho", "level") else table.number(key, 0, 1)
        for key in ("share", "rho", "level")
        if table.has(key)
    }
    source = table.optional_text("source")
    table.close()
    return PlanningSettings(**numbers, shares=shares, source=source)


def _inside(table: Table, key: str) -> Decimal:
    """A number below 1, and of the level above 0 too."""
    found = table.number(key, 0, 1)
    if found == 1 or (key == "level" and found == 0):
        table.note("out-of-range", key, key=key, value=found, low="0", high="0,99")
        return Decimal("0.5")
    return found


def strange_areas(
    costs: Costs | None,
    planning: PlanningSettings,
    areas: Collection[str],
    communes: Collection[str],
) -> Iterator[tuple[str, str]]:
    """Table and code of the places that [costs] or [planning] name and the frame has not.

    Shares are by area (district or stratum), what an answer costs more by area or commune.
    """
    named = {
        "costs.more_per_answer": (() if costs is None else costs.more_per_answer, communes),
        "planning.shares": (planning.shares, ()),
    }
    for table, (codes, more) in named.items():
        yield from ((table, code) for code in codes if code not in areas and code not in more)
