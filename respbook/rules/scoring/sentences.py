"""规则文字 sentences: what the sentence of a rule may be, from its parameters; the clerk may write it otherwise (field.md 5)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from respbook.rules.chinese import figure, joined
from respbook.rules.findings import SOURCE_LABELS, FindingSource
from respbook.rules.scoring.rubric import Rule
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    ByRank,
    BySource,
    Direction,
    Discretion,
    Empty,
    MissingEntries,
    Occurrence,
    Parameters,
    PerUnit,
    Presence,
    Proportion,
    Stage,
    Steps,
    ZeroRow,
)

EMPTY_LABELS = {Empty.FULL: "按满分计", Empty.ZERO: "按0分计", Empty.NOT_APPLICABLE: "本项不适用"}
DIRECTION_LABELS = {Direction.AT_LEAST: "越高越好", Direction.AT_MOST: "越低越好"}


def level_words(key: str) -> str:
    """层级名称: a finder, or the level of a bonus as it was written."""
    try:
        return SOURCE_LABELS[FindingSource(key)]
    except ValueError:
        return key


_WEIGHTS = {str(source): place for place, source in enumerate(FindingSource)}


def by_weight(values: Mapping[str, Decimal]) -> list[tuple[str, Decimal]]:
    """各级由轻到重, levels of one's own behind; the text form of a rubric keeps no order."""
    return sorted(values.items(), key=lambda each: (_WEIGHTS.get(each[0], len(_WEIGHTS)), each[0]))


def rule_words(rule: Rule) -> str:
    """规则文字 as written, or as its parameters say it."""
    return rule.words or suggested(rule)


def suggested(rule: Rule) -> str:
    """建议的文字 of a whole rule: its parameters, how it gets worse, its cap."""
    said = _SAID[type(rule.parameters)](rule.parameters)
    worse = rule.escalation
    if worse is not None and worse.factors:
        times = joined(f"第{at}次{figure(factor)}倍" for at, factor in enumerate(worse.factors, 1))
        said += f"，{'连续月份' if worse.consecutive else '同一单位'}累计加重（{times}）"
    if worse is not None and worse.late_factor is not None:
        said += f"，逾期整改的按{figure(worse.late_factor)}倍扣"
    if rule.cap is not None:
        gives = isinstance(rule.parameters, Bonus)
        said += f"，最多{'加' if gives else '扣'}{figure(rule.cap)}分"
    elif isinstance(rule.parameters, (Occurrence, PerUnit)):
        said += "，扣完为止"
    return said + "。"


def _occurrence(of: Occurrence) -> str:
    return f"每发现1处扣{figure(of.value)}分"


def _by_source(of: BySource) -> str:
    told = [
        f"{level_words(key)}发现的每处{'扣' if value >= 0 else '加'}{figure(abs(value))}分"
        for key, value in by_weight(of.values)
    ]
    rest = [f"其余每处扣{figure(of.otherwise)}分"] if of.otherwise else []
    return joined([*told, *rest]) or "按发现层级扣分"


def _per_unit(of: PerUnit) -> str:
    less = of.direction is Direction.AT_LEAST
    target = f"目标{figure(of.target)}" if of.target is not None else "各单位目标"
    rest = "，不足的不计" if of.whole_steps else "，不足的按比例"
    return f"比{target}每{'少' if less else '多'}{figure(of.step)}扣{figure(of.value)}分{rest}"


def _missing(of: MissingEntries) -> str:
    return "；".join(f"缺{entry.label}扣{figure(entry.value)}分" for entry in of.entries)


def _presence(of: Presence) -> str:
    return "；".join(f"有{entry.label}得{figure(entry.value)}分" for entry in of.entries)


def _proportion(of: Proportion) -> str:
    slope = "本项分值" if of.slope is None else figure(of.slope)
    offset = f"{'＋' if of.offset > 0 else '－'}{figure(abs(of.offset))}" if of.offset else ""
    least = f"，最少{figure(of.least)}分" if of.least else ""
    most = f"，最多{figure(of.most)}分" if of.most is not None else ""
    return f"得分＝{slope}×完成率{offset}{least}{most}；应完成数为0的，{EMPTY_LABELS[of.empty]}"


def stage_words(stage: Stage, direction: Direction) -> str:
    """档的界: ≥90, ＜5, 优."""
    if stage.bound is None:
        return stage.label
    mark = {(True, True): "≥", (True, False): "＞", (False, True): "≤", (False, False): "＜"}
    return f"{mark[direction is Direction.AT_LEAST, stage.inclusive]}{figure(stage.bound)}"


def _steps(of: Steps) -> str:
    what = "完成率" if of.rate else ""
    told = [f"{what}{stage_words(stage, of.direction)}得{figure(stage.value)}分" for stage in of.stages]
    return f"{'；'.join(told)}；其余得{figure(of.otherwise)}分"


def _by_rank(of: ByRank) -> str:
    told = [
        f"第{place.first}名得{figure(place.value)}分"
        if place.first == place.last
        else f"第{place.first}至{place.last}名得{figure(place.value)}分"
        for place in of.places
    ]
    return f"组内排名{'；'.join(told)}；其余得{figure(of.otherwise)}分"


def _discretion(of: Discretion) -> str:
    most = "本项分值" if of.most is None else f"{figure(of.most)}分"
    return f"由考核组在{figure(of.least)}分至{most}之间酌情评分，说明理由"


def _bonus(of: Bonus) -> str:
    told = [f"{level_words(key)}每件加{figure(value)}分" for key, value in by_weight(of.values)]
    if of.value or not told:
        told.append(f"{'其余' if told else ''}每件加{figure(of.value)}分")
    return joined(told) + ("，抵扣本项扣分" if of.within_row else "")


def _zero(_: ZeroRow) -> str:
    return "发生1起，本项不得分"


_SAID: dict[type[Parameters], Callable[[Any], str]] = {
    Occurrence: _occurrence,
    BySource: _by_source,
    PerUnit: _per_unit,
    MissingEntries: _missing,
    Presence: _presence,
    Proportion: _proportion,
    Steps: _steps,
    ByRank: _by_rank,
    Discretion: _discretion,
    Bonus: _bonus,
    ZeroRow: _zero,
}
