"""What the public bundle says of itself."""

from __future__ import annotations

from collections.abc import Sequence

from survey_app.bundle.coarse import rules_text
from survey_app.bundle.public_rows import PublicRows
from survey_app.bundle.published import Published
from survey_app.words import number, percent

__all__ = ["readme"]

VIETNAMESE = """\
GÓI CÔNG KHAI – {name}
{internal}
Chốt số liệu: {closed}

Trong gói
  {group}.parquet             mỗi dòng một phiếu của người dân, đã gộp nhóm; cột weight là quyền số
  {group}-replicates.parquet  quyền số lặp, cùng thứ tự dòng; hệ số trong rows-about.json
  sums.json        tổng theo ô của cán bộ, công chức và của từng quận, huyện, đã kiểm tra bảo mật
  results.json     các bảng như đã công bố          report.json   báo cáo dạng JSON
  closed/          khung, thiết kế, thang điểm, bảng hỏi đúng như lúc chốt; mã SHA-256 của mọi tệp
  closed/plan.json kế hoạch phân tích đã khóa      deviations.json thay đổi so với kế hoạch, lý do
  draw-public.json biên bản chọn mẫu, bỏ mã người   lists.json    số người trong danh sách
  rows.json        mã SHA-256 của từng dòng         bundle.json   phiên bản chương trình, mã mọi tệp
  rules.toml       quy tắc công khai, in lại ở cuối tệp này

Kiểm trên máy bất kỳ, không cần cơ sở dữ liệu:  par-survey verify TỆP.zip

Gói này chứng minh được
  - mọi số toàn thành phố của người dân tính lại đúng từ các dòng; sai số chuẩn tính lại từ quyền
    số lặp, lệch không quá một phần nghìn;
  - mọi số của quận, huyện và của cán bộ, công chức tính lại đúng từ các tổng trong sums.json;
  - điểm từng tiêu chí, lĩnh vực và tổng điểm cộng đúng; khoảng tin cậy đúng với sai số chuẩn;
  - khung, thang điểm, bảng hỏi là tệp đã chốt; một câu trả lời bị sửa thì chỉ ra được dòng nào.
Gói này không chứng minh được (gói niêm phong thì được)
  - các tổng và quyền số đúng là của phiếu đã thu; quyền số từng bước, tỷ lệ trả lời;
  - ai được chọn: danh sách người không công khai.

Ảnh hưởng của việc che
{effects}
  Che biến nhận dạng, không che câu trả lời, nên các số công bố không đổi. Phân tích riêng theo
  quận, nhóm tuổi, giới tính thì thiếu những dòng bị che ở biến đó. Quyền số lặp cho đúng sai số
  của mọi tổng theo câu hỏi, theo quận và theo biến nhận dạng; với các phép tính khác thì gần đúng.
"""

ENGLISH = """\
PUBLIC BUNDLE. Rows of citizens, coarsened; weights and replicate weights instead of sampling
units (survey package of R: svrepdesign(type="other", scale=1, rscales=..., mse=TRUE), rscales in
rows-about.json); officials and districts as sums. It proves that every published figure follows
from these rows and sums (standard errors from the replicates to one part in a thousand), and that
frame, scheme and questionnaires are those that were closed. It cannot prove that rows and sums
come from the forms that were collected, nor the steps of weighting, nor who was drawn: the sealed
bundle does. Identifying variables are blanked, answers never, so published figures do not change.
Verify it on any machine, without a database:  par-survey verify FILE.zip
"""

NO_ROWS = """\
  Không công bố từng phiếu của nhóm nào, và không có các tệp .parquet nêu trên: phiếu quá ít so với
  số tổng đã công bố (quy tắc 8), hoặc từ các phiếu tính ra được số đã ẩn (quy tắc 9). Số của mọi
  nhóm tính lại từ sums.json."""


def readme(published: Published, groups: Sequence[PublicRows]) -> str:
    """What is in it, what it proves, what coarsening changed, and the rules in full."""
    facts = published.facts
    internal = "" if facts.own_survey else (
        "Ước tính nội bộ, không thay thế kết quả do Bộ Nội vụ công bố"
    )  # fmt: skip
    name = " / ".join(one.group for one in groups) or "citizens"
    said = VIETNAMESE.format(
        name=facts.name["vi"],
        internal=internal,
        closed=facts.closed_at,
        group=name,
        effects="\n".join(_effects(one) for one in groups) or NO_ROWS,
    )
    return f"{said}\n{ENGLISH}\nrules.toml\n----------\n{rules_text()}"


def _effects(one: PublicRows) -> str:
    total = len(one.rows)
    shares = ", ".join(
        f"{name} {number(n)} ({percent(n / total)})" for name, n in one.coarse.blanked.items()
    )
    lost = ", ".join(one.coarse.left_out) or "không"
    return (
        f"  {one.group}: {number(total)} dòng; số dòng bị che theo biến: {shares}.\n"
        f"  Nhóm giống nhau nhỏ nhất có {one.coarse.smallest} dòng. Câu hỏi bỏ hẳn: {lost}."
    )
