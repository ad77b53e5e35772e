"""What is printed before fieldwork: collectors' cards, assignment sheets, letters to officials.

Each QR code has beside it the address and the code to type instead.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from survey_app.codes import group
from survey_app.print.qr import qr_svg
from survey_app.print.typeset import Json, typeset_parts
from survey_app.words import date, number

__all__ = [
    "AccessLetter",
    "AssignmentSheet",
    "CollectorCard",
    "Heading",
    "SheetName",
    "access_letters",
    "assignment_sheets",
    "collector_cards",
]

# Items set by one process; cards fill whole pages of ten. Measured (sheets of 40 names): below
# 200 MB each.
_CARDS, _SHEETS, _LETTERS = 500, 25, 200


@dataclass(frozen=True)
class Heading:
    """The campaign as it stands on paper; year is the year assessed, not that of fieldwork."""

    campaign_name: str
    year: int
    documents: Sequence[str]
    issuer: str


@dataclass(frozen=True)
class CollectorCard:
    """A collector's card; url is what the QR code says, code what is typed instead."""

    name: str
    office: str
    url: str
    code: str


@dataclass(frozen=True)
class SheetName:
    """A drawn person of an assignment; order is that of the draw, from 1."""

    order: int
    name: str
    address: str


@dataclass(frozen=True)
class AssignmentSheet:
    """One collector's answers of one cell: how many are asked for, how many names are opened."""

    number: str
    cell_name: str
    place: str
    collector: str
    target: int
    released: int
    url: str
    code: str
    names: Sequence[SheetName] = field(default=(), repr=False)  # people's names stay out of logs


@dataclass(frozen=True)
class AccessLetter:
    """A letter to whoever of a group in an agency receives it; it carries no name."""

    group: str
    agency: str
    url: str
    code: str


def collector_cards(cards: Sequence[CollectorCard], campaign: Heading, *, address: str) -> bytes:
    """Cards of 85.6 x 54 mm as PDF, ten on a sheet of A4 with cut marks, in the order given.

    address: where the code is typed, without "https://". Raises ValueError for no cards.
    """
    items = [
        {"name": card.name, "office": card.office, "qr": qr_svg(card.url), "code": group(card.code)}
        for card in cards
    ]
    return _set("cards", items, _CARDS, campaign, {"address": address})


def assignment_sheets(
    sheets: Sequence[AssignmentSheet], campaign: Heading, *, address: str
) -> bytes:
    """Assignment sheets as PDF, each on a page of its own, names in their order with boxes.

    address: where the code is typed, without "https://". Raises ValueError for no sheets.
    """
    items = [_sheet(sheet) for sheet in sheets]
    return _set("sheets", items, _SHEETS, campaign, {"address": address})


def access_letters(
    letters: Sequence[AccessLetter],
    campaign: Heading,
    *,
    address: str,
    answer_by: datetime.date | None = None,
    trial: bool = True,
) -> bytes:
    """Letters with one-time codes as PDF, one on a page, in the order given.

    Hand them in shuffled: an order that follows a roster would name whom a code went to.
    trial: print that anonymity is not yet absolute. Raises ValueError for no letters.
    """
    items = [
        {
            "group": letter.group,
            "agency": letter.agency,
            "qr": qr_svg(letter.url),
            "code": group(letter.code),
        }
        for letter in letters
    ]
    until = date(answer_by) if answer_by else None
    common = {"address": address, "until": until, "trial": trial}
    return _set("letters", items, _LETTERS, campaign, common)


def _sheet(sheet: AssignmentSheet) -> Json:
    names = sorted(sheet.names, key=lambda person: person.order)
    return {
        "number": sheet.number,
        "cell": sheet.cell_name,
        "place": sheet.place,
        "collector": sheet.collector,
        "target": number(sheet.target),
        "released": number(sheet.released),
        "qr": qr_svg(sheet.url),
        "code": group(sheet.code),
        "names": [
            {"order": number(person.order), "name": person.name, "address": person.address}
            for person in names
        ],
    }


def _set(
    template: str,
    items: Sequence[Json],
    at_once: int,
    campaign: Heading,
    common: Mapping[str, Json],
) -> bytes:
    if not items:
        raise ValueError(f"{template}: nothing to print")
    heading = {
        "campaign": campaign.campaign_name,
        "year": str(campaign.year),
        "documents": list(campaign.documents),
        "issuer": campaign.issuer,
    }
    parts = [items[start : start + at_once] for start in range(0, len(items), at_once)]
    return typeset_parts(
        template, [{"heading": heading, "items": part, **common} for part in parts]
    )
