"""Reference results of R's `survey` package against this package, case by case.

`python -m analysis.reference PATH` takes a reference.json, or the folder that holds it; the data
files lie beside it. Column names, designs and domains come from the file alone.
"""

from __future__ import annotations

from analysis.reference.run import Outcome, main, run

__all__ = ["Outcome", "main", "run"]
