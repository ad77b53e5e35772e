"""The results as an Excel workbook: one sheet a table, numbers as numbers, reasons in cells."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from openpyxl import Workbook

from analysis.estimate import Estimate
from analysis.points import PointsRow
from analysis.tables import Cell
from survey_app.bundle.published import Facts, Published
from survey_app.exports.further import Deviations, further_sheets
from survey_app.exports.sheet import (
    COUNT,
    POINTS,
    SCORE,
    SHARE,
    Noted,
    Sheet,
    Value,
    noted,
    write,
)
from survey_app.report.build import ILLUSTRATIVE, INTERNAL, report_document
from survey_app.report.sentences import Speaker
from survey_app.words import date

__all__ = ["results_workbook"]

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
LIMITS = (("Cận dưới 95%", SHARE), ("Cận trên 95%", SHARE))
BOUNDS = (("Giới hạn thấp", SHARE), ("Giới hạn cao", SHARE))
TAIL = (("Số phiếu", COUNT), ("Ghi chú", ""))


def results_workbook(published: Published, deviations: Deviations = None) -> bytes:
    """The workbook in Vietnamese; the same figures give the same bytes, but for its packing.

    deviations: from the frozen analysis plan, None without one.
    """
    speaker = Speaker(published.facts, "vi")
    book = Workbook()
    book.remove(book.active)
    facts = published.facts
    labels = [ILLUSTRATIVE] * published.results.illustrative + [INTERNAL] * (not facts.own_survey)
    day = date(datetime.fromisoformat(facts.closed_at).astimezone(HANOI).date())
    about = f"{facts.name['vi']} · chốt số liệu {day}"
    for sheet in _sheets(published, speaker, deviations):
        write(book.create_sheet(sheet.name), sheet, about, " · ".join(labels))
    closed = datetime.fromisoformat(published.facts.closed_at).replace(tzinfo=None)
    book.properties.created = book.properties.modified = closed
    book.properties.creator = "par-survey"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheets(published: Published, speaker: Speaker, deviations: Deviations) -> Iterable[Sheet]:
    yield _points(published, speaker)
    yield _shares(
        "Nhân tố",
        "Mức độ hài lòng của người dân theo nhân tố",
        [
            (speaker.named(published.facts.factors[row.factor]), row.share)
            for row in published.results.factors
            if row.group in published.results.sipas
        ],
        published,
        speaker,
    )
    yield _districts(published, speaker)
    yield _district_factors(published, speaker)
    yield _shares(
        "Cán bộ, công chức",
        "Tỷ lệ trả lời hài lòng của cán bộ, công chức theo nhóm",
        [
            (speaker.group(row.group), row.share)
            for row in published.results.groups
            if row.group not in published.results.weighting
        ],
        published,
        speaker,
    )
    yield _items(published, speaker)
    yield _responses(published, speaker)
    yield from further_sheets(published, speaker, deviations)
    yield _methods(published, deviations)


def _points(published: Published, speaker: Speaker) -> Sheet:
    index = published.results.index
    names = {row.code: speaker.named(row.name) for row in published.facts.rows}
    rows = [_point_row(row, names.get(row.code, ""), speaker) for row in index.rows]
    rows += [
        _point_row(row, f"Lĩnh vực: {names.get(row.code, '')}", speaker) for row in index.fields
    ]
    rows.append(_point_row(index.total, "Điểm điều tra xã hội học", speaker))
    heads = (
        ("Mã", ""), ("Tiêu chí", ""), ("Điểm", POINTS), ("Điểm tối đa", POINTS),
        ("Cận dưới 95%", POINTS), ("Cận trên 95%", POINTS),
        ("Giới hạn thấp", POINTS), ("Giới hạn cao", POINTS), ("Ghi chú", ""),
    )  # fmt: skip
    says = "Điểm theo tiêu chí do điều tra xã hội học; ô trống: không có số, lý do ở cột Ghi chú."
    return Sheet("Điểm", "Điểm điều tra xã hội học", says, heads, tuple(rows))


def _point_row(row: PointsRow, name: str, speaker: Speaker) -> tuple[Value | Noted, ...]:
    points = row.points
    code = "" if row.code == "total" else row.code
    why = _why(points, speaker)
    return (
        code, name, noted(points.value, why), row.maximum, points.lower, points.upper,
        *(points.bounds or (None, None)), why,
    )  # fmt: skip


def _shares(
    name: str,
    title: str,
    cells: Sequence[tuple[str, Cell]],
    published: Published,
    speaker: Speaker,
) -> Sheet:
    heads = (("STT", COUNT), ("Tên", ""), ("Tỷ lệ hài lòng", SHARE), *LIMITS, *BOUNDS, *TAIL)
    rows = [(n, each, *_cell(cell, published, speaker)) for n, (each, cell) in enumerate(cells, 1)]
    return Sheet(name, title, "Khoảng tin cậy 95%.", heads, tuple(rows))


def _districts(published: Published, speaker: Speaker) -> Sheet:
    rows = {row.district: row for row in published.results.districts}
    lines = []
    for n, (code, name) in enumerate(published.facts.districts.items(), 1):
        row = rows.get(code)
        cell = row.pooled if row else Cell(None, "no_answers")
        own = row.direct.estimate if row else None
        value, low, high, _, _, count, why = _cell(cell, published, speaker)
        direct = (own.lower, own.upper) if own else (None, None)
        lines.append((n, code, name, value, low, high, *direct, count, why))
    heads = (
        ("STT", COUNT), ("Mã", ""), ("Quận, huyện", ""), ("Mức độ hài lòng", SHARE), *LIMITS,
        ("Cận dưới, riêng xã/phường của quận", SHARE),
        ("Cận trên, riêng xã/phường của quận", SHARE), *TAIL,
    )  # fmt: skip
    says = (
        "Khoảng tin cậy 95% dùng phương sai giữa các xã, phường lấy chung; chưa đủ căn cứ để xếp "
        "hạng quận, huyện."
    )
    return Sheet("Quận, huyện", "Mức độ hài lòng theo quận, huyện", says, heads, tuple(lines))


def _district_factors(published: Published, speaker: Speaker) -> Sheet:
    facts = published.facts
    heads = (
        ("Quận, huyện", ""), ("Nhân tố", ""), ("Tỷ lệ hài lòng", SHARE), *LIMITS, *BOUNDS, *TAIL,
    )  # fmt: skip
    rows = {row.district: row for row in published.results.districts}
    lines = [
        (name, speaker.named(facts.factors[part.factor]), *_cell(part.share, published, speaker))
        for code, name in facts.districts.items()
        if code in rows
        for part in rows[code].factors
    ]
    title = "Nhân tố theo quận, huyện"
    return Sheet("Quận, huyện theo nhân tố", title, "Khoảng tin cậy 95%.", heads, tuple(lines))


def _items(published: Published, speaker: Speaker) -> Sheet:
    heads = (
        ("Nhóm", ""), ("Mã câu", ""), ("Câu hỏi", ""), ("Tỷ lệ hài lòng", SHARE), *LIMITS,
        ("Điểm trung bình (0–1)", SCORE), ("Được hỏi", COUNT), ("Không biết, từ chối", COUNT),
        ("Không trả lời", COUNT), *TAIL,
    )  # fmt: skip
    lines = []
    for row in published.results.items:
        value, low, high, _, _, count, why = _cell(row.share, published, speaker)
        shown = row.share.estimate is not None
        mean = row.mean.estimate.value if row.mean.estimate else None
        counts = (row.asked, row.not_counted, row.missing) if shown else (None, None, None)
        name = speaker.named(published.facts.items[row.item])
        lines.append(
            (speaker.group(row.group), row.item, name, value, low, high, mean, *counts, count, why)
        )
    title = "Từng câu hỏi theo nhóm đối tượng"
    return Sheet("Câu hỏi", title, "Khoảng tin cậy 95%.", heads, tuple(lines))


def _responses(published: Published, speaker: Speaker) -> Sheet:
    facts = published.facts
    heads = (
        ("Nhóm", ""), ("Nơi", ""), ("Đã mở, đã mời", COUNT), ("Trả lời", COUNT),
        ("Không trả lời", COUNT), ("Không thuộc đối tượng", COUNT), ("Chưa rõ", COUNT),
        ("Tỷ lệ trả lời", SHARE),
    )  # fmt: skip
    lines = [
        (
            speaker.group(rate.group), _place(rate.place, facts), rate.opened, rate.respondents,
            rate.nonrespondents, rate.ineligible, rate.unknown, rate.rate,
        )
        for rate in published.results.responses
    ]  # fmt: skip
    says = "Tỷ lệ trả lời theo AAPOR RR3."
    return Sheet("Tỷ lệ trả lời", "Tỷ lệ trả lời", says, heads, tuple(lines))


def _place(code: str | None, facts: Facts) -> str:
    return "Toàn thành phố" if code is None else facts.districts.get(code, code)


def _methods(published: Published, deviations: Deviations) -> Sheet:
    document = report_document(published, deviations=deviations)
    facts = published.facts
    lines: list[tuple[Value | Noted, ...]] = [("Văn bản căn cứ", each) for each in facts.documents]
    lines += [("Phương pháp", each) for each in document.method]
    lines += [("Giới hạn", each) for each in document.limits]
    lines += [
        ("Mã băm số liệu chốt", facts.frozen),
        ("Mã băm thang điểm", published.results.scheme_digest),
    ]
    heads = (("Mục", ""), ("Nội dung", ""))
    return Sheet("Phương pháp", "Phương pháp và giới hạn", "", heads, tuple(lines))


def _cell(cell: Cell, published: Published, speaker: Speaker) -> tuple[Value | Noted, ...]:
    """Value, limits, bounds, answers and note of a share."""
    found = cell.estimate
    if found is None:
        why = speaker.hidden(cell.reason, published.results.threshold)
        return noted(None, why), None, None, None, None, None, why
    why = _why(found, speaker)
    bounds = found.bounds or (None, None)
    return noted(found.value, why), found.lower, found.upper, *bounds, found.n, why


def _why(found: Estimate, speaker: Speaker) -> str:
    return speaker.why(found.warrant) or speaker.assumption(found.note)
