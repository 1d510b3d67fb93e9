"""文字检查 check words: where the sentence of a rule names a figure, it is the one that is reckoned with."""

from collections.abc import Iterator
from decimal import Decimal

from respbook.rules.chinese import joined
from respbook.rules.scoring.flaws import Flaw, added_points, limits, must, taken_points
from respbook.rules.scoring.rubric import Row, Rule
from respbook.rules.scoring.rule_kinds import Bonus, BySource, MissingEntries, Occurrence, PerUnit
from respbook.rules.scoring.words import points

_WHY = "文字和规则不一致，得分会有争议"


def words_flaws(place: str, row: Row, rule: Rule) -> Iterator[Flaw]:
    """规则的文字与数字."""
    meant = _meant(rule)
    named = (added_points if isinstance(rule.parameters, Bonus) else taken_points)(rule.words)
    if named and meant and not set(named) & meant:
        word = "加" if isinstance(rule.parameters, Bonus) else "扣"
        yield must(
            "rule-words",
            place,
            f"文字写的是{word}{joined(points(figure) for figure in named)}，规则是{word}{joined(points(figure) for figure in sorted(meant))}",
            _WHY,
            "请改文字或改规则的分",
            row.key,
            rule.key,
        )
    yield from _limit(place, row, rule)


def _meant(rule: Rule) -> set[Decimal]:
    match rule.parameters:
        case Occurrence(value=value) | PerUnit(value=value):
            return {value}
        case BySource(values=values, otherwise=otherwise):
            return {abs(value) for value in (*values.values(), otherwise) if value}
        case MissingEntries(entries=entries):
            return {entry.value for entry in entries}
        case Bonus(value=value, values=levels):
            return {figure for figure in (value, *levels.values()) if figure}
    return set()


def _limit(place: str, row: Row, rule: Rule) -> Iterator[Flaw]:
    named = limits(rule.words)
    if not named or not _meant(rule):
        return
    held = {rule.cap, row.points, *(group.cap for group in row.groups if group.key == rule.group)}
    if not set(named) & held:
        cap = f"规则封顶{points(rule.cap)}" if rule.cap is not None else "规则没有封顶"
        yield must(
            "rule-cap",
            place,
            f"文字写明最多{joined(points(figure) for figure in named)}，{cap}",
            _WHY,
            "请改文字或改封顶分",
            row.key,
            rule.key,
        )
