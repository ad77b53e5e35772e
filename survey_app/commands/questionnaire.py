"""par-survey questionnaire: check, try, compare and export the forms that people write in Excel."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey_app.commands.common import Group
from survey_app.commands.form_files import (
    Said,
    UnreadableError,
    bytes_of,
    form_of,
    remarks_at,
    unreadable,
)

if TYPE_CHECKING:
    from questionnaires.changes import Change
    from questionnaires.craft import Remark
    from questionnaires.model import Questionnaire

__all__ = ["questionnaire"]

FILE = click.Path(path_type=Path)  # whatever is wrong with it is said with exit status 1
FORMAT = click.option(
    "--format", "shape", type=click.Choice(["text", "json"]), default="text",
    help="Cách trình bày kết quả.",
)  # fmt: skip
CHOSEN = "questionnaire.language"


def _chosen(ctx: click.Context, _: click.Parameter, language: str) -> str:
    """The language, kept for whoever must speak when the command cannot."""
    ctx.meta[CHOSEN] = language
    return language


LANGUAGE = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ của các câu.",
    callback=_chosen, is_eager=True,
)  # fmt: skip
EXIT_REFUSED = 1


class _Guarded(Group):
    """Says of a fault of ours, too, that there is one, with exit status 1 and no stack trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command and answer for whatever happens."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:  # noqa: BLE001 - the edge
            language = ctx.meta.get(CHOSEN, "vi")
            click.echo(_words(language, "fault", fault=type(fault).__name__), err=True)
            sys.exit(EXIT_REFUSED)


@click.group(cls=_Guarded)
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

    form, sheet, problems = form_of(file, language, scoring)
    found = remarks_at(remarks(form, sheet, want_apart=want_apart), file) if form else ()
    if shape == "json":
        said = [_remark(each, language) for each in found]
        _say({"ok": not problems, **_about(form), "problems": problems, "warnings": said})
    else:
        for each in found:
            click.echo(_words(language, "remark", said=_remark(each, language)["sentence"]))
        _say_problems(problems, language)
        if form and not problems:
            counts = {"items": len(form.items), "remarks": len(found)}
            click.echo(_words(language, "usable", **counts, digest=form.digest[:12]))
            click.echo(_words(language, "next", file=file))
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

    form, _, problems = form_of(file, language)
    result: dict[str, Any] = {}
    if form is not None:
        try:
            tried = try_answers(form, answers_of(bytes_of(answers), form))
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
        except UnreadableError as error:
            problems = [unreadable(error, language)]
    ok = not problems and not result.get("errors")
    if shape == "json":
        _say({"ok": ok, **_about(form), **result, "problems": problems})
    else:
        _say_problems(problems, language)
        _say_tried(result, language)
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

    before, _, problems = form_of(old, language)
    after, _, others = form_of(new, language)
    problems += others
    found = changes(before, after) if before and after else ()
    if shape == "json":
        same = not problems and not found
        said = [_change(each, language) for each in found]
        _say({"ok": not problems, "same": same, "changes": said, "problems": problems})
    else:
        _say_problems(problems, language)
        for each in found:
            click.echo(each.sentence(language))
        if not problems:
            click.echo(_words(language, "changes" if found else "same", count=len(found)))
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

    form, _, problems = form_of(file, language)
    if form is None:
        _say_problems(problems, language)
        sys.exit(EXIT_REFUSED)
    try:
        content = WRITERS[kind](form)
    except ValueError as error:
        click.echo(_words(language, "not-made", kind=kind, why=error), err=True)
        sys.exit(EXIT_REFUSED)
    try:
        out.write_bytes(content)
    except (OSError, ValueError) as error:
        click.echo(_words(language, "not-written", out=out, why=_why(error, language)), err=True)
        sys.exit(EXIT_REFUSED)
    click.echo(_words(language, "written", out=out))


# --- saying ----------------------------------------------------------------------------------


def _remark(remark: Remark, language: str) -> dict[str, Any]:
    from questionnaires.problems import place_of

    file, words = str(remark.values["file"]), remark.sentence(language)
    place = place_of(file, remark.row, remark.column, remark.values, language)
    return {
        "code": remark.code,
        "level": remark.level,
        "file": file,
        "sheet": remark.values.get("sheet"),
        "row": remark.row,
        "column": remark.column,
        "cell": remark.values.get("cell"),
        "item": remark.values.get("item"),
        "message": words,
        "sentence": f"{place}: {words}",
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


def _say_problems(problems: Said, language: str) -> None:
    for each in problems:
        click.echo(each["sentence"], err=True)
    if problems:
        click.echo(_words(language, "problems", count=len(problems)), err=True)


def _say_tried(result: Mapping[str, Any], language: str) -> None:
    if not result:
        return
    click.echo(_words(language, "asked", names=", ".join(result["relevant"]) or "–"))
    for name, value in result["calculated"].items():
        click.echo(_words(language, "calculated", name=name, value=value))
    click.echo(_words(language, "dropped", names=", ".join(result["dropped"]) or "–"))
    for name, sentence in result["errors"].items():
        click.echo(f"{name}: {sentence}", err=True)


def _why(error: OSError | ValueError, language: str) -> str:
    """Why nothing was written, in words that are not the operating system's."""
    match error:
        case IsADirectoryError():
            return _words(language, "directory")
        case FileNotFoundError() | NotADirectoryError():
            return _words(language, "no-folder")
    return _words(language, "not-allowed")


def _words(language: str, key: str, **values: object) -> str:
    return _SAID[key][0 if language == "vi" else 1].format_map(values)


_SAID = {
    "remark": ("Nhắc: {said}", "Remark: {said}"),
    "usable": (
        "Mẫu phiếu dùng được: {items} mục, {remarks} lời nhắc, mã băm {digest}.",
        "The form can be used: {items} item(s), {remarks} remark(s), digest {digest}.",
    ),
    "next": (
        "Tiếp theo: par-survey questionnaire try {file} cau-tra-loi.json",
        "Next: par-survey questionnaire try {file} answers.json",
    ),
    "problems": ("{count} lỗi.", "{count} problem(s)."),
    "changes": ("{count} thay đổi.", "{count} change(s)."),
    "same": ("Hai phiên bản như nhau.", "Both versions are the same."),
    "asked": ("Được hỏi: {names}", "Asked: {names}"),
    "calculated": ("Tính được: {name} = {value}", "Calculated: {name} = {value}"),
    "dropped": ("Không dùng đến: {names}", "Not used: {names}"),
    "written": ("Đã ghi {out}.", "{out} was written."),
    "not-written": ("Không ghi được {out}: {why}.", "{out} cannot be written: {why}."),
    "directory": ("đây là một thư mục", "it is a directory"),
    "no-folder": ("không có thư mục này", "there is no such folder"),
    "not-allowed": (
        "không được phép ghi vào đó hoặc đĩa báo lỗi",
        "writing there is not allowed, or the disk reports an error",
    ),
    "not-made": (
        "Không chuyển được mẫu phiếu sang {kind}; pyxform báo: {why}",
        "The form cannot be turned into {kind}; pyxform says: {why}",
    ),
    "fault": (
        "Chương trình gặp lỗi ({fault}) với tệp này; hãy gửi tệp cho người quản trị hệ thống.",
        "The program met a fault of its own ({fault}) with this file; send the file to whoever "
        "runs the system.",
    ),
}
"""What the commands say themselves, in Vietnamese and English."""

EFFECTS = {
    "none": "no data",
    "joins": "joins",
    "recode": "needs a recode",
    "breaks": "no longer comparable",
}
"""By effect, what JSON calls it whatever the language."""
