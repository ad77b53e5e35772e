"""Files of a closed campaign's results: the workbook, and rows for analysts by the public rules."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from survey_app.bundle.freeze import ChangedFile, read_frozen
from survey_app.bundle.public import WEIGHT, public_groups
from survey_app.bundle.published import publish
from survey_app.bundle.told import told
from survey_app.db import Sessions
from survey_app.errors import Refused
from survey_app.exports.kinds import Kind
from survey_app.exports.tables import Labelled, labelled, table_bytes
from survey_app.exports.workbook import results_workbook
from survey_app.services.analysis_plan import told_deviations
from survey_app.services.closing import folder_of
from survey_app.services.tabulating import ChangedFigures, published

__all__ = ["NoPublicRows", "analysts_table", "results_xlsx"]


class NoPublicRows(Refused):
    """No rows of this campaign are published: too few, or hidden figures would follow."""

    code, status = "results.no-public-rows", 409
    sentence = (
        "Phiếu của cuộc điều tra này không công khai được mà vẫn giữ bí mật: phiếu quá ít, hoặc ô "
        "đã ẩn tính ngược ra được. Chỉ dùng gói niêm phong và các bảng kết quả."
    )


def results_xlsx(sessions: Sessions, data: Path, campaign: str) -> bytes:
    """All tables as an Excel workbook; raises NotClosed, NotFound or ChangedFigures."""
    shown = published(sessions, data, campaign)
    return results_workbook(shown, told_deviations(sessions, campaign))


def analysts_table(sessions: Sessions, data: Path, campaign: str, kind: Kind) -> bytes:
    """Rows of the people who were drawn, coarsened as in the public bundle, as a file.

    Raises NotClosed, NotFound, ChangedFigures or NoPublicRows.
    """
    shown = published(sessions, data, campaign)  # checks every frozen file
    if not shown.rows:
        raise NoPublicRows
    try:
        return table_bytes(_table(folder_of(data, campaign), shown.facts.frozen), kind)
    except ChangedFile as changed:
        raise ChangedFigures(file=changed.file) from changed


@lru_cache(maxsize=2)
def _table(folder: Path, digest: str) -> Labelled:
    """Made once in a process for what was frozen, as `tabulating` does."""
    frozen = read_frozen(folder)
    known, shown = told(frozen), publish(frozen)
    one = public_groups(known, shown, digest)[0]
    form = known.instruments[one.group][0]
    names = [WEIGHT, *(f"w{n}" for n in range(1, len(one.design.rscales) + 1))]
    both = np.column_stack([one.design.weights, one.design.replicates])
    weights = pd.DataFrame(both, columns=names)
    items = known.samples[one.group].items
    asked = {item.item: item.asked_of for item in items if item.asked_of is not None}
    return labelled(one.rows, weights, form, asked, shown.facts.districts)
