"""Does anything hidden follow from all that is published together? (methods 26)

Tables, index points with their bounds, public rows, sums and the figures of other choices are
linear in the totals of few cells; what else is published is a function of these, or tells of
nothing hidden:

- a margin belongs to the figure it stands beside; the variance that districts share is that of
  the districts that are shown (`survey_app.bundle.disclosure`);
- what goes with satisfaction, and conventions and "don't know" of drawn groups, follow from the
  city's answers, none of which is hidden: items that few answered count nowhere
  (`survey_app.bundle.told`);
- changes from another year are differences of two published figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analysis.differencing import Leak
from analysis.errors import BoolArray
from analysis.samples import GroupSample
from analysis.tables import Results
from survey_app.bundle.district_sums import district_leaks
from survey_app.bundle.invited_sums import Factors, invited_leaks

__all__ = ["Factors", "Leak", "leaks"]


def leaks(
    factors: Factors,
    samples: Mapping[str, GroupSample],
    published: Results,
    blanked: Mapping[str, BoolArray] | None = None,
    others: Sequence[Factors] = (),
    reweighted: Sequence[Mapping[str, GroupSample]] = (),
) -> tuple[Leak, ...]:
    """Every hidden figure that can be computed from the rest; none when all is well.

    factors, others: as in `invited_leaks`; reweighted: all samples under each other choice of
    weights whose figures are shown. blanked: by drawn group (m,) the public rows that show no
    district, in the sample's order of those who answered; a group that is not there has no rows.
    """
    found: list[Leak] = []
    for name, sample in samples.items():
        if sample.official is None and sample.answered:
            other = [choice[name] for choice in reweighted if name in choice]
            found += district_leaks(sample, published, (blanked or {}).get(name), other)
    return (*found, *invited_leaks(factors, samples, published, others))
