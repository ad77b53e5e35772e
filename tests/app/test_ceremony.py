"""The public draw: commit, freeze, reveal, read a number, draw; who is late is named.

Covers survey_app/services/ceremonies.py, public_acts.py, drawing.py; methods.md 11, invariants
7 and 10.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select

from sampling.ceremony import read_ceremony, seed_of
from sampling.manifest import manifest_text
from survey_app.campaign.folder import read_folder
from survey_app.db import connect, make_sessions
from survey_app.migrating import upgrade
from survey_app.models import AuditEntry, DrawRecord, Name, Unit
from survey_app.services import ceremonies, drawing, public_acts
from survey_app.services.manifests import verify_with_files
from survey_app.services.public_acts import Step
from tests.app.ceremonies import DAYS, PEOPLE, SECRETS, Act, at, opened
from tests.conftest import SECRET, create_database


@pytest.fixture(params=["sqlite", "postgresql"])
def act(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Act]:
    """A ceremony that was just opened, on each kind of database."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'survey.db'}"
    else:
        server, name = request.getfixturevalue("server"), f"ceremony_{uuid4().hex}"
        create_database(server, name)
        url = server.url(name)
    engine = connect(url)
    upgrade(engine)
    yield opened(make_sessions(engine), tmp_path)
    engine.dispose()


@pytest.fixture
def lite(tmp_path: Path) -> Iterator[Act]:
    """The same on SQLite alone."""
    engine = connect(f"sqlite:///{tmp_path / 'survey.db'}")
    upgrade(engine)
    yield opened(make_sessions(engine), tmp_path)
    engine.dispose()


def step(act: Act, now: object = DAYS["number"]) -> Step:
    return public_acts.current(act.sessions, act.campaign).step(now)  # type: ignore[arg-type]  # a moment


def verified(act: Act, manifest: object, folder: Path) -> list[str]:
    """What `par-survey draw verify` says of the manifest, from files alone."""
    path = folder / "draw.json"
    path.write_text(manifest_text(manifest))  # type: ignore[arg-type]  # as it was published
    return [difference.path for difference in verify_with_files(path, act.folder)]


def test_three_parties_draw_and_anybody_can_check_it(act: Act, tmp_path: Path) -> None:
    assert step(act, DAYS["open"]) is Step.COMMIT
    act.commit()
    assert step(act, DAYS["commit"]) is Step.FREEZE
    frame = act.freeze()
    assert step(act, DAYS["freeze"]) is Step.REVEAL
    act.reveal()
    assert step(act, DAYS["reveal"]) is Step.NUMBER
    act.read_number()
    assert step(act) is Step.DRAW
    written = act.draw()
    assert step(act) is Step.DRAWN
    assert written["frame_digest"] == frame
    ceremony = read_ceremony(written["ceremony"])
    digests = (str(written[f"{key}_digest"]) for key in ("frame", "roster", "design"))
    assert written["seed"] == seed_of(ceremony, *digests).hex()
    assert [share.secret for share in ceremony.shares] == list(SECRETS.values())
    assert drawing.check(act.sessions, act.campaign) == ()
    assert verified(act, written, tmp_path) == []


def test_a_party_that_does_not_reveal_is_named_and_the_draw_goes_on(act: Act) -> None:
    act.commit()
    act.freeze()
    act.reveal("so-noi-vu", "buu-dien")
    with pytest.raises(ceremonies.StepClosed):
        act.reveal("mat-tran", now=at(28))
    state = public_acts.current(act.sessions, act.campaign)
    assert [party.code for party in state.late(at(28))] == ["mat-tran"]
    act.read_number()
    written = act.draw()
    ceremony = written["ceremony"]
    assert isinstance(ceremony, dict)
    assert ceremony["not_revealed"] == ["mat-tran"]
    assert ceremony["not_committed"] == []
    assert drawing.check(act.sessions, act.campaign) == ()


def test_a_party_that_does_not_commit_is_named_and_two_are_enough(lite: Act) -> None:
    lite.commit("so-noi-vu", "mat-tran")
    with pytest.raises(ceremonies.CommitmentsMissing, match="Bưu điện thành phố Hải Phòng"):
        lite.freeze(now=at(20, 23))
    lite.freeze(now=at(21))
    with pytest.raises(ceremonies.StepClosed):
        lite.commit("buu-dien", now=at(21))
    lite.reveal("so-noi-vu", "mat-tran")
    lite.read_number()
    ceremony = lite.draw()["ceremony"]
    assert isinstance(ceremony, dict)
    assert ceremony["not_committed"] == ["buu-dien"]


