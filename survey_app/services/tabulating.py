"""Results of a closed campaign: computed from the frozen files alone, and kept beside them."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from uuid import uuid4

from analysis.tables import Results
from survey_app.bundle.freeze import ChangedFile, check_frozen, read_frozen
from survey_app.bundle.published import Published, from_json, publish, to_json
from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.services.closing import NotClosed, folder_of, state

__all__ = ["ChangedFigures", "published", "results_of"]

RESULTS = "results.json"


class ChangedFigures(Refused):
    """A frozen file is not what was frozen: nothing is computed from it."""

    code, status = "results.changed", 409
    sentence = (
        "Tệp «%(file)s» của số liệu đã chốt bị thiếu hoặc không còn như lúc chốt, nên không hiện "
        "kết quả. Khôi phục thư mục số liệu từ bản sao lưu rồi mở lại trang này."
    )


def published(sessions: Sessions, data: Path, campaign: str) -> Published:
    """What may be shown of a closed campaign (invariant 6: nothing exists before closing).

    Every file is held against the sums recorded at closing, each time; results are computed
    at the first call and kept as results.json in the folder of the frozen files, outside
    their sums. Raises NotClosed, NotFound or ChangedFigures.
    """
    closing = state(sessions, campaign)
    if closing.closed_at is None or closing.digest is None:
        raise NotClosed
    folder = folder_of(data, campaign)
    try:
        check_frozen(folder, closing.digest)
        return _kept(folder, closing.digest) or _computed(folder)
    except ChangedFile as changed:
        raise ChangedFigures(file=changed.file) from changed


def results_of(sessions: Sessions, data: Path, campaign: str) -> Results:
    """The tables alone; raises as `published` does."""
    return published(sessions, data, campaign).results


def _kept(folder: Path, digest: str) -> Published | None:
    """What an earlier call computed; None where it is missing, of other files or damaged."""
    with contextlib.suppress(FileNotFoundError, ValueError, KeyError, TypeError):
        kept = from_json((folder / RESULTS).read_text())
        return kept if kept.facts.frozen == digest else None
    return None


def _computed(folder: Path) -> Published:
    found = publish(read_frozen(folder))
    part = folder / f"{RESULTS}.{uuid4().hex}"  # two browsers may be first at once
    part.write_text(to_json(found))
    os.replace(part, folder / RESULTS)
    return found
