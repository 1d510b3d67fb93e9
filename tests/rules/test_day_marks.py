"""工作日历的改动: the State Council's own lines read in, the year as a page, and what a change must say."""

from datetime import date

import pytest

from respbook.readers.state_council import announced
from respbook.rules.day_marks import check_change, mark_words, month_squares, read_notice, rest_spans
from respbook.rules.errors import RuleBroken
from respbook.rules.workdays import DayKind, DayMark

NOTICE_2026 = """
各省、自治区、直辖市人民政府：
　　一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。
　　二、春节：2月15日（农历腊月二十八、周日）至23日（农历正月初七、周一）放假调休，共9天。2月14日（周六）、2月28日（周六）上班。
　　三、清明节：4月4日（周六）至6日（周一）放假，共3天。
　　四、劳动节：5月1日（周五）至5日（周二）放假调休，共5天。5月9日（周六）上班。
　　五、端午节：6月19日（周五）至21日（周日）放假，共3天。
　　六、中秋节：9月25日（周五）至27日（周日）放假，共3天。
　　七、国庆节：10月1日（周四）至7日（周三）放假调休，共7天。9月20日（周日）、10月10日（周六）上班。
　　节假日期间，各地区、各部门要妥善安排好值班和安全、保卫、疫情防控等工作。
"""


def refused(text, year=2027):
    with pytest.raises(RuleBroken) as problem:
        read_notice(text, year)
    assert problem.value.field == "notice"
    return problem.value.sentence


def test_the_notice_of_2026_says_what_the_country_has():
    country = {on: mark for on, mark in announced().marks.items() if on.year == 2026}
    assert read_notice(NOTICE_2026, 2026) == country


def test_lines_of_other_years():
    text = "一、元旦：2022年12月31日至2023年1月2日放假调休，共3天。\n二、春节：1月21日至27日放假调休，共7天。1月28日（星期六）、1月29日（星期日）上班。"
    found = read_notice(text, 2023)
    assert len(found) == 12 and found[date(2022, 12, 31)] == DayMark(DayKind.REST, "元旦")
    assert found[date(2023, 1, 29)] == DayMark(DayKind.WORK, "春节调休")
    old = "二、春节：2月10日至17日放假调休，共8天。2月4日（星期日）、2月18日（星期日）上班。鼓励各单位安排职工在除夕（2月9日）休息。"
    found = read_notice(old, 2024)
    assert date(2024, 2, 9) not in found and len(found) == 10
    assert list(read_notice("1. 清明：4月4日放假，与周末连休。", 2025)) == [date(2025, 4, 4)]
    assert found[date(2024, 2, 10)].name == "春节"


def test_the_notice_of_another_year_is_refused():
    assert "可能是另一年的通知" in refused(NOTICE_2026)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "没有读到放假安排"),
        ("明年春节怎么放还没定", "没有读到放假安排"),
        ("元旦：1月1日至3日放假，共4天。", "写的是共4天，读到的是3天"),
        ("元旦：2月30日放假。", "没有2027年2月30日这一天"),
        ("国庆节：10月7日至1日放假。", "起止日期不对"),
        ("元旦：1月1日放假。\n一、元旦：1月1日放假。", "写了两次"),
    ],
)
def test_what_cannot_be_read_is_named(text, told):
    assert told in refused(text)


def test_a_month_is_whole_weeks_from_monday():
    weeks = month_squares(announced(), frozenset({date(2026, 4, 8)}), 2026, 4)
    assert {len(week) for week in weeks} == {7} and weeks[0][0] is None
    days = {each.on.day: each for week in weeks for each in week if each}
    assert len(days) == 30
    assert (days[5].rest, days[5].word, days[5].spoken) == (True, "休", "2026年4月5日，星期日，清明节，休息")
    assert (days[11].rest, days[11].word) == (True, "")
    assert days[8].spoken.endswith("本单位改动")
    (worked,) = [
        each for week in month_squares(announced(), frozenset(), 2026, 5) for each in week if each and each.on.day == 9
    ]
    assert (worked.rest, worked.word, worked.name) == (False, "班", "劳动节调休")


def test_the_year_in_sentences():
    told = rest_spans(announced(), 2026)
    assert "清明节：4月4日至6日休息，共3天" in told and "2月14日（周六）上班，春节调休" in told
    assert "春节：2月15日至23日休息，共9天" in told and len(told) == 13
    assert rest_spans(announced(), 2040) == []


@pytest.mark.parametrize(
    ("kind", "name", "reason", "field"),
    [
        (DayKind.REST, "古庙会", " ", "reason"),
        (DayKind.REST, "长" * 21, "县政府办通知", "name"),
        (DayKind.REST, "清明节", "县政府办通知", "kind"),
    ],
)
def test_a_change_says_why_and_changes_something(kind, name, reason, field):
    stood = DayMark(DayKind.REST, "清明节")
    with pytest.raises(RuleBroken) as problem:
        check_change(date(2026, 4, 5), kind, name, reason, stood)
    assert problem.value.field == field
    check_change(date(2026, 4, 5), DayKind.WORK, "", "县政府办通知", stood)
    with pytest.raises(RuleBroken):
        check_change(date(1999, 1, 1), DayKind.WORK, "", "县政府办通知", None)


def test_marks_in_words():
    assert (mark_words(None), mark_words(DayMark(DayKind.WORK))) == ("按星期", "上班")
    assert mark_words(DayMark(DayKind.REST, "清明节")) == "休息（清明节）"
