"""Complete answers for tests, made from the questionnaires themselves."""

from __future__ import annotations

from sqlalchemy import select

from questionnaires.model import Item, Questionnaire
from questionnaires.validation import check
from survey_app.db import reading
from survey_app.models import RespondentGroup
from survey_app.services import versions
from tests.conftest import World

__all__ = ["citizen_answers", "complete_answers", "form_of", "official_answers", "version_of"]


def version_of(world: World, group: str) -> str:
    """The digest of the questionnaire that a group answers."""
    with reading(world.sessions) as db:
        found = db.scalar(
            select(RespondentGroup.questionnaire).where(
                RespondentGroup.campaign_id == world.campaign, RespondentGroup.code == group
            )
        )
    assert found is not None
    return found


def form_of(world: World, group: str) -> Questionnaire:
    """The questionnaire that a group answers."""
    with reading(world.sessions) as db:
        return versions.questionnaire(db, version_of(world, group))


def citizen_answers(world: World, **own: str | list[str]) -> dict[str, str | list[str]]:
    """A citizen's complete answers, some of them given."""
    return complete_answers(form_of(world, "citizens"), own)


def official_answers(
    world: World, group: str = "council_deputies", **own: str | list[str]
) -> dict[str, str | list[str]]:
    """The complete answers of an official of a group, some of them given."""
    return complete_answers(form_of(world, group), own)


def complete_answers(
    form: Questionnaire, own: dict[str, str | list[str]]
) -> dict[str, str | list[str]]:
    """Answers that the questionnaire accepts: the first choice, a plausible number."""
    answers: dict[str, str | list[str]] = dict(own)
    for _ in range(20):
        checked = check(form, answers)
        if not checked.errors:
            return answers
        answers |= {name: _first(form.item(name)) for name in checked.errors}
    raise AssertionError(f"no complete answers: {checked.errors}")


def _first(item: Item) -> str | list[str]:
    if item.type == "select_multiple":
        return [item.choices[0].name]
    if item.type == "select_one":
        return item.choices[0].name
    return "30" if item.type == "integer" else "Không có"
