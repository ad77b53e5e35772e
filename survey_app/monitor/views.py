"""Pages to come."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_app.errors import NotFound
from survey_app.models import Role
from survey_app.web import may

bp = Blueprint("monitor", __name__, url_prefix="/c/<slug>/monitor")


@bp.get("/")
@may(Role.MONITOR, Role.OBSERVER)
def board(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound


@bp.get("/responses")
@may(Role.MONITOR, Role.OBSERVER)
def responses(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound


@bp.get("/draw")
@may(Role.MONITOR, Role.OBSERVER)
def draw(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound


@bp.get("/closing")
@may(Role.MONITOR, Role.OBSERVER)
def closing_page(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound


@bp.get("/audit")
@may(Role.OBSERVER, Role.ADMINISTRATOR)
def audit_log(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound
