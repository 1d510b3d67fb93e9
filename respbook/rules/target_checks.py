"""目标任务检查 target checks: what each kind of target must say before it can stand in a letter (features T2, X10)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from respbook.rules.cadence import CADENCE_LABELS, Cadence, DueRule, check_due_rule
from respbook.rules.chinese import day, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.splitting import FINEST, LARGEST
from respbook.rules.targets import DIVISIBLE, KIND_LABELS, Basis, Figure, TargetKind
from respbook.rules.typed import FIRST_YEAR, read_number
from respbook.rules.units import UNIT_KIND_LABELS, UnitKind, own_words, signing_kinds

FIELDS_OF: dict[TargetKind, tuple[str, ...]] = {
    TargetKind.AT_LEAST: ("amount", "unit_word", "divided", "basis", "step"),
    TargetKind.AT_MOST: ("amount", "unit_word", "divided", "basis", "step"),
    TargetKind.ZERO: ("unit_word",),
    TargetKind.RANGE: ("low", "high", "unit_word"),
    TargetKind.RATIO: ("amount", "unit_word", "per", "per_word"),
    TargetKind.RELATIVE: ("amount", "base_year", "base_amount", "unit_word"),
    TargetKind.DEADLINE: (),
    TargetKind.YES_NO: (),
    TargetKind.TEXT: ("text",),
}
"""指标填写项: the fields of the figure that mean something for a kind; others stay empty. ``due_on`` is for all."""


def bearer_kinds(owner: UnitKind) -> tuple[UnitKind, ...]:
    """可承担的单位类别 of an office: those that sign with it, and the office itself (本级任务)."""
    return (*signing_kinds(owner), owner)


_DATED = {Cadence.ONCE, Cadence.YEARLY, Cadence.FLOOD_SEASON}
LONGEST_NOTE = 200
"""备注字数: what a clerk may write beside a share."""


@dataclass(frozen=True)
class TargetFigures(Figure):
    """待检查的指标: what the checks need of a target; ``amount`` is the town total of a divided one."""

    divided: bool = False
    basis: Basis | None = None
    step: Decimal = Decimal(1)
    unit_kinds: tuple[UnitKind, ...] = ()
    cadence: Cadence = Cadence.ONCE
    due_day: int = 0
    due_in_workdays: int | None = None
    rolls_over: bool | None = None
    market_days: str | None = None


@dataclass(frozen=True)
class ProgrammeTerm:
    """方案年度和责任期限, and what kind of office the programme is of."""

    year: int
    term_from: date
    term_to: date
    owner: UnitKind = UnitKind.TOWN


def check(target: TargetFigures, term: ProgrammeTerm) -> None:
    """指标检查. Raises RuleBroken with the field that is wrong, the first in the order of the form."""
    _CHECKS[target.kind](target, term)
    if target.divided:
        _divided(target)
    _bearers(target, term.owner)
    _dates(target, term)


def _measured(target: TargetFigures, _term: ProgrammeTerm) -> None:
    _need(target.amount, "amount", f"“{KIND_LABELS[target.kind]}”要有一个数；请填写指标值。")
    _word(target)
    if target.amount is not None and target.amount < 0:
        raise RuleBroken("指标值不能为负数；要写下降幅度的，请选“较基准年”。", "amount")


def _zero(target: TargetFigures, _term: ProgrammeTerm) -> None:
    _word(target)


def _range(target: TargetFigures, _term: ProgrammeTerm) -> None:
    _need(target.low, "low", "区间要有下限；请填写。")
    _need(target.high, "high", "区间要有上限；请填写。")
    _word(target)
    assert target.low is not None and target.high is not None
    if target.low > target.high:
        raise RuleBroken(f"上限{figure(target.high)}小于下限{figure(target.low)}；请核对，两数可能填反了。", "high")


def _ratio(target: TargetFigures, term: ProgrammeTerm) -> None:
    _measured(target, term)
    if target.per is None or target.per <= 0:
        raise RuleBroken("配备比例要有基数，例如“每300人”；请填写大于0的整数。", "per")
    _need(target.per_word.strip(), "per_word", "请填写基数的单位，例如“人”“户”。")
    if target.amount == 0:
        raise RuleBroken("配备数为0等于没有要求；请填写大于0的数。", "amount")


def _relative(target: TargetFigures, term: ProgrammeTerm) -> None:
    _need(target.amount, "amount", "请填写幅度，下降填负数，例如下降3%填“-3”。")
    if not target.amount:
        raise RuleBroken("幅度为0等于没有变化；请填写提高或下降的百分数。", "amount")
    if target.amount < -100:
        raise RuleBroken("下降幅度不能超过100%；请核对。", "amount")
    if target.base_year is None:
        raise RuleBroken("请填写基准年，例如上一年度。", "base_year")
    if not FIRST_YEAR <= target.base_year < term.year:
        raise RuleBroken(f"基准年应早于方案年度{term.year}年；请核对。", "base_year")
    if target.base_amount is not None:
        _word(target)


def _deadline(target: TargetFigures, _term: ProgrammeTerm) -> None:
    _need(target.due_on, "due_on", "限期完成的目标要有完成时限；请选择日期。")


def _yes_no(_target: TargetFigures, _term: ProgrammeTerm) -> None:
    return


def _text(target: TargetFigures, _term: ProgrammeTerm) -> None:
    _need(target.text.strip(), "text", "定性要求要写明做到什么程度；请填写要求。")


_CHECKS: dict[TargetKind, Callable[[TargetFigures, ProgrammeTerm], None]] = {
    TargetKind.AT_LEAST: _measured,
    TargetKind.AT_MOST: _measured,
    TargetKind.ZERO: _zero,
    TargetKind.RANGE: _range,
    TargetKind.RATIO: _ratio,
    TargetKind.RELATIVE: _relative,
    TargetKind.DEADLINE: _deadline,
    TargetKind.YES_NO: _yes_no,
    TargetKind.TEXT: _text,
}


def _need(value: object, field: str, sentence: str) -> None:
    if value is None or value == "":
        raise RuleBroken(sentence, field)


def _word(target: TargetFigures) -> None:
    _need(target.unit_word.strip(), "unit_word", "请填写计量单位，例如“亩”“户”“%”；不写单位，数字无法核对。")


def _divided(target: TargetFigures) -> None:
    if target.kind not in DIVISIBLE:
        raise RuleBroken(f"“{KIND_LABELS[target.kind]}”对各单位同一要求，不能分解总量；请取消分解。", "divided")
    if target.unit_word.strip() in ("%", "％"):
        raise RuleBroken("百分比不能在各单位之间分解；请取消分解，按各单位同一要求下达。", "divided")
    if target.basis is None:
        raise RuleBroken("分解到单位的目标要有分解依据；请选择按户数、人口、耕地或均分。", "basis")
    if target.step < max(FINEST, Decimal("0.001")):
        raise RuleBroken("分解的最小单位应当大于0，最小0.001；一般填1，吨数可填0.1。", "step")
    total = target.amount or Decimal(0)
    if total > LARGEST:
        raise RuleBroken("总量超出一万亿；请核对数字或改用更大的计量单位。", "amount")
    if Fraction(total) % Fraction(target.step):
        raise RuleBroken(
            f"总量{figure(total)}不是最小单位{figure(target.step)}的整数倍，无法恰好分完；请调整其中一个。", "amount"
        )


def _bearers(target: TargetFigures, owner: UnitKind) -> None:
    if not target.unit_kinds:
        raise RuleBroken("请选择由哪类单位承担；没有承担单位的目标无人落实。", "unit_kinds")
    if any(kind not in bearer_kinds(owner) for kind in target.unit_kinds):
        signing = "、".join(UNIT_KIND_LABELS[kind] for kind in signing_kinds(owner))
        raise RuleBroken(f"承担单位只能是{signing}或{own_words(owner)}；请重新选择。", "unit_kinds")
    if target.divided and owner in target.unit_kinds:
        raise RuleBroken(f"分解到单位的总量不能同时由{own_words(owner)}承担；请另立一条本级目标。", "unit_kinds")


def _dates(target: TargetFigures, term: ProgrammeTerm) -> None:
    if target.due_on is not None and not term.term_from <= target.due_on <= term.term_to:
        span = f"{day(term.term_from)}至{day(term.term_to)}"
        raise RuleBroken(f"完成时限{day(target.due_on)}不在责任期限（{span}）内；请改正。", "due_on")
    if target.due_on is not None and target.due_day and target.cadence in _DATED:
        raise RuleBroken("已定完成时限的，不再填期后天数；请保留一种。", "due_day")
    if target.due_on is not None and target.due_in_workdays and target.cadence in _DATED:
        raise RuleBroken("已定完成时限的，不再填期后工作日；请保留一种。", "due_in_workdays")
    if target.due_day and target.due_in_workdays:
        raise RuleBroken("期后天数和期后工作日只能填一种；请保留一种。", "due_in_workdays")
    _due_rule(target, DueRule(days_after=target.due_day), "due_day")
    _due_rule(target, DueRule(workdays_after=target.due_in_workdays or 0), "due_in_workdays")


def _due_rule(target: TargetFigures, rule: DueRule, field: str) -> None:
    try:
        check_due_rule(target.cadence, rule)
    except RuleBroken as refusal:
        raise RuleBroken(f"{CADENCE_LABELS[target.cadence]}：{refusal.sentence}", field) from None


def read_amount(text: str, *, signed: bool = False) -> Decimal | None:
    """读指标值: a cell as people type or paste it, None when empty.

    Raises RuleBroken unless it is a plain number of at most three places, not below 0 where it is not ``signed``.
    """
    if not text.strip():
        return None
    value = read_number(text)
    if value is None:
        raise RuleBroken("应填数字，最多三位小数，如38.5。")
    if value < 0 and not signed:
        raise RuleBroken("不能为负数。")
    return value


def check_share(amount: Decimal | None, step: Decimal) -> None:
    """份额检查: a share is a whole number of steps. Raises RuleBroken."""
    if amount is not None and Fraction(amount) % Fraction(step):
        raise RuleBroken(f"应是最小单位{figure(step)}的整数倍。")


def check_note(note: str) -> None:
    """备注检查. Raises RuleBroken with the sentence for the cell."""
    if len(note) > LONGEST_NOTE:
        raise RuleBroken(f"备注不能超过{LONGEST_NOTE}个字。")
