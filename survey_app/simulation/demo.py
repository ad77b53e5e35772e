"""The demo: one campaign in the middle of its fieldwork and one closed, made once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import select

from survey_app.campaign.folder import read_folder
from survey_app.config import Settings
from survey_app.db import Sessions, reading
from survey_app.models import Assignment, Campaign, User
from survey_app.services import campaigns, closing, drawing, officials, people
from survey_app.services.actors import campaign_by_slug
from survey_app.services.campaigns import stored_files
from survey_app.services.signing_in import sign_in_link
from survey_app.simulation import staff
from survey_app.simulation.fieldwork import HANOI

__all__ = ["CLOSED", "RUNNING", "Links", "make", "prepare"]

FOLDER = Path(__file__).parent.parent / "campaigns" / "hai-phong-2021"
RUNNING, CLOSED = "hai-phong-2021", "hai-phong-2021-da-chot"
PREFIXES = {RUNNING: "", CLOSED: "chot-"}


@dataclass(frozen=True)
class Links:
    """Where to begin: (who, path) and the collectors' PIN."""

    lines: tuple[tuple[str, str], ...]
    pin: str


def prepare(settings: Settings, sessions: Sessions, say: Callable[[str], None]) -> Links:
    """Make both demo campaigns if they are not there; returns the ways in."""
    with reading(sessions) as db:
        there = set(db.scalars(select(Campaign.slug)))
    missing = [slug for slug in PREFIXES if slug not in there]
    if missing:
        say("Tạo hai cuộc điều tra thử trên dàn mẫu thật của Hải Phòng (khoảng một phút)…")
        make(settings, sessions, missing)
    return _links(settings, sessions)


def make(settings: Settings, sessions: Sessions, slugs: list[str]) -> None:
    """Make the demo campaigns of these ids and play them side by side."""
    _create(settings, sessions, slugs)
    _play(settings, {slug: 0.55 if slug == RUNNING else 1.0 for slug in slugs})
    for slug in slugs:
        _finish(settings, sessions, slug)


def _create(settings: Settings, sessions: Sessions, slugs: list[str]) -> None:
    definition = read_folder(FOLDER)
    given = definition.settings
    day = datetime.combine(given.fieldwork.begins - timedelta(days=7), time(9), HANOI)
    for slug in slugs:
        campaign = campaigns.create(sessions, definition, None, day, id=slug)
        drawing.run(sessions, settings.secret, campaign, None, day)
        staff.hire(sessions, settings.secret, campaign, day, prefix=PREFIXES[slug])
        staff.introduce(sessions, campaign, day)


def _play(settings: Settings, shares: dict[str, float]) -> None:
    """Play the campaigns side by side, each in a process of its own."""
    environment = os.environ | {
        "PAR_DATABASE": settings.database,
        "PAR_DATA": str(settings.data),
        "PAR_SECRET": settings.secret,
    }
    running = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "survey_app.cli", "simulate", slug, "--share", str(share)],
            env=environment,
        )
        for slug, share in shares.items()
    ]
    failed = [process.args for process in running if process.wait() != 0]
    if failed:
        raise RuntimeError(f"the simulation failed: {failed}")


def _finish(settings: Settings, sessions: Sessions, slug: str) -> None:
    """Close the one campaign; let the other live on the day after its last simulated one."""
    with reading(sessions) as db:
        campaign = campaign_by_slug(db, slug)
        fieldwork = drawing.inputs(stored_files(db, campaign.id)).settings.fieldwork
    if slug == CLOSED:
        at = datetime.combine(fieldwork.ends + timedelta(days=3), time(10), HANOI)
        monitor = staff.actor(sessions, f"{PREFIXES[slug]}noivu", campaign.id)
        observer = staff.actor(sessions, f"{PREFIXES[slug]}giamsat", campaign.id)
        closing.ask(sessions, monitor, at)
        closing.confirm(sessions, settings.data, observer, at + timedelta(hours=1))
        day = at.date()
    else:
        days = fieldwork.days()
        day = days[min(round(0.55 * len(days)), len(days) - 1)]
    with sessions.begin() as db:
        found = db.get_one(Campaign, campaign.id)
        shift = (datetime.now(UTC).astimezone(HANOI).date() - day).days
        found.rules = found.rules | {"clock_shift_days": shift}


def _links(settings: Settings, sessions: Sessions) -> Links:
    lines: list[tuple[str, str]] = []
    for slug, prefix in PREFIXES.items():
        with reading(sessions) as db:
            campaign = campaign_by_slug(db, slug)
        state = "đang điều tra" if campaign.closed_at is None else "đã chốt số liệu"
        lines.append((f"— {campaign.slug}: {state} —", ""))
        if slug == RUNNING and campaign.closed_at is None:
            lines += _field_links(settings, sessions, campaign)
        for who, login in (
            ("Sở Nội vụ (theo dõi)", "noivu"),
            ("Mặt trận Tổ quốc (giám sát)", "giamsat"),
            ("Quản trị", "quantri"),
        ):
            lines.append((who, f"/link/{sign_in_link(settings.secret, prefix + login)}"))
    return Links(tuple(lines), staff.PIN)


def _field_links(
    settings: Settings, sessions: Sessions, campaign: Campaign
) -> list[tuple[str, str]]:
    with reading(sessions) as db:
        collector = db.scalars(
            select(User)
            .join(Assignment, Assignment.collector_id == User.id)
            .where(Assignment.campaign_id == campaign.id, Assignment.office == "BD304")
            .order_by(User.login)
        ).first()
        roster = drawing.inputs(stored_files(db, campaign.id)).roster
    found: list[tuple[str, str]] = []
    if collector is not None:
        code = people.card_code(settings.secret, campaign.id, collector.id)
        found.append((f"Điều tra viên {collector.name} (trên điện thoại)", f"/card/{code}"))
    supervisor = sign_in_link(settings.secret, "bd304")
    found.append(("Trưởng Bưu điện quận Ngô Quyền", f"/link/{supervisor}"))
    counts = drawing.official_counts(roster)
    for invitation in officials.invitations(settings.secret, campaign.id, counts):
        if officials.is_unused(sessions, settings.secret, invitation.code):
            found.append(("Công chức được mời (mã truy cập một lần)", f"/answer/{invitation.code}"))
            break
    return found
