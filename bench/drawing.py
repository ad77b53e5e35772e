"""Drawing from a large frame: our published stream beside numpy's generator."""

from __future__ import annotations

import numpy as np

from bench.timing import Line, best
from sampling.randomness import Stream

__all__ = ["lines"]

FRAME, TAKEN = 1_000_000, 1_000


def lines() -> list[Line]:
    """A sample without replacement from a million names."""
    names = range(FRAME)
    ours = best(lambda: Stream(b"bench", "names").sample(names, TAKEN))
    generator = np.random.default_rng(1)
    beside = best(lambda: generator.choice(FRAME, TAKEN, replace=False))
    job = "draw 1,000 of 1,000,000 (SHA-256 stream)"
    return [Line(job, ours, "numpy choice without replacement", beside, "1 s")]
