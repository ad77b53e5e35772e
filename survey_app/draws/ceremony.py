"""The page of the public draw: four steps, each with its day, who, what hash, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from sampling.ceremony import Party, commitment_text
from sampling.manifest import manifest_text
from sampling.problems import DesignError, FrameError
from survey_app.clock import local_day
from survey_app.draws.blueprint import bp
from survey_app.errors import NotAllowed, NotFound, Refused
from survey_app.models import Role
from survey_app.services import ceremonies, drawing, public_acts
from survey_app.services.public_acts import ActState, Step
from survey_app.web import current_actor, current_campaign, may, now, parts, say, sessions

__all__ = [
    "NOBODY",
    "CeremonyPage",
    "ceremony",
    "ceremony_commit",
    "ceremony_draw",
    "ceremony_freeze",
    "ceremony_manifest",
    "ceremony_number",
    "ceremony_reveal",
]

STAFF = (Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR, Role.SUPERVISOR)
ORDER = (Step.COMMIT, Step.FREEZE, Step.REVEAL, Step.NUMBER)


@dataclass(frozen=True)
class OwnPart:
    """What the reader may do: party is the reader's institution where it takes part.

    text: what the institution hashes, with a place for its secret.
    """

    party: Party | None
    text: str
    may_commit: bool
    may_reveal: bool
    may_freeze: bool
    may_draw: bool
    may_number: bool
    may_download: bool


NOBODY = OwnPart(None, "", *[False] * 6)
"""Whoever only reads."""


@dataclass(frozen=True)
class CeremonyPage:
    """The newest act and those before it; own: what the reader may do; None without a ceremony.

    errors: the sentence beside the field of a form that was refused; entered: what was typed.
    """

    state: ActState | None
    earlier: tuple[ActState, ...]
    step: Step | None
    today: date
    late: tuple[Party, ...]
    silent: tuple[Party, ...]
    own: OwnPart | None
    field: str | None = None
    error: str | None = None
    entered: str = ""

    @property
    def on_top(self) -> bool:
        """Whether a refusal has no field on the page to stand beside."""
        own = self.own
        fields = own and {
            "commitment": own.may_commit,
            "secret": own.may_reveal,
            "number": own.may_number,
        }
        return self.error is not None and not (fields and fields.get(self.field or ""))

    def reached(self, step: Step) -> str:
        """ "done", "now" or "later": where a step of the four stands."""
        order = [*ORDER, Step.DRAW, Step.DRAWN]
        if self.step is None or self.step is Step.LAPSED:
            return "later"
        here, there = order.index(self.step), order.index(step)
        if step is Step.NUMBER and self.step is Step.DRAW:
            return "now"
        return "done" if there < here else "now" if there == here else "later"


@bp.get("/draw/ceremony")
@may(*STAFF)
def ceremony(slug: str) -> ResponseReturnValue:
    """The public draw for anybody who wants to follow it."""
    return render_template("draws/ceremony.html", page=_page())


@bp.get("/draw/ceremony/<int:act>/manifest.json")
@may(*STAFF)
def ceremony_manifest(slug: str, act: int) -> ResponseReturnValue:
    """The manifest of an act; those of earlier acts stay."""
    for state in public_acts.acts(sessions(), current_campaign().id):
        if state.act == act and state.manifest is not None:
            if not ceremonies.takes_part(state.terms, current_actor()):
                raise NotAllowed
            name = f"draw-{slug}-{act}.json"
            return Response(
                manifest_text(state.manifest),
                mimetype="application/json",
                headers={"Content-Disposition": f'attachment; filename="{name}"'},
            )
    raise NotFound


@bp.post("/draw/ceremony/commit")
@may(*STAFF)
def ceremony_commit(slug: str) -> ResponseReturnValue:
    """A party publishes the hash of its secret."""
    given = request.form.get("commitment", "").strip()

    def act() -> str:
        party = ceremonies.commit(sessions(), current_actor(), given, now())
        return str(_("Đã công bố cam kết của %(party)s.", party=party.name))

    return _done(slug, "commitment", given, act)


@bp.post("/draw/ceremony/freeze")
@may(Role.ADMINISTRATOR, Role.MONITOR)
def ceremony_freeze(slug: str) -> ResponseReturnValue:
    """The frame as it is stored is frozen and its digest published."""

    def act() -> str:
        campaign = current_campaign().id
        digest = ceremonies.freeze(sessions(), campaign, current_actor(), now())
        return str(_("Đã khóa dàn mẫu, mã băm %(digest)s.", digest=digest))

    return _done(slug, "freeze", "", act)


@bp.post("/draw/ceremony/reveal")
@may(*STAFF)
def ceremony_reveal(slug: str) -> ResponseReturnValue:
    """A party publishes its secret."""
    given = request.form.get("secret", "").strip()

    def act() -> str:
        party = ceremonies.reveal(sessions(), current_actor(), given, now())
        return str(_("Bí mật của %(party)s đã công bố và khớp với cam kết.", party=party.name))

    return _done(slug, "secret", given, act)


@bp.post("/draw/ceremony/number")
@may(*STAFF)
def ceremony_number(slug: str) -> ResponseReturnValue:
    """The public number: the first reading, or another institution's that confirms it."""
    given = request.form.get("number", "").strip()
    confirms = request.form.get("reading") == "second"

    def act() -> str:
        if confirms:
            ceremonies.confirm_number(sessions(), current_actor(), given, now())
            return str(_("Đã xác nhận số công khai. Bây giờ bốc thăm được."))
        ceremonies.enter_number(sessions(), current_actor(), given, now())
        return str(_("Đã ghi số công khai. Người của cơ quan khác nhập lại để xác nhận."))

    return _done(slug, "number", given, act)


