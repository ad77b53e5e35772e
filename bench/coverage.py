"""Coverage of the product's intervals over many rounds: `python -m bench.coverage --seeds 300`.

With --grid each scenario is played for every ICC and level of satisfaction of methods 24.
Slow (about a third of a second a round and scenario), so `python -m bench` does not run it.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence

import numpy as np

from survey_app.bundle.samples import FIELD, LEVEL, LIST, MARGINS, PLACE
from survey_app.simulation.coverage import (
    CITY,
    GRID,
    SCENARIOS,
    TOTAL,
    Coverage,
    Study,
    study,
)
from survey_app.simulation.rounds import Ground

__all__ = ["CALIBRATIONS", "table"]

CALIBRATIONS: Mapping[str, tuple[str, ...]] = {
    "shipped": MARGINS,
    "none": (),
    "level": (LEVEL,),
    "level+field": (LEVEL, FIELD),
    "place+level": (PLACE, LEVEL),
    "stratum": (LIST,),
    "stratum+field": (LIST, FIELD),
}
HEAD = ("figure", "coverage", "rounds", "width", "bias", "se/sd", "censuses", "without")


def main(arguments: Sequence[str]) -> None:
    """Print one table for each scenario and calibration."""
    parser = argparse.ArgumentParser(prog="python -m bench.coverage", description=__doc__)
    parser.add_argument("--seeds", type=int, default=300, help="rounds of each scenario")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--scenario", choices=list(SCENARIOS), action="append")
    parser.add_argument("--calibration", choices=list(CALIBRATIONS), action="append")
    parser.add_argument("--grid", action="store_true", help="each ICC and satisfaction")
    given = parser.parse_args(arguments)
    ground = Ground.shipped()
    rules = {
        name: ground.calibrated_to(CALIBRATIONS[name]).rules
        for name in given.calibration or ["shipped"]
    }
    chosen = [SCENARIOS[code] for code in given.scenario or SCENARIOS]
    if given.grid:
        chosen = [one.varied(*cell) for one in chosen for cell in GRID]
    for scenario in chosen:
        begun = time.perf_counter()
        seeds = range(given.first, given.first + given.seeds)
        found = study(scenario.population(ground), seeds, rules)
        took = time.perf_counter() - begun
        for name, one in found.items():
            warning = "" if scenario.required else "; BIAS: no interval makes up for it"
            head = f"{scenario.code} ({scenario.says}); calibration: {name}; {one.rounds} rounds"
            print(f"\n{head}; {took:.0f} s{warning}\n")
            print("\n".join(short(one) if given.grid else table(one)), flush=True)


def short(found: Study) -> list[str]:
    """City, total, criteria, districts on average and the worst one, a line each."""
    rows = table(found)
    kept = ("city", "survey total", "criteria", "districts", "worst district")
    return rows[:2] + [row for row in rows[2:] if row.removeprefix("| ").startswith(kept)]


def table(found: Study) -> list[str]:
    """The study as lines of a Markdown table; shares and points in percent of their maximum."""
    city, total = found.of(CITY), found.of(TOTAL)
    criteria, direct, pooled = (found.of(kind) for kind in ("criterion", "direct", "pooled"))
    lines = [_line(HEAD), _line(["---"] * len(HEAD))]
    lines += [_figure("city SIPAS", city[0], 100.0), _figure("survey total, points", total[0])]
    lines += [_summary("criteria, mean (points)", criteria)]
    worst = min((c for c in criteria if c.intervals), key=lambda c: c.share, default=None)
    if worst is not None:
        lines.append(_figure(f"worst criterion {worst.name.partition('/')[2]}, points", worst))
    for kind, rows in (("direct", direct), ("pooled", pooled)):
        lines.append(_summary(f"districts, {kind}, mean", rows, 100.0))
        low = min(rows, key=lambda c: c.share)
        name = low.name.partition("/")[2]
        lines.append(_figure(f"worst district {name} ({low.truth:.1%}), {kind}", low, 100.0))
    return lines


def _figure(name: str, one: Coverage, unit: float = 1.0) -> str:
    return _line([
        name, f"{one.share:.1%}", str(one.intervals), f"{one.width * unit:.2f}",
        f"{one.bias * unit:+.2f}", f"{one.error / one.spread:.2f}" if one.spread else "",
        str(one.censuses), str(one.without),
    ])  # fmt: skip


def _summary(name: str, rows: Sequence[Coverage], unit: float = 1.0) -> str:
    used = [row for row in rows if row.intervals]
    if not used:
        return _line([name, "", "0", "", "", "", str(sum(r.censuses for r in rows)), ""])

    def mean(values: Sequence[float]) -> float:
        return float(np.mean(values))

    return _line([
        name, f"{mean([r.share for r in used]):.1%}", str(sum(r.intervals for r in used)),
        f"{mean([r.width for r in used]) * unit:.2f}",
        f"{mean([r.bias for r in used]) * unit:+.2f}",
        f"{mean([r.error / r.spread for r in used]):.2f}",
        str(sum(r.censuses for r in rows)), str(sum(r.without for r in rows)),
    ])  # fmt: skip


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


if __name__ == "__main__":
    main(sys.argv[1:])
