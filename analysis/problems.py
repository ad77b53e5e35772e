"""What can be wrong with a file of the index, and the sentence for each in both languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

__all__ = ["Problem", "SchemeError", "ValuesError"]

_SENTENCES: dict[str, tuple[str, str]] = {
    "scheme.not-utf8": (
        "tệp không phải văn bản UTF-8; hãy lưu lại tệp theo bảng mã UTF-8",
        "the file is not UTF-8 text; save it again as UTF-8",
    ),
    "scheme.toml-syntax": (
        "sai cú pháp TOML ({reason}); hãy sửa dòng này",
        "not valid TOML ({reason}); correct this line",
    ),
    "scheme.unknown-key": (
        "không có khóa nào tên là '{key}'; có phải là '{nearest}' không?",
        "there is no key '{key}'; did you mean '{nearest}'?",
    ),
    "scheme.missing": (
        "thiếu '{key}'; cần ghi {expected_vi}",
        "'{key}' is missing; expected {expected_en}",
    ),
    "scheme.wrong-type": (
        "'{key}' phải là {expected_vi}, trong tệp là {found}",
        "'{key}' must be {expected_en}, found {found}",
    ),
    "scheme.duplicate-code": (
        "mã '{value}' đã dùng cho một dòng ở trên; mỗi dòng phải có mã riêng",
        "code '{value}' is already used by a row above; every row needs its own code",
    ),
    "scheme.unknown-parent": (
        "dòng '{row}' thuộc '{parent}' nhưng không có dòng nào mang mã đó;"
        " có phải là '{nearest}' không?",
        "row '{row}' belongs to '{parent}', which is no row's code; did you mean '{nearest}'?",
    ),
    "scheme.parent-is-leaf": (
        "dòng '{row}' thuộc '{parent}', nhưng '{parent}' là dòng chấm điểm (kind = '{kind}');"
        " chỉ lĩnh vực (field) hoặc tiêu chí (criterion) mới có dòng con",
        "row '{row}' belongs to '{parent}', which is itself scored (kind = '{kind}');"
        " only a field or a criterion has rows under it",
    ),
    "values.not-utf8": (
        "tệp không phải văn bản UTF-8; hãy lưu lại tệp dạng CSV UTF-8",
        "the file is not UTF-8 text; save it again as CSV UTF-8",
    ),
    "values.too-large": (
        "tệp lớn hơn 1 MB; bảng điểm chỉ có một dòng cho mỗi tiêu chí",
        "the file is larger than 1 MB; there is but one row a criterion",
    ),
    "values.columns": (
        "cần các cột {expected} (cột name có hay không cũng được), trong tệp là {found}",
        "expected the columns {expected} (and name, if you like), found {found}",
    ),
    "values.width": (
        "dòng này có {found} ô, cần {expected}; số lẻ viết 1,5 thì đặt trong ngoặc kép hoặc ngăn"
        " ô bằng dấu chấm phẩy",
        "this row has {found} cells, expected {expected}; put quotes around 1,5 or separate cells"
        " with semicolons",
    ),
    "values.unknown-code": (
        "thang điểm không có tiêu chí '{value}'; có phải là '{nearest}' không?",
        "the scheme has no criterion '{value}'; did you mean '{nearest}'?",
    ),
    "values.by-survey": (
        "tiêu chí '{value}' lấy điểm từ điều tra xã hội học, máy tính từ phiếu; hãy bỏ dòng này",
        "criterion '{value}' is scored by the survey, from its answers; remove this row",
    ),
    "values.a-sum": (
        "điểm của '{value}' cộng từ các dòng bên dưới; hãy bỏ dòng này",
        "the points of '{value}' are the sum of the rows below it; remove this row",
    ),
    "values.duplicate": (
        "tiêu chí '{value}' đã có ở dòng {first}; mỗi tiêu chí ghi một dòng",
        "criterion '{value}' stands in line {first} already; each has one row",
    ),
    "values.not-a-number": (
        "'{value}' không phải số điểm; hãy ghi số, ví dụ 1,25, hoặc để trống khi chưa có",
        "'{value}' is no number of points; write a number such as 1.25, or nothing as yet",
    ),
    "values.out-of-range": (
        "điểm là {value}; phải từ 0 đến điểm tối đa {maximum}",
        "the points are {value}; they must lie between 0 and the maximum {maximum}",
    ),
    "values.no-source": (
        "điểm của '{value}' chưa ghi nguồn; hãy ghi văn bản có số điểm này",
        "the points of '{value}' have no source; name the document they are from",
    ),
    "values.nothing": (
        "tệp không có điểm nào; hãy điền cột self_scored hoặc verified",
        "the file has no points; fill in the column self_scored or verified",
    ),
    "scheme.field-with-parent": (
        "lĩnh vực '{row}' không được thuộc dòng khác; hãy bỏ 'parent'",
        "field '{row}' may not belong to another row; remove 'parent'",
    ),
    "scheme.cycle": (
        "các dòng {codes} thuộc lẫn nhau thành vòng tròn; hãy sửa 'parent' của một dòng",
        "rows {codes} belong to each other in a circle; correct the 'parent' of one of them",
    ),
    "scheme.unknown-kind": (
        "không có loại dòng '{value}'; loại là một trong: {known}; có phải là '{nearest}' không?",
        "there is no kind of row '{value}'; it is one of: {known}; did you mean '{nearest}'?",
    ),
    "scheme.unknown-convention": (
        "không có cách tính SIPAS '{value}'; chọn một trong: {known};"
        " có phải là '{nearest}' không?",
        "there is no SIPAS convention '{value}'; choose one of: {known}; did you mean '{nearest}'?",
    ),
    "scheme.unknown-group": (
        "không có nhóm đối tượng '{value}'; các nhóm là: {known}; có phải là '{nearest}' không?",
        "there is no respondent group '{value}'; the groups are: {known};"
        " did you mean '{nearest}'?",
    ),
    "scheme.weights-sum": (
        "trọng số các nhóm cộng lại được {sum}; phải bằng đúng 1",
        "the group weights sum to {sum}; they must sum to exactly 1",
    ),
    "scheme.weights-on-assessed": (
        "dòng '{row}' không chấm bằng điều tra nên không có trọng số nhóm; hãy bỏ 'group_weights'",
        "row '{row}' is not scored by survey and has no group weights; remove 'group_weights'",
    ),
    "scheme.negative-weight": (
        "trọng số của nhóm '{group}' là {value}; không được âm",
        "the weight of group '{group}' is {value}; it may not be negative",
    ),
    "scheme.maximum-not-positive": (
        "điểm tối đa của dòng '{row}' là {value}; phải lớn hơn 0",
        "the maximum of row '{row}' is {value}; it must be more than 0",
    ),
    "scheme.maximum-on-branch": (
        "dòng '{row}' có dòng con nên điểm tối đa được cộng từ dòng con; hãy bỏ 'maximum'",
        "row '{row}' has rows under it and its maximum is their sum; remove 'maximum'",
    ),
    "scheme.branch-without-rows": (
        "'{row}' ({kind}) không có dòng nào bên dưới; hãy thêm tiêu chí hoặc bỏ dòng này",
        "'{row}' ({kind}) has no rows under it; add criteria or remove it",
    ),
    "scheme.sum-not-100": (
        "điểm tối đa của các dòng cộng lại được {sum}; phải bằng đúng 100",
        "the maxima of the rows sum to {sum}; they must sum to exactly 100",
    ),
}


@dataclass(frozen=True)
class Problem:
    """One mistake in a file: where it stands, and what its sentence needs.

    row: line number in the file (from 1), or None for the file as a whole; column: the key.
    """

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """The mistake in "vi" or "en", with its place in front."""
        vietnamese, english = _SENTENCES[self.code]
        template = vietnamese if language == "vi" else english
        text = template.format_map({**self.values})
        return f"{self._place(language)}: {text}{'' if text.endswith('?') else '.'}"

    def _place(self, language: str) -> str:
        line, key = ("dòng", "khóa") if language == "vi" else ("line", "key")
        if self.code.startswith("values."):
            key = "cột" if language == "vi" else "column"
        place = self.file
        if self.row is not None:
            place += f", {line} {self.row}"
        if self.column is not None:
            place += f", {key} '{self.column}'"
        return place


class SchemeError(ValueError):
    """A scheme file is refused; `problems` holds every mistake found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))


class ValuesError(ValueError):
    """A file of assessed points is refused; `problems` holds every mistake found in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))
