"""The index as rows: fields, criteria, component criteria, with maxima and group weights."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

__all__ = ["BRANCHES", "KINDS", "LEAVES", "RESPONDENT_GROUPS", "SIPAS_CONVENTIONS"]
__all__ += ["Kind", "Row", "Scheme"]

Kind = Literal["field", "criterion", "assessed", "survey", "sipas"]
KINDS: tuple[str, ...] = get_args(Kind)
BRANCHES = frozenset({"field", "criterion"})
LEAVES = frozenset({"assessed", "survey", "sipas"})

SIPAS_CONVENTIONS = (
    "pooled_ratio",
    "mean_of_item_shares",
    "mean_of_factor_shares",
    "mean_score",
)
RESPONDENT_GROUPS = (
    "citizens",
    "council_deputies",
    "department_leaders",
    "division_heads",
    "district_leaders",
)


@dataclass(frozen=True)
class Row:
    """One row of the index.

    name: by language ("vi", "en"); parent: code of the row it belongs to, None for a field;
    maximum: points > 0 of a leaf (assessed, survey, sipas), None for a field or criterion,
    whose maximum is the sum over its leaves; lead_agency: code of the agency that answers for it.
    """

    code: str
    name: Mapping[str, str]
    parent: str | None
    kind: Kind
    maximum: Decimal | None
    lead_agency: str | None


@dataclass(frozen=True)
class Scheme:
    """A checked scheme: leaves sum to 100 points, every group weighting sums to 1.

    illustrative: it names no official source, and every page that uses it must say so.
    group_weights: default weight of each group; row_weights: the rows that have their own.
    digest: SHA-256 of the file, hexadecimal.
    """

    name: Mapping[str, str]
    official_source: str | None
    sipas_convention: str
    rows: tuple[Row, ...]
    group_weights: Mapping[str, Decimal]
    row_weights: Mapping[str, Mapping[str, Decimal]]
    digest: str

    @property
    def illustrative(self) -> bool:
        """Whether the scheme names no official source."""
        return self.official_source is None

    def row(self, code: str) -> Row:
        """The row of this code; KeyError where there is none."""
        for row in self.rows:
            if row.code == code:
                return row
        raise KeyError(code)

    def fields(self) -> tuple[Row, ...]:
        """The fields of assessment, in the file's order."""
        return tuple(row for row in self.rows if row.kind == "field")

    def children(self, code: str) -> tuple[Row, ...]:
        """The rows directly under this one, in the file's order."""
        return tuple(row for row in self.rows if row.parent == code)

    def leaves(self) -> tuple[Row, ...]:
        """The rows that carry points, in the file's order."""
        return tuple(row for row in self.rows if row.kind in LEAVES)

    def survey_rows(self) -> tuple[Row, ...]:
        """The rows computed from the survey: kinds survey and sipas, in the file's order."""
        return tuple(row for row in self.rows if row.kind in {"survey", "sipas"})

    def maximum_of(self, code: str) -> Decimal:
        """Maximum points of any row: its own for a leaf, the sum over its leaves otherwise."""
        row = self.row(code)
        if row.maximum is not None:
            return row.maximum
        return sum((self.maximum_of(child.code) for child in self.children(code)), Decimal(0))

    def group_weights_of(self, code: str) -> Mapping[str, Decimal]:
        """Weight of each respondent group in a survey row; they sum to 1.

        Raises KeyError where the row is not scored by survey.
        """
        if self.row(code).kind not in {"survey", "sipas"}:
            raise KeyError(code)
        return self.row_weights.get(code, self.group_weights)

    def groups(self) -> frozenset[str]:
        """Every respondent group that has a weight above zero in some survey row."""
        return frozenset(
            group
            for row in self.survey_rows()
            for group, weight in self.group_weights_of(row.code).items()
            if weight > 0
        )
