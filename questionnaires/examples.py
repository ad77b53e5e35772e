"""An example of a right cell for each kind of mistake, for people who work in Excel."""

from __future__ import annotations

from collections.abc import Mapping

from questionnaires.problems import Problem

__all__ = ["example"]

_BY_COLUMN: Mapping[str, str] = {
    "type": "select_one hai_long",
    "name": "so_lan_den",
    "label": "Ông/Bà đã đến mấy lần?",
    "list_name": "hai_long",
    "relevant": "${da_gop_y} = 'co'",
    "constraint": ". >= 0 and . <= 50",
    "calculation": "${so_lan_den} * 2",
    "choice_filter": "quan = ${quan}",
    "required": "yes",
    "read_only": "yes",
    "appearance": "likert",
    "parameters": "start=1 end=5 step=1",
    "repeat_count": "${so_nguoi}",
    "default_language": "Tiếng Việt (vi)",
}

_BY_CODE: Mapping[str, str] = {
    "file.no-sheet": "survey, choices, settings",
    "file.unknown-sheet": "survey, choices, settings",
    "sheet.no-header": "type | name | label::Tiếng Việt (vi) | relevant",
    "sheet.header-below": "type | name | label::Tiếng Việt (vi) | relevant",
    "settings.form-id": "phieu_2022",
    "settings.style": "theme-grid",
    "survey.constant": "'2022-12-31'",
    "survey.extra-words": "end_group",
    "survey.reference": "Ông/Bà ${ten} bao nhiêu tuổi?",
    "survey.seed": "randomize=true seed=1",
    "survey.duplicate-name": "so_lan_den_2",
    "survey.group-not-closed": "end_group",
    "choices.bad-code": "khong_biet",
    "choices.duplicate": "dk",
    "expression.not-a-choice": "selected(${nguon_tin}, 'mang')",
    "expression.unknown-function": "count-selected(${nguon_tin}) > 1",
}


def example(problem: Problem) -> str:
    """A cell as it may be written there; "" where no example helps."""
    column = (problem.column or "").partition("::")[0]
    if problem.code in _BY_CODE:
        return _BY_CODE[problem.code]
    if problem.code.startswith("expression.") and column not in _BY_COLUMN:
        return _BY_COLUMN["relevant"]
    return _BY_COLUMN.get(column, "")
