"""What the board shows, computed from counts alone: rows, tiles, the chart, who needs help."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from survey_app.services.quotas import CellCount, Counts, Day, Pace, done_by, pace, working_days
from survey_app.services.reviewing import DEPARTMENTS

__all__ = [
    "Chart",
    "OfficialsRow",
    "Plan",
    "Row",
    "Tile",
    "chart",
    "department_row",
    "district_rows",
    "need_help",
    "officials_rows",
    "row_of",
    "tiles",
]

CITIZENS = "citizens"
LOOKS_BACK = 5  # working days over which the pace is measured
TILE, GAP = (62, 58), 4
# near their true places, as (column, row) of the grid; others are set out in official order
PLACES = {
    "311": (2, 0), "312": (1, 1), "303": (2, 1), "304": (3, 1), "313": (0, 2), "307": (1, 2),
    "305": (2, 2), "306": (3, 2), "317": (4.2, 2), "315": (0, 3), "314": (1, 3), "309": (2, 3),
    "316": (0, 4), "308": (3, 4), "318": (4.2, 4),
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """The days of the fieldwork as seen today."""

    today: date
    starts: date
    ends: date
    holidays: tuple[date, ...]
    closed: bool = False

    @property
    def total(self) -> int:
        """Working days from first to last."""
        return working_days(self.starts, self.ends, self.holidays)

    @property
    def passed(self) -> int:
        """Working days that are over; today is not."""
        last = min(self.today - timedelta(days=1), self.ends)
        return working_days(self.starts, last, self.holidays)

    @property
    def share(self) -> float:
        """What the plan wants by today, as a share of the target."""
        return self.passed / self.total if self.total else 1.0

    def worked(self) -> tuple[date, ...]:
        """The working days of the fieldwork that are over, the first one first."""
        last = min(self.today - timedelta(days=1), self.ends)
        days = (self.starts + timedelta(days=n) for n in range((last - self.starts).days + 1))
        return tuple(day for day in days if working_days(day, day, self.holidays))

    def looked_back(self) -> tuple[date, ...]:
        """The last five working days of the fieldwork before today, or as many as there were."""
        return self.worked()[-LOOKS_BACK:]

    def pace(self, counts: Counts) -> Pace:
        """The counts beside the plan; after closing they are full or short, and nothing is due."""
        found = pace(counts, self.today, self.starts, self.ends, self.holidays)
        if not self.closed:
            return found
        state = found.state if found.state == "full" else "short"
        return replace(found, state=state, days_left=0, needed_per_day=0)

    def done_by(self, left: int, per_day: float) -> date | None:
        """When the rest will be there at this pace."""
        return done_by(left, per_day, max(self.today, self.starts), self.holidays)


@dataclass(frozen=True)
class Row:
    """A place with its counts; recent: accepted a day over the days looked back on."""

    code: str
    name: str
    counts: Counts
    pace: Pace
    recent: float | None

    @property
    def unmet(self) -> int:
        """Opened names that nobody has tried to reach."""
        return self.counts.opened - self.counts.handed_out


@dataclass(frozen=True)
class Tile:
    """A district on the map: its row, the lines of its name, its corner."""

    row: Row
    lines: tuple[str, ...]
    x: float
    y: int


@dataclass(frozen=True)
class OfficialsRow:
    """A group that answers online; counts are None where it is merged with others."""

    name: str
    counts: Counts | None


@dataclass(frozen=True)
class Chart:
    """Accepted answers over working days, in percent of width and height from the top left."""

    path: str
    x: float
    y: float
    plan_y: float
    plan: int
    forecast: int | None
    forecast_y: float


def row_of(
    code: str, name: str, cells: Iterable[CellCount], days: Iterable[Day], plan: Plan
) -> Row:
    """The sum of cells as one row; exhausted where no cell can still come nearer to its target."""
    cells = tuple(cells)
    counts = sum((cell.counts for cell in cells), Counts())
    own, back = {cell.id for cell in cells}, plan.looked_back()
    arrived = sum(day.accepted for day in days if day.cell in own)
    compared = plan.pace(counts)
    unfinished = [cell for cell in cells if cell.counts.left]
    if unfinished and not plan.closed and all(cell.exhausted for cell in unfinished):
        compared = replace(compared, state="exhausted")
    return Row(code, name, counts, compared, arrived / len(back) if back else None)


def district_rows(
    cells: Sequence[CellCount], days: Sequence[Day], plan: Plan, names: Mapping[str, str]
) -> tuple[Row, ...]:
    """Citizens by district, in official order; districts without cells are left out."""
    own = {code: _citizens(cells, code) for code in names}
    return tuple(
        row_of(code, short(names[code]), found, days, plan) for code, found in own.items() if found
    )


def department_row(
    cells: Sequence[CellCount], days: Sequence[Day], plan: Plan, name: str
) -> Row | None:
    """Citizens of all departments' desks in one row, if there are any."""
    found = _citizens(cells, None)
    return row_of(DEPARTMENTS, name, found, days, plan) if found else None


