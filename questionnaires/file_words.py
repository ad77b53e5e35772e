"""What can be wrong with files and their sheets as tables, in Vietnamese and English."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FILE_WORDS"]

FILE_WORDS: Mapping[str, tuple[str, str]] = {
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
    "sheet.same-language": (
        "“{value}” và “{first}” là cùng một ngôn ngữ; hãy ghi giống nhau ở mọi cột.",
        "'{value}' and '{first}' are the same language; write it alike in all columns.",
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
    "file.toml": (
        "tệp TOML sai cú pháp ở dòng {line}; hãy kiểm tra dấu =, dấu nháy và dấu ngoặc vuông.",
        "the TOML file cannot be read at line {line}; check = signs, quotes and square brackets.",
    ),
}
"""By code, what is wrong and what to do."""
