"""数量 figures: every number with its unit in what was written, and how sure it is; nothing is added up or guessed.

Times, dates, telephone numbers, ordinals and the numbers of list entries are no figures.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from respbook.rules.chat_reports.vocabulary import HAN, listed

PHONE = re.compile(
    r"(?<![0-9])(?:1[0-9]{10}|1[0-9]{2}[- ][0-9]{4}[- ][0-9]{4}|0[0-9]{2,3}-[0-9]{7,8}|[0-9]{7,})(?![0-9.])"
)
TIME = re.compile(
    r"(?<![0-9:.])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])|(?<![0-9.])(?:[01]?[0-9]|2[0-4])[点时](?:[0-5]?[0-9]分?|半|整|钟)?(?!位)"
    r"|(?<![一-龥])[一二两三四五六七八九十]{1,2}点(?:钟|半|整|[一二三四五]?十[一二三四五六七八九]?分?)?(?![一-龥])|[0-9]{1,3}(?:小时|分钟)"
)
DATE = re.compile(
    r"(?<![0-9.])(?:(?P<y>20[0-9]{2})[-./年] ?)(?P<m>[01]?[0-9])[-./月] ?(?P<d>[0-3]?[0-9])(?:[日号]|(?![0-9]))"
    r"|(?<![0-9.])(?P<m2>[01]?[0-9])月(?P<d2>[0-3]?[0-9])(?:[日号]|(?![0-9]))|(?<![0-9.])(?P<m4>[01]?[0-9])/(?P<d4>[0-3]?[0-9])(?![0-9/])"
    rf"|(?<![0-9.])(?P<d3>[0-3]?[0-9])[日号](?=$|[^{HAN}]|[今上下巡一无均全情晚早])"
)
OTHER_PERIOD = re.compile(
    r"(?<![0-9.])[01]?[0-9]月份?|20[0-9]{2}年度?|本月|本周|上旬|中旬|下旬|(?<!万)今年|全年|第?[一二三四]季度"
)
CUMULATIVE = re.compile(r"累计|累积|年初以来|截[至止](?!目前|现在|今|此|当前|[0-9 ])")
_GENERAL_UNITS = listed(
    "立方米 平方米 平方公里 公里 千米 公斤 千克 人次 车次 台次 台班 吨 亩 公顷 户 人 名 个 处 起 次 遍 趟 回 车 辆 台 艘 架 条 张 份 幅 块 面 袋 桶 座"
    " 家 头 只 羽 株 棵 升 方 米 斤 克 元 岁 天 场 期 项 件 例 宗 堆 捆 把 村 组 社 kg km m² m³ t m %"
)
_SAME_UNITS = {
    "千克": "公斤",
    "kg": "公斤",
    "t": "吨",
    "千米": "公里",
    "km": "公里",
    "m²": "平方米",
    "平米": "平方米",
    "m³": "立方米",
    "方": "立方米",
    "m": "米",
}
_ARABIC = r"[0-9]{1,12}(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]{1,6})?"
_HAN_NUMBER = r"[零〇一二两三四五六七八九十百千万半]{1,12}(?:点[零一二三四五六七八九]{1,4})?"
_ABOUT = r"约|大约|大概|将近|接近|近|差不多|至少|不少于|不低于|超过|超|不足|不到|少说|好几|十几|几|数|上|多达|估计"
_MORE = r"余|多|来|几|左右"
_DIGITS = {mark: number for number, mark in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"万": 10000, "千": 1000, "百": 100}
_PLACES = {"十": 10, "百": 100, "千": 1000}
_TOTAL = re.compile(r"(?:共计|合计|总计|总共|一共|小计|总数|共)(?:[^0-9零〇一二两三四五六七八九十百千万半，。;]{0,6})$")
_PART = re.compile(r"其中|包括|内含")
_DENIED = re.compile(r"(?:不是|而非|并非|非)$")
_NOT_THE_AMOUNT = re.compile(r"第$|[a-z.]$|(?:编号|国道|省道|县道|号码)[a-z]?$")
_RANGE_BEFORE = re.compile(r"[0-9一二两三四五六七八九十][^0-9，。; ]{0,2}[-~—至到/]$")
_RANGE_AFTER = re.compile(r"[-~—至到/][0-9一二两三四五六七八九十]")


@dataclass(frozen=True)
class Amount:
    """一个数: its stretch in the text; ``value`` None where it cannot be told. ``rough``: 约数 or a range."""

    start: int
    end: int
    value: Decimal | None
    unit_word: str
    rough: bool = False
    total: bool = False
    part: bool = False
    denied: bool = False


def same_unit(word: str) -> str:
    """同一单位: 千克 and 公斤 are one."""
    return _SAME_UNITS.get(word, word)


def number_in(number: str, scale: str = "", *, half: bool = False) -> Decimal | None:
    """读数: 3, 1,200, 二十一, 二点五; with its 万 and its 半 (三车半). None for what is no one number."""
    value = Decimal(number.replace(",", "")) if number[0].isascii() else _in_characters(number)
    if value is None:
        return None
    return value * _SCALES.get(scale, 1) + (Decimal("0.5") if half else 0)


def _in_characters(words: str) -> Decimal | None:
    """中文数字; None for what is no one number, such as 两三."""
    if words == "半":
        return Decimal("0.5")
    whole, _, rest = words.partition("点")
    value = _whole(whole)
    if value is None or not rest:
        return None if value is None else Decimal(value)
    return Decimal(f"{value}.{''.join(str(_DIGITS[mark]) for mark in rest)}")


def _whole(words: str) -> int | None:
    high, mark, low = words.partition("万")
    if mark:
        above, below = _under_ten_thousand(high), _under_ten_thousand(low) if low else 0
        if above is None or below is None:
            return None
        if len(low) == 1 and low in _DIGITS:
            below *= 1000
        return above * 10000 + below
    return _under_ten_thousand(words)


def _under_ten_thousand(words: str) -> int | None:
    total, digit, place, gap = 0, None, 10000, False
    for mark in words:
        if mark in _PLACES:
            if _PLACES[mark] >= place or (digit is None and mark != "十"):
                return None
            place = _PLACES[mark]
            total += (1 if digit is None else digit) * place
            digit, gap = None, False
        elif mark in "零〇" and total:
            gap = True
        elif mark in _DIGITS and digit is None:
            digit = _DIGITS[mark]
        else:
            return None
    if digit is None:
        return total if words else None
    return total + (digit * place // 10 if 10 < place < 10000 and not gap else digit)


class AmountFinder:
    """识数: finds the amounts in a stretch of text; knows the unit words of the day's items beside the general ones."""

    def __init__(self, unit_words: tuple[str, ...]) -> None:
        words = sorted(
            {*(word.lower() for word in unit_words if word), *_GENERAL_UNITS}, key=lambda word: (-len(word), word)
        )
        units = "|".join(re.escape(word) for word in words)
        self._found = re.compile(
            rf"(?P<about>(?:{_ABOUT}) ?)?(?P<n>{_ARABIC}|{_HAN_NUMBER})(?P<scale>[万千百]??)(?P<more>{_MORE})? ?(?P<unit>{units})(?P<half>半)?"
            rf"(?P<tail>左右|上下|以上|以下|以内|多|余|出头)?"
            rf"|(?P<bareabout>(?:{_ABOUT}) ?)?(?P<bare>(?<![0-9a-z.,]){_ARABIC}[万千百]?)(?P<baretail>{_MORE}|以上|以下)?(?![0-9.,]?[0-9a-z%])"
        )

    def amounts(self, text: str, start: int, end: int) -> list[Amount]:
        """各个数, left to right."""
        made = []
        for found in self._found.finditer(text, start, end):
            amount = self._read(text, found, start)
            if amount is not None:
                made.append(amount)
        return made

    def _read(self, text: str, found: re.Match[str], start: int) -> Amount | None:
        before, bare = text[max(start, found.start() - 14) : found.start()], found["bare"]
        name = "bare" if bare else "n"
        number_at = found.start(name)
        if _NOT_THE_AMOUNT.search(text[max(start, number_at - 4) : number_at]) or self._only_a_word(text, found):
            return None
        if bare and text[number_at + len(bare) : number_at + len(bare) + 1] in ("#", "号"):
            return None
        rough = any(found[group] for group in ("about", "more", "tail", "bareabout", "baretail"))
        rough = rough or bool(_RANGE_BEFORE.search(before) or _RANGE_AFTER.match(text, found.end()))
        begin, stop = number_at, found.end()
        if bare:
            value = number_in(bare.rstrip("万千百"), bare[-1])
        else:
            value = number_in(found["n"], found["scale"], half=bool(found["half"]))
        return Amount(
            begin, stop, value, same_unit(found["unit"] or ""), rough or value is None, _TOTAL.search(before) is not None,
            _PART.search(before) is not None, _DENIED.search(before.rstrip()) is not None,
        )  # fmt: skip

    @staticmethod
    def _only_a_word(text: str, found: re.Match[str]) -> bool:
        """一起巡查, 一次性, 一把火: words, not amounts."""
        if found["bare"] or found["n"] != "一":
            return False
        after = text[found.end() : found.end() + 2]
        if found["unit"] == "起":
            return not after or after[0] not in "焚火着秸烟垃案事投违偷，。; "
        return found["unit"] in ("家", "面", "回", "条", "块", "把", "头", "方", "项") or after[:1] == "性"
