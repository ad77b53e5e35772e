"""Cells of answers that no chance chose: a page of their own, apart from the sample's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from survey_app.entered import number, plain
from survey_app.models import Role
from survey_app.monitor.blueprint import bp
from survey_app.services import choosing, describing, quotas
from survey_app.services.quotas import CellCount, Counts
from survey_app.web import current_actor, current_campaign, may, now, say, sessions

__all__ = ["choice", "open_choice"]


@dataclass(frozen=True)
class ChoicePage:
    """The cells with their sum; districts, offices: names by code, to choose from."""

    cells: tuple[CellCount, ...]
    total: Counts
    districts: Mapping[str, str]
    offices: Mapping[str, str]
    sources: tuple[str, ...]
    may_open: bool
    entered: Mapping[str, str]
    error: str | None = None


@bp.get("/choice")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def choice(slug: str) -> ResponseReturnValue:
    """What came from outside the probability sample."""
    return render_template("monitor/choice.html", page=_page())


@bp.post("/choice")
@may(Role.MONITOR, Role.ADMINISTRATOR)
def open_choice(slug: str) -> ResponseReturnValue:
    """Open such a cell, with a reason."""
    form = request.form
    try:
        choosing.open_cell(
            sessions(),
            plain(form.get("source", "")),
            plain(form.get("district", "")),
            plain(form.get("office", "")),
            form.get("target", type=number),
            form.get("reason", ""),
            current_actor(),
            now(),
        )
    except (choosing.BadChoiceCell, choosing.ChoiceClosed) as refused:
        page = _page(form.to_dict(), say(refused))
        return render_template("monitor/choice.html", page=page), refused.status
    flash(_("Đã mở ô phiếu ngoài mẫu. Ô này có số đếm riêng."))
    return redirect(url_for(".choice", slug=slug), 303)


def _page(entered: Mapping[str, str] | None = None, error: str | None = None) -> ChoicePage:
    campaign = current_campaign()
    cells = quotas.chosen_cells(sessions(), campaign.id)
    may_open = current_actor().has(Role.MONITOR, Role.ADMINISTRATOR) and not campaign.closed
    return ChoicePage(
        cells,
        sum((cell.counts for cell in cells), Counts()),
        quotas.areas(sessions(), campaign.id),
        describing.office_names(sessions(), campaign.id),
        choosing.SOURCES,
        may_open,
        entered or {},
        error,
    )
