"""范本细则 model: a whole rubric to start from, once a year or with 平时 and 年终, linked to the programme's own targets."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from respbook.rules.scoring.kinds import TieKey, VetoEffect, VetoSpan, VetoTarget
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.model_rows import FINAL, OFFICE, ROWS_OF_PLACES, USUAL, VILLAGE
from respbook.rules.scoring.model_work_rows import ROWS_OF_WORK
from respbook.rules.scoring.rubric import (
    Band,
    Part,
    Quota,
    RankGroup,
    Row,
    Rubric,
    Tie,
    Total,
    UnitClass,
    Veto,
)
from respbook.rules.units import UnitKind

D = Decimal
ROWS = (*ROWS_OF_PLACES, *ROWS_OF_WORK)
WORDS = {
    "r1": ("秸秆", "禁烧"),
    "r2": ("散煤",),
    "r3": ("扬尘",),
    "r4": ("清洁取暖", "取暖改造", "煤改"),
    "r5": ("畜禽", "养殖", "粪"),
    "r6": ("废水", "污水", "排污", "河"),
    "r7": ("农膜", "废膜", "地膜"),
    "r8": ("垃圾", "环境卫生", "村容"),
    "r9": ("整改",),
    "r10": ("报送", "零报告", "巡查"),
    "r14": ("宣传",),
}
"""Words by which the targets and sentences of a programme are told to belong to a row."""
CLASSES = (
    UnitClass(VILLAGE, "村", (UnitKind.VILLAGE, UnitKind.COMMUNITY)),
    UnitClass(OFFICE, "镇属单位", (UnitKind.AFFILIATED,)),
)
GROUPS = (RankGroup("g1", "村、社区组", (VILLAGE,)), RankGroup("g2", "单位组", (OFFICE,)))
PARTS = (Part(USUAL, "平时考核", D(40), times=12), Part(FINAL, "年终考核", D(60)))
BANDS = (
    Band("优秀", low=D(90)),
    Band("良好", low=D(80), high=D(90)),
    Band("合格", low=D(60), high=D(80)),
    Band("不合格", high=D(60)),
)
VETOES = (
    Veto("v1", "发生较大及以上环境污染事件", VetoEffect.SET, "不合格"),
    Veto("v2", "数据、台账弄虚作假，情节严重", VetoEffect.SET, "不合格"),
    Veto("v3", "因露天焚烧引发火灾", VetoEffect.LOWER, levels=1),
    Veto("v4", "被中央、省级生态环境保护督察点名通报", VetoEffect.CEILING, "合格"),
    Veto("v5", "拒不整改，造成恶劣影响", VetoEffect.BAR, span=VetoSpan.MONTHS, months=12, target=VetoTarget.HEAD),
)
LADDER = (
    LadderStep(
        "s1", MeasureKind.REMIND, Trigger.OVERDUE_FINDINGS, D(1), clause="问题逾期未改的，予以提醒。", county=None
    ),
    LadderStep(
        "s2",
        MeasureKind.LETTER,
        Trigger.OVERDUE_DAYS,
        D(7),
        clause="提醒后仍未整改，逾期7天以上的，发函督办。",
        after="s1",
        county=None,
    ),
    LadderStep(
        "s3",
        MeasureKind.TALK,
        Trigger.UNANSWERED_ORDERS,
        D(1),
        clause="督办文书逾期未回复的，约谈主要负责人。",
        after="s2",
    ),
    LadderStep("s4", MeasureKind.TALK, Trigger.LAST_RANKS, D(1), clause="年度考核排名列组内末位的，约谈主要负责人。"),
    LadderStep(
        "s5", MeasureKind.CRITICISE, Trigger.NAMED, D(3), clause="一年内在通报中被点名3次的，通报批评。", after="s3"
    ),
    LadderStep("s6", MeasureKind.WRITTEN_CHECK, Trigger.RELAPSES, D(2), clause="问题反弹2次以上的，责令书面检查。"),
    LadderStep("s7", MeasureKind.BAR, Trigger.GRADE, word="不合格", clause="年度考核不合格的，取消评优评先资格。"),
    LadderStep("s8", MeasureKind.WARN, Trigger.VETO, D(1), clause="被一票否决的，建议对主要负责人诫勉。", after="s7"),
)


def model(title: str, *, with_parts: bool) -> Rubric:
    """范本; ``with_parts``: 平时考核 monthly 40 and 年终考核 60, else the whole at the year's end."""
    rows = ROWS if with_parts else tuple(replace(row, part="") for row in ROWS)
    return Rubric(
        title,
        rows,
        total=Total(bonus_cap=D(3), ceiling=None),
        classes=CLASSES,
        groups=GROUPS,
        parts=PARTS if with_parts else (),
        bands=BANDS,
        quotas=tuple(Quota("优秀", group.key, share=D("0.3")) for group in GROUPS),
        ties=(Tie(TieKey.DEDUCTIONS), Tie(TieKey.ROW, "r9")),
        vetoes=VETOES,
        ladder=LADDER,
    )


def linked(rubric: Rubric, targets: Iterable[tuple[int, str]], clauses: Iterable[tuple[str, str]]) -> Rubric:
    """联系 of the model's rows with targets (id, category and name) and sentences (id, text) that speak of the same."""
    targets, clauses = list(targets), list(clauses)

    def with_links(row: Row) -> Row:
        words = WORDS.get(row.key, ())
        return replace(
            row,
            target_ids=tuple(one for one, said in targets if any(word in said for word in words)),
            clause_ids=tuple(one for one, said in clauses if any(word in said for word in words)),
        )

    return replace(rubric, rows=tuple(with_links(row) for row in rubric.rows))
