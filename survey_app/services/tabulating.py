"""Results of a closed campaign, computed from the frozen files alone."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from analysis.tables import Results
from survey_app.bundle.freeze import ChangedFile, check_frozen, read_frozen
from survey_app.bundle.published import Published, publish
from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.services.closing import NotClosed, folder_of, state
from survey_app.services.index_values import values_of

__all__ = ["ChangedFigures", "published", "results_of"]


class ChangedFigures(Refused):
    """A frozen file is not what was frozen: nothing is computed from it."""

    code, status = "results.changed", 409
    sentence = (
        "Tệp «%(file)s» của số liệu đã chốt bị thiếu hoặc không còn như lúc chốt, nên không hiện "
        "kết quả. Khôi phục thư mục số liệu từ bản sao lưu rồi mở lại trang này."
    )


def published(sessions: Sessions, data: Path, campaign: str) -> Published:
    """What may be shown of a closed campaign (invariant 6: nothing exists before closing).

    With the newest points of the rows that no survey scores. Every file is held against the sums
    recorded at closing, each time; results are computed from them at the first call of a process.
    Raises NotClosed, NotFound or ChangedFigures.
    """
    closing = state(sessions, campaign)
    if closing.closed_at is None or closing.digest is None:
        raise NotClosed
    folder = folder_of(data, campaign)
    try:
        check_frozen(folder, closing.digest)
        found = _computed(folder, closing.digest)
    except ChangedFile as changed:
        raise ChangedFigures(file=changed.file) from changed
    return replace(found, assessed=values_of(sessions, campaign))


def results_of(sessions: Sessions, data: Path, campaign: str) -> Results:
    """The tables alone; raises as `published` does."""
    return published(sessions, data, campaign).results


@lru_cache(maxsize=8)
def _computed(folder: Path, _digest: str) -> Published:
    """Computed once in a process for what was frozen; nothing computed is kept in a file.

    A kept file could be changed, and would outlive the code that made it.
    """
    return publish(read_frozen(folder))
