"""The scheme file: what a good one gives, and that every kind of mistake is named.

Covers analysis/scheme.py (issue: a scheme that sums to 99 is refused and says 99).
"""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.scheme import Scheme, SchemeError, read_scheme

GOOD = """
name = { vi = "Thang điểm thử", en = "Test scheme" }
sipas_convention = "pooled_ratio"

[group_weights]
council_deputies = 0.4
division_heads = 0.6

[[rows]]
code = "1"
kind = "field"
name = { vi = "Lĩnh vực", en = "Field" }

[[rows]]
code = "1.1"
parent = "1"
kind = "criterion"
name = { vi = "Tiêu chí", en = "Criterion" }

[[rows]]
code = "1.1.1"
parent = "1.1"
kind = "assessed"
maximum = 80.5
lead_agency = "SNV"
name = { vi = "Thẩm định", en = "Assessed" }

[[rows]]
code = "1.1.2"
parent = "1.1"
kind = "survey"
maximum = 9.5
name = { vi = "Điều tra", en = "Survey" }

[[rows]]
code = "1.2"
parent = "1"
kind = "sipas"
maximum = 10
group_weights = { citizens = 1 }
name = { vi = "SIPAS", en = "SIPAS" }
"""


def scheme(old: str = "", new: str = "") -> Scheme:
    assert old in GOOD
    return read_scheme(GOOD.replace(old, new, 1).encode(), "scheme.toml")


def refusal(old: str, new: str) -> SchemeError:
    with pytest.raises(SchemeError) as refused:
        scheme(old, new)
    return refused.value


