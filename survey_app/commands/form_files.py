"""The files that commands about questionnaires read: a form, its scoring sheet, answers.

Whatever is wrong with a file is said as data, with exit status 1 and never a stack trace.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from questionnaires.craft import Remark
    from questionnaires.model import Questionnaire
    from questionnaires.problems import Problem
    from questionnaires.scoring_sheet import ScoringSheet

__all__ = ["Said", "UnreadableError", "bytes_of", "form_of", "remarks_at", "unreadable"]

LARGEST = 60_000_000
"""Bytes read of a file at most; the reader of forms says what it takes."""

Said = list[dict[str, Any]]


class UnreadableError(Exception):
    """A file that cannot be read; the key of its sentence."""

    def __init__(self, file: Path, why: str) -> None:
        self.file, self.why = file, why
        super().__init__(why)


def bytes_of(file: Path) -> bytes:
    """What the file holds; raises UnreadableError."""
    try:
        if file.is_dir():
            raise UnreadableError(file, "directory")
        if file.exists() and not file.is_file():
            raise UnreadableError(file, "special")  # a pipe or a device may never end
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except FileNotFoundError as error:
        raise UnreadableError(file, "missing") from error
    except (OSError, ValueError) as error:
        raise UnreadableError(file, "unreadable") from error
    if not data.strip():
        raise UnreadableError(file, "empty")
    if len(data) > LARGEST:
        raise UnreadableError(file, "large")
    return data


def form_of(
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
        form, _ = item_bank.read(bytes_of(file), file.name, items, bank.form_file)
        if scoring is not None:
            rules = _beside(scoring, bank.scoring_file, bank.scoring)
            whole = shared_scoring.with_shared(
                bytes_of(scoring), scoring.name, rules, bank.scoring_file, form
            )
            sheet = scoring_sheet.read(whole, scoring.name, form)
    except FormError as error:
        return form, None, [_problem(each, language) for each in error.problems]
    except UnreadableError as error:
        return form, None, [unreadable(error, language)]
    except Exception as fault:  # noqa: BLE001 - the edge: whoever checks a file gets a sentence
        why = UnreadableError(file, "fault")
        return None, None, [unreadable(why, language) | {"fault": type(fault).__name__}]
    return form, sheet, []


def remarks_at(found: Iterable[Remark], file: Path) -> tuple[Remark, ...]:
    """What may be improved, at the places of the file that its author wrote."""
    from questionnaires import instruments, item_bank
    from questionnaires.placing import placed

    bank = instruments.bank()
    items = _beside(file, bank.form_file, bank.form)
    resolved = item_bank.resolve(bytes_of(file), file.name, items, bank.form_file)
    return placed(found, resolved, file.name)


def _beside(file: Path, name: str, shipped: bytes) -> bytes:
    own = file.parent / name
    return bytes_of(own) if own.is_file() else shipped


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


def unreadable(error: UnreadableError, language: str) -> dict[str, Any]:
    """The error in the shape of a problem."""
    place = dict.fromkeys(("sheet", "row", "column", "cell"))
    words = _UNREADABLE[error.why][0 if language == "vi" else 1]
    name = error.file.name or str(error.file)
    said = {"code": f"file.{error.why}", "file": name}
    return {**said, **place, "message": words, "sentence": f"{name}: {words}"}


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
