"""What views reach for: the app's parts, who is acting where, and who may call a route."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from flask import current_app, g, request, session
from flask_babel import gettext
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from survey_app.clock import campaign_now
from survey_app.config import Settings
from survey_app.db import Sessions, reading
from survey_app.errors import NotAllowed, NotFound, Refused, SignedOut
from survey_app.models import Campaign, Device, Role
from survey_app.services.actors import Actor, actor_in, campaign_by_slug

__all__ = [
    "Access",
    "CampaignView",
    "Parts",
    "campaign_view",
    "check_access",
    "current_actor",
    "current_campaign",
    "device",
    "local",
    "may",
    "now",
    "open_to_all",
    "parts",
    "say",
    "sessions",
    "signed_in",
    "today",
]

View = TypeVar("View", bound=Callable[..., object])
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True)
class Parts:
    """What create_app puts together: settings, database, clock."""

    settings: Settings
    engine: Engine
    sessions: Sessions
    clock: Callable[[], datetime]


@dataclass(frozen=True)
class CampaignView:
    """The campaign a page is about."""

    id: str
    slug: str
    name: str
    year: int
    starts: date
    ends: date
    demo: bool
    closed: bool
    rules: dict[str, object]


@dataclass(frozen=True)
class Access:
    """Who may call a view: anybody, anybody signed in, or holders of roles in the campaign.

    revoked_devices: whether a device that was signed out by others may still send.
    """

    anybody: bool = False
    roles: tuple[Role, ...] = ()
    revoked_devices: bool = False


def parts() -> Parts:
    """The parts of the running app."""
    found = current_app.extensions["par_survey"]
    if not isinstance(found, Parts):
        raise TypeError("create_app did not run")
    return found


def sessions() -> Sessions:
    """The database."""
    return parts().sessions


def now() -> datetime:
    """This moment, in the campaign of the request if there is one."""
    campaign = g.get("campaign")
    real = parts().clock()
    return campaign_now(real, campaign.demo, campaign.rules) if campaign else real


def local(moment: datetime) -> datetime:
    """The moment on a clock in Vietnam."""
    return moment.astimezone(HANOI)


def today() -> date:
    """The day in Vietnam."""
    return local(now()).date()


def may(*roles: Role, revoked_devices: bool = False) -> Callable[[View], View]:
    """Only holders of one of the roles in the campaign of the address may call the view."""
    return _mark(Access(roles=roles, revoked_devices=revoked_devices))


def signed_in(view: View) -> View:
    """Anybody signed in may call the view."""
    return _mark(Access())(view)


def open_to_all(view: View) -> View:
    """Anybody may call the view."""
    return _mark(Access(anybody=True))(view)


def _mark(access: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # read by check_access alone
        return view

    return mark


def check_access() -> None:
    """Before every request: refuse a view that does not state who may call it, and strangers."""
    if request.endpoint is None or request.endpoint == "static":
        return
    access = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access is None:
        raise NotAllowed
    if "\0" in request.path or any("\0" in text for _, text in request.args.items(multi=True)):
        raise NotFound  # nothing that a database holds is named so
    slug = (request.view_args or {}).get("slug")
    with reading(sessions()) as db:
        if slug is not None:
            g.campaign = campaign_view(campaign_by_slug(db, slug))
        if access.anybody:
            return
        if "user" not in session or not _device_may(db, access):
            raise SignedOut
        if slug is not None:
            g.actor = _actor(db, access)
    _stay_signed_in()


def _stay_signed_in() -> None:
    """Send the cookie anew on the first page of a day, and never with what loads beside a page:
    an answer that is late would bring an old cookie back, without the message to be shown next."""
    day = parts().clock().date().isoformat()
    alone = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if alone and session.get("renewed") != day:
        session["renewed"] = day


def _device_may(db: Session, access: Access) -> bool:
    """Whether the device is this person's, and was not signed out by others."""
    found = db.get(Device, session.get("device", ""))
    if found is None or found.user_id != session["user"]:
        return False
    return access.revoked_devices or found.revoked_at is None


def _actor(db: Session, access: Access) -> Actor:
    try:
        actor = actor_in(db, session["user"], current_campaign().id)
    except NotFound as gone:
        session.clear()
        raise SignedOut from gone
    if not access.roles or not actor.has(*access.roles):
        raise NotAllowed
    return actor


def campaign_view(campaign: Campaign) -> CampaignView:
    """The campaign as pages see it, named in Vietnamese (its documents' language)."""
    return CampaignView(
        campaign.id,
        campaign.slug,
        campaign.name_vi,
        campaign.year,
        campaign.starts,
        campaign.ends,
        campaign.demo,
        campaign.closed_at is not None,
        dict(campaign.rules),
    )


def current_campaign() -> CampaignView:
    """The campaign of the address; only in views whose address names one."""
    found = g.get("campaign")
    if not isinstance(found, CampaignView):
        raise NotFound
    return found


def current_actor() -> Actor:
    """Who is acting; only in views marked with `may`."""
    found = g.get("actor")
    if not isinstance(found, Actor):
        raise SignedOut
    return found


def device() -> str | None:
    """The device of the request."""
    found = session.get("device")
    return found if isinstance(found, str) else None


def say(refused: Refused) -> str:
    """The refusal's sentence in the reader's language."""
    return str(gettext(refused.sentence) % refused.values)