@bp.post("/draw/ceremony/draw")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def ceremony_draw(slug: str) -> ResponseReturnValue:
    """The draw: a function of what is published by now."""

    def act() -> str:
        campaign = current_campaign().id
        drawing.run(sessions(), parts().settings.secret, campaign, current_actor(), now())
        return str(_("Đã bốc thăm. Biên bản đã công bố."))

    return _done(slug, "draw", "", act)


def _done(slug: str, field: str, given: str, act: Callable[[], str]) -> ResponseReturnValue:
    """Act and come back to the page; refused, the page says why beside the field."""
    try:
        flash(act())
    except Refused as refused:
        return render_template(
            "draws/ceremony.html", page=_page(field, say(refused), given)
        ), refused.status
    except (DesignError, FrameError) as error:
        text = " ".join(problem.sentence("vi") for problem in error.problems)
        return render_template("draws/ceremony.html", page=_page(field, text, given)), 422
    return redirect(url_for(".ceremony", slug=slug), 303)


def _page(field: str | None = None, error: str | None = None, entered: str = "") -> CeremonyPage:
    campaign, at = current_campaign(), now()
    found = public_acts.acts(sessions(), campaign.id)
    today = local_day(at)
    if not found:
        return CeremonyPage(None, (), None, today, (), (), None, field, error, entered)
    state = found[0]
    return CeremonyPage(
        state,
        found[1:],
        state.step(at),
        today,
        state.late(at),
        state.silent(at),
        _own(state, campaign.slug, at),
        field,
        error,
        entered,
    )


def _own(state: ActState, slug: str, at: datetime) -> OwnPart:
    actor, step = current_actor(), state.step(at)
    party = ceremonies.party_of(state.terms.parties, actor.institution)
    given = next((p for p in state.parties if p.party == party), None)
    today = local_day(at)
    reads = today >= state.terms.number.date
    return OwnPart(
        party,
        commitment_text(slug, state.act, party.code, "…") if party else "",
        given is not None
        and given.commitment is None
        and state.frozen_at is None
        and today <= state.terms.commit_by,
        given is not None
        and given.commitment is not None
        and given.secret is None
        and state.frozen_at is not None
        and today <= state.terms.reveal_by,
        step is Step.FREEZE and actor.has(Role.ADMINISTRATOR, Role.MONITOR),
        step is Step.DRAW and actor.has(Role.ADMINISTRATOR, Role.MONITOR, Role.OBSERVER),
        step is Step.NUMBER and reads and ceremonies.takes_part(state.terms, actor),
        ceremonies.takes_part(state.terms, actor),
    )
