"""The fixed words of the report: message ids in Vietnamese, by key.

PAPER: what print/report.typ sets around the figures. METHOD: sentences of the methods sheet and
of the limits, with named values.
"""

from __future__ import annotations

__all__ = [
    "ASSOCIATION",
    "BREAKS",
    "CHOICES",
    "EARLIER",
    "HIDDEN_CHOICES",
    "LABELS",
    "MADE_OTHERWISE",
    "METHOD",
    "PAPER",
    "SUMMARY",
    "WHOLE",
]

LABELS = {
    "illustrative": "Thang điểm minh họa",
    "internal": "Ước tính nội bộ, không thay thế kết quả do Bộ Nội vụ công bố",
}
"""What stands on every page where it applies."""

PAPER = {
    "page": "Trang",
    "kind": "Báo cáo kết quả điều tra xã hội học",
    "year": "Năm đánh giá",
    "closed": "Số liệu chốt ngày",
    "documents": "Căn cứ:",
    "from": "Từ",
    "to": "đến",
    "points": "điểm",
    "of_survey": "trong %(maximum)s điểm điều tra xã hội học",
    "no_points": "Chưa có điểm điều tra xã hội học (tối đa %(maximum)s điểm)",
    "interval": (
        "Khoảng tin cậy 95%%: từ %(low)s đến %(high)s điểm. Nếu điều tra lại nhiều lần theo cùng "
        "cách chọn mẫu, cứ 100 khoảng tính như vậy thì khoảng 95 khoảng chứa giá trị thật."
    ),
    "summary": "Tóm tắt",
    "criteria": "Điểm theo lĩnh vực và tiêu chí",
    "criteria_lead": (
        "Chấm là ước tính, vạch ngang là khoảng tin cậy 95%, vẽ theo tỷ lệ trên điểm tối đa."
    ),
    "code": "Mã",
    "criterion": "Tiêu chí",
    "score": "Điểm",
    "maximum": "Tối đa",
    "interval_head": "Khoảng 95%",
    "bounds": "giới hạn",
    "number": "STT",
    "share": "Tỷ lệ",
    "forms": "Phiếu",
    "count": "%(n)s phiếu",
    "factors": "Mức độ hài lòng của người dân, tổ chức (SIPAS) theo yếu tố",
    "factor": "Yếu tố",
    "districts": "Theo quận, huyện: chưa đủ căn cứ để xếp hạng quận, huyện",
    "districts_lead": (
        "Thứ tự chính thức của đơn vị hành chính. Chấm đặc: khác mức chung của thành phố; chấm "
        "rỗng: chưa thấy khác mức chung. Khoảng vẽ trên biểu đồ lấy phương sai giữa các xã, phường "
        "chung cho các quận, huyện (nơi không có xã, phường: khoảng riêng); khoảng riêng chỉ dùng "
        "xã, phường của nơi đó."
    ),
    "interval_pooled": "Khoảng 95%, phương sai lấy chung",
    "interval_own": "Khoảng riêng 95%",
    "districts_level": "Vạch đứt: mức chung %(level)s.",
    "district": "Quận, huyện",
    "officials": "Đánh giá của cán bộ, công chức",
    "officials_lead": (
        "Dải gạch chéo: kết quả nếu mọi người không trả lời đều cho mức thấp nhất hoặc cao nhất. "
        "Vạch ngang: khoảng tin cậy, giả thiết không trả lời ngẫu nhiên."
    ),
    "group": "Nhóm đối tượng",
    "responses": "Tỷ lệ trả lời",
    "released": "Được chọn, được mời",
    "received": "Thu về",
    "valid": "Hợp lệ",
    "rate": "Tỷ lệ trả lời",
    "part": "Phần giải thích",
    "slope": "Khi cao hơn 10 điểm",
    "whole": "Toàn bộ Chỉ số: thẩm định và điều tra",
    "field": "Lĩnh vực",
    "self_scored": "Tự chấm",
    "verified": "Thẩm định",
    "surveyed": "Điều tra xã hội học",
    "earlier": "So với năm trước",
    "figure": "Chỉ số",
    "before": "Năm trước",
    "now": "Năm nay",
    "changed": "Thay đổi",
    "choices": "Nếu chọn cách tính khác",
    "choices_lead": (
        "Mỗi dòng đổi một lựa chọn, mọi thứ khác giữ nguyên. Khoảng tin cậy 95% của chênh lệch "
        "tính theo cặp, vì vẫn là những người ấy trả lời. SIPAS chênh lệch tính bằng điểm phần "
        "trăm."
    ),
    "choice": "Lựa chọn",
    "total": "Tổng điểm",
    "change": "Chênh lệch",
    "method": "Phương pháp",
    "limits": "Giới hạn của kết quả",
}
"""Headings, heads of columns and lead-ins of the printed report."""

