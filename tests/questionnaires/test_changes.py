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


SURVEY = """
| survey |
|        | type | name | label | appearance | parameters | read_only | default | count |
|        | rank dichvu   | r    | R?    |  |  |  |  |  |
|        | select_one muc | s   | S?    |  |  |  |  |  |
|        | range         | x    | X?    |  | start=1 end=5 step=1 |  |  |  |
|        | note          | n    | N     |  |  |  |  |  |
|        | text          | t    | T?    |  |  |  |  |  |
|        | hidden        | h    |       |  |  |  | 1 |  |
|        | start         | m    |       |  |  |  |  |  |
|        | begin_repeat  | con  | Con   |  |  |  |  | 2 |
|        | text          | ten  | Tên?  |  |  |  |  |  |
|        | end_repeat    |      |       |  |  |  |  |  |
"""


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("| N     |", "| Đọc kỹ |", [("reworded", "n", "none")]),
        ("| note          | n ", "| note | k ", [("added", "k", "none"), ("removed", "n", "none")]),
        ("| start         | m ", "| end | e ", [("added", "e", "none"), ("removed", "m", "none")]),
        ("| note          | n ", "| text | n ", [("retyped", "n", "breaks")]),
        ("end=5", "end=10", [("parameters", "x", "breaks")]),
        (
            "| range         | x    | X?    |  | start=1 end=5 step=1",
            "| integer | x | X? |  | ",
            [("retyped", "x", "joins")],
        ),
        ("| T?    |  |  |  ", "| T?    |  |  | yes ", [("asked", "t", "breaks")]),
        ("| T?    |  ", "| T?    | multiline ", [("look", "t", "joins")]),
        ("|       |  |  |  | 1 |", "|       |  |  |  | 2 |", [("default", "h", "breaks")]),
        ("|  |  |  |  | 2 |", "|  |  |  |  | 3 |", [("repeat-count", "ten", "breaks")]),
        ("| con  |", "| tre |", [("repeat-renamed", "ten", "breaks")]),
        ("| Con   |", "| Các con |", [("group", "con", "joins")]),
    ],
)
def test_what_a_change_does_to_tables_is_what_it_truly_does(
    before: str, after: str, expected: list[tuple[str, str, str]]
) -> None:
    assert before in SURVEY
    found = changes(questionnaire(SURVEY), questionnaire(SURVEY.replace(before, after, 1)))
    assert told(found) == expected


def test_an_integer_may_lie_off_the_scale_of_a_range() -> None:
    old = questionnaire("| survey |\n| | type | name | label |\n| | integer | x | X |\n")
    new = questionnaire("| survey |\n| | type | name | label |\n| | range | x | X |\n")
    assert told(changes(old, new)) == [("retyped", "x", "breaks")]


def test_notes_and_metadata_are_said_to_be_gone_and_nothing_more() -> None:
    new = SURVEY.replace("|        | note          | n    | N     |  |  |  |  |  |\n", "")
    (change,) = changes(questionnaire(SURVEY), questionnaire(new))
    assert change.sentence("vi") == "Bỏ câu “n”."
    assert change.sentence("en") == "'n' was removed."


def test_ranks_among_other_options_are_not_comparable() -> None:
    more = CHOICES + "|         | dichvu    | gt      | Giao thông |\n"
    (change,) = changes(questionnaire(SURVEY), questionnaire(SURVEY, more))
    assert (change.code, change.item, change.effect, change.gone) == ("recoded", "r", "breaks", ())


def test_choices_in_another_order_are_told() -> None:
    rows = CHOICES.strip().split("\n")
    turned = "\n".join([*rows[:4], rows[5], rows[4], *rows[6:]])
    assert told(changes(questionnaire(SURVEY), questionnaire(SURVEY, turned))) == [
        ("reordered", "s", "joins")
    ]


def test_settings_that_differ_are_told_as_two_digests_are_never_the_same_form() -> None:
    def titled(settings: str) -> str:
        return f"{CHOICES}| settings |\n| | form_title | version |\n| | {settings} |\n"

    old, new = (questionnaire(SURVEY, titled(each)) for each in ("A | 1", "B | 2"))
    (change,) = changes(old, new)
    assert (change.code, change.effect) == ("settings", "none")
    assert change.values["columns"] == "form_title, version"
