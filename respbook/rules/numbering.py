"""文号 document numbers: pattern, printed number, gaps in a run (GB/T 9704-2012 7.2.5; features I5)."""

import re
from collections.abc import Iterable

from respbook.rules.errors import RuleBroken

YEAR = "{年}"
SERIAL = "{号}"
LONGEST = 40
LAST_SERIAL = 99999
_EXAMPLE = f"例如“青环责〔{YEAR}〕{SERIAL}号”"
_OTHER_BRACKETS = "[]【】()（）［］<>《》「」"
_ALLOWED = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff〇A-Za-z0-9〔〕]*")


def check_pattern(pattern: str) -> None:
    """文号格式检查: refuse a pattern that the office may not print.

    Raises RuleBroken with the field ``number_pattern``.
    """
    serials, years = pattern.count(SERIAL), pattern.count(YEAR)
    for broken, sentence in (
        (not pattern.strip(), f"文号格式未填写，签发时无法编号；请填写，{_EXAMPLE}。"),
        (re.search(r"\s", pattern), "文号格式中有空格，印出后前后不连；请删去空格。"),
        (len(pattern) > LONGEST, f"文号格式超过{LONGEST}个字，版头一行排不下；请缩短机关代字。"),
        (serials == 0, f"文号格式中没有“{SERIAL}”，各份责任书将同号；请补上“{SERIAL}”，{_EXAMPLE}。"),
        (serials > 1, f"文号格式中“{SERIAL}”出现{serials}次，一份文书只有一个序号；请只保留一处。"),
        (years > 1, f"文号格式中“{YEAR}”出现{years}次，年份只标一次；请只保留一处。"),
    ):
        if broken:
            raise _bad(sentence)
    _check_brackets(pattern)
    _check_marks(pattern)


def _bad(sentence: str) -> RuleBroken:
    return RuleBroken(sentence, "number_pattern")


def _check_brackets(pattern: str) -> None:
    if wrong := next((mark for mark in pattern if mark in _OTHER_BRACKETS), ""):
        raise _bad(f"文号的年份应当用六角括号“〔〕”，不用“{wrong}”；请改正，{_EXAMPLE}。")
    if YEAR in pattern and f"〔{YEAR}〕" not in pattern:
        raise _bad(f"文号的年份应当用六角括号“〔〕”括起；请写作“〔{YEAR}〕”，{_EXAMPLE}。")
    if pattern.count("〔") != pattern.count("〕") or not re.fullmatch(r"[^〔〕]*(〔[^〔〕]+〕[^〔〕]*)?", pattern):
        raise _bad(f"文号的六角括号没有成对，或不止一对；请只保留一对“〔〕”，{_EXAMPLE}。")


def _check_marks(pattern: str) -> None:
    place = pattern.index(SERIAL)
    before, after = pattern[:place], pattern[place + len(SERIAL) :]
    if before.endswith("第"):
        raise _bad(f"文号序号前不加“第”字；请删去，{_EXAMPLE}。")
    if before[-1:].isdecimal():
        raise _bad(f"文号序号不编虚位，“{SERIAL}”前不能有数字；请删去“{before[-1]}”，例如1号不写作001号。")
    if after != "号":
        raise _bad(f"文号应当以“{SERIAL}号”结尾；请改正，{_EXAMPLE}。")
    wording = pattern.replace(YEAR, "").replace(SERIAL, "")
    if not _ALLOWED.fullmatch(wording):
        wrong = next(mark for mark in wording if not _ALLOWED.fullmatch(mark))
        raise _bad(f"文号中有“{wrong}”，只可用汉字、字母、数字和六角括号；请删去，{_EXAMPLE}。")


def format_number(pattern: str, year: int, serial: int) -> str:
    """编号: the number as printed, the serial without leading zeros; raises RuleBroken for a bad pattern or serial."""
    check_pattern(pattern)
    if not 1 <= serial <= LAST_SERIAL:
        raise RuleBroken(f"文号序号应当在1至{LAST_SERIAL}之间，现为{serial}；请核对编号的起始值。", "serial")
    return pattern.replace(YEAR, str(year)).replace(SERIAL, str(serial))


def gaps(serials: Iterable[int]) -> list[int]:
    """缺号: serials missing between 1 and the highest one, to be explained in the void register."""
    taken = set(serials)
    if max(taken, default=0) > LAST_SERIAL:
        raise RuleBroken(f"文号序号超过{LAST_SERIAL}，无法核对缺号；请核对编号的起始值。", "serial")
    return [serial for serial in range(1, max(taken, default=0)) if serial not in taken]
