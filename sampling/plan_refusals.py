"""Why a plan cannot be had, said with strata and figures, and what would make it possible."""

import math

from sampling.plan_values import ALLOCATIONS, Plan, PlanDesign, PlanFrame, Targets
from sampling.precision import AreaLists, Expected, answers_needed, area_precision
from sampling.problems import DesignError, Problem

__all__ = ["city_out_of_reach", "out_of_reach", "refuse", "refuse_targets"]


def refuse(frame: PlanFrame, design: PlanDesign, total: int) -> None:
    """Raise DesignError for a design that no total could save."""
    problems = [
        Problem("stratum_empty", values={"stratum": area.name, "value": str(area.size)})
        for area in frame.areas
        if area.size < 1 or min(area.communes, default=1) < 1
    ]
    if total < 1:
        problems.append(_number("total", total, "≥ 1"))
    if design.allocation not in ALLOCATIONS:
        values = {"value": design.allocation, "expected": ", ".join(ALLOCATIONS)}
        problems.append(Problem("unknown_method", values=values))
    if design.communes < 1:
        problems.append(_number("communes", design.communes, "≥ 2"))
    lone = [area for area in frame.areas if len(area.communes) > 1 == design.communes]
    if lone:
        strata = ", ".join(f"{area.name}: 1/{len(area.communes)}" for area in lone)
        problems.append(Problem("one_unit_in_stratum", values={"strata": strata}))
    if design.maximum is not None and design.maximum < max(1, design.minimum):
        values = {"stratum": "*", "minimum": str(design.minimum), "maximum": str(design.maximum)}
        problems.append(Problem("minimum_above_maximum", values=values))
    if problems:
        raise DesignError(problems)


def refuse_targets(targets: Targets) -> None:
    """Raise DesignError for a half width that is no positive number."""
    wanted = {"city": targets.city, "areas": targets.areas, **targets.by_area}
    problems = [
        _number(f"margin {name}", f"{100 * width:g}", "> 0")
        for name, width in wanted.items()
        if width is not None and not 0 < width < math.inf
    ]
    if problems:
        raise DesignError(problems)


def out_of_reach(
    area: AreaLists,
    wanted: float,
    answers: int | None,
    most: int,
    design: PlanDesign,
    expected: Expected,
) -> Problem:
    """Why an area misses its margin; answers: needed with these communes; most: to be had."""
    figures = {"stratum": area.name, "wanted": _points(wanted), "size": str(area.size)}
    drawn = area.drawn(design.communes)
    limit = area_precision(area, 10**9, design.communes, expected).half_width
    enough = _communes_needed(area, wanted, design.communes, expected, most)
    more = {"communes": str(drawn), "all": str(len(area.communes)), "most": str(most)}
    if answers is None and area.clustered(design.communes):
        more["limit"] = "—" if limit is None else _points(limit)
        if enough is None:
            return Problem("margin_never", values=figures | more)
        return Problem("margin_needs_communes", values=figures | more | {"needed": str(enough)})
    more["answers"] = "—" if answers is None else str(answers)
    if enough is None:
        return Problem("margin_above_list", values=figures | more)
    return Problem("margin_above_list_communes", values=figures | more | {"needed": str(enough)})


def _communes_needed(
    area: AreaLists, wanted: float, communes: int, expected: Expected, most: int
) -> int | None:
    for a in range(communes + 1, len(area.communes) + 1):
        answers = answers_needed(wanted, area, a, expected)
        if answers is not None and answers <= most:
            return a
    return None


def city_out_of_reach(best: Plan, wanted: float, design: PlanDesign) -> Problem:
    """Why the city misses its margin even with all the answers to be had."""
    values = {
        "wanted": _points(wanted),
        "most": str(best.in_areas),
        "found": "—" if best.half_width is None else _points(best.half_width),
        "communes": str(design.communes),
    }
    return Problem("city_margin_never", values=values)


def _points(half_width: float) -> str:
    """Percentage points, for sentences; the comma is the reader's to put."""
    return f"{100 * half_width:.1f}"


def _number(name: str, value: object, expected: str) -> Problem:
    return Problem(
        "design_number", values={"name": name, "value": str(value), "expected": expected}
    )
