"""Checking the answers to plain forms: without repeats, calculations, filters, dates in logic.

Most questionnaires are such, and every response is checked when it arrives. form_check.py does
the same for all forms, at more cost; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from questionnaires.answers import Clean, Read, blank, reader, value_of
from questionnaires.checked import Checked, ItemError
from questionnaires.dependence import decision_order
from questionnaires.evaluation import compiled
from questionnaires.expressions import Expression, Tree, references
from questionnaires.model import METADATA, Item, Questionnaire
from questionnaires.scope import Answers, Evaluator
from questionnaires.values import EvaluationError, truth

__all__ = ["is_plain", "plain_check"]

_NEED_A_FORM = {
    *("count", "position", "path", "|", "indexed-repeat", "jr:choice-name", "current", "column"),
    *("once", "version", "today", "now", "random", "uuid"),
}
_MOMENTS = {"date", "time", "dateTime", *METADATA}


def is_plain(questionnaire: Questionnaire) -> bool:
    """Whether plain_check may be used."""
    items = questionnaire.items
    moments = {item.name for item in items if item.type in _MOMENTS}
    computed = (
        item.calculation or item.choice_filter or item.default_value or not _is_answered(item)
        for item in items
    )
    conditions = [each for item in items for each in questionnaire.conditions(item.name)]
    for item in items:
        conditions += [each for each in (item.required_when, item.constraint) if each]
        if item.constraint and item.name in moments:
            return False
    return not (
        questionnaire.repeats
        or any(computed)
        or any(references(each.tree) & moments for each in conditions)
        or any(_kinds(each.tree) & _NEED_A_FORM for each in conditions)
    )


def plain_check(questionnaire: Questionnaire) -> Callable[[Mapping[str, object]], Checked]:
    """The function that checks answers to the questionnaire, made ready once."""
    plan = _plan(questionnaire)
    return lambda answers: _checked(plan, answers)


@dataclass(frozen=True)
class _Step:
    name: str
    item: Item
    conditions: tuple[Evaluator, ...]
    read: Read | None
    required: bool
    required_when: Evaluator | None


@dataclass(frozen=True)
class _Plan:
    """Items in the order in which relevance can be decided."""

    steps: tuple[_Step, ...]
    conditional: tuple[_Step, ...]
    constraints: tuple[tuple[Item, Evaluator], ...]
    answered: frozenset[str]


def _plan(form: Questionnaire) -> _Plan:
    names = {item.name for item in form.items}
    order = [name for name in decision_order(form.sections) if name in names]
    steps = tuple(_step(form, form.item(name)) for name in order)
    constraints = tuple(
        (item, compiled(item.constraint.tree)) for item in form.items if item.constraint
    )
    answered = frozenset(step.name for step in steps if step.read)
    return _Plan(steps, tuple(step for step in steps if step.required_when), constraints, answered)


def _step(form: Questionnaire, item: Item) -> _Step:
    conditions = tuple(compiled(each.tree) for each in form.conditions(item.name))
    return _Step(
        item.name,
        item,
        conditions,
        reader(item),
        item.required,
        _maybe(item.required_when),
    )


def _maybe(expression: Expression | None) -> Evaluator | None:
    return compiled(expression.tree) if expression else None


def _checked(plan: _Plan, answers: Mapping[str, object]) -> Checked:
    clean: dict[str, Clean] = {}
    values: dict[str, str | float] = {}
    scope = Answers(values)
    errors: dict[str, ItemError] = {}
    relevant: list[str] = []
    dropped: list[str] = []
    for step in plan.steps:
        raw = answers.get(step.name)
        if step.conditions and not all(_holds(each, scope) for each in step.conditions):
            if step.read and raw is not None and not blank(raw):
                dropped.append(step.name)
            continue
        relevant.append(step.name)
        if step.read is None:
            continue
        answer, code = (None, "") if raw is None else step.read(raw)
        if code:
            errors[step.name] = ItemError(code, step.name, None, step.item.parameters)
        elif answer is None:
            if step.required:
                errors[step.name] = ItemError("missing", step.name, step.item.required_message)
        else:
            clean[step.name] = answer
            values[step.name] = value_of(answer)
    _require(plan, frozenset(relevant), scope, clean, errors)
    _constrain(plan, clean, values, errors)
    for name in answers:
        if name not in plan.answered:
            errors[name] = ItemError("unknown-item", name)
    return Checked(clean, frozenset(relevant), tuple(dropped), errors)


def _require(
    plan: _Plan,
    relevant: frozenset[str],
    scope: Answers,
    clean: Mapping[str, Clean],
    errors: dict[str, ItemError],
) -> None:
    """Report what is required after these answers and was not answered."""
    for step in plan.conditional:
        name = step.name
        if name not in relevant or name in clean or name in errors:
            continue
        if step.required_when and _holds(step.required_when, scope):
            errors[name] = ItemError("missing", name, step.item.required_message)


def _constrain(
    plan: _Plan,
    clean: dict[str, Clean],
    values: Mapping[str, str | float],
    errors: dict[str, ItemError],
) -> None:
    """Move the answers that violate a constraint from clean to errors, all judged on the same."""
    for item, constraint in plan.constraints:
        own = values.get(item.name)
        if own is not None and not _holds(constraint, Answers(values, own)):
            del clean[item.name]
            errors[item.name] = ItemError("constraint", item.name, item.constraint_message)


def _holds(condition: Evaluator, scope: Answers) -> bool:
    """Whether it is true; what cannot be evaluated, where ODK would stop, is not."""
    try:
        return truth(condition(scope))
    except EvaluationError:
        return False


def _is_answered(item: Item) -> bool:
    """Whether the item's value is what came for it, a note's none."""
    return item.type == "note" or item.is_asked or item.type in METADATA


def _kinds(tree: Tree) -> frozenset[str]:
    below = (_kinds(each) for each in tree[1:] if isinstance(each, tuple))
    return frozenset({str(tree[0])}).union(*below)
