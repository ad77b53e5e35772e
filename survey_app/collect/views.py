"""Pages to come."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_app.errors import NotFound
from survey_app.models import Role
from survey_app.web import may

bp = Blueprint("collect", __name__, url_prefix="/c/<slug>/collect")


@bp.get("/")
@may(Role.COLLECTOR)
def day(slug: str) -> ResponseReturnValue:
    """To come."""
    raise NotFound
