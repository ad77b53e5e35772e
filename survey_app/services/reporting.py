"""Reports of a closed campaign for pages and the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from survey_app.db import Sessions
from survey_app.report import build
from survey_app.report.pdf import report_pdf
from survey_app.services.analysis_plan import told_deviations
from survey_app.services.tabulating import published
from survey_app.words import Language

__all__ = ["report_json", "report_json_text", "report_pdf_bytes"]


def report_json(sessions: Sessions, data: Path, campaign: str) -> dict[str, Any]:
    """Index points by criterion with their limits, and all tables; see `report.build`.

    Raises NotClosed, NotFound or ChangedFigures.
    """
    return build.report_json(published(sessions, data, campaign))


def report_json_text(sessions: Sessions, data: Path, campaign: str) -> str:
    """The same as text, indented for people."""
    found = report_json(sessions, data, campaign)
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=1) + "\n"


def report_pdf_bytes(
    sessions: Sessions, data: Path, campaign: str, language: Language = "vi"
) -> bytes:
    """The report in one language as A4 PDF; the same figures give the same bytes.

    Raises NotClosed, NotFound, ChangedFigures or TypesettingError.
    """
    shown, told = published(sessions, data, campaign), told_deviations(sessions, campaign)
    return report_pdf(build.report_document(shown, language, told))
