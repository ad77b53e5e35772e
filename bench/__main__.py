"""`make bench`: what the parts cost, each timed beside a yardstick in the same run.

Ratios travel from machine to machine, seconds do not. Nothing here passes or fails.
"""

from __future__ import annotations

from bench import cards, drawing, exporting, importing, means, selecting, validation
from bench.timing import HEAD

print(HEAD)
for subject in (drawing, selecting, importing, validation, means, exporting, cards):
    for line in subject.lines():
        print(line, flush=True)
