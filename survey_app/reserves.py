"""When the next reserve of a quota cell opens: one rule for the field and for its simulation."""

from __future__ import annotations

__all__ = ["short"]


def short(target: int, received: int, rejected: int, still_open: int) -> bool:
    """Whether the names still open cannot bring a cell to its target (methods 7).

    target: expected answers; received, rejected: responses so far and those the office refused;
    still_open: opened names without a final outcome. Asked after each final outcome that is no
    answer, and after each rejection: then at most one name opens.
    """
    return received - rejected + still_open < target
