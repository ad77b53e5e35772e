"""Every case of a reference file computed again and compared with what R says."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import AnalysisError
from analysis.reference.cases import Numbers, Unsupported, computed
from analysis.reference.data import ReferenceData

__all__ = ["Outcome", "main", "run"]

_NAMES = ("estimate", "se", "df", "ci_lower", "ci_upper", "deff", "t", "p_value")


@dataclass(frozen=True)
class Outcome:
    """One case: what missed (empty: all numbers within tolerance), or not supported."""

    case: str
    supported: bool
    misses: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every number of the case is within its tolerance."""
        return self.supported and not self.misses


def run(path: Path) -> tuple[Outcome, ...]:
    """Every case of a reference file (or of reference.json in a folder), in its order."""
    file = path / "reference.json" if path.is_dir() else path
    document = json.loads(file.read_text(encoding="utf-8"))
    data = ReferenceData(file.parent, document)
    return tuple(_outcome(data, case) for case in document["cases"])


def main(arguments: list[str]) -> int:
    """Print each miss and how many cases are within tolerance; 0 when all of them are."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m analysis.reference PATH\n")
        return 2
    outcomes = run(Path(arguments[0]))
    for outcome in outcomes:
        for miss in outcome.misses:
            sys.stdout.write(f"miss {outcome.case}: {miss}\n")
    passed = sum(outcome.passed for outcome in outcomes)
    sys.stdout.write(f"{passed} of {len(outcomes)} within tolerance\n")
    return 0 if passed == len(outcomes) else 1


def _outcome(data: ReferenceData, case: Mapping[str, Any]) -> Outcome:
    try:
        got = computed(data, case)
    except Unsupported as unknown:
        return Outcome(str(case["id"]), False, (f"not supported: {unknown}",))
    except AnalysisError as refused:
        return Outcome(str(case["id"]), True, (f"refused: {refused}",))
    expected: dict[str, Any] = {name: case.get(name) for name in _NAMES}
    for k, value in enumerate(case.get("parameter", ())):
        expected[f"parameter{k + 1}"] = value
    misses = [
        f"{name} is {got.get(name)}, expected {value}"
        for name, value in expected.items()
        if value is not None and not _close(got, name, float(value), case)
    ]
    return Outcome(str(case["id"]), True, tuple(misses))


def _close(got: Numbers, name: str, expected: float, case: Mapping[str, Any]) -> bool:
    value = got.get(name)
    if value is None:
        return False
    if case.get("se_zero") and name in ("se", "ci_lower", "ci_upper"):
        return abs(value - expected) <= 1e-8 * max(1.0, abs(float(case["estimate"])))
    return abs(value - expected) <= float(case["rel_tol"]) * abs(expected)
