"""等次检查 check bands: every total has one grade and no more (R68: 80–89 and 90, where does 89.5 stand?)."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from respbook.rules.scoring.flaws import Flaw, look, must
from respbook.rules.scoring.grading import bounds_words, fits
from respbook.rules.scoring.kinds import BonusPlace
from respbook.rules.scoring.rubric import Band, Rubric
from respbook.rules.scoring.rule_kinds import Bonus
from respbook.rules.scoring.words import points

_WHERE = "等次"
_ORDER = "请从最好的等次到最差的依次写，界限相接"


def bands(rubric: Rubric) -> Iterator[Flaw]:
    """等次是否相接."""
    if not rubric.bands:
        yield look("no-bands", _WHERE, "没有写等次", "考核只出分数和名次，不定等次", "需要定等的，请写上等次和分数段")
        return
    for band in rubric.bands:
        yield from _alone(band)
    for better, worse in pairwise(rubric.bands):
        yield from _neighbours(rubric, better, worse)
    yield from _top(rubric, rubric.bands[0])
    yield from _bottom(rubric, rubric.bands[-1])


def _alone(band: Band) -> Iterator[Flaw]:
    if not band.label.strip():
        yield must("band-name", _WHERE, f"有一等没有名称（{bounds_words(band)}）", "没有名称就定不了等", "请写上名称")
    empty = (
        band.low is not None
        and band.high is not None
        and not (band.low < band.high or (band.low == band.high and _both(band)))
    )
    if empty:
        yield must(
            "band-empty",
            f"等次“{band.label}”",
            f"分数段是{bounds_words(band)}",
            "没有一个分数落在里面",
            "请改上限或下限",
        )
    if band.rank_within is not None and band.rank_within < 1:
        yield must(
            "band-rank", f"等次“{band.label}”", "名次限制小于1", "没有单位能评上", "请写不小于1的名次，或去掉名次限制"
        )


def _both(band: Band) -> bool:
    return band.low_inclusive and band.high_inclusive


def _neighbours(rubric: Rubric, better: Band, worse: Band) -> Iterator[Flaw]:
    where = f"等次“{better.label}”与“{worse.label}”"
    if better.low is None:
        yield must(
            "band-order",
            where,
            f"“{better.label}”没有下限",
            f"任何分数都会定为{better.label}，轮不到{worse.label}",
            _ORDER,
        )
        return
    if worse.low is not None and worse.low >= better.low:
        yield must(
            "band-order", where, f"“{worse.label}”的下限不低于“{better.label}”的下限", "等次没有按从好到差排列", _ORDER
        )
        return
    if worse.high is None:
        return
    unit = Decimal(1).scaleb(-rubric.total.places)
    edge = better.low - unit if better.low_inclusive else better.low
    if not fits(worse, edge):
        yield _gap(where, better, worse, edge, unit)
    elif fits(worse, first := better.low if better.low_inclusive else better.low + unit):
        both = points(first) if worse.high == first else f"{points(first)}至{points(worse.high)}"
        yield must(
            "band-overlap",
            where,
            f"{both}两个等次都算",
            "同一个分数不能定两个等次",
            "请写明界限上的分数归哪一等（含、不含）",
        )


def _gap(where: str, better: Band, worse: Band, edge: Decimal, unit: Decimal) -> Flaw:
    shown = edge
    if worse.high is not None and better.low is not None:
        middle = ((worse.high + better.low) / 2).quantize(unit)
        shown = middle if not fits(worse, middle) and not fits(better, middle) else edge
    return must(
        "band-gap",
        where,
        f"中间有空档，如{points(shown)}没有等次",
        "得到这个分数的单位定不了等",
        f"请把两个等次接上，如“{worse.label}”的上限写{points(better.low or shown)}（{'不含' if better.low_inclusive else '含'}）",
    )


def _top(rubric: Rubric, best: Band) -> Iterator[Flaw]:
    if best.high is None:
        return
    total = rubric.total
    most = total.full
    bonus = any(
        isinstance(rule.parameters, Bonus) and not rule.parameters.within_row
        for row in rubric.rows
        for rule in row.rules
    )
    if bonus and total.bonus_place is BonusPlace.OUTSIDE:
        most = (
            total.ceiling
            if total.ceiling is not None
            else total.full + (total.bonus_cap if total.bonus_cap is not None else 1)
        )
    if not fits(best, most) and most >= (best.low or most):
        how = "加分后可能超过上限" if most > total.full else f"满分是{points(total.full)}"
        yield must(
            "band-top",
            f"等次“{best.label}”",
            f"上限是{points(best.high)}{'（含）' if best.high_inclusive else '（不含）'}，{how}",
            f"如得{points(most)}，没有等次",
            "最好的等次请不写上限",
        )


def _bottom(rubric: Rubric, worst: Band) -> Iterator[Flaw]:
    if worst.rank_within is not None:
        yield must(
            "band-rank",
            f"等次“{worst.label}”",
            "最差的等次写了名次限制",
            "排在后面的没有更低的等次可定",
            "请去掉名次限制",
        )
    if worst.low is None:
        return
    least = rubric.total.floor
    if least is None or not fits(worst, least):
        shown = worst.low - 1 if least is None else least
        yield must(
            "band-bottom",
            f"等次“{worst.label}”",
            f"下限是{points(worst.low)}{'（含）' if worst.low_inclusive else '（不含）'}",
            f"如得{points(shown)}，没有等次",
            "最差的等次请不写下限",
        )
