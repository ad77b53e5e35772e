"""Invariant 7: drawing and verifying import no numpy, so its version has no part in them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys

class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("numpy", "pandas", "scipy"):
            raise ImportError(name + " is not there")

sys.meta_path.insert(0, Blocked())
from sampling.draw import draw
from sampling.manifest import manifest, verify
from tests.sampling.small import small_city
from dataclasses import replace

frame, roster, design = small_city()
for selection in ("simple_random", "pps_systematic", "sampford", "pareto"):
    own = replace(design, citizens=replace(design.citizens, selection=selection))
    made = manifest(draw(frame, roster, own, b"seed"), frame, roster, own, b"seed")
    assert verify(made, frame, roster, own) == ()
    print(made["digest"])
assert "numpy" not in sys.modules
"""


def run(**environment: str) -> str:
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        capture_output=True, text=True, check=False, cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), **environment},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_draw_is_made_and_verified_where_numpy_cannot_be_imported() -> None:
    assert run(PYTHONHASHSEED="1") == run(PYTHONHASHSEED="2")
