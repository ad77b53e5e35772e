"""Pages to come."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_app.errors import NotFound
from survey_app.models import Role
from survey_app.web import may

bp = Blueprint("office", __name__, url_prefix="/c/<slug>/office")


@bp.get("/")
@may(Role.SUPERVISOR)
def offices(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound
