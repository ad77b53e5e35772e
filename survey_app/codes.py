"""Codes that people read off paper and type: 13 characters, the last one a check.

The alphabet is Crockford's base 32: digits and capitals without I, L, O and U, so 0 and 1
cannot be mistaken. It has 32 = 2^5 signs, which are taken as the elements of the field
GF(32) with x^5 = x^2 + 1. A code is right when c_0 + a c_1 + a^2 c_2 + ... = 0, counted from
the last character, a = x a generator of the field's 31 non-zero elements. Hence:

- one wrong character changes the sum by a^i d with d != 0: always noticed;
- two neighbours swapped change it by a^i (1 + a) d: always noticed, and so is a swap of any
  two different characters of a code of up to 31 characters, since a^i != a^j;
- of all ways to get two characters wrong, 30 of 31 are noticed.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Literal

__all__ = [
    "ALPHABET",
    "CODE_LENGTH",
    "WrongCode",
    "check",
    "group",
    "new_code",
    "normalise",
    "parse",
]

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 13  # 12 random characters are 60 bits; one check character
_LONGEST = 31  # beyond, two characters far apart could be swapped unnoticed
_VALUES = {sign: value for value, sign in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans("OIL", "011")
_SPACES_AND_DASHES = re.compile(r"[\s\-\u2010-\u2015\u2212_.]+")

Reason = Literal["empty", "character", "length", "check"]

_SENTENCES: dict[Reason, tuple[str, str]] = {
    "empty": (
        "Chưa nhập mã. Mã in cạnh hình mã QR.",
        "No code was entered. It is printed beside the QR code.",
    ),
    "character": (
        "Mã không có ký tự «{found}». Hãy tắt bộ gõ tiếng Việt và nhập lại như in trên giấy.",
        "A code has no character «{found}». Switch off Vietnamese input and type it as printed.",
    ),
    "length": (
        "Mã có {expected} ký tự, đã nhập {found}. Hãy so lại với mã in trên giấy.",
        "A code has {expected} characters, {found} were entered. Compare with the printed one.",
    ),
    "check": (
        "Có ký tự nhập sai hoặc đổi chỗ. Hãy so lại từng nhóm với mã in trên giấy.",
        "A character is wrong or two are swapped. Compare each group with the printed code.",
    ),
}


class WrongCode(ValueError):  # noqa: N818  # read aloud: "raises WrongCode"
    """What was typed cannot be a code; a well-formed code that nobody issued is not this.

    reason: "empty", "character", "length" or "check"; found: the first bad character, or how
    many characters were entered; expected: the length of a code.
    """

    def __init__(self, reason: Reason, found: str = "", expected: int = CODE_LENGTH) -> None:
        self.reason: Reason = reason
        self.found = found
        self.expected = expected
        super().__init__(self.sentence("en"))

    def sentence(self, language: str) -> str:
        """What is wrong and what to do, in "vi" or "en"."""
        vietnamese, english = _SENTENCES[self.reason]
        sentence = vietnamese if language == "vi" else english
        return sentence.format(found=self.found, expected=self.expected)


def new_code(token_bytes: Callable[[int], bytes], length: int = CODE_LENGTH) -> str:
    """A new code of `length` characters without hyphens, 5 bits each bar the check character.

    token_bytes: source of n random bytes, secrets.token_bytes outside tests.
    Raises ValueError unless 2 <= length <= 31.
    """
    if not 2 <= length <= _LONGEST:
        raise ValueError(f"length: {length}, expected 2 to {_LONGEST}")
    count = length - 1
    bits = int.from_bytes(token_bytes((5 * count + 7) // 8), "big")
    body = "".join(ALPHABET[bits >> (5 * place) & 31] for place in range(count))
    return body + ALPHABET[_times_generator(_remainder(body))]


def group(code: str) -> str:
    """The code as printed: groups of four, a last single character kept with its neighbours."""
    code = normalise(code)
    groups = [code[start : start + 4] for start in range(0, len(code), 4)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2] + groups[-1]]
    return "-".join(groups)


def normalise(text: str) -> str:
    """What was meant: capitals, no spaces, hyphens or dots; O is 0, I and L are 1."""
    # Compatibility forms (full-width digits, no-break spaces) become plain before anything else,
    # and marks are joined to letters afterwards, so that one sign is one character.
    plain = unicodedata.normalize("NFKC", text).upper()
    joined = _SPACES_AND_DASHES.sub("", plain).translate(_LOOK_ALIKES)
    return unicodedata.normalize("NFC", joined)


def check(text: str, length: int = CODE_LENGTH) -> bool:
    """Whether the text, once normalised, has the length, the alphabet and the check of a code."""
    try:
        parse(text, length)
    except WrongCode:
        return False
    return True


def parse(text: str, length: int = CODE_LENGTH) -> str:
    """The normalised code. Raises WrongCode, saying which kind of typing error was made."""
    code = normalise(text)
    if not code:
        raise WrongCode("empty", expected=length)
    for sign in code:
        if sign not in _VALUES:
            raise WrongCode("character", sign, length)
    if len(code) != length:
        raise WrongCode("length", str(len(code)), length)
    if _remainder(code) != 0:
        raise WrongCode("check", expected=length)
    return code


def _remainder(code: str) -> int:
    """c_0 + a c_1 + a^2 c_2 + ... counted from the last character (Horner's scheme)."""
    total = 0
    for sign in code:
        total = _times_generator(total) ^ _VALUES[sign]
    return total


def _times_generator(value: int) -> int:
    """Product with x in GF(32), x^5 = x^2 + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 32 else doubled
