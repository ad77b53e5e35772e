"""Codes for people: what typing errors the check character notices, what is forgiven."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.codes import (
    ALPHABET,
    CODE_LENGTH,
    WrongCode,
    check,
    group,
    new_code,
    normalise,
    parse,
)

codes = st.builds(
    lambda seed, length: new_code(lambda n: seed[:n], length),
    st.binary(min_size=20, max_size=20),
    st.integers(2, 31),
)


@given(codes)
def test_every_single_wrong_character_is_noticed(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in ALPHABET:
            if wrong != right:
                assert not check(code[:place] + wrong + code[place + 1 :], len(code))


@given(codes)
def test_every_swap_of_two_different_characters_is_noticed(code: str) -> None:
    for i in range(len(code)):
        for j in range(i + 1, len(code)):
            if code[i] != code[j]:
                swapped = list(code)
                swapped[i], swapped[j] = swapped[j], swapped[i]
                assert not check("".join(swapped), len(code))


def test_every_pair_of_neighbours_swapped_anywhere_is_noticed() -> None:
    for a in range(32):
        for b in range(32):
            packed = (a | b << 5) << 10
            code = new_code(lambda n, packed=packed: packed.to_bytes(n, "big"))  # type: ignore[misc]  # binds the loop's value
            assert code[2:4] == ALPHABET[a] + ALPHABET[b]
            assert check(code)
            assert check(code[:2] + code[3] + code[2] + code[4:]) == (a == b)


@given(codes)
def test_a_new_code_is_right_as_printed_and_as_typed(code: str) -> None:
    typed = group(code).lower().replace("-", " - ").replace("0", "o").replace("1", "l")
    assert parse(group(code), len(code)) == code
    assert parse(typed, len(code)) == code


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_gets_a_sentence(text: str) -> None:
    if check(text):
        assert parse(text) == normalise(text)
        return
    with pytest.raises(WrongCode) as caught:
        parse(text)
    assert caught.value.sentence("vi")
    assert caught.value.sentence("en") == str(caught.value)


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_a_code_carries_sixty_random_bits() -> None:
    ones = new_code(lambda n: b"\xff" * n)
    assert (CODE_LENGTH - 1) * 5 >= 60
    assert ones[:-1] == "Z" * 12
    assert len({new_code(lambda n, k=k: (1 << k).to_bytes(n, "big")) for k in range(60)}) == 60  # type: ignore[misc]  # binds the loop's value


def test_a_code_is_printed_in_groups_without_a_lonely_last_character() -> None:
    assert group("ABCDEFGH12345") == "ABCD-EFGH-12345"
    assert group("ABCDEFGH1234") == "ABCD-EFGH-1234"
    assert group("ABCDEFGH123456") == "ABCD-EFGH-1234-56"


@pytest.mark.parametrize(
    ("typed", "reason", "word"),
    [
        ("  - ", "empty", "Chưa nhập"),
        ("ÂBCD-EFGH-12345", "character", "«Â»"),
        ("UBCD-EFGH-12345", "character", "«U»"),
        ("ABCD-EFGH", "length", "8"),
        ("ABCD-EFGH-12345", "check", "đổi chỗ"),
    ],
)
def test_a_typing_error_is_named_in_vietnamese(typed: str, reason: str, word: str) -> None:
    with pytest.raises(WrongCode) as caught:
        parse(typed)
    assert caught.value.reason == reason
    assert word in caught.value.sentence("vi")


def test_a_code_too_short_or_too_long_to_check_is_refused() -> None:
    for length in (1, 32):
        with pytest.raises(ValueError, match="length"):
            new_code(bytes, length)
