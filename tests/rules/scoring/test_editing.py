"""修改细则: pure transforms; keys stay, what hangs on a row or rule goes with it."""

from dataclasses import replace
from decimal import Decimal as D

import pytest
from making import make

from respbook.rules.errors import RuleBroken
from respbook.rules.scoring import editing
from respbook.rules.scoring.kinds import TieKey
from respbook.rules.scoring.retelling import facts_of
from respbook.rules.scoring.rubric import Example, Row, Rule, Tie, Variant
from respbook.rules.scoring.rule_kinds import Occurrence, PerUnit
from respbook.rules.scoring.sentences import suggested

RUBRIC = make.rubric_value()


def keys(rubric):
    return [row.key for row in rubric.rows]


def test_a_new_row_stands_under_its_heading_and_numbers_do_not_come_again():
    new = Row(editing.next_row_key(RUBRIC), "扬尘", D(5), heading="大气污染防治")
    made = editing.put_row(RUBRIC, new)
    assert keys(made) == ["r1", "r4", "r2", "r3"]
    assert keys(editing.move_row(made, "r4", -1)) == ["r4", "r1", "r2", "r3"]
    assert editing.move_row(made, "r3", 1) == made
    assert editing.next_row_key(editing.remove_row(made, "r1")) == "r5"
    assert keys(editing.put_row(made, replace(new, title="防尘"))) == keys(made)
    with pytest.raises(RuleBroken, match="已被删除"):
        editing.move_row(RUBRIC, "r9", 1)


def test_what_hangs_on_a_row_or_a_rule_goes_with_it():
    tied = replace(RUBRIC, ties=(Tie(TieKey.ROW, "r1"), Tie(TieKey.BONUS)))
    assert editing.remove_row(tied, "r1").ties == (Tie(TieKey.BONUS),)
    rule = Rule(editing.next_rule_key(RUBRIC.row("r1")), PerUnit(None, D(1)))
    made = editing.put_rule(RUBRIC, "r1", rule, {"village": D(30), "office": None})
    assert rule.key == "r1-2" and made.row("r1").variants == {"village": Variant(targets={"r1-2": D(30)})}
    assert editing.move_rule(made, "r1", "r1-2", -1).row("r1").rules[0] == rule
    assert editing.remove_rule(made, "r1", "r1-2") == RUBRIC
    assert editing.put_rule(made, "r1", rule, {"village": None}).row("r1").variants == {}


def test_examples_are_few_and_each_is_there_once():
    made = RUBRIC
    for at in range(editing.MOST_EXAMPLES):
        made = editing.add_example(made, "r1", Example(f"{at:064}", True))
    again = editing.add_example(made, "r1", Example("0" * 64, False))
    assert again.row("r1").examples[-1] == Example("0" * 64, False) and len(again.row("r1").examples) == 6
    with pytest.raises(RuleBroken, match="最多放6张"):
        editing.add_example(made, "r1", Example("f" * 64, True))
    assert editing.remove_example(again, "r1", "0" * 64).row("r1").examples == made.row("r1").examples[1:]


def test_sums_are_told_by_class():
    row = replace(RUBRIC.row("r1"), variants={"office": Variant(applies=False), "village": Variant(points=D("38.5"))})
    assert editing.sums(editing.put_row(RUBRIC, row)) == {"村": {"": D("98.5")}, "镇属单位": {"": D(60)}}


def test_the_book_tells_what_was_changed_and_nothing_else():
    rule = replace(RUBRIC.row("r1").rules[0], parameters=Occurrence(D("2.5")), words="")
    before, after = facts_of(RUBRIC), facts_of(editing.put_rule(RUBRIC, "r1", rule))
    assert {name for name in after if after[name] != before[name]} == {"指标r1", "规则r1-1"}
    assert suggested(rule) == "每发现1处扣2.5分，扣完为止。" and "扣2.5分" in after["指标r1"]
