"""细则的各处 retelling: a rubric as named facts in words, so that the book tells which of them a change has touched."""

from collections.abc import Iterable, Mapping

from respbook.rules.chinese import figure, joined
from respbook.rules.scoring.columns import Around, write
from respbook.rules.scoring.row_columns import ROW_COLUMNS, around_rule, rule_columns, rule_values
from respbook.rules.scoring.rubric import Row, Rubric, Rule
from respbook.rules.scoring.sentences import rule_words
from respbook.rules.scoring.setting_columns import SETTINGS, texts_of


def facts_of(rubric: Rubric) -> Mapping[str, str]:
    """各处的文字 by their names: what differs between two of them is what was changed."""
    told = {"名称": rubric.title, "指标顺序": joined(row.key for row in rubric.rows)}
    for row in rubric.rows:
        told[f"指标{row.key}"] = row_words(row)
        told |= _rest(rubric, row)
    for setting in SETTINGS.values():
        held = getattr(rubric, setting.name)
        lines = [texts_of(setting, item, Around(rubric)) for item in ((held,) if setting.single else held)]
        told[setting.title] = "；".join("，".join(_told(line.values())) for line in lines)
    return told


def row_words(row: Row) -> str:
    """一行的文字: title, points and rules."""
    rules = "".join(rule_words(rule) for rule in row.rules)
    return "；".join(_told((row.heading, row.title, f"{figure(row.points)}分", rules)))


def _rest(rubric: Rubric, row: Row) -> dict[str, str]:
    """What the words of the row leave out, so that no change goes untold."""
    around = Around(rubric, keyed=True)
    own = {
        f"指标{row.key}{column.title}": write(column, getattr(row, column.name), around)
        for column in ROW_COLUMNS
        if column.name not in ("heading", "title", "points")
    }
    return own | {f"规则{rule.key}": _rule(rubric, rule) for rule in row.rules}


def _rule(rubric: Rubric, rule: Rule) -> str:
    around, values = around_rule(Around(rubric, keyed=True), rule), rule_values(rule)
    told = ((column.title, write(column, values[column.name], around)) for column in rule_columns(rule.code))
    return "，".join(f"{title}{words}" for title, words in told if words and words != "否")


def _told(words: Iterable[str]) -> list[str]:
    return [each for each in words if each]
