"""What a report says, as values: numbers unformatted, words in the report's language.

Shares are in [0, 1], points in the units of the scheme. A number that may not or cannot be
shown is None, and the row's note says why in its place.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.words import Language

__all__ = [
    "AssociationPart",
    "Bounds",
    "ChangeOf",
    "ChoiceRow",
    "DriverRow",
    "EarlierPart",
    "EstimateRow",
    "PointRow",
    "ReportDocument",
    "ResponseRow",
    "Total",
    "WholeLine",
    "WholePart",
    "YearRow",
]

Bounds = tuple[float, float]  # all non-respondents at worst, all at best: no model


@dataclass(frozen=True)
class Total:
    """Points of all survey criteria together, with their 95 % interval or, without, bounds."""

    points: float | None
    maximum: float
    lower: float | None = None
    upper: float | None = None
    note: str = ""
    bounds: Bounds | None = None


@dataclass(frozen=True)
class PointRow:
    """Points of one criterion, or of a whole field's survey part; lower, upper and bounds are
    points too; n: answers behind them."""

    code: str
    name: str
    points: float | None
    maximum: float
    lower: float | None = None
    upper: float | None = None
    note: str = ""
    bounds: Bounds | None = None
    field: bool = False
    n: int | None = None


@dataclass(frozen=True)
class EstimateRow:
    """A share of one factor, district or group; n counts the valid answers behind it.

    differs: the comparison with the city's level, corrected for multiplicity, finds a
    difference. None where nothing is compared. own_lower, own_upper: of a district from its own
    communes alone, where lower and upper rest on the pooled variance.
    """

    stt: int
    name: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    n: int | None = None
    note: str = ""
    bounds: Bounds | None = None
    differs: bool | None = None
    own_lower: float | None = None
    own_upper: float | None = None


@dataclass(frozen=True)
class ResponseRow:
    """One group: names opened or people invited, forms received, forms accepted."""

    name: str
    released: int
    received: int
    valid: int
    rate: float | None
    note: str = ""


@dataclass(frozen=True)
class DriverRow:
    """A factor's share of what all explain, and how much higher the outcome is, on a scale of
    100, where the factor is 10 higher; both with limits."""

    name: str
    share: float | None
    lower: float | None
    upper: float | None
    slope: float | None
    slope_lower: float | None
    slope_upper: float | None


@dataclass(frozen=True)
class AssociationPart:
    """What goes with satisfaction: a heading that names the group, sentences, and rows."""

    title: str
    lead: Sequence[str]
    rows: Sequence[DriverRow]


@dataclass(frozen=True)
class ChangeOf:
    """A figure under another choice and its difference from the published one, with limits."""

    value: float | None = None
    change: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class ChoiceRow:
    """Another choice: the total in points and the satisfaction index as a share."""

    name: str
    total: ChangeOf
    share: ChangeOf
    note: str = ""


@dataclass(frozen=True)
class YearRow:
    """A figure in two years and its change; unit: points, or share (0 to 1). note: why not."""

    name: str
    unit: str
    before: float | None
    now: float | None
    change: ChangeOf
    note: str = ""


@dataclass(frozen=True)
class EarlierPart:
    """This year beside an earlier one."""

    lead: str
    rows: Sequence[YearRow]


@dataclass(frozen=True)
class WholeLine:
    """A field, or all of them, in points: self-scored, verified, from the survey with limits."""

    code: str
    name: str
    maximum: float
    self_scored: float | None
    verified: float | None
    survey: float | None = None
    lower: float | None = None
    upper: float | None = None
    bounds: Bounds | None = None


@dataclass(frozen=True)
class WholePart:
    """The whole index: its total in a sentence or why there is none, the sources, the fields."""

    headline: str
    lead: str
    rows: Sequence[WholeLine]


@dataclass(frozen=True)
class ReportDocument:
    """A whole report; districts come in the official order.

    illustrative: the scheme names no official source; internal: not the published result of
    the Ministry. Both are printed on every page. city: the level districts are compared with.
    """

    campaign_name: str
    year: int
    documents: Sequence[str]
    issuer: str
    closed_on: datetime.date | None
    illustrative: bool
    internal: bool
    total: Total
    points: Sequence[PointRow]
    factors: Sequence[EstimateRow]
    districts: Sequence[EstimateRow]
    groups: Sequence[EstimateRow]
    responses: Sequence[ResponseRow]
    method: Sequence[str]
    limits: Sequence[str]
    city: float | None = None
    summary: Sequence[str] = ()
    association: AssociationPart | None = None
    choices: Sequence[ChoiceRow] = ()
    earlier: EarlierPart | None = None
    whole: WholePart | None = None
    language: Language = "vi"
