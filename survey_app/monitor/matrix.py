"""The rating matrix: who rates which agency, for the administrator and the observer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from survey_app.errors import Refused
from survey_app.models import Role
from survey_app.monitor.blueprint import bp
from survey_app.services import describing, rating
from survey_app.services.drawing import NotDrawn
from survey_app.services.rating import Matrix, NoMatrix
from survey_app.web import current_campaign, may, say, sessions

__all__ = ["matrix", "matrix_csv", "matrix_manifest"]


@dataclass(frozen=True)
class MatrixPage:
    """The matrix, or why there is none; groups: names by code."""

    matrix: Matrix | None
    groups: Mapping[str, str]
    why: str | None = None


@bp.get("/matrix")
@may(Role.OBSERVER, Role.ADMINISTRATOR)
def matrix(slug: str) -> ResponseReturnValue:
    """How many ratings each subject gets from each group, and how the work is spread."""
    groups = describing.group_names(sessions(), current_campaign().id, str(get_locale()))
    try:
        page = MatrixPage(rating.matrix_of(sessions(), current_campaign().id), groups)
    except (NoMatrix, NotDrawn) as refused:
        return _refused(refused, groups)
    return render_template("monitor/matrix.html", page=page)


@bp.get("/matrix.csv")
@may(Role.OBSERVER, Role.ADMINISTRATOR)
def matrix_csv(slug: str) -> Response:
    """The matrix, a row for each rating."""
    found = rating.matrix_of(sessions(), current_campaign().id)
    return _download(found.csv, "text/csv", f"{slug}-matrix.csv")


@bp.get("/matrix.json")
@may(Role.OBSERVER, Role.ADMINISTRATOR)
def matrix_manifest(slug: str) -> Response:
    """The manifest, the same bytes as `par-survey matrix` writes."""
    found = rating.matrix_of(sessions(), current_campaign().id)
    return _download(found.text, "application/json", f"{slug}-matrix.json")


def _download(text: str, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(text, mimetype=kind, headers=headers)


def _refused(refused: Refused, groups: Mapping[str, str]) -> ResponseReturnValue:
    page = MatrixPage(None, groups, say(refused))
    return render_template("monitor/matrix.html", page=page)
