"""细则的各处 retelling: a rubric as named facts in words, so that the book tells which of them a change has touched."""

from collections.abc import Iterable, Mapping

from respbook.rules.canonical import canonical_text
from respbook.rules.chinese import figure, joined
from respbook.rules.scoring.rubric import Row, Rubric
from respbook.rules.scoring.sentences import rule_words
from respbook.rules.scoring.writing import plain

SETTINGS = {
    "total": "总分",
    "classes": "分类",
    "groups": "排名组",
    "parts": "考核时段",
    "bands": "等次",
    "quotas": "名额",
    "ties": "并列比较",
    "vetoes": "否决事项",
    "ladder": "问责阶梯",
}
"""Fields of a rubric beside its title and rows."""


def facts_of(rubric: Rubric) -> Mapping[str, str]:
    """各处的文字 by their names: what differs between two of them is what was changed."""
    told = {"名称": rubric.title, "指标顺序": joined(row.key for row in rubric.rows)}
    for row in rubric.rows:
        told[f"指标{row.key}"] = row_words(row)
        told[f"指标{row.key}的设定"] = _rest(row)
    for name, label in SETTINGS.items():
        told[label] = canonical_text(plain(getattr(rubric, name)))
    return told


def row_words(row: Row) -> str:
    """一行的文字: title, points and rules."""
    rules = "".join(rule_words(rule) for rule in row.rules)
    return "；".join(_told((row.heading, row.title, f"{figure(row.points)}分", rules)))


def _rest(row: Row) -> str:
    """What the words of the row leave out, so that no change goes untold."""
    known = plain(row)
    return canonical_text({name: value for name, value in known.items() if name not in ("heading", "title", "points")})


def _told(words: Iterable[str]) -> list[str]:
    return [each for each in words if each]
