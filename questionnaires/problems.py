"""What can be wrong with a questionnaire's files, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["FormError", "Problem", "place_of"]

Values = Mapping[str, str | int]


@dataclass(frozen=True)
class Problem:
    """One mistake in a file.

    row counts within the sheet as Excel does (the header is row 1); None where the mistake
    belongs to the whole sheet or file. column is a column's name or a key of a TOML file.
    values fill the sentence; `sheet` among them names the sheet, `cell` the cell (C7) where the
    file is a workbook.
    """

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    values: Values = field(default_factory=dict)

    def words(self, language: str) -> str:
        """What is wrong and what to do, without the place; language is "vi" or "en"."""
        return _SENTENCES[self.code][0 if language == "vi" else 1].format_map(self.values)

    def sentence(self, language: str) -> str:
        """Where it is, what is wrong and what to do; language is "vi" or "en"."""
        place = place_of(self.file, self.row, self.column, self.values, language)
        return f"{place}: {self.words(language)}"


def place_of(file: str, row: int | None, column: str | None, values: Values, language: str) -> str:
    """A place in words: file, sheet, row, and cell or column; language is "vi" or "en"."""
    which = 0 if language == "vi" else 1
    place = [file]
    if "sheet" in values:
        place.append(f"{('trang tính', 'sheet')[which]} {values['sheet']}")
    if row is not None:
        place.append(f"{('dòng', 'row')[which]} {row}")
    if "cell" in values:
        place.append(f"{('ô', 'cell')[which]} {values['cell']}")
    elif column is not None:
        kind = ("cột", "column") if "sheet" in values else ("mục", "key")
        place.append(f"{kind[which]} {column}")
    return ", ".join(place)


class FormError(ValueError):
    """A questionnaire or scoring sheet that cannot be used; carries every problem found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.sentence("en") for problem in problems))
        self.problems = problems


