"""The public page of a draw: what was done when, by whom, and how anybody checks it.

Nobody signs in. It names institutions, never people, and of the lists only opaque ids leave.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from survey_app.clock import local_day
from survey_app.draws.blueprint import bp
from survey_app.draws.ceremony import NOBODY, CeremonyPage
from survey_app.services import public_acts, published_draw
from survey_app.services.packages import package, zipped
from survey_app.services.published_draw import AreaDrawn
from survey_app.web import current_campaign, now, open_to_all, sessions

__all__ = ["public", "public_package"]


@dataclass(frozen=True)
class PublicPage:
    """acts: the steps of a public draw, None where the seed is one operator's or a demo's.

    areas: what was drawn where, empty before the draw; manifest: the published one, or None.
    """

    acts: CeremonyPage | None
    areas: tuple[AreaDrawn, ...]
    manifest: Mapping[str, Any] | None
    drawn_at: datetime | None

    @property
    def desks(self) -> int:
        """How many desks were drawn."""
        return sum(area.desks for area in self.areas)

    @property
    def targets(self) -> int:
        """How many answers are asked for."""
        return sum(area.target for area in self.areas)

    @property
    def released(self) -> int:
        """How many people were drawn."""
        return sum(area.released for area in self.areas)


@bp.get("/draw/public")
@open_to_all
def public(slug: str) -> ResponseReturnValue:
    """The draw for anybody, a journalist too."""
    return render_template("draws/public.html", page=_page())


@bp.get("/draw/public/<int:act>/package.zip")
@open_to_all
def public_package(slug: str, act: int) -> ResponseReturnValue:
    """What anybody needs to draw again; act 0: the draw that holds, where there are no acts."""
    name = f"draw-{slug}-{act}" if act else f"draw-{slug}"
    files = package(sessions(), current_campaign().id, act or None)
    return Response(
        zipped(files, name),
        mimetype="application/zip",
        headers={"Content-Disposition": f'attachment; filename="{name}.zip"'},
    )


def _page() -> PublicPage:
    campaign, at = current_campaign().id, now()
    found = public_acts.acts(sessions(), campaign)
    if not found:
        drawn = published_draw.drawn(sessions(), campaign)
        return PublicPage(None, *(drawn or ((), None, None)))
    state = found[0]
    acts = CeremonyPage(
        state,
        found[1:],
        state.step(at),
        local_day(at),
        state.late(at),
        state.silent(at),
        NOBODY,
    )
    if state.manifest is None:
        return PublicPage(acts, (), None, None)
    areas = published_draw.areas_drawn(sessions(), campaign, state.manifest)
    return PublicPage(acts, areas, state.manifest, state.drawn_at)
