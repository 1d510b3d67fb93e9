"""指标和规则的栏目: what a row, and a rule of each kind, is filled in with; on the page and in the sheet (field.md 5)."""

from dataclasses import MISSING, replace
from typing import Any

from respbook.rules.scoring.columns import Around, Column, Kind, made
from respbook.rules.scoring.kinds import CHECK_LABELS, FACT_SOURCE_LABELS, NA_LABELS, FactSource
from respbook.rules.scoring.rubric import Escalation, Rule
from respbook.rules.scoring.rule_kinds import (
    RULE_LABELS,
    Bonus,
    ByRank,
    BySource,
    Direction,
    Discretion,
    MissingEntries,
    Occurrence,
    PerUnit,
    Presence,
    Proportion,
    Steps,
    ZeroRow,
)
from respbook.rules.scoring.sentences import DIRECTION_LABELS, EMPTY_LABELS
from respbook.rules.scoring.sources import CHOICES
from respbook.rules.scoring.typed_lists import FilterWords


def filters_of(source: object) -> FilterWords:
    """取数条件 of a source, told by code or label; a word that is none has none."""
    found = next((each for each in CHOICES if source in (str(each), FACT_SOURCE_LABELS[each])), None)
    return {} if found is None else {one.key: (one.label, one.options) for one in CHOICES[found]}


ROW_COLUMNS = (
    Column("title", "指标", must=True, longest=100),
    Column("heading", "类别", longest=60, hint="同一类别的指标排在一起，例如“大气污染防治”。"),
    Column("points", "分值", Kind.POINTS, must=True, hint="只加分、只否决的指标填0。"),
    Column("standard", "评分标准", Kind.LINES, longest=2000),
    Column("part", "考核时段", Kind.REF, refers="parts", hint="不选的，每个时段都考。"),
    Column("check", "考核方式", Kind.CHOICE, choices=CHECK_LABELS),
    Column("sample", "抽样", longest=200, hint="例如“每村抽查3个社”。"),
    Column("office", "考核科室", longest=60),
    Column("floor", "最低分", Kind.FLOOR, hint="一般为0；可以扣到0分以下的，写“不保底”。"),
    Column("ceiling", "最高分", Kind.POINTS, hint="不填的，最高为本项分值。"),
    Column("na_mode", "不适用时", Kind.CHOICE, choices=NA_LABELS),
    Column("na_points", "不适用固定分", Kind.POINTS, hint="只在“得固定分”时填。"),
    Column(
        "variants",
        "分类变体",
        Kind.VARIANTS,
        hint="各类单位不同的写在这里，一行一类，例如“镇属单位：不适用”“社区：8”。",
    ),
    Column("groups", "合并封顶组", Kind.GROUPS, hint="几条规则合起来最多扣几分，一行一组，例如“秸秆类：5”。"),
    Column("clause_ids", "条款", Kind.TEXTS),
    Column("target_ids", "目标任务", Kind.IDS),
    Column("examples", "样照", Kind.EXAMPLES),
)

OF_KIND = {
    one.CODE: one
    for one in (
        Occurrence,
        BySource,
        PerUnit,
        MissingEntries,
        Presence,
        Proportion,
        Steps,
        ByRank,
        Discretion,
        Bonus,
        ZeroRow,
    )
}

_OTHERWISE = Column("otherwise", "其余情形的分值", Kind.POINTS, hint="不填按0分计。")
_DIRECTION = Column("direction", "方向", Kind.CHOICE, choices=DIRECTION_LABELS)
_EMPTY = Column(
    "empty",
    "应完成数为0时",
    Kind.CHOICE,
    choices=EMPTY_LABELS,
    hint="没有应完成任务的单位怎样计分。",
)
_TARGET = Column("target", "目标数", Kind.FIGURE, hint="各单位目标不同、由责任书带来的，不填。")
_LEAST = Column("least", "最少得分", Kind.POINTS)
_MOST = Column("most", "最多得分", Kind.POINTS, hint="不填的，最多为本项分值。")
_ENTRIES_HINT = "一行一项，写“名称：分值”，例如“年度方案：2”。"
PARAMETER_COLUMNS: dict[str, tuple[Column, ...]] = {
    "OCC": (Column("value", "每处扣分", Kind.POINTS, must=True),),
    "SRC": (
        Column(
            "values",
            "各级发现的每处扣分",
            Kind.VALUES,
            must=True,
            hint="一行一级，例如“县级：3”；自查发现要加分的写负数，例如“自查：-2”。",
        ),
        Column("otherwise", "其余每处扣分", Kind.POINTS, hint="不填按0分计。"),
    ),
    "UNIT": (
        _TARGET,
        Column("value", "每差一个单位扣分", Kind.POINTS, must=True),
        Column("step", "一个单位是多少", Kind.FIGURE, hint="例如每差5户扣1分的，填5；不填按1计。"),
        _DIRECTION,
        Column("whole_steps", "不足一个单位的不计", Kind.FLAG),
    ),
    "MISS": (Column("entries", "清单（缺一项扣）", Kind.ENTRIES, must=True, hint=_ENTRIES_HINT),),
    "PRES": (Column("entries", "清单（有一项得）", Kind.ENTRIES, must=True, hint=_ENTRIES_HINT),),
    "PROP": (
        Column("slope", "系数", Kind.POINTS, hint="得分＝系数×完成率＋加减数；不填的，系数为本项分值。"),
        Column("offset", "加减数", Kind.POINTS, hint="例如“70×完成率－63”的，填-63。"),
        _LEAST,
        _MOST,
        _TARGET,
        _EMPTY,
    ),
    "STEP": (
        Column(
            "stages", "分档", Kind.STAGES, must=True, hint="一行一档，例如“≥90：5”“＞80：3”；由考核组选档的写“优：5”。"
        ),
        _OTHERWISE,
        _DIRECTION,
        Column("rate", "按完成率分档", Kind.FLAG, hint="档界写成百分数，例如“≥95%：5”。"),
        _EMPTY,
    ),
    "RANK": (
        Column("places", "名次段", Kind.PLACES, must=True, hint="一行一段，例如“1-3：10”“4：8”。"),
        _OTHERWISE,
        _DIRECTION,
    ),
    "DISC": (_LEAST, _MOST),
    "BONUS": (
        Column("value", "每件加分", Kind.POINTS, must=True),
        Column("values", "分级加分", Kind.VALUES, hint="按级别不同的，一行一级，例如“省级：2”；其余按“每件加分”。"),
        Column("within_row", "抵扣本项扣分", Kind.FLAG, hint="选“是”的，只补回本项扣掉的分；否则另加到总分。"),
    ),
    "ZERO": (),
}

