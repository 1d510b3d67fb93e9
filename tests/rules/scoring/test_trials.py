"""规则试算: how ranks move from one rubric to another, which rules decide nothing and which decide everything."""

from dataclasses import replace
from decimal import Decimal as D

from scoring_values import did, event, events, known, period, row, rule, unit

from respbook.rules.scoring.engine import score
from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.rubric import Band, Rubric
from respbook.rules.scoring.rule_kinds import Bonus, Discretion, Occurrence, Proportion
from respbook.rules.scoring.trials import spread

OLD = Rubric(
    "细则",
    (
        row(50, rule(Proportion(target=D(10))), key="1", title="清运"),
        row(40, rule(Occurrence(D(1))), key="2", title="督查"),
        row(10, rule(Discretion()), key="3", title="配合"),
        row(0, rule(Bonus(D(1)), "p"), key="4", title="加分"),
    ),
    bands=(Band("优秀", D(90)), Band("合格", high=D(90))),
)
NEW = replace(OLD, rows=(OLD.rows[0], row(40, rule(Occurrence(D(4))), key="2", title="督查"), *OLD.rows[2:]))


def village(name, done, found, bonus=0):
    rows = {
        "r1": known(a=did(actual=done)),
        "r2": known(a=did(*events(found))),
        "r3": known(a=did(judged="8", reason="好")),
    }
    return unit(name, period(**rows, r4=known(p=did(*[event(key=f"b{at}") for at in range(bonus)]))))


FACTS = Facts((village("甲", "10", 6), village("乙", "9", 1), village("丙", "8", 0, 1)))


def test_how_ranks_move():
    trial = spread(score(NEW, FACTS), score(OLD, FACTS))
    assert [shift.words for shift in trial.shifts] == [
        "丙：89分→89分，第3名→第1名，上升2名",
        "甲：92分→74分，第1名→第3名，下降2名，优秀→合格",
        "乙：92分→89分，仍为第1名，优秀→合格",
    ]


def test_the_same_rubric_moves_nobody():
    trial = spread(score(OLD, FACTS), score(OLD, FACTS))
    assert [shift.places for shift in trial.shifts] == [0, 0, 0]


def test_what_decides_nothing_and_what_decides_most():
    trial = spread(score(NEW, FACTS))
    assert trial.shifts == ()
    rules = {(effect.row, effect.rule): effect for effect in trial.of_rules()}
    assert rules["3", "a"].idle
    assert rules["3", "a"].words == "各单位都是8分，不起区分作用"
    assert trial.of_rows()[0].row == "2"
    assert (rules["2", "a"].least, rules["2", "a"].most) == (-24, 0)
    assert (rules["4", "p"].least, rules["4", "p"].most) == (0, 1)
    assert sum(effect.share for effect in trial.of_rows()) == 1


def test_without_words_there_are_only_rows():
    trial = spread(score(NEW, FACTS, explain=False))
    assert trial.of_rules() == ()
    assert len(trial.of_rows()) == 4


def test_nobody_and_all_alike():
    assert spread(score(OLD, Facts(()))).effects == ()
    alike = spread(score(OLD, Facts((village("甲", "9", 1), village("乙", "9", 1)))))
    assert all(effect.idle and effect.share == 0 for effect in alike.effects)
