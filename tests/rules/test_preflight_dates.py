"""年份和日期: what a copied text says about time against the programme; each slip found, sound wording left alone."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from respbook.rules.issue_facts import ClauseFacts, IssueFacts, ProgrammeFacts
from respbook.rules.preflight_dates import counted, examine

PROGRAMME = ProgrammeFacts(
    1,
    2026,
    date(2026, 1, 1),
    date(2026, 12, 31),
    "青环责〔{年}〕{号}号",
    "青山镇",
    (),
    date(2026, 3, 8),
    "2026年度责任书",
)
WINTER = replace(PROGRAMME, term_from=date(2026, 10, 1), term_to=date(2027, 4, 30), issue_on=date(2026, 9, 20))


def found(text, programme=PROGRAMME, kind="clause"):
    clause = ClauseFacts(44, "三、", text, kind=kind)
    return list(examine(IssueFacts(programme, (), (), (clause,), ())))


SLIPS = (
    ("签订于2023年。", "warn", "“2023年”"),
    ("二〇二五年度任务", "warn", "“二〇二五年”"),
    ("二O二五年三月", "warn", "“二O二五年”"),
    ("2026年2月30日前完成", "stop", "“2026年2月30日”，没有这一天"),
    ("9月31日前完成", "stop", "没有这一天"),
    ("二〇二六年九月三十一日", "stop", "没有这一天"),
    ("２月３０日", "stop", "没有这一天"),
    ("2026-02-30", "stop", "没有这一天"),
    ("2026.13.1", "stop", "没有这一天"),
    ("13月1日", "stop", "没有这一天"),
    ("{{年度}}年2月29日前", "stop", "“2026年2月29日”"),
    ("2026年3月5日（星期三）召开", "warn", "这一天是星期四"),
    ("3月5日星期天召开", "warn", "这一天是星期四"),
)


@pytest.mark.parametrize(("text", "level", "words"), SLIPS)
def test_each_slip_is_found_once(text, level, words):
    findings = found(text)
    assert [each.level for each in findings] == [level] and words in findings[0].sentence
    assert findings[0].about == ("clause", 44) and findings[0].field == "text" and findings[0].ground == text
    assert findings[0].sentence.endswith("。") and "；" in findings[0].sentence and len(findings[0].sentence) <= 140


@pytest.mark.parametrize(
    "text",
    (
        "2026年12月31日前完成。",
        "二〇二六年十二月三十一日前完成。",
        "6月底前、11月30日前完成，每月25日前报送。",
        "较2025年下降3%，依据《2023年行动方案》和国发〔2023〕24号。",
        "2026年3月5日（星期四）",
        "次年1月31日前公布。",
        "每年12月31日前报送。",
        "{{年度}}年2月28日前",
        "版本2.5.1，占比3.2，1/3的农户，比例为2026.5",
        "12023年，十二月",
        "",
    ),
)
def test_sound_wording_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    (
        ("6月30日前完成", "“6月30日”"),
        ("2026年9月底前完成", "“2026年9月底”"),
        ("二〇二七年五月一日止", "“二〇二七年五月一日”"),
    ),
)
def test_a_deadline_outside_a_winter_term(text, words):
    (finding,) = found(text, WINTER)
    assert finding.level == "warn" and words in finding.sentence and "2026年10月1日至2027年4月30日" in finding.sentence


def test_a_winter_term_takes_either_year():
    assert found("12月31日前完成，3月31日前复查，2027年4月30日止。", WINTER) == []
    assert found("2月29日前完成", WINTER)[0].level == "stop"
    assert (
        found(
            "2月29日前完成",
            replace(WINTER, year=2027, term_from=date(2027, 10, 1), term_to=date(2028, 4, 30), issue_on=None, name=""),
        )
        == []
    )


def test_the_title_is_looked_at_too():
    (finding,) = found("2025年度环境保护目标责任书", kind="letter_template")
    assert finding.about == ("letter_template", 44) and finding.sentence.startswith("标题写有")


@pytest.mark.parametrize(
    ("changed", "level", "field", "words"),
    (
        ({"number_pattern": "青环责〔2025〕{号}号"}, "stop", "number_pattern", "旧年份"),
        ({"name": "2025年度责任书"}, "warn", "name", "2025年"),
        ({"issue_on": date(2025, 10, 1)}, "warn", "term_from", "早92天"),
    ),
)
def test_what_the_programme_says_about_itself(changed, level, field, words):
    (finding,) = found("", replace(PROGRAMME, **changed))
    assert (finding.level, finding.field, finding.about) == (
        level,
        field,
        ("programme", 1),
    ) and words in finding.sentence


def test_chinese_figures():
    assert [counted(each) for each in ("三", "十", "十二", "二十", "三十一", "31", "零")] == [3, 10, 12, 20, 31, 31, 0]


@given(st.text(alphabet="0123456789二〇六年月日三十一底前星期（）-./{{年度}}每次 《》", max_size=60))
def test_any_text_can_be_looked_at(text):
    for finding in found(text):
        assert finding.sentence and len(finding.sentence) <= 300


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_every_day_of_the_term_may_be_a_deadline(on):
    week = "一二三四五六日"[on.weekday()]
    assert found(f"{on.year}年{on.month}月{on.day}日（星期{week}）完成，{on.month}月{on.day}日前报送。") == []