METHOD = {
    "only_bounds": (
        "Không có ước tính điểm chung, chỉ có giới hạn: thấp nhất nếu mọi người không trả lời "
        "đều cho mức kém nhất, cao nhất nếu họ đều cho mức tốt nhất."
    ),
    "beside_bounds": (
        "Khoảng này giả thiết cán bộ, công chức không trả lời một cách ngẫu nhiên; không giả "
        "thiết như vậy thì chỉ biết điểm nằm từ %(low)s đến %(high)s, cộng trừ sai số chọn mẫu "
        "của người dân."
    ),
    "selection_by_size": (
        "Chọn mẫu người dân: các xã, phường được chọn với xác suất tỷ lệ với quy mô danh sách "
        "(PPS, chọn hệ thống), đơn vị đủ lớn chắc chắn được chọn, huyện không có xã thì chọn "
        "thẳng người trong danh sách; Bộ phận Một cửa cấp huyện và của các sở đều tham gia; người "
        "trong từng danh sách được chọn ngẫu nhiên. Danh sách có %(people)s người sau khi bỏ "
        "trùng. Cán bộ, công chức: mời toàn bộ. Chọn hệ thống không có ước lượng phương sai "
        "không chệch: sai số tính như chọn có hoàn lại, hơi lớn hơn thực tế."
    ),
    "selection_sampford": (
        "Chọn mẫu người dân: các xã, phường được chọn với xác suất tỷ lệ với quy mô danh sách "
        "theo phương pháp Sampford (xác suất chọn đúng bằng xác suất đã định), đơn vị đủ lớn "
        "chắc chắn được chọn, huyện không có xã thì chọn thẳng người trong danh sách; Bộ phận "
        "Một cửa cấp huyện và của các sở đều tham gia; người trong từng danh sách được chọn ngẫu "
        "nhiên. Danh sách có %(people)s người sau khi bỏ trùng. Cán bộ, công chức: mời toàn bộ. "
        "Sai số tính như chọn có hoàn lại, hơi lớn hơn thực tế."
    ),
    "selection_pareto": (
        "Chọn mẫu người dân: các xã, phường được chọn với xác suất gần tỷ lệ với quy mô danh sách "
        "theo phương pháp Pareto; quyền số dùng xác suất đã định, là xấp xỉ của xác suất thật. "
        "Đơn vị đủ lớn chắc chắn được chọn, huyện không có xã thì chọn thẳng người trong danh "
        "sách; Bộ phận Một cửa cấp huyện và của các sở đều tham gia; người trong từng danh sách "
        "được chọn ngẫu nhiên. Danh sách có %(people)s người sau khi bỏ trùng. Cán bộ, công chức: "
        "mời toàn bộ. Sai số tính như chọn có hoàn lại, hơi lớn hơn thực tế."
    ),
    "selection": (
        "Chọn mẫu người dân: các xã, phường của mỗi quận, huyện được chọn ngẫu nhiên đơn giản, "
        "huyện không có xã thì chọn thẳng người trong danh sách; Bộ phận Một cửa cấp huyện và "
        "của các sở đều tham gia; người trong từng danh sách được chọn ngẫu nhiên. Danh sách có "
        "%(people)s người sau khi bỏ trùng. Cán bộ, công chức: mời toàn bộ."
    ),
    "convention": "Mức độ hài lòng là %(convention)s. «Không biết» không nằm trong mẫu số.",
    "step": (
        "%(step)s: %(people)s người, tổng %(total)s, từ %(smallest)s đến %(largest)s; quyền số "
        "không đều làm phương sai tăng %(deff)s lần, tương đương %(effective)s người có quyền số "
        "đều nhau."
    ),
    "variance": (
        "Sai số chuẩn tính bằng tuyến tính hóa, hai cấp: giữa các xã, phường trong tầng và giữa "
        "những người trong một danh sách, mỗi cấp có hệ số hiệu chỉnh quần thể hữu hạn; bậc tự do "
        "theo Satterthwaite. So sánh quận, huyện dùng phương sai giữa các xã, phường lấy chung và "
        "hiệu chỉnh cho số lần so sánh."
    ),
    "variance_by_size": (
        "Sai số chuẩn tính bằng tuyến tính hóa: xã, phường chọn theo quy mô thì tính như chọn có "
        "hoàn lại, theo chênh lệch giữa các xã, phường trong tầng, không có hệ số hiệu chỉnh quần "
        "thể hữu hạn; người chọn thẳng từ danh sách thì có hệ số ấy. Bậc tự do theo Satterthwaite. "
        "So sánh quận, huyện dùng phương sai giữa các xã, phường lấy chung và hiệu chỉnh cho số "
        "lần so sánh."
    ),
    "propensity": (
        "%(group)s: người không trả lời được điều chỉnh theo xác suất trả lời, ước lượng bằng hồi "
        "quy logistic từ những gì danh sách có về mọi người, rồi chia năm nhóm."
    ),
    "fixed": (
        "Sai số coi xác suất trả lời đã ước lượng và mức trần của quyền số là đã biết; phần bất "
        "định của chính các bước đó không nằm trong khoảng tin cậy."
    ),
    "reconciled": (
        "Không có quyền số, tỷ lệ hài lòng là %(unweighted)s; có quyền số, %(weighted)s; chênh "
        "lệch %(difference)s điểm phần trăm."
    ),
    "design_effect": (
        "Hệ số thiết kế của mức độ hài lòng là %(deff)s: phương sai gấp bấy nhiêu lần mẫu ngẫu "
        "nhiên đơn giản cùng số phiếu, do chọn theo xã, phường và do quyền số."
    ),
    "trimmed": "%(count)s quyền số quá lớn đã được hạ xuống mức trần của tầng.",
    "persons": (
        "Đại lượng ước tính: mức độ hài lòng của người có tên trong danh sách làm thủ tục tại Bộ "
        "phận Một cửa từ %(begins)s đến %(ends)s, mỗi người tính một lần."
    ),
    "transactions": (
        "Đại lượng ước tính: mức độ hài lòng tính theo lượt làm thủ tục trong danh sách của Bộ "
        "phận Một cửa từ %(begins)s đến %(ends)s."
    ),
    "coverage": (
        "Dàn mẫu: %(communes)s xã, phường của %(districts)s quận, huyện, đã chọn %(drawn)s xã, "
        "phường; ngoài ra có các Bộ phận Một cửa cấp huyện và của các sở. Người không có tên "
        "trong danh sách không thuộc phạm vi của kết quả."
    ),
    "desks": "Bộ phận Một cửa đã chọn trên số có trong dàn mẫu: %(desks)s.",
    "desk": "%(kind)s %(drawn)s/%(there)s",
    "modes": "Phiếu hợp lệ theo hình thức trả lời: %(groups)s.",
    "mode": "%(group)s: %(modes)s",
    "chances": (
        "Xác suất được chọn của một người là xác suất chọn xã, phường nhân với tỷ lệ người được "
        "chọn trong danh sách ở đó; quyền số cơ bản là nghịch đảo: từ %(smallest)s đến "
        "%(largest)s, tức mỗi người được chọn đại diện cho bấy nhiêu người trong danh sách."
    ),
    "weighted_people": (
        "Từ bước điều chỉnh người không trả lời trở đi, quyền số là của người trả lời và người "
        "không thuộc đối tượng, nên số người nhiều hơn số phiếu hợp lệ."
    ),
    "rr3": (
        "Tỷ lệ trả lời là RR3 của AAPOR: số người trả lời chia cho số người thuộc đối tượng, trong "
        "đó người chưa rõ tính theo tỷ lệ thuộc đối tượng của những người đã rõ; vì vậy khác tỷ "
        "số giữa phiếu hợp lệ và người được chọn."
    ),
    "item_missing": (
        "%(group)s: tỷ lệ bỏ trống từng câu hỏi từ %(least)s đến %(most)s số người được hỏi; nhiều "
        "nhất là câu «%(item)s»."
    ),
    "item_none": ("%(group)s: tỷ lệ bỏ trống của mọi câu hỏi đều dưới 0,05%% số người được hỏi."),
    "invited": (
        "Các nhóm được mời toàn bộ, tỷ lệ trả lời: %(groups)s. Khoảng tin cậy giả thiết người "
        "không trả lời có ý kiến như người trả lời; giới hạn kèm theo không cần giả thiết này."
    ),
    "degrees": "Khoảng tin cậy mức độ hài lòng của thành phố có %(df)s bậc tự do.",
    "deviated": "Thay đổi so với kế hoạch phân tích, ghi ngày %(day)s: %(reason)s",
    "as_planned": "Không ghi nhận thay đổi nào so với kế hoạch phân tích đã khóa.",
    "not_assessed": (
        "Chưa có điểm toàn bộ Chỉ số: %(points)s điểm thẩm định chưa chấm trong hệ thống này."
    ),
    "invented": (
        "Danh sách người đã làm thủ tục trong bản thử nghiệm này do máy tạo ra, không phải số "
        "liệu thật."
    ),
    "waiting": "%(forms)s phiếu còn chờ duyệt lúc chốt nên không tính.",
    "threshold": "Ô có dưới %(threshold)s phiếu không được công bố.",
}
"""The methods sheet and the limits."""

