"""Simulated fieldwork through the real HTTP interface: collectors, citizens and officials."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from survey_app.config import Settings
from survey_app.db import Sessions, reading
from survey_app.models import Assignment, Campaign, Membership, Name, Role, User
from survey_app.services import officials, people, sealing
from survey_app.services.actors import campaign_by_slug
from survey_app.services.signing_in import sign_in_link
from survey_app.simulation.browser import Browser
from survey_app.simulation.population import Fieldwork
from survey_app.simulation.server import Served, served
from survey_app.simulation.staff import PIN
from survey_app.simulation.world import People, people_of

__all__ = ["Played", "play"]

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST_VISIT, LAST_VISIT = time(8, 0), time(17, 30)
AFTER_HOURS = time(18, 0)
MIDNIGHT = time(23, 59)  # when the nightly job of `par-survey audit seal` would run
REASONS = {
    "accepted": "Mô phỏng: máy quyết định ngẫu nhiên, công nhận phiếu này",
    "rejected": "Mô phỏng: máy quyết định ngẫu nhiên, loại phiếu này",
}
RESPONSE_LINK = re.compile(r"/monitor/responses/([0-9a-f-]{36})")
EAGERNESS = 1.25  # collectors work a little ahead of an even pace
HASTY_SHARE = 0.01  # interviews too short to be careful ones


@dataclass(frozen=True)
class Played:
    """What happened: days played, visits by outcome, officials' answers, the last day."""

    days: int
    visits: Counter[str]
    ballots: int
    last_day: date


@dataclass(frozen=True)
class _Visit:
    name: int
    person: str
    attempts: int


def play(
    settings: Settings,
    slug: str,
    *,
    share: float = 1.0,
    seed: int = 1,
    say: Callable[[str], None] = lambda _line: None,
) -> Played:
    """Play the first part of a campaign's fieldwork; the same seed, the same fieldwork.

    share: of the working days, in (0, 1]. Every act goes through HTTP as its person would do
    it; the database is only read to know who stands behind a name.
    """
    noon = datetime(2000, 1, 1, 5, tzinfo=UTC)
    with served(settings, noon) as server:
        with reading(server.parts.sessions) as db:
            campaign = campaign_by_slug(db, slug)
            world = people_of(db, campaign.id)
        days = world.settings.fieldwork.days()
        played = days[: max(1, round(share * len(days)))]
        field = _Field(server, settings.secret, campaign, world, seed)
        for number, day in enumerate(played):
            field.work(day, len(days) - number)
            field.let_officials_answer(day, number / len(days), (number + 1) / len(days))
            if day != played[-1]:
                field.review(day)
            sealing.seal(server.parts.sessions, campaign.id, None, _at(day, MIDNIGHT))
            say(f"{day:%d/%m/%Y}: {field.visits['completed']} phiếu, {field.ballots} ý kiến")
        field.go_home()
        return Played(len(played), field.visits, field.ballots, played[-1])


