"""Reads a PDF back: the text of each page, words separated by single spaces."""

import io

from pypdf import PdfReader


def pages(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def page_sizes(pdf: bytes) -> set[tuple[int, int]]:
    """Width and height of the pages in whole millimetres."""
    boxes = [page.mediabox for page in PdfReader(io.BytesIO(pdf)).pages]
    return {(_millimetres(box.width), _millimetres(box.height)) for box in boxes}


def _millimetres(points: float) -> int:
    return round(float(points) / 72 * 25.4)
