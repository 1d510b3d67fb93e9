"""定等 grading: bands, quotas and vetoes; a veto only ever lowers (field.md 5.2 steps 10–12; A8)."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from respbook.rules.chinese import day
from respbook.rules.scoring.facts import VetoFact
from respbook.rules.scoring.kinds import VETO_TARGET_LABELS, VetoEffect, VetoSpan, VetoTarget
from respbook.rules.scoring.results import Phase, Step, UnitResult
from respbook.rules.scoring.rubric import Band, Quota, Rubric, Veto
from respbook.rules.scoring.words import number, points


@dataclass(slots=True)
class Graded:
    """定等中的一个单位: its place in the list of bands, best first; None = no band holds its total."""

    result: UnitResult
    group_label: str
    group_size: int
    at: int | None = None
    by_points: int | None = None
    barred: bool = False
    steps: list[Step] = field(default_factory=list)

    def tell(self, phase: Phase, words: str, links: Sequence[object] = ()) -> None:
        """One step that changes no figure."""
        self.steps.append(Step(phase, words, self.result.total, links=tuple(links)))  # type: ignore[arg-type]


def fits(band: Band, total: Decimal) -> bool:
    """总分是否在这一等内."""
    if band.low is not None and (total < band.low or (total == band.low and not band.low_inclusive)):
        return False
    return not (band.high is not None and (total > band.high or (total == band.high and not band.high_inclusive)))


def bounds_words(band: Band) -> str:
    """等次界限 in words: 90分以上（含）, 80分（含）至90分（不含）."""
    low = f"{points(band.low)}{_side(band.low_inclusive)}" if band.low is not None else ""
    high = f"{points(band.high)}{_side(band.high_inclusive)}" if band.high is not None else ""
    if low and high:
        return f"{low}至{high}"
    if low and band.low is not None:
        return f"{points(band.low)}以上{_side(band.low_inclusive)}"
    if high and band.high is not None:
        return f"{points(band.high)}以下{_side(band.high_inclusive)}"
    return "不限分数"


def _side(inclusive: bool) -> str:
    return "（含）" if inclusive else "（不含）"


def grade(rubric: Rubric, group: list[Graded], vetoes: Sequence[Sequence[VetoFact]], explain: bool) -> list[UnitResult]:
    """一组定等: ``group`` in order of rank; ``vetoes`` of each."""
    for one in group:
        _by_points(rubric, one, explain)
    for at, band in enumerate(rubric.bands):
        _quota(rubric, group, at, band, explain)
    for one, facts in zip(group, vetoes, strict=True):
        _vetoed(rubric, one, facts, explain)
    return [_graded(rubric, one) for one in group]


def _graded(rubric: Rubric, one: Graded) -> UnitResult:
    label = rubric.bands[one.at].label if one.at is not None else ""
    first = rubric.bands[one.by_points].label if one.by_points is not None else ""
    steps = (*one.result.steps, *one.steps)
    return replace(one.result, band=label, band_by_points=first, barred=one.barred, steps=steps)


def _by_points(rubric: Rubric, one: Graded, explain: bool) -> None:
    if not rubric.bands:
        if explain:
            one.tell(Phase.RANK, _rank_words(one))
        return
    total = one.result.total
    one.at = one.by_points = next((at for at, band in enumerate(rubric.bands) if fits(band, total)), None)
    if not explain:
        return
    if one.at is None:
        one.tell(Phase.BAND, f"总分{points(total)}不在任何等次的分数段内，未定等次")
    else:
        band = rubric.bands[one.at]
        one.tell(Phase.BAND, f"总分{points(total)}，在{bounds_words(band)}之内，按分数定为{band.label}")
    one.tell(Phase.RANK, _rank_words(one))


def _rank_words(one: Graded) -> str:
    where = f"在{one.group_label}" if one.group_label else "在全部"
    return f"{where}{one.group_size}个单位中列第{one.result.rank}名"


def _quota(rubric: Rubric, group: list[Graded], at: int, band: Band, explain: bool) -> None:
    """名次限制与名额: who stands behind gets the next band; equals are not told apart, so none of them may break the quota."""
    if at + 1 >= len(rubric.bands):
        return
    below = rubric.bands[at + 1].label
    if band.rank_within is not None:
        for one in group:
            if one.at == at and one.result.rank > band.rank_within:
                one.at = at + 1
                if explain:
                    one.tell(
                        Phase.RANK, f"{band.label}限组内前{band.rank_within}名，列第{one.result.rank}名，定为{below}"
                    )
    for quota in rubric.quotas:
        if quota.band == band.label and group and quota.group == group[0].result.group:
            _limit(group, at, quota, below, explain)


def _limit(group: list[Graded], at: int, quota: Quota, below: str, explain: bool) -> None:
    count = _count(quota, len(group))
    if count is None:
        return
    holders = [one for one in group if one.at == at]
    if len(holders) <= count:
        return
    first_out = holders[count].result.rank
    for one in holders:
        if one.result.rank >= first_out:
            one.at = at + 1
            if explain:
                tied = "，与他人并列、无法再分先后" if holders[count - 1].result.rank == first_out and count else ""
                one.tell(Phase.RANK, f"{quota.band}名额{count}个，列第{one.result.rank}名{tied}，超出名额，定为{below}")


def _count(quota: Quota, size: int) -> int | None:
    """名额: a count, a share of the group rounded down, or the smaller of both."""
    share = int(quota.share * size) if quota.share is not None else None
    known = [figure for figure in (quota.count, share) if figure is not None]
    return min(known) if known else None


_ORDER = (VetoEffect.LOWER, VetoEffect.CEILING, VetoEffect.SET, VetoEffect.BAR)
"""So that the order in which vetoes were decided makes no difference, and the lowest holds."""


def _vetoed(rubric: Rubric, one: Graded, facts: Sequence[VetoFact], explain: bool) -> None:
    """Step 12."""
    if not facts:
        return
    known = {veto.key: veto for veto in rubric.vetoes}
    labels = [band.label for band in rubric.bands]
    decided = [(known[fact.veto], fact) for fact in facts if fact.veto in known]
    for veto, fact in sorted(decided, key=lambda pair: (_ORDER.index(pair[0].effect), pair[0].key)):
        before = one.at
        if veto.target is VetoTarget.UNIT:
            _apply(veto, one, labels)
        if explain:
            one.tell(Phase.VETO, _veto_words(veto, fact, one, before, labels), fact.links)


def _apply(veto: Veto, one: Graded, labels: list[str]) -> None:
    if veto.effect is VetoEffect.BAR:
        one.barred = True
        return
    if not labels:
        return
    last = len(labels) - 1
    if veto.effect is VetoEffect.LOWER:
        one.at = None if one.at is None else min(one.at + veto.levels, last)
    elif veto.band in labels:
        limit = labels.index(veto.band)
        one.at = limit if one.at is None else max(one.at, limit)


def _veto_words(veto: Veto, fact: VetoFact, one: Graded, before: int | None, labels: list[str]) -> str:
    paper = "，".join(part for part in (fact.number, f"{day(fact.decided_on)}决定" if fact.decided_on else "") if part)
    lead = f"一票否决：{veto.words or fact.words}{f'（{paper}）' if paper else ''}"
    span = f"，自决定之日起{veto.months}个月" if veto.span is VetoSpan.MONTHS else ""
    if veto.target is not VetoTarget.UNIT:
        return f"{lead}，对象为{VETO_TARGET_LABELS[veto.target]}，不改变单位等次{span}"
    if veto.effect is VetoEffect.BAR:
        return f"{lead}，取消评优评先资格{span}"
    if before == one.at:
        held = labels[one.at] if one.at is not None else "未定等次"
        return f"{lead}，等次已不高于此，仍为{held}{span}"
    was = labels[before] if before is not None else "未定等次"
    how = f"降低{number(Decimal(veto.levels))}等" if veto.effect is VetoEffect.LOWER else "定等"
    return f"{lead}，{how}，由{was}改为{labels[one.at or 0]}{span}"
