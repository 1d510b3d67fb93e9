"""设定的栏目: 分类, 排名组, 时段, 等次, 名额, 并列, 否决, 问责阶梯 and 总分, each a small table (features A8, A10, Y1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass
from typing import Any

from respbook.rules.scoring.columns import Around, Column, Kind, code_text, made, read_all, write
from respbook.rules.scoring.kinds import (
    BONUS_PLACE_LABELS,
    COMBINE_LABELS,
    MISSING_LABELS,
    TIE_LABELS,
    VETO_EFFECT_LABELS,
    VETO_TARGET_LABELS,
    VetoSpan,
)
from respbook.rules.scoring.ladder import MEASURE_LABELS, TRIGGER_LABELS, LadderStep
from respbook.rules.scoring.rubric import Band, Part, Quota, RankGroup, Tie, Total, UnitClass, Veto
from respbook.rules.scoring.typed_lists import free_key
from respbook.rules.units import UNIT_KIND_LABELS

VETO_SPAN_LABELS = {VetoSpan.YEAR: "当年", VetoSpan.MONTHS: "自决定之日起若干月"}
NO_COUNTY = "不另作规定"


@dataclass(frozen=True)
class Setting:
    """一处设定: the field of the rubric, what one item is, its columns. ``prefix``: of keys that are given by themselves."""

    name: str
    title: str
    of: type
    columns: tuple[Column, ...]
    prefix: str = ""
    hint: str = ""
    single: bool = False


_KEY = Column("key", "编号", longest=24, hint="不填的自动编号；编号定了不要再改。")

SETTINGS = {
    one.name: one
    for one in (
        Setting(
            "classes",
            "分类",
            UnitClass,
            (
                _KEY,
                Column("label", "名称", must=True, longest=30),
                Column("kinds", "单位类型", Kind.CHOICES, choices=UNIT_KIND_LABELS),
            ),
            "c",
            "指标、分值因单位类型不同的，在这里分类，例如“村”“镇属单位”；都一样的不用分。",
        ),
        Setting(
            "groups",
            "排名组",
            RankGroup,
            (
                _KEY,
                Column("label", "名称", must=True, longest=30),
                Column("classes", "包含的分类", Kind.REFS, refers="classes", must=True),
            ),
            "g",
            "各组分别排名，例如“村、社区组”“单位组”；不分组的，全部一起排。",
        ),
        Setting(
            "parts",
            "考核时段",
            Part,
            (
                _KEY,
                Column("label", "名称", must=True, longest=30),
                Column("weight", "权重分", Kind.POINTS, must=True),
                Column("times", "全年期数", Kind.WHOLE),
                Column("combine", "各期合成", Kind.CHOICE, choices=COMBINE_LABELS),
                Column("missing", "缺期", Kind.CHOICE, choices=MISSING_LABELS),
            ),
            "p",
            "例如“平时考核”40分、12期，“年终考核”60分、1期；不分时段的不用填。",
        ),
        Setting(
            "bands",
            "等次",
            Band,
            (
                Column("label", "等次", must=True, longest=20),
                Column("low", "下限", Kind.POINTS),
                Column("low_inclusive", "含下限", Kind.FLAG),
                Column("high", "上限", Kind.POINTS),
                Column("high_inclusive", "含上限", Kind.FLAG),
                Column("rank_within", "限前几名", Kind.WHOLE),
            ),
            hint="从高到低写，相邻的界只能一边含，例如90分（含）以上为优秀、80分（含）至90分（不含）为良好。",
        ),
        Setting(
            "quotas",
            "名额",
            Quota,
            (
                Column("band", "等次", Kind.REF, refers="bands", must=True),
                Column("group", "排名组", Kind.REF, refers="groups"),
                Column("count", "最多几个", Kind.WHOLE),
                Column("share", "最多占比", Kind.PERCENT),
            ),
            hint="两种只填一种；占比的算出后去尾取整，超过的降到下一等次。",
        ),
        Setting(
            "ties",
            "并列比较",
            Tie,
            (
                Column("by", "比较什么", Kind.CHOICE, choices=TIE_LABELS, must=True),
                Column("key", "指标或时段的编号", longest=24),
            ),
            hint="总分相同时依次比较；都相同的，名次并列。",
        ),
        Setting(
            "vetoes",
            "否决事项",
            Veto,
            (
                _KEY,
                Column("words", "情形", must=True, longest=300),
                Column("effect", "后果", Kind.CHOICE, choices=VETO_EFFECT_LABELS, must=True),
                Column("band", "等次", Kind.REF, refers="bands"),
                Column("levels", "降几等", Kind.WHOLE),
                Column("span", "时限", Kind.CHOICE, choices=VETO_SPAN_LABELS),
                Column("months", "月数", Kind.WHOLE),
                Column("target", "对象", Kind.CHOICE, choices=VETO_TARGET_LABELS),
            ),
            "v",
            "否决要有事项、证据、单位陈述和领导决定，缺一样不生效。",
        ),
        Setting(
            "ladder",
            "问责阶梯",
            LadderStep,
            (
                _KEY,
                Column("kind", "方式", Kind.CHOICE, choices=MEASURE_LABELS, must=True),
                Column("trigger", "触发情形", Kind.CHOICE, choices=TRIGGER_LABELS, must=True),
                Column("threshold", "达到", Kind.POINTS),
                Column("word", "等次", Kind.REF, refers="bands"),
                Column("clause", "条文", longest=300),
                Column("after", "前一级编号", longest=24),
                Column("county", "县管单位", Kind.CHOICE, choices={**MEASURE_LABELS, "-": NO_COUNTY}),
            ),
            "s",
            "由轻到重；系统只提建议，由领导决定。约谈是提醒，不是处分。",
        ),
        Setting(
            "total",
            "总分",
            Total,
            (
                Column("full", "满分", Kind.POINTS),
                Column("convert", "原始分折算到满分", Kind.FLAG),
                Column("bonus_place", "加分", Kind.CHOICE, choices=BONUS_PLACE_LABELS),
                Column("bonus_cap", "加分封顶", Kind.POINTS),
                Column("floor", "总分最低", Kind.FLOOR),
                Column("ceiling", "总分最高", Kind.POINTS),
                Column("places", "小数位数", Kind.WHOLE),
            ),
            single=True,
            hint="只在总分上四舍五入，各行保留原数。",
        ),
    )
}


@dataclass(frozen=True)
class TableRead:
    """读一张小表: the items, and the sentences by (line from 0, column's name)."""

    items: tuple[Any, ...]
    faults: Mapping[tuple[int, str], str]


def texts_of(
    setting: Setting, item: Any, around: Around, by: Callable[[Column, Any, Around], str] = write
) -> dict[str, str]:
    """一项的各栏文字, for a sheet; for a form ``by`` code_text."""
    told = {column.name: by(column, getattr(item, column.name), around) for column in setting.columns}
    if isinstance(item, LadderStep) and item.county is None:
        told["county"] = "-" if by is code_text else NO_COUNTY
    return told


def read_table(setting: Setting, lines: Sequence[Mapping[str, str]], around: Around) -> TableRead:
    """读一张小表; lines without any text are left out. Keys that are missing are given."""
    items: list[Any] = []
    faults: dict[tuple[int, str], str] = {}
    keys = [texts["key"].strip() for texts in lines if texts.get("key", "").strip()]
    seen: set[str] = set()
    for at, texts in enumerate(lines):
        if not any(text.strip() for text in texts.values()):
            continue
        found, wrong = read_all(setting.columns, texts, around)
        faults |= {(at, name): sentence for name, sentence in wrong.items()}
        if setting.prefix:
            _keyed(setting, found, keys)
            key = found.get("key", "")
            if key in seen:
                faults[at, "key"] = f"编号“{key}”写了两次，请改成不同的。"
            seen.add(key)
        if not wrong:
            items.append(_made(setting, found))
    return TableRead(tuple(items), faults)


def _keyed(setting: Setting, found: dict[str, Any], keys: list[str]) -> None:
    if found.get("key", MISSING) is MISSING:
        found["key"] = free_key(setting.prefix, keys)
        keys.append(found["key"])


def _made(setting: Setting, found: dict[str, Any]) -> Any:
    if found.get("county") == "-":
        found["county"] = None
    return made(setting.of, setting.columns, found)
