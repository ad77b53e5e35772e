"""Results with the names their codes stand for, as one JSON file and back."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from analysis.assessed import AssessedValue
from analysis.comparison import Comparison
from analysis.scheme_values import Scheme
from analysis.sensitivity import Alternative
from analysis.tables import Results
from survey_app.bundle.chosen import ChosenRow, chosen_rows
from survey_app.bundle.earlier import between
from survey_app.bundle.freeze import Frozen, sums_digest
from survey_app.bundle.material import Material, material_of
from survey_app.bundle.reach import desks_drawn, forms_by_mode
from survey_app.bundle.telling import tell
from survey_app.bundle.told import probability_cells, told

__all__ = [
    "Computed",
    "Facts",
    "Published",
    "SchemeRow",
    "compute",
    "from_json",
    "made",
    "publish",
    "scheme_rows",
    "to_json",
]

Words = Mapping[str, str]
"""By language: "vi" and, where translated, "en"."""

T = TypeVar("T")


@dataclass(frozen=True)
class SchemeRow:
    """A row of the index. depth: 0 for a field; maximum: of a branch, the sum of its leaves."""

    code: str
    name: Words
    parent: str | None
    kind: str
    maximum: float
    depth: int


@dataclass(frozen=True)
class Facts:
    """What the campaign's files say of it, as far as results are read with it.

    closed_at: ISO moment; frozen: digest of the frozen files; own_survey: whether it is the
    city's own survey, not the Ministry's; lists_invented: the demo made the desks' lists.
    districts: names by code in the official order; communes: drawn by district, of how many;
    selection: how communes were drawn, in campaign.toml's word; by_size: in proportion to their
    lists, which files written before `selection` alone say;
    units, list_from, list_to: whom the figures are about (persons or transactions, ISO dates);
    forms: by group received and accepted; waiting: of all groups, neither accepted nor rejected;
    minimum_response: of an invited group, below it only bounds are shown; modes: accepted forms
    by group and mode; desks: by kind, drawn and in the frame.
    """

    campaign: str
    name: Words
    year: int
    own_survey: bool
    documents: tuple[str, ...]
    issuer: str
    closed_at: str
    frozen: str
    demo: bool
    lists_invented: bool
    groups: Mapping[str, Words]
    districts: Mapping[str, str]
    communes: Mapping[str, tuple[int, int]]
    factors: Mapping[str, Words]
    items: Mapping[str, Words]
    rows: tuple[SchemeRow, ...]
    forms: Mapping[str, tuple[int, int]]
    waiting: int
    list_total: int
    minimum_response: float = 0.70
    by_size: bool = False
    units: str = ""
    list_from: str = ""
    list_to: str = ""
    selection: str = ""
    modes: Mapping[str, Mapping[str, int]] = dataclasses.field(default_factory=dict)
    desks: Mapping[str, tuple[int, int]] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Published:
    """Everything that is shown after closing. alternatives: the same under other choices;
    earlier: changes from the year whose results the campaign's folder holds; chosen: answers
    that no chance chose, apart; assessed: points of the rows that no survey scores, which come
    from a file of their own and may come after closing; rows: groups whose rows are published,
    in the public bundle and for analysts.
    """

    facts: Facts
    results: Results
    alternatives: tuple[Alternative, ...] = ()
    earlier: Comparison | None = None
    chosen: tuple[ChosenRow, ...] = ()
    assessed: tuple[AssessedValue, ...] = ()
    rows: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Computed:
    """What is published, and the weights behind it.

    weights: by group that answered, one for each row of its design: the opened names that
    count, in the order of the frozen sample, or the ballots in theirs.
    """

    published: Published
    weights: Mapping[str, tuple[float, ...]]


def publish(frozen: Frozen) -> Published:
    """Estimates and points of a frozen campaign as far as they may be told."""
    return compute(frozen).published


def compute(frozen: Frozen) -> Computed:
    """Weights, estimates and points of a frozen campaign, and what may be told of them."""
    material = material_of(frozen.files, frozen.manifest)
    known = told(frozen, material)
    weights = {
        group: tuple(float(w) for w in sample.survey.weights)
        for group, sample in known.samples.items()
        if sample.answered
    }
    disclosed = tell(known)
    shown = Published(
        _facts(frozen, material),
        disclosed.results,
        disclosed.alternatives,
        chosen=chosen_rows(frozen, known.rules.items, known.rules.threshold),
        rows=disclosed.rows,
    )
    return Computed(_beside_earlier(shown, frozen, material), weights)


def _beside_earlier(shown: Published, frozen: Frozen, material: Material) -> Published:
    """The same with the changes from the results file that the campaign's folder names."""
    name = material.inputs.settings.files.get("earlier")
    if name is None:
        return shown
    before = from_json(frozen.files[f"campaign/{name}"].decode())
    return dataclasses.replace(shown, earlier=between(before, shown))


def _facts(frozen: Frozen, material: Material) -> Facts:
    settings, frame = material.inputs.settings, material.inputs.frame
    forms = {form.digest: (form, sheet) for form, sheet in material.instruments.values()}
    cells = probability_cells(frozen)
    return Facts(
        frozen.manifest["campaign"],
        dict(settings.name),
        settings.year,
        settings.survey == "city",
        tuple(d.cited for d in settings.documents),
        settings.people.monitor,
        frozen.manifest["closed_at"],
        sums_digest(frozen.manifest),
        settings.demo,
        settings.lists_simulated,
        {group["code"]: group["name"] for group in frozen.manifest["groups"]},
        {area.code: area.name for area in frame.areas},
        {
            str(d): (int(part["units_drawn"].iloc[0]), int(part["units_in_stratum"].iloc[0]))
            for d, part in cells[cells["agency_type"] == "commune"].groupby("district")
        },
        {
            code: dict(words.by_language)
            for _, sheet in forms.values()
            for code, words in sheet.factors.items()
        },
        {
            each.item: dict(form.item(each.item).label.by_language)
            for form, sheet in forms.values()
            for each in sheet.items
        },
        scheme_rows(material.rules.scheme),
        {
            str(group): (int(part["received"].sum()), int(part["accepted"].sum()))
            for group, part in cells.groupby("group")
        },
        int((cells["received"] - cells["accepted"] - cells["rejected"]).sum()),
        sum(material.rules.lists.values()),
        material.rules.minimum_response,
        settings.sampling.selection != "srs",
        settings.estimand.units,
        settings.estimand.list_from.isoformat(),
        settings.estimand.list_to.isoformat(),
        modes=forms_by_mode(frozen, cells),
        desks=desks_drawn(frame, cells),
        selection=settings.sampling.selection,
    )


def scheme_rows(scheme: Scheme) -> tuple[SchemeRow, ...]:
    """The whole index in the scheme's order, each row with its depth and its maximum."""
    depth: dict[str | None, int] = {None: -1}
    rows = []
    for row in scheme.rows:
        depth[row.code] = depth.get(row.parent, 0) + 1
        maximum = float(scheme.maximum_of(row.code))
        name = dict(row.name)
        rows.append(SchemeRow(row.code, name, row.parent, row.kind, maximum, depth[row.code]))
    return tuple(rows)


def to_json(published: Published) -> str:
    """As JSON; keys are field names, no number is NaN."""
    plain = dataclasses.asdict(published)
    return json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def from_json(text: str) -> Published:
    """What `to_json` wrote, by an older program too.

    Raises ValueError, KeyError or TypeError for anything else.
    """
    return made(Published, json.loads(text))


@cache
def _types(kind: Hashable) -> dict[str, Any]:
    return get_type_hints(kind)


def made(kind: Callable[..., T], plain: Mapping[str, Any]) -> T:
    """A dataclass from what `dataclasses.asdict` made of it; raises as `from_json`."""
    types = _types(kind)
    missing = dataclasses.MISSING
    later = {
        f.name
        for f in dataclasses.fields(kind)  # type: ignore[arg-type]  # a dataclass
        if f.default is not missing or f.default_factory is not missing
    }
    return kind(
        **{
            name: _value(types[name], plain[name])
            for name in types
            if name in plain or name not in later
        }
    )


def _value(kind: Any, plain: Any) -> Any:
    """The value of a field of this type: dataclass, tuple, mapping, optional or plain."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        if plain is None:
            return None
        wider = [one for one in inside if one is not NoneType]
        return _value(wider[0], plain) if len(wider) == 1 else plain
    if origin is tuple:
        kinds = [inside[0]] * len(plain) if inside[-1] is Ellipsis else list(inside)
        return tuple(_value(one, x) for one, x in zip(kinds, plain, strict=True))
    if origin is not None and origin is not Literal:  # a mapping by text
        return {key: _value(inside[1], x) for key, x in plain.items()}
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        return made(kind, plain)
    return plain
