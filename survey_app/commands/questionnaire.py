"""par-survey questionnaire: check, try, compare and export the forms that people write in Excel."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from survey_app.commands.common import Group, done
from survey_app.commands.form_files import Said, UnreadableError, bytes_of, form_of, unreadable

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
LANGUAGE = click.option(
    "--language", type=click.Choice(["vi", "en"]), default="vi", help="Ngôn ngữ của các câu."
)
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
            click.echo(
                f"Chương trình gặp lỗi ({type(fault).__name__}) với tệp này; hãy gửi tệp cho người "
                "quản trị hệ thống.",
                err=True,
            )
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

    before, _, problems = form_of(old, language)
    after, _, others = form_of(new, language)
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

    form, _, problems = form_of(file, language)
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


# --- saying ----------------------------------------------------------------------------------


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
