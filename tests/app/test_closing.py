"""Closing: two keys of two institutions, frozen files with their sums, nothing lost afterwards."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from survey_app.bundle.freeze import ChangedFile, read_frozen
from survey_app.db import reading
from survey_app.errors import NotAllowed
from survey_app.models import Campaign, Role
from survey_app.services import audit, closing, people, quotas, reviewing
from survey_app.services.actors import Actor, same_institution
from survey_app.services.closing import AlreadyClosed, Closed, NotAsked, SameKey
from survey_app.services.people import NewPerson
from survey_app.simulation import staff as cast
from tests.app.fieldwork import ballot, codes, interview, open_names, uuid_of
from tests.conftest import NOON, World


def close(world: World) -> Closed:
    closing.ask(world.sessions, world.monitor, NOON)
    return closing.confirm(world.sessions, world.data, world.observer, NOON)


def folder(world: World) -> Path:
    return closing.folder_of(world.data, world.campaign)


def is_closed(world: World) -> bool:
    with reading(world.sessions) as db:
        return db.get_one(Campaign, world.campaign).closed_at is not None


def colleague(world: World) -> Actor:
    """Somebody who may ask for closing and works where the observer does."""
    person = NewPerson("lan", "Lê Thị Lan", world.observer.institution)
    people.add(world.sessions, person, None, NOON)
    people.grant(world.sessions, world.campaign, "lan", Role.ADMINISTRATOR, "", None, NOON)
    return cast.actor(world.sessions, "lan", world.campaign)


def test_an_observer_is_of_the_institution_that_the_folder_names(world: World) -> None:
    person = NewPerson("hoa", "Lê Thị Hoa", world.monitor.institution)
    people.add(world.sessions, person, None, NOON)
    with pytest.raises(people.WrongObserver, match=r"campaign\.toml"):
        people.grant(world.sessions, world.campaign, "hoa", Role.OBSERVER, "", None, NOON)
    assert not cast.actor(world.sessions, "hoa", world.campaign).roles


@pytest.mark.parametrize(
    ("role", "named"), [(Role.MONITOR, "monitor"), (Role.OBSERVER, "observer")]
)
def test_each_key_is_held_by_the_institution_that_the_folder_names(
    world: World, role: Role, named: str
) -> None:
    with world.sessions() as db:
        institution = str(db.get_one(Campaign, world.campaign).rules[named])
    for login, own in (("nguoi-la", "Báo Hải Phòng"), ("nguoi-nha", f" {institution.upper()}")):
        people.add(world.sessions, people.NewPerson(login, "Lê Văn An", own), None, NOON)
    people.grant(world.sessions, world.campaign, "nguoi-nha", role, "", None, NOON)
    with pytest.raises((people.WrongMonitor, people.WrongObserver), match="thuộc cơ quan khác"):
        people.grant(world.sessions, world.campaign, "nguoi-la", role, "", None, NOON)


def test_one_person_asks_and_one_of_another_institution_confirms(world: World) -> None:
    closed = close(world)
    assert is_closed(world)
    state = closing.state(world.sessions, world.campaign)
    assert state.digest == closed.digest
    assert world.monitor.name in (state.asked_by or "")
    assert world.observer.name in (state.closed_by or "")
    acts = [entry.act for entry in audit.recent(world.sessions, world.campaign, 3)]
    assert acts == ["campaign.closed", "records.sealed", "closing.asked"]


def test_nobody_confirms_what_nobody_asked_for(world: World) -> None:
    with pytest.raises(NotAsked):
        closing.confirm(world.sessions, world.data, world.observer, NOON)
    assert not is_closed(world)


def test_the_second_key_may_not_come_from_the_first_ones_institution(world: World) -> None:
    closing.ask(world.sessions, colleague(world), NOON)
    with pytest.raises(SameKey, match=world.observer.institution):
        closing.confirm(world.sessions, world.data, world.observer, NOON)
    assert not is_closed(world)
    assert not folder(world).exists()


def test_who_is_no_observer_cannot_confirm_though_of_another_institution(world: World) -> None:
    closing.ask(world.sessions, world.monitor, NOON)
    with pytest.raises(NotAllowed):
        closing.confirm(world.sessions, world.data, world.supervisor, NOON)
    with pytest.raises(NotAllowed):
        closing.ask(world.sessions, world.collector, NOON)
    assert not is_closed(world)


def test_closing_happens_once(world: World) -> None:
    close(world)
    with pytest.raises(AlreadyClosed):
        closing.ask(world.sessions, world.monitor, NOON)
    with pytest.raises(AlreadyClosed):
        closing.confirm(world.sessions, world.data, world.observer, NOON)


def test_frozen_files_hold_what_was_accepted_and_agree_with_their_sums(world: World) -> None:
    (first, by), (second, other) = open_names(world)[:2]
    interview(world, first, by, NOON, 1)
    interview(world, second, other, NOON, 2, minutes=0.5)
    ballot(world, codes(world)[0], 1)
    close(world)
    frozen = read_frozen(folder(world))
    for name, digest in frozen.manifest["sha256"].items():
        assert sha256((folder(world) / name).read_bytes()).hexdigest() == digest
    sample = frozen.tables["sample"]
    assert list(sample["response"].dropna()) == [uuid_of(1)]  # the short one waits: not counted
    assert sum(len(t) for n, t in frozen.tables.items() if n.startswith("ballots")) == 1
    assert {"draw.json", "campaign/campaign.toml"} <= set(frozen.files)


def test_a_changed_frozen_file_is_found(world: World) -> None:
    close(world)
    path = folder(world) / "cells.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(ChangedFile, match=r"cells\.parquet"):
        read_frozen(folder(world))


def test_answers_that_come_after_closing_are_kept_flagged_and_not_in_the_frozen(
    world: World,
) -> None:
    (first, by), (second, _) = open_names(world, world.collector)[:2]
    interview(world, first, by, NOON, 1)
    close(world)
    before = folder(world).joinpath("manifest.json").read_bytes()
    receipt = interview(world, second, by, NOON + timedelta(hours=1), 2)
    assert (receipt.outcome, receipt.flags) == ("stored", ("after_closing",))
    late = reviewing.response_of(world.sessions, world.campaign, uuid_of(2))
    assert late.verdict is None
    frozen = read_frozen(folder(world))
    assert folder(world).joinpath("manifest.json").read_bytes() == before
    assert uuid_of(2) not in set(frozen.tables["sample"]["response"].dropna())
    assert quotas.recount(world.sessions, world.campaign) == ()  # invariant 4


def test_an_institution_written_otherwise_is_the_same_one() -> None:
    assert same_institution("Sở Nội vụ  thành phố", "sở nội vụ thành phố ")
    assert same_institution(unicodedata.normalize("NFD", "Sở Nội vụ"), "Sở Nội vụ")
    assert not same_institution("Sở Nội vụ", "Sở Tư pháp")
