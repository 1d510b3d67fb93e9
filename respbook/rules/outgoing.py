"""出表: what goes out besides the columns that come back in, and what no spreadsheet may take for a formula (R66)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.columns import SHEETS, Sheet, SheetKind

Value = str | int | Decimal | date | None
"""一格的值: a moment is a ``datetime``, which is a date with its time."""
MOST_ROWS = 100_000
"""行数上限 of one file; an office's spreadsheet is unpleasant long before."""
FORMULA_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠")
"""公式开头: marks, full-width ones too, with which a spreadsheet may begin to calculate."""


@dataclass(frozen=True)
class Outgoing:
    """出表: its title, and its columns in order."""

    title: str
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Imprint:
    """制表: who made the sheet, on which day, for which office."""

    made_by: str
    made_on: date
    place: str = ""


_EXTRA: dict[SheetKind, tuple[Column, ...]] = {
    SheetKind.UNITS: (Column("retired_on", "停用日期", CellKind.DATE),),
    SheetKind.ACCOUNTS: (Column("state", "状态"),),
    SheetKind.TASKS: (
        Column("state", "状态"),
        Column("next_due", "最近一期", CellKind.DATE),
        Column("person", "责任人"),
        Column("lead_unit", "牵头单位", width=12),
        Column("helping_units", "配合单位", width=12),
    ),
}
"""只出不进的列: what the list shows and nobody may write in a sheet; they stand behind the columns that come back."""

_LINE = SHEETS[SheetKind.REGISTER].columns
REGISTER = Outgoing(
    "签发登记表",
    (
        *(column for column in _LINE if column.name not in ("year", "note", "entry")),
        Column("state", "状态"),
        Column("code", "校验码", width=14),
        Column("void_reason", "作废原因", width=16),
    ),
)
"""文号登记簿 of a programme as it is printed: its letters are ours, so that coming back they are compared and never changed."""
ARCHIVE = Outgoing(
    SHEETS[SheetKind.REGISTER].title,
    (*_LINE, Column("file", "扫描件", width=20), Column("pages", "页数", CellKind.WHOLE, width=4)),
)
LETTERS = Outgoing(
    "责任书列表",
    (
        Column("unit", "单位名称", width=16),
        Column("state", "状态"),
        Column("number", "文号", width=14),
        Column("issued_on", "签发日期", CellKind.DATE),
        Column("template", "模板", width=12),
        Column("programme", "方案", width=18),
        Column("pages", "页数", CellKind.WHOLE, width=4),
        Column("single_handed", "一人经办"),
    ),
)
COUNTY = Outgoing(
    "县区总览",
    (
        Column("town", "乡镇", width=14),
        Column("given_signed", "与县已签", CellKind.WHOLE, width=6),
        Column("given", "与县应签", CellKind.WHOLE, width=6),
        Column("signed", "镇内已签", CellKind.WHOLE, width=6),
        Column("to_sign", "镇内应签", CellKind.WHOLE, width=6),
        Column("told", "本月已报", CellKind.WHOLE, width=6),
        Column("asked", "本月应报", CellKind.WHOLE, width=6),
        Column("missing", "到期未报", CellKind.WHOLE, width=6),
        Column("open", "未销号问题", CellKind.WHOLE, width=6),
        Column("red", "逾期问题", CellKind.WHOLE, width=6),
        Column("score", "县考核得分", CellKind.NUMBER, width=8),
        Column("rank", "名次", CellKind.WHOLE, width=4),
        Column("grade", "等次", width=8),
        Column("released", "镇内考核", width=8),
    ),
)
PLEDGES = Outgoing(
    "社责任书和户承诺书",
    (
        Column("number", "编号", width=12),
        Column("kind", "种类"),
        Column("village", "村"),
        Column("group", "社（组）"),
        Column("name", "社或户主", width=10),
        Column("people", "人口", CellKind.WHOLE, width=4),
        Column("address", "门牌", width=12),
        Column("state", "状态"),
        Column("signed_on", "签订日期", CellKind.DATE),
        Column("reason", "原因", width=20),
    ),
)
CASCADE = Outgoing(
    "层层签订上报情况",
    (
        Column("unit", "单位名称", width=14),
        Column("signed", "与镇"),
        Column("groups_signed", "已签社", CellKind.WHOLE, width=4),
        Column("groups", "社数", CellKind.WHOLE, width=4),
        Column("households_signed", "已签户", CellKind.WHOLE, width=4),
        Column("households", "户承诺书", CellKind.WHOLE, width=4),
        Column("roll", "名册户数", CellKind.WHOLE, width=4),
        Column("report", "上报"),
        Column("reported_by", "上报人"),
        Column("reported_at", "上报时间", CellKind.DATE),
        Column("figures", "上报数", width=30),
        Column("remark", "说明", width=16),
        Column("decided_by", "接收（退回）人"),
        Column("decided_at", "接收（退回）时间", CellKind.DATE),
        Column("unlocked_by", "解锁人"),
        Column("unlocked_at", "解锁时间", CellKind.DATE),
        Column("reason", "退回、解锁原因", width=20),
    ),
)

