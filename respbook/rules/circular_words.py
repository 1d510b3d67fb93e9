"""通报用语: one sentence for each item, opening and demands in official wording, with figures that stay linked (features Q7, X8).

What the inspector said at the check is the natural sentence; place and words are joined as such papers join them.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from respbook.rules.chinese import joined, ordinal_label
from respbook.rules.circulars import (
    CIRCULAR_LABELS,
    GROUP_HEADINGS,
    LONGEST_SENTENCE,
    CircularGroup,
    CircularKind,
    ItemNumbers,
    Matter,
    groups_of,
    short,
    silence,
)
from respbook.rules.findings import FindingKind
from respbook.rules.lifecycles import BEFORE_DONE

_G = CircularGroup
_SAID_AT_CHECK = frozenset(f"finding.{name}" for name in ("pass_check", "fail_check", "send_back"))
_SAID_BY_UNIT = frozenset(f"finding.{name}" for name in ("tell_done", "progress"))
_QUANTIFIERS = (
    "大部分",
    "部分",
    "多数",
    "少数",
    "皆",
    "均",
    "都",
    "全部",
    "仍",
    "尚",
    "目前",
    "现场",
    "现",
    "未见",
    "没有",
)
"""Words that begin a clause of their own, so that a comma stands after the place."""
_STOPS = "。；;，, \n"


def sentence_of(matter: Matter, group: CircularGroup) -> str:
    """一句话 without its end: 点位 and what was said of it last; the responsible unit follows in brackets."""
    match group:
        case _G.FOUND:
            limit = f"，限{short(matter.due_on)}前整改" if matter.due_on is not None else ""
            return _cut(f"{matter.found_by}发现{_placed(matter, _problem(matter))}") + limit
        case _G.CLOSED:
            return _cut(_placed(matter, _last(matter, _done_words(matter)))) + "，已销号"
        case _G.SILENT:
            return _cut(_placed(matter, _problem(matter)))
        case _G.GOOD:
            words = _cut(_placed(matter, _last(matter, _done_words(matter))))
            return words if "较好" in words else f"{words}，整改情况较好"
        case _G.SLOW:
            return _cut(_placed(matter, _last(matter, "正在整改，尚未完成")))
    return _cut(_placed(matter, _problem(matter)))


def silent_sentence(matter: Matter, on: date) -> str:
    """尚未回应的一句话: the problem, and since when nothing was heard."""
    return f"{sentence_of(matter, _G.SILENT)}，{silence(matter, on)}"


def _done_words(matter: Matter) -> str:
    return _trimmed(matter.text) if matter.kind is FindingKind.GOOD and matter.text else "已按要求整改"


def _problem(matter: Matter) -> str:
    """What is wrong: as it was seen last, or as it was found."""
    again = [step.text for step in matter.round if step.deed == "finding.reopen" and step.text]
    return _trimmed(again[-1] if again else matter.text) or f"存在{matter.category}问题"


def _last(matter: Matter, otherwise: str) -> str:
    """最后的话 of this round: the inspector's, else the unit's own."""
    for deeds in (_SAID_AT_CHECK, _SAID_BY_UNIT):
        said = [step.text for step in matter.round if step.deed in deeds and _trimmed(step.text)]
        if said:
            return _trimmed(said[-1])
    return otherwise


def _placed(matter: Matter, words: str) -> str:
    """点位在前: named once, with a comma where the words begin a clause of their own."""
    place = _place(matter)
    if not place or words.startswith(place) or (matter.place and words.startswith(matter.place)):
        return f"{matter.village}{words}" if matter.village and not words.startswith(matter.village) else words
    if words.startswith(_QUANTIFIERS):
        return f"{place}，{words}"
    return place + words[_shared(place, words) :]


def _shared(place: str, words: str) -> int:
    """How far the words begin with the end of the place: 3社垃圾池 and 垃圾池已清空 name the pool once."""
    longest = min(len(place), len(words))
    return next((n for n in range(longest, 1, -1) if place.endswith(words[:n])), 0)


def _place(matter: Matter) -> str:
    village, place = matter.village, matter.place
    if place.startswith(village) or not village:
        return place
    if village.endswith("村") and place.startswith("村"):
        return village + place[1:]
    return village + place


def _trimmed(words: str) -> str:
    return " ".join(words.split()).strip(_STOPS)


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST_SENTENCE - 40 else words[: LONGEST_SENTENCE - 41] + "…"


def ended(text: str, duty: str) -> str:
    """句末: （责任单位：区住建委）。"""
    return f"{text.strip().rstrip(_STOPS)}（责任单位：{duty}）。"


@dataclass(frozen=True)
class Section:
    """一组: its printed heading, its lines with their numbers."""

    group: CircularGroup
    heading: str
    lines: tuple[str, ...]


def sentences_of(
    kind: CircularKind, items: Iterable[tuple[CircularGroup, str, str]], numbers: ItemNumbers = ItemNumbers.MODEL
) -> list[Section]:
    """各组的条目 from (group, sentence, responsible unit), in their order; empty groups are left out."""
    found: dict[CircularGroup, list[str]] = {group: [] for group in groups_of(kind)}
    for group, text, duty in items:
        found[group].append(ended(text, duty))
    made: list[Section] = []
    level = 1 if kind is CircularKind.DAILY else 2
    for group, lines in found.items():
        if lines:
            label = ordinal_label(level, len(made) + 1)
            made.append(Section(group, label + GROUP_HEADINGS[group], tuple(_numbered(lines, group, numbers))))
    return made


def _numbered(lines: Sequence[str], group: CircularGroup, numbers: ItemNumbers) -> Iterator[str]:
    plain = numbers is ItemNumbers.NONE or (numbers is ItemNumbers.MODEL and group is _G.GOOD) or len(lines) == 1
    for place, line in enumerate(lines, 1):
        yield line if plain else f"{place}.{line}"


def topic_of(categories: Iterable[str]) -> str:
    """通报的事项: one or two categories by name, more of them together."""
    named = list(dict.fromkeys(each for each in categories if each and each != "其他"))
    return joined(named) if 1 <= len(named) <= 2 else "环境保护"


def title_of(kind: CircularKind, topic: str, last: date) -> str:
    """标题."""
    if kind is CircularKind.DAILY:
        return f"关于{short(last)}环境保护巡查督查情况的通报"
    if kind is CircularKind.SPECIAL:
        return f"关于{topic}专项督查整改情况的通报"
    return f"关于{topic}问题整改情况的通报"


@dataclass(frozen=True)
class Frame:
    """首尾所需: whose wishes it follows, who looked on which days, with whose consent it goes out."""

    topic: str
    basis: str
    inspector: str
    consent: str
    checked_on: tuple[date, ...]
    last: date


def opening_of(kind: CircularKind, frame: Frame) -> str:
    """开头: figures stand as fields, so that they always agree with the list."""
    if kind is CircularKind.DAILY:
        return (
            f"{short(frame.last)}，全镇巡查督查发现问题{{{{发现}}}}件，销号{{{{销号}}}}件，"
            "尚未回应{{未回应}}件。现将有关情况通报如下："
        )
    basis = frame.basis.strip().removeprefix("按照").removesuffix("要求") or "年度环境保护目标责任书"
    count = "共检查{{检查}}处，其中整改较好{{整改较好}}处、已整改但进度较慢{{进度较慢}}处、未整改{{未整改}}处。"
    days = days_words(frame.checked_on)
    looked = (
        f"{frame.inspector}于{days}组织人员对整改情况进行了现场检查，"
        if days
        else f"{frame.inspector}对整改情况进行了核对，"
    )
    return (
        f"按照{basis}要求，各有关责任单位对{frame.topic}工作存在的问题进行了整改。{looked}{count}"
        f"经{frame.consent}同意，现将有关情况通报如下："
    )


def closing_of(kind: CircularKind, frame: Frame, unfinished: bool) -> str:
    """下一步工作要求, with the date by which all must be done where something is left."""
    if kind is CircularKind.DAILY:
        return (
            "有关单位要对当日发现的问题立即整改，尚未签收、逾期未报的要于{{整改期限}}前报送整改情况；"
            f"整改不到位的，{frame.consent}将予以问责。"
        )
    letter = frame.topic if frame.topic.endswith(("防治", "保护", "治理", "禁烧")) else "环境保护"
    head = f"各有关单位要根据{letter}目标责任书要求及工作分工，切实提高认识，"
    if not unfinished:
        return head + "巩固整改成果，举一反三，防止问题反弹。"
    return (
        head + "加强整改力度，督促有关单位尽快解决遗留问题，确保在{{整改期限}}前整改到位，"
        f"整改不到位的，{frame.consent}将予以问责。"
    )


def days_words(days: Iterable[date]) -> str:
    """检查日期: 3月5日和3月8日; three and more as a span."""
    found = sorted(set(days))
    if not found:
        return ""
    if len(found) > 2:
        return f"{short(found[0])}至{short(found[-1])}"
    return "和".join(short(each) for each in found)


def until_words(until: date) -> str:
    """期限: 3月底 for the last day of a month."""
    if until.day == monthrange(until.year, until.month)[1]:
        return f"{until.month}月底"
    return short(until)


def until_of(matters: Iterable[Matter], today: date) -> date:
    """整改期限: the latest limit that is still to come; where there is none, the end of this month or the next."""
    left = [m.due_on for m in matters if m.state in BEFORE_DONE and m.due_on is not None and m.due_on > today]
    if left:
        return max(left)
    end = today.replace(day=monthrange(today.year, today.month)[1])
    if (end - today).days >= 5:
        return end
    year, month = (today.year + 1, 1) if today.month == 12 else (today.year, today.month + 1)
    return date(year, month, monthrange(year, month)[1])


def notice_words(kind: CircularKind, number: str, title: str) -> tuple[str, str]:
    """通知用语: title and text by which units are told of a circular."""
    return f"{CIRCULAR_LABELS[kind]}{number}", f"{title}已印发，请各单位查阅，涉及本单位的按要求整改。"


def office_words(issuer: str) -> str:
    """简称 of a government within its own papers: 青山镇人民政府 is 镇政府."""
    found = re.search(r"(镇|乡|街道|区|县|市)(?:人民政府|办事处)$", issuer)
    return f"{found[1]}{'办事处' if found[1] == '街道' else '政府'}" if found else issuer
