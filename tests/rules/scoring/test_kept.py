"""留存的得分: what was reckoned comes back as it was; what was announced changes by appeals alone."""

from decimal import Decimal

import pytest

from respbook.rules.scoring.appealed import Upheld, appealed
from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Event, Facts, Link, PeriodFacts, RowFacts, RuleFacts, UnitFacts
from respbook.rules.scoring.kept import decode_result, encode_result
from respbook.rules.scoring.rubric import Band, Row, Rubric, Rule
from respbook.rules.scoring.rule_kinds import Occurrence, Proportion

D = Decimal
RUBRIC = Rubric(
    "细则",
    (
        Row("r1", "禁烧", D(60), rules=(Rule("a", Occurrence(D(2)), "每处扣2分。"),)),
        Row("r2", "报送", D(40), rules=(Rule("b", Proportion(), "按率计分。"),)),
    ),
    bands=(Band("好", D(90)), Band("差", high=D(90))),
)


def unit(name, events, done):
    seen = tuple(Event(f"e{place}", words="火点", links=(Link("findings", place),)) for place in range(events))
    rows = {
        "r1": RowFacts({"a": RuleFacts(seen)}),
        "r2": RowFacts({"b": RuleFacts(actual=D(done), target=D(7))}),
    }
    return UnitFacts(name, name, "", {"": (PeriodFacts("2026", "", rows),)})


FACTS = Facts((unit("甲", 1, 7), unit("乙", 3, 2)))


def test_every_result_comes_back_as_it_was():
    for each in score(RUBRIC, FACTS).units:
        text = encode_result(each)
        assert decode_result(text) == each and encode_result(decode_result(text)) == text
    with pytest.raises(ValueError, match="not a kept"):
        decode_result("{}")


def test_an_upheld_appeal_changes_its_row_and_nothing_else():
    after = appealed(FACTS, [Upheld("乙", "", "2026", "r1", D(58), "李", "两处在邻镇")])
    was, now = ({each.unit: each for each in score(RUBRIC, facts).units} for facts in (FACTS, after))
    assert now["甲"] == was["甲"]
    assert now["乙"].total == was["乙"].total + 4
    rows = now["乙"].parts[0].periods[0].rows
    assert [row.score for row in rows] == [58, was["乙"].parts[0].periods[0].rows[1].score]
    assert appealed(FACTS, []) == FACTS
