"""What changed between two versions, and what it does to tables that join them."""

from __future__ import annotations

import pytest

from questionnaires.changes import Change, changes, effects, proposed
from questionnaires.instruments import INSTRUMENTS, load_instrument
from tests.questionnaires.forms import CHOICES, questionnaire

OLD = """
| survey |
|        | type               | name   | label         | relevant       |
|        | select_one muc     | a      | Mức nào?      |                |
|        | select_one cokhong | b      | Có xe không?  |                |
|        | integer            | c      | Mấy lần?      | ${b} = 'co'    |
|        | text               | d      | Ý kiến khác?  |                |
"""


def compared(new: str, choices: str = CHOICES) -> tuple[Change, ...]:
    return changes(questionnaire(OLD), questionnaire(new, choices))


def told(found: tuple[Change, ...]) -> list[tuple[str, str, str]]:
    return [(each.code, each.item, each.effect) for each in found]


@pytest.mark.parametrize("name", INSTRUMENTS)
def test_a_version_does_not_differ_from_itself(name: str) -> None:
    form, _ = load_instrument(name)
    assert changes(form, form) == ()


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("Mức nào?", "Ở mức nào?", ("reworded", "a", "joins")),
        ("integer            | c", "decimal            | c", ("retyped", "c", "joins")),
        ("integer            | c", "text               | c", ("retyped", "c", "breaks")),
        ("${b} = 'co'", "${b} = 'khong'", ("relevance", "c", "breaks")),
        (
            "|        | text               | d      | Ý kiến khác?  |                |",
            "| | begin_repeat | r | R | |\n| | text | d | Ý kiến khác? | |\n| | end_repeat | | | |",
            ("repeated", "d", "breaks"),
        ),
    ],
)
def test_each_difference_is_named_with_its_effect(
    before: str, after: str, expected: tuple[str, str, str]
) -> None:
    assert told(compared(OLD.replace(before, after))) == [expected]


def test_another_spelling_of_the_same_condition_is_no_change() -> None:
    assert compared(OLD.replace("${b} = 'co' ", "${b}='co'")) == ()


def test_items_that_came_and_went_are_named() -> None:
    new = OLD.replace("| text               | d ", "| text               | e ")
    assert told(compared(new)) == [("added", "e", "breaks"), ("removed", "d", "breaks")]


def test_an_item_in_another_place_is_named_alone() -> None:
    first, *rows = OLD.strip().split("\n")
    new = "\n".join([first, rows[0], rows[4], *rows[1:4]])
    assert told(compared(new)) == [("moved", "d", "joins")]


def test_a_code_more_joins_and_a_code_less_needs_a_recode() -> None:
    more = CHOICES.replace(
        "|         | muc       | 3       | Tốt        |",
        "|         | muc       | 3       | Tốt        |\n| | muc | 4 | Rất tốt |",
    )
    assert told(compared(OLD, more)) == [("recoded", "a", "joins")]
    other = CHOICES.replace("| muc       | 3 ", "| muc       | tot ")
    (change,) = compared(OLD, other)
    assert (change.code, change.effect, change.gone) == ("recoded", "recode", ("3",))
    assert "cần bảng chuyển mã" in change.sentence("vi").lower()


def test_codes_that_changed_places_need_a_recode_and_one_is_proposed() -> None:
    turned = CHOICES.replace("Kém ", "X ").replace("Tốt ", "Kém ").replace("X ", "Tốt ")
    (change,) = compared(OLD, turned)
    assert (change.effect, change.gone) == ("recode", ("1", "3"))
    old, new = questionnaire(OLD).item("a"), questionnaire(OLD, turned).item("a")
    assert proposed(old, new) == {"1": "3", "2": "2", "3": "1"}


def test_other_words_of_a_choice_join() -> None:
    assert told(compared(OLD, CHOICES.replace("Trung bình", "Vừa"))) == [
        ("relabelled", "a", "joins")
    ]


def test_the_gravest_effect_of_an_item_counts() -> None:
    new = OLD.replace("Mấy lần?", "Bao nhiêu lần?").replace("${b} = 'co'", "${b} = 'khong'")
    assert effects(compared(new)) == {"c": "breaks"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_change_has_a_sentence(language: str) -> None:
    new = OLD.replace("Mức nào?", "Ở mức nào?").replace("${b} = 'co'", "${b} = 'khong'")
    for change in compared(new.replace("| d ", "| e "), CHOICES.replace("| 3 ", "| 4 ")):
        assert change.item in change.sentence(language)
