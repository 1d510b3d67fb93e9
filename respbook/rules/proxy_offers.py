"""代报的条目 offers: one line of a chat as it would be filed; it travels to the page and back as one text (features X2)."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from respbook.rules.chinese import CHINA, figure
from respbook.rules.errors import RuleBroken
from respbook.rules.reports import LONGEST_TEXT, SAID_LABELS, Content, Reckoning, Said
from respbook.rules.typed import whole_in

MOST_LINES = 2000
"""Lines of one paste on the page."""
LONGEST_PASTE = 200_000
"""Characters; the paste travels back with the choices in one form."""
MOST_ASKED = 200
"""Questions that one page puts."""
_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_TORN = "有的条目没有送全，没有代报；请重新识别后再办。"


@dataclass(frozen=True)
class Offer:
    """一条可代报的: what is said to a period of one task, or of several patrols at once, each with the version it is made
    upon; and its lines of the chat."""

    tasks: tuple[tuple[int, int], ...]
    starts_on: date
    content: Content
    lines: tuple[int, ...]

    @property
    def token(self) -> str:
        """送到页面的一行文字, read back by ``read_offer``."""
        said = self.content
        return "\t".join(
            (
                ",".join(str(task_id) for task_id, _ in self.tasks),
                self.starts_on.isoformat(),
                ",".join(str(version) for _, version in self.tasks),
                said.said,
                figure(said.amount),
                said.reckoning or "",
                said.category,
                ",".join(map(str, self.lines)),
                " ".join(said.text.split()),
            )
        )

    def added(self) -> "Offer":
        """作为本次新增."""
        return replace(self, content=replace(self.content, reckoning=Reckoning.ADDED))


def read_offer(token: str) -> Offer:
    """读回条目. Raises RuleBroken for what the page never sends."""
    parts = token.split("\t", 8)
    if len(parts) != 9:
        raise RuleBroken(_TORN)
    task_ids, versions, lines = (_numbers(parts[place]) for place in (0, 2, 7))
    try:
        amount = Decimal(parts[4]) if parts[4] else None
        content = Content(
            Said(parts[3]), amount, Reckoning(parts[5]) if parts[5] else None, parts[8][:LONGEST_TEXT], parts[6][:20]
        )
        starts_on = date.fromisoformat(parts[1])
    except (ValueError, InvalidOperation):
        raise RuleBroken(_TORN) from None
    if not task_ids or len(task_ids) != len(versions) or (amount is not None and not amount.is_finite()):
        raise RuleBroken(_TORN)
    return Offer(tuple(zip(task_ids, versions, strict=True)), starts_on, content, lines)


def _numbers(text: str) -> tuple[int, ...]:
    found = [whole_in(each) for each in text.split(",") if each]
    if None in found:
        raise RuleBroken(_TORN)
    return tuple(each for each in found if each is not None)


def in_lines(text: str) -> str:
    """原文 with one kind of line break, as the reader counts its lines."""
    return _BREAK.sub("\n", text)


def check_length(text: str) -> None:
    """一次粘贴的长短. Raises RuleBroken at ``text``."""
    if len(text) > LONGEST_PASTE:
        raise RuleBroken(f"粘贴的内容超过{LONGEST_PASTE // 10000}万字；请分几段粘贴，每段各办一次。", "text")
    count = text.count("\n") + 1
    if count > MOST_LINES:
        raise RuleBroken(f"粘贴的内容有{count}行，一次最多{MOST_LINES}行；请按日期或分几段粘贴，每段各办一次。", "text")


def quoted(text: str, lines: tuple[int, ...]) -> str:
    """原话: the lines of the paste that a report was read from."""
    rows = text.split("\n")
    return "\n".join(rows[number - 1] for number in lines if 0 < number <= len(rows))


def said_words(content: Content, unit_word: str) -> str:
    """所报 in a few words: 无异常, 有情况：村东有烟, 3吨, 累计20吨."""
    if content.said is Said.FIGURE:
        before = {Reckoning.TOTAL: "累计", Reckoning.ADDED: "新增"}.get(content.reckoning or Reckoning.CURRENT, "")
        return f"{before}{figure(content.amount)}{unit_word}"
    return "：".join(word for word in (SAID_LABELS[content.said], content.text) if word)


def clock_words(at: datetime, on: date) -> str:
    """几点报的: 18:03 on the day itself, 3月6日 09:10 on another."""
    local = at.astimezone(CHINA)
    return f"{local:%H:%M}" if local.date() == on else f"{local.month}月{local.day}日 {local:%H:%M}"
