"""清理一行 cleaning: what is no report is blanked before reading: mentions, emoticons, pictures, telephones, times, dates.

The places stay, so that what is read can still be quoted as it was written.
"""

import re
from dataclasses import dataclass
from datetime import date

from respbook.rules.chat_reports.figures import DATE, PHONE, TIME
from respbook.rules.chat_reports.folding import Folded
from respbook.rules.chat_reports.topics import Topics
from respbook.rules.chat_reports.vocabulary import (
    AMOUNT_FIRST,
    ATTACHMENT,
    COURTESY,
    EMOTICON,
    HAN,
    LABEL,
    LEAD,
    MENTION,
    ORG,
    PERSON_ONLY,
    START,
)

_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s，。;]+")
_FILE = re.compile(r"[^\s,，。;:]{1,60}\.(?:docx?|xlsx?|pdf|jpe?g|png|mp4|wps|et|pptx?|zip|rar)(?![a-z])")
_WEEKDAY = re.compile("(?:周|星期|礼拜)([一二三四五六日天])")
_FIRST = re.compile(rf"[{HAN}a-z0-9]+")
_ENTRY = re.compile(
    rf"(?<![^ ，。;、:(])(?:[0-9]{{1,2}} ?[.、)](?![0-9 ]*[0-9])|[0-9]{{1,2}}:(?=[{HAN}])|\([0-9]{{1,2}}\))"
)
"""The number of an entry inside a line: 1.清水村正常 2.石桥村正常."""
_VILLAGE = re.compile(rf"(?<![{HAN}])[{HAN}]{{1,6}}?(?<![各全本我每入进到个外邻])(?:村|社区)(?=$|[: ]|{START.pattern})")
_SENTENCE = 6


@dataclass(frozen=True)
class Cleaned:
    """清理后的一行: the text to read, what was attached, and the first date that is not the day's, or may be a figure."""

    line: Folded
    attached: str = ""
    other_date: str = ""


def cleaned(line: Folded, start: int, today: date) -> Cleaned:
    """清理 of the line from ``start`` on."""
    attached = ATTACHMENT.search(line.text) or _FILE.search(line.text)
    words = attached[0].strip() if attached else ""
    for pattern in (_ADDRESS, _FILE, ATTACHMENT, EMOTICON, MENTION, PHONE):
        line = line.blanked(pattern)
    other = next((found[0] for found in DATE.finditer(line.text) if not _is_today(found, today)), "")
    weekday = next((found[0] for found in _WEEKDAY.finditer(line.text) if found[1] not in _called(today)), "")
    point = re.search(rf"(?<![0-9.])0?{today.month}\.0?{today.day}(?= |$)", line.text[start:])
    other = other or weekday or (point[0] if point else "")
    return Cleaned(line.blanked(DATE).blanked(_WEEKDAY).blanked(TIME).blanked(_ENTRY), words, other)


def _called(today: date) -> str:
    return "一二三四五六日"[today.weekday()] + ("天" if today.weekday() == 6 else "")


def _is_today(found: re.Match[str], today: date) -> bool:
    if found["d3"]:
        return int(found["d3"]) == today.day
    month = int(found["m"] or found["m2"] or found["m4"])
    day = int(found["d"] or found["d2"] or found["d4"])
    return (month, day) == (today.month, today.day) and int(found["y"] or today.year) == today.year


def only_courtesy(text: str) -> bool:
    """只有客套: 收到, greetings and marks, and no figure (a 1 may be one)."""
    return COURTESY.fullmatch(text) is not None


def strange_start(text: str, start: int, end: int, topics: Topics, *, named: bool, apart: bool = False) -> str:
    """来历不明的开头: the word that a report begins with, where it may be a name that the list has not.

    Behind a unit's name (``named``) a person may follow that the list does not know. In a line that stands ``apart``,
    whose author is only supposed, any word is strange that reports do not begin with.
    """
    for found in _FIRST.finditer(text, start, end):
        lead = LEAD.match(found[0])
        word = found[0][lead.end() :] if lead else found[0]
        if not word:
            continue
        speaker = not named and text[found.end() : found.end() + 1] == ":" and not _is_label(word, topics)
        if not speaker and _begins(word, topics):
            return ""
        if named and PERSON_ONLY.fullmatch(word):
            continue
        after = START.search(word, 1)
        short = speaker or apart or word[0].isascii() or (after.start() if after else len(word)) < _SENTENCE
        return word[: after.start() if after else 12][:12] if short or _names_a_place(word) else ""
    return ""


def another_village(text: str, start: int, end: int) -> str:
    """句中名单外的村: 清水村正常；李家庄村正常 tells of a village the list has not."""
    for found in _VILLAGE.finditer(text, start, end):
        lead = LEAD.match(found[0])
        if START.match(found[0]) is None and not (lead and lead[0]):
            return found[0]
    return ""


def _begins(word: str, topics: Topics) -> bool:
    return word[0].isdecimal() or any(each.match(word) for each in (START, AMOUNT_FIRST)) or topics.begin(word)


def _is_label(word: str, topics: Topics) -> bool:
    """巡查情况: what stands before a colon and is nobody's name."""
    return bool(LABEL.search(word) or START.fullmatch(word)) or topics.begin(word)


def _names_a_place(word: str) -> bool:
    found = ORG.search(word[:16])
    return found is not None and found.start() >= 1
