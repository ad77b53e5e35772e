"""What an evaluator made of the cases, held against what is expected."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from questionnaires.expressions import ExpressionError
from questionnaires.reference.cases import Case, Engine, Prepared, prepared

__all__ = ["Verdict", "agree", "judged"]


@dataclass(frozen=True)
class Verdict:
    """One case: what came out, whether that is what was expected, and whether it counts.

    refused: the expression calls a function that is not carried out, and the case expects a
    value; such a form cannot be read at all.
    """

    case: Case
    got: dict[str, Any]
    as_expected: bool
    refused: bool = False

    @property
    def disputed(self) -> bool:
        """Whether the expectation itself is in doubt."""
        return bool(self.case.get("disputed"))


def judged(cases: Iterable[Case], engine: Engine) -> list[Verdict]:
    """A verdict on each case, in order."""
    everything = list(cases)
    readable: dict[int, Prepared] = {}
    verdicts: dict[int, Verdict] = {}
    for index, case in enumerate(everything):
        try:
            readable[index] = prepared(case)
        except ExpressionError as error:
            refused = error.code == "expression.unknown-function" and not case.get("error")
            got = {"error": f"refused when read: {error}"}
            verdicts[index] = Verdict(case, got, bool(case.get("error")), refused)
    for index, got in zip(readable, engine(list(readable.values())), strict=True):
        verdicts[index] = Verdict(everything[index], got, _fits(everything[index], got))
    return [verdicts[index] for index in range(len(everything))]


def _fits(case: Case, got: dict[str, Any]) -> bool:
    if case.get("error") or "error" in got:
        return bool(case.get("error")) and "error" in got
    expected = dict(case["expected"]) if isinstance(case["expected"], dict) else case["expected"]
    if "nodes" in case:  # a calculation in a repeat is a list, its other questions stand beside
        return agree(expected, got["each"])
    return agree(expected, got.get("each", got))


def agree(expected: Any, got: Any) -> bool:
    """Whether everything expected came out; numbers are compared by value, to 1e-12."""
    if isinstance(expected, list):
        return (
            isinstance(got, list) and len(expected) == len(got) and all(map(agree, expected, got))
        )
    if not isinstance(expected, dict):
        return bool(expected == got)
    numeric = expected.get("type") == "number"
    return all(
        key in got
        and (
            _same_number(expected[key], got[key])
            if numeric and key in ("string", "stored")
            else agree(expected[key], got[key])
        )
        for key in expected
    )


def _same_number(expected: str | None, got: str | None) -> bool:
    if expected is None or got is None:
        return expected == got
    wanted, found = (float(each.replace("Infinity", "inf")) for each in (expected, got))
    if math.isnan(wanted) or math.isnan(found):
        return math.isnan(wanted) and math.isnan(found)
    return wanted == found or math.isclose(wanted, found, rel_tol=1e-12)
