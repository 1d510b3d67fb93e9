"""催签: only those who are missing, with names and days."""

import datetime as d

from respbook.rules.programmes import letters_name
from respbook.rules.urging import Missing, urging

TODAY = d.date(2026, 1, 24)


def test_the_text_names_units_people_and_days() -> None:
    missing = [
        Missing("王家庄村", ("王喆",), d.date(2026, 1, 12)),
        Missing("李家沟村", ("",), d.date(2026, 1, 20)),
        Missing("张河湾村", ("赵六", "钱七"), d.date(2026, 1, 20)),
    ]
    text = urging("2026年度责任书", "青山镇人民政府", missing, TODAY)
    assert text.startswith(
        "【催签】2026年度责任书签发已12天，请以下3个单位尽快签订：\n王家庄村（王喆）、李家沟村、张河湾村（赵六、钱七）。"
    )
    assert text.endswith("青山镇人民政府　2026年1月24日")


def test_nobody_missing_no_text() -> None:
    assert urging("责任书", "青山镇", [], TODAY) == ""


def test_issued_today() -> None:
    assert "今天签发" in urging("责任书", "青山镇", [Missing("甲村", (), TODAY)], TODAY)


def test_letters_are_named_after_their_programme() -> None:
    assert letters_name("青山镇2026年度环境保护目标责任方案") == "青山镇2026年度环境保护目标责任书"
    assert letters_name("秸秆禁烧专项方案") == "秸秆禁烧专项责任书"
    assert letters_name("2026年度责任书") == "2026年度责任书"
