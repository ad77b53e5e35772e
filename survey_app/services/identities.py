"""Names and addresses of drawn people: imported after the draw, kept apart, nobody else's."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.models import Identity, Name
from survey_app.services import audit
from survey_app.services.actors import Actor

__all__ = ["NotDrawnPeople", "Person", "UnreadableNames", "bring_in", "read_people"]

COLUMNS = ("person", "full_name", "address")


class NotDrawnPeople(Refused):
    """Somebody in the file was not drawn: more personal data than the survey needs."""

    code, status = "identities.not-drawn", 422
    sentence = (
        "Có %(count)d người không thuộc mẫu đã chọn (đầu tiên: %(first)s). "
        "Chỉ nhập họ tên, địa chỉ của người được chọn; chưa có gì được nhập."
    )


class UnreadableNames(Refused):
    """The file of names is not the table it should be; every fault with its row."""

    code, status = "identities.unreadable", 422
    sentence = "Tệp %(file)s có %(count)d lỗi, chưa có gì được nhập: %(faults)s."


@dataclass(frozen=True)
class Person:
    """Who an opaque id is."""

    person: str
    full_name: str
    address: str


def read_people(data: bytes, file: str) -> tuple[Person, ...]:
    """People from a UTF-8 CSV of exactly person, full_name, address.

    Raises UnreadableNames with every fault: encoding, columns, empty cells, a person twice.
    """
    try:
        table = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableNames(
            file=file, count=1, faults=f"dòng {line}: không phải UTF-8, hãy lưu tệp dạng CSV UTF-8"
        ) from error
    header, rows = tuple(table[0]) if table else (), table[1:]
    if header != COLUMNS:
        wanted, found = ", ".join(COLUMNS), ", ".join(header) or "không có gì"
        fault = f"dòng 1: cần đúng ba cột {wanted}; tệp có {found}"
        raise UnreadableNames(file=file, count=1, faults=fault)
    faults: list[str] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 2):
        if len(row) != len(COLUMNS) or not all(cell.strip() for cell in row):
            faults.append(f"dòng {number}: cần đủ {', '.join(COLUMNS)}, không ô nào để trống")
        elif row[0] in seen:
            faults.append(f"dòng {number}, cột person: mã «{row[0]}» có hai lần")
        seen.add(row[0] if row else "")
    if faults:
        raise UnreadableNames(file=file, count=len(faults), faults="; ".join(faults))
    return tuple(Person(*(unicodedata.normalize("NFC", c.strip()) for c in row)) for row in rows)


def bring_in(
    sessions: Sessions, campaign: str, people: Iterable[Person], by: Actor | None, now: datetime
) -> int:
    """Store names and addresses of drawn people, replacing earlier ones; returns how many.

    Raises NotDrawnPeople, and then stores nobody.
    """
    people = tuple(people)
    with sessions.begin() as db:
        drawn = dict(
            db.execute(select(Name.person, Name.id).where(Name.campaign_id == campaign)).all()
        )
        strangers = [p.person for p in people if p.person not in drawn]
        if strangers:
            raise NotDrawnPeople(count=len(strangers), first=strangers[0])
        rows = [
            {"name_id": drawn[p.person], "full_name": p.full_name, "address": p.address}
            for p in people
        ]
        own = select(Name.id).where(Name.campaign_id == campaign)
        db.execute(delete(Identity).where(Identity.name_id.in_(own)))
        if rows:
            db.execute(insert(Identity), rows)
        audit.record(
            db, "identities.imported", by, about="names", at=now, campaign=campaign, count=len(rows)
        )
    return len(rows)