def test_with_one_commitment_the_act_lapses_and_a_new_one_is_opened(lite: Act) -> None:
    lite.commit("so-noi-vu")
    assert step(lite, at(21)) is Step.LAPSED
    with pytest.raises(ceremonies.CommitmentsMissing):
        lite.freeze()
    definition = read_folder(lite.folder)
    with pytest.raises(ceremonies.NoReason):
        ceremonies.reopen(lite.sessions, lite.campaign, definition, " ", None, at(21))
    reason = "hai bên chưa nộp cam kết"
    assert ceremonies.reopen(lite.sessions, lite.campaign, definition, reason, None, at(21)) == 2
    assert [a.act for a in public_acts.acts(lite.sessions, lite.campaign)] == [2, 1]


@pytest.mark.parametrize("number", ["4217", "042170", "0421a", "", "０４２１７"])
def test_a_number_that_is_not_the_prizes_is_refused(lite: Act, number: str) -> None:
    lite.commit()
    lite.freeze()
    lite.reveal()
    with pytest.raises(ceremonies.BadNumber):
        lite.read_number(number)


def test_steps_are_taken_in_their_order_and_on_their_days(lite: Act) -> None:
    with pytest.raises(ceremonies.FrozenNot):
        lite.reveal("so-noi-vu")
    with pytest.raises(ceremonies.FrozenNot):
        lite.read_number()
    with pytest.raises(drawing.NotReady):
        lite.draw()
    lite.commit()
    with pytest.raises(ceremonies.StepClosed):
        lite.freeze(now=at(23))
    lite.freeze()
    with pytest.raises(ceremonies.FrozenAlready):
        lite.freeze()
    lite.reveal()
    with pytest.raises(ceremonies.TooEarly):
        lite.read_number(now=at(27))
    with pytest.raises(drawing.NotReady):
        lite.draw(now=at(27))
    lite.read_number()
    with pytest.raises(drawing.SeedFromCeremony):
        drawing.run(lite.sessions, SECRET, lite.campaign, None, DAYS["number"], seed=b"x" * 32)


def test_what_was_given_is_never_replaced(lite: Act) -> None:
    lite.commit()
    with pytest.raises(ceremonies.AlreadyGiven):
        lite.commit("mat-tran")
    lite.freeze()
    lite.reveal()
    with pytest.raises(ceremonies.AlreadyGiven):
        lite.reveal("mat-tran")
    lite.read_number()
    with pytest.raises(ceremonies.StepClosed):
        lite.read_number("99999")


def test_strangers_and_false_secrets_are_refused(lite: Act) -> None:
    with pytest.raises(ceremonies.BadHash):
        ceremonies.commit(lite.sessions, lite.person("mat-tran"), "A" * 64, DAYS["commit"])
    lite.commit()
    lite.freeze()
    with pytest.raises(ceremonies.FalseSecret):
        ceremonies.reveal(
            lite.sessions, lite.person("mat-tran"), SECRETS["buu-dien"], DAYS["reveal"]
        )
    state = public_acts.current(lite.sessions, lite.campaign)
    assert [party.secret for party in state.parties] == [None, None, None]
    assert ceremonies.party_of(state.terms.parties, "Báo Hải Phòng") is None


def test_the_number_is_read_twice_by_two_institutions(lite: Act) -> None:
    lite.commit()
    lite.freeze()
    lite.reveal()
    sessions, now = lite.sessions, DAYS["number"]
    ceremonies.enter_number(sessions, lite.person("so-noi-vu"), "04217", now)
    with pytest.raises(ceremonies.SameInstitution):
        ceremonies.confirm_number(sessions, lite.administrator, "04217", now)
    with pytest.raises(ceremonies.OtherNumber):
        ceremonies.confirm_number(sessions, lite.person("mat-tran"), "04271", now)
    ceremonies.enter_number(sessions, lite.person("so-noi-vu"), "04271", now)
    ceremonies.confirm_number(sessions, lite.person("mat-tran"), "04271", now)
    assert step(lite) is Step.DRAW


