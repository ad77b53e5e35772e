"""Answers -> clean answers or errors: the only word on what is valid."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TypeAlias

from questionnaires.answers import LONGEST_TEXT, Clean
from questionnaires.checked import Checked, CleanAnswers, ItemError
from questionnaires.defaults import filled_in, stamped, stamps
from questionnaires.form_check import FormPlan, checked_form, offered_choices
from questionnaires.model import Item, Questionnaire
from questionnaires.moments import Moment
from questionnaires.plain_check import is_plain, plain_check

__all__ = [
    "LONGEST_TEXT",
    "Answer",
    "Answers",
    "Checked",
    "Clean",
    "CleanAnswers",
    "ItemError",
    "Trial",
    "answered",
    "check",
    "metadata_of",
    "offered",
    "relevant_items",
    "stamped_with",
    "try_answers",
    "with_defaults",
]

Answer: TypeAlias = "str | int | float | Sequence[str] | Sequence[Answers] | None"
"""As it came: text, several texts, or of a repeat its instances; clean answers are accepted
again."""

Answers: TypeAlias = Mapping[str, Answer]
"""Answers by item; of a repeat a list of such mappings, of a group no level of its own."""


@dataclass(frozen=True)
class Trial:
    """What a form makes of answers, for whoever tries it out.

    relevant, dropped, errors: as in Checked, relevant in the order of the form; calculated: what
    calculations, fixed defaults and metadata gave, in a repeat by path; clean: all clean answers.
    """

    relevant: tuple[str, ...]
    calculated: Mapping[str, Clean]
    errors: Mapping[str, ItemError]
    dropped: tuple[str, ...]
    clean: CleanAnswers


def check(
    questionnaire: Questionnaire, answers: Mapping[str, object], now: datetime | None = None
) -> Checked:
    """Clean the answers and say what is wrong with them; never raises for any answers.

    As in ODK an irrelevant item counts as empty for the others and its answer is dropped, a
    constraint is not looked at where there is no answer, and of a repeat that is not mentioned
    one empty instance stands. Items that nobody answers (calculated, hidden, read-only) hold their
    calculation or default whatever came for them; only what chance or once() made is taken as it
    came. Metadata are for the caller to vouch for: `stamped_with`. An answer that cannot be read
    counts as empty too, until it is corrected. Defaults of what a respondent may change are no
    answers: `with_defaults` puts them in beforehand.
    now: what today() and now() say; without it the clock of this machine.
    """
    return _checker(questionnaire)(answers, now)


def answered(questionnaire: Questionnaire, clean: CleanAnswers) -> CleanAnswers:
    """The clean answers that people gave: without what was calculated, fixed or taken from the
    device, in repeats too."""
    given = _by_nobody(questionnaire)
    return _without(clean, given) if given else clean


def relevant_items(questionnaire: Questionnaire, answers: Mapping[str, object]) -> frozenset[str]:
    """The names of the items to be asked after these answers."""
    return check(questionnaire, answers).relevant


def offered(
    questionnaire: Questionnaire, answers: Mapping[str, object], now: datetime | None = None
) -> Mapping[str, frozenset[str]]:
    """The codes that a choice_filter lets through after these answers, by path of its select.

    A select that is not there offers all its choices.
    """
    if not any(item.choice_filter for item in questionnaire.items):
        return {}
    return offered_choices(_form_plan(questionnaire), answers, _moment(now))


def with_defaults(
    questionnaire: Questionnaire,
    answers: Mapping[str, object],
    now: datetime | None = None,
    metadata: Mapping[str, str] | None = None,
) -> dict[str, object]:
    """The answers with the form's defaults where nothing is said: an item that is there, though
    empty, keeps what it says.

    metadata: what to put into items of the types start, end, today and deviceid, as
    `metadata_of` gives it; nothing where it is not given, as in a form that nobody may be traced
    by.
    """
    return filled_in(_form_plan(questionnaire), answers, _moment(now), metadata or {})


def metadata_of(
    started: datetime | None, ended: datetime | None = None, device: str | None = None
) -> dict[str, str]:
    """What items of the types start, today, end and deviceid hold, by type, in Vietnam's time."""
    first, last = (_moment(each) if each else None for each in (started, ended))
    return stamps(first, last, device or "")


