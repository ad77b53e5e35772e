"""The analysis plan is frozen when closing is asked for; departures carry date and reason."""

from __future__ import annotations

import json

import pytest

from survey_app.bundle.freeze import read_frozen
from survey_app.bundle.plan import PLAN, plan_digest
from survey_app.errors import NotAllowed
from survey_app.services import analysis_plan, closing
from survey_app.services.closing import folder_of
from tests.conftest import NOON, World


def test_asking_for_closing_freezes_the_plan_under_its_digest(sqlite_world: World) -> None:
    world = sqlite_world
    assert analysis_plan.frozen_plan(world.sessions, world.campaign) is None
    with pytest.raises(analysis_plan.NoPlan):
        analysis_plan.frozen_text(world.sessions, world.campaign)
    closing.ask(world.sessions, world.monitor, NOON)
    plan = analysis_plan.frozen_plan(world.sessions, world.campaign)
    assert plan is not None
    text = analysis_plan.frozen_text(world.sessions, world.campaign)
    assert plan.digest == plan.current == plan_digest(text)
    assert json.loads(text)["convention"] == "pooled_ratio"
    assert json.loads(text)["criteria"]


def test_a_departure_carries_date_person_and_reason(sqlite_world: World) -> None:
    world = sqlite_world
    with pytest.raises(analysis_plan.NoPlan):
        analysis_plan.deviate(world.sessions, world.monitor, "bỏ một câu", NOON)
    closing.ask(world.sessions, world.monitor, NOON)
    with pytest.raises(analysis_plan.NoReason):
        analysis_plan.deviate(world.sessions, world.monitor, "  ", NOON)
    with pytest.raises(NotAllowed):
        analysis_plan.deviate(world.sessions, world.observer, "bỏ một câu", NOON)
    analysis_plan.deviate(world.sessions, world.monitor, "bỏ một câu vì in sai", NOON)
    plan = analysis_plan.frozen_plan(world.sessions, world.campaign)
    assert plan is not None
    (one,) = plan.deviations
    assert (one.reason, one.at) == ("bỏ một câu vì in sai", NOON)
    assert one.by


def test_the_frozen_figures_hold_the_plan_and_a_changed_program_is_a_departure(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    closing.ask(world.sessions, world.monitor, NOON)
    monkeypatch.setattr(analysis_plan, "version", lambda _name: "9.9")
    closing.confirm(world.sessions, world.data, world.observer, NOON)
    frozen = read_frozen(folder_of(world.data, world.campaign))
    plan = analysis_plan.frozen_plan(world.sessions, world.campaign)
    assert plan is not None
    assert plan_digest(frozen.files[PLAN].decode()) == plan.current != plan.digest
    assert plan.digest in plan.deviations[0].reason
