"""Responses: stored exactly once, whatever happens on the way (invariants 2 and 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from survey_app.db import reading
from survey_app.errors import NotFound
from survey_app.models import (
    Conflict,
    Contact,
    Device,
    Name,
    QuestionnaireVersion,
    QuotaCell,
    Response,
    Review,
)
from survey_app.services import closing, people
from survey_app.services.collecting import InvalidAnswers, Submission, WrongName, submit
from survey_app.services.quotas import recount
from survey_app.services.signing_in import with_card
from survey_app.services.visiting import day_list
from survey_app.simulation.staff import PIN
from tests.answers import citizen_answers, official_answers, use_form, version_of
from tests.conftest import NOON, SECRET, World


def submission(world: World, place: int = 0, **changes: object) -> Submission:
    """A complete interview with one of the collector's names."""
    names = [name for a in day_list(world.sessions, world.collector) for name in a.left]
    given = Submission(
        str(uuid4()),
        names[place].id,
        version_of(world, "citizens"),
        citizen_answers(world),
        started_at=NOON - timedelta(minutes=20),
    )
    return replace(given, **changes)  # type: ignore[arg-type]


def verdict(world: World, uuid: str) -> str | None:
    with reading(world.sessions) as db:
        return db.scalar(
            select(Review.verdict)
            .where(Review.response_uuid == uuid)
            .order_by(Review.number.desc())
            .limit(1)
        )


def stands(world: World, name: int) -> tuple[str | None, int, bool]:
    """The name's last outcome, how often it was met, and whether it is closed."""
    with reading(world.sessions) as db:
        found = db.get_one(Name, name)
        return found.disposition, found.attempts, found.closed


def test_a_hundred_sends_store_one_response(world: World) -> None:
    given = submission(world)
    outcomes = [
        submit(world.sessions, given, world.collector, None, NOON).outcome for _ in range(100)
    ]
    assert outcomes == ["stored"] + ["repeated"] * 99
    assert recount(world.sessions, world.campaign) == ()


STAMPED = """| survey |
| | type | name | label | read_only | default |
| | start | bat_dau | | | |
| | end | ket_thuc | | | |
| | today | ngay | | | |
| | deviceid | may | | | |
| | hidden | dot | | | 2021 |
| | text | co_dinh | Cố định | yes | x |
| | text | t | Tên | | |
"""


def test_times_device_and_fixed_values_are_the_servers_whatever_is_sent(world: World) -> None:
    kept = use_form(world, STAMPED)
    card = people.card_code(SECRET, world.campaign, world.collector.id)
    device = with_card(world.sessions, SECRET, card, PIN, NOON).device
    forged = dict.fromkeys(("bat_dau", "ket_thuc"), "1999-01-01T00:00") | {"ngay": "1999-01-01"}
    forged |= {"may": "máy khác", "dot": "1999", "co_dinh": "khác", "t": "An"}
    given = submission(world, version=kept, answers=forged)
    submit(world.sessions, given, world.collector, device, NOON)
    with reading(world.sessions) as db:
        stored = db.get_one(Response, given.uuid).answers
    assert stored == {
        "bat_dau": "2022-01-17T11:40",
        "ket_thuc": "2022-01-17T12:00",
        "ngay": "2022-01-17",
        "may": device,
        "dot": "2021",
        "co_dinh": "x",
        "t": "An",
    }
    again = submit(world.sessions, given, world.collector, device, NOON + timedelta(minutes=9))
    assert again.outcome == "repeated"


def test_missing_answers_are_named_and_nothing_is_stored(world: World) -> None:
    with pytest.raises(InvalidAnswers) as refused:
        submit(world.sessions, submission(world, answers={}), world.collector, None, NOON)
    assert refused.value.errors
    with reading(world.sessions) as db:
        assert db.scalar(select(func.count()).select_from(Response)) == 0


def test_other_content_under_the_same_name_is_kept_as_a_conflict(world: World) -> None:
    given = submission(world)
    submit(world.sessions, given, world.collector, None, NOON)
    other = replace(given, answers={**given.answers, "tuoi": "77"})
    for _ in range(2):
        receipt = submit(world.sessions, other, world.collector, None, NOON)
        assert receipt.outcome == "conflict"
    with reading(world.sessions) as db:
        kept = db.scalars(select(Conflict)).all()
        first = db.get_one(Response, given.uuid)
    assert [conflict.content["answers"]["tuoi"] for conflict in kept] == ["77"]
    assert first.answers.get("tuoi") != 77
    assert recount(world.sessions, world.campaign) == ()


def test_an_incomplete_form_under_a_stored_name_is_kept_too(world: World) -> None:
    given = submission(world)
    submit(world.sessions, given, world.collector, None, NOON)
    torn = replace(given, answers={"tuoi": "77"})
    assert submit(world.sessions, torn, world.collector, None, NOON).outcome == "conflict"


