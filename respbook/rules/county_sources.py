"""取数项: what the house can put into a cell of a county form. A later room adds its figures here and in queries/county_figures."""

from dataclasses import dataclass

from respbook.rules.column_kinds import CellKind


@dataclass(frozen=True)
class Source:
    """取数项. ``down``: one row a unit from the cell downwards; ``of_target``: asks for a target; ``by_kind``: for one kind of unit."""

    name: str
    title: str
    kind: CellKind = CellKind.WHOLE
    down: bool = False
    of_target: bool = False
    by_kind: bool = False


ONE, DOWN = "填一个数", "从这一格往下，每个单位一行"
"""How the sources are grouped where one is chosen."""

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        Source("form.place", "填报单位", CellKind.TEXT),
        Source("form.maker", "填报人", CellKind.TEXT),
        Source("form.day", "填报日期", CellKind.DATE),
        Source("form.year", "年度"),
        Source("form.month", "月份"),
        Source("form.period", "填报期（几年几月）", CellKind.TEXT),
        Source("town.units", "单位数", by_kind=True),
        Source("town.households", "户数合计", by_kind=True),
        Source("town.population", "人口合计", by_kind=True),
        Source("town.farmland", "耕地面积合计", CellKind.NUMBER, by_kind=True),
        Source("town.issued", "已签发责任书份数", by_kind=True),
        Source("town.tasks", "任务数", by_kind=True),
        Source("town.overdue", "逾期任务数", by_kind=True),
        Source("target.total", "目标的全镇总量", CellKind.NUMBER, of_target=True),
        Source("target.placed", "目标的已分解数", CellKind.NUMBER, of_target=True, by_kind=True),
        Source("target.bearers", "目标的承担单位数", of_target=True, by_kind=True),
        Source("each.place", "序号", down=True, by_kind=True),
        Source("each.name", "单位名称", CellKind.TEXT, down=True, by_kind=True),
        Source("each.called", "单位简称", CellKind.TEXT, down=True, by_kind=True),
        Source("each.kind", "单位类别", CellKind.TEXT, down=True, by_kind=True),
        Source("each.head", "负责人", CellKind.TEXT, down=True, by_kind=True),
        Source("each.households", "户数", down=True, by_kind=True),
        Source("each.population", "人口", down=True, by_kind=True),
        Source("each.farmland", "耕地面积", CellKind.NUMBER, down=True, by_kind=True),
        Source("each.share", "目标的承担数", CellKind.NUMBER, down=True, of_target=True, by_kind=True),
        Source("each.number", "责任书文号", CellKind.TEXT, down=True, by_kind=True),
        Source("each.issued_on", "签发日期", CellKind.DATE, down=True, by_kind=True),
        Source("each.tasks", "任务数", down=True, by_kind=True),
        Source("each.overdue", "逾期任务数", down=True, by_kind=True),
    )
}
"""取数项 by name; a name is kept with the form for years and never changes its meaning."""
