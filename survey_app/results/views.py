"""Results after closing: points, satisfaction, officials, the whole index, methods, downloads."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_babel import gettext as _

from analysis.problems import ValuesError
from survey_app.bundle.published import Published
from survey_app.exports.kinds import Kind
from survey_app.models import Role
from survey_app.report.sentences import Speaker, Voice
from survey_app.results import background, pages
from survey_app.results.index import IndexPage, index_before, index_closed
from survey_app.services import closing, exporting, index_values, reporting, tabulating
from survey_app.web import current_actor, current_campaign, local, may, now, parts, sessions
from survey_app.words import Language

bp = Blueprint("results", __name__, url_prefix="/c/<slug>/results")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MIME: dict[Kind, str] = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "sav": "application/x-spss-sav",
    "dta": "application/x-stata-dta",
}
READERS = (Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)

Page = Callable[[Published, Speaker], ResponseReturnValue]


def _after_closing(view: Page) -> Callable[[str], ResponseReturnValue]:
    """Give the view what is published; before closing show who has to do what instead."""

    @wraps(view)
    def shown(slug: str) -> ResponseReturnValue:
        try:
            published = _published()
        except closing.NotClosed:
            return _sealed()
        return view(published, _speaker(published))

    return shown


def _published() -> Published:
    return tabulating.published(sessions(), parts().settings.data, current_campaign().id)


def _language() -> Language:
    return "en" if str(get_locale()) == "en" else "vi"


def _speaker(published: Published) -> Speaker:
    return Speaker(published.facts, _language(), gettext)


def _sealed() -> ResponseReturnValue:
    state = closing.state(sessions(), current_campaign().id)
    observer = str(current_campaign().rules.get("observer", ""))
    asked = local(state.asked_at).date() if state.asked_at else None
    page = pages.SealedPage(state.asked_by, asked, observer)
    return render_template("results/sealed.html", page=page)


@bp.get("/")
@may(*READERS)
@_after_closing
def page(published: Published, speaker: Speaker) -> ResponseReturnValue:
    """The answer first: points from the survey, criterion by criterion."""
    state = closing.state(sessions(), current_campaign().id)
    who = (state.asked_by or "", state.closed_by or "")
    rows = current_actor().has(Role.MONITOR, Role.OBSERVER)
    shown = pages.overview(published, speaker, *who, rows=rows)
    return render_template("results/overview.html", page=shown)


@bp.get("/satisfaction")
@may(*READERS)
@_after_closing
def satisfaction(published: Published, speaker: Speaker) -> ResponseReturnValue:
    """Satisfaction of people and organisations: index, factors, districts, items."""
    shown = pages.satisfaction(published, speaker)
    return render_template("results/satisfaction.html", page=shown)


@bp.get("/officials")
@may(*READERS)
@_after_closing
def officials(published: Published, speaker: Speaker) -> ResponseReturnValue:
    """What officials say, group by group."""
    return render_template("results/officials.html", page=pages.officials(published, speaker))


@bp.get("/index")
@may(*READERS)
def index(slug: str) -> ResponseReturnValue:
    """The whole index: points that were brought, those of the survey after closing, the total."""
    return render_template("results/index.html", page=_index_page())


@bp.post("/index")
@may(Role.MONITOR)
def bring_values(slug: str) -> ResponseReturnValue:
    """Points of the assessed rows from a file, or everything that is wrong with it."""
    found = request.files.get("values")
    if found is None or not found.filename:
        page = _index_page((_("Chưa chọn tệp. Chọn tệp CSV rồi bấm tải lên."),))
        return render_template("results/index.html", page=page), 422
    try:
        content = found.stream.read()
        count = index_values.bring(sessions(), current_actor(), found.filename, content, now())
    except ValuesError as error:
        page = _index_page(tuple(problem.sentence(_language()) for problem in error.problems))
        return render_template("results/index.html", page=page), 422
    flash(_("Đã lưu điểm của %(count)s tiêu chí; tệp trước vẫn được giữ.", count=count))
    return redirect(url_for(".index", slug=slug), 303)


@bp.get("/index-values.csv")
@may(*READERS)
def values_file(slug: str) -> ResponseReturnValue:
    """Every assessed row with its points so far, to be filled in and brought."""
    content = index_values.template(sessions(), current_campaign().id)
    answer = _download(content, "text/csv", f"{slug}-index-values.csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-index-values.csv"'
    return answer


def _index_page(mistakes: tuple[str, ...] = ()) -> IndexPage:
    state = index_values.state(sessions(), current_campaign().id)
    try:
        published = _published()
    except closing.NotClosed:
        return index_before(state, Voice(_language(), gettext), mistakes)
    return index_closed(published, state, _speaker(published), mistakes)


@bp.get("/methods")
@may(*READERS)
@_after_closing
def methods(published: Published, speaker: Speaker) -> ResponseReturnValue:
    """How the figures came about: response, weights, what they rest on."""
    return render_template("results/methods.html", page=background.methods(published, speaker))


@bp.get("/results.json")
@may(*READERS)
def as_json(slug: str) -> ResponseReturnValue:
    """All figures as JSON; refused before closing."""
    text = reporting.report_json_text(sessions(), parts().settings.data, current_campaign().id)
    return _download(text.encode(), "application/json", f"{slug}-results.json")


@bp.get("/report.pdf")
@may(*READERS)
def as_pdf(slug: str) -> ResponseReturnValue:
    """The report as PDF in the reader's language; refused before closing."""
    about = (sessions(), parts().settings.data, current_campaign().id)
    content = reporting.report_pdf_bytes(*about, _language())
    return _download(content, "application/pdf", f"{slug}-report.pdf")


@bp.get("/results.xlsx")
@may(*READERS)
def as_xlsx(slug: str) -> ResponseReturnValue:
    """All tables as an Excel workbook; refused before closing."""
    content = exporting.results_xlsx(sessions(), parts().settings.data, current_campaign().id)
    return _download(content, XLSX, f"{slug}-results.xlsx")


@bp.get("/rows.<any(csv, parquet, sav, dta):kind>")
@may(Role.MONITOR, Role.OBSERVER)
def as_rows(slug: str, kind: Kind) -> ResponseReturnValue:
    """Coarsened rows for analysts; refused before closing."""
    about = (sessions(), parts().settings.data, current_campaign().id)
    answer = _download(exporting.analysts_table(*about, kind), MIME[kind], f"{slug}-rows.{kind}")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slug}-rows.{kind}"'
    return answer


def _download(content: bytes, kind: str, name: str) -> Response:
    answer = Response(content, mimetype=kind)
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
