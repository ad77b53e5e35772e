"""What is wrong with a bundle, in sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["BundleError", "Problem"]

SENTENCES = {
    "not_a_zip": (
        "{file}: không phải tệp ZIP, hoặc tệp bị hỏng ({why}). Tải lại gói từ nơi đã nhận.",
        "{file}: not a ZIP file, or a damaged one ({why}). Fetch the bundle again.",
    ),
    "encrypted": (
        "{file}: tệp này được mã hóa trong ZIP; gói không có tệp mã hóa.",
        "{file}: encrypted inside the ZIP; a bundle holds no encrypted file.",
    ),
    "outside": (
        "{file}: đường dẫn chỉ ra ngoài gói, không đọc.",
        "{file}: its path leads out of the bundle; it is not read.",
    ),
    "twice": (
        "{file}: có hai tệp cùng tên trong gói.",
        "{file}: two files of that name in the bundle.",
    ),
    "too_many_files": (
        "{file}: có {count} tệp, nhiều hơn mức {most} của một gói.",
        "{file}: {count} files, more than the {most} a bundle may have.",
    ),
    "too_large": (
        "{file}: khi giải nén có {size} byte, nhiều hơn mức {most} của một gói.",
        "{file}: {size} bytes when unpacked, more than the {most} a bundle may have.",
    ),
    "no_manifest": (
        "{file}: không có trong gói, nên không biết gói phải gồm những gì. "
        "Đây không phải gói do «par-survey bundle» ghi, hoặc tệp này đã bị bỏ đi.",
        "{file}: not in the bundle, so what it should hold is not known. "
        "`par-survey bundle` did not write it, or the file was taken out.",
    ),
    "bad_manifest": (
        "{file}: không đọc được ({why}).",
        "{file}: cannot be read ({why}).",
    ),
    "unknown_format": (
        "{file}: gói thuộc loại «{found}», chương trình này kiểm được loại «{known}».",
        "{file}: a bundle of the form {found}; this program verifies {known}.",
    ),
    "no_two_years": (
        "{file}: kết quả năm {earlier} không so được với năm {later}: phải là hai cuộc điều tra "
        "khác nhau, năm trước nêu trước.",
        "{file}: results of {earlier} cannot be compared with {later}: two different campaigns "
        "are needed, the earlier year first.",
    ),
    "missing": ("{file}: thiếu trong gói.", "{file}: missing from the bundle."),
    "changed": (
        "{file}: không còn như lúc ghi, mã SHA-256 không khớp.",
        "{file}: not what was written, its SHA-256 does not fit.",
    ),
    "changed_since_closing": (
        "{file}: không còn như lúc chốt, mã SHA-256 khác mã trong frozen/manifest.json.",
        "{file}: not what was frozen, its SHA-256 is not the one in frozen/manifest.json.",
    ),
    "extra": (
        "{file}: có trong gói nhưng không có trong danh sách mã SHA-256.",
        "{file}: in the bundle, but not in its list of sums.",
    ),
    "other_digest": (
        "{file}: mã băm số liệu chốt là {found}, phải là {expected}.",
        "{file}: the digest of the frozen figures is {found}, expected {expected}.",
    ),
    "unreadable_table": (
        "{file}: không đọc được bảng ({why}).",
        "{file}: the table cannot be read ({why}).",
    ),
    "table_too_large": (
        "{file}: bảng có {cells} ô, nhiều hơn mức {most}.",
        "{file}: the table has {cells} cells, more than {most}.",
    ),
    "changed_row": (
        "{file}: dòng {row} ({key}) không còn như lúc ghi.",
        "{file}: row {row} ({key}) is not what was written.",
    ),
    "missing_row": (
        "{file}: thiếu dòng {row} ({key}).",
        "{file}: row {row} ({key}) is missing.",
    ),
    "extra_row": (
        "{file}: dòng {row} ({key}) không có lúc ghi gói.",
        "{file}: row {row} ({key}) was not there when the bundle was written.",
    ),
    "other_draw": (
        "{file}: chọn mẫu lại cho kết quả khác. {difference}",
        "{file}: drawing again gives something else. {difference}",
    ),
    "not_drawn": (
        "{file}: dòng {row}, người {person} của ô {cell} không đúng thứ tự đã chọn mẫu.",
        "{file}: row {row}, person {person} of cell {cell} is not the one drawn for that place.",
    ),
    "other_cell": (
        "{file}: ô {cell}, cột {column} ghi {written}, chọn mẫu lại được {drawn}.",
        "{file}: cell {cell}, column {column} says {written}, drawing again gives {drawn}.",
    ),
    "filled_from_outside": (
        "{file}: dòng {row}, ô {cell} tính phiếu {response} của ô {found}.",
        "{file}: row {row}, cell {cell} counts response {response} of cell {found}.",
    ),
    "bad_change": (
        "{file}: có thay đổi không đúng quy tắc. {why}",
        "{file}: a change is not by the rule. {why}",
    ),
    "not_computed": (
        "{file}: không tính lại được từ số liệu trong gói ({why}).",
        "{file}: cannot be computed again from what the bundle holds ({why}).",
    ),
    "other_value": (
        "{file}: {path} công bố {published}, tính lại được {recomputed}.",
        "{file}: {path} was published as {published}, recomputed {recomputed}.",
    ),
    "other_error": (
        "{file}: sai số chuẩn {path} công bố {published}, theo quyền số lặp là {recomputed}.",
        "{file}: the standard error {path} was published as {published}; the replicate weights "
        "give {recomputed}.",
    ),
    "too_rare": (
        "{file}: nhóm «{key}» chỉ có {count} dòng giống nhau, quy tắc đòi ít nhất {least}.",
        "{file}: only {count} rows are alike in «{key}», the rules ask for {least}.",
    ),
    "more": (
        "{file}: còn {count} chỗ khác nữa.",
        "{file}: {count} more of these.",
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a bundle. file: its name in the bundle, or the bundle's own."""

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str) -> str:
        """As a sentence; language is "vi" or "en"; no character of it moves a terminal's cursor."""
        vietnamese, english = SENTENCES[self.code]
        text = vietnamese if language == "vi" else english
        said = text.format(file=self.file, row=self.row, column=self.column, **self.values)
        return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in said)


class BundleError(ValueError):
    """A bundle that cannot be read as one; problems: everything that is in the way."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(problem.sentence("en") for problem in problems))
        self.problems = problems
