"""问题清单的列: what a sheet of problems says, by the heads under which offices keep it (field.md 6)."""

from respbook.rules.column_kinds import CellKind, Column
from respbook.rules.findings import SOURCE_LABELS

FINDING_COLUMNS = (
    Column("number", "编号", note="由系统编，导出后再导入时用来认行；新登记的留空。"),
    Column(
        "source",
        "来源",
        CellKind.CHOICE,
        also=("问题来源", "发现来源"),
        must=True,
        choices=tuple(SOURCE_LABELS.values()),
        example="镇督查",
    ),
    Column("reference", "来源编号", also=("来源文号", "上级编号", "交办编号"), width=10),
    Column(
        "found_on",
        "发现日期",
        CellKind.DATE,
        also=("检查日期", "督查日期", "交办日期", "日期"),
        must=True,
        example="2026-03-05",
    ),
    Column("found_by", "发现人", also=("检查人", "督查人")),
    Column(
        "at_unit",
        "村/单位",
        also=("所在村", "村", "村名", "所在村或单位", "行政村", "单位"),
        width=12,
        note="问题在哪个村、哪个单位；不清楚的留空。",
        example="王家庄村",
    ),
    Column("place", "点位", also=("位置", "地点", "具体位置"), width=14, example="村东河堤"),
    Column("category", "类别", also=("问题类别", "问题类型"), must=True, example="垃圾乱丢"),
    Column(
        "text",
        "问题描述",
        also=("存在问题", "问题", "情况", "具体问题", "问题情况"),
        width=30,
        must=True,
        example="河堤下堆放生活垃圾约三车。",
    ),
    Column("goal", "整改目标", also=("整改要求",), width=16),
    Column(
        "unit",
        "责任单位",
        also=("整改责任单位", "整改单位", "牵头单位"),
        width=12,
        note="填了就交办给它；还没定的留空。",
        example="王家庄村",
    ),
    Column(
        "due_on",
        "整改时限",
        CellKind.DATE,
        also=("整改期限", "完成时限", "期限", "要求完成时间"),
        note="有责任单位的必填。",
        example="2026-03-15",
    ),
    Column("note", "备注", width=16),
)
