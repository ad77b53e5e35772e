"""Checking the answers to any form: repeats, calculations, filtered choices, defaults."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from questionnaires.answers import LONGEST_TEXT, Clean, Read, blank, reader, value_of
from questionnaires.checked import Checked, CleanAnswers, ItemError
from questionnaires.evaluation import compiled
from questionnaires.expressions import Expression, Tree
from questionnaires.instance import MOST_INSTANCES, Choice, Entry, Filling, Form
from questionnaires.model import METADATA, Item, Questionnaire, Section
from questionnaires.moments import Moment
from questionnaires.scope import Evaluator
from questionnaires.structure import Place
from questionnaires.values import EvaluationError

__all__ = [
    "FormPlan",
    "calculations",
    "checked_form",
    "choice_lists",
    "filled",
    "offered_choices",
    "placed",
]

_VOLATILE = ("random", "uuid")  # evaluated once, kept from then on


@dataclass(frozen=True)
class _Rules:
    """What is asked of one item, ready to be evaluated; calculated: no respondent answers it."""

    item: Item
    read: Read | None
    calculated: bool
    required_when: Evaluator | None
    constraint: Evaluator | None
    choice_filter: Evaluator | None


@dataclass(frozen=True, eq=False)
class FormPlan:
    """A questionnaire made ready once."""

    questionnaire: Questionnaire

    @cached_property
    def rules(self) -> Mapping[str, _Rules]:
        """By item."""
        return {item.name: _rules(item) for item in self.questionnaire.items}

    @cached_property
    def form(self) -> Form:
        """As it is evaluated while answers are checked: fixed items hold their defaults."""
        return self._form(*calculations(self.questionnaire))

    @cached_property
    def fresh(self) -> Form:
        """As it is evaluated before anybody answered: every item may hold its default."""
        computed, kept = calculations(self.questionnaire)
        defaults = {
            each.name: _held(each)
            for each in self.questionnaire.items
            if each.name not in computed and (each.default_value or each.default)
        }
        return self._form({**computed, **defaults}, kept | defaults.keys())

    def _form(self, computed: Mapping[str, Expression], kept: frozenset[str]) -> Form:
        root, relevant, count = placed(self.questionnaire)
        return Form(
            root,
            choice_lists(self.questionnaire),
            _compiled(relevant),
            _compiled(computed),
            self.questionnaire.version,
            kept,
            _compiled(count),
        )


def checked_form(plan: FormPlan, answers: Mapping[str, object], now: Moment) -> Checked:
    """Check the answers as `validation.check` says."""
    errors: dict[str, ItemError] = {}
    level = _read(plan, plan.questionnaire.sections, answers, "", errors)
    _unknown(plan.questionnaire.sections, answers, "", errors)
    filling = Filling(plan.form, level.values, now, lenient=True)
    walk = _Walk(plan, filling, errors)
    clean = walk.members(plan.questionnaire.sections, filling.root, level, "")
    return Checked(clean, frozenset(walk.relevant), tuple(walk.dropped), errors)


def offered_choices(
    plan: FormPlan, answers: Mapping[str, object], now: Moment
) -> Mapping[str, frozenset[str]]:
    """The codes that may be chosen after these answers, by path of each filtered select."""
    errors: dict[str, ItemError] = {}
    level = _read(plan, plan.questionnaire.sections, answers, "", errors)
    walk = _Walk(plan, Filling(plan.form, level.values, now, lenient=True), errors, offers={})
    walk.members(plan.questionnaire.sections, walk.filling.root, level, "")
    return walk.offers or {}


def filled(plan: FormPlan, answers: Mapping[str, object], now: Moment) -> Filling:
    """The form with these answers and, where nothing was said, its defaults."""
    level = _read(plan, plan.questionnaire.sections, answers, "", {})
    return Filling(plan.fresh, level.values, now, lenient=True)


# --- what came -------------------------------------------------------------------------------


@dataclass
class _Level:
    """The answers of one instance of a repeat, or outside all: clean ones, the codes of errors,
    the names of all that are not blank, values as the evaluation takes them."""

    clean: dict[str, Clean] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    values: dict[str, object] = field(default_factory=dict)
    repeats: dict[str, list[_Level]] = field(default_factory=dict)


def _read(
    plan: FormPlan,
    members: Sequence[Item | Section],
    answers: Mapping[str, object],
    prefix: str,
    errors: dict[str, ItemError],
) -> _Level:
    level = _Level()
    _read_into(level, plan, members, answers, prefix, errors)
    return level


def _read_into(
    level: _Level,
    plan: FormPlan,
    members: Sequence[Item | Section],
    answers: Mapping[str, object],
    prefix: str,
    errors: dict[str, ItemError],
) -> None:
    for member in members:
        if isinstance(member, Item):
            _read_item(level, plan.rules[member.name], answers.get(member.name))
        elif member.repeat:
            given = _instances(member, answers, f"{prefix}{member.name}", errors)
            level.repeats[member.name] = [
                _read(plan, member.members, each, f"{prefix}{member.name}/{n}/", errors)
                for n, each in enumerate(given, 1)
            ]
            level.values[member.name] = [each.values for each in level.repeats[member.name]]
        else:
            _read_into(level, plan, member.members, answers, prefix, errors)


def _read_item(level: _Level, rules: _Rules, raw: object) -> None:
    item, name = rules.item, rules.item.name
    if raw is None or item.type == "note":
        return
    if not blank(raw):
        level.said.add(name)
    if rules.calculated:  # looked at where it cannot be computed again: random(), once()
        level.values[name] = raw if isinstance(raw, str) and len(raw) <= LONGEST_TEXT else ""
        return
    answer, code = rules.read(raw) if rules.read else (None, "")
    if code:
        level.codes[name] = code
    elif answer is not None:
        level.clean[name] = answer
        level.values[name] = value_of(answer)


def _instances(
    section: Section, answers: Mapping[str, object], path: str, errors: dict[str, ItemError]
) -> Sequence[Mapping[str, object]]:
    """The instances of a repeat that came; one where nothing is said and nothing counts them."""
    given = answers.get(section.name)
    if given is None:
        return () if section.count else ({},)
    if isinstance(given, str) or not isinstance(given, Sequence):
        errors[path] = ItemError("not-a-list", path)
        return ()
    if not all(isinstance(each, Mapping) for each in given):
        errors[path] = ItemError("not-a-list", path)
        return ()
    if len(given) > MOST_INSTANCES:
        errors[path] = ItemError("too-many", path, None, {"most": str(MOST_INSTANCES)})
    return given[:MOST_INSTANCES]


def _unknown(
    members: Sequence[Item | Section],
    answers: Mapping[str, object],
    prefix: str,
    errors: dict[str, ItemError],
) -> None:
    """Report answers to what is no question, in repeats too."""
    known = dict(_own(members))
    for name, given in answers.items():
        member = known.get(name)
        path = f"{prefix}{name}"
        if member is None or (isinstance(member, Item) and member.type == "note"):
            errors[path] = ItemError("unknown-item", path)
        elif isinstance(member, Section) and path not in errors and isinstance(given, Sequence):
            for number, each in enumerate(given, 1):
                _unknown(member.members, each, f"{path}/{number}/", errors)


def _own(members: Sequence[Item | Section]) -> list[tuple[str, Item | Section]]:
    """Items and repeats by name, those in groups too, not those in repeats."""
    found: list[tuple[str, Item | Section]] = []
    for member in members:
        if isinstance(member, Section) and not member.repeat:
            found += _own(member.members)
        else:
            found.append((member.name, member))
    return found


# --- what becomes of it ----------------------------------------------------------------------


@dataclass
class _Walk:
    """Goes through the form as it is filled and sorts the answers."""

    plan: FormPlan
    filling: Filling
    errors: dict[str, ItemError]
    relevant: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    offers: dict[str, frozenset[str]] | None = None  # by path, filled in where they are wanted

    def members(
        self, members: Sequence[Item | Section], entry: Entry, level: _Level, prefix: str
    ) -> dict[str, Clean | tuple[CleanAnswers, ...]]:
        """The clean answers among these members; what is wrong or dropped is noted."""
        clean: dict[str, Clean | tuple[CleanAnswers, ...]] = {}
        for member in members:
            if isinstance(member, Item):
                answer = self.item(member, entry.children[member.name][0], level, prefix)
                if answer is not None:
                    clean[member.name] = answer
            elif member.repeat:
                instances = self.repeat(member, entry, level, prefix)
                if instances is not None:
                    clean[member.name] = instances
            else:
                inner = entry.children[member.name][0] if member.name else entry
                clean |= self.members(member.members, inner, level, prefix)
        return clean

    def repeat(
        self, section: Section, entry: Entry, level: _Level, prefix: str
    ) -> tuple[CleanAnswers, ...] | None:
        name, given = section.name, level.repeats[section.name]
        entries = entry.instances(name)
        if not (entries[0] if entries else self.filling.one_more(entry, name)).relevant:
            self.drop(name, given, prefix)
            return None
        self.relevant.append(f"{prefix}{name}")
        self.drop(name, given[len(entries) :], prefix, len(entries) + 1)
        empty = [_read(self.plan, section.members, {}, "", {}) for _ in entries[len(given) :]]
        levels = [*given[: len(entries)], *empty]
        return tuple(
            self.members(section.members, each, its, f"{prefix}{name}/{number}/")
            for number, (each, its) in enumerate(zip(entries, levels, strict=True), 1)
        )

    def drop(self, name: str, levels: Sequence[_Level], prefix: str, first: int = 1) -> None:
        """Note all answers in these instances as dropped."""
        for number, level in enumerate(levels, first):
            path = f"{prefix}{name}/{number}/"
            self.dropped.extend(f"{path}{each}" for each in sorted(level.said))
            for inner, below in level.repeats.items():
                self.drop(inner, below, path)

    def item(self, item: Item, entry: Entry, level: _Level, prefix: str) -> Clean | None:
        path = f"{prefix}{item.name}"
        if not entry.relevant:
            if item.name in level.said:
                self.dropped.append(path)
            return None
        self.relevant.append(path)
        rules = self.plan.rules[item.name]
        if self.offers is not None and rules.choice_filter is not None:
            self.offers[path] = frozenset(self.offered(entry, rules.choice_filter, None))
        if rules.calculated:
            return self.calculated(rules, entry)
        answer, code = level.clean.get(item.name), level.codes.get(item.name, "")
        if not code and answer is None:
            code = "missing" if self.is_required(rules, entry) else ""
        elif answer is not None:
            code = self.fault(rules, entry, answer)
        if not code:
            return answer
        own = {"missing": item.required_message, "constraint": item.constraint_message}.get(code)
        self.errors[path] = ItemError(code, path, own, item.parameters)
        return None

    def calculated(self, rules: _Rules, entry: Entry) -> Clean | None:
        stored = entry.stored()
        if stored is None or rules.read is None:
            return stored
        return rules.read(stored)[0]

    def is_required(self, rules: _Rules, entry: Entry) -> bool:
        if not rules.item.is_asked:
            return False
        when = rules.required_when
        return rules.item.required or (when is not None and entry.holds(when))

    def fault(self, rules: _Rules, entry: Entry, answer: Clean) -> str:
        """The code of what is wrong with a readable answer beside the others, or ""."""
        if rules.choice_filter is not None:
            chosen = set(_parts(answer))
            among = None if rules.item.type == "rank" else chosen
            offered = self.offered(entry, rules.choice_filter, among)
            if not chosen <= offered:
                return "not-offered"
            if rules.item.type == "rank" and chosen != offered:
                return "not-a-ranking"
        if rules.constraint is not None and not entry.holds(rules.constraint):
            return "constraint"
        return ""

    def offered(self, entry: Entry, test: Evaluator, among: set[str] | None) -> set[str]:
        """The codes that a choice_filter lets through; none where it cannot be evaluated."""
        try:
            return set(self.filling.filtered(entry, test, among))
        except EvaluationError:
            return set()


def _parts(answer: Clean) -> tuple[str, ...]:
    return answer if isinstance(answer, tuple) else (str(answer),)


# --- making a form ready ---------------------------------------------------------------------


def _rules(item: Item) -> _Rules:
    return _Rules(
        item,
        reader(item),
        _is_computed(item),
        _maybe(item.required_when),
        _maybe(item.constraint),
        _maybe(item.choice_filter),
    )


def _maybe(expression: Expression | None) -> Evaluator | None:
    return compiled(expression.tree) if expression else None


def _is_computed(item: Item) -> bool:
    """Whether it holds what the form says, whatever comes for it: calculated, hidden, read-only."""
    return not item.is_asked and item.type not in ("note", *METADATA)


def _is_volatile(tree: Tree) -> bool:
    return tree[0] in _VOLATILE or any(
        _is_volatile(each) for each in tree[1:] if isinstance(each, tuple)
    )


def calculations(
    questionnaire: Questionnaire,
) -> tuple[Mapping[str, Expression], frozenset[str]]:
    """What items that no respondent answers hold, by item, and which of them keep what came for
    them: chance cannot be computed again."""
    computed = {each.name: _held(each) for each in questionnaire.items if _is_computed(each)}
    return computed, frozenset(name for name, each in computed.items() if _is_volatile(each.tree))


def _held(item: Item) -> Expression:
    """What it holds while nobody answers it: its calculation, else its default."""
    return (
        item.calculation or item.default_value or Expression(item.default, ("text", item.default))
    )


def placed(
    questionnaire: Questionnaire,
) -> tuple[Place, dict[str, Expression], dict[str, Expression]]:
    """The form's places, and by place what makes them relevant and how often they repeat."""
    root = Place("", "form")  # an item may be called as ODK calls the whole
    relevant: dict[str, Expression] = {}
    count: dict[str, Expression] = {}
    _add(root, questionnaire.sections, relevant, count)
    return root, relevant, count


