"""登记簿: one line of the office's register of earlier letters; how its 文号 is written, and what in it cannot be right."""

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date

from respbook.rules.cells import shown
from respbook.rules.chinese import day
from respbook.rules.errors import RuleBroken

EARLIEST = 1980
"""The first year of which letters are kept."""
MOST_COPIES = 999
_NUMBER = re.compile(r"(.*?)[〔\[(【]([0-9]{4})[〕\])】]第?([0-9]{1,5})号?")
_YEAR = re.compile(r"〔([0-9]{4})〕")
_ENTRY = re.compile(r"[Ww]0*([1-9][0-9]{0,8})")


@dataclass(frozen=True)
class Line:
    """登记簿的一行, as a form or a row of a sheet tells it."""

    number: str = ""
    unit_id: int | None = None
    year: int | None = None
    title: str = ""
    issued_on: date | None = None
    issued_by: str = ""
    copies: int | None = None
    note: str = ""


WORDS = {
    "number": "文号",
    "unit_id": "单位",
    "year": "年度",
    "title": "标题",
    "issued_on": "签发日期",
    "issued_by": "签发人",
    "copies": "份数",
    "note": "备注",
}
"""What each part of a line is called."""


def plain_number(text: str) -> str:
    """文号归一: 六角括号, half-width digits, no 第, no leading noughts; other texts only without blanks."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    found = _NUMBER.fullmatch(plain)
    return f"{found[1]}〔{found[2]}〕{int(found[3])}号" if found else plain


def number_year(number: str) -> int | None:
    """文号中的年份."""
    found = _YEAR.search(number)
    return int(found[1]) if found else None


def entry_words(line_id: int) -> str:
    """系统登记号: tells a line that has no 文号, or shares it with another, when its sheet comes back."""
    return f"W{line_id}"


def entry_in(text: str) -> int | None:
    """读系统登记号; None for what is none: the office's own 1, 2, 3 must never be taken for ours."""
    found = _ENTRY.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return int(found[1]) if found else None


def year_of(line: Line) -> int | None:
    """年度: as told, else of the day, else of the number."""
    if line.year is not None:
        return line.year
    return line.issued_on.year if line.issued_on else number_year(line.number)


def faults_of(line: Line, on: date) -> dict[str, str]:
    """差错 by the part of the line in which it is to be put right."""
    faults = {}
    if line.number.isdecimal():
        faults["number"] = f"“{line.number}”只是序号，不是文号；请填写文号全文，例如“青环责〔2023〕12号”。"
    if line.issued_on is not None and line.issued_on > on:
        faults["issued_on"] = f"签发日期{day(line.issued_on)}还没有到；请核对。"
    elif line.issued_on is not None and line.issued_on.year < EARLIEST:
        faults["issued_on"] = f"签发日期{day(line.issued_on)}早于{EARLIEST}年；请核对。"
    if line.year is not None and not EARLIEST <= line.year <= on.year:
        faults["year"] = f"年度应在{EARLIEST}和{on.year}之间；请核对。"
    if line.copies is not None and not 1 <= line.copies <= MOST_COPIES:
        faults["copies"] = f"份数应在1和{MOST_COPIES}之间；请核对。"
    if not faults:
        faults |= _disagreements(line)
    return faults


def _years_beside(line: Line) -> list[tuple[int, str]]:
    """年份 that the line says besides its 年度, each in words."""
    told = []
    if (year := number_year(line.number)) is not None:
        told.append((year, f"文号是{year}年的"))
    if line.issued_on is not None:
        told.append((line.issued_on.year, f"签发日期在{line.issued_on.year}年"))
    return told


def _disagreements(line: Line) -> dict[str, str]:
    """年份不一致. A letter of the coming year is often signed in December: one year's distance is no fault once told."""
    beside = _years_beside(line)
    if line.year is None:
        if len({year for year, _ in beside}) > 1:
            words = "，".join(words for _, words in reversed(beside))
            return {"issued_on": f"{words}；请改正其中一处，或者写明年度。"}
        return {}
    far = next((words for year, words in beside if abs(year - line.year) > 1), "")
    return {"year": f"年度填的是{line.year}年，{far}；请核对，改成一致。"} if far else {}


def year_hint(line: Line) -> str:
    """年度提示 where the year differs from the number or the day by one, and may well be meant."""
    near = next((words for year, words in _years_beside(line) if year != line.year), "") if line.year else ""
    return f"{near}，将按{line.year}年度登记；不对的，请改年度。" if near else ""


def merged(told: Line, other: Line) -> Line:
    """合为一条: what is told, its gaps filled from the other. Raises RuleBroken at the part in which the two differ."""
    values = {}
    for each in fields(Line):
        new, old = getattr(told, each.name), getattr(other, each.name)
        if new not in ("", None) and old not in ("", None) and new != old:
            is_ = "" if each.name == "unit_id" else f"是“{shown(old)}”，"
            raise RuleBroken(
                f"同一文号已另有一条，{WORDS[each.name]}{is_}与这里填的不同；请核对，改成一致再合为一条。", each.name
            )
        values[each.name] = old if new in ("", None) else new
    return Line(**values)
