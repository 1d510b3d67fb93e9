"""县区总览: the figures of a town, which of them stands worst, and the sum of all."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from respbook.rules.reporting_rates import Tally, summed_up

SORT_LABELS = {
    "worst": "问题多的在前",
    "name": "按名册",
    "unsigned": "未签的在前",
    "missing": "未报的在前",
    "open": "未销号的在前",
    "red": "逾期的在前",
    "score": "按考核名次",
}
SORTS = tuple(SORT_LABELS)
"""排序: the first is usual."""


@dataclass(frozen=True)
class TownFigures:
    """一个乡镇的数: ``given`` letters of the county to it, ``to_sign`` its own with villages and units; ``result`` of the
    county's released assessment (assessment, points, rank, grade), ``released`` its own last one."""

    id: int
    called: str
    given: int = 0
    given_signed: int = 0
    to_sign: int = 0
    signed: int = 0
    reports: Tally = field(default_factory=Tally)
    open: int = 0
    red: int = 0
    result: tuple[int, Decimal, int, str] | None = None
    released: int | None = None

    @property
    def unsigned(self) -> int:
        """未签: of the county's letters and of its own."""
        return self.given - self.given_signed + self.to_sign - self.signed

    @property
    def late(self) -> int:
        """逾期: problems past their limit and reports that are due and missing."""
        return self.red + self.reports.missing

    @property
    def nothing(self) -> bool:
        """尚未开展: nothing was issued, asked or found there."""
        return not (self.given or self.to_sign or self.reports.asked or self.open)


_KEYS: dict[str, Callable[[TownFigures], tuple[object, ...]]] = {
    "worst": lambda town: (-town.red, -town.reports.missing, -town.unsigned, not town.nothing, -town.open),
    "name": lambda town: (),
    "unsigned": lambda town: (-town.unsigned,),
    "missing": lambda town: (-town.reports.missing,),
    "open": lambda town: (-town.open,),
    "red": lambda town: (-town.red,),
    "score": lambda town: (town.result is None, town.result[2] if town.result else 0),
}


def in_order(towns: Sequence[TownFigures], sort: str) -> list[TownFigures]:
    """排序: the worst first, or by one figure; equals in the county's own order."""
    return sorted(towns, key=_KEYS.get(sort, _KEYS["worst"]))


def total_of(towns: Iterable[TownFigures]) -> TownFigures:
    """合计."""
    rows = list(towns)
    return TownFigures(
        0,
        "合计",
        sum(each.given for each in rows),
        sum(each.given_signed for each in rows),
        sum(each.to_sign for each in rows),
        sum(each.signed for each in rows),
        summed_up(each.reports for each in rows),
        sum(each.open for each in rows),
        sum(each.red for each in rows),
    )