def codes(error: SchemeError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_a_good_scheme_gives_its_rows_maxima_and_weights() -> None:
    good = scheme()
    assert good.illustrative
    assert [row.code for row in good.fields()] == ["1"]
    assert [row.code for row in good.survey_rows()] == ["1.1.2", "1.2"]
    assert [row.code for row in good.children("1")] == ["1.1", "1.2"]
    assert good.maximum_of("1.1") == Decimal(90)
    assert good.maximum_of("1") == Decimal(100)
    assert good.row("1.1.1").lead_agency == "SNV"
    assert good.groups() == {"citizens", "council_deputies", "division_heads"}


def test_a_row_may_have_group_weights_of_its_own() -> None:
    good = scheme()
    assert good.group_weights_of("1.2") == {"citizens": Decimal(1)}
    assert good.group_weights_of("1.1.2")["division_heads"] == Decimal("0.6")
    with pytest.raises(KeyError):
        good.group_weights_of("1.1.1")


def test_a_scheme_that_names_its_official_source_is_not_illustrative() -> None:
    good = scheme("sipas_conv", 'official_source = "QĐ 1149/QĐ-BNV"\nsipas_conv')
    assert not good.illustrative
    assert good.digest != scheme().digest


def test_a_scheme_that_sums_to_99_is_refused_and_says_99() -> None:
    error = refusal("maximum = 80.5", "maximum = 79.5")
    assert codes(error) == ["scheme.sum-not-100"]
    assert "sum to 99;" in str(error)
    assert "được 99;" in error.problems[0].sentence("vi")


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ('code = "1.1.2"', 'code = "1.1.1"', "duplicate-code", "'1.1.1'"),
        ('parent = "1.1"', 'parent = "1.7"', "unknown-parent", "did you mean '1.1'"),
        ('kind = "survey"', 'kind = "surwey"', "unknown-kind", "did you mean 'survey'"),
        ("division_heads = 0.6", "division_heads = 0.5", "weights-sum", "sum to 0.9;"),
        ("division_heads", "division_head", "unknown-group", "did you mean 'division_heads'"),
        ("pooled_ratio", "poled_ratio", "unknown-convention", "did you mean 'pooled_ratio'"),
        ("lead_agency", "lead_agncy", "unknown-key", "did you mean 'lead_agency'"),
        ("sipas_convention", "sipas_conventoin", "unknown-key", "'sipas_convention'"),
        ("maximum = 10", "maximum = -10", "maximum-not-positive", "-10"),
        ("maximum = 10", 'maximum = "10"', "wrong-type", "a number"),
        ("maximum = 10", "", "missing", "'maximum' is missing"),
        ('kind = "criterion"', 'kind = "criterion"\nmaximum = 3', "maximum-on-branch", "1.1"),
        ('parent = "1.1"\nkind = "survey"', 'parent = "1.1.1"\nkind = "survey"',
         "parent-is-leaf", "assessed"),
        ('kind = "field"', 'kind = "field"\nparent = "1.1"', "field-with-parent", "'1'"),
        ("[group_weights]", "[group_weights]\ncitizens = -1", "negative-weight", "-1"),
        ("maximum = 80.5", "maximum = 80.5\ngroup_weights = { citizens = 1 }",
         "weights-on-assessed", "1.1.1"),
        ('name = { vi = "SIPAS", en = "SIPAS" }', 'name = "SIPAS"', "wrong-type", "'name'"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_place(old: str, new: str, code: str, says: str) -> None:
    error = refusal(old, new)
    assert f"scheme.{code}" in codes(error)
    problem = next(p for p in error.problems if p.code == f"scheme.{code}")
    assert says in problem.sentence("en")
    assert problem.sentence("vi").startswith("scheme.toml")


def test_the_place_is_the_line_of_the_wrong_key() -> None:
    (problem,) = refusal('kind = "survey"', 'kind = "surwey"').problems
    assert GOOD.replace("survey", "surwey", 1).splitlines()[(problem.row or 0) - 1] == (
        'kind = "surwey"'
    )
    assert problem.column == "kind"


def test_rows_that_belong_to_each_other_are_refused_once_as_a_cycle() -> None:
    error = refusal('code = "1.1"\nparent = "1"', 'code = "1.1"\nparent = "1.3"')
    assert "scheme.unknown-parent" in codes(error)
    extra = '[[rows]]\ncode = "1.3"\nparent = "1.1"\nkind = "criterion"\n'
    text = GOOD.replace('code = "1.1"\nparent = "1"', 'code = "1.1"\nparent = "1.3"')
    with pytest.raises(SchemeError) as refused:
        read_scheme((text + extra + 'name = { vi = "V", en = "C" }').encode(), "scheme.toml")
    assert codes(refused.value) == ["scheme.cycle"]
    assert "1.1 → 1.3 → 1.1" in str(refused.value)


def test_a_field_without_rows_is_refused() -> None:
    extra = '[[rows]]\ncode = "2"\nkind = "field"\nname = { vi = "Hai", en = "Two" }\n'
    with pytest.raises(SchemeError) as refused:
        read_scheme((GOOD + extra).encode(), "scheme.toml")
    assert codes(refused.value) == ["scheme.branch-without-rows"]


def test_all_mistakes_are_reported_at_once_in_the_order_of_the_file() -> None:
    text = GOOD.replace("pooled", "poled").replace('"survey"', '"surwey"')
    text = text.replace("lead_agency", "lead").replace("0.6", "0.7")
    with pytest.raises(SchemeError) as refused:
        read_scheme(text.encode(), "scheme.toml")
    assert codes(refused.value) == [
        "scheme.unknown-convention",
        "scheme.weights-sum",
        "scheme.unknown-key",
        "scheme.unknown-kind",
    ]


def test_a_syntax_error_names_its_line_and_a_strange_encoding_is_said() -> None:
    with pytest.raises(SchemeError) as refused:
        read_scheme(b'name = "a"\nkind = = 3\n', "scheme.toml")
    assert refused.value.problems[0].row == 2
    with pytest.raises(SchemeError, match="UTF-8"):
        read_scheme('name = "đ"'.encode("utf-16"), "scheme.toml")


@given(st.decimals(min_value="0.01", max_value="200", places=2))
def test_only_a_sum_of_exactly_100_is_accepted(maximum: Decimal) -> None:
    text = GOOD.replace("maximum = 80.5", f"maximum = {maximum}")
    if maximum == Decimal("80.5"):
        assert read_scheme(text.encode(), "s").maximum_of("1") == 100
    else:
        with pytest.raises(SchemeError, match=f"sum to {maximum + Decimal('19.5')}".rstrip("0")):
            read_scheme(text.encode(), "s")


def test_a_row_of_unknown_kind_does_not_make_its_rows_look_lost() -> None:
    assert codes(refusal('kind = "criterion"', 'kind = "criteria"')) == ["scheme.unknown-kind"]