def stamped_with(
    questionnaire: Questionnaire, answers: Mapping[str, object], metadata: Mapping[str, str]
) -> dict[str, object]:
    """The answers with this metadata instead of whatever came for it; without where it has none."""
    return stamped(questionnaire.sections, answers, metadata)


def try_answers(
    questionnaire: Questionnaire, answers: Mapping[str, object], now: datetime | None = None
) -> Trial:
    """What the form makes of these answers, its defaults and metadata put in first."""
    now = now or datetime.now(UTC)
    moment = _moment(now)
    filled = with_defaults(questionnaire, answers, now, stamps(moment, moment))
    checked = check(questionnaire, filled, now)
    places = {item.name: place for place, item in enumerate(questionnaire.items)}
    names = [name for name in checked.relevant if name.rpartition("/")[2] in places]
    places |= {each.name: places[each.items[0].name] for each in questionnaire.repeats}
    relevant = sorted(names, key=lambda name: _in_order(name, places))
    calculated = {
        path: answer
        for path, answer in _flat(checked.clean, "")
        if _is_given(questionnaire.item(path.rpartition("/")[2]))
    }
    return Trial(tuple(relevant), calculated, checked.errors, checked.dropped, checked.clean)


@lru_cache(maxsize=64)
def _checker(
    questionnaire: Questionnaire,
) -> Callable[[Mapping[str, object], datetime | None], Checked]:
    if is_plain(questionnaire):
        plain = plain_check(questionnaire)
        return lambda answers, _now: plain(answers)
    plan = _form_plan(questionnaire)
    return lambda answers, now: checked_form(plan, answers, _moment(now))


@lru_cache(maxsize=64)
def _by_nobody(questionnaire: Questionnaire) -> frozenset[str]:
    return frozenset(item.name for item in questionnaire.items if _is_given(item))


def _without(clean: CleanAnswers, names: frozenset[str]) -> CleanAnswers:
    return {name: _kept(each, names) for name, each in clean.items() if name not in names}


def _kept(answer: Any, names: frozenset[str]) -> Any:
    """An answer, of a repeat without these names in its instances; lists come from JSON."""
    if isinstance(answer, list | tuple):
        return tuple(_without(e, names) if isinstance(e, Mapping) else e for e in answer)
    return answer


@lru_cache(maxsize=64)
def _form_plan(questionnaire: Questionnaire) -> FormPlan:
    return FormPlan(questionnaire)


def _moment(now: datetime | None) -> Moment:
    return Moment(int((now or datetime.now(UTC)).timestamp() * 1000))


def _in_order(path: str, places: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    """Where a path stands in the form: its repeats with their instances, then the item."""
    steps = [*path.split("/"), "0"]
    return tuple(
        (places[name], int(number)) for name, number in zip(steps[::2], steps[1::2], strict=True)
    )


def _flat(clean: CleanAnswers, prefix: str) -> Iterator[tuple[str, Clean]]:
    """Every clean answer under its path."""
    for name, answer in clean.items():
        if not isinstance(answer, tuple):
            yield f"{prefix}{name}", answer
            continue
        codes = tuple(each for each in answer if isinstance(each, str))
        if codes:
            yield f"{prefix}{name}", codes
        for number, each in enumerate(answer, 1):
            if isinstance(each, Mapping):
                yield from _flat(each, f"{prefix}{name}/{number}/")


def _is_given(item: Item) -> bool:
    """Whether no respondent answers it."""
    return item.type != "note" and not item.is_asked
