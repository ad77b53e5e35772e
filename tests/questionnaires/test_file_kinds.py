"""Files of the wrong kind, whatever they are called: each is told apart in its own sentence."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile

import pytest

from questionnaires.problems import FormError
from questionnaires.xlsform import read
from tests.questionnaires.workbook import workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
CSV = "type,name,label\ntext,a,Tên gì?\ninteger,n,Mấy lần?\n"


def archive(*names: str) -> bytes:
    written = BytesIO()
    with ZipFile(written, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return written.getvalue()


@pytest.mark.parametrize(
    ("data", "code", "named"),
    [
        (b"", "file.empty", "trống"),
        (b" \r\n\t\n", "file.empty", "trống"),
        (b"\xef\xbb\xbf", "file.empty", "trống"),
        (b"\0" * 100, "file.empty", "trống"),
        (CSV.encode(), "file.csv", "CSV"),
        (CSV.replace(",", ";").encode("utf-8-sig"), "file.csv", "CSV"),
        (CSV.replace(",", "\t").encode("cp1258", "ignore"), "file.csv", "CSV"),
        (CSV.replace(",", "\t").encode("utf-16"), "file.unicode-text", "UTF-16"),
        (b"Kinh gui cac co quan\n", "file.no-table", "bảng"),
        (b"<html><table><tr><td>type</td></tr></table></html>", "file.html", "trang web"),
        (b"\n<!DOCTYPE html><p>type</p>", "file.html", "trang web"),
        (
            b'<?xml version="1.0"?><W xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
            "file.xml-spreadsheet",
            "Excel 2003",
        ),
        (b'{"type": "text"}', "file.json", "JSON"),
        (b"%PDF-1.7 ...", "file.pdf", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "file.picture", "hình ảnh"),
        (b"{\\rtf1 x}", "file.word", "Word"),
        (b"\x01\x02\x03\x00abc", "file.unknown", "không nhận ra"),
        (archive("word/document.xml", "[Content_Types].xml"), "file.word", "Word"),
        (archive("ppt/presentation.xml"), "file.powerpoint", "trình chiếu"),
        (archive("xl/workbook.bin"), "file.xlsb", "xlsb"),
        (archive("mimetype", "content.xml", "META-INF/manifest.xml"), "file.open-document", "ods"),
        (archive("phieu.xlsx"), "file.zip", "tệp nén"),
        (archive(), "file.zip", "tệp nén"),
        (OLE + "EncryptedPackage".encode("utf-16-le") + OLE, "file.password", "mật khẩu"),
        (OLE + "WordDocument".encode("utf-16-le") + OLE, "file.word", "Word"),
        (OLE, "file.broken-workbook", "hỏng"),
    ],
)
def test_a_file_of_another_kind_is_told_apart(data: bytes, code: str, named: str) -> None:
    with pytest.raises(FormError) as refused:
        read(data, "phieu.xlsx")
    (problem,) = refused.value.problems
    assert problem.code == code
    assert named in problem.sentence("vi")
    assert problem.sentence("en").startswith("phieu.xlsx: ")


def test_a_workbook_of_any_name_and_tables_among_words_are_taken() -> None:
    book = workbook({"survey": [("type", "name", "label"), ("text", "a", "A")]})
    assert read(book, "phieu.csv").items
    table = "Phiếu, bản 2\n\n| survey |\n| | type | name | label |\n| | text | a | A |\n"
    assert read(table.encode(), "phieu.txt").items
