"""par-survey questionnaire: whatever the file, a sentence and exit status 0 or 1, never a trace."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from questionnaires import export, instruments, xlsform
from questionnaires.instruments import INSTRUMENTS, source
from survey_app.cli import main
from tests.questionnaires.workbook import workbook

FORM = """
| survey |
|        | type               | name  | label   | relevant |
|        | select_one cokhong | co_xe | Có xe?  |  |
|        | integer            | so_xe | Mấy xe? | ${co_xe} = 'co' |
| choices |
|         | list_name | name  | label |
|         | cokhong   | co    | Có    |
|         | cokhong   | khong | Không |
"""


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """A form that can be used."""
    path = tmp_path / "phieu.md"
    path.write_text(FORM)
    return path


def run(*words: object) -> Result:
    result = CliRunner().invoke(main, ["questionnaire", *map(str, words)])
    assert result.exit_code in (0, 1), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result


def said(*words: object) -> dict[str, Any]:
    result = run(*words, "--format", "json")
    document: dict[str, Any] = json.loads(result.stdout)
    assert document["ok"] is (result.exit_code == 0)
    return document


def test_a_good_form_is_said_to_be_one_with_its_digest(form: Path) -> None:
    document = said("check", form)
    assert document["problems"] == []
    assert document["digest"] == xlsform.read(form.read_bytes(), "phieu.md").digest
    assert "dùng được" in run("check", form).stdout


@pytest.mark.parametrize("name", [*INSTRUMENTS, "items"])
def test_the_shipped_files_can_be_used_with_what_they_include(name: str) -> None:
    folder = Path(instruments.__file__).parent / "2021"
    scoring = [] if name == "items" else ["--scoring", folder / f"{name}.scoring.toml"]
    document = said("check", folder / f"{name}.md", *scoring)
    assert [w for w in document["warnings"] if w["level"] == "warning"] == []


def test_each_problem_is_said_by_sheet_row_and_column(form: Path) -> None:
    form.write_text(FORM.replace("'co'", "'co").replace("integer", "so"))
    problems = said("check", form)["problems"]
    assert [(p["sheet"], p["row"], p["column"]) for p in problems] == [("survey", 3, "type")]
    assert "so" in problems[0]["message"]
    assert "phieu.md" in run("check", form).stderr


def test_warnings_stand_apart_and_change_no_status(form: Path) -> None:
    form.write_text(FORM.replace("'co'", "'xe'"))
    document = said("check", form)
    assert [w["code"] for w in document["warnings"]] == ["unreachable"]
    assert document["warnings"][0]["row"] == 3
    assert said("check", form, "--language", "en")["warnings"][0]["message"].startswith(
        "no answers"
    )


def test_a_scoring_sheet_is_read_along(tmp_path: Path) -> None:
    form, sheet = tmp_path / "citizens.md", tmp_path / "x.scoring.toml"
    form.write_bytes(source("citizens"))
    sheet.write_text("[scales")
    assert said("check", form, "--scoring", sheet)["problems"][0]["file"] == sheet.name


@pytest.mark.parametrize(
    "content",
    [
        b"", b"  \n", b"\x00" * 100, b"PK\x03\x04" + b"\x00" * 50, b"\xd0\xcf\x11\xe0" * 30,
        b"\xff\xfe|\x00", b"not a form", b"| survey |", b"{}", os.urandom(5000),
        b"| survey |\n| | type | name | label |\n| | text | a | " + b"(" * 5000 + b" |",
    ],
    ids=range(11),
)  # fmt: skip
def test_a_file_that_is_no_form_gets_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(content)
    document = said("check", path)
    if document["ok"]:  # brackets in a label are fine
        assert b"text" in content
    else:
        assert document["problems"][0]["message"]


def test_a_directory_a_missing_file_and_a_device_get_a_sentence(tmp_path: Path) -> None:
    codes = [said("check", path)["problems"][0]["code"] for path in (
        tmp_path, tmp_path / "khong-co.xlsx", "/dev/zero", tmp_path / ("x" * 300),
    )]  # fmt: skip
    assert codes == ["file.directory", "file.missing", "file.special", "file.unreadable"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_gets_a_sentence(form: Path) -> None:
    form.chmod(0)
    assert said("check", form)["problems"][0]["code"] == "file.unreadable"


def test_a_fault_of_ours_is_a_sentence_too(form: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("questionnaires.craft.remarks", lambda *_, **__: 1 / 0)
    result = run("check", form)
    assert result.exit_code == 1
    assert "ZeroDivisionError" in result.stderr


def test_trying_a_form_out_says_what_is_asked_wrong_and_dropped(form: Path, tmp_path: Path) -> None:
    answers = tmp_path / "a.json"
    answers.write_text('{"co_xe": "co", "so_xe": "ba"}')
    document = said("try", form, answers)
    assert document["relevant"] == ["co_xe", "so_xe"]
    assert list(document["errors"]) == ["so_xe"]
    answers.write_text('{"co_xe": "khong", "so_xe": "3"}')
    document = said("try", form, answers)
    assert (document["relevant"], document["dropped"]) == (["co_xe"], ["so_xe"])
    assert "so_xe" in run("try", form, answers).stdout


def test_answers_that_are_none_get_a_sentence(form: Path, tmp_path: Path) -> None:
    answers = tmp_path / "a.json"
    answers.write_text('{"coxe": "co"}')
    document = said("try", form, answers)
    assert "co_xe" in document["problems"][0]["message"]
    assert said("try", form, tmp_path)["problems"][0]["code"] == "file.directory"


def test_what_changed_is_said_with_its_effect(form: Path, tmp_path: Path) -> None:
    other = tmp_path / "moi.md"
    other.write_text(FORM.replace("| co    | Có ", "| yes   | Có ").replace("'co'", "'yes'"))
    document = said("diff", form, other)
    assert {(c["code"], c["item"], c["effect"]) for c in document["changes"]} == {
        ("recoded", "co_xe", "needs a recode"),
        ("relevance", "so_xe", "no longer comparable"),
    }
    assert said("diff", form, form)["same"] is True
    assert "co_xe" in run("diff", form, other).stdout
    assert said("diff", form, tmp_path)["problems"]


@pytest.mark.parametrize("kind", ["xlsx", "xform", "md"])
def test_a_form_is_exported(form: Path, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "ra"
    assert run("export", form, "--as", kind, out).exit_code == 0
    assert out.stat().st_size > 100
    assert run("export", form, "--as", kind, tmp_path).exit_code == 1
    assert run("export", tmp_path, "--as", kind, out).exit_code == 1


VIETNAMESE = re.compile(
    r"[àáạảãâầấậẩẫăằắặẳẵèéẹẻẽêềếệểễìíịỉĩòóọỏõôồốộổỗơờớợởỡùúụủũưừứựửữỳýỵỷỹđ]", re.I
)
PLAIN = """
| survey |
|        | type          | name  | label | relevant     | calculation |
|        | select_one yn | car   | Car?  |              |             |
|        | integer       | cars  | Cars? | ${car} = 'y' |             |
|        | calculate     | twice |       |              | 2 * ${cars} |
| choices |
|         | list_name | name | label |
|         | yn        | y    | Yes   |
|         | yn        | n    | No    |
"""


@pytest.mark.parametrize("fault", [False, True])
def test_everything_is_said_in_the_language_that_is_asked_for(
    tmp_path: Path, fault: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad, answers, scoring = (tmp_path / n for n in ("a.md", "b.md", "a.json", "s.toml"))
    good.write_text(PLAIN)
    bad.write_text(PLAIN.replace("'y'", "'z' and matches(${car}, '[')").replace("integer", "foo"))
    other = tmp_path / "c.md"
    other.write_text(PLAIN.replace("'y'", "'n'").replace("Car?", "A car?"))
    answers.write_text('{"car": "n", "cars": "x"}')
    scoring.write_text("[scales")
    if fault:
        for name in ("craft.remarks", "changes.changes", "validation.try_answers"):
            monkeypatch.setattr(f"questionnaires.{name}", lambda *_, **__: 1 / 0)
        monkeypatch.setitem(export.WRITERS, "md", lambda *_: 1 / 0)
    commands: list[tuple[object, ...]] = [
        ("check", good), ("check", bad), ("check", tmp_path), ("check", other),
        ("check", good, "--scoring", scoring), ("try", good, answers), ("try", good, good),
        ("try", bad, answers), ("diff", good, other), ("diff", good, good), ("diff", good, bad),
        ("export", good, "--as", "md", tmp_path / "out"), ("export", good, "--as", "md", tmp_path),
        ("export", good, "--as", "md", tmp_path / "no" / "out"), ("export", bad, "--as", "md", "x"),
    ]  # fmt: skip
    for words in commands:
        english = run(*words, "--language", "en").output
        assert not VIETNAMESE.search(english), (words, english)
        lines = [line for line in run(*words).output.splitlines() if line]
        assert lines
        for line in lines:
            assert VIETNAMESE.search(line), (words, line)


def test_a_remark_names_sheet_row_and_cell_as_a_problem_does(tmp_path: Path) -> None:
    sheets: dict[str, list[tuple[object, ...]]] = {
        "survey": [
            ("type", "name", "label::Tiếng Việt (vi)", "label::English (en)"),
            ("select_one l", "a", "Có xe không?", None),
            ("text", "b", "Tên gì?", "What and/or who?"),
        ],
        "choices": [
            ("list_name", "name", "label::English (en)", "label::Tiếng Việt (vi)"),
            ("l", "co", "Yes", "Có"),
            ("l", "khong", None, "Không"),
        ],
    }
    path = tmp_path / "phieu.xlsx"
    path.write_bytes(workbook(sheets))
    told = [
        (w["code"], w["file"], w["sheet"], w["row"], w["column"], w["cell"])
        for w in said("check", path)["warnings"]
    ]
    assert told == [
        ("untranslated", "phieu.xlsx", "survey", 2, "label::English (en)", "D2"),
        ("two-things", "phieu.xlsx", "survey", 3, "label::English (en)", "D3"),
        ("untranslated", "phieu.xlsx", "choices", 3, "label::English (en)", "C3"),
    ]
    assert "phieu.xlsx, trang tính choices, dòng 3, ô C3: “khong”" in run("check", path).stdout


def test_a_remark_on_an_item_of_the_bank_names_the_row_there(tmp_path: Path) -> None:
    head = "| survey |\n| | type | name | label |\n"
    (tmp_path / "items.md").write_text(f"{head}| | | | |\n| | text | chung | A và/hoặc B? |\n")
    form = tmp_path / "phieu.md"
    form.write_text(f"{head}| | text | b | B? |\n| | include | chung | |\n")
    (remark,) = said("check", form)["warnings"]
    assert (remark["file"], remark["row"], remark["item"]) == ("items.md", 3, "chung")
