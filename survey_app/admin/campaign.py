"""The campaign at a glance: what it rests on, who works in it, what there is to print."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from flask import render_template
from flask.typing import ResponseReturnValue

from survey_app.admin.blueprint import bp
from survey_app.models import Role
from survey_app.services import describing, letters, printing
from survey_app.services.describing import About, Holder
from survey_app.services.letters import AgencyLetters
from survey_app.services.offices import offices_of
from survey_app.services.printing import OfficePrints
from survey_app.web import CampaignView, current_actor, current_campaign, may, sessions

__all__ = ["offices_to_print", "overview", "prints"]


@dataclass(frozen=True)
class OverviewPage:
    """The campaign; people: by role, with how many there are of it."""

    campaign: CampaignView
    about: About
    people: tuple[tuple[str, tuple[Holder, ...]], ...]
    prints: PrintsPage


@dataclass(frozen=True)
class PrintsPage:
    """What there is to print: by office, and letters by agency for administrators."""

    offices: tuple[OfficePrints, ...]
    agencies: tuple[AgencyLetters, ...]
    all_offices: bool


@bp.get("/")
@may(Role.ADMINISTRATOR)
def overview(slug: str) -> ResponseReturnValue:
    """The campaign at a glance."""
    campaign = current_campaign()
    holders = describing.people_by_role(sessions(), campaign.id)
    page = OverviewPage(
        campaign,
        describing.about(sessions(), campaign.id),
        tuple((role, tuple(people)) for role, people in groupby(holders, lambda h: h.role)),
        _prints(),
    )
    return render_template("admin/overview.html", page=page)


@bp.get("/prints")
@may(Role.ADMINISTRATOR, Role.SUPERVISOR)
def prints(slug: str) -> ResponseReturnValue:
    """What there is to print, for supervisors of their own offices."""
    return render_template("admin/prints.html", page=_prints())


def _prints() -> PrintsPage:
    campaign, offices = current_campaign().id, offices_to_print()
    whole = offices is None
    return PrintsPage(
        printing.printable_offices(sessions(), campaign, offices),
        letters.printable_letters(sessions(), campaign) if whole else (),
        whole,
    )


def offices_to_print() -> tuple[str, ...] | None:
    """Offices whose papers the actor may print: None, all of them, for an administrator."""
    actor = current_actor()
    if actor.has(Role.ADMINISTRATOR):
        return None
    return offices_of(sessions(), actor)