REPORTS = Outgoing(
    "报送情况",
    (
        Column("unit", "单位名称", width=14),
        Column("task", "任务", width=16),
        Column("label", "报送期", width=12),
        Column("due_on", "报送时限", CellKind.DATE),
        Column("said", "内容", width=8),
        Column("amount", "当期数", CellKind.NUMBER),
        Column("passed", "已审数", CellKind.NUMBER),
        Column("verified", "已核实数", CellKind.NUMBER),
        Column("unit_word", "计量单位"),
        Column("category", "类别"),
        Column("text", "说明", width=30),
        Column("state", "状态"),
        Column("in_time", "按时、补报"),
        Column("first_at", "首次报送", CellKind.DATE),
        Column("last_at", "最近报送", CellKind.DATE),
        Column("reviewed_by", "审核人"),
        Column("reviewed_at", "审核时间", CellKind.DATE),
        Column("reason", "退回、解锁原因", width=20),
    ),
)
"""报送 as it was said and answered: it goes out only; what comes in is a report of its own."""

NOTICE = Outgoing(
    "通知签收情况",
    (
        Column("unit", "单位名称", width=14),
        Column("state", "签收情况"),
        Column("taken_at", "签收时间", CellKind.DATE),
        Column("taken_by", "签收人"),
        Column("way", "签收方式", width=10),
        Column("noted_by", "代签收人"),
        Column("readers", "其他阅知人", width=12),
        Column("replied_at", "回复时间", CellKind.DATE),
        Column("reply", "回复内容", width=30),
    ),
)
"""已读未读 of one notice, those who have not taken it first."""

LEDGER = Outgoing(
    "签订台账",
    (
        Column("number", "文号", width=14),
        Column("unit", "单位名称", width=16),
        Column("kind", "单位类别"),
        Column("state", "签订状态"),
        Column("issued_on", "签发日期", CellKind.DATE),
        Column("party", "签订一方"),
        Column("post", "职务", width=12),
        Column("name", "应签人"),
        Column("signer", "签字人"),
        Column("capacity", "身份"),
        Column("method", "签字方式", width=12),
        Column("signed_on", "签字日期", CellKind.DATE),
        Column("recorded_by", "登记或核对人"),
        Column("kept_at", "原件存放处", width=14),
    ),
)
FINDINGS = Outgoing(
    "整改销号台账",
    (
        Column("place", "序号", CellKind.WHOLE, width=4),
        Column("number", "编号", width=9),
        Column("kind", "性质"),
        Column("source", "来源"),
        Column("reference", "来源编号", width=10),
        Column("found_on", "发现日期", CellKind.DATE),
        Column("found_by", "发现人"),
        Column("at_unit", "村/单位", width=10),
        Column("point", "点位", width=14),
        Column("category", "类别"),
        Column("text", "问题描述", width=30),
        Column("before", "整改前照片", CellKind.WHOLE, width=5),
        Column("goal", "整改目标", width=16),
        Column("measures", "整改措施", width=24),
        Column("unit", "责任单位", width=10),
        Column("helpers", "协办单位", width=10),
        Column("person", "责任人"),
        Column("official", "包村干部"),
        Column("assigned_on", "交办日期", CellKind.DATE),
        Column("due_on", "整改时限", CellKind.DATE),
        Column("light", "督办", width=14),
        Column("pace", "进展"),
        Column("state", "状态"),
        Column("stop_gap", "临时措施", width=16),
        Column("done_on", "自报完成日期", CellKind.DATE),
        Column("after", "整改后照片", CellKind.WHOLE, width=5),
        Column("checked_by", "核查人"),
        Column("checked_on", "核查日期", CellKind.DATE),
        Column("verdict", "核查结论"),
        Column("closed_on", "销号日期", CellKind.DATE),
        Column("published", "公示起止", width=20),
        Column("relapses", "是否反弹"),
        Column("merged", "并入"),
        Column("note", "备注", width=16),
    ),
)
"""整改销号台账: the columns of field.md 6, in its order."""

