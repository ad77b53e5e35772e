"""What is published -> the report, and the short form in which programs read the points."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from analysis.estimate import Estimate
from analysis.points import PointsRow
from analysis.tables import Cell, DistrictRow, Results
from survey_app.bundle.published import Published
from survey_app.report.comparisons import differing
from survey_app.report.document import EstimateRow, PointRow, ReportDocument, ResponseRow, Total
from survey_app.report.further import association_part, choice_rows
from survey_app.report.languages import translator
from survey_app.report.method import limits, method, total_note
from survey_app.report.sentences import Speaker
from survey_app.report.summary import summary
from survey_app.report.whole import whole_json, whole_part
from survey_app.report.wording import LABELS
from survey_app.report.years import earlier_part
from survey_app.words import Language

__all__ = ["ILLUSTRATIVE", "INTERNAL", "report_document", "report_json"]

ILLUSTRATIVE, INTERNAL = LABELS["illustrative"], LABELS["internal"]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def report_json(published: Published) -> dict[str, Any]:
    """The figures for programs: the points by criterion first, then everything.

    Every row of `index` has lower and upper; limits says what they are: interval_95, bounds
    (all who did not answer at worst and at best; then points is null), or null where neither
    is known and `warrant` says why.
    """
    facts, results = published.facts, published.results
    names = {row.code: dict(row.name) for row in facts.rows}
    assessed = [row for row in facts.rows if row.kind == "assessed"]
    verified = {value.code for value in published.assessed if value.verified is not None}
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
                if row.code not in verified
            ],
            "whole": whole_json(published),
        },
        "results": json.loads(json.dumps(asdict(results), allow_nan=False)),
        "earlier": None if published.earlier is None else asdict(published.earlier),
        "alternatives": [asdict(one) for one in published.alternatives],
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


def report_document(
    published: Published,
    language: Language = "vi",
    deviations: Sequence[tuple[date, str]] | None = None,
) -> ReportDocument:
    """The report in one language; the same figures as on the pages.

    deviations: from the frozen analysis plan, None without one.
    """
    facts, results = published.facts, published.results
    speaker = Speaker(facts, language, translator(language))
    city = next((found.weighted for found in results.sipas.values()), None)
    return ReportDocument(
        campaign_name=speaker.named(facts.name),
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
        method=method(published, speaker, deviations),
        limits=limits(published, speaker),
        city=city.value if city else None,
        summary=summary(published, speaker),
        association=association_part(published, speaker),
        choices=choice_rows(published, speaker),
        earlier=earlier_part(published, speaker),
        whole=whole_part(published, speaker),
        language=language,
    )


def _total(results: Results, speaker: Speaker) -> Total:
    total = results.index.total
    points = total.points
    note = total_note(points, speaker)
    return Total(points.value, total.maximum, points.lower, points.upper, note, points.bounds)


def _point_rows(published: Published, speaker: Speaker) -> tuple[PointRow, ...]:
    """Every field's survey part, and its criteria below it."""
    index = published.results.index
    rows = []
    for field in index.fields:
        own = [row for row in index.rows if row.field == field.code]
        rows += [_point_row(field, published, speaker), *_criteria(own, published, speaker)]
    return (
        *rows,
        *_criteria([row for row in index.rows if row.field is None], published, speaker),
    )


def _criteria(
    rows: Sequence[PointsRow], published: Published, speaker: Speaker
) -> list[PointRow]:  # fmt: skip
    return [_point_row(row, published, speaker) for row in rows]


def _point_row(row: PointsRow, published: Published, speaker: Speaker) -> PointRow:
    points, names = row.points, {one.code: one.name for one in published.facts.rows}
    return PointRow(
        row.code,
        speaker.named(names[row.code]),
        points.value,
        row.maximum,
        points.lower,
        points.upper,
        "" if points.bounds else speaker.why(points.warrant),
        points.bounds,
        row.kind == "field",
        points.n,
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
        _district_row(n, name, rows.get(code), speaker, results.threshold, differs.get(code, False))
        for n, (code, name) in enumerate(published.facts.districts.items(), 1)
    )


def _district_row(
    stt: int, name: str, row: DistrictRow | None, speaker: Speaker, threshold: int, differs: bool
) -> EstimateRow:
    """With the interval on the pooled variance and, where shown, that of its own communes."""
    cell = row.pooled if row else Cell(None, "no_answers")
    shown = _estimate_row(stt, name, cell, speaker, threshold, differs)
    own = row.direct.estimate if row else None
    if cell.estimate is None or own is None:
        return shown
    return replace(shown, own_lower=own.lower, own_upper=own.upper)


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
