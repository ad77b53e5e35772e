"""What the app refuses, and how it says so: one base class, one sentence per refusal.

Sentences are Vietnamese message ids of the catalogue, with named values; the handler in
`survey_app/handlers.py` translates them into the reader's language.
"""

from __future__ import annotations

from typing import ClassVar

__all__ = ["NotAllowed", "NotFound", "Refused", "SignedOut"]


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something that was asked for and will not be done, for a reason a person can act on.

    code: stable, for programs and tests; status: the HTTP status;
    sentence: Vietnamese, says what is wrong and what to do; values fill its placeholders.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    sentence: ClassVar[str] = "Yêu cầu này không thực hiện được."

    def __init__(self, **values: object) -> None:
        self.values = values
        super().__init__(self.sentence % values if values else self.sentence)


class NotFound(Refused):
    """There is no such thing, or not for this person: the two are not told apart."""

    code, status = "not-found", 404
    sentence = (
        "Không tìm thấy trang hoặc dữ liệu này. Kiểm tra lại đường dẫn hoặc quay về trang đầu."
    )


class SignedOut(Refused):
    """Nobody is signed in on this browser."""

    code, status = "signed-out", 401
    sentence = "Cần đăng nhập để xem trang này."


class NotAllowed(Refused):
    """The person is known but has no role here that may do this."""

    code, status = "not-allowed", 403
    sentence = "Tài khoản này không có quyền xem trang hoặc làm việc này."
