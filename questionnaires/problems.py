"""What can be wrong with a questionnaire's files, in sentences that say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from questionnaires.file_words import FILE_WORDS
from questionnaires.form_words import FORM_WORDS

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


_SENTENCES: Mapping[str, tuple[str, str]] = {
    **FILE_WORDS,
    **FORM_WORDS,
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
