"""The curve of margin against cost as SVG: places in percent, so that text keeps its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

from markupsafe import Markup

from survey_app.words import Language, number

__all__ = ["Line", "margin_chart"]

LEFT, RIGHT, TOP, BOTTOM = 8.0, 98.0, 6.0, 86.0
ROOM = 0.5  # of the width: a line that ends before it has room for its words


@dataclass(frozen=True)
class Line:
    """A curve of (million đồng, half width in percentage points) with the words at its end."""

    label: str
    points: tuple[tuple[float, float], ...]
    dashed: bool = False


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    start: float
    end: float

    def share(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low)

    def at(self, value: float) -> str:
        return f"{self.start + self.share(value) * (self.end - self.start):.2f}%"


def margin_chart(
    lines: Sequence[Line], now: tuple[float, float] | None, label: str, language: Language
) -> Markup:
    """The lines with axes, the plan as a dot where it is known; label: the sentence for readers.

    Margins begin at zero, costs at the cheapest plan. Nothing where there is no line.
    """
    points = [point for line in lines for point in line.points] + ([now] if now else [])
    if len(points) < 2:
        return Markup("")
    costs, margins = [x for x, _ in points], [y for _, y in points]
    x = _Scale(min(costs), max(max(costs), min(costs) + 1), LEFT, RIGHT)
    step = _step(max(max(margins), 0.1), 4)
    y = _Scale(0.0, step * ceil(max(margins) / step), BOTTOM, TOP)
    parts = [
        *(_level(y, tick, language) for tick in _between(0.0, y.high)),
        *(_cost(x, tick, language) for tick in _between(x.low, x.high)),
        *(segment for line in lines for segment in _drawn(line, x, y)),
    ]
    if now:
        dot = Markup('<circle class="d" cx="{}" cy="{}" r="6"/>')
        parts.append(dot.format(x.at(now[0]), y.at(now[1])))
    return Markup('<svg class="chart tall" role="img" aria-label="{}">{}</svg>').format(
        label, Markup("").join(parts)
    )


def _drawn(line: Line, x: _Scale, y: _Scale) -> list[Markup]:
    places = [(x.at(cost), y.at(margin)) for cost, margin in line.points]
    kind = "w dash" if line.dashed else "w"
    segment = Markup('<line class="{}" x1="{}" y1="{}" x2="{}" y2="{}"/>')
    parts = [segment.format(kind, *start, *end) for start, end in pairwise(places)]
    if places:
        # at the right the words stand above the line: beside it a phone would cut them off
        inside = x.share(line.points[-1][0]) < ROOM
        beside = Markup('<text class="now" x="{}" y="{}" dx=".5em" dy=".35em">{}</text>')
        above = Markup('<text class="now" x="{}" y="{}" dy="-.6em" text-anchor="end">{}</text>')
        parts.append((beside if inside else above).format(*places[-1], line.label))
    return parts


def _level(y: _Scale, tick: float, language: Language) -> Markup:
    at = y.at(tick)
    return Markup(
        '<line class="grid" x1="{}%" x2="{}%" y1="{}" y2="{}"/>'
        '<text x="{}%" y="{}" dx="-.4em" dy=".35em" text-anchor="end">{}</text>'
    ).format(LEFT, RIGHT, at, at, LEFT, at, number(tick, 0 if tick == int(tick) else 1, language))


def _cost(x: _Scale, tick: float, language: Language) -> Markup:
    text = Markup('<text x="{}" y="{}%" dy="1.4em" text-anchor="middle">{}</text>')
    return text.format(x.at(tick), BOTTOM, number(tick, 0, language))


def _step(span: float, most: int) -> float:
    """The smallest of 1, 2, 5, 10, ... times a power of ten that cuts the span in so few parts."""
    unit = float(10 ** floor(log10(span / most)))
    return next(unit * k for k in (1, 2, 5, 10) if span / (unit * k) <= most)


def _between(low: float, high: float) -> list[float]:
    """Round numbers within an axis, about five."""
    step = _step(high - low, 5)
    return [step * k for k in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1)]
