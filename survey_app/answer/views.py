"""Pages to come."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from survey_app.errors import NotFound
from survey_app.web import open_to_all

bp = Blueprint("answer", __name__, url_prefix="/answer")


@bp.get("/")
@open_to_all
def start() -> ResponseReturnValue:
    """To come."""
    raise NotFound
