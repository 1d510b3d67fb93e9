"""催办限度: three times a matter, once a day, never at night; and the one text of 催报."""

import datetime as d

from reporting import at

from respbook.rules.obligations import Punctuality, owes, punctuality
from respbook.rules.reminding import Limits, Reminded, turns
from respbook.rules.report_urging import OwedPeriod, Owing, report_urging

TODAY = d.date(2026, 11, 24)


def owing(unit_id, *days, title="每日巡查"):
    periods = tuple(OwedPeriod(unit_id * 10, title, d.date(2026, 11, n), d.date(2026, 11, n)) for n in days)
    return Owing(unit_id, f"{unit_id}号村", "王喆", periods)


def test_what_is_due_tonight_is_asked_for_and_not_yet_missing():
    assert owes(TODAY, False, TODAY) and not owes(TODAY, True, TODAY)
    assert punctuality(TODAY, None, TODAY) is Punctuality.OPEN
    assert punctuality(TODAY, None, TODAY + d.timedelta(days=1)) is Punctuality.MISSING


def test_matters_at_the_ceiling_are_left_out_and_units_set_aside():
    first, second, third, fourth = owing(1, 22, 23), owing(2, 22), owing(3, 24), owing(4, 22)
    earlier, today = d.date(2026, 11, 23), TODAY
    told = {
        first.matters[0]: Reminded(3, earlier),
        second.matters[0]: Reminded(3, earlier),
        fourth.matters[0]: Reminded(1, today),
    }
    made = turns([first, second, third, fourth], told, Limits(), {4})
    assert [(each.unit_id, len(each.periods)) for each in made.asked] == [(1, 1), (3, 1)]
    assert made.asked[0].oldest == d.date(2026, 11, 23)
    assert [each.unit_id for each in made.full] == [2] and [each.unit_id for each in made.today] == [4]
    assert made.said[2].words == "已催3次，最近11月23日" and 3 not in made.said
    again = turns([first, second, third, fourth], told, Limits(), {4}, {2, 4})
    assert [each.unit_id for each in again.asked] == [1, 2, 3], "what was asked today is not asked again"
    assert [each.unit_id for each in turns([second], told, Limits(most=4)).asked] == [2]


def test_quiet_hours_and_the_day_that_counts():
    limits = Limits()
    assert [limits.quiet(at(11, 24, hour)) for hour in (7, 8, 19, 20, 23)] == [True, False, False, True, True]
    assert limits.opens(at(11, 24, 19)) == at(11, 24, 19)
    assert limits.opens(at(11, 24, 21)) == at(11, 25, 8) and limits.opens(at(11, 24, 3)) == at(11, 24, 8)
    assert limits.day(at(11, 24, 21)) == d.date(2026, 11, 25) and limits.day(at(11, 24, 3)) == TODAY
    noon = Limits(quiet_from=12, quiet_to=14)
    assert noon.quiet(at(11, 24, 13)) and not noon.quiet(at(11, 24, 21)) and noon.words == "12:00至14:00"
    assert limits.words == "20:00至次日8:00"


def test_the_text_names_units_tasks_and_periods():
    text = report_urging([owing(1, 22, 23), owing(2, 24)], "某镇", "https://x/report/", (TODAY, TODAY), TODAY)
    assert text.split("\n")[:3] == [
        "【催报】今天（11月24日）应报送的，以下2个单位还没有报齐，请尽快报送：",
        "1号村（王喆）：每日巡查，共2期",
        "2号村（王喆）：每日巡查",
    ]
    assert text.endswith("某镇　2026年11月24日") and text.count("https://x/report/") == 1
    tomorrow = TODAY + d.timedelta(days=1)
    assert "11月24日应报送的" in report_urging([owing(2, 24)], "某镇", "x", (TODAY, TODAY), tomorrow)
    assert "今天" not in report_urging([owing(2, 24)], "某镇", "x", (TODAY, TODAY), tomorrow)
    assert report_urging([], "某镇", "x", (TODAY, TODAY), TODAY) == ""
