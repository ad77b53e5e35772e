"""par-survey plan: the page of the plan on the command line."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import click

from sampling.costs import Costs
from sampling.plan_curve import advice
from sampling.plan_values import ALLOCATIONS, AreaPlan, Plan, PlanDesign, Targets
from sampling.planner import plan as plan_total
from sampling.planner import plan_budget, plan_margins
from sampling.precision import Expected
from survey_app.commands.common import Place, done, pass_place
from survey_app.services import planning
from survey_app.services.planning import Basis
from survey_app.words import number

__all__ = ["plan"]

MILLION = 1_000_000
MOST_MARGIN = 50  # percentage points


@click.command()
@click.argument("campaign")
@click.option("--total", type=int, help="Số phiếu ở các quận, huyện (hoặc tầng).")
@click.option("--communes", type=int, help="Số xã, phường chọn ở mỗi quận, huyện (hoặc tầng).")
@click.option("--allocation", type=click.Choice(ALLOCATIONS), help="Mặc định theo campaign.toml.")
@click.option("--margin", type=float, help="Biên độ mỗi quận, huyện (tầng), ± điểm phần trăm.")
@click.option("--city-margin", type=float, help="Biên độ toàn thành phố, ± điểm phần trăm.")
@click.option("--budget", type=int, help="Kinh phí, triệu đồng.")
@pass_place
def plan(
    place: Place,
    campaign: str,
    total: int | None,
    communes: int | None,
    allocation: str | None,
    margin: float | None,
    city_margin: float | None,
    budget: int | None,
) -> None:
    """Plan the sample of CAMPAIGN: answers, margins and costs by district.

    From a total, from margins, or from a budget; without any, as campaign.toml says.

    Example: par-survey plan hai-phong-2021 --margin 15 --communes 5
    """
    _refuse(total, budget, {"--margin": margin, "--city-margin": city_margin})
    basis = planning.basis(place.sessions, place.campaign(campaign).id)
    design, expected = planning.design_of(basis, communes, allocation), planning.expected_of(basis)
    costs = basis.costs or Costs()
    if margin is not None or city_margin is not None:
        targets = Targets(_share(city_margin), _share(margin))
        made = plan_margins(basis.frame, design, expected, costs, targets)
    elif budget is not None:
        made = plan_budget(basis.frame, design, expected, costs, Decimal(budget) * MILLION)
    else:
        wanted = basis.settings.sampling.total if total is None else total
        made = plan_total(basis.frame, design, expected, costs, wanted)
    _show(made, basis, design, expected, costs)


def _refuse(total: int | None, budget: int | None, margins: Mapping[str, float | None]) -> None:
    """Say what is no goal: several at once, or a figure that is none."""
    found = {name: wanted for name, wanted in margins.items() if wanted is not None}
    goals = [
        name for name, wanted in (("--total", total), ("--budget", budget)) if wanted is not None
    ]
    if len(goals) + bool(found) > 1:
        named = ", ".join([*goals, *found])
        raise click.UsageError(
            f"Chỉ chọn một mục tiêu: --total, --budget, hoặc biên độ; đang ghi {named}."
        )
    for name, wanted in found.items():
        if not 0 < wanted <= MOST_MARGIN:
            raise click.UsageError(
                f"{name} = {wanted:g}: cần một số lớn hơn 0 và không quá {MOST_MARGIN} "
                "(điểm phần trăm)."
            )
    for name, whole in (("--total", total), ("--budget", budget)):
        if whole is not None and whole < 1:
            raise click.UsageError(f"{name} = {whole}: cần một số nguyên từ 1 trở lên.")


def _show(made: Plan, basis: Basis, design: PlanDesign, expected: Expected, costs: Costs) -> None:
    for area in made.places:
        click.echo(_line(area))
    said = advice(basis.frame, design, expected, costs, made)
    if said is not None and said.more_communes and said.one_more is not None:
        click.echo(
            f"Thêm xã, phường có ích hơn thêm phiếu: thêm một xã, phường mỗi nơi thì nơi "
            f"ở giữa từ {_margin(said.now)} xuống {_margin(said.one_more)}."
        )
    cost = f", {number(float(made.cost) / MILLION, 1)} triệu đồng" if basis.costs else ""
    done(f"{number(made.answers)} phiếu, toàn thành phố {_margin(made.half_width)}{cost}.")


def _line(area: AreaPlan) -> str:
    communes = f"{area.communes_drawn}/{area.communes}" if area.communes else "–"
    return (
        f"{area.name or 'Sở, ban, ngành':<24} {communes:>6} {number(area.answers):>7} phiếu "
        f"{_margin(area.precision.half_width):>8}"
    )


def _margin(half_width: float | None) -> str:
    return "–" if half_width is None else f"±{number(100 * half_width, 1)}"


def _share(points: float | None) -> float | None:
    return None if points is None else points / 100
