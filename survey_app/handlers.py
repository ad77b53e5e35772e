"""How refusals and faults become answers: one page, one JSON shape, no stack trace."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from survey_app.errors import Refused, SignedOut
from survey_app.web import say

__all__ = ["register"]

log = logging.getLogger("survey_app")


@dataclass(frozen=True)
class RefusalPage:
    """What the error page shows: the sentence, the status and the stable code."""

    sentence: str
    status: int
    code: str


def register(app: Flask) -> None:
    """Let the app answer refusals and faults."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def _refused(refused: Refused) -> ResponseReturnValue:
    if isinstance(refused, SignedOut) and request.method == "GET" and not _wants_json():
        return redirect(url_for("account.sign_in", next=request.full_path.rstrip("?")), 303)
    return _answer(RefusalPage(say(refused), refused.status, refused.code))


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return _answer(
        RefusalPage(
            _(
                "Trang này mở trong một phiên đăng nhập cũ. Bấm quay lại, tải lại trang rồi"
                " gửi lại; nội dung đã nhập vẫn còn trên máy."
            ),
            400,
            "csrf",
        )
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    sentences = {
        404: _("Không tìm thấy trang này. Kiểm tra lại đường dẫn hoặc quay về trang đầu."),
        405: _("Trang này không nhận cách gửi như vậy. Quay về trang đầu rồi làm lại."),
        413: _("Nội dung gửi lên quá lớn."),
    }
    status = error.code or 500
    sentence = sentences.get(status, _("Yêu cầu này không thực hiện được."))
    return _answer(RefusalPage(sentence, status, f"http.{status}"))


def _fault(error: Exception) -> ResponseReturnValue:
    # the edge: what nobody foresaw is logged by kind and place, without anybody's data
    log.error("fault at %s: %s", request.endpoint, type(error).__name__, exc_info=error)
    sentence = _(
        "Hệ thống gặp sự cố nên chưa làm được việc này. Chưa có gì bị mất; hãy thử lại sau ít phút."
    )
    return _answer(RefusalPage(sentence, 500, "fault"))


def _answer(page: RefusalPage) -> ResponseReturnValue:
    if _wants_json():
        return {"error": {"code": page.code, "message": page.sentence}}, page.status
    return render_template("refused.html", page=page), page.status


def _wants_json() -> bool:
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == (
        "application/json"
    )
