"""办理步骤: exactly one step is next, and the sentence says what is missing with its number."""

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.lifecycles import ProgrammeState
from respbook.rules.programmes import Counts, check_open, next_sentence, steps

READY = Counts(templates=2, clauses=90, targets=20, divided=6, units=42)


@pytest.mark.parametrize(
    ("counts", "now", "words"),
    [
        (Counts(), "模板", "先编写责任书模板"),
        (Counts(templates=1, units=8), "目标任务", "登记目标任务"),
        (Counts(templates=1, units=8, targets=5, divided=3, uneven=2), "分解", "还有2项"),
        (READY, "拟稿", "还有42份责任书没有拟稿，请逐个模板拟稿"),
        (Counts(templates=1, targets=5, units=8), "拟稿", "还有8份责任书没有拟稿，可一次拟出"),
        (Counts(templates=1, targets=5), "拟稿", "先登记单位"),
        (Counts(templates=2, targets=20, units=42, drafts=42), "体检", "42份草稿"),
        (Counts(templates=2, targets=20, units=42, drafts=30, issued=12), "体检", "30份草稿"),
        (Counts(templates=2, targets=20, units=42, drafts=30, sent=10, issued=12), "体检", "20份草稿"),
        (Counts(templates=2, targets=20, units=42, drafts=30, sent=30, issued=12), "签发", "30份责任书已送签"),
        (Counts(templates=2, targets=20, units=42, drafts=42, sent=42, reviews=1), "签发", "42份责任书已送审"),
    ],
)
def test_the_first_unready_step_is_next(counts, now, words):
    line = steps(counts)
    assert [step.name for step in line if step.state == "now"] == [now]
    assert words in next_sentence(counts)
    after = [step.state for step in line][[step.state for step in line].index("now") + 1 :]
    assert set(after) <= {"next"}


def test_signing_is_the_last_step_with_its_count():
    counts = Counts(templates=2, targets=20, units=42, issued=42, to_sign=43, signed=9)
    last = steps(counts)[-1]
    assert (last.name, last.words, last.state, last.gone) == ("签订", "9/43份", "now", 20)
    assert "还有34份没有签齐" in next_sentence(counts)
    assert steps(READY)[-1].words == "未开始"


def test_a_town_that_has_issued_a_part_signs_while_it_issues():
    line = {step.name: step for step in steps(Counts(2, 90, 20, 6, 0, 42, 30, 12, to_sign=12, signed=12))}
    assert (line["签订"].state, line["签订"].words) == ("next", "12/12份")


def test_all_issued_and_signed_leaves_nothing_to_do():
    counts = Counts(templates=2, targets=20, units=42, issued=42, to_sign=43, signed=43)
    assert {step.state for step in steps(counts)} == {"done"}
    assert next_sentence(counts) == ""


def test_a_closed_programme_is_not_changed():
    check_open(ProgrammeState.OPEN, "方案")
    with pytest.raises(RuleBroken, match=r"已结束.*重新启用"):
        check_open(ProgrammeState.CLOSED, "方案")
