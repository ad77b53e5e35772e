"""Pages to come."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_app.errors import NotFound
from survey_app.models import Role
from survey_app.web import may

bp = Blueprint("results", __name__, url_prefix="/c/<slug>/results")


@bp.get("/")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def page(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound
