"""A frozen campaign's files and tables -> the rules and rows that samples are built from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.response import outcome_of
from analysis.scheme import read_scheme
from analysis.scoring import ScoredItem
from questionnaires import scoring_sheet
from questionnaires.model import Questionnaire
from questionnaires.scoring_sheet import ScoringSheet
from questionnaires.stored import from_json
from sampling.frame import Frame
from survey_app.bundle.freeze import Frozen
from survey_app.bundle.joining import RECODES, joined
from survey_app.bundle.samples import COLUMNS, FIELD, Rules
from survey_app.campaign.filters import asked_of
from survey_app.campaign.inputs import Inputs, inputs

__all__ = [
    "Instrument",
    "Material",
    "ballots_of",
    "forms_of",
    "list_counts",
    "material_of",
    "names_of",
    "scored_items",
]

Instrument = tuple[Questionnaire, ScoringSheet]


@dataclass(frozen=True, eq=False)
class Material:
    """What the files of a frozen campaign say, parsed. instruments: by respondent group."""

    inputs: Inputs
    rules: Rules
    instruments: Mapping[str, Instrument]


def material_of(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Material:
    """Parse the frozen files; they were checked when the campaign was created."""
    prefix = "campaign/"
    own = {name.removeprefix(prefix): c for name, c in files.items() if name.startswith(prefix)}
    given = inputs(own)
    scheme_file = given.settings.files["scheme"]
    scheme = read_scheme(own[scheme_file], scheme_file)
    forms = forms_of(files)
    instruments = {group["code"]: forms[group["questionnaire"]] for group in manifest["groups"]}
    items = {group: scored_items(*instrument) for group, instrument in instruments.items()}
    thresholds = given.settings.thresholds
    rules = Rules(
        scheme,
        items,
        list_counts(given.frame),
        thresholds.disclosure,
        minimum_response=float(thresholds.minimum_response),
        weighting=given.settings.weighting,
    )
    return Material(given, rules, instruments)


def forms_of(files: Mapping[str, bytes]) -> dict[str, Instrument]:
    """Questionnaires with their scoring sheets by the questionnaire's digest."""
    found = {}
    for name, content in files.items():
        if name.startswith("questionnaires/") and name.endswith(".json") and name != RECODES:
            form = from_json(content.decode())
            sheet = name.removesuffix(".json") + ".scoring.toml"
            found[form.digest] = (form, scoring_sheet.read(files[sheet], sheet, form))
    return found


def scored_items(form: Questionnaire, sheet: ScoringSheet) -> tuple[ScoredItem, ...]:
    """The sheet's items in the words of analysis, with the filter that decides who is asked.

    Raises UnclearFilter.
    """
    return tuple(
        ScoredItem(
            each.item,
            each.factor,
            each.criterion,
            each.scores,
            each.satisfied,
            asked_of(form, each.item),
        )
        for each in sheet.items
    )


def list_counts(frame: Frame) -> dict[tuple[str, str, str], int]:
    """Persons on the lists by place (district or department), kind of desk and field."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for desk in frame.desks:
        for entry in frame.lists.get(desk.code, ()):
            counts[desk.district or desk.unit, desk.kind, entry.field] += 1
    return dict(counts)


def names_of(frozen: Frozen, frame: Frame) -> pd.DataFrame:
    """One row per opened name: cell, outcome, what the lists say, flags, answers that count.

    A name whose interview was rejected, or still waits for a verdict, did not answer.
    """
    sample, desk = frozen.tables["sample"], frozen.tables["cells"].set_index("key")["desk"]
    listed = {
        (code, entry.person): entry for code in desk.dropna() for entry in frame.lists.get(code, ())
    }
    keys = zip(sample["cell"].map(desk), sample["person"], strict=True)
    entries = [listed[key] for key in keys]
    has_response = sample["response"].notna()
    dispositions = [d if isinstance(d, str) else None for d in sample["disposition"]]
    names = pd.DataFrame(
        {
            "cell": sample["cell"],
            "response": sample["response"],
            FIELD: [entry.field for entry in entries],
            COLUMNS["month"]: [entry.month for entry in entries],
            COLUMNS["sex"]: [entry.sex for entry in entries],
            "outcome": [
                "respondent" if accepted else outcome_of(last, accepted=False)
                for accepted, last in zip(has_response, dispositions, strict=True)
            ],
        }
    )
    answers = _together(frozen, "answers-").drop(columns=["cell", "mode"])
    joined = names.merge(answers, how="left", left_on="response", right_on="uuid")
    return joined.drop(columns=["response", "uuid"]).fillna("")


def ballots_of(frozen: Frozen) -> pd.DataFrame:
    """One row per ballot: cell and answers."""
    return _together(frozen, "ballots-").fillna("")


def _together(frozen: Frozen, prefix: str) -> pd.DataFrame:
    tables = joined(frozen.tables, frozen.files, frozen.manifest)
    parts = [table for name, table in sorted(tables.items()) if name.startswith(prefix)]
    if parts:
        return pd.concat(parts, ignore_index=True)
    return pd.DataFrame(columns=["uuid", "cell", "mode", "flags"])