def test_the_frame_may_change_until_it_is_frozen_and_the_terms_may_not(lite: Act) -> None:
    lite.commit()
    units = lite.folder / "frames/hai-phong-2021.csv"
    before = public_acts.current(lite.sessions, lite.campaign)
    units.write_text(units.read_text().replace("Quận Đồ Sơn", "Quận Đồ Sơn mới"))
    ceremonies.freeze(lite.sessions, lite.campaign, None, DAYS["freeze"], read_folder(lite.folder))
    state = public_acts.current(lite.sessions, lite.campaign)
    assert before.frame_digest is None
    with lite.sessions() as db:
        names = set(db.scalars(select(Unit.name).where(Unit.campaign_id == lite.campaign)))
    assert "Quận Đồ Sơn mới" in names
    lite.reveal()
    lite.read_number()
    assert lite.draw()["frame_digest"] == state.frame_digest


def test_other_terms_are_refused_when_freezing(lite: Act) -> None:
    lite.commit()
    toml = lite.folder / "campaign.toml"
    toml.write_text(toml.read_text().replace("Giải đặc biệt", "Giải nhất"))
    with pytest.raises(ceremonies.OtherTerms):
        ceremonies.freeze(
            lite.sessions, lite.campaign, None, DAYS["freeze"], read_folder(lite.folder)
        )


def test_a_second_draw_is_a_new_public_act_and_the_first_stays(act: Act, tmp_path: Path) -> None:
    act.commit()
    act.freeze()
    act.reveal()
    act.read_number()
    same = read_folder(act.folder)
    with pytest.raises(ceremonies.NotOver):
        ceremonies.reopen(act.sessions, act.campaign, same, "lý do", None, DAYS["number"])
    first = act.draw()
    copy = tmp_path / "first"
    shutil.copytree(act.folder, copy)
    with act.sessions() as db:
        before = set(db.execute(select(Name.cell_id, Name.person, Name.opened_at)).all())
    again(act, "danh sách quận Đồ Sơn thiếu một tháng")
    act.commit(act=2, now=at(29))
    act.freeze(now=at(30))
    act.reveal(now=at(31))
    act.read_number("77777", now=at(2, month=1))
    second = act.draw(now=at(2, month=1))
    assert second["seed"] != first["seed"]
    ceremony = second["ceremony"]
    assert isinstance(ceremony, dict)
    assert (ceremony["act"], ceremony["earlier"]) == (2, [first["digest"]])
    newest, oldest = public_acts.acts(act.sessions, act.campaign)
    assert (newest.manifest, oldest.manifest) == (second, first)
    with act.sessions() as db:
        assert db.get_one(DrawRecord, act.campaign).manifest == second
        assert set(db.execute(select(Name.cell_id, Name.person, Name.opened_at)).all()) != before
    assert verified(act, second, tmp_path) == []
    assert [d.path for d in verify_with_files(write(tmp_path, first), copy)] == []


def write(folder: Path, manifest: object) -> Path:
    path = folder / "first.json"
    path.write_text(manifest_text(manifest))  # type: ignore[arg-type]  # as it was published
    return path


def again(act: Act, reason: str) -> None:
    """Open a second act with later days."""
    toml = act.folder / "campaign.toml"
    text = toml.read_text()
    for old, new in (
        ('commit_by = "20/12/2021"', 'commit_by = "29/12/2021"'),
        ('freeze_by = "22/12/2021"', 'freeze_by = "30/12/2021"'),
        ('reveal_by = "27/12/2021"', 'reveal_by = "01/01/2022"'),
        ('date = "28/12/2021"', 'date = "02/01/2022"'),
    ):
        text = text.replace(old, new)
    toml.write_text(text)
    ceremonies.reopen(
        act.sessions, act.campaign, read_folder(act.folder), reason, None, DAYS["number"]
    )


def test_a_manifest_without_the_ceremony_that_was_published_is_refused(
    lite: Act, tmp_path: Path
) -> None:
    lite.commit()
    lite.freeze()
    lite.reveal()
    lite.read_number()
    written = lite.draw()
    bare = {key: value for key, value in written.items() if key != "ceremony"}
    assert verified(lite, bare, tmp_path) == ["ceremony"]


def test_every_act_leaves_a_trace(lite: Act) -> None:
    lite.commit()
    lite.freeze()
    lite.reveal()
    lite.read_number()
    lite.draw()
    with lite.sessions() as db:
        noted = list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.number)))
    wanted = ["opened", *["committed"] * 3, "frozen", *["revealed"] * 3]
    wanted += ["number-entered", "number-confirmed"]
    assert [a.removeprefix("ceremony.") for a in noted if a.startswith("ceremony.")] == wanted
    assert json.dumps(SECRETS["mat-tran"]) not in json.dumps(noted)
    assert noted.index("ceremony.number-confirmed") < noted.index("draw.run")
    assert len(PEOPLE) == 3
