"""The sealed bundle of a closed campaign: everything its published figures follow from."""

from __future__ import annotations

import json
from datetime import datetime
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from survey_app.bundle.archive import sealed_files, write_archive
from survey_app.bundle.freeze import MANIFEST, ChangedFile, frozen_from, read_contents
from survey_app.bundle.published import compute, to_json
from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.services import audit
from survey_app.services.closing import folder_of
from survey_app.services.reporting import report_json_text
from survey_app.services.tabulating import ChangedFigures, published

__all__ = ["NoPublicBundle", "sealed_bundle"]


class NoPublicBundle(Refused):
    """The bundle for everybody is not built."""

    code, status = "bundle.no-public", 501
    sentence = (
        "Chưa có gói công khai (gộp nhóm phiếu của người dân, che đơn vị chọn mẫu). Bỏ --public "
        "để ghi gói niêm phong dành cho giám sát viên; gói đó có câu trả lời, không được công bố."
    )


def sealed_bundle(sessions: Sessions, data: Path, campaign: str, now: datetime) -> bytes:
    """The bundle as a ZIP, the same bytes each time; that it was written enters the log.

    Raises NotClosed, NotFound or ChangedFigures.
    """
    found = published(sessions, data, campaign)
    try:
        contents = read_contents(folder_of(data, campaign), found.facts.frozen)
    except ChangedFile as changed:
        raise ChangedFigures(file=changed.file) from changed
    tables = {name: content for name, content in contents.items() if name != MANIFEST}
    weights = compute(frozen_from(tables, json.loads(contents[MANIFEST]))).weights
    bundle = write_archive(
        sealed_files(
            contents,
            to_json(found),
            report_json_text(sessions, data, campaign),
            json.dumps(weights, allow_nan=False, indent=1) + "\n",
            version("par-survey"),
        )
    )
    about, digest = found.facts.campaign, sha256(bundle).hexdigest()
    with sessions.begin() as db:
        audit.record(
            db, "bundle.written", None, about=about, at=now, campaign=campaign, bundle=digest
        )
    return bundle
