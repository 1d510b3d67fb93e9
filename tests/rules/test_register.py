"""登记簿: one 文号 however it is written; years that do not agree; two entries that become one."""

import datetime as d
from dataclasses import replace

import pytest

from respbook.rules.errors import RuleBroken
from respbook.rules.register import (
    Line,
    entry_in,
    entry_words,
    faults_of,
    merged,
    number_year,
    plain_number,
    year_hint,
    year_of,
)

TODAY = d.date(2026, 3, 2)
LINE = Line("青环责〔2024〕3号", 7, 2024, "责任书", d.date(2024, 3, 5), "李建国", 2, "补签")


@pytest.mark.parametrize(
    "text",
    [
        "青环责〔2024〕3号",
        "青环责[2024]3号",
        "青环责【2024】3号",
        "青环责（２０２４）３号",
        "青环责(2024) 第003号",
        " 青环责 ［2024］3 ",
    ],
)
def test_one_number_however_it_is_written(text):
    assert plain_number(text) == "青环责〔2024〕3号" == plain_number(plain_number(text))
    assert number_year(plain_number(text)) == 2024


@pytest.mark.parametrize(("text", "plain"), [("2024－015", "2024-015"), ("青环责 3 号", "青环责3号"), ("", "")])
def test_another_form_stays_what_it_is(text, plain):
    assert plain_number(text) == plain and number_year(plain) is None


def test_our_mark_is_never_a_serial_of_the_office():
    assert entry_in(entry_words(12)) == 12 == entry_in("ｗ０12".replace("０", "0"))
    assert [entry_in(text) for text in ("12", "W", "W-1", "W1.0", "W0", "W9999999999")] == [None] * 6


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({}, "", ""),
        ({"number": "12"}, "number", "只是序号"),
        ({"issued_on": d.date(2026, 3, 3)}, "issued_on", "2026年3月3日还没有到"),
        ({"issued_on": d.date(1979, 3, 3)}, "issued_on", "早于1980年"),
        ({"year": 2027}, "year", "应在1980和2026之间"),
        ({"year": 1979}, "year", "应在1980和2026之间"),
        ({"copies": 0}, "copies", "应在1和999之间"),
        ({"year": 2022}, "year", "年度填的是2022年，文号是2024年的"),
        ({"year": 2023, "issued_on": d.date(2022, 1, 4)}, "", ""),
        ({"year": 2024, "issued_on": d.date(2022, 1, 4)}, "year", "签发日期在2022年"),
        ({"year": None, "issued_on": d.date(2023, 12, 30)}, "issued_on", "签发日期在2023年，文号是2024年的"),
        ({"year": None, "issued_on": None}, "", ""),
    ],
)
def test_what_cannot_be_right_is_told_at_its_part(changes, field, said):
    faults = faults_of(replace(LINE, **changes), TODAY)
    assert list(faults) == ([field] if field else []) and said in faults.get(field, "")
    assert all(sentence.endswith("。") for sentence in faults.values())


def test_the_year_is_told_or_taken_from_the_day_or_the_number():
    assert year_of(replace(LINE, year=2025)) == 2025
    assert year_of(replace(LINE, year=None, issued_on=d.date(2023, 1, 1))) == 2023
    assert year_of(Line("青环责〔2022〕1号")) == 2022 and year_of(Line("甲-1")) is None


def test_a_year_beside_the_number_s_is_a_hint():
    assert year_hint(LINE) == "" == year_hint(replace(LINE, year=None))
    assert "将按2025年度登记" in year_hint(replace(LINE, year=2025))


def test_two_entries_become_one_unless_they_differ():
    scan = Line("青环责〔2024〕3号", 7, 2024)
    assert merged(scan, LINE) == LINE == merged(LINE, scan)
    for name, value in (("unit_id", 8), ("year", 2025), ("issued_by", "王力"), ("copies", 4)):
        with pytest.raises(RuleBroken) as refused:
            merged(replace(scan, **{name: value}), LINE)
        assert refused.value.field == name and "请核对" in refused.value.sentence
