"""Words for the codes of analysis: one table each, for pages and reports alike.

Sentences are Vietnamese message ids with named values, as in `survey_app/errors.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from analysis.tables import Note
from survey_app.bundle.published import Facts
from survey_app.bundle.samples import FIELD, LEVEL, LIST, MERGED, PLACE
from survey_app.words import Language, number, percent

__all__ = [
    "ASSUMPTIONS",
    "CONVENTIONS",
    "DESKS",
    "KINDS",
    "MARGINS",
    "MODES",
    "NOTES",
    "REASONS",
    "STEPS",
    "WARRANTS",
    "Speaker",
    "Voice",
]

WARRANTS = {
    "empty_domain": "Không có phiếu nào thuộc phần này.",
    "all_missing": "Không ai trả lời câu này.",
    "one_psu": "Chỉ có một đơn vị chọn mẫu, không tính được khoảng tin cậy.",
    "constant": "Mọi người trả lời như nhau, không tính được khoảng tin cậy.",
    "too_few_answers": "Số phiếu dưới ngưỡng công bố.",
    "group_missing": "Thiếu phiếu của ít nhất một nhóm đối tượng.",
    "no_items": "Mẫu phiếu của ít nhất một nhóm không có câu hỏi cho tiêu chí này.",
    "criterion_missing": "Có tiêu chí chưa có điểm nên không cộng được.",
    "response_below_70": "Trả lời dưới %(minimum)s: chỉ hiện giới hạn.",
    "rounded": "Làm tròn, không nêu khoảng tin cậy: từ số chính xác tính ra được số đã ẩn.",
    "hidden_part": "Không nêu khoảng tin cậy: từ đó tính ra được số đã ẩn.",
    "part_without_interval": "Có tiêu chí chỉ hiện giới hạn nên tổng cũng chỉ có giới hạn.",
}
"""Why a figure has no value or no interval."""

REASONS = {
    "below_threshold": "Ẩn: số phiếu hợp lệ dưới ngưỡng %(threshold)s.",
    "secondary": "Ẩn kèm để không ai tính ngược ra số của ô khác.",
    "majority": "Đa số trả lời như nhau, hoặc ẩn kèm câu hỏi như vậy; không nêu tỷ lệ.",
    "unanimous": "Đa số trả lời như nhau; không nêu tỷ lệ.",
    "no_answers": "Không có câu trả lời.",
}
"""Why a cell is not shown."""

ASSUMPTIONS = {
    "census": "Toàn bộ người được mời đã trả lời, không có sai số chọn mẫu.",
    "nonresponse_at_random": "Giả thiết không trả lời ngẫu nhiên.",
    "between_commune_variance_pooled": (
        "Phương sai giữa các xã, phường lấy chung cho các quận, huyện."
    ),
}
"""What an interval rests on."""

NOTES = {
    "illustrative_scheme": (
        "Thang điểm là thang minh họa: điểm tối đa và trọng số các nhóm chưa lấy từ văn bản chính "
        "thức nào. Điểm chỉ để thử cách tính."
    ),
    "nonresponse_at_random": (
        "%(group)s: mời toàn bộ, %(response)s trả lời. Khoảng tin cậy giả thiết người không trả "
        "lời có ý kiến như người trả lời; giới hạn kèm theo không cần giả thiết này."
    ),
    "bounds_only": (
        "%(group)s: chỉ %(response)s trả lời, dưới %(minimum)s. Không nêu ước tính của nhóm này, "
        "chỉ nêu giới hạn: thấp nhất nếu mọi người không trả lời đều cho mức kém nhất, cao nhất "
        "nếu họ đều cho mức tốt nhất. Tiêu chí có nhóm này tham gia, và tổng điểm, cũng chỉ có "
        "giới hạn."
    ),
    "official_cells_merged": (
        "%(group)s: có ô phân bổ quá ít phiếu nên đã gộp với ô khác khi tính quyền số."
    ),
    "group_missing": "%(group)s: không có phiếu trả lời nào.",
    "classes_merged": (
        "%(group)s: khi %(step)s, %(classes)s lớp có quá ít phiếu đã gộp với lớp lân cận."
    ),
    "calibrated": (
        "%(group)s: quyền số được hiệu chỉnh về tổng đã biết của dàn mẫu (%(margins)s). Ngoài "
        "các tổng này không biết gì thêm về người trong danh sách nên không hiệu chỉnh theo tuổi, "
        "trình độ hay nghề nghiệp."
    ),
    "margin_given_up": (
        "%(group)s: đã bỏ tổng của dàn mẫu sau đây khi hiệu chỉnh: %(margins)s. Mẫu thiếu người ở "
        "nhiều nhóm nên không có quyền số nào khớp được cùng lúc mọi tổng."
    ),
    "propensity_given_up": (
        "%(group)s: không ước lượng được xác suất trả lời từ mẫu này, nên người không trả lời được "
        "điều chỉnh theo tầng và ô phân bổ."
    ),
    "trim_given_up": (
        "%(group)s: không hạ được các quyền số quá lớn mà vẫn giữ tổng của tầng, nên để nguyên."
    ),
    "counted_once": ("%(group)s: %(count)s người không ghi số lần nhận kết quả, tính là một lần."),
    "not_calibrated": (
        "%(group)s: không hiệu chỉnh quyền số, vì dàn mẫu không có tổng nào đã biết."
    ),
    "lonely_psu_adjusted": (
        "%(group)s: %(strata)s tầng chỉ còn một xã, phường có phiếu; phương sai của tầng đó tính "
        "so với trung bình chung của thành phố."
    ),
}
"""What the reader has to be told of the method."""

STEPS = {
    "base": "Quyền số cơ bản: nghịch đảo xác suất chọn",
    "known": "Sau khi chia phần của người chưa rõ có thuộc đối tượng",
    "response": "Sau khi điều chỉnh người không trả lời",
    "multiplicity": "Sau khi chia cho số lần nhận kết quả",
    "trimmed": "Sau khi hạ các quyền số quá lớn",
    "calibrated": "Sau khi hiệu chỉnh về tổng của dàn mẫu",
}
MERGING = {
    "unknown": "chia phần của người chưa rõ có thuộc đối tượng",
    "response": "điều chỉnh người không trả lời",
}
MARGINS = {
    LEVEL: "số người trong danh sách theo cấp của Bộ phận Một cửa (xã, huyện, sở)",
    LEVEL + MERGED: (
        "số người trong danh sách theo cấp của Bộ phận Một cửa, cấp không có phiếu được gộp"
    ),
    PLACE: "số người trong danh sách của từng quận, huyện, sở",
    PLACE + MERGED: (
        "số người trong danh sách của từng quận, huyện, sở, nơi không có phiếu gộp với nơi gần nhất"
    ),
    LIST: "số người trong danh sách của từng quận, huyện, sở theo loại Bộ phận Một cửa",
    FIELD: "số người theo lĩnh vực thủ tục hành chính",
    LIST + MERGED: (
        "số người trong danh sách của từng quận, huyện, sở theo loại Bộ phận Một cửa, danh sách "
        "không có phiếu gộp với danh sách gần nhất"
    ),
    FIELD + MERGED: "số người theo lĩnh vực thủ tục hành chính, lĩnh vực không có phiếu được gộp",
}
CONVENTIONS = {
    "pooled_ratio": "số lượt trả lời hài lòng chia cho số lượt trả lời hợp lệ, gộp mọi câu hỏi",
    "mean_of_item_shares": "trung bình tỷ lệ hài lòng của các câu hỏi",
    "mean_of_factor_shares": "trung bình tỷ lệ hài lòng của các yếu tố",
    "mean_score": "điểm trung bình của mọi câu trả lời, mức thấp nhất là 0, mức cao nhất là 1",
}
KINDS = {
    "field": "Lĩnh vực",
    "criterion": "Tiêu chí",
    "assessed": "Thẩm định",
    "survey": "Điều tra xã hội học",
    "sipas": "Chỉ số hài lòng (SIPAS)",
}

MODES = {
    "interview": "phỏng vấn trực tiếp",
    "paper": "phiếu giấy",
    "online": "tự trả lời trực tuyến",
    "counter": "tại quầy",
    "qr": "quét mã QR",
}
"""How a form was filled in."""
DESKS = {"commune": "cấp xã", "district": "cấp huyện", "department": "của các sở"}
"""Kinds of one-stop desks."""


class Voice:
    """Says sentences in the reader's language.

    translate: from a Vietnamese message id to the reader's language.
    """

    def __init__(self, language: Language, translate: Callable[[str], str] = str) -> None:
        self.language, self.translate = language, translate

    def say(self, sentence: str, **values: object) -> str:
        """A sentence in the reader's language with its values filled in."""
        said = self.translate(sentence)
        return said % values if values else said

    def mode(self, code: str) -> str:
        """How a form was filled in."""
        return self.say(MODES[code]) if code in MODES else code

    def named(self, words: Mapping[str, str] | str) -> str:
        """Words that are kept by language."""
        return words if isinstance(words, str) else words.get(self.language) or words["vi"]


