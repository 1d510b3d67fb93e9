"""同期对比: every unit's punctuality beside the same days of last month and of last year (features B3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.queries.reporting_rates import rate_grid
from respbook.rules.permissions import Viewer
from respbook.rules.reporting_rates import Column, Tally, summed_up


@dataclass(frozen=True)
class Compared:
    """一个单位的几期: one tally for each of the spans."""

    unit_id: int
    called: str
    tallies: Sequence[Tally]


def compared(viewer: Viewer, spans: Sequence[tuple[date, date]], today: date) -> list[Compared]:
    """各单位的对比, in the order of the units that the first span asks anything of: four statements a span."""
    grids = [rate_grid(viewer, [Column("", *span)], today) for span in spans]
    return [
        Compared(unit_id, called, [grid.cells[unit_id][0] if unit_id in grid.cells else Tally() for grid in grids])
        for unit_id, called in grids[0].units
    ]


def total_of(rows: Sequence[Compared], spans: int) -> list[Tally]:
    """合计 of each span."""
    return [summed_up(row.tallies[place] for row in rows) for place in range(spans)]
