"""The fixed words of the report: message ids in Vietnamese, by key.

PAPER: what print/report.typ sets around the figures. METHOD: sentences of the methods sheet and
of the limits, with named values.
"""

from __future__ import annotations

__all__ = ["LABELS", "METHOD", "PAPER"]

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
    "criteria": "Điểm theo tiêu chí",
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
    "factors": "Mức độ hài lòng của người dân, tổ chức (SIPAS) theo yếu tố",
    "factor": "Yếu tố",
    "districts": "Theo quận, huyện: chưa đủ căn cứ để xếp hạng quận, huyện",
    "districts_lead": (
        "Thứ tự chính thức của đơn vị hành chính. Chấm đặc: khác mức chung của thành phố; chấm "
        "rỗng: chưa thấy khác mức chung."
    ),
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
    "selection": (
        "Chọn mẫu người dân: các xã, phường của mỗi quận, huyện được chọn ngẫu nhiên đơn giản, "
        "huyện không có xã thì chọn thẳng người trong danh sách; Bộ phận Một cửa cấp huyện và "
        "của các sở đều tham gia; người trong từng danh sách được chọn ngẫu nhiên. Danh sách có "
        "%(people)s người sau khi bỏ trùng. Cán bộ, công chức: mời toàn bộ."
    ),
    "convention": "Mức độ hài lòng là %(convention)s. «Không biết» không nằm trong mẫu số.",
    "step": (
        "%(step)s: %(people)s người, tổng %(total)s, từ %(smallest)s đến %(largest)s; quyền số "
        "không đều làm phương sai tăng %(deff)s lần."
    ),
    "variance": (
        "Sai số chuẩn tính bằng tuyến tính hóa theo tầng, xã hoặc phường và người; bậc tự do theo "
        "Satterthwaite. So sánh quận, huyện dùng phương sai giữa các xã, phường lấy chung và hiệu "
        "chỉnh cho số lần so sánh."
    ),
    "reconciled": (
        "Không có quyền số, tỷ lệ hài lòng là %(unweighted)s; có quyền số, %(weighted)s; chênh "
        "lệch %(difference)s điểm phần trăm."
    ),
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
