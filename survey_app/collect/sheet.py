"""The code of an assignment sheet, scanned or typed: opens that assignment on the day's list."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from survey_app.errors import Refused
from survey_app.services import printing
from survey_app.web import parts, say, sessions, signed_in

__all__ = ["bp"]

bp = Blueprint("sheet", __name__, url_prefix="/sheet")


@dataclass(frozen=True)
class SheetPage:
    """Where the code is typed; error: why the last one opened nothing."""

    code: str
    error: str | None = None


@bp.get("/")
@signed_in
def typed() -> ResponseReturnValue:
    """The code typed from the sheet, or the page to type it on."""
    code = request.args.get("code", "")
    if not code:
        return render_template("collect/sheet.html", page=SheetPage(""))
    return _open(code)


@bp.get("/<code>")
@signed_in
def scanned(code: str) -> ResponseReturnValue:
    """The QR code of the sheet."""
    return _open(code)


def _open(code: str) -> ResponseReturnValue:
    try:
        found = printing.sheet_of_code(sessions(), parts().settings.secret, session["user"], code)
    except Refused as refused:
        page = SheetPage(code, say(refused))
        return render_template("collect/sheet.html", page=page), refused.status
    day = url_for("collect.day", slug=found.slug, _anchor=f"sheet-{found.assignment}")
    return redirect(day, 303)
