"""The demo's world: people whose opinions are known, and how they meet a collector.

Pure and deterministic from a seed. The population is fixed; only the draw and the fieldwork
(`Citizens.fieldwork`) vary from one round to the next (methods.md 24, 25).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sampling.frame import Frame, ListEntry
from sampling.roster import Roster, RosterEntry
from survey_app.simulation.identities import INVENTED, invented_identity
from survey_app.simulation.lists import make_lists
from survey_app.simulation.opinions import (
    NOT_ASKED,
    ItemSpec,
    Opinions,
    form_opinions,
    item_specs,
)
from survey_app.simulation.truth import ItemRule, Truth, true_points, true_values

__all__ = [
    "DEFAULT_OFFICIALS",
    "INVENTED",
    "CitizenWorld",
    "Citizens",
    "Fieldwork",
    "ItemRule",
    "ItemSpec",
    "OfficialWorld",
    "Officials",
    "Truth",
    "invented_identity",
    "item_specs",
    "make_lists",
    "populate_citizens",
    "populate_officials",
    "true_points",
]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

STANDINGS = ("eligible", "wrong_address", "moved", "no_result", "dead")
_ELIGIBLE = 2  # the first two standings belong to the population
_OUTCOMES = {1: "not_found", 2: "not_found", 3: "not_eligible", 4: "not_eligible"}


@dataclass(frozen=True, kw_only=True)
class CitizenWorld:
    """What may be set of the citizens' world; all but icc and slopes are shares.

    satisfied: about how many answers are satisfied ones; icc: of being satisfied, within communes
    and other desks; standings: shares of STANDINGS; reach: chance to be met at one attempt;
    cooperation: mean chance to answer when met; district_spread, age_slope: of its log-odds, by
    district and per ten years of age; opinion_slope: by satisfaction, 0 unless response is not
    at random.
    """

    satisfied: float = 0.85
    icc: float = 0.05
    dont_know: float = 0.04
    feedback: float = 0.25
    standings: tuple[float, ...] = (0.90, 0.02, 0.04, 0.03, 0.01)
    reach: float = 0.62
    cooperation: float = 0.85
    district_spread: float = 0.4
    age_slope: float = 0.2
    opinion_slope: float = 0.0


@dataclass(frozen=True, kw_only=True)
class OfficialWorld:
    """What may be set of the officials' world. response: share of each group that answers."""

    satisfied: float = 0.82
    icc: float = 0.05
    dont_know: float = 0.03
    response: Mapping[str, float]


DEFAULT_OFFICIALS = OfficialWorld(
    response={
        "council_deputies": 0.86,
        "department_leaders": 0.90,
        "division_heads": 0.82,
        "district_leaders": 0.86,
    }
)


