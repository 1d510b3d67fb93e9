"""公文数字 official figures: numbers, dates, ordinals as papers write them (GB/T 15835-2011, GB/T 9704-2012 7.3.3)."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

from respbook.rules.errors import RuleBroken

CHARACTERS = "〇一二三四五六七八九"
WEEKDAYS = "一二三四五六日"
_COUNTING = "零一二三四五六七八九"
_PLACES = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))


def figure(amount: Decimal | None) -> str:
    """数值: the figure as printed, without trailing zeros or exponent; None is an empty place.

    Raises RuleBroken for a value that is no number (NaN, infinite).
    """
    if amount is None:
        return ""
    if not amount.is_finite():
        raise RuleBroken("数值不是有效数字，无法印出；请重新填写。")
    text = format(amount, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def day(on: date) -> str:
    """日期: 2026年3月5日, Arabic figures without leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{on.year}年{on.month}月{on.day}日"


def day_with_weekday(on: date) -> str:
    """日期和星期: 2026年3月5日（星期四）, for meeting notices and due dates."""
    return f"{day(on)}（星期{WEEKDAYS[on.weekday()]}）"


def year_in_characters(year: int) -> str:
    """汉字年份: 二〇二六, digit by digit with 〇, never with 零 or the letter O."""
    return "".join(CHARACTERS[int(digit)] for digit in str(year))


def counting(number: int) -> str:
    """汉字计数: 一、十二、一百零三; from 0 to 9999, ValueError beyond."""
    if not 0 <= number <= 9999:
        raise ValueError(f"counting covers 0 to 9999, not {number}")
    if number == 0:
        return "零"
    text, gap = "", False
    for size, place in _PLACES:
        digit = number // size % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _COUNTING[digit] + place
        gap = False
    return text[1:] if text.startswith("一十") else text


def ordinal_label(level: int, number: int) -> str:
    """结构层次序数: 一、 （一） 1. （1） for levels 1 to 4 (GB/T 9704-2012 7.3.3); ValueError for another level."""
    match level:
        case 1:
            return f"{counting(number)}、"
        case 2:
            return f"（{counting(number)}）"
        case 3:
            return f"{number}."
        case 4:
            return f"（{number}）"
    raise ValueError(f"a paper has levels 1 to 4, not {level}")


def joined(words: Iterable[str]) -> str:
    """顿号连接: 甲、乙、丙; empty words are left out."""
    return "、".join(word for word in words if word)


def shown_phone(phone: str) -> str:
    """电话脱敏: 138****1234, what a reader without need sees of a number; short numbers keep two digits at most."""
    digits = [mark for mark in phone if mark.isdecimal()]
    if len(digits) >= 10:
        return "".join(digits[:3]) + "****" + "".join(digits[-4:])
    if len(digits) > 4:
        return "****" + "".join(digits[-2:])
    return "****" if phone.strip() else ""


CHINA = timezone(timedelta(hours=8), "北京时间")
"""北京时间: no summer time since 1991, so no time zone table is needed."""


def china_day(moment: datetime) -> date:
    """当日 in China of an aware moment."""
    return moment.astimezone(CHINA).date()


def minute(moment: datetime) -> str:
    """时刻: 2026年11月26日02:00, China's time."""
    local = moment.astimezone(CHINA)
    return f"{day(local.date())}{local:%H:%M}"


def volume(size: int) -> str:
    """容量: 212 KB, 3.4 MB, 2.1 GB; a file or a disk."""
    for unit, step in (("GB", 1 << 30), ("MB", 1 << 20)):
        if size >= step:
            return f"{size / step:.1f} {unit}"
    return f"{max(1, round(size / 1024))} KB"
