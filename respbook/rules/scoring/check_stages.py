"""分档检查 check stages: stages that nobody reaches, places that overlap or leave a gap."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from respbook.rules.scoring.base_rules import reaches
from respbook.rules.scoring.rubric import Row
from respbook.rules.scoring.rule_kinds import ByRank, Direction, Place, Stage, Steps
from respbook.rules.scoring.words import number, points

Told = tuple[str, bool, str, str, str]
"""Code, whether it must be mended, what, why, remedy."""


def stages(row: Row, rule: Steps) -> Iterator[Told]:
    """分档: whether each can be reached, and what they are worth."""
    if not rule.stages:
        yield "stages", True, "没有分档", "这条规则不起作用", "请加分档"
    for at, stage in enumerate(rule.stages, 1):
        if stage.bound is None and not stage.label:
            yield "stages", True, f"第{at}档没有档界，也没有名称", "没有单位能到这一档", "请写档界或名称"
        if rule.rate and stage.bound is not None and stage.bound > 10:
            yield "stages", True, f"第{at}档的档界是{number(stage.bound)}", "按比率分档，90%应写0.9", "请改档界"
    yield from _unreachable(rule)
    best = max((stage.value for stage in rule.stages), default=Decimal(0))
    if best > row.points:
        limit = f"，但本项最高{points(row.ceiling)}" if row.ceiling is not None and row.ceiling < best else ""
        yield (
            "stages-exceed",
            False,
            f"最高一档{points(best)}，高于分值{points(row.points)}{limit}",
            "得分可以超过分值",
            "有意如此的可以不改",
        )


def _unreachable(rule: Steps) -> Iterator[Told]:
    """A stage decides nothing where a better or equal one is reached whenever it is."""
    for at, stage in enumerate(rule.stages, 1):
        if stage.bound is None:
            continue
        if any(
            _covers(other, stage, which < at, rule.direction)
            for which, other in enumerate(rule.stages, 1)
            if which != at
        ):
            yield (
                "unreachable",
                True,
                f"第{at}档（{number(stage.bound)}，{points(stage.value)}）永远用不上",
                "有一档更容易达到，得分不比它少",
                "请改档界或分值",
            )


def _covers(other: Stage, stage: Stage, earlier: bool, direction: Direction) -> bool:
    if other.bound is None or stage.bound is None or other.value < stage.value:
        return False
    if other.bound == stage.bound and other.inclusive == stage.inclusive:
        return other.value > stage.value or earlier
    if other.bound == stage.bound:
        return other.inclusive
    return reaches(stage.bound, other, direction)


def places(row: Row, rule: ByRank) -> Iterator[Told]:
    """名次段: whether they follow each other."""
    if not rule.places:
        yield "places", True, "没有名次段", "这条规则不起作用", "请加名次段"
    ordered = sorted(rule.places, key=lambda place: place.first)
    for place in ordered:
        if place.first < 1 or place.first > place.last:
            yield "places", True, f"名次段{place.first}至{place.last}不对", "名次从1起，起始不能大于截止", "请改名次段"
    yield from _following(ordered, rule)
    if any(place.value > row.points for place in rule.places):
        yield "places", False, "有名次的得分高于分值", "超出分值的部分不计", "请核对"


def _following(ordered: list[Place], rule: ByRank) -> Iterator[Told]:
    for before, after in pairwise(ordered):
        if after.first <= before.last:
            yield "places", True, f"第{after.first}名在两个名次段里", "不知道得哪个分", "请改名次段"
        elif after.first > before.last + 1:
            yield (
                "places",
                False,
                f"第{before.last + 1}名不在任何名次段里，得{points(rule.otherwise)}",
                "名次段没有接上",
                "请核对",
            )
        if after.value > before.value:
            yield "places", False, f"第{after.first}名得分比前面的多", "名次靠后反而得分多", "请核对"