SUMMARY = {
    "sipas": (
        "Mức độ hài lòng (SIPAS) của %(group)s: %(share)s, khoảng tin cậy 95%% %(limits)s, từ "
        "%(n)s phiếu."
    ),
    "weakest": (
        "So với điểm tối đa, tiêu chí điều tra có ước tính thấp nhất là «%(low)s»: %(points)s "
        "trong %(maximum)s điểm (%(limits)s); cao nhất là «%(high)s»: %(best)s trong %(most)s điểm "
        "(%(bounds)s)."
    ),
    "differing": (
        "Trong %(n)s quận, huyện có số liệu, khác rõ mức chung của thành phố: %(names)s. Giữa các "
        "nơi còn lại chưa đủ căn cứ để phân biệt."
    ),
    "alike": ("Không quận, huyện nào trong %(n)s nơi có số liệu khác rõ mức chung của thành phố."),
    "lower": "%(name)s (thấp hơn)",
    "higher": "%(name)s (cao hơn)",
    "responses": "Tỷ lệ trả lời: %(rates)s.",
    "rate": "%(group)s %(rate)s",
    "change": (
        "So với năm %(year)s, tổng điểm thay đổi %(change)s (khoảng tin cậy 95%% %(limits)s)."
    ),
}
"""The first page in a few sentences."""

