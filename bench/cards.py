"""Setting collectors' cards with their QR codes as PDF, beside a single page of them."""

from __future__ import annotations

from bench.timing import Line, best
from survey_app.print.documents import CollectorCard, Heading, collector_cards

__all__ = ["lines"]

PAGE, MANY = 10, 500
HEADING = Heading("Cuộc điều tra thử", 2021, ("1149/QĐ-BNV",), "Sở Nội vụ")


def lines() -> list[Line]:
    """500 cards (one process sets that many) beside the 10 of a page: what starting costs."""
    ours = best(lambda: _cards(MANY), 1)
    beside = best(lambda: _cards(PAGE), 1)
    job = f"{MANY} QR cards as PDF ({MANY / ours:.0f} a second)"
    return [Line(job, ours, f"{PAGE} cards", beside, "10,000 in 30 s on two processes")]


def _cards(count: int) -> bytes:
    cards = [
        CollectorCard(f"Nguyễn Thị {n}", "Bưu điện quận Ngô Quyền", _url(n), f"ABCD-{n:04}")
        for n in range(count)
    ]
    return collector_cards(cards, HEADING, address="https://khao-sat.example")


def _url(n: int) -> str:
    return f"https://khao-sat.example/card/ABCDEFGH{n:04}"