class Speaker(Voice):
    """Puts codes and names of a campaign's results into the reader's language."""

    def __init__(
        self, facts: Facts, language: Language, translate: Callable[[str], str] = str
    ) -> None:
        super().__init__(language, translate)
        self.facts = facts

    def group(self, code: str) -> str:
        """A respondent group's name."""
        return self.named(self.facts.groups.get(code, code))

    def why(self, warrant: str | None) -> str:
        """Why a figure has no value or no interval; empty where it has."""
        if not warrant:
            return ""
        least = percent(self.facts.minimum_response, 0, self.language)
        return self.say(WARRANTS[warrant], minimum=least)

    def hidden(self, reason: str | None, threshold: int) -> str:
        """Why a cell is not shown; empty where it is."""
        return self.say(REASONS[reason], threshold=threshold) if reason else ""

    def assumption(self, note: str | None) -> str:
        """What an interval rests on; empty where it rests on the draw alone."""
        return self.say(ASSUMPTIONS[note]) if note else ""

    def note(self, note: Note) -> str:
        """What the reader has to be told."""
        values = {key: self._value(key, value) for key, value in note.values.items()}
        return self.say(NOTES[note.code], **values)

    def _value(self, key: str, value: str | float | int) -> str:
        if key == "group":
            return self.group(str(value))
        if key == "step":
            return self.say(MERGING[str(value)])
        if key == "margins":
            return "; ".join(self.say(MARGINS[name]) for name in str(value).split(", "))
        if key == "response":
            return percent(float(value), 1, self.language)
        if key == "minimum":
            return percent(float(value), 0, self.language)
        return number(float(value), 0, self.language)