ASSOCIATION = {
    "title": "Điều gì gắn với mức hài lòng: %(group)s",
    "lead": (
        "Hồi quy có quyền số của %(outcome)s theo điểm các yếu tố, từ %(n)s phiếu trả lời đủ. Các "
        "yếu tố cùng giải thích %(explained)s khác biệt giữa những người trả lời (khoảng tin cậy "
        "95%% %(limits)s); bảng chia phần chung ấy cho từng yếu tố theo cách của Shapley."
    ),
    "caution": (
        "Đây là mối liên hệ giữa các câu trả lời. Nó không cho biết mức hài lòng sẽ đổi ra sao "
        "nếu một yếu tố được cải thiện."
    ),
    "slope": (
        "Cột «khi cao hơn 10 điểm»: người chấm yếu tố ấy cao hơn 10 điểm (thang 100), các yếu tố "
        "khác như nhau, thì chấm kết quả cao hơn bấy nhiêu điểm."
    ),
    "overall": "mức hài lòng chung",
    "factor": "mức hài lòng về «%(factor)s» (mẫu phiếu không hỏi mức hài lòng chung)",
    "left_out": "Không đưa vào vì chỉ hỏi một phần người trả lời: %(factors)s.",
}
"""What goes with satisfaction; never called a cause (methods 22)."""

CHOICES = {
    "equal": "Trọng số các nhóm cán bộ, công chức bằng nhau",
    "by_people": "Trọng số các nhóm cán bộ, công chức theo số người được mời",
    "dont_know_worst": "«Không biết» và từ chối trả lời tính ở mức kém nhất",
    "dont_know_middle": "«Không biết» và từ chối trả lời tính ở mức giữa, không là hài lòng",
    "pooled_ratio": "SIPAS gộp mọi lượt trả lời",
    "mean_of_item_shares": "SIPAS là trung bình tỷ lệ của các câu hỏi",
    "mean_of_factor_shares": "SIPAS là trung bình tỷ lệ của các yếu tố",
    "mean_score": "SIPAS là điểm trung bình",
    "uncalibrated": "Không hiệu chỉnh quyền số về tổng của dàn mẫu",
    "calibrated_list": "Chỉ hiệu chỉnh theo danh sách của từng nơi, không theo lĩnh vực",
    "calibrated_place_level": "Hiệu chỉnh theo nơi và theo cấp, không theo lĩnh vực",
    "without_flagged": "Bỏ các phiếu phải xem lại trước khi được duyệt, coi là không trả lời",
}
"""Other choices, by code of `analysis.sensitivity` and `survey_app.bundle.alternatives`."""

