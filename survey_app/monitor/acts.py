"""What acts of the audit log are called; a test finds every act that has no words here."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

__all__ = ["abouts", "details", "words"]


def words() -> Mapping[str, str]:
    """Sentences about acts, by act, in the reader's language."""
    return {
        "assignment.moved": _("chuyển phân công cho người khác"),
        "bundle.published": _("ghi gói công khai"),
        "bundle.written": _("ghi gói niêm phong có câu trả lời"),
        "campaign.created": _("tạo cuộc điều tra, khóa dàn mẫu"),
        "campaign.closed": _("chốt số liệu"),
        "card.issued": _("cấp thẻ điều tra viên"),
        "cards.printed": _("in thẻ điều tra viên"),
        "plan.deviated": _("ghi thay đổi so với kế hoạch phân tích"),
        "closing.asked": _("đề nghị chốt số liệu"),
        "codes.issued": _("cấp mã truy cập cho công chức"),
        "devices.revoked": _("thu hồi thiết bị, thẻ"),
        "draw.run": _("chọn mẫu"),
        "identities.imported": _("nhập tên, địa chỉ người được chọn"),
        "letters.printed": _("in thư mời công chức"),
        "link.issued": _("cấp đường dẫn đăng nhập"),
        "names.assigned": _("phân công người được chọn cho điều tra viên"),
        "records.sealed": _("niêm phong phiếu, kết quả tiếp cận đã nhận"),
        "response.accepted": _("kết luận phiếu hợp lệ"),
        "response.rejected": _("kết luận phiếu không hợp lệ"),
        "role.granted": _("giao vai trò"),
        "sheets.printed": _("in phiếu phân công"),
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
        "frame": _("mã băm dàn mẫu"),
        "frozen": _("mã băm số liệu chốt"),
        "manifest": _("mã băm biên bản"),
        "name": _("tên"),
        "reason": _("lý do"),
        "records": _("mã băm bản ghi"),
        "role": _("vai trò"),
        "scope": _("phạm vi"),
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
