"""Pages to come."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_app.errors import NotFound
from survey_app.models import Role
from survey_app.web import may

bp = Blueprint("admin", __name__, url_prefix="/c/<slug>/admin")


@bp.get("/")
@may(Role.ADMINISTRATOR)
def overview(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound
