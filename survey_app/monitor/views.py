"""Pages of Home Affairs, the observer and administrators, one module for each subject."""

from survey_app.monitor import audit, board, cell, choice, closing, days, draw, matrix, responses
from survey_app.monitor.blueprint import bp

__all__ = [
    "audit",
    "board",
    "bp",
    "cell",
    "choice",
    "closing",
    "days",
    "draw",
    "matrix",
    "responses",
]
