"""What stands in a form before anybody answers, as ODK puts it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from questionnaires.form_check import FormPlan, filled
from questionnaires.instance import Entry
from questionnaires.model import METADATA, Item, Section
from questionnaires.moments import Moment

__all__ = ["filled_in"]


def filled_in(
    plan: FormPlan, answers: Mapping[str, object], now: Moment, metadata: Mapping[str, str]
) -> dict[str, object]:
    """The answers as `validation.with_defaults` says."""
    filling = filled(plan, answers, now)
    return _filled(plan.questionnaire.sections, filling.root, answers, metadata)


def _filled(
    members: Sequence[Item | Section],
    entry: Entry,
    answers: Mapping[str, object],
    metadata: Mapping[str, str],
) -> dict[str, object]:
    found = dict(answers)
    for member in members:
        if isinstance(member, Item):
            if member.name not in answers:
                value = _value(member, entry.children[member.name][0], metadata)
                found |= {member.name: value} if value else {}
        elif member.repeat:
            instances = _instances(member, entry, answers, metadata)
            if member.name in answers or any(instances):
                found[member.name] = instances
        else:
            inner = entry.children[member.name][0] if member.name else entry
            found |= _filled(member.members, inner, found, metadata)
    return found


def _value(item: Item, entry: Entry, metadata: Mapping[str, str]) -> str | None:
    if item.type in METADATA:
        return metadata.get(item.type)
    has_default = bool(item.default or item.default_value) and item.calculation is None
    return entry.stored() if has_default else None


def _instances(
    section: Section,
    entry: Entry,
    answers: Mapping[str, object],
    metadata: Mapping[str, str],
) -> list[dict[str, object]]:
    given = answers.get(section.name)
    known = list(given) if isinstance(given, Sequence) and not isinstance(given, str) else []
    entries = entry.instances(section.name)
    known += [{} for _ in entries[len(known) :]]
    return [
        _filled(section.members, each, answered, metadata)
        for each, answered in zip(entries, known, strict=False)
        if isinstance(answered, Mapping)
    ]
