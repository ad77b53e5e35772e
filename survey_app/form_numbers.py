"""Numbers of paper forms: five digits and two check digits, keyed in without letters.

The check digits are those of ISO/IEC 7064 MOD 97-10: every wrong digit and every two digits
swapped are noticed.
"""

from __future__ import annotations

import re

from survey_app.errors import Refused

__all__ = ["LARGEST_FORM", "MistypedNumber", "form_number", "parse_form_number"]

LARGEST_FORM = 99_999


class MistypedNumber(Refused):
    """What was typed cannot be a form's number."""

    code, status = "paper.mistyped-number", 422
    sentence = (
        "Số phiếu gõ chưa đúng. Số phiếu có 7 chữ số, in ở đầu và cuối mỗi trang, ví dụ 00012-62."
    )


def form_number(sequence: int) -> str:
    """The number of the form with this place in its campaign, from 1: "00012-62"."""
    if not 1 <= sequence <= LARGEST_FORM:
        raise ValueError(f"{sequence}: expected 1 to {LARGEST_FORM}")
    return f"{sequence:05d}-{_check(sequence):02d}"


def parse_form_number(text: str) -> str:
    """The number as it is stored; spaces and dashes do not matter. Raises MistypedNumber."""
    digits = re.sub(r"[\s\-\u2010-\u2015.]", "", text)
    if not re.fullmatch(r"[0-9]{7}", digits):
        raise MistypedNumber
    sequence, check = int(digits[:5]), int(digits[5:])
    if sequence == 0 or check != _check(sequence):
        raise MistypedNumber
    return f"{digits[:5]}-{digits[5:]}"


def _check(sequence: int) -> int:
    return 98 - sequence * 100 % 97
