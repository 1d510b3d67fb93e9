"""周报月报用语、报送计数、任务进度: official sentences, exact figures."""

import datetime as d
from decimal import Decimal

import pytest

from respbook.rules.cadence import Cadence
from respbook.rules.lifecycles import FilingState
from respbook.rules.report_progress import PeriodSaid, done_words, progress_of, wanted_words
from respbook.rules.report_words import Facts, Part, Summed, dated_words, paragraphs, plain, share, span_words
from respbook.rules.reporting_rates import (
    Shade,
    Tally,
    before,
    change_words,
    days_of,
    months_of,
    summed_up,
    year_before,
)

FIRST, LAST = d.date(2026, 11, 16), d.date(2026, 11, 22)


def facts(**more):
    told = Tally(due=100, ahead=10, on_time=90, late=5, told_due=93)
    return Facts(FIRST, LAST, "全镇", 42, told, Tally(due=100, on_time=80, told_due=80), **more)


def test_the_whole_text():
    made = paragraphs(
        facts(
            owing=[(1, "王家庄村", 4), (2, "李家沟村", 3)],
            found=[("秸秆焚烧", 3), ("", 1)],
            found_in=4,
            figures=[Summed("垃圾清运", "吨", Decimal("35.5"), Decimal(20), Decimal(0))],
            states={FilingState.SUBMITTED: 7, FilingState.PASSED: 80},
        )
    )
    assert plain(made).split("\n") == [
        "11月16日至22日，全镇42个责任单位应报送110期，已报送95期，报送率86.4%（95/110）；其中按时90期、补报5期，到期未报7期，另有8期尚未到期。",
        "按时报送率88.2%（90/102），上期80%（80/100），上升8.2个百分点。",
        "未报较多的有：王家庄村4期、李家沟村3期。",
        "巡查中报告情况4条，秸秆焚烧3条、未分类1条。",
        "垃圾清运自报35.5吨，已审20吨。",
        "审核情况：待审7条、审核通过80条。",
    ]
    assert Part("7期", "missing") in made[0] and Part("4期", "unit", "1") in made[2]


def test_every_figure_leads_somewhere_and_nothing_else_does():
    made = paragraphs(facts(owing=[(1, "王家庄村", 4)], found=[("秸秆焚烧", 3)], found_in=3))
    counts = [part for paragraph in made for part in paragraph if part.text[:-1].isdecimal()]
    assert len(counts) > 6 and all(part.link for part in counts)


def test_nothing_to_say_is_left_out():
    assert plain(paragraphs(Facts(FIRST, LAST, "全镇", 0, Tally(), Tally()))) == (
        "11月16日至22日，全镇0个责任单位应报送0期。"
    )


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(861, 882, "97.6%（861/882）"), (2999, 3000, "99.9%（2999/3000）"), (3, 3, "100%（3/3）"), (0, 0, "0/0")],
)
def test_a_share_never_says_all_before_it_is_all(part, whole, words):
    assert share(part, whole) == words


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ((11, 1), (11, 30), "2026年11月"),
        ((11, 3), (11, 3), "11月3日"),
        ((10, 28), (11, 3), "10月28日至11月3日"),
    ],
)
def test_spans_in_words(first, last, words):
    assert span_words(d.date(2026, *first), d.date(2026, *last)) == words


@pytest.mark.parametrize(
    ("first", "last", "wanted"),
    [
        (d.date(2026, 11, 1), d.date(2026, 11, 30), (d.date(2026, 10, 1), d.date(2026, 10, 31))),
        (d.date(2026, 3, 1), d.date(2026, 3, 31), (d.date(2026, 2, 1), d.date(2026, 2, 28))),
        (d.date(2026, 3, 1), d.date(2026, 3, 30), (d.date(2026, 2, 1), d.date(2026, 2, 28))),
        (d.date(2026, 11, 1), d.date(2026, 11, 10), (d.date(2026, 10, 1), d.date(2026, 10, 10))),
        (FIRST, LAST, (d.date(2026, 11, 9), d.date(2026, 11, 15))),
    ],
)
def test_what_is_compared_with(first, last, wanted):
    assert before(first, last) == wanted