COMMON_COLUMNS = (
    Column("words", "规则文字", Kind.LINES, longest=500, hint="印在细则里的话；不填的，按各栏自动写成。"),
    Column("source", "取数来源", Kind.CHOICE, choices=FACT_SOURCE_LABELS),
    Column(
        "filters", "取数条件", Kind.FILTERS, hint="一行一种，例如“问题类别：秸秆焚烧、扬尘防控”“发现层级：县级、市级”。"
    ),
    Column("cap", "本条封顶", Kind.POINTS, hint="本条最多扣（加）几分，不封顶的不填。"),
    Column("group", "合并封顶组", hint="与本行其他规则合并封顶的，填组名；组在指标页上增加。"),
    Column("factors", "累计加重", Kind.NUMBERS, hint="第1次、第2次……各按几倍，例如“1、2、3”。"),
    Column("consecutive", "只累计连续月份", Kind.FLAG),
    Column("late_factor", "逾期倍数", Kind.POINTS, hint="逾期才整改的，按几倍扣。"),
)


def rule_columns(code: str) -> tuple[Column, ...]:
    """一种规则的栏目."""
    return (*PARAMETER_COLUMNS[code], *COMMON_COLUMNS)


CODE_LABELS = dict(RULE_LABELS)


def rule_values(rule: Rule) -> dict[str, Any]:
    """规则的各栏的值."""
    told = {column.name: getattr(rule.parameters, column.name) for column in PARAMETER_COLUMNS[rule.code]}
    worse = rule.escalation
    return told | {
        "words": rule.words,
        "source": rule.source,
        "filters": rule.filters,
        "cap": rule.cap,
        "group": rule.group,
        "factors": worse.factors if worse else (),
        "consecutive": worse.consecutive if worse else False,
        "late_factor": worse.late_factor if worse else None,
    }


_JUDGED = frozenset({"MISS", "PRES", "DISC"})
"""Kinds that the assessors look at, unless the clerk says otherwise."""


def filter_hint(source: object) -> str:
    """取数条件的提示: what may be written for a source."""
    known = filters_of(source)
    told = [f"{label}（{'、'.join(options.values())}）" if options else label for label, options in known.values()]
    return f"这种来源可写：{'；'.join(told)}。一行一种，例如“{next(iter(known.values()))[0]}：……”。" if known else ""


def made_rule(key: str, code: str, values: dict[str, Any]) -> Rule:
    """一条规则 from what was read of its columns."""
    told = {name: value for name, value in values.items() if value is not MISSING}
    parameters = made(OF_KIND[code], PARAMETER_COLUMNS[code], told if code != "UNIT" else {"target": None} | told)
    worse = {name: told[name] for name in ("factors", "consecutive", "late_factor") if name in told}
    asked = worse.get("factors") or worse.get("late_factor") is not None or worse.get("consecutive")
    if "source" not in told and code in _JUDGED:
        told["source"] = FactSource.JUDGED
    rule = Rule(key, parameters, escalation=Escalation(**worse) if asked else None)
    return replace(
        rule, **{name: told[name] for name in ("words", "source", "filters", "cap", "group") if name in told}
    )


def direction_in(said: Any) -> Direction:
    """方向 as chosen; the usual one where nothing is."""
    return next((each for each in Direction if said in (each, str(each))), Direction.AT_LEAST)


def around_rule(around: Around, rule: Rule | None) -> Around:
    """读写一条规则的上下文: its direction, and its list as it stood."""
    if rule is None:
        return around
    before = getattr(rule.parameters, "entries", None)
    return replace(
        around,
        before=before,
        direction=direction_in(getattr(rule.parameters, "direction", None)),
        filters=filters_of(rule.source),
    )
