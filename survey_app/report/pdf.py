"""A report as PDF: numbers put into words here, drawn and set by print/report.typ."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from survey_app.print.typeset import Json, typeset
from survey_app.report.document import (
    AssociationPart,
    Bounds,
    ChoiceRow,
    EarlierPart,
    EstimateRow,
    PointRow,
    ReportDocument,
    ResponseRow,
    Total,
    WholePart,
)
from survey_app.report.languages import translator
from survey_app.report.scales import Axis, part_axis, share_axis
from survey_app.report.wording import LABELS, PAPER
from survey_app.report.years import written_row
from survey_app.words import Language, date, interval, number, percent, percent_interval

__all__ = ["report_pdf"]

_NOTHING = "–"


def report_pdf(report: ReportDocument) -> bytes:
    """The report in its language as A4 PDF; the same report gives the same bytes.

    Raises TypesettingError if typst refuses it.
    """
    return typeset("report", _Writer(report.language).report(report))


@dataclass(frozen=True)
class _Writer:
    """Numbers and words as one language writes them."""

    language: Language

    def report(self, report: ReportDocument) -> Json:
        """All that the template shows."""
        closed = date(report.closed_on, self.language) if report.closed_on else None
        return {
            "language": self.language,
            "words": self._words(report),
            "labels": self._labels(report),
            "campaign": report.campaign_name,
            "year": str(report.year),
            "documents": list(report.documents),
            "issuer": report.issuer,
            "closed": closed,
            "total": self._total(report.total),
            "summary": list(report.summary),
            "points": self._points(report.points),
            "factors": self._estimates(report.factors),
            "districts": self._estimates(report.districts, report.city),
            "association": self._association(report.association),
            "groups": self._estimates(report.groups),
            "choices": [self._choice(row) for row in report.choices],
            "responses": [self._response(row) for row in report.responses],
            "earlier": self._earlier(report.earlier),
            "whole": self._whole(report.whole),
            "method": list(report.method),
            "limits": list(report.limits),
        }

    def _words(self, report: ReportDocument) -> dict[str, Json]:
        """The template's own words; those with values are filled in."""
        translate, total = translator(self.language), report.total
        words = {key: translate(text) for key, text in PAPER.items()}
        most = self._maximum(total.maximum)
        for key in ("of_survey", "no_points"):
            words[key] %= {"maximum": most}
        low, high = self._or_nothing(total.lower, 2), self._or_nothing(total.upper, 2)
        words["interval"] %= {"low": low, "high": high}
        level = "" if report.city is None else percent(report.city, 1, self.language)
        words["districts_level"] = words["districts_level"] % {"level": level} if level else ""
        return dict(words)

    def _labels(self, report: ReportDocument) -> list[Json]:
        translate = translator(self.language)
        shown = {"illustrative": report.illustrative, "internal": report.internal}
        return [translate(LABELS[key]) for key, applies in shown.items() if applies]

    def _total(self, total: Total) -> Json:
        drawn = total.points is not None and total.lower is not None and total.upper is not None
        axis = Axis(0.0, total.maximum, (0.0, total.maximum))
        limits = [number(limit, 2, self.language) for limit in total.bounds or ()]
        return {
            "points": None if total.points is None else number(total.points, 2, self.language),
            "maximum": self._maximum(total.maximum),
            "interval": self._interval(total.lower, total.upper),
            "note": total.note,
            "bounds": limits or None,
            "chart": _chart(axis, total.points, total.lower, total.upper) if drawn else None,
        }

    def _points(self, rows: Sequence[PointRow]) -> Json:
        """Rows with charts on one axis of shares of the maximum."""
        shares = [_shares(row) for row in rows]
        axis = share_axis(value for share in shares for value in _drawn(*share))
        return {
            "axis": self._axis(axis),
            "rows": [
                {
                    "stt": row.code,
                    "name": row.name,
                    "field": row.field,
                    "points": self._or_nothing(row.points, 2),
                    "maximum": self._maximum(row.maximum),
                    "interval": self._interval(row.lower, row.upper),
                    "bounds": self._interval(*row.bounds) if row.bounds else None,
                    "n": self._forms(row.n),
                    "note": row.note,
                    "chart": _chart(axis, *share),
                }
                for row, share in zip(rows, shares, strict=True)
            ],
        }

    def _estimates(self, rows: Sequence[EstimateRow], level: float | None = None) -> Json:
        """Rows with charts on one axis; level is drawn as a broken line through all of them."""
        values = [
            value for row in rows for value in _drawn(row.value, row.lower, row.upper, row.bounds)
        ]
        axis = share_axis([*values, level])
        return {
            "axis": self._axis(axis),
            "level": None if level is None else {"at": axis.place(level)},
            "rows": [self._estimate(row, axis) for row in rows],
        }

    def _estimate(self, row: EstimateRow, axis: Axis) -> Json:
        chart = _chart(
            axis, row.value, row.lower, row.upper, row.bounds, filled=row.differs is not False
        )
        bounds = percent_interval(*row.bounds, 1, self.language) if row.bounds else None
        return {
            "stt": str(row.stt),
            "name": row.name,
            "value": self._share(row.value),
            "interval": self._interval(row.lower, row.upper, percent_interval, 1),
            "own": self._interval(row.own_lower, row.own_upper, percent_interval, 1) or _NOTHING,
            "bounds": bounds,
            "n": _NOTHING if row.n is None else number(row.n, 0, self.language),
            "note": row.note,
            "chart": chart,
        }

    def _association(self, part: AssociationPart | None) -> Json:
        if part is None:
            return None
        axis = part_axis(value for row in part.rows for value in (row.share, row.upper))
        rows: list[Json] = [
            {
                "name": row.name,
                "value": self._share(row.share),
                "interval": self._interval(row.lower, row.upper, percent_interval, 1),
                "slope": self._or_nothing(row.slope, 1),
                "slopes": self._interval(row.slope_lower, row.slope_upper, interval, 1),
                "chart": _chart(axis, row.share, row.lower, row.upper),
            }
            for row in part.rows
        ]
        lead = " ".join(part.lead)
        return {"title": part.title, "lead": lead, "axis": self._axis(axis), "rows": rows}

    def _choice(self, row: ChoiceRow) -> Json:
        total, share = row.total, row.share
        hundred = [None if x is None else 100 * x for x in (share.change, share.lower, share.upper)]
        return {
            "name": row.name,
            "total": self._or_nothing(total.value, 2),
            "change": self._or_nothing(total.change, 2),
            "changes": self._interval(total.lower, total.upper),
            "share": self._share(share.value),
            "share_change": self._or_nothing(hundred[0], 1),
            "share_changes": self._interval(hundred[1], hundred[2], interval, 1),
            "note": row.note,
        }

    def _earlier(self, part: EarlierPart | None) -> Json:
        if part is None:
            return None
        keys = ("before", "now", "change", "changes")
        rows: list[Json] = [
            {
                "name": row.name,
                "note": row.note,
                **dict(zip(keys, written_row(row, self.language), strict=True)),
            }
            for row in part.rows
        ]
        return {"lead": part.lead, "rows": rows}

    def _whole(self, part: WholePart | None) -> Json:
        if part is None:
            return None
        rows: list[Json] = [
            {
                "code": row.code,
                "name": row.name,
                "maximum": self._maximum(row.maximum),
                "self_scored": self._or_nothing(row.self_scored, 2),
                "verified": self._or_nothing(row.verified, 2),
                "survey": self._or_nothing(row.survey, 2),
                "interval": self._interval(row.lower, row.upper),
                "bounds": self._interval(*row.bounds) if row.bounds else None,
            }
            for row in part.rows
        ]
        return {"headline": part.headline, "lead": part.lead, "rows": rows}

    def _response(self, row: ResponseRow) -> Json:
        return {
            "name": row.name,
            "released": number(row.released, 0, self.language),
            "received": number(row.received, 0, self.language),
            "valid": number(row.valid, 0, self.language),
            "rate": self._share(row.rate),
            "note": row.note,
        }

    def _axis(self, axis: Axis) -> Json:
        return [
            {"at": axis.place(tick), "text": percent(tick, 0, self.language)} for tick in axis.ticks
        ]

    def _interval(
        self,
        lower: float | None,
        upper: float | None,
        written: Callable[[float, float, int, Language], str] = interval,
        decimals: int = 2,
    ) -> str:
        known = lower is not None and upper is not None
        return written(lower or 0.0, upper or 0.0, decimals, self.language) if known else ""

    def _share(self, value: float | None) -> str:
        return _NOTHING if value is None else percent(value, 1, self.language)

    def _or_nothing(self, value: float | None, decimals: int) -> str:
        return _NOTHING if value is None else number(value, decimals, self.language)

    def _forms(self, n: int | None) -> str:
        """How many answers are behind a row of points."""
        if n is None:
            return ""
        counted = translator(self.language)(PAPER["count"])
        return counted % {"n": number(n, 0, self.language)}

    def _maximum(self, points: float) -> str:
        """A maximum with as many decimals as it has, one at least: 33,5; 2,0; 0,25."""
        return number(points, 1 if round(points, 1) == round(points, 4) else 2, self.language)


def _shares(row: PointRow) -> tuple[float | None, float | None, float | None, Bounds | None]:
    def share(points: float | None) -> float | None:
        return None if points is None else points / row.maximum

    bounds = (row.bounds[0] / row.maximum, row.bounds[1] / row.maximum) if row.bounds else None
    return share(row.points), share(row.lower), share(row.upper), bounds


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
