"""Complete answers for tests, made from the questionnaires themselves."""

from __future__ import annotations

from sqlalchemy import select

from questionnaires.model import Item, Questionnaire
from questionnaires.stored import to_json
from questionnaires.validation import check
from questionnaires.xlsform import read
from survey_app.db import reading
from survey_app.models import QuestionnaireVersion, RespondentGroup
from survey_app.services import versions
from tests.conftest import World

__all__ = [
    "citizen_answers",
    "complete_answers",
    "form_of",
    "official_answers",
    "use_form",
    "version_of",
]


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


def use_form(world: World, source: str, group: str = "citizens") -> str:
    """Let a group be asked another form, whatever its scheme says of it; the version's digest."""
    form = read(source.encode(), "x.md")
    with world.sessions.begin() as db:
        asked = db.scalars(select(RespondentGroup).where(RespondentGroup.code == group)).one()
        name = db.get_one(QuestionnaireVersion, asked.questionnaire).name
        db.add(
            QuestionnaireVersion(
                digest=form.digest,
                name=name,
                source=source.encode(),
                parsed=to_json(form),
                scoring=b"",
            )
        )
        db.flush()
        asked.questionnaire = form.digest
    return form.digest
