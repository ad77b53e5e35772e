"""The public draw: what was committed to, what was drawn, and how anyone checks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from sampling.manifest import manifest_text
from sampling.problems import Problem
from sampling.reconciliation import Gap
from survey_app.models import Role
from survey_app.monitor.blueprint import bp
from survey_app.services import describing, published_draw
from survey_app.services.published_draw import NotDrawn, PublishedDraw, Today
from survey_app.web import current_campaign, local, may, sessions
from survey_app.words import Language, number

__all__ = ["draw", "draw_manifest"]


@dataclass(frozen=True)
class DrawnCell:
    """A cell of the draw; stage1, stage2: inclusion probabilities of desk and person.

    today: what the place is now, where it is another and the campaign's files know.
    """

    name: str
    stratum: str
    target: int
    list_size: int
    released: int
    stage1: Fraction
    stage2: Fraction
    today: str = ""

    @property
    def both(self) -> Fraction:
        """Probability that a person on the list was drawn at all."""
        return self.stage1 * self.stage2


@dataclass(frozen=True)
class DrawnDistrict:
    """A district with the desks drawn in it; name is of departments where it has no code."""

    name: str
    cells: tuple[DrawnCell, ...]


@dataclass(frozen=True)
class DrawPage:
    """The draw; None in `drawn` before there is one.

    gaps: of the lists beside the one-stop system, None without its counts; gap_limit: above
    which they are marked, in percent; fields: names of the fields of procedures.
    """

    drawn: PublishedDraw | None
    drawn_at: datetime | None
    districts: tuple[DrawnDistrict, ...]
    officials: tuple[DrawnCell, ...]
    digests: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    targets: int
    released: int
    desks: int
    gaps: tuple[Gap, ...] | None = None
    gap_limit: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


@bp.get("/draw")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def draw(slug: str) -> ResponseReturnValue:
    """The draw for whoever wants to check it."""
    campaign = current_campaign()
    try:
        found = published_draw.published(sessions(), campaign.id)
    except NotDrawn:
        nothing = DrawPage(None, None, (), (), (), (), 0, 0, 0)
        return render_template("monitor/draw.html", page=nothing)
    groups = describing.group_names(sessions(), campaign.id, str(get_locale()))
    return render_template("monitor/draw.html", page=_page(found, groups))


@bp.get("/draw/manifest.json")
@may(Role.MONITOR, Role.OBSERVER, Role.ADMINISTRATOR)
def draw_manifest(slug: str) -> ResponseReturnValue:
    """The manifest, the same bytes as `par-survey draw verify` reads."""
    found = published_draw.published(sessions(), current_campaign().id)
    return Response(
        manifest_text(found.manifest),
        mimetype="application/json",
        headers={"Content-Disposition": f'attachment; filename="draw-{slug}.json"'},
    )


def _page(found: PublishedDraw, groups: Mapping[str, str]) -> DrawPage:
    manifest = found.manifest
    cells = [(cell, _cell(cell, found, groups)) for cell in manifest["cells"]]
    citizens = [cell for raw, cell in cells if raw["id"].startswith("citizens/")]
    return DrawPage(
        found,
        local(found.drawn_at),
        tuple(_districts(cells, found.units)),
        tuple(cell for raw, cell in cells if not raw["id"].startswith("citizens/")),
        tuple(_digests(manifest, found)),
        tuple(_sentence(warning, found) for warning in manifest["warnings"]),
        sum(cell.target for cell in citizens),
        sum(cell.released for cell in citizens),
        len(citizens),
        found.gaps,
        number(100 * found.gap_limit, 1, "en" if str(get_locale()) == "en" else "vi"),
        _fields(),
    )


def _fields() -> dict[str, str]:
    return {
        "land": _("Đất đai"),
        "justice": _("Tư pháp, hộ tịch"),
        "business": _("Đăng ký kinh doanh"),
        "construction": _("Xây dựng"),
        "social": _("Lao động, xã hội"),
        "other": _("Lĩnh vực khác"),
    }


def _cell(raw: Mapping[str, Any], found: PublishedDraw, groups: Mapping[str, str]) -> DrawnCell:
    group = raw["id"].split("/")[0]
    name = groups.get(group, group) if group != "citizens" else found.places.get(raw["id"])
    return DrawnCell(
        name or raw["id"],
        raw["stratum"],
        raw["target"],
        raw["list_size"],
        raw["released"],
        Fraction(raw["stage1"]),
        Fraction(raw["stage2"]),
        _today(found.today.get(raw["id"].rpartition(":")[2])),
    )


def _today(unit: Today | None) -> str:
    """The unit of today in words; nothing where it is what it was or where nobody named it."""
    if unit is None or unit.fate.kind == "same":
        return ""
    if unit.fate.kind == "ended":
        return str(_("nay không còn; thuộc %(place)s", place=unit.within or "—"))
    return str(_("nay là %(place)s", place=", ".join(unit.heirs)))


def _districts(
    cells: list[tuple[Mapping[str, Any], DrawnCell]], units: Mapping[str, str]
) -> Iterator[DrawnDistrict]:
    """Citizens' cells by district in official order, departments' desks last."""
    by_place: dict[str, list[DrawnCell]] = {}
    for raw, cell in cells:
        group, *place = raw["id"].split("/")
        if group == "citizens":
            by_place.setdefault(place[0] if len(place) > 1 else "", []).append(cell)
    for code in (*(unit for unit in units if unit in by_place), ""):
        if code in by_place:
            yield DrawnDistrict(units.get(code, _("Sở, ban, ngành")), tuple(by_place[code]))


def _digests(manifest: Mapping[str, Any], found: PublishedDraw) -> Iterator[tuple[str, str]]:
    if "ceremony" in manifest:
        yield _("Thể lệ bốc thăm công bố trước khi khóa dàn mẫu"), found.commitment
    else:
        yield _("Cam kết công bố trước khi chốt dàn mẫu"), found.commitment
    yield _("Dàn mẫu"), manifest["frame_digest"]
    yield _("Danh sách số lượng công chức"), manifest["roster_digest"]
    yield _("Thiết kế mẫu"), manifest["design_digest"]
    yield _("Biên bản chọn mẫu"), manifest["digest"]


def _sentence(warning: Mapping[str, Any], found: PublishedDraw) -> str:
    """The warning in the reader's language, desks by their names, decimals as people read them."""
    language: Language = "en" if str(get_locale()) == "en" else "vi"
    values = {key: str(value) for key, value in warning.items() if key != "code"}
    for key, value in values.items():
        if value.partition(":")[2] in found.units:
            values[key] = found.units[value.partition(":")[2]]
        elif value.replace(".", "", 1).isdigit() and "." in value:
            values[key] = number(float(value), 1, language)
    return Problem(warning["code"], values=values).sentence(language)
