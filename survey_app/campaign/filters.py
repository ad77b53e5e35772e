"""Who is asked a scored item: relevance in the one form that weighing can follow."""

from __future__ import annotations

from analysis.errors import ScoringError
from questionnaires.expressions import Expression
from questionnaires.model import Questionnaire

__all__ = ["UnclearFilter", "asked_of"]

Rule = tuple[str, frozenset[str]]


class UnclearFilter(ScoringError):  # noqa: N818 - says what is wrong with the item
    """A scored item's relevance does not say by one answer who is asked; item: its name."""

    def __init__(self, item: str) -> None:
        super().__init__(
            f"câu hỏi «{item}»: điều kiện hiện câu hỏi có chấm điểm phải có dạng ${{câu}} = 'mã', "
            f"và giống điều kiện của phần nếu cả hai cùng có / item {item}: the relevance of a "
            "scored item must read ${item} = 'code', and be the same as its section's where both "
            "have one"
        )
        self.item = item


def asked_of(form: Questionnaire, item: str) -> Rule | None:
    """The item and the code that decide whether this one is asked, None where all are asked.

    Raises UnclearFilter: anything longer would count people as asked who were not, and in a
    repeat nobody is asked just once.
    """
    rules = {_rule(each, item) for each in form.conditions(item)}
    if len(rules) > 1 or any(group.repeat for group in form.around(item)):
        raise UnclearFilter(item)
    return next(iter(rules), None)


def _rule(relevant: Expression, item: str) -> Rule:
    match relevant.tree:
        case ("=", ("item", str(other)), ("text", str(code))):
            return other, frozenset({code})
    raise UnclearFilter(item)
