"""Sheets beyond the figures themselves: the whole index, what goes with satisfaction, other
choices, an earlier year, deviations from the plan, how forms came in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from analysis.assessed import AssessedValue
from analysis.estimate import Estimate
from survey_app.bundle.published import Published
from survey_app.exports.sheet import COUNT, POINTS, SHARE, Row, Sheet, noted
from survey_app.report.document import ChangeOf, YearRow
from survey_app.report.further import association_part, choice_rows
from survey_app.report.sentences import DESKS, Speaker
from survey_app.report.whole import lacking_text, whole_of
from survey_app.report.wording import METHOD, PAPER
from survey_app.report.years import SHARE as OF_SHARES
from survey_app.report.years import earlier_part
from survey_app.words import date as written

__all__ = ["Deviations", "further_sheets"]

Deviations = Sequence[tuple[date, str]] | None
"""Days and reasons of what was done otherwise than planned; None without a plan."""

CHANGE = "+#,##0.00;-#,##0.00;0.00"
CHANGED_POINTS = (("Thay đổi", CHANGE), ("Cận dưới", CHANGE), ("Cận trên", CHANGE))


def further_sheets(
    published: Published, speaker: Speaker, deviations: Deviations
) -> Iterator[Sheet]:
    """Those of them that have anything to say."""
    yield whole_sheet(published, speaker)
    yield from _association(published, speaker)
    yield from _choices(published, speaker)
    yield from _earlier(published, speaker)
    yield from _modes(published, speaker)
    yield from _desks(published, speaker)
    yield from _deviations(deviations)


def whole_sheet(published: Published, speaker: Speaker) -> Sheet:
    """Every row of the index: self-scored, verified, by survey; the total only when complete."""
    found = whole_of(published)
    known = {value.code: value for value in published.assessed}
    rows = []
    for row in published.facts.rows:
        own = found.rows[row.code]
        source = known.get(row.code, AssessedValue(row.code, None, None, "")).source
        why = speaker.why(own.survey.warrant) if own.survey else ""
        rows.append(
            (
                row.code, speaker.named(row.name), row.maximum, own.self_scored, own.verified,
                *_points(own.survey, why), None, None, None, source, why,
            )
        )  # fmt: skip
    most = sum(row.maximum for row in published.facts.rows if row.depth == 0)
    why = lacking_text(found, speaker)
    survey = published.results.index.total.points
    rows.append(
        (
            "", "Tổng cộng", most, found.self_scored, found.verified, *_points(survey, ""),
            *_points(found.total, why), "", why,
        )
    )  # fmt: skip
    heads = (
        ("Mã", ""), ("Nội dung", ""), ("Điểm tối đa", POINTS), ("Tự chấm", POINTS),
        ("Thẩm định", POINTS), ("Điều tra xã hội học", POINTS), ("Điều tra: cận dưới", POINTS),
        ("Điều tra: cận trên", POINTS), ("Toàn bộ", POINTS), ("Toàn bộ: cận dưới", POINTS),
        ("Toàn bộ: cận trên", POINTS), ("Nguồn", ""), ("Ghi chú", ""),
    )  # fmt: skip
    says = (
        "Điểm tự chấm, thẩm định lấy từ tệp có ghi nguồn; điểm điều tra do máy tính từ phiếu. "
        "Không có điểm thì cận là giới hạn. Tổng chỉ có khi mọi tiêu chí đã có điểm."
    )
    return Sheet("Toàn bộ Chỉ số", "Toàn bộ Chỉ số", says, heads, tuple(rows))


def _points(found: Estimate | None, why: str) -> Row:
    """Points, then limits or, without them, bounds."""
    if found is None:
        return noted(None, why), None, None
    low, high = found.bounds or (None, None)
    if found.lower is not None:
        low, high = found.lower, found.upper
    return noted(found.value, why), low, high


def _association(published: Published, speaker: Speaker) -> Iterator[Sheet]:
    part = association_part(published, speaker)
    if part is None:
        return
    heads = (
        ("Yếu tố", ""), ("Phần giải thích", SHARE), ("Cận dưới 95%", SHARE),
        ("Cận trên 95%", SHARE), ("Khi cao hơn 10 điểm", POINTS), ("Cận dưới 95% ", POINTS),
        ("Cận trên 95% ", POINTS),
    )  # fmt: skip
    rows = tuple(
        (r.name, r.share, r.lower, r.upper, r.slope, r.slope_lower, r.slope_upper)
        for r in part.rows
    )
    yield Sheet("Gắn với hài lòng", part.title, " ".join(part.lead), heads, rows)


def _choices(published: Published, speaker: Speaker) -> Iterator[Sheet]:
    found = choice_rows(published, speaker)
    if not found:
        return
    heads = (
        ("Lựa chọn", ""), ("Tổng điểm", POINTS), ("Chênh lệch", CHANGE), ("Cận dưới", CHANGE),
        ("Cận trên", CHANGE), ("SIPAS", SHARE), ("Chênh lệch SIPAS, điểm phần trăm", CHANGE),
        ("SIPAS: cận dưới", CHANGE), ("SIPAS: cận trên", CHANGE), ("Ghi chú", ""),
    )  # fmt: skip
    rows = tuple(
        (
            r.name, noted(r.total.value, r.note), *_changed(r.total, 1), r.share.value,
            *_changed(r.share, 100), r.note,
        )
        for r in found
    )  # fmt: skip
    says = speaker.say(PAPER["choices_lead"])
    yield Sheet("Cách tính khác", speaker.say(PAPER["choices"]), says, heads, rows)


def _changed(change: ChangeOf, unit: float) -> tuple[float | None, ...]:
    values = (change.change, change.lower, change.upper)
    return tuple(None if value is None else unit * value for value in values)


def _earlier(published: Published, speaker: Speaker) -> Iterator[Sheet]:
    part = earlier_part(published, speaker)
    if part is None:
        return
    heads = (
        ("Chỉ số", ""), ("Đơn vị", ""), ("Năm trước", POINTS), ("Năm nay", POINTS),
        *CHANGED_POINTS, ("Ghi chú", ""),
    )  # fmt: skip
    rows = tuple(_year(row) for row in part.rows)
    yield Sheet("So với năm trước", speaker.say(PAPER["earlier"]), part.lead, heads, rows)


def _year(row: YearRow) -> Row:
    """Shares times 100, so that values and changes of a row have one unit."""
    unit = 100 if row.unit == OF_SHARES else 1
    before, now = (None if x is None else unit * x for x in (row.before, row.now))
    name = "%" if row.unit == OF_SHARES else "điểm"
    return row.name, name, before, noted(now, row.note), *_changed(row.change, unit), row.note


def _modes(published: Published, speaker: Speaker) -> Iterator[Sheet]:
    rows = tuple(
        (speaker.group(group), speaker.mode(mode), forms)
        for group, found in published.facts.modes.items()
        for mode, forms in found.items()
    )
    if rows:
        heads = (("Nhóm", ""), ("Hình thức trả lời", ""), ("Phiếu hợp lệ", COUNT))
        says = "Người không trả lời không có hình thức, nên đây là số phiếu, không phải tỷ lệ."
        title = "Phiếu hợp lệ theo hình thức trả lời"
        yield Sheet("Hình thức trả lời", title, says, heads, rows)


def _desks(published: Published, speaker: Speaker) -> Iterator[Sheet]:
    rows = tuple(
        (speaker.say(DESKS[kind]), there, drawn)
        for kind, (drawn, there) in published.facts.desks.items()
    )
    if rows:
        heads = (("Bộ phận Một cửa", ""), ("Trong dàn mẫu", COUNT), ("Đã chọn", COUNT))
        yield Sheet("Dàn mẫu", "Bộ phận Một cửa trong dàn mẫu và đã chọn", "", heads, rows)


def _deviations(deviations: Deviations) -> Iterator[Sheet]:
    if deviations is None:
        return
    rows: tuple[Row, ...] = tuple((written(day), reason) for day, reason in deviations)
    heads = (("Ngày", ""), ("Lý do", ""))
    says = "" if rows else METHOD["as_planned"]
    title = "Thay đổi so với kế hoạch phân tích đã khóa"
    yield Sheet("Thay đổi kế hoạch", title, says, heads, rows or (("", METHOD["as_planned"]),))
