"""执法权限: what words ask for, who holds it, and a wording that any unit can keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.powers import POWER_LABELS, Power, holds, milder, needed, suggested
from respbook.rules.units import UnitKind


@pytest.mark.parametrize(
    ("words", "power", "by"),
    (
        ("取缔散乱污企业", Power.CLOSE, "取缔"),
        ("散乱污企业关停率100%", Power.CLOSE, "关停"),
        ("对违法排污行为予以处罚", Power.ENFORCE, "处罚"),
        ("拆除禁养区养殖场", Power.DEMOLISH, "拆除"),
        ("查封违法排污设备，处罚到位", Power.SEIZE, "查封"),
        ("办理养殖场审批", Power.LICENSE, "审批"),
        ("及时报告，并处罚当事人", Power.ENFORCE, "处罚"),
    ),
)
def test_words_that_ask_for_a_power(words, power, by):
    assert suggested(words) == (power, by)


@pytest.mark.parametrize(
    "words",
    ("秸秆禁烧", "配合执法检查", "发现焚烧及时报告有关部门查处", "协助拆除", "督促养殖户自行拆除", "严禁擅自审批", ""),
)
def test_words_that_leave_the_power_with_others(words):
    assert suggested(words) is None and needed(None, words) is Power.PATROL


def test_what_the_office_said_stands_before_the_words():
    assert needed(Power.PATROL, "取缔散乱污企业") is Power.PATROL
    assert needed(Power.LICENSE, "秸秆禁烧") is Power.LICENSE


def test_a_village_may_only_patrol_and_a_station_what_its_tags_say():
    for power in Power:
        assert holds(power, UnitKind.TOWN, ())
        assert holds(power, UnitKind.VILLAGE, ()) is (power is Power.PATROL)
        assert holds(power, UnitKind.AFFILIATED, (POWER_LABELS[power],))
    assert holds(Power.CLOSE, UnitKind.AFFILIATED, ("执法权",))
    assert not holds(Power.LICENSE, UnitKind.AFFILIATED, ("执法权",))
    assert holds(Power.LICENSE, UnitKind.AFFILIATED, ("审批权",))


@pytest.mark.parametrize(
    ("words", "better"),
    (
        ("取缔散乱污企业", "发现散乱污企业及时劝阻并报告"),
        ("散乱污企业关停率100%", "发现散乱污企业及时劝阻并报告"),
        ("依法拆除禁养区养殖场", "发现禁养区养殖场及时劝阻并报告"),
        ("处罚", "发现问题及时劝阻并报告"),
    ),
)
def test_a_milder_wording(words, better):
    assert milder(words) == better


@given(st.text(alphabet="取缔散乱污企业关停率处罚配合，。 100%", max_size=60))
def test_the_milder_wording_asks_for_nothing_more(words):
    assert suggested(milder(words)) is None
