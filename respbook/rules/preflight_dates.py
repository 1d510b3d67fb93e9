"""签发前体检·年份和日期: what the paper says about time must agree with the programme (field.md 3.2, 10 item 16).

A copied letter carries 2026 in the head and 2023 at the signature; a date that does not exist, a deadline outside the
term, a weekday that is another. Dates are read in Arabic and Chinese figures.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from respbook.rules.chinese import WEEKDAYS, day, figure
from respbook.rules.issue_facts import ClauseFacts, IssueFacts, ProgrammeFacts
from respbook.rules.preflight_flaws import Flaw, about_clause

EARLY = timedelta(days=60)
"""Signing this long before the term begins is normal; earlier is a slip."""
_YEAR = re.compile(r"(?<![0-9较比与〔])((?:19|20)[0-9]{2})年(?!版|修[订正])")
_YEAR_IN_CHARACTERS = re.compile(r"(?<![较比与])([一二][〇零○OＯo0一二三四五六七八九]{3})年(?!版|修[订正])")
_QUOTED = re.compile(r"《[^《》]{0,100}》")
_DIGITS = str.maketrans("〇零○OＯo0一二三四五六七八九", "0000000123456789")
_NARROW = str.maketrans("０１２３４５６７８９／．－", "0123456789/.-")
_FIGURES = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}"
_SPOKEN = re.compile(
    r"(?:(?P<year>[0-9]{4}|[一二][〇零○一二三四五六七八九]{3}|\{\{\s*年度\s*\}\})年)?"
    rf"(?<![0-9一二三四五六七八九十])(?P<month>{_FIGURES})月(?:份)?(?:(?P<day>{_FIGURES})日|(?P<end>底))"
)
_WRITTEN = re.compile(
    r"(?<![0-9.])(?P<year>(?:19|20)[0-9]{2})([-./])(?P<month>[0-9]{1,2})\2(?P<day>[0-9]{1,2})(?![0-9.])"
)
_WEEKDAY = re.compile(r"\s{0,2}[（(]?\s{0,2}(?:星期|礼拜|周)([一二三四五六日天])")
_LIMIT = re.compile(r"(?:之?前|以前|为止|止|截止|完成|完工|到位)")
_OTHER_YEAR = re.compile(r"(?:每年|次年|翌年|明年|下一?年度?|上年|去年)[^，。；]{0,4}$")
_COUNTED = {mark: n for n, mark in enumerate("一二三四五六七八九十", 1)}


def examine(facts: IssueFacts) -> Iterator[Flaw]:
    """年份和日期."""
    yield from _head(facts.programme)
    for clause in facts.clauses:
        text = _QUOTED.sub(lambda quoted: "　" * len(quoted[0]), clause.text)
        yield from _years(clause, text, facts.programme)
        yield from _dates(clause, text.translate(_NARROW), facts.programme)


def _years_of(programme: ProgrammeFacts) -> set[int]:
    return {programme.year, *range(programme.term_from.year, programme.term_to.year + 1)}


def _head(programme: ProgrammeFacts) -> Iterator[Flaw]:
    about = ("programme", programme.id)
    for found in re.findall(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])", programme.number_pattern):
        if int(found) != programme.year:
            what = (
                f"文号格式写的是{found}年，与方案年度{programme.year}年不符，编出的文号是旧年份；请写作“〔{{年}}〕”。"
            )
            yield Flaw("stop", what, about, "number_pattern")
    for found in _YEAR.findall(programme.name):
        if int(found) not in _years_of(programme):
            what = f"方案名称写的是{found}年，与方案年度{programme.year}年不符；请更正名称或年度。"
            yield Flaw("warn", what, about, "name", programme.name)
    if programme.issue_on and programme.issue_on < programme.term_from - EARLY:
        early = (programme.term_from - programme.issue_on).days
        what = (
            f"签发日期{day(programme.issue_on)}比责任期限起期{day(programme.term_from)}早{early}天，落款与期限对不上；"
            "请核对期限，确需提前签发的请说明理由。"
        )
        yield Flaw("warn", what, about, "term_from", day(programme.term_from))


def _years(clause: ClauseFacts, text: str, programme: ProgrammeFacts) -> Iterator[Flaw]:
    right = _years_of(programme)
    for shape in (_YEAR, _YEAR_IN_CHARACTERS):
        for found in shape.finditer(text):
            if int(found[1].translate(_DIGITS)) not in right:
                yield about_clause(
                    clause,
                    f"写有“{found[1]}年”，与方案年度{figure(Decimal(programme.year))}年不符，可能沿用了旧文本；"
                    "请改正，确属引用的请说明理由。",
                )


@dataclass(frozen=True)
class _Said:
    """A date as the text says it: ``years`` are those it may mean."""

    words: str
    years: tuple[int, ...]
    month: int
    day: int | None
    before: str
    after: str

    def days(self) -> list[date]:
        """The days it may be; none where it does not exist."""
        found = []
        for year in self.years:
            if 1 <= self.month <= 12 and 1 <= year <= 9999:
                last = calendar.monthrange(year, self.month)[1]
                if 1 <= (self.day or last) <= last:
                    found.append(date(year, self.month, self.day or last))
        return found


def _said(text: str, programme: ProgrammeFacts) -> Iterator[_Said]:
    within = tuple(sorted(_years_of(programme)))[:5]
    for shape in (_SPOKEN, _WRITTEN):
        for found in shape.finditer(text):
            year, monthday = found["year"], found.groupdict()
            years = within if year is None else (programme.year if "{" in year else int(year.translate(_DIGITS)),)
            on = None if monthday.get("end") else counted(found["day"])
            before, after = text[max(0, found.start() - 8) : found.start()], text[found.end() : found.end() + 8]
            yield _Said(
                found[0].replace("{{年度}}", str(programme.year)), years, counted(found["month"]), on, before, after
            )


def counted(words: str) -> int:
    """读数: 3, 三, 十二, 二十, 三十一."""
    if words.isdecimal():
        return int(words)
    tens, ten, ones = words.rpartition("十")
    return (_COUNTED.get(tens, 1) * 10 if ten else 0) + _COUNTED.get(ones, 0)


def _dates(clause: ClauseFacts, text: str, programme: ProgrammeFacts) -> Iterator[Flaw]:
    for said in _said(text, programme):
        days = said.days()
        if not days:
            yield about_clause(clause, f"写有“{said.words}”，没有这一天；请改正日期。", "stop")
            continue
        yield from _weekday(clause, said, days)
        yield from _limit(clause, said, days, programme)


def _weekday(clause: ClauseFacts, said: _Said, days: list[date]) -> Iterator[Flaw]:
    found = _WEEKDAY.match(said.after)
    if found is None or len(days) != 1 or said.day is None:
        return
    right = WEEKDAYS[days[0].weekday()]
    if found[1].replace("天", "日") != right:
        yield about_clause(clause, f"写有“{said.words}”星期{found[1]}，这一天是星期{right}；请核对日期和星期。")


def _limit(clause: ClauseFacts, said: _Said, days: list[date], programme: ProgrammeFacts) -> Iterator[Flaw]:
    """A deadline outside the term; a year that is wrong altogether has its own finding."""
    if not _LIMIT.match(said.after) or _OTHER_YEAR.search(said.before) or programme.term_to < programme.term_from:
        return
    if any(programme.term_from <= each <= programme.term_to for each in days):
        return
    if {each.year for each in days} & _years_of(programme):
        term = f"{day(programme.term_from)}至{day(programme.term_to)}"
        yield about_clause(clause, f"写的时限“{said.words}”不在责任期限（{term}）内；请核对，确有需要的请说明理由。")