@pytest.mark.parametrize(
    ("tally", "shade", "mark"),
    [
        (Tally(), Shade.NONE, ""),
        (Tally(due=2, on_time=2, told_due=2), Shade.DONE, "✓"),
        (Tally(due=2, on_time=1, late=1, told_due=2), Shade.LATE, "补"),
        (Tally(due=2, on_time=1, told_due=1), Shade.MISSING, "缺1"),
        (Tally(ahead=2, on_time=1), Shade.OPEN, "待"),
        (Tally(ahead=1, on_time=1), Shade.DONE, "✓"),
        (Tally(due=1, ahead=1, on_time=1), Shade.MISSING, "缺1"),
    ],
)
def test_a_cell_says_the_worst_first(tally, shade, mark):
    assert (tally.shade, tally.mark) == (shade, mark)


def test_tallies_add_up_and_never_fall_below_nothing():
    total = summed_up([Tally(due=2, on_time=1, told_due=1), Tally(ahead=3, late=0, on_time=1)])
    assert (total.asked, total.told, total.missing, total.open) == (5, 2, 1, 2)
    assert Tally(due=1, on_time=3, told_due=3).missing == 0


def test_columns():
    assert [each.label for each in days_of(FIRST, LAST)] == ["16", "17", "18", "19", "20", "21", "22"]
    assert days_of(FIRST, LAST)[0].more == "一"
    assert months_of(2024)[1].to_on == d.date(2024, 2, 29)


def test_progress_counts_what_was_checked():
    said = [PeriodSaid(Decimal(20), Decimal(20), Decimal(20)), PeriodSaid(Decimal(15), None, None)]
    found = progress_of(said, Cadence.MONTHLY, "吨", Decimal(20), 2)
    assert (found.told, found.passed, found.verified, found.target) == (35, 20, 20, 40)
    assert wanted_words(Cadence.MONTHLY, "吨", Decimal(20), 2) == "每月20吨 × 已到2期 = 40吨"
    assert done_words(found, "吨").startswith("已审20吨 ÷ 应完成40吨 = 50%")


def test_progress_of_shares_is_the_newest():
    said = [PeriodSaid(Decimal(80), Decimal(80), None), PeriodSaid(Decimal(95), None, None)]
    found = progress_of(said, Cadence.QUARTERLY, "%", Decimal(90), 3)
    assert (found.told, found.passed, found.verified, found.target) == (95, 80, 0, 90)
    assert wanted_words(Cadence.QUARTERLY, "%", Decimal(90), 3) == "应达到90%，以最近一期为准"


def test_a_yearly_figure_is_wanted_once_and_nothing_before_the_first_period():
    assert wanted_words(Cadence.YEARLY, "户", Decimal(100), 0) == "全期应完成100户"
    assert done_words(progress_of([], Cadence.MONTHLY, "吨", Decimal(20), 0), "吨") == ""


def test_the_same_days_of_the_year_before():
    day = d.date
    assert year_before(day(2026, 11, 1), day(2026, 11, 26)) == (day(2025, 11, 1), day(2025, 11, 26))
    assert year_before(day(2028, 2, 1), day(2028, 2, 29)) == (day(2027, 2, 1), day(2027, 2, 28))
    assert year_before(day(2029, 2, 1), day(2029, 2, 28)) == (day(2028, 2, 1), day(2028, 2, 29))
    assert dated_words(day(2026, 11, 1), day(2026, 11, 26)) == "2026年11月1日至26日"
    assert dated_words(day(2026, 11, 1), day(2026, 11, 30)) == "2026年11月"
    good, bad = Tally(due=3, on_time=2, told_due=2), Tally(due=4, on_time=1, told_due=1)
    assert change_words(good, bad) == "上升41.7个百分点" and change_words(bad, good) == "下降41.7个百分点"
    ahead, behind = Tally(due=940, on_time=854, told_due=854), Tally(due=940, on_time=850, told_due=850)
    assert change_words(behind, ahead) == "下降0.5个百分点", "90.4% against 90.9%, as both are printed"
    assert change_words(good, good) == "持平" and change_words(good, Tally()) == ""