def test_an_answer_to_a_full_cell_is_kept_flagged_and_counts(world: World) -> None:
    with world.sessions.begin() as db:
        db.execute(update(QuotaCell).values(target=1))
    submit(world.sessions, submission(world), world.collector, None, NOON)
    second = submission(world)
    receipt = submit(world.sessions, second, world.collector, None, NOON)
    assert (receipt.outcome, receipt.flags) == ("stored", ("over_quota",))
    assert verdict(world, second.uuid) == "accepted"


def test_an_answer_after_closing_is_kept_flagged_and_waits(world: World) -> None:
    given = submission(world)
    closing.ask(world.sessions, world.monitor, NOON)
    closing.confirm(world.sessions, world.data, world.observer, NOON)
    receipt = submit(world.sessions, given, world.collector, None, NOON)
    assert (receipt.outcome, receipt.flags) == ("stored", ("after_closing",))
    assert verdict(world, given.uuid) is None
    assert recount(world.sessions, world.campaign) == ()


def test_an_answer_from_a_revoked_device_is_kept_flagged_and_waits(world: World) -> None:
    code = people.card_code(SECRET, world.campaign, world.collector.id)
    device = with_card(world.sessions, SECRET, code, PIN, NOON).device
    people.revoke_devices(world.sessions, world.staff.collectors["BD306"][0], None, NOON)
    given = submission(world)
    receipt = submit(world.sessions, given, world.collector, device, NOON)
    assert receipt.flags == ("revoked_device",)
    assert verdict(world, given.uuid) is None
    with reading(world.sessions) as db:
        assert db.get_one(Device, device).revoked_at is not None


def test_an_answer_to_an_old_questionnaire_is_kept_flagged_and_waits(world: World) -> None:
    with world.sessions.begin() as db:
        current = db.get_one(QuestionnaireVersion, version_of(world, "citizens"))
        old = QuestionnaireVersion(
            digest=current.digest[::-1],
            name=current.name,
            source=b"",
            parsed=current.parsed,
            scoring=current.scoring,
        )
        db.add(old)
    given = submission(world, version=old.digest)
    receipt = submit(world.sessions, given, world.collector, None, NOON)
    assert receipt.flags == ("old_version",)
    assert verdict(world, given.uuid) is None


def of_another_group(world: World) -> Submission:
    """An interview with the officials' questions."""
    return submission(
        world, version=version_of(world, "council_deputies"), answers=official_answers(world)
    )


def test_an_answer_to_another_groups_questionnaire_is_kept_and_its_name_still_to_visit(
    world: World,
) -> None:
    given = of_another_group(world)
    receipt = submit(world.sessions, given, world.collector, None, NOON)
    assert (receipt.outcome, receipt.flags) == ("stored", ("other_questionnaire",))
    assert verdict(world, given.uuid) is None
    assert stands(world, given.name) == (None, 0, False)
    right = submission(world, name=given.name)
    assert submit(world.sessions, right, world.collector, None, NOON).flags == ()
    assert recount(world.sessions, world.campaign) == ()


def test_a_hasty_interview_waits_for_a_look(world: World) -> None:
    given = submission(world, started_at=NOON - timedelta(minutes=1))
    assert submit(world.sessions, given, world.collector, None, NOON).flags == ("short",)
    assert verdict(world, given.uuid) is None


def test_a_second_interview_with_the_same_person_waits_for_a_look(world: World) -> None:
    given = submission(world)
    submit(world.sessions, given, world.collector, None, NOON)
    again = replace(given, uuid=str(uuid4()))
    receipt = submit(world.sessions, again, world.collector, None, NOON)
    assert receipt.flags == ("second_for_name",)
    assert recount(world.sessions, world.campaign) == ()


def test_a_name_handed_to_a_colleague_meanwhile_is_kept_and_flagged(world: World) -> None:
    given = submission(world)
    receipt = submit(world.sessions, given, world.other_collector, None, NOON)
    assert receipt.flags == ("not_assigned",)
    assert stands(world, given.name) == (None, 0, False)
    with reading(world.sessions) as db:
        assert db.scalar(select(func.count()).select_from(Contact)) == 0
    assert recount(world.sessions, world.campaign) == ()


def test_beside_a_strangers_interview_the_collectors_own_waits_for_a_look(world: World) -> None:
    given = submission(world)
    submit(world.sessions, given, world.other_collector, None, NOON)
    own = replace(given, uuid=str(uuid4()))
    receipt = submit(world.sessions, own, world.collector, None, NOON)
    assert receipt.flags == ("second_for_name",)
    assert stands(world, given.name) == ("completed", 1, True)
    assert recount(world.sessions, world.campaign) == ()


def test_what_is_no_uuid_or_no_name_is_refused(world: World) -> None:
    with pytest.raises(WrongName):
        submit(world.sessions, submission(world, uuid="12"), world.collector, None, NOON)
    with pytest.raises(NotFound):
        submit(world.sessions, submission(world, name=10**8), world.collector, None, NOON)
