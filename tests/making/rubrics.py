"""考核细则: a small one of three rows, published by the clerk, for every room that scores."""

from dataclasses import replace
from decimal import Decimal

from making.township import NOW, Town
from respbook.actions import rubrics
from respbook.models.base import db
from respbook.models.programmes import Programme
from respbook.models.rubrics import Rubric
from respbook.queries.scope_assessments import rubric_in_sight
from respbook.rules.scoring import rubric as values
from respbook.rules.scoring.kinds import Check, FactSource, VetoEffect
from respbook.rules.scoring.ladder import LadderStep, MeasureKind, Trigger
from respbook.rules.scoring.rule_kinds import Empty, Entry, MissingEntries, Occurrence, Proportion
from respbook.rules.units import UnitKind

D = Decimal


def rubric_value(**more: object) -> values.Rubric:
    """Three rows of together 100 points for villages (``village``) and offices (``office``), four grades, one veto.

    r1 禁烧 40: r1-1 takes 2 points for each finding; r2 资料 20: r2-1 takes 10 for e1 方案, 5 for e2 总结 that is missing;
    r3 报送 40: r3-1 by the share of reports in time. Without parts; whatever is given instead is taken (``rows=…``).
    """
    facts: dict[str, object] = {
        "title": "2026年度环境保护目标责任书考核细则",
        "rows": (
            values.Row(
                "r1",
                "秸秆禁烧",
                D(40),
                heading="大气污染防治",
                standard="全年不发生露天焚烧秸秆。",
                check=Check.FIELD,
                rules=(
                    values.Rule("r1-1", Occurrence(D(2)), "每发现1处扣2分，扣完为止。", source=FactSource.FINDINGS),
                ),
            ),
            values.Row(
                "r2",
                "方案和总结",
                D(20),
                heading="基础工作",
                standard="有年度方案，有年终总结。",
                rules=(
                    values.Rule(
                        "r2-1",
                        MissingEntries((Entry("e1", "方案", D(10)), Entry("e2", "总结", D(5)))),
                        "缺方案扣10分，缺总结扣5分。",
                        source=FactSource.JUDGED,
                    ),
                ),
            ),
            values.Row(
                "r3",
                "按时报送",
                D(40),
                heading="基础工作",
                standard="按期报送各项任务。",
                check=Check.DATA,
                rules=(
                    values.Rule(
                        "r3-1", Proportion(empty=Empty.FULL), "得分＝40×按时报送率。", source=FactSource.REPORTS
                    ),
                ),
            ),
        ),
        "classes": (
            values.UnitClass("village", "村", (UnitKind.VILLAGE, UnitKind.COMMUNITY)),
            values.UnitClass("office", "镇属单位", (UnitKind.AFFILIATED,)),
        ),
        "groups": (
            values.RankGroup("village", "村、社区组", ("village",)),
            values.RankGroup("office", "单位组", ("office",)),
        ),
        "bands": (
            values.Band("优秀", low=D(90)),
            values.Band("良好", low=D(80), high=D(90)),
            values.Band("合格", low=D(60), high=D(80)),
            values.Band("不合格", high=D(60)),
        ),
        "vetoes": (values.Veto("v1", "发生较大环境污染事件", VetoEffect.SET, "不合格"),),
        "ladder": (
            LadderStep("s1", MeasureKind.REMIND, Trigger.OVERDUE_FINDINGS, clause="问题逾期未改的，予以提醒。"),
            LadderStep("s2", MeasureKind.TALK, Trigger.GRADE, word="不合格", clause="考核不合格的，予以约谈。"),
        ),
    }
    return values.Rubric(**(facts | more))  # type: ignore[arg-type]


def draft_rubric(town: Town, programme: Programme, value: values.Rubric | None = None) -> Rubric:
    """A draft of the clerk's, with its body loaded."""
    row = rubrics.write(programme.id, value or rubric_value(), by=town.viewer("clerk"), now=NOW)
    return _again(town, row.id)


def rubric(town: Town, programme: Programme, value: values.Rubric | None = None, **more: object) -> Rubric:
    """考核细则 in force: published by the clerk, with its body loaded; ``rows=…`` and the like stand instead of the usual.

    Rows of another sum than 100 make the full points that sum, unless ``total`` says otherwise.
    """
    given = replace(value or rubric_value(), **more)  # type: ignore[arg-type]
    if given.total == values.Total() and not given.parts:
        held = sum((row.points for row in given.rows), D(0))
        given = replace(given, total=replace(given.total, full=held or given.total.full))
    row = draft_rubric(town, programme, given)
    rubrics.publish(row.id, row.version, by=town.viewer("clerk"), now=NOW)
    return _again(town, row.id)


def _again(town: Town, rubric_id: int) -> Rubric:
    db.session.rollback()
    db.session.expire_all()
    return rubric_in_sight(town.viewer("clerk"), rubric_id)
