"""范本指标，工作类 model rows: what the office counts and looks up: 整改, 报送, 签订, 档案, and the bonus (field.md 5)."""

from decimal import Decimal

from respbook.rules.findings import FindingSource
from respbook.rules.scoring.kinds import Check, FactSource
from respbook.rules.scoring.model_rows import FINAL, USUAL, for_offices
from respbook.rules.scoring.rubric import Row, Rule
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    Discretion,
    Empty,
    Entry,
    MissingEntries,
    Occurrence,
    PerUnit,
    Presence,
    Proportion,
)

D = Decimal
_ADOPTED = {
    FindingSource.PROVINCE.value: D(2),
    FindingSource.CITY.value: D(1),
    FindingSource.COUNTY.value: D("0.5"),
}


ROWS_OF_WORK = (
    Row(
        "r9",
        "问题整改",
        D(12),
        heading="督查整改",
        standard="督查发现的问题按期整改、核查销号，不反弹。",
        part=FINAL,
        check=Check.DATA,
        variants=for_offices("24"),
        rules=(
            Rule(
                "r9-1",
                Proportion(empty=Empty.FULL),
                "得分＝本项分值×按期整改率；全年没有问题的得满分。",
                source=FactSource.RECTIFICATION,
            ),
            Rule("r9-2", Occurrence(D(2)), "督办后仍逾期未改的，每件扣2分。", source=FactSource.ORDERS),
            Rule(
                "r9-3",
                Occurrence(D(1)),
                "在通报中被点名“未整改”的，每次扣1分，最多扣3分。",
                cap=D(3),
                source=FactSource.CIRCULARS,
                filters={"group": ("undone",)},
            ),
        ),
    ),
    Row(
        "r10",
        "按时报送",
        D(8),
        heading="日常工作",
        standard="巡查、零报告和各项数据按期报送。",
        part=USUAL,
        check=Check.DATA,
        variants=for_offices("12"),
        rules=(
            Rule(
                "r10-1",
                Proportion(empty=Empty.FULL),
                "得分＝本项分值×按时报送率。",
                source=FactSource.REPORTS,
            ),
        ),
    ),
    Row(
        "r11",
        "任务完成",
        D(6),
        heading="日常工作",
        standard="责任书和临时交办的任务按期完成。",
        part=FINAL,
        check=Check.DATA,
        rules=(
            Rule(
                "r11-1",
                PerUnit(D(100), D("0.5"), D(5)),
                "任务完成率（%）比100每低5个百分点扣0.5分，不足5个百分点的不计，扣完为止。",
                source=FactSource.TASKS,
            ),
        ),
    ),
    Row(
        "r12",
        "责任书签订",
        D(5),
        heading="基础工作",
        standard="按时签订责任书，并签到社、户。",
        part=FINAL,
        check=Check.DATA,
        variants=for_offices("10"),
        rules=(
            Rule(
                "r12-1",
                Proportion(empty=Empty.FULL),
                "得分＝本项分值×责任书签订率。",
                source=FactSource.SIGNING,
            ),
        ),
    ),
    Row(
        "r13",
        "制度和档案",
        D(6),
        heading="基础工作",
        standard="年度方案、应急预案、巡查台账、年终总结齐全。",
        part=FINAL,
        variants=for_offices("12"),
        rules=(
            Rule(
                "r13-1",
                MissingEntries(
                    (
                        Entry("e1", "年度方案", D(2)),
                        Entry("e2", "应急预案", D(1)),
                        Entry("e3", "巡查台账", D(2)),
                        Entry("e4", "年终总结", D(1)),
                    )
                ),
                "缺年度方案扣2分，缺应急预案扣1分，缺巡查台账扣2分，缺年终总结扣1分。",
                source=FactSource.JUDGED,
            ),
        ),
    ),
    Row(
        "r14",
        "宣传教育",
        D(3),
        heading="基础工作",
        standard="有标语、有广播、有入户宣传。",
        part=FINAL,
        rules=(
            Rule(
                "r14-1",
                Presence((Entry("e1", "标语", D(1)), Entry("e2", "广播", D(1)), Entry("e3", "入户宣传记录", D(1)))),
                "有标语得1分，有广播得1分，有入户宣传记录得1分。",
                source=FactSource.JUDGED,
            ),
        ),
    ),
    Row(
        "r15",
        "综合评价",
        D(2),
        heading="基础工作",
        standard="工作主动、配合督查、群众满意。",
        part=FINAL,
        variants=for_offices("5"),
        rules=(Rule("r15-1", Discretion(), "由考核组在本项分值内酌情评分，说明理由。", source=FactSource.JUDGED),),
    ),
    Row(
        "r16",
        "加分",
        D(0),
        heading="加分项",
        standard="自查自纠，经验推广。",
        part=FINAL,
        rules=(
            Rule(
                "r16-1",
                Bonus(D("0.5")),
                "自查发现问题并按期整改的，每件加0.5分，最多加2分。",
                cap=D(2),
                source=FactSource.FINDINGS,
                filters={"source": (FindingSource.SELF.value,)},
            ),
            Rule(
                "r16-2",
                Bonus(D("0.5"), _ADOPTED),
                "工作经验被推广的，省级每次加2分，市级每次加1分，县级每次加0.5分。",
                source=FactSource.EVENTS,
            ),
        ),
    ),
)
