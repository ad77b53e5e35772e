"""What became of the names that were opened, and how many of them answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.errors import WeightError

__all__ = ["OUTCOMES", "Outcome", "ResponseRate", "outcome_of", "response_rates"]

Outcome = Literal["respondent", "nonrespondent", "ineligible", "unknown"]
OUTCOMES: tuple[Outcome, ...] = ("respondent", "nonrespondent", "ineligible", "unknown")

_BY_DISPOSITION: Mapping[str, Outcome] = {
    "completed": "respondent",
    "refused": "nonrespondent",
    "not_eligible": "ineligible",
    "not_found": "unknown",
    "try_again": "unknown",
}


def outcome_of(disposition: str | None, accepted: bool | None = None) -> Outcome:
    """What a name's last disposition and the office's review mean for its weight.

    A rejected interview is non-response; a name never tried or left at "try again" may or may
    not be eligible.
    """
    if disposition is None:
        return "unknown"
    if disposition not in _BY_DISPOSITION:
        raise WeightError(f"weights: the disposition {disposition} is not known")
    outcome = _BY_DISPOSITION[disposition]
    return "nonrespondent" if outcome == "respondent" and accepted is False else outcome


@dataclass(frozen=True)
class ResponseRate:
    """Of one group, in one place (None: everywhere), how many opened names answered.

    rate: respondents / (known eligible + unknown times the eligible share of the known), AAPOR
    RR3; None where nobody is eligible.
    """

    group: str
    place: str | None
    opened: int
    respondents: int
    nonrespondents: int
    ineligible: int
    unknown: int
    rate: float | None


def response_rates(
    group: str, outcomes: Sequence[str], places: Sequence[str | None]
) -> tuple[ResponseRate, ...]:
    """Response rates of a group by place (rows without one left out) and over all, first."""
    by_place: dict[str, Counter[str]] = {}
    for outcome, place in zip(outcomes, places, strict=True):
        if place is not None:
            by_place.setdefault(place, Counter())[outcome] += 1
    rows = [_rate(group, None, Counter(outcomes))]
    rows += [_rate(group, place, by_place[place]) for place in sorted(by_place)]
    return tuple(rows)


def _rate(group: str, place: str | None, counts: Counter[str]) -> ResponseRate:
    eligible = counts["respondent"] + counts["nonrespondent"]
    known = eligible + counts["ineligible"]
    share = eligible / known if known else 1.0
    expected = eligible + share * counts["unknown"]
    return ResponseRate(
        group,
        place,
        counts.total(),
        counts["respondent"],
        counts["nonrespondent"],
        counts["ineligible"],
        counts["unknown"],
        counts["respondent"] / expected if expected else None,
    )