def _citizens(cells: Iterable[CellCount], district: str | None) -> list[CellCount]:
    return [c for c in cells if c.group == CITIZENS and c.district == district]


def short(name: str) -> str:
    """A district's name without its kind, as people say it."""
    for kind in ("Quận ", "Huyện "):
        name = name.removeprefix(kind)
    return name


def need_help(rows: Iterable[Row], most: int = 5) -> tuple[Row, ...]:
    """The places furthest behind the plan, the furthest first."""
    behind = [row for row in rows if row.pace.state in ("late", "far")]
    return tuple(sorted(behind, key=lambda row: row.counts.accepted / row.pace.expected))[:most]


def tiles(rows: Iterable[Row]) -> tuple[Tile, ...]:
    """The map; without known places for all, tiles stand in official order, five in a line."""
    rows = tuple(rows)
    known = all(row.code in PLACES for row in rows)
    return tuple(
        Tile(
            row,
            tuple(row.name.split(" ", 1)),
            1 + round(column * (TILE[0] + GAP)),
            1 + round(line * (TILE[1] + GAP)),
        )
        for place, row in enumerate(rows)
        for column, line in [PLACES[row.code] if known else (place % 5, place // 5)]
    )


def officials_rows(
    cells: Iterable[CellCount], names: Mapping[str, str], least: int
) -> tuple[tuple[OfficialsRow, ...], Counts | None]:
    """Groups that answer online, and the sum of those that are merged.

    A group with fewer than `least` invited is never shown alone, and hides the next smallest
    with it until the sum is large enough: no subtraction from a total betrays it.
    """
    sums: dict[str, Counts] = {}
    for cell in cells:
        if cell.group != CITIZENS:
            sums[cell.group] = sums.get(cell.group, Counts()) + cell.counts
    merged = _merged({group: counts.opened for group, counts in sums.items()}, least)
    rows = tuple(
        OfficialsRow(names[group], None if group in merged else sums[group])
        for group in names
        if group in sums
    )
    hidden = sum((sums[group] for group in merged), Counts())
    return rows, hidden if len(merged) > 1 and hidden.opened >= least else None


def _merged(invited: Mapping[str, int], least: int) -> Collection[str]:
    smallest = sorted(invited, key=lambda group: invited[group])
    merged = [group for group in smallest if invited[group] < least]
    while (
        merged
        and len(merged) < len(smallest)
        and (len(merged) < 2 or sum(invited[group] for group in merged) < least)
    ):
        merged.append(smallest[len(merged)])
    return merged


def chart(
    counts: Counts, accepted: Sequence[int], plan: Plan, recent: float | None
) -> Chart | None:
    """All days so far beside the plan and what will come of them; None before the second day.

    accepted: by the end of each day of plan.worked(), of what is accepted now.
    """
    total, passed = plan.total, plan.passed
    if not passed or not counts.target or passed >= total:
        return None
    heights = [0, *accepted[:-1], counts.accepted]  # what came today belongs to the last point
    points = [
        f"{100 * day / total:.1f} {_down(height, counts.target):.1f}"
        for day, height in enumerate(heights)
    ]
    forecast = counts.accepted + round((recent or 0) * (total - passed))
    return Chart(
        "M" + "L".join(points),
        100 * passed / total,
        _down(counts.accepted, counts.target),
        _down(plan.share * counts.target, counts.target),
        round(plan.share * counts.target),
        forecast if recent is not None else None,
        _down(forecast, counts.target),
    )


def _down(count: float, target: int) -> float:
    return 100 - 100 * min(count / target, 1.05)
