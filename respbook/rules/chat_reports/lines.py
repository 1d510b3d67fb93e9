"""拆行 lines: a paste cut into messages: who sent it, when, and the lines of its body; what is no body is told by its kind.

Knows copies from the computer (name and time above, or 张三: above), from the telephone (name and words in one line), the
mailed record (a day between dashes), 接龙 with its heading and numbers, quotations, and the group's own lines.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from respbook.rules.chat_reports.claims import has_claim
from respbook.rules.chat_reports.folding import Folded, fold
from respbook.rules.chat_reports.vocabulary import AMOUNT_FIRST, HAN, LABEL, LEAD, LEADS, SYSTEM, either
from respbook.rules.errors import RuleBroken

MOST_LINES = 5000
LONGEST_PASTE = 500_000
_BREAK = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_DAY = r"(?:(?P<y>20[0-9]{2})[-./年])?(?P<m>[01]?[0-9])[-./月](?P<d>[0-3]?[0-9])日?"
_SPOKEN_DAY = r"今天|昨天|前天|星期[一二三四五六日天]|周[一二三四五六日]"
_CLOCK = r"(?P<half>凌晨|早上|上午|中午|下午|晚上|am|pm)? ?(?P<h>[01]?[0-9]|2[0-3]):(?P<min>[0-5][0-9])(?::[0-5][0-9])?(?: ?(?P<ampm>am|pm))?"
_WHEN = rf"(?:(?:{_DAY}|(?P<word>{_SPOKEN_DAY}))[ ,，]*)?(?:(?:{_SPOKEN_DAY}) *)?{_CLOCK}"
_NAME_TIME = re.compile(rf"(?P<name>[^,，。;!?？]{{1,40}}?)[ :]+{_WHEN} *:?")
_TIME_NAME = re.compile(rf"{_WHEN} +(?P<name>[^,，。;!?？:]{{1,40}}?) *:?")
_TIME_ALONE = re.compile(rf"[-—=* ]*{_WHEN}[-—=* ]*")
_DAY_ALONE = re.compile(rf"[-—=* ]*(?:{_DAY}(?:[ (]*(?:{_SPOKEN_DAY})\)?)?|(?P<word>{_SPOKEN_DAY}))[-—=* ]*")
_NAME_ALONE = re.compile(r"(?P<name>[^,，。;!?？:]{1,30}):")
_TIME_FIRST = re.compile(rf"[\[( ]*{_WHEN}[\]) ,，:]*")
_RULE = re.compile(r"[-—–_=*~ .·•]{3,}")
_CHAIN = re.compile(r" *#? ?(?:接龙|group note|群接龙)(?:[:： ].*)?|#接龙.*")
_SAMPLE = re.compile(r" *(?:例如|示例|样例|格式|模板|范例|举例|例)(?=[:： \[(]|[一-龥]{2,8}[:： +]).*")
_NUMBER = re.compile(
    rf"[ 　]*(?:[(（]\s*(?P<a>[0-9０-９]{{1,3}})\s*[)）][ 　.．、]*|(?P<b>[0-9０-９]{{1,3}})\s*(?:[.．、,，:：)）]|\ufe0f?\u20e3)[ 　]*"
    rf"|(?P<c>[①-⓿⑴-⒛❶-❿])[ 　.．、]*|[(（]?(?P<e>[一二三四五六七八九十]{{1,3}})(?:[、.．]|[)）]、?)[ 　]*"
    rf"|(?P<f>[0-9０-９]{{1,3}})[ 　]+(?=[{HAN}]{{2}})|第(?P<g>[0-9]{{1,3}})[:：、. ]+)"
)
_POINT_DATE = re.compile(
    rf" *0?([1-9]|1[0-2])\.0?([1-9]|[12][0-9]|3[01])(?: +|(?=[{HAN}]))(?!{AMOUNT_FIRST.pattern}|[车吨户处起个次人亩辆台张条份公元])"
)
_UNSEEN = dict.fromkeys([code for code in range(0x2100) if unicodedata.category(chr(code)) == "Cf"] + [0xFE0F, 0xFEFF])
"""Marks of direction and width, for str.translate."""
_QUOTE = re.compile(r" *(?:「|引用[ :“「])")
_QUOTED = "引用他人的话，不重复上报"
_OPENING = re.compile(rf"(?:{either(LEADS)}|巡查|检查|排查|禁烧|工作|汇总|上报|结果|统计|内容)*+")


@dataclass(frozen=True)
class BodyLine:
    """正文一行: the line, its folded text from ``start`` on, behind its number; ``glued``: the number touches a figure."""

    number: int
    source: str
    folded: Folded
    start: int = 0
    ordinal: int | None = None
    glued: bool = False
    at: datetime | None = None


@dataclass
class Message:
    """一条消息: its sender as written (empty: not told), when, the lines of its body; ``chain`` for a 接龙.

    ``until_blank``: its sender stands before a colon, and an empty line ends it. ``other_day``: it was sent on another day than the one that is read.
    """

    sender: str = ""
    at: datetime | None = None
    other_day: date | None = None
    chain: bool = False
    headed: bool = False
    until_blank: bool = False
    body: list[BodyLine] = field(default_factory=list)


@dataclass
class Cut:
    """拆行结果: the messages, and the lines that belong to no body."""

    sources: list[str]
    messages: list[Message] = field(default_factory=list)
    markings: dict[int, str] = field(default_factory=dict)
    asides: dict[int, str] = field(default_factory=dict)


def cut(text: str, today: date) -> Cut:
    """拆行. Raises RuleBroken with the field ``text`` for more than one paste can be."""
    if len(text) > LONGEST_PASTE:
        raise RuleBroken(f"粘贴的内容超过{LONGEST_PASTE // 10000}万字，请分几次粘贴。", "text")
    sources = _BREAK.split(text)
    if len(sources) > 1 and not sources[-1]:
        sources.pop()
    if len(sources) > MOST_LINES:
        raise RuleBroken(f"粘贴的内容有{len(sources)}行，一次最多{MOST_LINES}行；请分几次粘贴。", "text")
    cutter = _Cutter(sources, today)
    for number, source in enumerate(sources, 1):
        cutter.take(number, source)
    return cutter.made


class _Cutter:
    """Goes through the lines; ``day`` is the day that a line between dashes told."""

    def __init__(self, sources: list[str], today: date) -> None:
        self.made = Cut(sources)
        self.today = today
        self.day: date | None = None
        self.quote_until = 0
        self.message = self._begin()

    def _begin(
        self, sender: str = "", at: datetime | None = None, *, chain: bool = False, headed: bool = False
    ) -> Message:
        day = at.date() if at else self.day
        other = day if day is not None and day != self.today else None
        message = Message(sender, at, other, chain, headed)
        self.made.messages.append(message)
        return message

    def take(self, number: int, source: str) -> None:
        """一行."""
        folded = fold(source)
        text = folded.text.strip()
        if number <= self.quote_until:
            self.made.asides[number] = _QUOTED
        elif not text:
            self._blank(number, source)
        elif _RULE.fullmatch(text):
            self.made.markings[number] = "分隔线"
        elif len(text) <= 90 and SYSTEM.fullmatch(text) and not has_claim(text):
            self.made.asides[number] = "群里的系统提示"
            if not self.message.headed:
                self.message = self._begin()
        elif not self._quote(number, source, text) and not self._header(number, text):
            self._body(number, source, folded)

    def _blank(self, number: int, source: str) -> None:
        if any(unicodedata.category(mark)[0] == "S" for mark in source):
            self.made.asides[number] = "只有表情或符号"
            return
        self.made.markings[number] = "空行"
        message = self.message
        if (not message.headed or message.until_blank) and message.body and not message.chain:
            self.message = self._begin()

    def _quote(self, number: int, source: str, text: str) -> bool:
        if not _QUOTE.match(text) or ("引用" not in text[:3] and not text.startswith("「")):
            return False
        if not text.startswith("「"):
            self.made.asides[number] = _QUOTED
            return True
        for later in range(number, min(number + 20, len(self.made.sources)) + 1):
            if self.made.sources[later - 1].rstrip().endswith("」"):
                self.quote_until = later
                self.made.asides[number] = _QUOTED
                return True
        return False

    def _header(self, number: int, text: str) -> bool:
        if len(text) > 90:
            return False
        alone = _TIME_ALONE.fullmatch(text) or _DAY_ALONE.fullmatch(text)
        if alone:
            at, self.day = self._when(alone), self._day_of(alone) or self.day
            self.message = self._begin(at=at)
            self.made.markings[number] = "日期时间"
            return True
        if _NUMBER.match(text) and not _TIME_NAME.fullmatch(text):
            return False
        found = _NAME_TIME.fullmatch(text) or _TIME_NAME.fullmatch(text)
        if found and not has_claim(found["name"]) and not LABEL.search(found["name"]):
            self.message = self._begin(found["name"].strip(), self._when(found), headed=True)
            self.made.markings[number] = "发送人和时间"
            return True
        return self._name_alone(number, text)

    def _name_alone(self, number: int, text: str) -> bool:
        found = _NAME_ALONE.fullmatch(text)
        if not found or LABEL.search(found["name"]) or has_claim(found["name"]) or LEAD.fullmatch(found["name"]):
            return False
        self.message = self._begin(found["name"].strip(), headed=True)
        self.message.until_blank = True
        self.made.markings[number] = "发送人"
        return True

    def _day_of(self, found: re.Match[str]) -> date | None:
        groups = found.groupdict()
        word = groups.get("word")
        if word:
            return self._spoken(word)
        if not groups.get("m"):
            return None
        try:
            return date(int(groups["y"] or self.today.year), int(groups["m"]), int(groups["d"]))
        except ValueError:
            return None

    def _spoken(self, word: str) -> date:
        back = {"今天": 0, "昨天": 1, "前天": 2}.get(word)
        if back is None:
            weekday = "一二三四五六日".find(word[-1].replace("天", "日"))
            back = (self.today.weekday() - weekday) % 7
        return self.today - timedelta(days=back)

    def _when(self, found: re.Match[str]) -> datetime | None:
        if not found.groupdict().get("h"):
            return None
        hour, half = int(found["h"]), found["half"] or found["ampm"] or ""
        if hour < {"下午": 12, "晚上": 12, "pm": 12, "中午": 3}.get(half, 0):
            hour += 12
        elif half in ("凌晨", "am") and hour == 12:
            hour = 0
        return datetime.combine(self._day_of(found) or self.day or self.today, time(hour, int(found["min"])))

    def _body(self, number: int, source: str, folded: Folded) -> None:
        text = folded.text
        if _CHAIN.fullmatch(text):
            self.message = self._begin(self.message.sender, self.message.at, chain=True, headed=self.message.headed)
        if _SAMPLE.fullmatch(text) and not any(line.ordinal for line in self.message.body):
            self.made.markings[number] = "接龙示例"
            return
        dated = _POINT_DATE.match(text)
        if dated and (int(dated[1]), int(dated[2])) == (self.today.month, self.today.day):
            self.message.body.append(BodyLine(number, source, folded, dated.end(), at=self.message.at))
            return
        found = _NUMBER.match(source.translate(_UNSEEN))
        line = BodyLine(number, source, folded, at=self.message.at)
        if found and not self._a_figure(found):
            line = self._numbered(number, source, folded, found)
        self.message.body.append(self._timed(line))

    def _numbered(self, number: int, source: str, folded: Folded, found: re.Match[str]) -> BodyLine:
        """The line behind its number, which was found among the marks that are seen."""
        seen = [place for place, mark in enumerate(source) if ord(mark) not in _UNSEEN]
        behind = seen[found.end()] if found.end() < len(seen) else len(source)
        start = next((place for place, at in enumerate(folded.places) if at >= behind), len(folded.text))
        words = next((found[group] for group in "abcefg" if found[group]), "")
        digits = words if words.isdecimal() else str(int(unicodedata.numeric(words))) if len(words) == 1 else "0"
        glued = bool(found["b"]) and found[0][-1] not in (" ", "\u3000") and folded.text[start : start + 1].isdecimal()
        return BodyLine(number, source, folded, start, int(digits), glued, self.message.at)

    def _timed(self, line: BodyLine) -> BodyLine:
        found = _TIME_FIRST.match(line.folded.text, line.start)
        if not found:
            return line
        at = self._when(found) or line.at
        return BodyLine(line.number, line.source, line.folded, found.end(), line.ordinal, line.glued, at)

    @staticmethod
    def _a_figure(found: re.Match[str]) -> bool:
        """18:30 is a time, 3 车 an amount, and 3月 a date; none of them is the number of an entry."""
        rest = found.string[found.end() :]
        if found["b"] and found[0][-1] in ":：" and re.match(r"[0-5][0-9]", rest):
            return True
        return bool(found["f"]) and re.match(r"[车吨户处起个次人亩户辆台张条份米]", rest) is not None


def names_nobody(text: str) -> bool:
    """只是话头, such as 今日情况: words that begin a report and name nobody."""
    return _OPENING.fullmatch(text) is not None
