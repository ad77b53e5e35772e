"""The page of the plan: so many answers from whom, the margins they give, and what they cost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from sampling.costs import Costs
from sampling.plan_curve import Advice, Curve, advice, curve
from sampling.plan_values import Plan, PlanDesign
from sampling.planner import plan as plan_total
from sampling.planner import plan_budget, plan_margins
from sampling.precision import Expected, group_margin, response_needed
from sampling.problems import DesignError, Problem
from survey_app.draws.asked import MILLION, Asked, Field, area_word, asked, fields
from survey_app.draws.blueprint import bp
from survey_app.draws.margin_chart import Line, margin_chart
from survey_app.models import Role
from survey_app.services import describing, planning
from survey_app.services.planning import Basis
from survey_app.web import current_campaign, may, sessions
from survey_app.words import Language, number

__all__ = ["plan"]


@dataclass(frozen=True)
class GroupRow:
    """A group of officials. half_width: None where only bounds are shown (methods.md 18).

    needed: the share that must answer for the margin wanted; None where none is wanted.
    """

    name: str
    invited: int
    answers: int
    half_width: float | None
    needed: float | None


@dataclass(frozen=True)
class Charts:
    """The two curves, as drawings, and their points for a table."""

    middle: Markup
    city: Markup
    curves: tuple[Curve, ...]


@dataclass(frozen=True)
class PlanPage:
    """The form, the plan it asks for (None with the reasons in `problems`), curves and advice."""

    form: Asked
    fields: Mapping[str, Field]
    basis: Basis
    expected: Expected | None
    plan: Plan | None
    problems: tuple[str, ...]
    advice: Advice | None
    charts: Charts | None
    groups: tuple[GroupRow, ...]

    @property
    def area(self) -> str:
        """What answers are shared out over, in words."""
        return area_word(self.basis.settings)


@bp.get("/plan")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def plan(slug: str) -> ResponseReturnValue:
    """The plan, before the draw and after it; the form is part of the address."""
    campaign = current_campaign()
    basis = planning.basis(sessions(), campaign.id)
    form = asked(basis, request.args, frozenset(request.args.getlist("take_all")))
    page = _page(basis, form, describing.group_names(sessions(), campaign.id, str(get_locale())))
    return render_template("draws/plan.html", page=page), 422 if page.problems else 200


def _page(basis: Basis, form: Asked, names: Mapping[str, str]) -> PlanPage:
    known = fields(basis)
    if form.errors:
        reasons = tuple(form.errors.values())
        return PlanPage(form, known, basis, None, None, reasons, None, None, ())
    design, costs = form.design(basis), basis.costs or Costs()
    expected = form.expected(basis)
    try:
        made = _made(basis, form, design, expected, costs)
    except DesignError as error:
        reasons = tuple(_sentence(problem) for problem in error.problems)
        return PlanPage(form, known, basis, expected, None, reasons, None, None, ())
    return PlanPage(
        form,
        known,
        basis,
        expected,
        made,
        (),
        advice(basis.frame, design, expected, costs, made),
        _charts(basis, design, expected, costs, made),
        _groups(basis, expected, names, form.group_margin),
    )


def _made(basis: Basis, form: Asked, design: PlanDesign, expected: Expected, costs: Costs) -> Plan:
    if form.goal == "margins":
        return plan_margins(basis.frame, design, expected, costs, form.targets())
    if form.goal == "budget":
        return plan_budget(basis.frame, design, expected, costs, form.budget)
    return plan_total(basis.frame, design, expected, costs, int(form.numbers["total"]))


def _groups(
    basis: Basis, expected: Expected, names: Mapping[str, str], wanted: float | None
) -> tuple[GroupRow, ...]:
    least = float(basis.settings.thresholds.minimum_response)
    return tuple(
        GroupRow(
            names.get(group.code, group.code),
            group.invited,
            round(group.invited * group.response),
            None
            if group.response < least
            else group_margin(group.invited, group.response, expected.share, expected.level),
            None
            if wanted is None
            else response_needed(group.invited, wanted, expected.share, expected.level),
        )
        for group in basis.officials
    )


def _charts(
    basis: Basis, design: PlanDesign, expected: Expected, costs: Costs, made: Plan
) -> Charts | None:
    """Margins against cost with these communes and with more; None without rates."""
    if basis.costs is None:
        return None
    most = max(len(area.communes) for area in basis.frame.areas)
    counts = sorted({design.communes, *(min(most, design.communes + more) for more in (2, 5))})
    curves = tuple(
        curve(basis.frame, replace(design, communes=count), expected, costs, made.in_areas)
        for count in counts
    )
    drawn = tuple(c for c in curves if len(c.points) > 1)
    if not drawn:
        return None
    area = area_word(basis.settings)
    return Charts(_drawn(drawn, made, "middle", area), _drawn(drawn, made, "city", area), drawn)


def _drawn(curves: tuple[Curve, ...], made: Plan, which: str, area: str) -> Markup:
    now = made.half_width if which == "city" else made.middle
    lines = [
        Line(
            _("%(n)d xã, phường", n=one.communes),
            tuple((_million(p.cost), 100 * getattr(p, which)) for p in one.points),
            dashed=place > 0,
        )
        for place, one in enumerate(curves)
    ]
    first = curves[0].points
    words = {
        "place": _("toàn thành phố") if which == "city" else _("%(area)s ở giữa", area=area),
        "n": curves[0].communes,
        "from": number(100 * getattr(first[0], which), 1, _language()),
        "to": number(100 * getattr(first[-1], which), 1, _language()),
        "cheap": number(_million(first[0].cost), 0, _language()),
        "dear": number(_million(first[-1].cost), 0, _language()),
    }
    label = _(
        "Biên độ theo chi phí, %(place)s: với %(n)d xã, phường mỗi nơi, từ ±%(from)s điểm phần trăm"
        " (%(cheap)s triệu đồng) xuống ±%(to)s (%(dear)s triệu đồng).",
        **words,
    )
    point = None if now is None else (_million(made.cost), 100 * now)
    return margin_chart(lines, point, label, _language())


def _million(cost: Decimal) -> float:
    return float(cost) / MILLION


def _language() -> Language:
    return "en" if str(get_locale()) == "en" else "vi"


def _sentence(problem: Problem) -> str:
    """The problem in the reader's language, its figures as people read them."""
    language = _language()
    values = {
        name: number(float(value), 1 if "." in value else 0, language)
        if re.fullmatch(r"\d+(\.\d+)?", value)
        else value
        for name, value in problem.values.items()
    }
    return replace(problem, values=values).sentence(language)