_SENTENCES: dict[str, tuple[str, str]] = {
    "file.encoding": (
        "tệp không phải văn bản UTF-8; hãy lưu lại với bảng mã UTF-8.",
        "the file is not UTF-8 text; save it again as UTF-8.",
    ),
    "file.too-large": (
        "tệp lớn hơn {most} MB; hãy bỏ hình ảnh và các trang tính thừa.",
        "the file is larger than {most} MB; no form needs that, remove pictures and other sheets.",
    ),
    "file.too-large-inside": (
        "nội dung bảng tính khi giải nén lớn hơn {most} MB; hãy chép các ô sang một bảng tính mới.",
        "the workbook unpacks to more than {most} MB; copy its cells into a new workbook.",
    ),
    "file.too-many-cells": (
        "bảng tính có hơn {most} ô hoặc quá nhiều dòng, cột; hãy xóa các dòng và cột thừa.",
        "the workbook has more than {most} cells or too many rows or columns; delete those that "
        "are not needed.",
    ),
    "file.broken-workbook": (
        "không mở được bảng tính: tệp bị hỏng hoặc chép chưa hết; hãy mở bằng Excel rồi lưu lại "
        "dạng .xlsx.",
        "the workbook cannot be opened: it is damaged or was not copied whole; open it in Excel "
        "and save it again as .xlsx.",
    ),
    "file.empty": (
        "tệp trống; hãy lưu lại mẫu phiếu từ Excel rồi thử lại.",
        "the file is empty; save the form in Excel again.",
    ),
    "file.password": (
        "bảng tính có mật khẩu; hãy mở bằng Excel, bỏ mật khẩu (File, Info, Protect Workbook) rồi "
        "lưu lại.",
        "the workbook has a password; open it in Excel, remove the password (File, Info, Protect "
        "Workbook) and save it again.",
    ),
    "file.xlsb": (
        "đây là bảng tính nhị phân của Excel (.xlsb); hãy mở bằng Excel rồi lưu lại dạng .xlsx.",
        "this is a binary workbook of Excel (.xlsb); open it in Excel and save it as .xlsx.",
    ),
    "file.open-document": (
        "đây là tệp OpenDocument (.ods, .odt); hãy mở bằng LibreOffice rồi lưu lại dạng .xlsx.",
        "this is an OpenDocument file (.ods, .odt); open it in LibreOffice and save it as .xlsx.",
    ),
    "file.numbers": (
        "đây là tệp của Apple iWork (Numbers); hãy xuất sang Excel (.xlsx).",
        "this is a file of Apple iWork (Numbers); export it to Excel (.xlsx).",
    ),
    "file.word": (
        "đây là văn bản Word, không phải bảng tính; hãy lập mẫu phiếu trong Excel và lưu dạng "
        ".xlsx.",
        "this is a Word document, not a workbook; write the form in Excel and save it as .xlsx.",
    ),
    "file.powerpoint": (
        "đây là tệp trình chiếu, không phải bảng tính; hãy lập mẫu phiếu trong Excel và lưu dạng "
        ".xlsx.",
        "this is a presentation, not a workbook; write the form in Excel and save it as .xlsx.",
    ),
    "file.pdf": (
        "đây là tệp PDF, không phải bảng tính; hãy gửi tệp Excel (.xlsx) của mẫu phiếu.",
        "this is a PDF file, not a workbook; bring the form's Excel file (.xlsx).",
    ),
    "file.picture": (
        "đây là tệp hình ảnh, không phải bảng tính; hãy gửi tệp Excel (.xlsx) của mẫu phiếu.",
        "this is a picture, not a workbook; bring the form's Excel file (.xlsx).",
    ),
    "file.zip": (
        "đây là tệp nén, không phải bảng tính; hãy giải nén và gửi tệp Excel (.xlsx) bên trong.",
        "this is an archive, not a workbook; unpack it and bring the Excel file (.xlsx) in it.",
    ),
    "file.unicode-text": (
        "đây là văn bản Unicode (UTF-16) lưu từ Excel; hãy lưu lại dạng .xlsx.",
        "this is Unicode text (UTF-16) saved from Excel; save it as .xlsx.",
    ),
    "file.xml-spreadsheet": (
        "đây là bảng tính XML của Excel 2003; hãy mở bằng Excel rồi lưu lại dạng .xlsx.",
        "this is an XML spreadsheet of Excel 2003; open it in Excel and save it as .xlsx.",
    ),
    "file.html": (
        "đây là trang web hoặc tệp XML, không phải bảng tính; hãy mở bằng Excel rồi lưu lại dạng "
        ".xlsx.",
        "this is a web page or an XML file, not a workbook; open it in Excel and save it as .xlsx.",
    ),
    "file.json": (
        "đây là tệp JSON, không phải mẫu phiếu; hãy gửi tệp Excel (.xlsx) của mẫu phiếu.",
        "this is a JSON file, not a form; bring the form's Excel file (.xlsx).",
    ),
    "file.csv": (
        "đây là tệp CSV, chỉ chứa được một trang tính; hãy lưu cả bảng tính (survey, choices, "
        "settings) dạng .xlsx.",
        "this is a CSV file, which holds one sheet only; save the whole workbook (survey, choices, "
        "settings) as .xlsx.",
    ),
    "file.no-table": (
        "đây là tệp văn bản không có bảng nào; mẫu phiếu là bảng tính Excel (.xlsx) hoặc các bảng "
        "Markdown.",
        "this is a text file without any table; a form is an Excel workbook (.xlsx) or Markdown "
        "tables.",
    ),
    "file.unknown": (
        "không nhận ra loại tệp này; hãy mở mẫu phiếu bằng Excel rồi lưu lại dạng .xlsx.",
        "this kind of file is not known; open the form in Excel and save it as .xlsx.",
    ),
    "file.open-row": (
        "dòng văn bản thứ {line} mở đầu bằng | nhưng không kết thúc bằng |; hãy thêm | ở cuối.",
        "line {line} of the text begins with | but does not end with it; add | at its end.",
    ),
    "file.no-sheet": (
        "thiếu trang tính này; hãy thêm trang tính tên {sheet} (trong Markdown: bảng có tên "
        "{sheet} ở ô đầu tiên).",
        "this sheet is missing; add a sheet called {sheet} (in Markdown: a table with {sheet} in "
        "its first cell).",
    ),
    "file.unknown-sheet": (
        "không hỗ trợ trang tính này; chỉ dùng survey, choices và settings.",
        "this sheet is not supported; use survey, choices and settings only.",
    ),
    "sheet.unknown-column": (
        "chưa hỗ trợ cột “{value}”; hãy xóa cột này hoặc để trống mọi ô bên dưới.",
        "the column '{value}' is not supported; delete it or leave all cells below it empty.",
    ),
    "sheet.misspelled-column": (
        "không có cột “{value}”; có phải ý là “{nearest}”?",
        "there is no column '{value}'; did you mean '{nearest}'?",
    ),
    "sheet.no-header": (
        "dòng 1 phải là tên các cột (type, name, label…); hãy bỏ các dòng ở trên.",
        "row 1 must hold the names of the columns (type, name, label…); delete the rows above.",
    ),
    "sheet.header-below": (
        "tên cột phải ở dòng 1; tìm thấy chúng ở dòng {found}. Hãy xóa các dòng ở trên.",
        "the names of the columns must stand in row 1; they were found in row {found}. Delete the "
        "rows above.",
    ),
    "sheet.missing-column": (
        "thiếu cột “{value}”; hãy thêm tên cột này vào dòng 1.",
        "the column '{value}' is missing; add its name to row 1.",
    ),
    "sheet.two-defaults": (
        "cột không ghi ngôn ngữ là của ngôn ngữ mặc định, đã có ở cột “{value}”; hãy giữ một cột.",
        "a column that names no language is in the default one, which stands in the column "
        "'{value}' already; keep one of them.",
    ),
    "sheet.too-many-rows": (
        "trang tính có {count} dòng, nhiều nhất là {most}; hãy chia nhỏ hoặc bỏ bớt.",
        "the sheet has {count} rows, {most} at most are read; split the form or remove some.",
    ),
    "sheet.formula": (
        "ô này chứa công thức; hãy chép rồi dán giá trị (Paste Values) vào chính ô đó.",
        "this cell holds a formula; copy it and paste its value (Paste Values) in its place.",
    ),
    "sheet.error-value": (
        "ô này đang báo lỗi (như #REF!); hãy ghi giá trị đúng.",
        "this cell shows an error (as #REF!); write the right value.",
    ),
    "sheet.merged": (
        "các ô này bị gộp; hãy bỏ gộp (Unmerge Cells) và điền từng ô.",
        "these cells are merged; unmerge them (Unmerge Cells) and fill in each.",
    ),
    "sheet.duplicate-column": (
        "cột “{value}” có hai lần; hãy giữ một cột.",
        "the column '{value}' appears twice; keep one of them.",
    ),
    "sheet.no-column": (
        "dòng này có ô nằm ngoài các cột có tên; hãy kiểm tra dấu | hoặc đặt tên cột.",
        "a cell of this row lies outside the named columns; check the | signs or name the column.",
    ),
    "sheet.missing": (
        "ô này không được để trống; hãy điền giá trị.",
        "this cell must not be empty; fill it in.",
    ),
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
    "expression.syntax": (
        "không hiểu biểu thức từ ký tự thứ {position} (“{found}”); hãy kiểm tra phép toán, dấu "
        "ngoặc và dấu nháy.",
        "the expression cannot be read from character {position} on ('{found}'); check "
        "operators, brackets and quotes.",
    ),
    "expression.bare-name": (
        "“{found}” (ký tự thứ {position}) đứng một mình; câu hỏi viết là ${{{found}}}, chữ viết "
        "trong dấu nháy.",
        "'{found}' (character {position}) stands alone; write ${{{found}}} for a question, "
        "quotes for text.",
    ),
    "expression.unknown-item": (
        "không có câu hỏi nào tên “{found}” (ký tự thứ {position}); hãy sửa tên.",
        "there is no question called '{found}' (character {position}); correct the name.",
    ),
    "expression.unknown-function": (
        "chưa hỗ trợ hàm “{found}” (ký tự thứ {position}); hãy kiểm tra cách viết hoặc dùng hàm "
        "khác.",
        "the function '{found}' (character {position}) is not supported; check its spelling or "
        "use another.",
    ),
    "expression.arguments": (
        "hàm “{found}” (ký tự thứ {position}) cần {expected} tham số.",
        "the function '{found}' (character {position}) takes {expected} argument(s).",
    ),
    "expression.not-a-choice": (
        "tham số của “{found}” (ký tự thứ {position}) không phù hợp: trước là câu hỏi lựa chọn, "
        "sau là mã lựa chọn trong dấu nháy.",
        "'{found}' (character {position}) needs a select question first and a choice in quotes "
        "second.",
    ),
    "expression.pattern": (
        "không dùng được mẫu trong hàm “{found}” (ký tự thứ {position}); hãy kiểm tra các dấu "
        "ngoặc và viết mẫu đơn giản hơn.",
        "the pattern in '{found}' (character {position}) cannot be used: {message}",
    ),
    "expression.no-path": (
        "đường dẫn bắt đầu từ “{found}” (ký tự thứ {position}) chưa được hỗ trợ; câu hỏi viết là "
        "${{tên câu hỏi}}.",
        "a path from '{found}' (character {position}) is not supported; write a question as "
        "${{question}}.",
    ),
    "expression.no-such-place": (
        "đường dẫn không dẫn tới câu hỏi nào tại “{found}” (ký tự thứ {position}); câu hỏi viết là "
        "${{tên câu hỏi}}.",
        "the path leads nowhere at '{found}' (character {position}); write a question as "
        "${{question}}.",
    ),
    "expression.not-nodes": (
        "“{found}” (ký tự thứ {position}) cần câu hỏi hoặc nhóm lặp, viết là ${{tên}}.",
        "'{found}' (character {position}) needs questions or a repeat, written as ${{name}}.",
    ),
    "expression.no-answer": (
        "“{found}” (ký tự thứ {position}) là nhóm nên không có câu trả lời; hãy ghi một câu hỏi.",
        "'{found}' (character {position}) is a group and has no answer; name a question.",
    ),
    "expression.in-repeat": (
        "“{found}” (ký tự thứ {position}) nằm trong nhóm lặp nên có nhiều câu trả lời; hãy dùng "
        "sum, count, join hoặc indexed-repeat.",
        "'{found}' (character {position}) stands in a repeat and has several answers; use sum, "
        "count, join or indexed-repeat.",
    ),
    "expression.unknown-column": (
        "trang tính choices không có cột “{found}” (ký tự thứ {position}); hãy thêm cột hoặc sửa "
        "tên.",
        "the choices sheet has no column '{found}' (character {position}); add it or correct the "
        "name.",
    ),
    "expression.self": (
        "dấu chấm (ký tự thứ {position}) chỉ dùng trong cột constraint; hãy viết ${{tên câu hỏi}}.",
        "the dot (character {position}) can be used in constraint only; write ${{question}}.",
    ),
    "expression.too-long": (
        "biểu thức quá dài hoặc lồng quá sâu; hãy rút gọn.",
        "the expression is too long or nested too deeply; shorten it.",
    ),
    "file.toml": (
        "tệp TOML sai cú pháp ở dòng {line}; hãy kiểm tra dấu =, dấu nháy và dấu ngoặc vuông.",
        "the TOML file cannot be read at line {line}; check = signs, quotes and square brackets.",
    ),
    "scoring.missing-key": (
        "thiếu mục này; hãy bổ sung.",
        "this key is missing; add it.",
    ),
    "scoring.unknown-key": (
        "không có mục nào tên như vậy; hãy bỏ đi hoặc sửa tên.",
        "there is no such key; remove it or correct its name.",
    ),
    "scoring.kind": (
        "giá trị không đúng dạng; cần {expected}.",
        "the value is of the wrong kind; expected {expected}.",
    ),
    "scoring.unknown-item": (
        "phiếu không có câu hỏi “{value}”; hãy sửa tên.",
        "the questionnaire has no question '{value}'; correct the name.",
    ),
    "scoring.not-select-one": (
        "câu hỏi “{value}” không phải select_one nên không chấm điểm được.",
        "the question '{value}' is not select_one and cannot be scored.",
    ),
    "scoring.unknown-factor": (
        "không có yếu tố “{value}” trong mục factors; hãy thêm hoặc sửa tên.",
        "there is no factor '{value}' under factors; add it or correct the name.",
    ),
    "scoring.unknown-scale": (
        "không có thang điểm “{value}” trong mục scales; hãy thêm hoặc sửa tên.",
        "there is no scale '{value}' under scales; add it or correct the name.",
    ),
    "scoring.score": (
        "điểm của mã “{value}” phải là số từ 0 đến 1.",
        "the score of '{value}' must be a number from 0 to 1.",
    ),
    "scoring.satisfied": (
        "mã “{value}” được coi là hài lòng nhưng không có điểm; hãy thêm vào scores.",
        "'{value}' counts as satisfied but has no score; add it to scores.",
    ),
    "scoring.twice": (
        "mã “{value}” vừa có điểm vừa là thiếu; hãy giữ một nơi.",
        "'{value}' both has a score and counts as missing; keep it in one place.",
    ),
    "scoring.both": (
        "câu hỏi “{value}” vừa có điểm vừa nằm trong unscored; hãy giữ một nơi.",
        "the question '{value}' is scored and stands under unscored too; keep it in one place.",
    ),
    "scoring.direction": (
        "thang điểm ghi direction = {direction} nhưng các lựa chọn của “{value}” không theo thứ tự "
        "đó; hãy sửa điểm hoặc thứ tự lựa chọn.",
        "the scale says direction = {direction}, but the choices of '{value}' do not run that way; "
        "correct the scores or the order of the choices.",
    ),
    "scoring.not-scored": (
        "thang điểm thiếu mã “{value}” của câu hỏi; hãy thêm vào scores hoặc missing.",
        "the scale lacks the question's choice '{value}'; add it to scores or missing.",
    ),
}
