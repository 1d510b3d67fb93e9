"""备份 rules: what is kept, when to warn, what a manifest says; a listing leads nowhere outside."""

import datetime as d

import pytest

from respbook.rules import backups
from respbook.rules.backups import Lost, Manifest, kept, read, read_listing, warnings, written
from respbook.rules.chinese import CHINA
from respbook.rules.errors import RuleBroken

NOW = d.datetime(2027, 3, 10, 2, 0, tzinfo=CHINA)


def nights(count):
    return [NOW - d.timedelta(days=each) for each in range(count)]


def test_of_three_years_of_nights_days_weeks_months_and_years_are_kept():
    keeping = kept(nights(1100), NOW)
    days = sorted((each.date() for each in keeping), reverse=True)
    assert days[:7] == [NOW.date() - d.timedelta(days=each) for each in range(7)]
    weeks = {day.isocalendar()[:2] for day in days if day > NOW.date() - d.timedelta(days=35)}
    assert len(weeks) >= 5
    months = {(day.year, day.month) for day in days}
    assert {(2027, 3), (2027, 2), (2027, 1), (2026, 12), (2026, 4)} <= months
    assert {day for day in days if day.year == 2025} == {d.date(2025, 12, 31)}, "the last of a year long gone"
    assert d.date(2024, 12, 31) in days and len(days) <= 7 + 5 + 12 + 4


def test_what_is_kept_tonight_was_kept_last_night_and_nothing_fresh_goes():
    """Night after night: nothing comes back, and two backups of one day both stay while they are fresh."""
    there = set()
    for night in reversed(nights(400)):
        there = kept(there | {night}, night)
        assert night in there
    assert len({(each.year, each.month) for each in there}) >= 12 and 18 <= len(there) <= 26
    noon = NOW - d.timedelta(hours=14)
    assert {noon, noon + d.timedelta(minutes=5)} <= kept({*there, noon, noon + d.timedelta(minutes=5)}, NOW)


def test_the_administrator_is_warned_after_26_hours_and_of_the_same_disk():
    assert warnings(NOW - d.timedelta(hours=26), False, NOW) == ()
    late = warnings(NOW - d.timedelta(hours=26, minutes=1), True, NOW)
    assert "已超过26小时" in late[0] and "同一块磁盘" in late[1]
    assert warnings(None, False, NOW) == ("还没有备份。",)


MADE = Manifest(
    NOW, "0.1", "20261214_backup", "sqlite", 812, "ab" * 32, 3, 5 << 20, "cd" * 32, lost=(Lost("ef" * 32, "甲"),)
)


def test_a_manifest_comes_back_as_it_was_written():
    assert read(written(MADE)) == MADE
    assert MADE.words == "2027年3月10日02:00的备份，日志至第812条，3个文件，5.0 MB"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"form": "respbook.backup/1"}', written(MADE).replace("812", '"812"')]
)
def test_what_is_no_manifest_is_refused(text):
    with pytest.raises(RuleBroken, match="备份清单已损坏"):
        read(text)


def test_a_manifest_of_a_later_program_is_refused():
    with pytest.raises(RuleBroken, match="更新版本"):
        read(written(MADE).replace("backup/1", "backup/2"))


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "store//x", "a/../b", "C:/x", "..\\x"])
def test_a_listing_leads_nowhere_outside(path):
    with pytest.raises(RuleBroken):
        read_listing(f"{'a' * 64}  {path}\n")
    assert read_listing(backups.listing([(f"store/aa/{'a' * 64}", "a" * 64)])) == {f"store/aa/{'a' * 64}": "a" * 64}