def _add(
    place: Place,
    members: Sequence[Item | Section],
    relevant: dict[str, Expression],
    count: dict[str, Expression],
) -> None:
    """Put the members under the place, and what decides on them into the two mappings."""
    for member in members:
        if member.relevant is not None:
            relevant[member.name] = member.relevant
        if isinstance(member, Item):
            place.add(Place(member.name, member.type, member.list_name))
            continue
        if member.count is not None:
            count[member.name] = member.count
        kind = "repeat" if member.repeat else "group"
        inner = place.add(Place(member.name, kind)) if member.name else place
        _add(inner, member.members, relevant, count)


def _compiled(expressions: Mapping[str, Expression]) -> dict[str, Evaluator]:
    return {name: compiled(each.tree) for name, each in expressions.items()}


def choice_lists(questionnaire: Questionnaire) -> dict[str, Sequence[Choice]]:
    """The lists as expressions see them: labels in the form's own language."""
    language = questionnaire.default_language
    lists: dict[str, Sequence[Choice]] = {}
    for item in questionnaire.items:
        if len(item.choices) > len(lists.get(item.list_name, ())):  # with "other", if anywhere
            lists[item.list_name] = [
                {**each.columns, "name": each.name, "label": each.label.in_(language)}
                for each in item.choices
            ]
    return lists