AUDIT = Outgoing(
    "操作日志",
    (
        Column("seq", "序号", CellKind.WHOLE, width=4),
        Column("at", "时间", CellKind.DATE),
        Column("name", "姓名"),
        Column("sentence", "办理情况", width=40),
        Column("role", "角色"),
        Column("address", "来源", width=10),
    ),
)
_ORDER_COLUMNS = (
    Column("place", "序号", CellKind.WHOLE, width=4),
    Column("number", "文号", width=14),
    Column("kind", "种类", width=10),
    Column("issued_on", "发出日期", CellKind.DATE),
    Column("unit", "责任单位", width=16),
    Column("problems", "问题", width=40),
    Column("findings", "问题编号", width=12),
    Column("due_on", "期限", CellKind.DATE),
    Column("issued_by", "签发人"),
    Column("received_on", "签收日期", CellKind.DATE),
    Column("received_by", "签收人"),
    Column("how", "签收方式", width=10),
    Column("receipt", "签收情况", width=12),
    Column("progress", "整改情况", width=10),
    Column("state", "文书状态"),
    Column("end_reason", "撤回、作废原因", width=16),
)
RECTIFY_REGISTER = Outgoing("整改通知书登记表", _ORDER_COLUMNS)
SUPERVISE_REGISTER = Outgoing("督办台账", _ORDER_COLUMNS)
FLAWS = Outgoing(
    "体检问题清单",
    (
        Column("level", "级别"),
        Column("sentence", "问题", width=46),
        Column("reason", "可以不改的理由", width=20),
        Column("waived_by", "豁免人"),
    ),
)


def outgoing(kind: SheetKind) -> Outgoing:
    """出表 of a sheet that also comes back in: its own columns first, with their own titles."""
    sheet = SHEETS[kind]
    return Outgoing(sheet.title, sheet.columns + _EXTRA.get(kind, ()))


def register_outgoing(sheet: Sheet, closed: bool) -> Outgoing:
    """出表 of a 台账: its own columns; with the 注销 rows also when and why they went, which no sheet may say."""
    gone = (Column("closed_on", "注销日期", CellKind.DATE), Column("closed_reason", "注销原因", width=16))
    return Outgoing(sheet.title, sheet.columns + (gone if closed else ()))


def risky(text: str) -> bool:
    """像公式: whether a spreadsheet may take the text for a formula."""
    return text[:1] in FORMULA_STARTS and text != ""


def guarded(text: str) -> str:
    """加撇号: the text of a CSV cell, which has no kind of its own; the quote says that it is text.

    A text with such a quote of its own gets one more, so that taking one away always gives the text again.
    """
    return f"'{text}" if risky(text.lstrip("'")) else text


def unguarded(text: str) -> str:
    """去撇号: the text that ``guarded`` was given."""
    return text[1:] if text.startswith("'") and risky(text.lstrip("'")) else text


def yes_no(value: bool) -> str:
    """是否."""
    return "是" if value else "否"


def listed(words: Iterable[str]) -> str:
    """几样: joined by 顿号, as the sheets read them back."""
    return "、".join(words)