class _Field:
    """The fieldwork so far."""

    def __init__(
        self, server: Served, secret: str, campaign: Campaign, world: People, seed: int
    ) -> None:
        self.server, self.secret, self.campaign, self.world = server, secret, campaign, world
        self.seed = seed
        attempts = int(campaign.rules["attempts"])
        self.meetings: Fieldwork = world.citizens.fieldwork(seed, attempts)
        self.visits: Counter[str] = Counter()
        self.ballots = 0
        self.browsers: dict[str, Browser] = {}
        self.version = world.citizen_form.questionnaire.digest

    def work(self, day: date, days_left: int) -> None:
        """One day of all collectors."""
        for collector in _collectors(self.server.parts.sessions, self.campaign.id):
            names = _open_names(self.server.parts.sessions, self.campaign.id, collector)
            today = names[: _enough(len(names), days_left)]
            if not today:
                continue
            browser = self._browser(collector, day)
            for visit, at in zip(today, _moments(day, len(today)), strict=True):
                self.server.clock.at = at
                self._visit(browser, visit, at)

    def _browser(self, collector: str, day: date) -> Browser:
        self.server.clock.at = _at(day, FIRST_VISIT)
        if collector not in self.browsers:
            browser = self.browsers[collector] = Browser(self.server.port)
            code = people.card_code(self.secret, self.campaign.id, collector)
            browser.get(f"/card/{code}")
            browser.post(f"/card/{code}", {"code": code, "pin": PIN})
            browser.get(f"/c/{self.campaign.slug}/collect/")
        return self.browsers[collector]

    def _visit(self, browser: Browser, visit: _Visit, at: datetime) -> None:
        outcome = self.meetings.disposition(visit.person, visit.attempts + 1)
        self.visits[outcome] += 1
        path = f"/c/{self.campaign.slug}/collect/names/{visit.name}"
        if outcome != "completed":
            fields = {"disposition": outcome, "note": "", "attempt": str(visit.attempts)}
            browser.post(f"{path}/contact", fields)
            return
        random = self._random("interview", visit.person)
        minutes = 2 if random[0] < 256 * HASTY_SHARE else 11 + random[1] % 25
        browser.post(
            f"{path}/interview",
            {
                "action": "send",
                "uuid": str(UUID(bytes=random[:16], version=4)),
                "version": self.version,
                "started": (at - timedelta(minutes=minutes)).isoformat(),
                **self.world.citizen_answers(visit.person),
            },
            expect=(200, 201),
            json=True,
        )

    def let_officials_answer(self, day: date, start: float, end: float) -> None:
        """Officials whose moment lies in this part of the fieldwork redeem and send."""
        self.server.clock.at = _at(day, LAST_VISIT)
        answering = self.world.officials.responding(self.seed)
        invitations = officials.invitations(self.secret, self.campaign.id, self.world.invited)
        for number, invitation in enumerate(invitations):
            random = self._random("official", str(number))
            moment = int.from_bytes(random[:4], "big") / 2**32
            if not (answering[number] and start <= moment < end):
                continue
            browser = Browser(self.server.port)
            ticket = officials.redeem(
                self.server.parts.sessions, self.secret, invitation.code, random[16:].hex() * 2
            )
            browser.post(
                "/answer/send",
                {"ticket": ticket, **self.world.official_answers(number)},
                expect=(200, 201),
            )
            browser.close()
            self.ballots += 1

    def review(self, day: date) -> None:
        """Home Affairs looks at what waits: a coin decides, as nobody is asked again."""
        self.server.clock.at = _at(day, AFTER_HOURS)
        if "monitor" not in self.browsers:
            self.browsers["monitor"] = Browser(self.server.port)
            login = _login(self.server.parts.sessions, self.campaign.id, Role.MONITOR)
            self.browsers["monitor"].get(f"/link/{sign_in_link(self.secret, login)}", expect=303)
        browser, path = self.browsers["monitor"], f"/c/{self.campaign.slug}/monitor/responses"
        waiting = browser.get(f"{path}?verdict=waiting").text
        for uuid in sorted(set(RESPONSE_LINK.findall(waiting))):
            browser.get(f"{path}/{uuid}")
            stands = self._random("back-check", uuid)[0] < 128
            verdict = "accepted" if stands else "rejected"
            fields = {"verdict": verdict, "reason": REASONS[verdict], "seen": "0"}
            browser.post(f"{path}/{uuid}", fields)

    def go_home(self) -> None:
        """Close all browsers."""
        for browser in self.browsers.values():
            browser.close()

    def _random(self, purpose: str, about: str) -> bytes:
        text = f"{self.campaign.id}|{self.seed}|{purpose}|{about}"
        return hashlib.sha256(text.encode()).digest()


def _enough(names: int, days_left: int) -> int:
    return min(names, -(-int(100 * EAGERNESS * names) // (100 * max(1, days_left))))


def _moments(day: date, count: int) -> Sequence[datetime]:
    first, last = _at(day, FIRST_VISIT), _at(day, LAST_VISIT)
    return [first + (last - first) * (n + 1) / (count + 1) for n in range(count)]


def _at(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, HANOI)


def _collectors(sessions: Sessions, campaign: str) -> list[str]:
    with reading(sessions) as db:
        return list(
            db.scalars(
                select(User.id)
                .join(Assignment, Assignment.collector_id == User.id)
                .where(Assignment.campaign_id == campaign)
                .group_by(User.id)
                .order_by(User.login)
            )
        )


def _login(sessions: Sessions, campaign: str, role: Role) -> str:
    with reading(sessions) as db:
        return (
            db.scalars(
                select(User.login)
                .join(Membership, Membership.user_id == User.id)
                .where(Membership.campaign_id == campaign, Membership.role == role)
                .order_by(User.login)
            ).first()
            or ""
        )


def _open_names(sessions: Sessions, campaign: str, collector: str) -> list[_Visit]:
    """A collector's names still to visit: first attempts in the draw's order, then the others."""
    with reading(sessions) as db:
        rows = db.execute(
            select(Name.id, Name.person, Name.attempts)
            .join(Assignment, Assignment.id == Name.assignment_id)
            .where(
                Assignment.campaign_id == campaign,
                Assignment.collector_id == collector,
                Name.opened_at.is_not(None),
                Name.closed.is_(False),
            )
            .order_by(Name.attempts, Name.cell_id, Name.position)
        ).all()
    return [_Visit(*row) for row in rows]
