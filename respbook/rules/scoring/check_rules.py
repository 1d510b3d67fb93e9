"""规则检查 check rules: figures of each rule that cannot be meant, stages that nobody reaches, words that say something else."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from respbook.rules.scoring.amounts import summed
from respbook.rules.scoring.check_stages import Told, places, stages
from respbook.rules.scoring.check_words import words_flaws
from respbook.rules.scoring.flaws import Flaw, look, must
from respbook.rules.scoring.rubric import Row, Rule
from respbook.rules.scoring.rule_kinds import (
    Bonus,
    ByRank,
    BySource,
    Discretion,
    MissingEntries,
    Occurrence,
    PerUnit,
    Presence,
    Proportion,
    Steps,
)
from respbook.rules.scoring.words import number, points, source_label

_MEANT = "扣分写正数，系统按扣计算"


def rule_flaws(place: str, row: Row, rule: Rule) -> Iterator[Flaw]:
    """一条规则的问题."""
    for flaw in (*_cap(row, rule), *_escalation(rule), *_figures(row, rule)):
        code, grade, what, why, remedy = flaw
        yield (must if grade else look)(code, place, what, why, remedy, row.key, rule.key)
    yield from words_flaws(place, row, rule)


def _cap(row: Row, rule: Rule) -> Iterator[Told]:
    if rule.cap is None:
        return
    if rule.cap <= 0:
        yield "cap", True, f"封顶是{points(rule.cap)}", "封顶必须大于0", "请改封顶分，不封顶的请留空"
    elif rule.cap > row.points > 0 and not isinstance(rule.parameters, Bonus):
        yield (
            "cap",
            False,
            f"封顶{points(rule.cap)}高于分值{points(row.points)}",
            "分值扣完为止，封顶不起作用",
            "请核对封顶分",
        )


def _escalation(rule: Rule) -> Iterator[Told]:
    escalation = rule.escalation
    if escalation is None:
        return
    if not isinstance(rule.parameters, (Occurrence, BySource)):
        yield "escalation", True, "写了加重", "只有按处、按层级扣分的规则可以加重", "请去掉加重"
    figures = (*escalation.factors, *((escalation.late_factor,) if escalation.late_factor is not None else ()))
    if not figures:
        yield "escalation", True, "写了加重，却没有倍数", "加重不起作用", "请写倍数"
    if any(figure <= 0 for figure in figures):
        yield "escalation", True, "加重倍数不大于0", "再次发生反而不扣分", "请改倍数"
    elif sorted(escalation.factors) != list(escalation.factors) or any(figure < 1 for figure in figures):
        yield "escalation", False, "加重倍数越来越小，或小于1", "再次发生反而扣得少", "请核对倍数"


def _figures(row: Row, rule: Rule) -> Iterable[Told]:
    return _BY_KIND.get(type(rule.parameters), _nothing)(row, rule.parameters)


def _nothing(row: Row, rule: Any) -> Iterable[Told]:
    return ()


def _occurrence(row: Row, rule: Occurrence) -> Iterator[Told]:
    if rule.value <= 0:
        yield "value", True, f"每处扣分是{number(rule.value)}", _MEANT, "请改成大于0的分"


def _list(row: Row, rule: MissingEntries | Presence) -> Iterator[Told]:
    if not rule.entries:
        yield "entries", True, "清单是空的", "没有可以核对的项目", "请加清单项"
    for entry in rule.entries:
        if entry.value <= 0:
            yield "entries", True, f"“{entry.label}”的分是{number(entry.value)}", "清单项的分必须大于0", "请改分"
    most = summed(entry.value for entry in rule.entries)
    if isinstance(rule, MissingEntries) and most > row.points:
        yield "entries", False, f"全缺扣{points(most)}，高于分值{points(row.points)}", "超出部分扣不到", "请核对"


def _discretion(row: Row, rule: Discretion) -> Iterator[Told]:
    if rule.most is not None and rule.least > rule.most:
        yield "discretion", True, f"最少{points(rule.least)}高于最多{points(rule.most)}", "无法评定", "请改评定范围"


def _bonus(row: Row, rule: Bonus) -> Iterator[Told]:
    if any(figure <= 0 for figure in rule.values.values()) or (rule.value <= 0 and not rule.values):
        yield "value", True, "加分不大于0", "加分写正数", "请改成大于0的分"


def _by_source(row: Row, rule: BySource) -> Iterator[Told]:
    if not any((*rule.values.values(), rule.otherwise)):
        yield "value", True, "各层级都是0分", "这条规则不起作用", "请写各层级的扣分"
    for source, value in rule.values.items():
        if value < 0 and source != "self":
            yield (
                "value",
                False,
                f"“{source_label(source)}”发现的反而加{points(-value)}",
                _MEANT,
                "请核对；只有自查发现一般才加分",
            )
    if rule.otherwise < 0:
        yield "value", True, f"其余层级是{number(rule.otherwise)}分", _MEANT, "请改成不小于0的分"


def _per_unit(row: Row, rule: PerUnit) -> Iterator[Told]:
    if rule.value <= 0:
        yield "value", True, f"每差一个单位扣分是{number(rule.value)}", _MEANT, "请改成大于0的分"
    if rule.step <= 0:
        yield "step", True, f"每差的单位是{number(rule.step)}", "单位必须大于0", "请改成大于0的数"


def _proportion(row: Row, rule: Proportion) -> Iterator[Told]:
    most = row.points if rule.most is None else rule.most
    if rule.least > most:
        yield "proportion", True, f"最少{points(rule.least)}高于最多{points(most)}", "无法计分", "请改最少分或最多分"
    if rule.target is not None and rule.target <= 0:
        yield "target", True, f"应完成数是{number(rule.target)}", "完成率要除以应完成数", "请改成大于0的数"
    if rule.slope is not None and rule.slope <= 0:
        yield "slope", False, f"系数是{number(rule.slope)}", "完成得越多得分越少", "请核对系数"


_BY_KIND: dict[type, Callable[[Row, Any], Iterable[Told]]] = {
    Occurrence: _occurrence,
    BySource: _by_source,
    PerUnit: _per_unit,
    MissingEntries: _list,
    Presence: _list,
    Proportion: _proportion,
    Steps: stages,
    ByRank: places,
    Discretion: _discretion,
    Bonus: _bonus,
}
