"""The table [ceremony] of campaign.toml: who commits and reveals, until when, which lottery."""

import re
from datetime import date

from sampling.ceremony import Party, PublicNumber, Terms, institution_key
from survey_app.campaign.tables import Table

__all__ = ["read_terms"]

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
DAYS = ("commit_by", "freeze_by", "reveal_by")


def read_terms(top: Table) -> Terms | None:
    """The terms of the public draw; None where the campaign has no ceremony.

    At least two parties of different names; the days follow each other, and the number's is
    after the last reveal: whoever could still withhold a secret must not know it.
    """
    if not top.has("ceremony"):
        return None
    table = top.table("ceremony")
    parties = _parties(table)
    commit_by, freeze_by, reveal_by = (table.day(key) for key in DAYS)
    number = _number(table.table("number"))
    for earlier, later, key, same in (
        (commit_by, freeze_by, "freeze_by", True),
        (freeze_by, reveal_by, "reveal_by", False),
        (reveal_by, number.date, "number", False),
    ):
        if later < earlier or (later == earlier and not same):
            table.note("ceremony-days", key, earlier=_shown(earlier), later=_shown(later))
    table.close()
    return Terms(parties, commit_by, freeze_by, reveal_by, number)


def _parties(table: Table) -> tuple[Party, ...]:
    parties: list[Party] = []
    for one in table.tables("parties"):
        party = Party(one.text("code"), one.text("name"))
        if party.code and not CODE.fullmatch(party.code):
            one.expected(
                "code", "chữ thường, chữ số, gạch nối", "small letters, digits, hyphens", party.code
            )
        if party.code in {other.code for other in parties}:
            one.note("duplicate", "code", value=party.code)
        if institution_key(party.name) in {institution_key(other.name) for other in parties}:
            one.note("duplicate", "name", value=party.name)
        one.close()
        parties.append(party)
    if len(parties) < 2:
        table.note("ceremony-parties", "parties", found=len(parties))
    return tuple(parties)


def _number(table: Table) -> PublicNumber:
    number = PublicNumber(
        table.text("source"), table.text("prize"), table.day("date"), table.integer("digits", 3, 20)
    )
    table.close()
    return number


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"
