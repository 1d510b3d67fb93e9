"""表列: the columns of the sheets that go out and come back in. One definition for import, export and 样表 (M1–M4)."""

from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.cadence import CADENCE_LABELS
from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.finding_columns import FINDING_COLUMNS
from respbook.rules.permissions import ROLE_LABELS
from respbook.rules.targets import BASIS_LABELS, KIND_LABELS
from respbook.rules.units import POST_ROLE_LABELS, UNIT_KIND_LABELS, UnitKind


class SheetKind(StrEnum):
    """表种: what a sheet lists."""

    UNITS = "units"
    HOLDERS = "holders"
    ACCOUNTS = "accounts"
    TARGETS = "targets"
    ALLOCATIONS = "allocations"
    TASKS = "tasks"
    REGISTER = "register"
    REGISTER_ROWS = "register_rows"
    FINDINGS = "findings"


@dataclass(frozen=True)
class Sheet:
    """表: its name, its columns in order, and the columns that tell one row from another."""

    kind: SheetKind
    title: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name. Raises KeyError."""
        return {each.name: each for each in self.columns}[name]


_SIGNING = (UnitKind.VILLAGE, UnitKind.COMMUNITY, UnitKind.AFFILIATED, UnitKind.GROUP)
_UNIT = Column(
    "unit", "单位名称", also=("单位", "名称", "村名", "村社区", "责任单位", "单位全称", "单位简称"), width=14, must=True
)


def _unit_columns() -> tuple[Column, ...]:
    return (
        Column(
            "name",
            "单位名称",
            also=("名称", "单位", "村名", "村社区", "责任单位", "单位全称", "全称"),
            width=16,
            must=True,
            example="青山镇王家庄村村民委员会",
        ),
        Column("short_name", "单位简称", also=("简称",), example="王家庄村"),
        Column(
            "kind",
            "单位类别",
            CellKind.CHOICE,
            also=("类别", "类型", "单位类型"),
            must=True,
            choices=tuple(UNIT_KIND_LABELS[kind] for kind in _SIGNING),
            example="村",
        ),
        Column(
            "parent",
            "上级单位",
            also=("上级", "所属单位", "隶属"),
            width=14,
            note="本镇单位留空；社（组）填所在村的名称。",
        ),
        Column("head", "负责人", also=("主要负责人", "责任人", "负责人姓名"), example="王建国"),
        Column("post", "负责人职务", also=("职务",), example="党支部书记"),
        Column("phone", "联系电话", also=("电话", "手机", "手机号", "负责人电话"), example="13800000000"),
        Column("official", "包村干部", also=("联系干部", "包联干部", "驻村干部"), example="李明"),
        Column("households", "户数", CellKind.WHOLE, also=("总户数", "户"), width=5, example="152"),
        Column("population", "人口", CellKind.WHOLE, also=("人口数", "总人口", "人数"), width=5, example="580"),
        Column(
            "farmland",
            "耕地面积（亩）",
            CellKind.NUMBER,
            also=("耕地面积", "耕地", "耕地亩数"),
            example="1260.5",
        ),
        Column("tags", "标签", also=("特征", "特点"), width=14, note="几个标签用顿号隔开。", example="沿河、有养殖"),
        Column(
            "aliases",
            "别名",
            also=("俗称", "又称", "别称"),
            width=14,
            note="群里的其他叫法，几个用顿号隔开。",
            example="王庄、老王庄",
        ),
    )


def _holder_columns() -> tuple[Column, ...]:
    return (
        _UNIT,
        Column("role", "任职类别", CellKind.CHOICE, choices=tuple(POST_ROLE_LABELS.values()), must=True),
        Column("post", "职务", must=True, example="党支部书记"),
        Column("name", "姓名", also=("负责人", "责任人", "任职人"), must=True, example="王建国"),
        Column("phone", "联系电话", also=("电话", "手机", "手机号"), example="13800000000"),
        Column("from_on", "任职日期", CellKind.DATE, also=("到任日期", "任职时间"), must=True, example="2026-01-05"),
        Column("to_on", "离任日期", CellKind.DATE, also=("卸任日期",), note="在任的留空。"),
    )


def _account_columns() -> tuple[Column, ...]:
    return (
        Column("login", "用户名", also=("账号", "登录名"), must=True, example="wjz01"),
        Column("name", "姓名", must=True, example="王小燕"),
        _UNIT,
        Column(
            "roles",
            "角色",
            CellKind.CHOICES,
            must=True,
            choices=tuple(ROLE_LABELS.values()),
            note="几个角色用顿号隔开。",
            example="填报员",
        ),
        Column("phone", "联系电话", also=("电话", "手机", "手机号"), example="13800000000"),
    )


def _target_columns() -> tuple[Column, ...]:
    return (
        Column("category", "类别", also=("目标类别",), must=True, example="秸秆禁烧"),
        Column(
            "name",
            "目标名称",
            also=("名称", "指标", "目标任务", "指标名称"),
            width=14,
            must=True,
            example="秸秆综合利用",
        ),
        Column("kind", "指标类型", CellKind.CHOICE, choices=tuple(KIND_LABELS.values()), must=True, example="不少于"),
        Column("amount", "指标值", CellKind.NUMBER, also=("目标值", "数量", "总量"), example="420"),
        Column("unit_word", "计量单位", also=("单位",), example="亩"),
        Column("low", "下限", CellKind.NUMBER, note="只填“区间”。"),
        Column("high", "上限", CellKind.NUMBER, note="只填“区间”。"),
        Column("per", "每多少", CellKind.WHOLE, note="只填“按比例配备”：每500人1名，填500。"),
        Column("per_word", "每…单位", note="只填“按比例配备”：填“人”。"),
        Column("base_year", "基准年", CellKind.WHOLE, note="只填“较基准年”。"),
        Column("base_amount", "基准值", CellKind.NUMBER, note="只填“较基准年”。"),
        Column("due_on", "完成时限", CellKind.DATE, also=("期限", "截止日期"), example="2026-10-31"),
        Column("text", "定性要求", width=20, note="只填“定性要求”。"),
        Column("divided", "分解到单位", CellKind.CHOICE, choices=("是", "否"), example="是"),
        Column("basis", "分解依据", CellKind.CHOICE, choices=tuple(BASIS_LABELS.values()), example="按耕地面积"),
        Column("step", "最小单位", CellKind.NUMBER, example="1"),
        Column("unit_kinds", "承担单位", CellKind.CHOICES, must=True, note="几类用顿号隔开。", example="村、社区"),
        Column("tag", "适用标签", also=("标签",), note="只下达给有这个标签的单位；不限的留空。"),
        Column("cadence", "频次", CellKind.CHOICE, choices=tuple(CADENCE_LABELS.values()), example="每月"),
        Column("due_day", "期后天数", CellKind.WHOLE, note="每期结束后几天内报送。", example="5"),
        Column(
            "due_in_workdays", "期后工作日", CellKind.WHOLE, note="每期结束后几个工作日内报送；与期后天数只填一种。"
        ),
        Column(
            "rolls_over",
            "遇休息日顺延",
            CellKind.CHOICE,
            choices=("是", "否"),
            note="时限落在休息日的顺延至下一工作日。",
        ),
        Column(
            "market_days", "逢几为集", note="只填频次为“逢集日”的，日期的末位数字，如1、4、7；按农历的写农历3、6、9。"
        ),
        Column("duty", "工作要求", width=24),
        Column("lead_unit", "牵头单位", width=12),
        Column("helping_units", "配合单位", width=12),
        Column("evidence", "佐证材料", width=14),
        Column("heading", "所属条款", width=14),
    )


def _allocation_columns() -> tuple[Column, ...]:
    return (
        Column("target", "目标名称", also=("目标", "目标任务", "指标", "任务"), width=16, must=True),
        _UNIT,
        Column("amount", "承担数", CellKind.NUMBER, also=("分解数", "任务数", "数量")),
        Column("pinned", "固定", CellKind.CHOICE, choices=("是", "否")),
        Column("applies", "适用", CellKind.CHOICE, choices=("是", "否"), note="不适用的填“否”。"),
        Column("note", "备注", width=16),
    )


def _task_columns() -> tuple[Column, ...]:
    return (
        _UNIT,
        Column("title", "任务", also=("任务名称",), width=16, must=True),
        Column("demand", "指标要求", width=14),
        Column("cadence", "频次", CellKind.CHOICE, choices=tuple(CADENCE_LABELS.values()), must=True),
        Column("due_on", "完成时限", CellKind.DATE, also=("期限", "截止日期"), must=True),
        Column("duty", "工作要求", width=24),
        Column("evidence", "佐证材料", width=14),
        Column("number", "文号", width=14, note="由系统取号，导入时不读。"),
    )


def _register_columns() -> tuple[Column, ...]:
    return (
        Column(
            "number",
            "文号",
            also=("发文字号", "编号", "文件编号", "发文号", "文件字号", "责任书编号", "责任书文号"),
            width=14,
            must=True,
            example="青环责〔2024〕3号",
        ),
        Column(
            "unit",
            "单位名称",
            also=("单位", "签订单位", "村名", "村社区", "责任单位", "受文单位", "单位全称", "单位简称", "乙方"),
            width=16,
            note="还不清楚的留空，以后再归位。已停用的单位也可以填。",
            example="王家庄村",
        ),
        Column(
            "title",
            "标题",
            also=("文件标题", "责任书名称", "文件名称", "名称", "题名"),
            width=24,
            example="2024年度环境保护目标责任书",
        ),
        Column(
            "issued_on",
            "签发日期",
            CellKind.DATE,
            also=("签订日期", "成文日期", "发文日期", "印发日期", "签发时间", "签订时间", "日期"),
            example="2024-03-05",
        ),
        Column("issued_by", "签发人", also=("签发领导", "签批人"), example="李建国"),
        Column("copies", "份数", CellKind.WHOLE, also=("印数", "印发份数", "一式几份"), width=4, example="2"),
        Column(
            "year",
            "年度",
            CellKind.WHOLE,
            also=("年份", "所属年度"),
            width=4,
            note="不填的，取签发日期或文号中的年份。",
            example="2024",
        ),
        Column("note", "备注", also=("附注", "说明"), width=16),
        Column("entry", "系统登记号", note="由系统编，导出后改了再导入时用来认行；新登记的留空。"),
    )


def _register_row_columns() -> tuple[Column, ...]:
    """What all 台账 have; a register's own columns stand between (rules/registers.py)."""
    return (
        Column(
            "unit",
            "单位名称",
            also=("单位", "村", "村名", "村社区", "行政村", "所在村", "所属村", "责任单位", "单位简称"),
            width=14,
            must=True,
        ),
        Column("name", "名称", width=14, must=True),
        Column("entry", "系统登记号", note="由系统编，导出后改了再导入时用来认行；新登记的留空。"),
    )


SHEETS: dict[SheetKind, Sheet] = {
    sheet.kind: sheet
    for sheet in (
        Sheet(SheetKind.UNITS, "单位名册", _unit_columns(), ("name",)),
        Sheet(SheetKind.HOLDERS, "任职名册", _holder_columns(), ("unit", "role", "name", "from_on")),
        Sheet(SheetKind.ACCOUNTS, "用户名册", _account_columns(), ("login",)),
        Sheet(SheetKind.TARGETS, "目标任务表", _target_columns(), ("name",)),
        Sheet(SheetKind.ALLOCATIONS, "任务分解表", _allocation_columns(), ("target", "unit")),
        Sheet(SheetKind.TASKS, "任务清单", _task_columns(), ("unit", "title")),
        Sheet(SheetKind.REGISTER, "往年文书登记表", _register_columns(), ("number",)),
        Sheet(SheetKind.REGISTER_ROWS, "台账", _register_row_columns(), ("unit", "name")),
        Sheet(SheetKind.FINDINGS, "问题清单", FINDING_COLUMNS, ("category", "text")),
    )
}
"""各种表: what the office keeps in Excel, one definition each."""
