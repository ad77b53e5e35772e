"""Lists with identifiers of people -> lists with opaque ids, by a keyed hash (methods.md 3).

Whoever compiles the lists does this before they are handed over: the survey never sees a number
of an identity card, and without the key nobody can try all numbers.
"""

import csv
import hmac
import io
import re
import unicodedata

from sampling.csv_table import Faults, read_table
from sampling.problems import FrameError, Problem

__all__ = ["LEAST_KEY", "is_opaque", "opaque", "pseudonymised"]

LEAST_KEY = 16  # bytes: fewer could be tried out
OPAQUE = re.compile(r"[0-9a-f]{32}")
GIVEN = ("desk", "identifier", "field", "month", "sex")
WRITTEN = ("desk", "person", "field", "month", "sex")


def opaque(identifier: str, key: bytes) -> str:
    """The opaque id of an identifier: HMAC-SHA256 under the key, 32 hexadecimal digits.

    Spaces, dots and hyphens count for nothing, nor do capitals: they are written differently at
    different desks, and one person is to have one id. Raises FrameError for a short key.
    """
    if len(key) < LEAST_KEY:
        raise FrameError([Problem("short_key", values={"size": str(len(key))})])
    plain = unicodedata.normalize("NFC", identifier).casefold()
    bare = "".join(letter for letter in plain if letter.isalnum())
    return hmac.new(key, bare.encode(), "sha256").hexdigest()[:32]


def is_opaque(person: str) -> bool:
    """Whether an id has the form that `opaque` gives, which no number of a document has."""
    return OPAQUE.fullmatch(person) is not None


def pseudonymised(data: bytes, file: str, key: bytes) -> bytes:
    """A CSV of desk, person, field, month, sex from a CSV or workbook with `identifier` instead.

    Another column, such as a name, is refused. Raises FrameError with every problem found.
    """
    faults = Faults(file)
    rows = read_table(data, GIVEN, faults, unknown="personal_column")
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(WRITTEN)
    for row in rows:
        if not any(letter.isalnum() for letter in row["identifier"]):
            faults.add("empty_value", row.number, "identifier")
        person = opaque(row["identifier"], key)
        writer.writerow((row["desk"], person, row["field"], row["month"], row["sex"]))
    if faults.problems:
        raise FrameError(faults.in_order())
    return text.getvalue().encode()
