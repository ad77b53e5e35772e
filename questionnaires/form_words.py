"""What can be wrong with the rows of a form, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FORM_WORDS"]

FORM_WORDS: Mapping[str, tuple[str, str]] = {
    "survey.unknown-type": (
        "không có kiểu câu hỏi “{value}”; dùng select_one DANH_SÁCH, select_multiple DANH_SÁCH, "
        "rank DANH_SÁCH, integer, decimal, range, text, date, time, dateTime, geopoint, "
        "acknowledge, note, calculate, hidden, begin_group, begin_repeat.",
        "there is no type '{value}'; use select_one LIST, select_multiple LIST, rank LIST, "
        "integer, decimal, range, text, date, time, dateTime, geopoint, acknowledge, note, "
        "calculate, hidden, begin_group or begin_repeat.",
    ),
    "survey.unsupported-type": (
        "chưa hỗ trợ kiểu câu hỏi “{value}”; hãy bỏ dòng này hoặc hỏi bằng kiểu khác.",
        "the type '{value}' is not supported; remove the row or ask in another way.",
    ),
    "survey.no-list": (
        "không có danh sách lựa chọn “{value}” trong trang tính choices; hãy thêm hoặc sửa tên.",
        "there is no list '{value}' on the choices sheet; add it or correct the name.",
    ),
    "survey.bad-name": (
        "“{value}” không dùng làm tên được; chỉ dùng chữ cái không dấu, chữ số và dấu gạch dưới, "
        "bắt đầu bằng chữ cái.",
        "'{value}' cannot be a name; use unaccented letters, digits and underscores, a letter "
        "first.",
    ),
    "survey.duplicate-name": (
        "tên “{value}” đã dùng ở dòng {first}; hãy đặt tên khác.",
        "the name '{value}' is already used in row {first}; choose another.",
    ),
    "survey.no-label": (
        "thiếu nội dung bằng ngôn ngữ mặc định ({language}); hãy điền.",
        "there is no text in the default language ({language}); fill it in.",
    ),
    "survey.appearance": (
        "chưa hỗ trợ cách trình bày “{value}”; hãy bỏ đi.",
        "the appearance '{value}' is not supported; remove it.",
    ),
    "survey.flag": (
        "“{value}” không dùng được; ghi yes, no hoặc để trống.",
        "'{value}' cannot be used here; write yes, no or leave it empty.",
    ),
    "survey.default": (
        "“{value}” không phải là câu trả lời của câu hỏi này; hãy sửa giá trị mặc định.",
        "'{value}' is no answer to this question; correct the default.",
    ),
    "survey.seed": (
        "seed chỉ dùng cùng randomize=true; hãy thêm randomize=true hoặc bỏ seed.",
        "a seed goes with randomize=true only; add randomize=true or remove the seed.",
    ),
    "survey.constant": (
        "giá trị không đổi “{value}” của calculate phải ghi ở cột calculation: số như 2.5, chữ và "
        "ngày trong dấu nháy như '2022-12-31'.",
        "the constant '{value}' of a calculate belongs in the column calculation: a number as "
        "2.5, text and dates in quotes as '2022-12-31'.",
    ),
    "survey.last-saved": (
        "chưa hỗ trợ ${{last-saved#…}} (câu trả lời của phiếu trước); hãy bỏ đi.",
        "${{last-saved#…}} (the answers of the form before) is not supported; remove it.",
    ),
    "survey.reference": (
        "không hiểu “{found}” (ký tự thứ {position}); câu trả lời của một câu hỏi viết là "
        "${{tên_câu_hỏi}}, không có dấu cách sau $.",
        "'{found}' (character {position}) cannot be read; write the answer to a question as "
        "${{question}}, without a space behind $.",
    ),
    "survey.extra-words": (
        "“{extra}” sau {value} không có nghĩa; hãy chỉ ghi {value}, tên nhóm ghi ở cột name.",
        "'{extra}' behind {value} means nothing; write {value} alone, a group's name stands in the "
        "column name.",
    ),
    "survey.list-name": (
        "tên danh sách “{value}” không được có dấu cách; hãy dùng dấu gạch dưới ở đây và ở cột "
        "list_name.",
        "the name of a list, '{value}', must not contain spaces; use underscores here and in the "
        "column list_name.",
    ),
    "survey.table-list": (
        "mọi câu trong nhóm table-list “{group}” phải dùng chung danh sách {list}; hãy sửa cho "
        "khớp hoặc bỏ table-list.",
        "all questions of the table-list group '{group}' must use the list {list}; make them "
        "match, or remove table-list.",
    ),
    "survey.parameters": (
        "không đọc được “{value}”; hãy ghi dạng tên=giá trị, cách nhau bằng dấu cách.",
        "'{value}' cannot be read; write name=value, with spaces between.",
    ),
    "survey.parameter": (
        "chưa hỗ trợ tham số “{value}” cho kiểu câu hỏi này; hãy bỏ đi.",
        "the parameter '{value}' is not supported for this type; remove it.",
    ),
    "survey.parameter-value": (
        "tham số {key} không nhận giá trị “{value}”; hãy sửa.",
        "the parameter {key} cannot be '{value}'; correct it.",
    ),
    "survey.other-filter": (
        "or_other không đi cùng choice_filter; hãy thêm lựa chọn “khác” vào danh sách.",
        "or_other cannot go with a choice_filter; add a choice 'other' to the list.",
    ),
    "survey.reserved-name": (
        "tên “{value}” do hệ thống dùng khi gửi phiếu; hãy đặt tên khác, ví dụ {value}_1.",
        "the name '{value}' is used by the system when a form is sent; choose another, for example "
        "{value}_1.",
    ),
    "survey.wrong-end": (
        "{value} không khớp với nhóm “{name}” mở ở dòng {first}; hãy sửa cho khớp.",
        "{value} does not match the group '{name}' opened in row {first}; make them match.",
    ),
    "survey.too-deep": (
        "các nhóm lồng nhau quá {most} tầng; hãy giảm bớt.",
        "groups stand in each other more than {most} deep; use fewer levels.",
    ),
    "survey.not-here": (
        "cột này không áp dụng cho kiểu “{value}”; hãy để trống.",
        "this column means nothing for the type '{value}'; leave it empty.",
    ),
    "survey.group-not-open": (
        "{value} không kết thúc nhóm nào; hãy bỏ dòng này.",
        "this {value} closes nothing; remove the row.",
    ),
    "survey.group-not-closed": (
        "nhóm “{value}” chưa kết thúc; hãy thêm end_group hoặc end_repeat.",
        "the group '{value}' is never closed; add end_group or end_repeat.",
    ),
    "survey.empty-group": (
        "nhóm “{value}” không có câu hỏi nào; hãy thêm câu hỏi hoặc bỏ nhóm.",
        "the group '{value}' holds no question; add one or remove the group.",
    ),
    "survey.empty": (
        "không có câu hỏi nào; hãy thêm ít nhất một câu hỏi.",
        "there is no question; add at least one.",
    ),
    "survey.cycle": (
        "các câu phụ thuộc nhau thành vòng tròn: {path}; hãy bỏ một chỗ.",
        "these depend on each other in a circle: {path}; break it somewhere.",
    ),
    "choices.bad-code": (
        "mã lựa chọn “{value}” không được có dấu cách; hãy dùng dấu gạch dưới.",
        "the choice '{value}' must not contain spaces; use underscores.",
    ),
    "choices.reference": (
        "chưa hỗ trợ câu trả lời khác (“{found}”) trong lời của lựa chọn; hãy ghi ở lời câu hỏi.",
        "the answer to another question ('{found}') is not supported in the words of a choice; "
        "write it into the question.",
    ),
    "choices.duplicate": (
        "mã “{value}” đã có trong danh sách ở dòng {first}; hãy đặt mã khác.",
        "the choice '{value}' is already in this list in row {first}; choose another code.",
    ),
    "include.unknown": (
        "ngân hàng câu hỏi {bank} không có câu hỏi hoặc nhóm “{value}”; hãy sửa tên hoặc thêm vào "
        "ngân hàng.",
        "the item bank {bank} has no question or group '{value}'; correct the name or add it "
        "there.",
    ),
    "include.mistyped": (
        "ngân hàng câu hỏi {bank} không có “{value}”; có phải là “{nearest}” không?",
        "the item bank {bank} has no '{value}'; did you mean '{nearest}'?",
    ),
    "include.not-a-group": (
        "“{value}” là một câu hỏi, không phải nhóm; chỉ ghi include, không kèm tên câu hỏi khác.",
        "'{value}' is a question, not a group; write include alone, without names after it.",
    ),
    "include.own-cell": (
        "dòng include lấy nguyên câu hỏi dùng chung nên ô này phải để trống; muốn hỏi khác, hãy "
        "viết câu hỏi riêng.",
        "an include row takes the shared question as it is; leave this cell empty, or write a "
        "question of your own.",
    ),
    "settings.language": (
        "không có cột nào bằng ngôn ngữ “{value}”; hãy ghi đúng như sau dấu :: của tên cột, ví dụ "
        "{known}.",
        "no column is in the language '{value}'; write it as it stands behind the :: of a column, "
        "for example {known}.",
    ),
    "settings.form-id": (
        "form_id “{value}” chỉ được gồm chữ cái không dấu, chữ số, dấu gạch dưới, gạch nối và dấu "
        "chấm, không có dấu cách.",
        "the form_id '{value}' may hold unaccented letters, digits, underscores, hyphens and "
        "points only, and no spaces.",
    ),
    "settings.style": (
        "chưa hỗ trợ kiểu trình bày “{value}”; dùng {known} hoặc để trống.",
        "the style '{value}' is not supported; use {known}, or leave the cell empty.",
    ),
    "settings.second-row": (
        "trang tính này chỉ có một dòng giá trị (dòng {first}); hãy xóa dòng này.",
        "this sheet has one row of values only (row {first}); delete this row.",
    ),
    "pyxform": (
        "pyxform không nhận phiếu này, nguyên văn: “{message}”.",
        "pyxform refuses the form: {message}",
    ),
}
"""By code, what is wrong and what to do."""
