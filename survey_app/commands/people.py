"""par-survey user: who may do what, and how they sign in."""

from __future__ import annotations

import secrets

import click

from survey_app.codes import group as grouped
from survey_app.commands.common import Group, Place, done, pass_place
from survey_app.models import Role
from survey_app.services import people
from survey_app.services.signing_in import issue_link

__all__ = ["user"]


@click.group(cls=Group)
def user() -> None:
    """Người dùng: thêm, giao vai trò, mật khẩu, thẻ, thu hồi máy."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--institution", required=True, help="Cơ quan.")
@pass_place
def add(place: Place, login: str, name: str, institution: str) -> None:
    """Add a person who may then be given roles.

    Example: par-survey user add lan --name "Nguyễn Thị Lan" --institution "Sở Nội vụ"
    """
    people.add(place.sessions, people.NewPerson(login, name, institution), None, place.now)
    done(f"Đã thêm «{login}».", f"par-survey user grant {login} CAMPAIGN monitor")


@user.command("grant")
@click.argument("login")
@click.argument("campaign")
@click.argument("role", type=click.Choice([role.value for role in Role]))
@click.option("--office", default="", help="Mã bưu cục, với điều tra viên và trưởng bưu cục.")
@pass_place
def grant(place: Place, login: str, campaign: str, role: str, office: str) -> None:
    """Give LOGIN a role in CAMPAIGN.

    Example: par-survey user grant ha hai-phong-2021 collector --office BD304
    """
    where = place.campaign(campaign).id
    people.grant(place.sessions, where, login, Role(role), office, None, place.now)
    done(f"«{login}» giữ vai trò {role} trong «{campaign}».")


@user.command("password")
@click.argument("login")
@click.password_option()
@pass_place
def password(place: Place, login: str, password: str) -> None:
    """Give LOGIN a password, asked for on the terminal.

    Example: par-survey user password lan
    """
    people.set_password(place.sessions, login, password, None, place.now)
    done(f"Đã đặt mật khẩu cho «{login}».")


@user.command("card")
@click.argument("login")
@click.argument("campaign")
@pass_place
def card(place: Place, login: str, campaign: str) -> None:
    """Issue a collector's card for CAMPAIGN; prints its code and a new PIN.

    Example: par-survey user card ha hai-phong-2021
    """
    where, pin = place.campaign(campaign).id, f"{secrets.randbelow(10_000):04}"
    code = people.issue_card(
        place.sessions, place.settings.secret, where, login, pin, None, place.now
    )
    done(f"Mã thẻ {grouped(code)}, PIN {pin}. PIN chỉ hiện một lần.")


@user.command("link")
@click.argument("login")
@click.option("--url", default="http://127.0.0.1:8000", help="Địa chỉ máy chủ.")
@pass_place
def link(place: Place, login: str, url: str) -> None:
    """Print a link that signs LOGIN in for a week; the log shows that it was made.

    Example: par-survey user link lan
    """
    token = issue_link(place.sessions, place.settings.secret, login, None, place.now)
    done(f"{url}/link/{token}")


@user.command("revoke")
@click.argument("login")
@pass_place
def revoke(place: Place, login: str) -> None:
    """Sign LOGIN out everywhere and withdraw the cards, as when a phone or a card is lost.

    Forms still on those devices are kept when they arrive. `user card` gives a new PIN.

    Example: par-survey user revoke ha
    """
    count = people.revoke_devices(place.sessions, login, None, place.now)
    done(f"Đã thu hồi {count} máy và mọi thẻ của «{login}».")
