"""旧文中的填充项: blanks, names, years, dates and sizes, each with its reason; only the certain ones are ticked."""

import datetime as d
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.old_fields import (
    KnownHolder,
    KnownUnit,
    Register,
    field_offers,
    main_year,
    nth_of,
    place_of,
    undertaker_of,
)
from respbook.rules.units import PostRole, UnitKind

VILLAGE = KnownUnit(
    "王家庄村村民委员会", "王家庄村", UnitKind.VILLAGE, 128, 1460, Decimal("1520.5"), 5,
    (
        KnownHolder(PostRole.FIRST, "党支部书记", "王喆"),
        KnownHolder(PostRole.SECOND, "村委会主任", "李高明"),
        KnownHolder(PostRole.STATIONED, "包村干部", "陈静"),
    ),
)  # fmt: skip
OTHER = KnownUnit("李家沟村村民委员会", "李家沟村")
REGISTER = Register(2026, "青山镇人民政府", d.date(2026, 1, 1), d.date(2026, 12, 31), (VILLAGE, OTHER), (), "青山镇")


def offered(text, *, unit=(VILLAGE, True), year=2025, title=False):
    return [(each.found, each.field, each.certain) for each in field_offers(text, REGISTER, unit, year, title)]


@pytest.mark.parametrize(
    ("text", "found", "field"),
    [
        ("与____村村民委员会签订", "____村村民委员会", "单位名称"),
        ("与××镇××村村委会签订", "××镇××村村委会", "单位名称"),
        ("由xx村负责", "xx村", "单位简称"),
        ("某某社区负责", "某某社区", "单位简称"),
        ("（村名）村负责", "（村名）村", "单位简称"),
        ("XX镇人民政府（以下简称甲方）", "XX镇人民政府", "甲方名称"),
        ("乙方：____", "____", "单位名称"),
        ("责任单位：（单位）", "（单位）", "单位名称"),
        ("甲方：＿＿＿＿", "＿＿＿＿", "甲方名称"),
        ("村党支部书记____是第一责任人", "____", "书记"),
        ("村委会主任×××是直接责任人", "×××", "主任"),
        ("包村干部____负责联系", "____", "包村干部"),
        ("第一责任人：____", "____", "负责人"),
        ("全村____户", "____", "户数"),
        ("全村____户、____人", "____", "户数"),
        ("人口____人", "____", "人口"),
        ("耕地____亩", "____", "耕地面积"),
        ("辖____个社", "____", "社组数"),
        ("____年度工作", "____", "年度"),
        ("一式____份", "____", "份数"),
    ],
)
def test_blanks_that_say_what_they_want_are_certain(text, found, field):
    assert (found, field, True) in offered(text, unit=None)


def test_a_blank_that_says_nothing_is_left_to_the_clerk():
    assert offered("由____牵头办理", unit=None) == [("____", "", False)]
    assert offered("____年____月____日", unit=None) == [("____年____月____日", "签发日期", False)]


@pytest.mark.parametrize("text", ["PXX型设备", "一至×倍", "2×3米", "全文无空白。", "罚款200元"])
def test_what_is_no_blank(text):
    assert offered(text, unit=None) == []


def test_names_of_the_register():
    text = "青山镇人民政府与青山镇王家庄村村民委员会签订，王家庄村委会、王家庄村一并负责。"
    assert offered(text) == [
        ("青山镇人民政府", "甲方名称", True), ("王家庄村村民委员会", "单位名称", True), ("王家庄村委会", "单位名称", True),
        ("王家庄村", "单位简称", True),
    ]  # fmt: skip


def test_where_several_units_are_named_nothing_is_certain():
    texts = ["王家庄村与李家沟村一并负责。"]
    unit, alone = undertaker_of(texts, REGISTER)
    assert not alone
    assert [certain for _, _, certain in offered(texts[0], unit=(unit, alone))] == [False]
    assert undertaker_of(["王家庄村，王家庄村，李家沟村"], REGISTER) == (VILLAGE, True)
    assert undertaker_of(["没有村名"], REGISTER) is None


def test_holders_are_certain_beside_their_post_only():
    assert offered("党支部书记王喆负总责，主任李高明具体负责，包村干部陈静督促。") == [
        ("王喆", "书记", True), ("李高明", "主任", True), ("陈静", "包村干部", True),
    ]  # fmt: skip
    assert offered("请王喆同志到会。") == [("王喆", "书记", False)]


def test_the_year_of_the_letter():
    texts = ["2025年度责任书", "根据《规划（2021年）》", "2014年修订", "二O二五年底前", "〔2024〕3号"]
    assert main_year(texts, REGISTER) == 2025
    assert offered("做好2025年度工作，2025年底前完成，2014年的除外。") == [
        ("2025", "年度", True),
        ("2025", "年度", False),
    ]
    assert offered("二0二五年度目标") == [("二0二五", "年度", True)]
    assert offered("二O二五年度目标") == [("二O二五", "年度", True)]
    assert offered("按照《青山镇2025年工作要点》和〔2025〕3号文件") == []
    assert offered("青山镇2025年", title=True) == [("青山镇", "甲方名称", False), ("2025", "年度", True)]
    assert main_year(["没有年份"], REGISTER) is None


def test_the_dates_of_the_term():
    assert offered("自2025年1月1日起至2025年12月31日止") == [
        ("2025年1月1日", "责任期限起", True), ("2025年12月31日", "责任期限止", True),
    ]  # fmt: skip
    assert offered("二O二五年十二月三十一日前报送") == [("二O二五年十二月三十一日", "责任期限止", False)]
    assert offered("2025年6月5日世界环境日") == []


def test_sizes_that_are_the_units_own():
    assert offered("全村共128户、1,460人，耕地1520.5亩，5个社") == [
        ("128", "户数", True), ("1,460", "人口", True), ("1520.5", "耕地面积", True), ("5", "社组数", True),
    ]  # fmt: skip
    assert offered("清洁取暖改造128户") == [("128", "户数", False)]
    assert offered("清洁取暖改造129户") == []


@given(st.text("_×村王家庄年2025一", max_size=40))
def test_offers_stand_apart_and_are_found_again(text):
    offers = field_offers(text, REGISTER, (VILLAGE, True), 2025)
    end = 0
    for offer in offers:
        assert end <= offer.start < offer.end
        assert place_of(text, offer.found, offer.nth) == offer.start
        end = offer.end


def test_places():
    assert (nth_of("____甲____", "____", 5), place_of("____甲____", "____", 1)) == (1, 5)
    assert place_of("甲", "____", 0) == -1
