"""Many words of the stream at once are the words one by one."""

from hypothesis import given
from hypothesis import strategies as st

from sampling.pps import uniform
from sampling.randomness import Stream


@given(st.lists(st.integers(0, 11), max_size=6))
def test_words_at_once_are_the_same_words_and_leave_the_stream_at_the_same_place(
    counts: list[int],
) -> None:
    one, many = Stream(b"seed", "words"), Stream(b"seed", "words")
    for count in counts:
        alone = b"".join(one.word().to_bytes(8, "big") for _ in range(count))
        assert many.words(count) == alone
        assert many.word() == one.word()


def test_uniform_numbers_lie_in_the_unit_interval_and_follow_the_words() -> None:
    numbers = uniform(Stream(b"seed", "u"), 9)
    stream = Stream(b"seed", "u")
    assert numbers.tolist() == [(stream.word() >> 11) / 2**53 for _ in range(9)]
