"""Small drawings for pages: dot and whisker in a table's row, the bar of the total.

Places are percentages of the width, so text keeps its size on a phone; colours are the
classes of app.css. A row's drawing is hidden from screen readers: its table says the same.
"""

from markupsafe import Markup

from survey_app.report.scales import Axis
from survey_app.words import Language, interval, number, percent

__all__ = ["axis_labels", "bounds_bar", "hatch", "total_bar", "whisker"]

_LABEL: dict[Language, str] = {
    "vi": "{points} trong {maximum} điểm; khoảng tin cậy 95% {range}",
    "en": "{points} of {maximum} points; 95% confidence interval {range}",
}


_BOUNDS: dict[Language, str] = {
    "vi": "giới hạn {range} trong {maximum} điểm, không có ước tính",
    "en": "bounds {range} of {maximum} points, no estimate",
}


def hatch() -> Markup:
    """The pattern that bounds are filled with; once on each page that draws bounds."""
    return Markup(
        '<svg width="0" height="0" class="hide" aria-hidden="true"><defs>'
        '<pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch" d="M0 0v6"/></pattern></defs></svg>'
    )


def axis_labels(axis: Axis, language: Language = "vi") -> Markup:
    """The labels above a column of drawings, a percentage at each tick."""
    text = Markup('<text x="{}" y="1.1em" text-anchor="middle">{}</text>')
    labels = (text.format(_at(axis, tick), percent(tick, 0, language)) for tick in axis.ticks)
    return Markup('<svg aria-hidden="true">{}</svg>').format(Markup("").join(labels))


def whisker(
    lower: float | None,
    value: float | None,
    upper: float | None,
    axis: Axis,
    *,
    different: bool = True,
    bounds: tuple[float, float] | None = None,
    level: float | None = None,
) -> Markup:
    """One row's drawing: the interval and its dot, bounds as a hatched band, level broken.

    All numbers are shares on the axis. The dot is hollow unless `different`. A value without
    both limits is not drawn: no estimate stands without its interval.
    """
    parts = [_upright("grid", axis, tick) for tick in axis.ticks]
    if level is not None:
        parts.append(_upright("ref", axis, level))
    if bounds is not None:
        parts.append(_band(axis, *bounds))
    if lower is not None and value is not None and upper is not None:
        line = Markup('<line class="w" x1="{}" x2="{}" y1="50%" y2="50%"/>')
        dot = Markup('<circle class="{}" cx="{}" cy="50%" r="5"/>')
        parts.append(line.format(_at(axis, lower), _at(axis, upper)))
        parts.append(dot.format("d" if different else "d same", _at(axis, value)))
    return Markup('<svg aria-hidden="true">{}</svg>').format(Markup("").join(parts))


def total_bar(
    points: float, lower: float, upper: float, maximum: float, language: Language = "vi"
) -> Markup:
    """The points as a bar from zero to the maximum with its interval; a picture with a label."""
    axis = Axis(0.0, maximum, (0.0, maximum))
    limits = interval(lower, upper, 2, language)
    label = _LABEL[language].format(
        points=number(points, 2, language), maximum=number(maximum, 1, language), range=limits
    )
    bar = Markup(
        '<rect class="bar-bg" y="1.75rem" width="100%" height="1.25rem"/>'
        '<rect class="bar-fg" y="1.75rem" width="{}" height="1.25rem"/>'
    ).format(_at(axis, points))
    # Near an end the label is set inwards, so that it never leaves the page.
    place = axis.place(points)
    anchor = "start" if place < 0.1 else "end" if place > 0.9 else "middle"
    texts = Markup(
        '<text x="0" y="4.25rem">0</text><text x="{}" y=".9rem" text-anchor="{}">{}</text>'
        '<text x="100%" y="4.25rem" text-anchor="end">{}</text>'
    ).format(_at(axis, points), anchor, limits, number(maximum, 1, language))
    ends = _ends("halo", axis, lower, upper) + _ends("w", axis, lower, upper)
    return Markup('<svg class="total" role="img" aria-label="{}">{}</svg>').format(
        label, bar + ends + texts
    )


def bounds_bar(bounds: tuple[float, float], maximum: float, language: Language = "vi") -> Markup:
    """The points where only bounds are known: a hatched band on the whole scale."""
    axis = Axis(0.0, maximum, (0.0, maximum))
    low, high = bounds
    limits, most = interval(low, high, 2, language), number(maximum, 1, language)
    place = axis.place((low + high) / 2)
    anchor = "start" if place < 0.1 else "end" if place > 0.9 else "middle"
    drawn = Markup(
        '<rect class="bar-bg" y="1.75rem" width="100%" height="1.25rem"/>'
        '<rect class="bar-fg" y="1.75rem" width="{}" height="1.25rem"/>'
        '<rect class="bound" x="{}" width="{}" y="1.75rem" height="1.25rem"/>'
        '<text x="0" y="4.25rem">0</text><text x="{}" y=".9rem" text-anchor="{}">{}</text>'
        '<text x="100%" y="4.25rem" text-anchor="end">{}</text>'
    ).format(
        _at(axis, low),
        _at(axis, low),
        f"{100 * (axis.place(high) - axis.place(low)):.1f}%",
        f"{100 * place:.1f}%",
        anchor,
        limits,
        most,
    )
    label = _BOUNDS[language].format(range=limits, maximum=most)
    return Markup('<svg class="total" role="img" aria-label="{}">{}</svg>').format(label, drawn)


def _ends(name: str, axis: Axis, lower: float, upper: float) -> Markup:
    """An interval with upright ends, drawn over the bar."""
    low, high = _at(axis, lower), _at(axis, upper)
    line = Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>')
    return (
        line.format(name, low, high, "2.375rem", "2.375rem")
        + line.format(name, low, low, "1.4rem", "3.35rem")
        + line.format(name, high, high, "1.4rem", "3.35rem")
    )


def _upright(name: str, axis: Axis, value: float) -> Markup:
    at = _at(axis, value)
    return Markup('<line class="{}" x1="{}" x2="{}" y2="100%"/>').format(name, at, at)


def _band(axis: Axis, low: float, high: float) -> Markup:
    width = f"{100 * (axis.place(high) - axis.place(low)):.1f}%"
    rect = Markup('<rect class="bound" x="{}" width="{}" y="32%" height="36%"/>')
    return rect.format(_at(axis, low), width)


def _at(axis: Axis, value: float) -> str:
    return f"{100 * axis.place(value):.1f}%"
