"""负担和权限: the third letter in force, the duty without power."""

from dataclasses import replace
from datetime import date

import pytest

from respbook.rules.issue_facts import IssueFacts, LetterFacts, ProgrammeFacts, TargetFacts, UnitFacts
from respbook.rules.preflight_duty import examine

PROGRAMME = ProgrammeFacts(1, 2026, date(2026, 1, 1), date(2026, 12, 31), "责〔{年}〕{号}号", "青山镇")
TWO = ("青环责〔2026〕1号", "青秸责〔2026〕4号")


def facts(in_force=TWO, letters=1, many=3, **target):
    unit = UnitFacts(11, "王家庄村村民委员会", "village", "王建国", in_force=in_force)
    fresh = tuple(LetterFacts(50 + n, 11, "王家庄村", 31 + n, "村级", (), {}, 1) for n in range(letters))
    targets = (TargetFacts(21, "取缔散乱污企业", units=1, **target),)
    return IssueFacts(replace(PROGRAMME, many_letters=many), (unit,) * letters, targets, (), fresh)


def test_the_third_letter_in_force_is_warned_about():
    (finding,) = examine(facts())
    assert finding.level == "warn" and finding.about == ("unit", 11) and finding.field == "letters"
    assert "王家庄村现有2份有效责任书（青环责〔2026〕1号、青秸责〔2026〕4号），再发1份将达3份" in finding.sentence
    assert finding.ground == "\n".join(TWO)


@pytest.mark.parametrize(
    ("stands", "more", "many", "warned"), ((1, 1, 3, 0), (1, 2, 3, 1), (0, 3, 3, 1), (2, 1, 4, 0), (0, 1, 1, 1))
)
def test_the_number_is_the_programmes(stands, more, many, warned):
    assert len(list(examine(facts(TWO[:stands], more, many)))) == warned


def test_many_letters_are_counted_instead_of_told():
    (finding,) = examine(facts(tuple(f"责〔2026〕{n}号" for n in range(33))))
    assert "等33份" in finding.sentence and "将达34份" in finding.sentence and len(finding.sentence) <= 140


def test_a_duty_without_power_names_who_lacks_it_and_a_better_wording():
    (finding,) = examine(facts((), 1, power="停业关闭", powerless=("王家庄村", "石桥村"), wording="取缔散乱污企业"))
    assert finding.about == ("target", 21) and finding.field == "power_needed" and finding.level == "warn"
    assert "需要“停业关闭”的权限" in finding.sentence and "王家庄村、石桥村没有" in finding.sentence
    assert "“发现散乱污企业及时劝阻并报告”" in finding.sentence and len(finding.sentence) <= 140
    assert list(examine(facts((), 1, power="停业关闭", powerless=()))) == []


def test_another_village_without_the_power_makes_an_old_waiver_void():
    one, two = (
        next(iter(examine(facts((), 1, power="执法处罚", powerless=names)))) for names in (("甲村",), ("甲村", "乙村"))
    )
    assert one.key != two.key
