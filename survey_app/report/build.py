"""What is published -> the report, and the short form in which programs read the points."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from analysis.estimate import Estimate
from analysis.points import PointsRow
from analysis.tables import Cell, Results
from survey_app.bundle.published import Published
from survey_app.report.comparisons import differing
from survey_app.report.document import EstimateRow, PointRow, ReportDocument, ResponseRow, Total
from survey_app.report.sentences import CONVENTIONS, STEPS, Speaker
from survey_app.words import number, percent

__all__ = ["ILLUSTRATIVE", "INTERNAL", "report_document", "report_json"]

ILLUSTRATIVE = "Thang điểm minh họa"
INTERNAL = "Ước tính nội bộ, không thay thế kết quả do Bộ Nội vụ công bố"
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
METHOD_NOTES = (
    "calibrated",
    "margin_given_up",
    "not_calibrated",
    "lonely_psu_adjusted",
    "official_cells_merged",
)


def report_json(published: Published) -> dict[str, Any]:
    """The figures for programs: the points by criterion first, then everything.

    Every row of `index` has lower and upper; limits says what they are: interval_95, bounds
    (all who did not answer at worst and at best; then points is null), or null where neither
    is known and `warrant` says why.
    """
    facts, results = published.facts, published.results
    names = {row.code: dict(row.name) for row in facts.rows}
    assessed = [row for row in facts.rows if row.kind == "assessed"]
    return {
        "campaign": facts.campaign,
        "name": dict(facts.name),
        "year": facts.year,
        "labels": _labels(published),
        "closed_at": facts.closed_at,
        "frozen_sha256": facts.frozen,
        "scheme_sha256": results.scheme_digest,
        "index": {
            "total": _points(results.index.total, {"vi": "Điểm điều tra xã hội học"}),
            "criteria": [_points(row, names[row.code]) for row in results.index.rows],
            "fields": [_points(row, names[row.code]) for row in results.index.fields],
            "not_scored": [
                {"code": row.code, "name": dict(row.name), "maximum": row.maximum}
                for row in assessed
            ],
        },
        "results": json.loads(json.dumps(asdict(results), allow_nan=False)),
        "names": {
            "groups": dict(facts.groups),
            "districts": dict(facts.districts),
            "factors": dict(facts.factors),
            "items": dict(facts.items),
        },
    }


def _labels(published: Published) -> list[str]:
    return [ILLUSTRATIVE] * published.results.illustrative + [INTERNAL] * (
        not published.facts.own_survey
    )


def _points(row: PointsRow, name: dict[str, str]) -> dict[str, Any]:
    points = row.points
    lower, upper, limits = points.lower, points.upper, "interval_95"
    if lower is None or upper is None:
        lower, upper = points.bounds or (None, None)
        limits = "bounds" if points.bounds else ""
    return {
        "code": row.code,
        "name": name,
        "maximum": row.maximum,
        "points": points.value,
        "lower": lower,
        "upper": upper,
        "limits": limits or None,
        "warrant": points.warrant,
    }


def report_document(published: Published) -> ReportDocument:
    """The report in Vietnamese; the same figures as on the pages."""
    facts, results = published.facts, published.results
    speaker = Speaker(facts, "vi")
    city = next((found.weighted for found in results.sipas.values()), None)
    return ReportDocument(
        campaign_name=facts.name["vi"],
        year=facts.year,
        documents=facts.documents,
        issuer=facts.issuer,
        closed_on=datetime.fromisoformat(facts.closed_at).astimezone(HANOI).date(),
        illustrative=results.illustrative,
        internal=not facts.own_survey,
        total=_total(results, speaker),
        points=_point_rows(published, speaker),
        factors=_factor_rows(published, speaker),
        districts=_district_rows(published, city, speaker),
        groups=_group_rows(published, speaker),
        responses=_response_rows(published, speaker),
        method=_method(published, speaker),
        limits=_limits(published, speaker),
        city=city.value if city else None,
    )


def _total(results: Results, speaker: Speaker) -> Total:
    total = results.index.total
    points = total.points
    note = speaker.why(points.warrant)
    if points.value is None and points.bounds:
        note = (
            "Không có ước tính điểm chung, chỉ có giới hạn: thấp nhất nếu mọi người không trả lời "
            "đều cho mức kém nhất, cao nhất nếu họ đều cho mức tốt nhất."
        )
    elif points.bounds:
        low, high = points.bounds
        note = (
            "Khoảng này giả thiết cán bộ, công chức không trả lời một cách ngẫu nhiên; không giả "
            f"thiết như vậy thì chỉ biết điểm nằm từ {number(low, 2)} đến {number(high, 2)}, cộng "
            "trừ sai số chọn mẫu của người dân."
        )
    return Total(points.value, total.maximum, points.lower, points.upper, note, points.bounds)


def _point_rows(published: Published, speaker: Speaker) -> tuple[PointRow, ...]:
    names = {row.code: speaker.named(row.name) for row in published.facts.rows}
    return tuple(
        PointRow(
            row.code,
            names[row.code],
            row.points.value,
            row.maximum,
            row.points.lower,
            row.points.upper,
            "" if row.points.bounds else speaker.why(row.points.warrant),
            row.points.bounds,
        )
        for row in published.results.index.rows
    )


def _estimate_row(
    stt: int, name: str, cell: Cell, speaker: Speaker, threshold: int, differs: bool | None = None
) -> EstimateRow:
    found = cell.estimate
    if found is None:
        return EstimateRow(stt, name, None, note=speaker.hidden(cell.reason, threshold))
    return EstimateRow(
        stt,
        name,
        found.value,
        found.lower,
        found.upper,
        found.n,
        speaker.why(found.warrant),
        found.bounds,
        differs,
    )


def _factor_rows(published: Published, speaker: Speaker) -> tuple[EstimateRow, ...]:
    facts, results = published.facts, published.results
    rows = [row for row in results.factors if row.group in results.sipas]
    return tuple(
        _estimate_row(
            n, speaker.named(facts.factors[row.factor]), row.share, speaker, results.threshold
        )
        for n, row in enumerate(rows, 1)
    )


def _district_rows(
    published: Published, city: Estimate | None, speaker: Speaker
) -> tuple[EstimateRow, ...]:
    results = published.results
    rows = {row.district: row for row in results.districts}
    if city is None or not rows:
        return ()
    differs = differing(city, list(rows.values()))
    return tuple(
        _estimate_row(
            n,
            name,
            rows[code].pooled if code in rows else Cell(None, "no_answers"),
            speaker,
            results.threshold,
            differs.get(code, False),
        )
        for n, (code, name) in enumerate(published.facts.districts.items(), 1)
    )


def _group_rows(published: Published, speaker: Speaker) -> tuple[EstimateRow, ...]:
    results = published.results
    rows = [row for row in results.groups if row.group not in results.weighting]
    return tuple(
        _estimate_row(n, speaker.group(row.group), row.share, speaker, results.threshold)
        for n, row in enumerate(rows, 1)
    )


def _response_rows(published: Published, speaker: Speaker) -> tuple[ResponseRow, ...]:
    forms = published.facts.forms
    return tuple(
        ResponseRow(speaker.group(rate.group), rate.opened, *forms[rate.group], rate.rate)
        for rate in published.results.responses
        if rate.place is None
    )


def _method(published: Published, speaker: Speaker) -> tuple[str, ...]:
    results, facts = published.results, published.facts
    steps = [step for report in results.weighting.values() for step in report.steps]
    return (
        "Chọn mẫu người dân: các xã, phường của mỗi quận, huyện được chọn ngẫu nhiên đơn giản, "
        "huyện không có xã thì chọn thẳng người trong danh sách; "
        "Bộ phận Một cửa cấp huyện và của các sở đều tham gia; người trong từng danh sách được "
        f"chọn ngẫu nhiên. Danh sách có {number(facts.list_total)} người sau khi bỏ trùng. "
        "Cán bộ, công chức: mời toàn bộ.",
        f"Mức độ hài lòng là {CONVENTIONS[results.convention]}. «Không biết» không nằm trong "
        "mẫu số.",
        *_reconciled(results),
        *(
            f"{STEPS[step.step]}: {number(step.n)} người, tổng {number(step.total)}, "
            f"từ {number(step.smallest, 2)} đến {number(step.largest, 2)}."
            for step in steps
        ),
        "Sai số chuẩn tính bằng tuyến tính hóa theo tầng, xã hoặc phường và người; bậc tự do theo "
        "Satterthwaite. So sánh quận, huyện dùng phương sai giữa các xã, phường lấy chung và hiệu "
        "chỉnh cho số lần so sánh.",
        *(speaker.note(note) for note in results.notes if note.code in METHOD_NOTES),
    )


def _reconciled(results: Results) -> tuple[str, ...]:
    return tuple(
        f"Không có quyền số, tỷ lệ hài lòng là {percent(found.unweighted)}; có quyền số, "
        f"{percent(found.weighted.value)}; chênh lệch {number(100 * found.difference, 1)} điểm "
        "phần trăm."
        for found in results.sipas.values()
        if found.unweighted is not None
        and found.weighted.value is not None
        and found.difference is not None
    )


def _limits(published: Published, speaker: Speaker) -> tuple[str, ...]:
    results, facts = published.results, published.facts
    notes = [n for n in results.notes if n.code not in METHOD_NOTES and n.code != "classes_merged"]
    said = [speaker.note(note) for note in notes]
    lacking = sum(row.maximum for row in facts.rows if row.kind == "assessed")
    said.append(
        f"Chưa có điểm toàn bộ Chỉ số: {number(lacking, 1)} điểm thẩm định chưa chấm trong hệ "
        "thống này."
    )
    if facts.lists_invented:
        said.append(
            "Danh sách người đã làm thủ tục trong bản thử nghiệm này do máy tạo ra, không phải "
            "số liệu thật."
        )
    if facts.waiting:
        said.append(f"{number(facts.waiting)} phiếu còn chờ duyệt lúc chốt nên không tính.")
    said.append(f"Ô có dưới {results.threshold} phiếu không được công bố.")
    return tuple(said)
