"""Signing in and out, the page of one's campaigns, and the health check."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from sqlalchemy import select, text
from wtforms import HiddenField, PasswordField, StringField

from survey_app.db import reading
from survey_app.entered import plain
from survey_app.errors import Refused
from survey_app.models import Campaign, Membership, Role
from survey_app.services import signing_in
from survey_app.web import (
    CampaignView,
    campaign_view,
    now,
    open_to_all,
    parts,
    say,
    sessions,
    signed_in,
)

bp = Blueprint("account", __name__)

HOMES = {  # where each role starts, the first that fits
    Role.COLLECTOR: "collect.day",
    Role.SUPERVISOR: "office.offices",
    Role.MONITOR: "monitor.board",
    Role.OBSERVER: "monitor.board",
    Role.ADMINISTRATOR: "admin.overview",
}


class PasswordForm(FlaskForm):
    """Name and password of a member of staff."""

    login = StringField()
    password = PasswordField()
    next = HiddenField()


class CardForm(FlaskForm):
    """A collector's card and PIN."""

    code = StringField()
    pin = PasswordField()


@dataclass(frozen=True)
class SignInPage:
    """Sign-in with name and password; error: why the last try failed."""

    form: PasswordForm
    error: str | None = None


@dataclass(frozen=True)
class CardPage:
    """Sign-in with card and PIN; error: why the last try failed."""

    form: CardForm
    error: str | None = None


@dataclass(frozen=True)
class Place:
    """A campaign with the page where this person's work begins."""

    campaign: CampaignView
    home: str


@dataclass(frozen=True)
class CampaignsPage:
    """The campaigns a person works in."""

    places: tuple[Place, ...]


@bp.get("/healthz")
@open_to_all
def health() -> ResponseReturnValue:
    """Whether the app and its database answer."""
    with reading(sessions()) as db:
        db.execute(text("SELECT 1"))
    return {"status": "ok"}


@bp.get("/")
@signed_in
def campaigns() -> ResponseReturnValue:
    """The campaigns of whoever is signed in; the only one at once."""
    with reading(sessions()) as db:
        rows = db.execute(
            select(Campaign, Membership.role)
            .join(Membership, Membership.campaign_id == Campaign.id)
            .where(Membership.user_id == session["user"])
            .order_by(Campaign.year.desc(), Campaign.slug)
        ).all()
    roles: dict[str, set[str]] = {}
    for campaign, role in rows:
        roles.setdefault(campaign.id, set()).add(role)
    found = {campaign.id: campaign for campaign, _ in rows}
    places = tuple(
        Place(view := campaign_view(campaign), _home(view, roles[id_]))
        for id_, campaign in found.items()
    )
    if len(places) == 1:
        return redirect(places[0].home, 303)
    return render_template("account/campaigns.html", page=CampaignsPage(places))


@bp.get("/draws")
@open_to_all
def public_draws() -> ResponseReturnValue:
    """The campaigns whose draw anybody may follow, which are all."""
    with reading(sessions()) as db:
        rows = db.scalars(select(Campaign).order_by(Campaign.year.desc(), Campaign.slug)).all()
    places = tuple(
        Place(view := campaign_view(row), url_for("draws.public", slug=view.slug)) for row in rows
    )
    return render_template("account/public_draws.html", page=CampaignsPage(places))


def _home(campaign: CampaignView, roles: set[str]) -> str:
    endpoint = next(page for role, page in HOMES.items() if role.value in roles)
    return url_for(endpoint, slug=campaign.slug)


@bp.route("/sign-in", methods=["GET", "POST"])
@open_to_all
def sign_in() -> ResponseReturnValue:
    """Name and password."""
    form = PasswordForm(next=_inside(request.args.get("next", "")))
    if request.method == "GET":
        return render_template("account/sign_in.html", page=SignInPage(form))
    try:
        person = signing_in.with_password(
            sessions(), plain(form.login.data or ""), form.password.data or "", now()
        )
    except Refused as refused:
        page = SignInPage(form, say(refused))
        return render_template("account/sign_in.html", page=page), refused.status
    return _begin(person, _inside(form.next.data or ""))


@bp.route("/card", methods=["GET", "POST"], defaults={"code": ""})
@bp.route("/card/<code>", methods=["GET", "POST"])
@open_to_all
def card(code: str) -> ResponseReturnValue:
    """A collector's card, scanned or typed, and the PIN."""
    form = CardForm(code=code)
    if request.method == "GET":
        return render_template("account/card.html", page=CardPage(form))
    try:
        person = signing_in.with_card(
            sessions(), parts().settings.secret, form.code.data or "", form.pin.data or "", now()
        )
    except Refused as refused:
        page = CardPage(form, say(refused))
        return render_template("account/card.html", page=page), refused.status
    return _begin(person, url_for("account.campaigns"))


@bp.get("/link/<token>")
@open_to_all
def link(token: str) -> ResponseReturnValue:
    """A signed link, good for a week."""
    person = signing_in.with_link(sessions(), parts().settings.secret, token, now())
    return _begin(person, url_for("account.campaigns"))


@bp.post("/sign-out")
@open_to_all
def sign_out() -> ResponseReturnValue:
    """Forget who was signed in on this browser."""
    session.clear()
    return redirect(url_for(".sign_in"), 303)


@bp.post("/language/<any(vi, en):code>")
@open_to_all
def language(code: str) -> ResponseReturnValue:
    """Remember the language of this browser; another than these two is not found."""
    session["language"] = code
    return redirect(_inside(request.form.get("next", "")), 303)


def _begin(person: signing_in.SignedIn, to: str) -> ResponseReturnValue:
    kept = session.get("language")
    session.clear()
    session.permanent = True
    session.update(user=person.user, device=person.device)
    if kept:
        session["language"] = kept
    return redirect(to, 303)


def _inside(address: str) -> str:
    """The address if it stays on this site, else the first page."""
    found = urlsplit(address.replace("\\", "/"))
    inside = address.startswith("/") and not found.scheme and not found.netloc
    return address if inside else url_for("account.campaigns")
