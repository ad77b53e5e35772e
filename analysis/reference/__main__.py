"""`python -m analysis.reference PATH`."""

from __future__ import annotations

import sys

from analysis.reference.run import main

sys.exit(main(sys.argv[1:]))
