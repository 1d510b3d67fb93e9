"""催签: only those who are missing, with names and days."""

import datetime as d

from respbook.rules.programmes import letters_name
from respbook.rules.signing_urging import Leader, Missing, leaders_urging, signing_urging

TODAY = d.date(2026, 1, 24)


def test_the_text_names_units_people_and_days() -> None:
    missing = [
        Missing("王家庄村", ("王喆",), d.date(2026, 1, 12)),
        Missing("李家沟村", ("",), d.date(2026, 1, 20)),
        Missing("张河湾村", ("赵六", "钱七"), d.date(2026, 1, 20)),
    ]
    text = signing_urging("2026年度责任书", "青山镇人民政府", missing, TODAY)
    assert text.startswith(
        "【催签】2026年度责任书，请以下3个单位尽快签订：\n"
        "1. 王家庄村（王喆） 已等12天\n2. 李家沟村 已等4天\n3. 张河湾村（赵六、钱七） 已等4天\n已在纸上"
    )
    assert text.endswith("青山镇人民政府　2026年1月24日")


def test_nobody_missing_no_text() -> None:
    assert signing_urging("责任书", "青山镇", [], TODAY) == ""


def test_the_leaders_of_the_town_are_asked_in_a_text_of_their_own() -> None:
    leaders = [Leader("党委书记", "李建国", 3, d.date(2026, 1, 12)), Leader("镇长", "", 1, TODAY)]
    assert leaders_urging("2026年度责任书", leaders, TODAY).split("\n")[1:] == [
        "党委书记李建国：3份待签，最早一份已等12天",
        "镇长：1份待签，今天签发",
    ]
    assert leaders_urging("2026年度责任书", [], TODAY) == ""


def test_issued_today() -> None:
    assert "今天签发" in signing_urging("责任书", "青山镇", [Missing("甲村", (), TODAY)], TODAY)


def test_letters_are_named_after_their_programme() -> None:
    assert letters_name("青山镇2026年度环境保护目标责任方案") == "青山镇2026年度环境保护目标责任书"
    assert letters_name("秸秆禁烧专项方案") == "秸秆禁烧专项责任书"
    assert letters_name("2026年度责任书") == "2026年度责任书"
