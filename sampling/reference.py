"""Compare this package with a file of reference results: `python -m sampling.reference PATH`.

PATH is a reference.json with its data files beside it. Every miss is printed, the last line
says "N of M within tolerance"; exit status 1 on a miss. A case whose input must be refused
counts when a DesignError refuses it.
"""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from sampling.problems import DesignError
from sampling.reference_draws import DRAWS
from sampling.reference_plans import PLANS
from sampling.reference_values import Broken, Case, Files

__all__ = ["Miss", "main", "misses", "read_cases"]

# what the file says beside the result: counts of enumerations, and notes on other programs
SAID_ONLY = {"n_feasible", "balanced_samples", "vertices", "n_h_optima"}
CHECKS = {**DRAWS, **PLANS}


@dataclass(frozen=True, slots=True)
class Miss:
    """A case that disagrees; what says where, with both figures."""

    id: str
    what: str


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a reference file, with the frames that lie beside it.

    Raises ValueError or LookupError when the file is not of that form.
    """
    files = Files(path.parent)
    return tuple(Case(raw, files) for raw in json.loads(path.read_text(encoding="utf-8"))["cases"])


def misses(case: Case) -> tuple[Miss, ...]:
    """What this package gives otherwise than the case says; nothing when it agrees."""
    check = CHECKS.get(case.kind)
    if check is None:
        return (Miss(case.id, f"unknown kind {case.kind}"),)
    try:
        got = check(case)
    except DesignError as error:
        return () if case.refused else (Miss(case.id, f"refused: {error}"),)
    except Broken as broken:
        return (Miss(case.id, str(broken)),)
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:
        return (Miss(case.id, f"{type(error).__name__}: {error}"),)
    if case.refused:
        return (Miss(case.id, f"not refused: {case.expected.get('because', '')}"),)
    return tuple(Miss(case.id, what) for what in _differences(case, got))


def main(arguments: Sequence[str]) -> int:
    """Run all cases of the file named; returns the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m sampling.reference PATH\n")
        return 2
    try:
        cases = read_cases(Path(arguments[0]))
    except (OSError, LookupError, TypeError, ValueError) as error:
        sys.stderr.write(f"{arguments[0]}: {error}\n")
        return 2
    agreed = 0
    for case in cases:
        found = misses(case)
        agreed += not found
        for miss in found:
            sys.stdout.write(f"{miss.id}: {miss.what}\n")
    sys.stdout.write(f"{agreed} of {len(cases)} within tolerance\n")
    return 0 if agreed == len(cases) else 1


def _differences(case: Case, got: Mapping[str, object]) -> Iterable[str]:
    for key, expected in case.expected.items():
        if key in got:
            yield from _compare(key, got[key], expected, case)
        elif key not in SAID_ONLY:
            yield f"{key}: not computed, expected {expected}"


def _compare(path: str, got: Any, expected: Any, case: Case) -> Iterable[str]:
    if isinstance(got, np.ndarray):
        got = got.tolist()
    if isinstance(got, Mapping) and isinstance(expected, dict):
        for key in sorted({*map(str, got), *expected}):
            yield from _compare(f"{path}.{key}", got.get(key), expected.get(key), case)
    elif isinstance(got, Sequence) and not isinstance(got, str) and isinstance(expected, list):
        if len(got) != len(expected):
            yield f"{path}: {len(got)} values, expected {len(expected)}"
            return
        for place, (mine, theirs) in enumerate(zip(got, expected, strict=True)):
            yield from _compare(f"{path}[{place}]", mine, theirs, case)
    elif isinstance(got, float | Fraction) and isinstance(expected, int | float):
        # whole numbers of ours are compared exactly, below; numbers here by the case's tolerance
        if not abs(float(got) - expected) <= max(case.rel_tol * abs(expected), case.abs_tol):
            yield f"{path}: {float(got)!r}, expected {expected!r}"
    elif got != expected:
        yield f"{path}: {got!r}, expected {expected!r}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
