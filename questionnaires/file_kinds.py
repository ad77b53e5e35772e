"""Files that are no form, whatever they are called: what each is, told by its first bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["XLS", "XLSX", "foreign_ole", "foreign_text", "foreign_zip"]

XLSX, XLS = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

_ZIPS = (
    ("xl/workbook.bin", "file.xlsb"),
    ("word/", "file.word"),
    ("ppt/", "file.powerpoint"),
    ("content.xml", "file.open-document"),
    ("Index/", "file.numbers"),
)
_STREAMS = (("EncryptedPackage", "file.password"), ("WordDocument", "file.word"))
_FIRST_BYTES = (
    (b"%PDF", "file.pdf"),
    (b"\x89PNG", "file.picture"),
    (b"\xff\xd8\xff", "file.picture"),
    (b"GIF8", "file.picture"),
    (b"{\\rtf", "file.word"),
    (b"PK\x05\x06", "file.zip"),
    (b"\x1f\x8b", "file.zip"),
    (b"Rar!", "file.zip"),
    (b"7z\xbc\xaf", "file.zip"),
    (b"\xff\xfe", "file.unicode-text"),
    (b"\xfe\xff", "file.unicode-text"),
)
_MARKUP = re.compile(r"\s*<(\?xml|!doctype|html|head|body|table|meta|style|script|h:html)", re.I)
_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"


def foreign_zip(parts: Iterable[str]) -> str | None:
    """What a zip archive with these parts is; None where it may be a workbook of Excel."""
    names = set(parts)
    if "xl/workbook.xml" in names:
        return None
    found = (code for start, code in _ZIPS if any(name.startswith(start) for name in names))
    return next(found, "file.zip")


def foreign_ole(data: bytes) -> str | None:
    """What a file in the container of old Office programs is; None where it may be an xls."""
    return next((code for name, code in _STREAMS if name.encode("utf-16-le") in data), None)


def foreign_text(data: bytes) -> str | None:
    """What a file is that is neither a workbook nor Markdown tables; None where it may be these."""
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf"):
        return "file.empty"
    known = next((code for start, code in _FIRST_BYTES if data.startswith(start)), None)
    if known or b"\x00" in data[:4096]:
        return known or "file.unknown"
    text = data.decode("utf-8-sig", "replace")
    if _MARKUP.match(text):
        return "file.xml-spreadsheet" if _SPREADSHEET in text[:4096] else "file.html"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if any(line.startswith("|") for line in lines):
        return None
    if lines[0][0] in "{[":
        return "file.json"
    parted = [line for line in lines[:20] if any(sign in line for sign in ",;\t")]
    return "file.csv" if len(parted) * 2 > len(lines[:20]) else "file.no-table"
