"""What the analysis refuses, and the array types it speaks in."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = [
    "AnalysisError",
    "BoolArray",
    "CalibrationError",
    "DesignError",
    "FloatArray",
    "IntArray",
    "NoConvergence",
    "ScoringError",
    "StepFailed",
    "WeightError",
]

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]


class AnalysisError(ValueError):
    """Input from which no honest figure can be computed."""


class DesignError(AnalysisError):
    """Strata, units or population counts that contradict each other."""


class WeightError(AnalysisError):
    """A weight, or a count a weight is made of, that cannot be one."""


class StepFailed(WeightError):  # noqa: N818 - says what happened
    """A step of the weights that this sample cannot bear. step: propensity or trim."""

    def __init__(self, step: str, why: object) -> None:
        super().__init__(str(why))
        self.step = step


class ScoringError(AnalysisError):
    """An answer or a scoring rule that the scoring does not know."""


class CalibrationError(AnalysisError):
    """Margins that no set of weights of this sample can meet."""


class NoConvergence(CalibrationError):  # noqa: N818 - the name the field uses
    """Calibration stopped before the margins were met.

    margin: the margin furthest off; gap: its largest relative miss.
    """

    def __init__(self, margin: str, gap: float) -> None:
        super().__init__(f"calibration: margin {margin} is still off by {gap:.3g} of its total")
        self.margin = margin
        self.gap = gap
