"""QR codes as drawings: sharp at any size, the same bytes for the same text."""

import zlib
from itertools import groupby

import qrcode
from qrcode.constants import ERROR_CORRECT_M

__all__ = ["qr_modules", "qr_png", "qr_svg"]

_QUIET = 4  # modules of white around the code that the standard asks for
# Trying all eight masks is nine tenths of the work; scanners read every mask equally.
_MASK = 3


def qr_modules(text: str) -> list[list[bool]]:
    """The dark modules of the code, row by row, without the quiet zone (error level M).

    Raises ValueError for an empty text; qrcode's DataOverflowError beyond 2,331 bytes.
    """
    if not text:
        raise ValueError("text: empty, expected what the code shall say")
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=_MASK)
    code.add_data(text)
    code.make(fit=True)
    return [[bool(dark) for dark in row] for row in code.get_matrix()]


def qr_svg(text: str) -> str:
    """The code as an SVG of one path on white, quiet zone included, one unit a module.

    It stands on a page (give it a size and a label there) and in typst alike.
    """
    rows = qr_modules(text)
    size = len(rows) + 2 * _QUIET
    path = "".join(_runs(row, y) for y, row in enumerate(rows, _QUIET))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" '
        f'shape-rendering="crispEdges"><path fill="#fff" d="M0 0h{size}v{size}H0z"/>'
        f'<path fill="#000" d="{path}"/></svg>'
    )


def qr_png(text: str) -> bytes:
    """The code as a PNG of one pixel a module, quiet zone included: a document that shows it on
    many pages holds it once."""
    rows = qr_modules(text)
    size = len(rows) + 2 * _QUIET
    white = bytes([0, *([255] * size)])  # each row begins with the number of its filter, none
    lines = [bytes([0, *_grey(row)]) for row in rows]
    pixels = zlib.compress(b"".join([white] * _QUIET + lines + [white] * _QUIET), 9)
    head = size.to_bytes(4, "big") * 2 + bytes([8, 0, 0, 0, 0])
    chunks = (b"IHDR" + head, b"IDAT" + pixels, b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, chunks))


def _grey(row: list[bool]) -> list[int]:
    return [255] * _QUIET + [0 if dark else 255 for dark in row] + [255] * _QUIET


def _chunk(content: bytes) -> bytes:
    length, check = len(content) - 4, zlib.crc32(content)
    return length.to_bytes(4, "big") + content + check.to_bytes(4, "big")


def _runs(row: list[bool], y: int) -> str:
    """Each run of dark modules of a row as one rectangle."""
    path, x = "", _QUIET
    for dark, modules in groupby(row):
        width = len(list(modules))
        if dark:
            path += f"M{x} {y}h{width}v1h-{width}z"
        x += width
    return path
