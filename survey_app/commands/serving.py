"""par-survey serve and simulate: the site, and the people who fill it in a demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from survey_app.commands.common import Place, done, pass_place

if TYPE_CHECKING:
    from survey_app.simulation.demo import Links

__all__ = ["serve", "simulate"]


@click.command()
@click.argument("campaign")
@click.option("--share", type=click.FloatRange(0, 1, min_open=True), default=1.0, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@pass_place
def simulate(place: Place, campaign: str, share: float, seed: int) -> None:
    """Play the fieldwork of a demo CAMPAIGN through HTTP: its first SHARE of working days.

    Example: par-survey simulate hai-phong-2021 --share 0.5
    """
    from survey_app.simulation.fieldwork import play  # late: seconds of imports

    _ = place.sessions  # migrated
    played = play(place.settings, campaign, share=share, seed=seed, say=click.echo)
    visits = ", ".join(f"{outcome} {count}" for outcome, count in sorted(played.visits.items()))
    done(f"{played.days} ngày; {visits}; {played.ballots} ý kiến của công chức.")


@click.command()
@click.option("--port", type=int, default=8000, show_default=True)
@click.option("--demo", is_flag=True, help="Tạo hai cuộc điều tra thử nếu chưa có.")
@pass_place
def serve(place: Place, port: int, demo: bool) -> None:
    """Serve the site on 127.0.0.1.

    Example: par-survey serve --demo --port 8123
    """
    _ = place.sessions
    if demo:
        from survey_app.simulation.demo import prepare

        links = prepare(place.settings, place.sessions, click.echo)
        _say(links, f"http://127.0.0.1:{port}")
    _serve(port)


def _say(links: Links, site: str) -> None:
    click.echo(f"\nĐang phục vụ tại {site} – đăng nhập thử bằng các đường dẫn sau:\n")
    for who, path in links.lines:
        click.echo(f"  {who:<58} {site}{path}" if path else f"\n  {who}")
    click.echo(f"\n  PIN của điều tra viên: {links.pin}. Dừng bằng Ctrl+C.\n")


def _serve(port: int) -> None:
    from granian.constants import Interfaces
    from granian.server import Server

    Server(
        "survey_app.wsgi:application",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=1,
        blocking_threads=8,
        log_access=False,  # who asked what and when is nobody's business (privacy.md)
    ).serve()
