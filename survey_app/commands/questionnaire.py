"""par-survey questionnaire: check, try, compare and export the forms that people write in Excel."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey_app.commands.common import Group, done

if TYPE_CHECKING:
    from questionnaires.changes import Change
    from questionnaires.craft import Remark
    from questionnaires.model import Questionnaire
    from questionnaires.problems import Problem
    from questionnaires.scoring_sheet import ScoringSheet

__all__ = ["questionnaire"]

FILE = click.Path(path_type=Path)  # whatever is wrong with it is said with exit status 1
FORMAT = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text",
    help="Cách trình bày kết quả.",
)  # fmt: skip
LANGUAGE = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ của các câu."
)
EXIT_REFUSED = 1


@click.group(cls=Group)
def questionnaire() -> None:
    """Mẫu phiếu điều tra: kiểm tra, chạy thử, so sánh, xuất tệp."""


@questionnaire.command("check")
@click.argument("file", type=FILE)
@click.option("--scoring", type=FILE, help="Tệp chấm điểm .scoring.toml của phiếu.")
@click.option(
    "--dont-know", "want_apart", is_flag=True, help="Yêu cầu có «không biết / không có ý kiến»."
)
@FORMAT
@LANGUAGE
def check(file: Path, scoring: Path | None, want_apart: bool, shape: str, language: str) -> None:
    """Say everything that is wrong with FILE (xlsx, xls or Markdown), and what may be improved.

    Exit status 0 where the form can be used, 1 where it cannot; warnings change nothing.

    Example: par-survey questionnaire check phieu.xlsx --format json
    """
    from questionnaires.craft import remarks

    form, sheet, problems = _form(file, language, scoring)
    found = remarks(form, sheet, want_apart=want_apart) if form else ()
    if shape == "json":
        said = [_remark(each, language) for each in found]
        _say({"ok": not problems, **_about(form), "problems": problems, "warnings": said})
    else:
        for each in found:
            where = f"dòng {each.row}, cột {each.column}: " if each.row else ""
            click.echo(f"Nhắc: {where}{each.sentence(language)}")
        _say_problems(problems)
        if form and not problems:
            done(
                f"Mẫu phiếu dùng được: {len(form.items)} mục, {len(found)} lời nhắc, mã băm "
                f"{form.digest[:12]}.",
                f"par-survey questionnaire try {file} cau-tra-loi.json",
            )
    sys.exit(EXIT_REFUSED if problems else 0)


@questionnaire.command("try")
@click.argument("file", type=FILE)
@click.argument("answers", type=FILE)
@FORMAT
@LANGUAGE
def try_out(file: Path, answers: Path, shape: str, language: str) -> None:
    """Answer FILE with ANSWERS, JSON of answers by item, and say what the form makes of them.

    Which items are asked, which values are calculated, which answers are wrong, and which are
    dropped because their item is not asked. Exit status 0 where every answer is valid.

    Example: par-survey questionnaire try phieu.xlsx cau-tra-loi.json --format json
    """
    from questionnaires.trying import AnswersError, answers_of
    from questionnaires.validation import try_answers

    form, _, problems = _form(file, language)
    result: dict[str, Any] = {}
    if form is not None:
        try:
            tried = try_answers(form, answers_of(_bytes(answers), form))
            result = {
                "relevant": tried.relevant,
                "clean": tried.clean,
                "calculated": tried.calculated,
                "errors": {n: e.sentence(language) for n, e in tried.errors.items()},
                "dropped": tried.dropped,
            }
        except AnswersError as error:
            problems = [
                {"code": f"answers.{m.code}", "item": m.key, "message": m.sentence(language)}
                for m in error.mistakes
            ]
            problems = [each | {"sentence": each["message"]} for each in problems]
        except _UnreadableError as error:
            problems = [_unreadable(error, language)]
    ok = not problems and not result.get("errors")
    if shape == "json":
        _say({"ok": ok, **_about(form), **result, "problems": problems})
    else:
        _say_problems(problems)
        _say_tried(result)
    sys.exit(0 if ok else EXIT_REFUSED)


@questionnaire.command("diff")
@click.argument("old", type=FILE)
@click.argument("new", type=FILE)
@FORMAT
@LANGUAGE
def diff(old: Path, new: Path, shape: str, language: str) -> None:
    """Say what changed from OLD to NEW, and what that does to tables of both.

    Each change joins, needs a recode, or leaves answers that are no longer comparable.

    Example: par-survey questionnaire diff phieu-2021.xlsx phieu-2022.xlsx
    """
    from questionnaires.changes import changes

    before, _, problems = _form(old, language)
    after, _, others = _form(new, language)
    problems += others
    found = changes(before, after) if before and after else ()
    if shape == "json":
        same = not problems and not found
        said = [_change(each, language) for each in found]
        _say({"ok": not problems, "same": same, "changes": said, "problems": problems})
    else:
        _say_problems(problems)
        for each in found:
            click.echo(each.sentence(language))
        if not problems:
            done(f"{len(found)} thay đổi." if found else "Hai phiên bản như nhau.")
    sys.exit(EXIT_REFUSED if problems else 0)


@questionnaire.command("export")
@click.argument("file", type=FILE)
@click.option(
    "--as", "kind", type=click.Choice(["xlsx", "xform", "md"]), required=True, help="Dạng tệp ra."
)
@click.argument("out", type=FILE)
@LANGUAGE
def export(file: Path, kind: str, out: Path, language: str) -> None:
    """Write FILE as an Excel workbook, as the XForm of ODK Collect, or as Markdown, to OUT.

    Example: par-survey questionnaire export phieu.md --as xlsx phieu.xlsx
    """
    from questionnaires.export import WRITERS

    form, _, problems = _form(file, language)
    if form is None:
        _say_problems(problems)
        sys.exit(EXIT_REFUSED)
    try:
        out.write_bytes(WRITERS[kind](form))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        click.echo(f"Không ghi được {out}: {why}.", err=True)
        sys.exit(EXIT_REFUSED)
    done(f"Đã ghi {out}.")


# --- reading ---------------------------------------------------------------------------------

LARGEST = 60_000_000
"""Bytes read of a file at most; the reader of forms says what it takes."""

Said = list[dict[str, Any]]


class _UnreadableError(Exception):
    """A file that cannot be read; the key of its sentence."""

    def __init__(self, file: Path, why: str) -> None:
        self.file, self.why = file, why
        super().__init__(why)


def _bytes(file: Path) -> bytes:
    try:
        if file.is_dir():
            raise _UnreadableError(file, "directory")
        if file.exists() and not file.is_file():
            raise _UnreadableError(file, "special")  # a pipe or a device may never end
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise _UnreadableError(file, "missing") from error
    except (OSError, ValueError) as error:
        raise _UnreadableError(file, "unreadable") from error
    if not data.strip():
        raise _UnreadableError(file, "empty")
    if len(data) > LARGEST:
        raise _UnreadableError(file, "large")
    return data


def _form(
    file: Path, language: str, scoring: Path | None = None
) -> tuple[Questionnaire | None, ScoringSheet | None, Said]:
    """The form of a file with its scoring sheet, or what is wrong with them; never raises.

    What it includes comes from items.md and items.scoring.toml beside it, else from those shipped.
    """
    from questionnaires import instruments, item_bank, scoring_sheet, shared_scoring
    from questionnaires.problems import FormError

    form = sheet = None
    try:
        bank = instruments.bank()
        items = _beside(file, bank.form_file, bank.form)
        form, _ = item_bank.read(_bytes(file), file.name, items, bank.form_file)
        if scoring is not None:
            rules = _beside(scoring, bank.scoring_file, bank.scoring)
            whole = shared_scoring.with_shared(
                _bytes(scoring), scoring.name, rules, bank.scoring_file, form
            )
            sheet = scoring_sheet.read(whole, scoring.name, form)
    except FormError as error:
        return form, None, [_problem(each, language) for each in error.problems]
    except _UnreadableError as unreadable:
        return form, None, [_unreadable(unreadable, language)]
    except Exception as fault:  # noqa: BLE001 - the edge: whoever checks a file gets a sentence
        why = _UnreadableError(file, "fault")
        return None, None, [_unreadable(why, language) | {"fault": type(fault).__name__}]
    return form, sheet, []


def _beside(file: Path, name: str, shipped: bytes) -> bytes:
    own = file.parent / name
    return _bytes(own) if own.is_file() else shipped


# --- saying ----------------------------------------------------------------------------------


def _problem(problem: Problem, language: str) -> dict[str, Any]:
    from questionnaires.examples import example

    return {
        "code": problem.code,
        "file": problem.file,
        "sheet": problem.values.get("sheet"),
        "row": problem.row,
        "column": problem.column,
        "cell": problem.values.get("cell"),
        "message": problem.words(language),
        "example": example(problem),
        "sentence": problem.sentence(language),
    }


def _unreadable(error: _UnreadableError, language: str) -> dict[str, Any]:
    place = dict.fromkeys(("sheet", "row", "column", "cell"))
    words = _UNREADABLE[error.why][0 if language == "vi" else 1]
    said = {"code": f"file.{error.why}", "file": error.file.name}
    return {**said, **place, "message": words, "sentence": f"{error.file.name}: {words}"}


def _remark(remark: Remark, language: str) -> dict[str, Any]:
    return {
        "code": remark.code,
        "level": remark.level,
        "sheet": remark.values.get("sheet"),
        "row": remark.row,
        "column": remark.column,
        "item": remark.values.get("item"),
        "message": remark.sentence(language),
    }


def _change(change: Change, language: str) -> dict[str, Any]:
    return {
        "code": change.code,
        "item": change.item,
        "effect": EFFECTS[change.effect],
        "old_row": change.old,
        "new_row": change.new,
        "codes": change.gone,
        "message": change.sentence(language),
    }


def _about(form: Questionnaire | None) -> dict[str, Any]:
    if form is None:
        return {}
    return {
        "name": form.name,
        "title": form.title,
        "version": form.version,
        "digest": form.digest,
        "languages": form.languages,
        "items": len(form.items),
    }


def _say(document: Mapping[str, Any]) -> None:
    click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=dict))


def _say_problems(problems: Said) -> None:
    for each in problems:
        click.echo(each["sentence"], err=True)
    if problems:
        click.echo(f"{len(problems)} lỗi.", err=True)


def _say_tried(result: Mapping[str, Any]) -> None:
    if not result:
        return
    click.echo(f"Được hỏi: {', '.join(result['relevant']) or '–'}")
    for name, value in result["calculated"].items():
        click.echo(f"Tính được: {name} = {value}")
    click.echo(f"Không dùng đến: {', '.join(result['dropped']) or '–'}")
    for name, sentence in result["errors"].items():
        click.echo(f"{name}: {sentence}", err=True)


EFFECTS = {"joins": "joins", "recode": "needs a recode", "breaks": "no longer comparable"}

_UNREADABLE = {
    "directory": (
        "đây là thư mục, không phải tệp; hãy ghi tên tệp.",
        "this is a directory; name a file.",
    ),
    "special": (
        "đây không phải tệp thường; hãy lưu mẫu phiếu thành tệp .xlsx.",
        "this is no ordinary file; save the form as an .xlsx file.",
    ),
    "missing": (
        "không có tệp này; hãy kiểm tra tên và thư mục.",
        "there is no such file; check its name and folder.",
    ),
    "unreadable": (
        "không được phép đọc tệp hoặc đĩa báo lỗi; hãy kiểm tra quyền đọc.",
        "the file may not be read, or the disk reports an error; check its permissions.",
    ),
    "empty": (
        "tệp trống; hãy lưu lại mẫu phiếu rồi thử lại.",
        "the file is empty; save the form again.",
    ),
    "large": (
        "tệp quá lớn đối với một mẫu phiếu; hãy bỏ hình ảnh và các trang tính thừa.",
        "the file is too large for a form; remove pictures and sheets that are not needed.",
    ),
    "fault": (
        "không đọc được tệp này như một mẫu phiếu; hãy mở bằng Excel, lưu lại dạng .xlsx rồi "
        "thử lại.",
        "the file cannot be read as a form; open it in Excel, save it as .xlsx and try again.",
    ),
}
