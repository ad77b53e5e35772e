"""What all commands share: the database, who acts, and how a refusal ends (exit status 1)."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import click
from sqlalchemy import select

from sampling.problems import DesignError, FrameError
from survey_app.campaign.problems import CampaignError
from survey_app.clock import campaign_now
from survey_app.config import BadSetting, Settings, from_environment
from survey_app.db import Sessions, connect, make_sessions, reading
from survey_app.errors import NotFound, Refused
from survey_app.migrating import upgrade
from survey_app.models import Campaign
from survey_app.services.actors import Actor, actor_in
from survey_app.services.people import person_by_login

__all__ = ["Group", "NoSuchCampaign", "Place", "done", "pass_place", "say_problems"]


class NoSuchCampaign(Refused):
    """A command named a campaign that the database does not have."""

    code, status = "campaign.none", 404
    sentence = (
        "Không có cuộc điều tra mã «%(id)s». Các mã hiện có: %(known)s. Tạo mới bằng lệnh "
        "«par-survey campaign create THƯ_MỤC»."
    )


class Group(click.Group):
    """A group of commands; what is refused is said on standard error, with exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and answer for what it refuses."""
        try:
            return super().invoke(ctx)
        except (CampaignError, FrameError, DesignError) as error:
            say_problems(error)
        except NotFound as missing:
            lost = "Không tìm thấy dữ liệu này. Kiểm tra lại mã đã gõ."
            click.echo(lost if type(missing) is NotFound else str(missing), err=True)
        except Refused as refused:
            click.echo(refused.sentence % refused.values, err=True)
        except BadSetting as error:
            click.echo(str(error), err=True)
        sys.exit(1)


@dataclass
class Place:
    """Where a command works: settings and database, opened when first needed."""

    @cached_property
    def settings(self) -> Settings:
        """The settings of the environment."""
        return from_environment()

    @cached_property
    def sessions(self) -> Sessions:
        """The database, brought to the newest revision."""
        engine = connect(self.settings.database)
        upgrade(engine)
        return make_sessions(engine)

    @property
    def now(self) -> datetime:
        """This moment."""
        return datetime.now(UTC)

    def now_in(self, campaign: Campaign) -> datetime:
        """This moment on the campaign's clock, as its pages have it."""
        return campaign_now(self.now, campaign.demo, campaign.rules)

    def campaign(self, slug: str) -> Campaign:
        """The campaign of that id; raises NoSuchCampaign."""
        with reading(self.sessions) as db:
            found = db.scalar(select(Campaign).where(Campaign.slug == slug))
            known = db.scalars(select(Campaign.slug).order_by(Campaign.slug)).all()
        if found is None:
            raise NoSuchCampaign(id=slug, known=", ".join(known) or "–")
        return found

    def actor(self, login: str, campaign: str) -> Actor:
        """The person in whose name a command acts."""
        with reading(self.sessions) as db:
            actor = actor_in(db, person_by_login(db, login).id, campaign)
        return replace(actor, via="par-survey")


pass_place = click.make_pass_decorator(Place, ensure=True)


def say_problems(error: CampaignError | FrameError | DesignError) -> None:
    """Every problem in Vietnamese, a line each, and how many there are."""
    for problem in error.problems:
        click.echo(problem.sentence("vi"), err=True)
    click.echo(f"{len(error.problems)} lỗi. Chưa có gì được tạo.", err=True)


def done(text: str, then: str = "") -> None:
    """Say what was done and what may come next."""
    click.echo(text)
    if then:
        click.echo(f"Tiếp theo: {then}")
