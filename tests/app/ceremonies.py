"""A small campaign whose sample three institutions draw, with the people of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sampling.ceremony import party_commitment
from survey_app.campaign.folder import read_folder
from survey_app.db import Sessions
from survey_app.models import Role
from survey_app.services import campaigns, ceremonies, drawing, people
from survey_app.services.actors import Actor
from survey_app.simulation.staff import actor
from tests.conftest import SECRET
from tests.small import small_folder, with_ceremony

__all__ = ["DAYS", "PEOPLE", "SECRETS", "Act", "at", "opened"]

PEOPLE = {
    "so-noi-vu": ("lan", "Nguyễn Thị Lan", "Sở Nội vụ thành phố Hải Phòng", Role.MONITOR),
    "mat-tran": (
        "hoa", "Trần Văn Hòa", "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Hải Phòng",
        Role.OBSERVER,
    ),
    "buu-dien": ("binh", "Phạm Văn Bình", "Bưu điện thành phố Hải Phòng", Role.SUPERVISOR),
}  # fmt: skip
SECRETS = {code: sha256(f"secret of {code}".encode()).hexdigest() for code in PEOPLE}
ADMINISTRATOR = "quan"


def at(day: int, hour: int = 9, month: int = 12) -> datetime:
    """A moment of December 2021 (or January 2022) in Vietnam."""
    year = 2021 if month == 12 else 2022
    return datetime(year, month, day, hour - 7, tzinfo=UTC)


DAYS = {"open": at(10), "commit": at(15), "freeze": at(21), "reveal": at(25), "number": at(28, 20)}


@dataclass(frozen=True)
class Act:
    """The campaign, its folder, and what its people do."""

    sessions: Sessions
    campaign: str
    folder: Path

    def person(self, code: str) -> Actor:
        """Whoever acts for a party."""
        return actor(self.sessions, PEOPLE[code][0], self.campaign)

    @property
    def administrator(self) -> Actor:
        """Whoever runs the system, of Home Affairs."""
        return actor(self.sessions, ADMINISTRATOR, self.campaign)

    def commit(self, *codes: str, act: int = 1, now: datetime = DAYS["commit"]) -> None:
        for code in codes or PEOPLE:
            given = party_commitment("nho", act, code, SECRETS[code])
            ceremonies.commit(self.sessions, self.person(code), given, now)

    def freeze(self, now: datetime = DAYS["freeze"]) -> str:
        return ceremonies.freeze(self.sessions, self.campaign, self.administrator, now)

    def reveal(self, *codes: str, now: datetime = DAYS["reveal"]) -> None:
        for code in codes or PEOPLE:
            ceremonies.reveal(self.sessions, self.person(code), SECRETS[code], now)

    def read_number(self, number: str = "04217", now: datetime = DAYS["number"]) -> None:
        ceremonies.enter_number(self.sessions, self.person("so-noi-vu"), number, now)
        ceremonies.confirm_number(self.sessions, self.person("mat-tran"), number, now)

    def draw(self, now: datetime = DAYS["number"]) -> dict[str, object]:
        drawing.run(self.sessions, SECRET, self.campaign, self.administrator, now)
        return drawing.written_manifest(self.sessions, self.campaign)


def opened(sessions: Sessions, folder: Path) -> Act:
    """The campaign with its ceremony opened; nothing is committed yet."""
    where = with_ceremony(small_folder(folder / "nho"))
    campaign = campaigns.create(sessions, read_folder(where), None, DAYS["open"])
    for login, name, institution, role in PEOPLE.values():
        people.add(sessions, people.NewPerson(login, name, institution), None, DAYS["open"])
        scope = "BDTP" if role is Role.SUPERVISOR else ""
        people.grant(sessions, campaign, login, role, scope, None, DAYS["open"])
    person = people.NewPerson(ADMINISTRATOR, "Đỗ Minh Quân", PEOPLE["so-noi-vu"][2])
    people.add(sessions, person, None, DAYS["open"])
    people.grant(sessions, campaign, ADMINISTRATOR, Role.ADMINISTRATOR, "", None, DAYS["open"])
    return Act(sessions, campaign, where)
