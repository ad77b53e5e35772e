"""What acts of the audit log are called; a test finds every act that has no words here."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

__all__ = ["abouts", "details", "words"]


def words() -> Mapping[str, str]:
    """Sentences about acts, by act, in the reader's language."""
    return {
        "assignment.moved": _("chuyển phân công cho người khác"),
        "area-change.asked": _("đề nghị thay xã không đi điều tra được"),
        "area-change.confirmed": _("xác nhận thay xã"),
        "area-change.declined": _("không chấp nhận thay xã"),
        "assignment.split": _("tách phân công cho người khác"),
        "assignments.handed-over": _("bàn giao mọi việc còn lại cho người khác"),
        "bundle.published": _("ghi gói công khai"),
        "bundle.written": _("ghi gói niêm phong có câu trả lời"),
        "campaign.created": _("tạo cuộc điều tra, khóa dàn mẫu"),
        "campaign.closed": _("chốt số liệu"),
        "card.issued": _("cấp thẻ điều tra viên"),
        "cards.printed": _("in thẻ điều tra viên"),
        "ceremony.opened": _("công bố lễ bốc thăm công khai"),
        "ceremony.committed": _("nộp cam kết của một bên bốc thăm"),
        "ceremony.frozen": _("khóa dàn mẫu để bốc thăm"),
        "ceremony.revealed": _("công bố bí mật của một bên bốc thăm"),
        "ceremony.number-entered": _("nhập số công khai"),
        "ceremony.number-confirmed": _("xác nhận số công khai"),
        "choice-cell.opened": _("mở ô phiếu ngoài mẫu xác suất"),
        "plan.deviated": _("ghi thay đổi so với kế hoạch phân tích"),
        "closing.asked": _("đề nghị chốt số liệu"),
        "codes.issued": _("cấp mã truy cập cho công chức"),
        "devices.revoked": _("thu hồi thiết bị, thẻ"),
        "draw.run": _("chọn mẫu"),
        "identities.imported": _("nhập tên, địa chỉ người được chọn"),
        "index.values-brought": _("tải lên điểm tự chấm, thẩm định"),
        "letters.printed": _("in thư mời công chức"),
        "link.issued": _("cấp đường dẫn đăng nhập"),
        "names.assigned": _("phân công người được chọn cho điều tra viên"),
        "questionnaire.activated": _("dùng phiên bản mẫu phiếu này cho phiếu làm mới"),
        "questionnaire.brought": _("tải lên phiên bản mẫu phiếu"),
        "questionnaire.recoded": _("lập bảng chuyển mã giữa hai phiên bản mẫu phiếu"),
        "records.sealed": _("niêm phong phiếu, kết quả tiếp cận đã nhận"),
        "paper.printed": _("in phiếu giấy"),
        "paper.settled": _("chốt câu trả lời của phiếu giấy nhập hai lần khác nhau"),
        "response.accepted": _("kết luận phiếu hợp lệ"),
        "response.rejected": _("kết luận phiếu không hợp lệ"),
        "role.granted": _("giao vai trò"),
        "sheets.printed": _("in phiếu phân công"),
        "target-change.asked": _("đề nghị đổi số phiếu được giao"),
        "target-change.confirmed": _("xác nhận đổi số phiếu được giao"),
        "target-change.declined": _("không chấp nhận đổi số phiếu được giao"),
        "user.added": _("thêm người dùng"),
        "user.password-set": _("đặt mật khẩu"),
    }


def details() -> Mapping[str, str]:
    """What the values of an entry are called."""
    return {
        "after": _("sau"),
        "before": _("trước"),
        "bundle": _("mã băm gói"),
        "commitment": _("cam kết về hạt giống"),
        "count": _("số lượng"),
        "file": _("tệp"),
        "design": _("mã băm thiết kế"),
        "drawn": _("số mở thưởng"),
        "frame": _("mã băm dàn mẫu"),
        "frozen": _("mã băm số liệu chốt"),
        "hash": _("mã băm"),
        "manifest": _("mã băm biên bản"),
        "items": _("câu hỏi"),
        "name": _("tên"),
        "new": _("phiên bản mới"),
        "old": _("phiên bản cũ"),
        "number": _("lần bốc thăm"),
        "party": _("bên bốc thăm"),
        "reason": _("lý do"),
        "records": _("mã băm bản ghi"),
        "role": _("vai trò"),
        "roster": _("mã băm danh sách công chức"),
        "scope": _("phạm vi"),
        "secret": _("bí mật đã công bố"),
        "terms": _("mã băm thể lệ"),
        "unit": _("xã thay vào"),
        "until": _("đến lúc"),
    }


def abouts() -> Mapping[str, str]:
    """What entries are about, and values of theirs, where those are codes and not names."""
    return {
        "*": _("toàn cuộc điều tra"),
        "administrator": _("quản trị viên"),
        "assignments": _("phân công"),
        "collector": _("điều tra viên"),
        "monitor": _("theo dõi"),
        "names": _("người được chọn"),
        "observer": _("giám sát viên"),
        "officials": _("công chức được mời"),
        "supervisor": _("trưởng bưu cục"),
    }