@dataclass(frozen=True, eq=False)
class Citizens:
    """Everybody on the frame's lists, once; arrays are (n,) in the order of `entries`.

    desk: index into `desks`; standing: index into STANDINGS; cooperation: chance to answer when
    met, in [0, 1]; age: in years, >= 18.
    """

    desks: tuple[str, ...]
    entries: tuple[ListEntry, ...]
    desk: Ints
    standing: Ints
    age: Ints
    gave_feedback: Bools
    cooperation: Floats
    opinions: Opinions
    world: CitizenWorld
    seed: int

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """Number of a person by opaque id."""
        return {entry.person: row for row, entry in enumerate(self.entries)}

    @cached_property
    def eligible(self) -> Bools:
        """Who belongs to the population the figures are about."""
        return self.standing < _ELIGIBLE

    def answers(self, person: str) -> dict[str, str]:
        """The person's true answers by item name."""
        return self.opinions.answers(self.row_of[person])

    def fieldwork(self, seed: int, attempts: int = 3, *, full: bool = False) -> "Fieldwork":
        """One round of meeting people; full: everybody eligible is met at once and answers."""
        rng = np.random.Generator(np.random.PCG64([self.seed, 4, seed]))
        n = len(self.entries)
        met = rng.random((n, attempts)) < self.world.reach
        cooperates = rng.random(n) < self.cooperation
        if full:
            standing = np.where(self.eligible, 0, self.standing)
            return Fieldwork(self, np.ones_like(met), np.ones_like(cooperates), standing)
        return Fieldwork(self, met, cooperates, self.standing)

    def truth(self, rules: Sequence[ItemRule], among: Bools | None = None) -> Truth:
        """The finite-population value over all eligible persons (of `among`, if given)."""
        return true_values(
            self.opinions, rules, self.eligible if among is None else self.eligible & among
        )

    def of_desks(self, desks: Sequence[str]) -> Bools:
        """Who stands on the lists of these desks, (n,)."""
        wanted = np.isin(np.array(self.desks), list(desks))
        return np.asarray(wanted[self.desk], dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Fieldwork:
    """How each attempt to meet each person ends in one round. met: (n, attempts)."""

    citizens: Citizens
    met: Bools
    cooperates: Bools
    standing: Ints

    def disposition(self, person: str, attempt: int) -> str:
        """Outcome of an attempt, counted from 1: completed, refused, not_found, not_eligible
        or try_again."""
        row = self.citizens.row_of[person]
        standing = int(self.standing[row])
        if standing in _OUTCOMES:
            return _OUTCOMES[standing]
        if not self.met[row, attempt - 1]:
            return "try_again"
        return "completed" if self.cooperates[row] else "refused"

    def final(self, person: str) -> str:
        """The disposition after the last attempt that was needed."""
        attempts = self.met.shape[1]
        outcomes = (self.disposition(person, attempt + 1) for attempt in range(attempts))
        return next((outcome for outcome in outcomes if outcome != "try_again"), "try_again")

    @cached_property
    def finals(self) -> NDArray[np.str_]:
        """(n,) what `final` says of everybody."""
        met = np.where(self.cooperates, "completed", "refused")
        reached = np.where(self.met.any(axis=1), met, "try_again")
        by_standing = np.array([_OUTCOMES.get(k, "") for k in range(len(STANDINGS))])
        fixed = by_standing[self.standing]
        return np.where(fixed == "", reached, fixed)


def populate_citizens(
    frame: Frame, items: Sequence[ItemSpec], seed: int, world: CitizenWorld | None = None
) -> Citizens:
    """The people behind a frame's lists (each person is on one list)."""
    world = world or CitizenWorld()
    rng = np.random.Generator(np.random.PCG64([seed, 2]))
    desks = [desk for desk in frame.desks if frame.lists.get(desk.code)]
    entries = [entry for desk in desks for entry in frame.lists[desk.code]]
    desk = np.repeat(np.arange(len(desks)), [len(frame.lists[one.code]) for one in desks])
    n = len(entries)
    age = np.clip(rng.normal(44, 14, n).round(), 18, 90).astype(np.int64)
    feedback = rng.random(n) < world.feedback
    standing = rng.choice(len(STANDINGS), n, p=world.standings)
    lift: Floats = np.asarray(
        0.008 * (age - 44.0), dtype=np.float64
    )  # older people are a little more satisfied, and answer more
    opinions = form_opinions(
        items, desk, lift, feedback,
        satisfied=world.satisfied, icc=world.icc, dont_know=world.dont_know, rng=rng,
    )  # fmt: skip
    districts = {
        code: number for number, code in enumerate(dict.fromkeys(d.district for d in desks))
    }
    district = np.array([districts[one.district] for one in desks])[desk]
    odds = (
        world.district_spread * rng.standard_normal(len(districts))[district]
        + world.age_slope * (age - 44.0) / 10
        + world.opinion_slope * opinions.latent
    )
    cooperation = _with_mean(odds, world.cooperation)
    return Citizens(
        tuple(one.code for one in desks), tuple(entries), desk, standing, age, feedback,
        cooperation, opinions, world, seed,
    )  # fmt: skip


def _with_mean(odds: Floats, mean: float) -> Floats:
    """Chances whose log-odds differ as these do and whose mean is this one."""
    low, high = -20.0, 20.0
    for _ in range(60):  # bisection: the mean grows with the constant
        middle = (low + high) / 2
        chances = 1 / (1 + np.exp(-(odds + middle)))
        low, high = (middle, high) if chances.mean() < mean else (low, middle)
    return np.asarray(1 / (1 + np.exp(-(odds + low))), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Officials:
    """Everybody in the roster, group by group and agency by agency; arrays are (n,).

    group, agency: codes; propensity: chance to answer, in [0, 1].
    """

    group: tuple[str, ...]
    agency: tuple[str, ...]
    propensity: Floats
    opinions: Opinions
    seed: int

    def of_group(self, group: str) -> Bools:
        """Who belongs to a group, (n,)."""
        return np.array([one == group for one in self.group], dtype=np.bool_)

    def responding(self, seed: int) -> Bools:
        """Who answers in one round, (n,)."""
        rng = np.random.Generator(np.random.PCG64([self.seed, 5, seed]))
        return np.asarray(rng.random(len(self.group)) < self.propensity, dtype=np.bool_)

    def answers(self, number: int) -> dict[str, str]:
        """True answers of official `number` by item name."""
        return self.opinions.answers(number)

    def truth(self, rules: Sequence[ItemRule], group: str) -> Truth:
        """The finite-population value over everybody in a group."""
        return true_values(self.opinions, rules, self.of_group(group))


def populate_officials(
    roster: Roster,
    items: Mapping[str, Sequence[ItemSpec]],
    seed: int,
    world: OfficialWorld = DEFAULT_OFFICIALS,
) -> Officials:
    """The officials behind a roster's head counts; no names, as in the roster.

    items: by group, what its questionnaire asks; an item of several groups is the same in all.
    Everybody has an opinion on every item and is asked about those of their group. Raises
    KeyError for a group of the roster that `items` or `world.response` lacks.
    """
    rng = np.random.Generator(np.random.PCG64([seed, 3]))
    everybody = [entry for entry in roster.entries for _ in range(entry.head_count)]
    agencies = {code: number for number, code in enumerate(dict.fromkeys(_agencies(everybody)))}
    cluster = np.array([agencies[entry.agency] for entry in everybody], dtype=np.int64)
    n = len(everybody)
    every = tuple({item.name: item for own in items.values() for item in own}.values())
    opinions = form_opinions(
        every, cluster, np.zeros(n), np.ones(n, dtype=np.bool_),
        satisfied=world.satisfied, icc=world.icc, dont_know=world.dont_know, rng=rng,
    )  # fmt: skip
    names = {group: {item.name for item in own} for group, own in items.items()}
    asked = [[item.name in names[entry.group] for item in every] for entry in everybody]
    opinions.choice[~np.array(asked, dtype=np.bool_).reshape(n, len(every))] = NOT_ASKED
    propensity = np.array([world.response[entry.group] for entry in everybody], dtype=np.float64)
    groups, places = (entry.group for entry in everybody), _agencies(everybody)
    return Officials(tuple(groups), tuple(places), propensity, opinions, seed)


def _agencies(entries: Sequence[RosterEntry]) -> list[str]:
    return [entry.agency for entry in entries]
