"""What stands in a form before anybody answers, as ODK puts it there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from questionnaires.form_check import FormPlan, filled
from questionnaires.instance import Entry
from questionnaires.model import METADATA, Item, Section
from questionnaires.moments import Moment, iso_date, iso_time

__all__ = ["filled_in", "stamped", "stamps"]


def filled_in(
    plan: FormPlan, answers: Mapping[str, object], now: Moment, metadata: Mapping[str, str]
) -> dict[str, object]:
    """The answers as `validation.with_defaults` says."""
    filling = filled(plan, answers, now)
    return _filled(plan.questionnaire.sections, filling.root, answers, metadata)


def stamps(started: Moment | None, ended: Moment | None = None, device: str = "") -> dict[str, str]:
    """What items of the types start, today, end and deviceid hold; nothing of what is unknown."""
    found = {"deviceid": device}
    if started is not None:
        found |= {"start": _stamp(started), "today": iso_date(started)}
    if ended is not None:
        found["end"] = _stamp(ended)
    return found


def _stamp(moment: Moment) -> str:
    return f"{iso_date(moment)}T{iso_time(moment)}"


def stamped(
    members: Sequence[Item | Section], answers: Mapping[str, object], metadata: Mapping[str, str]
) -> dict[str, object]:
    """The answers with the metadata instead of whatever came for it, in repeats too."""
    found = dict(answers)
    for member in members:
        if isinstance(member, Section) and not member.repeat:
            found = stamped(member.members, found, metadata)
        elif isinstance(member, Section):
            given = found.get(member.name)
            if _is_repeated(given):
                found[member.name] = [stamped(member.members, each, metadata) for each in given]
        elif member.type in METADATA:
            found.pop(member.name, None)
            value = metadata.get(member.type)
            found |= {member.name: value} if value else {}
    return found


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
            given = answers.get(member.name)
            if given is not None and not _is_repeated(given):
                continue  # left for the check to tell
            instances = _instances(member, entry, given, metadata)
            if given is not None or any(instances):
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
    section: Section, entry: Entry, given: object, metadata: Mapping[str, str]
) -> list[dict[str, object]]:
    known = [*given] if _is_repeated(given) else []
    entries = entry.instances(section.name)
    known += [{} for _ in entries[len(known) :]]
    filled = [
        _filled(section.members, each, answered, metadata)
        for each, answered in zip(entries, known, strict=False)
    ]
    return [*filled, *(dict(each) for each in known[len(entries) :])]


def _is_repeated(given: object) -> TypeGuard[Sequence[Mapping[str, object]]]:
    """Whether these are instances of a repeat."""
    if isinstance(given, str) or not isinstance(given, Sequence):
        return False
    return all(isinstance(each, Mapping) for each in given)
