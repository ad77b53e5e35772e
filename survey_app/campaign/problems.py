"""What can be wrong in a campaign's folder, and the sentence for each mistake in both languages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

__all__ = ["CampaignError", "Problem", "Reported"]

_SENTENCES: dict[str, tuple[str, str]] = {
    "folder.not-a-folder": (
        "không có thư mục này; hãy chỉ tới thư mục chứa campaign.toml",
        "there is no such folder; point to the folder that holds campaign.toml",
    ),
    "folder.no-such-file": (
        "không có tệp '{name}' trong thư mục{hint_vi}",
        "there is no file '{name}' in the folder{hint_en}",
    ),
    "folder.outside": (
        "tên tệp '{name}' chỉ ra ngoài thư mục; hãy chép tệp vào thư mục của cuộc điều tra",
        "the file name '{name}' points outside the folder; copy the file into the folder",
    ),
    "campaign.not-results": (
        "không phải tệp kết quả (results.json) lấy từ gói của một cuộc điều tra năm trước",
        "no results file (results.json) out of the bundle of an earlier year's campaign",
    ),
    "campaign.not-earlier": (
        "là kết quả năm {found}, không trước năm đánh giá {year}",
        "holds results of {found}, which is not before the year assessed, {year}",
    ),
    "campaign.not-utf8": (
        "tệp không phải văn bản UTF-8; hãy lưu lại tệp theo bảng mã UTF-8",
        "the file is not UTF-8 text; save it again as UTF-8",
    ),
    "campaign.toml-syntax": (
        "sai cú pháp TOML ({reason}); hãy sửa dòng này",
        "not valid TOML ({reason}); correct this line",
    ),
    "campaign.unknown-key": (
        "không có khóa nào tên là '{key}'; có phải là '{nearest}' không?",
        "there is no key '{key}'; did you mean '{nearest}'?",
    ),
    "campaign.missing": (
        "thiếu '{key}'; cần ghi {expected_vi}",
        "'{key}' is missing; expected {expected_en}",
    ),
    "campaign.wrong-type": (
        "'{key}' phải là {expected_vi}, trong tệp là {found}",
        "'{key}' must be {expected_en}, found {found}",
    ),
    "campaign.bad-date": (
        "'{found}' không phải ngày có thật; hãy ghi ngày/tháng/năm, ví dụ \"04/01/2022\"",
        "'{found}' is no date of the calendar; write day/month/year, for example \"04/01/2022\"",
    ),
    "campaign.unknown-value": (
        "không có giá trị '{value}'; chọn một trong: {known}; có phải là '{nearest}' không?",
        "there is no value '{value}'; choose one of: {known}; did you mean '{nearest}'?",
    ),
    "campaign.not-yet": (
        "'{value}' chưa dùng được trong phiên bản này; hiện dùng được: {known}",
        "'{value}' cannot be used in this version yet; for now use: {known}",
    ),
    "campaign.other-allocation": (
        "'{key}' chỉ dùng với allocation là: {needed}; hãy bỏ khóa này hoặc đổi cách phân bổ",
        "'{key}' is used only where allocation is: {needed}; remove it or change the allocation",
    ),
    "campaign.impossible": ("{vi}", "{en}"),
    "campaign.not-persons": (
        'số liệu chỉ tính theo người, chưa tính theo lượt giao dịch; hãy ghi units = "persons"; nếu'
        " danh sách gồm lượt giao dịch thì băm mã định danh (par-survey frame hash) để mỗi người"
        ' chỉ còn một dòng, hoặc ghi lists = "transactions" và multiplicity trong [weighting]',
        'figures are about persons, not yet about transactions; write units = "persons"; where'
        " lists hold transactions, hash the identifiers (par-survey frame hash) so that each person"
        ' is counted once, or write lists = "transactions" and multiplicity in [weighting]',
    ),
    "campaign.propensity-unused": (
        'chỉ dùng khi nonresponse = "propensity"; hãy ghi như vậy hoặc bỏ khóa này',
        'used only with nonresponse = "propensity"; write that or remove this key',
    ),
    "campaign.multiplicity-lists": (
        'lists = "transactions" (danh sách ghi lượt làm thủ tục) và multiplicity (câu hỏi số lần'
        " nhận kết quả) đi cùng nhau; hãy ghi cả hai hoặc bỏ cả hai",
        'lists = "transactions" and multiplicity (the question on how many results one got) go'
        " together; write both or neither",
    ),
    "campaign.city-only": (
        'đánh giá chéo chỉ có trong cuộc điều tra của thành phố; hãy ghi survey = "city"'
        " hoặc bỏ bảng này",
        'only the city\'s own survey has a rating matrix; write survey = "city"'
        " or remove this table",
    ),
    "campaign.all-levels": (
        "dàn mẫu này có bộ phận một cửa ở các cấp {known}, tất cả đều được chọn mẫu;"
        " trong tệp là {found}",
        "this frame has desks of the levels {known}, and all are sampled; found {found}",
    ),
    "campaign.not-a-commitment": (
        "'{value}' không phải cam kết SHA-256; cần 64 chữ số thập lục phân",
        "'{value}' is no SHA-256 commitment; expected 64 hexadecimal digits",
    ),
    "campaign.out-of-range": (
        "'{key}' là {value}; phải nằm trong khoảng từ {low} đến {high}",
        "'{key}' is {value}; it must lie between {low} and {high}",
    ),
    "campaign.dates-reversed": (
        "ngày kết thúc {ends} trước ngày bắt đầu {begins}",
        "the last day {ends} is before the first day {begins}",
    ),
    "campaign.no-working-day": (
        "từ {begins} đến {ends} không có ngày làm việc nào",
        "there is no working day from {begins} to {ends}",
    ),
    "campaign.duplicate": (
        "'{value}' đã có ở trên; mỗi mục chỉ ghi một lần",
        "'{value}' stands above already; each is written once",
    ),
    "campaign.empty-list": (
        "'{key}' đang trống; cần ít nhất một mục",
        "'{key}' is empty; at least one entry is needed",
    ),
    "campaign.demo-only": (
        "'{key}' chỉ dùng cho cuộc điều tra thử nghiệm; hãy ghi demo = true hoặc {instead_vi}",
        "'{key}' is for demo campaigns only; write demo = true or {instead_en}",
    ),
    "campaign.one-institution": (
        "hai người chốt số liệu phải thuộc hai cơ quan khác nhau, cả hai đang ghi '{value}'",
        "the two who close must be of different institutions, both are '{value}'",
    ),
    "campaign.one-seed": (
        "phải ghi đúng một trong hai khóa: commitment (cam kết) hoặc public_demo"
        " (số mầm công khai của bản thử nghiệm)",
        "write exactly one of the keys commitment and public_demo (the demo's public seed)",
    ),
    "campaign.ceremony-needed": (
        "cuộc điều tra thật phải bốc thăm công khai: thay [seed] bằng bảng [ceremony] với ít nhất "
        "hai bên của hai cơ quan khác nhau (docs/draw.md); [seed] chỉ dùng để thử nghiệm",
        "a real campaign is drawn in public: put a table [ceremony] with at least two parties of "
        "different institutions in place of [seed] (docs/draw.md); [seed] is for demos",
    ),
    "campaign.raw-ids": (
        "{count} mã người trong danh sách không phải mã băm; tên, số giấy tờ không được đưa vào: "
        "chạy par-survey frame hash với khóa bí mật rồi nộp tệp đó",
        "{count} ids on the lists are no keyed hashes; names and numbers of documents stay away: "
        "run par-survey frame hash under a secret key and submit that file",
    ),
    "campaign.seed-and-ceremony": (
        "đã có bảng [ceremony] (bốc thăm công khai) thì không ghi [seed] nữa; hãy bỏ một trong hai",
        "there is a table [ceremony] (a public draw), so there is no [seed]; remove one of the two",
    ),
    "campaign.ceremony-days": (
        "ngày {later} phải sau ngày {earlier}: cam kết, khóa dàn mẫu, công bố bí mật, rồi mới có"
        " kết quả xổ số",
        "{later} must come after {earlier}: commit, freeze, reveal, and only then the lottery",
    ),
    "campaign.ceremony-parties": (
        "bốc thăm công khai cần ít nhất hai bên, trong tệp có {found}",
        "a public draw needs at least two parties, found {found}",
    ),
    "campaign.ceremony-after-fieldwork": (
        "số công khai có ngày {number}, phải trước ngày bắt đầu điều tra {begins}",
        "the public number is of {number}, which must be before the fieldwork begins on {begins}",
    ),
    "campaign.unknown-district": (
        "dàn mẫu không có quận, huyện, tầng hoặc xã, phường mang mã '{value}';"
        " có phải là '{nearest}' không?",
        "the frame has no district, stratum or commune '{value}'; did you mean '{nearest}'?",
    ),
    "campaign.unknown-questionnaire": (
        "không có mẫu phiếu điều tra '{value}' trong phần mềm hay trong thư mục;"
        " có phải là '{nearest}' không?",
        "there is no questionnaire '{value}' shipped or in the folder; did you mean '{nearest}'?",
    ),
    "csv.not-utf8": (
        "tệp không phải văn bản UTF-8; hãy lưu lại tệp dạng CSV UTF-8",
        "the file is not UTF-8 text; save it again as CSV UTF-8",
    ),
    "csv.columns": (
        "cần đúng các cột {expected}, trong tệp là {found}",
        "expected exactly the columns {expected}, found {found}",
    ),
    "csv.width": (
        "dòng này có {found} ô, cần {expected}",
        "this row has {found} cells, expected {expected}",
    ),
    "offices.empty": (
        "'{column}' đang trống; mỗi bưu điện cần có mã và tên",
        "'{column}' is empty; every post office needs a code and a name",
    ),
    "offices.duplicate": (
        "mã bưu điện '{value}' đã dùng ở trên; mỗi bưu điện có mã riêng",
        "post office code '{value}' is used above; every office needs its own",
    ),
    "offices.unknown-parent": (
        "không có bưu điện cấp trên '{value}'; có phải là '{nearest}' không?",
        "there is no post office '{value}' above it; did you mean '{nearest}'?",
    ),
    "offices.cycle": (
        "các bưu điện {codes} thuộc lẫn nhau thành vòng tròn; hãy sửa cột parent",
        "post offices {codes} belong to each other in a circle; correct the parent column",
    ),
    "offices.roots": (
        "phải có đúng một bưu điện cấp thành phố (ô parent trống), trong tệp có {count}",
        "exactly one office must be the city's (empty parent), found {count}",
    ),
    "offices.unknown-district": (
        "không có quận, huyện, tầng hoặc xã, phường mang mã '{value}' trong dàn mẫu;"
        " có phải là '{nearest}' không?",
        "the frame has no district, stratum or commune '{value}'; did you mean '{nearest}'?",
    ),
    "offices.district-twice": (
        "quận/huyện '{value}' đã giao cho một bưu điện ở trên",
        "district '{value}' is already served by an office above",
    ),
    "offices.district-unserved": (
        "chưa có bưu điện nào phụ trách quận/huyện '{value}' ({name})",
        "no post office serves district '{value}' ({name})",
    ),
    "cross.group-without-weight": (
        "nhóm đối tượng '{group}' không có trọng số ở tiêu chí nào của thang điểm;"
        " hãy thêm trọng số hoặc bỏ nhóm này",
        "respondent group '{group}' has no weight in any row of the scheme;"
        " give it one or remove the group",
    ),
    "cross.weight-without-group": (
        "thang điểm có trọng số cho nhóm '{group}' nhưng cuộc điều tra không hỏi nhóm này;"
        " hãy thêm nhóm vào campaign.toml hoặc bỏ trọng số",
        "the scheme weights group '{group}', which the campaign does not ask;"
        " add the group to campaign.toml or remove the weight",
    ),
    "cross.group-without-roster": (
        "chưa ghi số người của nhóm '{group}'; hãy thêm dòng cho nhóm này",
        "there is no head count of group '{group}'; add rows for it",
    ),
    "cross.criterion-without-item": (
        "tiêu chí '{criterion}' lấy điểm từ điều tra, có trọng số của nhóm {groups}, nhưng mẫu"
        " phiếu của nhóm không có câu hỏi nào phục vụ tiêu chí này; hãy thêm câu hỏi vào bảng chấm"
        " điểm của mẫu phiếu hoặc bỏ trọng số của nhóm",
        "criterion '{criterion}' is scored by survey with a weight for {groups}, but no item of"
        " their questionnaire feeds it; add one to its scoring sheet, or take the weight away",
    ),
    "cross.item-without-criterion": (
        "câu hỏi '{item}' của mẫu phiếu '{questionnaire}' phục vụ tiêu chí '{criterion}',"
        " không phải tiêu chí điều tra của thang điểm; có phải là '{nearest}' không?",
        "item '{item}' of questionnaire '{questionnaire}' feeds criterion '{criterion}',"
        " which is no survey row of the scheme; did you mean '{nearest}'?",
    ),
    "cross.item-without-weight": (
        "câu hỏi '{item}' của mẫu phiếu '{questionnaire}' phục vụ tiêu chí '{criterion}', nhưng"
        " thang điểm không cho nhóm {groups} trọng số ở tiêu chí này; hãy thêm trọng số hoặc bỏ"
        " câu hỏi khỏi bảng chấm điểm",
        "item '{item}' of questionnaire '{questionnaire}' feeds criterion '{criterion}', but the"
        " scheme gives {groups} no weight in it; add a weight, or take the item out of the scoring"
        " sheet",
    ),
    "cross.unclear-filter": (
        "câu hỏi '{item}' của mẫu phiếu '{questionnaire}' có chấm điểm nên điều kiện hiện phải có"
        " dạng ${{câu}} = 'mã', và giống điều kiện của phần nếu cả hai cùng có",
        "item '{item}' of questionnaire '{questionnaire}' is scored, so its relevance must read"
        " ${{item}} = 'code' and be the same as its section's where both have one",
    ),
    "cross.multiplicity-item": (
        "mẫu phiếu '{questionnaire}' không có câu hỏi số nguyên '{value}' về số lần nhận kết quả;"
        " có phải là '{nearest}' không?",
        "questionnaire '{questionnaire}' has no whole-number item '{value}' on how many results"
        " one got; did you mean '{nearest}'?",
    ),
    "cross.multiplicity-persons": (
        "danh sách mỗi người một lần thì không chia cho số lần nhận kết quả nữa ({why_vi});"
        " hãy bỏ lists và multiplicity",
        "lists that have each person once are not divided by the number of results ({why_en});"
        " remove lists and multiplicity",
    ),
    "cross.unknown-agency": (
        "dòng '{row}' ghi cơ quan chủ trì '{value}', không có trong danh sách cơ quan;"
        " có phải là '{nearest}' không?",
        "row '{row}' names lead agency '{value}', which is not in the list of agencies;"
        " did you mean '{nearest}'?",
    ),
}


class Reported(Protocol):
    """A problem of any package: what it is, where it stands, and its sentence."""

    @property
    def code(self) -> str: ...
    @property
    def file(self) -> str | None: ...
    @property
    def row(self) -> int | None: ...
    @property
    def column(self) -> str | None: ...
    def sentence(self, language: str) -> str: ...


@dataclass(frozen=True)
class Problem:
    """One mistake of a campaign's folder.

    row: line in the file, from 1, or None; table: the TOML table, or None; column: key or column.
    """

    code: str
    file: str
    row: int | None = None
    column: str | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    table: str | None = None

    def sentence(self, language: str) -> str:
        """The mistake in "vi" or "en", with its place in front."""
        vietnamese, english = _SENTENCES[self.code]
        template = vietnamese if language == "vi" else english
        said = template.format_map({**self.values})
        return f"{self._place(language)}: {said}{'' if said.endswith('?') else '.'}"

    def _place(self, language: str) -> str:
        vietnamese = language == "vi"
        place = self.file
        if self.row is not None:
            place += f", {'dòng' if vietnamese else 'line'} {self.row}"
        if self.table:
            place += f", {'bảng' if vietnamese else 'table'} [{self.table}]"
        if self.column is not None:
            word = ("khóa", "key") if self.file.endswith(".toml") else ("cột", "column")
            place += f", {word[0] if vietnamese else word[1]} '{self.column}'"
        return place


class CampaignError(ValueError):
    """A campaign's folder is refused; `problems` holds every mistake in all its files."""

    def __init__(self, problems: Iterable[Reported]) -> None:
        self.problems: tuple[Reported, ...] = tuple(problems)
        super().__init__("\n".join(problem.sentence("en") for problem in self.problems))
