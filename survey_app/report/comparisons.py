"""Which districts differ from the city's level, corrected for comparing them all."""

from __future__ import annotations

from collections.abc import Sequence

from scipy import special

from analysis.estimate import Estimate
from analysis.tables import DistrictRow

__all__ = ["differing"]


def differing(city: Estimate, rows: Sequence[DistrictRow]) -> dict[str, bool]:
    """By district that has an interval: whether it differs from the city's level.

    Uses the between-commune variance pooled over districts and Bonferroni's correction for as
    many comparisons as there are (methods 16). The city's share counts as independent of the
    district's, which makes the standard error of the difference too large rather than too
    small: a district is part of its city.
    """
    if city.value is None or city.se is None:
        return {}
    shown = {row.district: row.pooled.estimate for row in rows}
    found = {}
    for code, own in shown.items():
        if own is not None and own.value is not None and own.se is not None and own.df:
            tail = (1 - own.level) / 2 / len(shown)
            t = float(special.stdtrit(own.df, 1 - tail))
            found[code] = abs(own.value - city.value) > t * (own.se**2 + city.se**2) ** 0.5
    return found
