"""A report as PDF: numbers put into words here, drawn and set by print/report.typ."""

from collections.abc import Callable, Iterable, Sequence

from survey_app.print.typeset import Json, typeset
from survey_app.report.document import (
    Bounds,
    EstimateRow,
    PointRow,
    ReportDocument,
    ResponseRow,
    Total,
)
from survey_app.report.scales import Axis, share_axis
from survey_app.words import date, interval, number, percent, percent_interval

__all__ = ["report_pdf"]

_ILLUSTRATIVE = "Thang điểm minh họa"
_INTERNAL = "Ước tính nội bộ, không thay thế kết quả do Bộ Nội vụ công bố"
_NOTHING = "–"


def report_pdf(report: ReportDocument) -> bytes:
    """The report in Vietnamese as A4 PDF; the same report gives the same bytes.

    Raises TypesettingError if typst refuses it.
    """
    labels = [_ILLUSTRATIVE] * report.illustrative + [_INTERNAL] * report.internal
    return typeset(
        "report",
        {
            "labels": labels,
            "campaign": report.campaign_name,
            "year": str(report.year),
            "documents": list(report.documents),
            "issuer": report.issuer,
            "closed": date(report.closed_on) if report.closed_on else None,
            "total": _total(report.total),
            "points": _points(report.points),
            "factors": _estimates(report.factors),
            "districts": _estimates(report.districts, report.city),
            "groups": _estimates(report.groups),
            "responses": [_response(row) for row in report.responses],
            "method": list(report.method),
            "limits": list(report.limits),
        },
    )


def _total(total: Total) -> Json:
    drawn = total.points is not None and total.lower is not None and total.upper is not None
    axis = Axis(0.0, total.maximum, (0.0, total.maximum))
    return {
        "points": None if total.points is None else number(total.points, 2),
        "maximum": _maximum(total.maximum),
        "interval": _interval(total.lower, total.upper),
        "lower": _or_nothing(total.lower, 2),
        "upper": _or_nothing(total.upper, 2),
        "note": total.note,
        "bounds": [number(limit, 2) for limit in total.bounds] if total.bounds else None,
        "chart": _chart(axis, total.points, total.lower, total.upper) if drawn else None,
    }


def _points(rows: Sequence[PointRow]) -> Json:
    """Rows with charts on one axis of shares of the maximum."""
    shares = [_shares(row) for row in rows]
    axis = share_axis(value for share in shares for value in _drawn(*share))
    return {
        "axis": _axis(axis),
        "rows": [
            {
                "stt": row.code,
                "name": row.name,
                "points": _or_nothing(row.points, 2),
                "maximum": _maximum(row.maximum),
                "interval": _interval(row.lower, row.upper),
                "bounds": interval(*row.bounds) if row.bounds else None,
                "note": row.note,
                "chart": _chart(axis, *share),
            }
            for row, share in zip(rows, shares, strict=True)
        ],
    }


def _shares(row: PointRow) -> tuple[float | None, float | None, float | None, Bounds | None]:
    def share(points: float | None) -> float | None:
        return None if points is None else points / row.maximum

    bounds = (row.bounds[0] / row.maximum, row.bounds[1] / row.maximum) if row.bounds else None
    return share(row.points), share(row.lower), share(row.upper), bounds


def _estimates(rows: Sequence[EstimateRow], level: float | None = None) -> Json:
    """Rows with charts on one axis; level is drawn as a broken line through all of them."""
    values = [
        value for row in rows for value in _drawn(row.value, row.lower, row.upper, row.bounds)
    ]
    axis = share_axis([*values, level])
    return {
        "axis": _axis(axis),
        "level": None if level is None else {"at": axis.place(level), "text": percent(level)},
        "rows": [_estimate(row, axis) for row in rows],
    }


def _estimate(row: EstimateRow, axis: Axis) -> Json:
    chart = _chart(
        axis, row.value, row.lower, row.upper, row.bounds, filled=row.differs is not False
    )
    return {
        "stt": str(row.stt),
        "name": row.name,
        "value": _NOTHING if row.value is None else percent(row.value),
        "interval": _interval(row.lower, row.upper, percent_interval),
        "bounds": percent_interval(*row.bounds) if row.bounds else None,
        "n": _NOTHING if row.n is None else number(row.n),
        "note": row.note,
        "chart": chart,
    }


def _response(row: ResponseRow) -> Json:
    return {
        "name": row.name,
        "released": number(row.released),
        "received": number(row.received),
        "valid": number(row.valid),
        "rate": _NOTHING if row.rate is None else percent(row.rate),
        "note": row.note,
    }


def _chart(
    axis: Axis,
    value: float | None,
    lower: float | None,
    upper: float | None,
    bounds: Bounds | None = None,
    *,
    filled: bool = True,
) -> Json:
    """Places on the axis; None when there is neither an interval nor bounds to draw."""
    whisker = None
    if value is not None and lower is not None and upper is not None:
        places = {"lower": lower, "value": value, "upper": upper}
        whisker = {name: axis.place(at) for name, at in places.items()}
    band = [axis.place(bounds[0]), axis.place(bounds[1])] if bounds else None
    if whisker is None and band is None:
        return None
    return {"whisker": whisker, "band": band, "filled": filled}


def _drawn(
    value: float | None, lower: float | None, upper: float | None, bounds: Bounds | None
) -> Iterable[float | None]:
    """The values of a row that its axis must hold."""
    whisker = (lower, value, upper) if None not in (lower, value, upper) else ()
    return (*whisker, *(bounds or ()))


def _axis(axis: Axis) -> Json:
    return [{"at": axis.place(tick), "text": percent(tick, 0)} for tick in axis.ticks]


def _interval(
    lower: float | None,
    upper: float | None,
    written: Callable[[float, float], str] = interval,
) -> str:
    return "" if lower is None or upper is None else written(lower, upper)


def _or_nothing(value: float | None, decimals: int) -> str:
    return _NOTHING if value is None else number(value, decimals)


def _maximum(points: float) -> str:
    """A maximum with as many decimals as it has, one at least: 33,5; 2,0; 0,25."""
    return number(points, 1 if round(points, 1) == round(points, 4) else 2)