HIDDEN_CHOICES = {
    "too_few": "Số phiếu như vậy dưới ngưỡng %(threshold)s nên không nêu chênh lệch.",
    "none": "Không có phiếu nào như vậy.",
    "impossible": "Không có quyền số nào của mẫu này khớp được các tổng ấy.",
    "hidden_part": "Không nêu, vì từ đó tính ra được một tỷ lệ không công bố.",
    "no_total": "Không có điểm chung để so.",
}
"""Why a choice has no figures."""

EARLIER = {
    "lead": (
        "So với năm %(earlier)s. Khoảng tin cậy 95%% là của mức thay đổi, tính như hai năm độc "
        "lập. Điều đó đúng với nhóm được chọn mẫu; nhóm được mời toàn bộ phần lớn là những người "
        "ấy trong cả hai năm, hiệp phương sai giữa hai năm chưa biết. Khoảng chứa số 0 thì chưa "
        "thể nói có thay đổi."
    ),
    "total": "Tổng điểm điều tra xã hội học",
    "sipas": "SIPAS: %(group)s",
    "factor": "Yếu tố: %(factor)s (%(group)s)",
}
"""This year beside an earlier one."""

BREAKS = {
    "other_decision": (
        "Không so: hai năm theo hai quyết định khác nhau của Bộ Nội vụ, thang điểm không như nhau."
    ),
    "own_survey": (
        "Không so: một năm là cuộc điều tra riêng của thành phố, năm kia theo quyết định của Bộ "
        "Nội vụ."
    ),
    "other_maximum": "Không so: điểm tối đa của hai năm khác nhau.",
    "other_population": (
        "Không so: từ năm 2022 SIPAS hỏi người dân nói chung, trước đó hỏi người đã làm thủ tục."
    ),
    "other_convention": "Không so: hai năm tính SIPAS theo hai quy ước khác nhau.",
    "only_earlier": "Chỉ có ở năm trước.",
    "only_later": "Chỉ có ở năm nay.",
    "no_interval": "Không so: ít nhất một năm không có khoảng tin cậy.",
}
"""Why two years are not compared, by code of `analysis.comparison`."""

MADE_OTHERWISE = {
    "other_weights": (
        "Trọng số các nhóm của hai năm không như nhau; thay đổi gồm cả phần do trọng số."
    ),
    "other_items": ("Câu hỏi của hai năm không như nhau; thay đổi gồm cả phần do câu hỏi."),
}
"""What else differs between two years that are compared, by label of `analysis.comparison`."""

WHOLE = {
    "no_total": "Chưa có điểm toàn bộ Chỉ số: %(why)s.",
    "no_survey": "chưa có điểm điều tra xã hội học",
    "not_verified": "còn %(points)s điểm thẩm định chưa chấm",
    "known": (
        "Toàn bộ Chỉ số: %(points)s trong %(maximum)s điểm, khoảng tin cậy 95%% %(limits)s do phần "
        "điều tra xã hội học; điểm thẩm định không có sai số chọn mẫu."
    ),
    "bare": "Toàn bộ Chỉ số: %(points)s trong %(maximum)s điểm, không có khoảng tin cậy.",
    "bounded": (
        "Toàn bộ Chỉ số: chỉ có giới hạn %(limits)s trong %(maximum)s điểm, do phần điều tra xã "
        "hội học chỉ có giới hạn."
    ),
    "sources": (
        "Điểm tự chấm và điểm thẩm định lấy từ: %(sources)s. Ô trống: còn tiêu chí chưa có điểm. "
        "Cột điều tra xã hội học là phần điểm tính từ phiếu, kèm khoảng tin cậy 95%%."
    ),
    "total": "Tổng cộng",
}
"""The whole index, by code of `analysis.assessed`."""
