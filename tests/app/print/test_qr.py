"""QR drawings: the modules are those of the qrcode library, the bytes always the same."""

import re
import zlib

import pytest
import qrcode
from hypothesis import given, settings
from hypothesis import strategies as st
from qrcode.constants import ERROR_CORRECT_M

from survey_app.print.qr import qr_modules, qr_png, qr_svg


def drawn_modules(svg: str) -> set[tuple[int, int]]:
    """Column and row of every unit square that the dark path covers."""
    dark = re.findall(r'fill="#000" d="([^"]*)"', svg)[0]
    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-(\d+)z", dark)
    assert "".join(f"M{x} {y}h{w}v1h-{v}z" for x, y, w, v in runs) == dark
    return {(int(x) + k, int(y)) for x, y, w, _ in runs for k in range(int(w))}


def library_modules(text: str) -> set[tuple[int, int]]:
    """The same from the library, with the quiet zone it draws itself."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, mask_pattern=3)
    code.add_data(text)
    code.make(fit=True)
    matrix = code.get_matrix()
    return {(x, y) for y, row in enumerate(matrix) for x, dark in enumerate(row) if dark}


@given(st.text(min_size=1, max_size=80))
@settings(max_examples=25, deadline=None)
def test_the_drawing_shows_exactly_the_modules_of_the_code(text: str) -> None:
    assert drawn_modules(qr_svg(text)) == library_modules(text)


def test_the_same_text_gives_the_same_drawing_with_four_white_modules_around() -> None:
    svg = qr_svg("https://example.test/the/7KMX2P9QRSTVW")
    assert svg == qr_svg("https://example.test/the/7KMX2P9QRSTVW")
    size = len(qr_modules("https://example.test/the/7KMX2P9QRSTVW"))
    assert f'viewBox="0 0 {size + 8} {size + 8}"' in svg
    columns, rows = zip(*drawn_modules(svg), strict=True)
    assert (min(columns), min(rows)) == (4, 4)
    assert (max(columns), max(rows)) == (size + 3, size + 3)


def test_an_empty_text_has_no_code() -> None:
    with pytest.raises(ValueError, match="empty"):
        qr_svg("")


def test_the_picture_shows_the_same_modules() -> None:
    text = "https://example.test/the/7KMX2P9QRSTVW"
    picture = qr_png(text)
    size = int.from_bytes(picture[16:20], "big")
    assert size == int.from_bytes(picture[20:24], "big")
    start = picture.index(b"IDAT") + 4
    length = int.from_bytes(picture[start - 8 : start - 4], "big")
    pixels = zlib.decompress(picture[start : start + length])
    dark = {(x, y) for y in range(size) for x in range(size) if pixels[y * (size + 1) + 1 + x] == 0}
    assert dark == library_modules(text)
