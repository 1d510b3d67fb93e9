"""句中的单位 speakers: the names in a line put together: one subject, several of a list, or something to ask about."""

import re
from dataclasses import dataclass

from respbook.rules.chat_reports.names import Hit
from respbook.rules.chat_reports.vocabulary import DUTIES, POSTS

_LISTED = re.compile(r"[\s、，,/;&+]*(?:和|及|与|以及|还有)?[\s、，,/;&+]*")
_SIGNED = re.compile(rf"[，。;、!,\s(]+(?:{POSTS}|{DUTIES})?[:\s]*$")
EVERYBODY = re.compile(
    r"各村|全镇|各单位|各社区|其余|其他(?:村|单位|社区)|其它(?:村|单位|社区)|所有村|以上各?(?:村|单位)|等[0-9一二两三四五六七八九十]*个?(?:村|单位|社区)|除"
)


@dataclass(frozen=True)
class Subject:
    """一个主语: the units told of together, from the first name's start to the last name's end."""

    units: tuple[int, ...]
    start: int
    end: int
    how: str


@dataclass(frozen=True)
class Speakers:
    """一行的主语, or a doubt with the units that may be meant."""

    subjects: tuple[Subject, ...] = ()
    doubt: str = ""
    candidates: tuple[int, ...] = ()


def speakers(text: str, hits: list[Hit]) -> Speakers:
    """归并名字: 清水村张三 is one, 清水村、石桥村 are two of one list."""
    hits, mismatch = _unsigned(text, hits)
    doubtful = next((hit for hit in hits if hit.doubt), None)
    if doubtful:
        return Speakers(doubt=f"{doubtful.doubt}，请选定。", candidates=_every(hits))
    if mismatch:
        return Speakers(doubt="单位和署名的人对不上，请选定。", candidates=_every([*hits, mismatch]))
    merged: list[tuple[frozenset[int], int, int, str]] = []
    groups: list[list[int]] = []
    for place, hit in enumerate(hits):
        before = hits[place - 1] if place else None
        between = text[before.end : hit.start] if before else ""
        if before and merged and (hit.person or before.person) and _one(between) and merged[-1][2] == before.end:
            both = merged[-1][0] & hit.units
            if not both:
                return Speakers(doubt="单位和人名对不上，请选定。", candidates=_every(hits))
            merged[-1] = (both, merged[-1][1], hit.end, merged[-1][3])
            continue
        merged.append((hit.units, hit.start, hit.end, hit.how))
        if before and _LISTED.fullmatch(between):
            groups[-1].append(len(merged) - 1)
        else:
            groups.append([len(merged) - 1])
    unsure = next((each for each in merged if len(each[0]) > 1), None)
    if unsure:
        words = text[unsure[1] : unsure[2]]
        return Speakers(doubt=f"“{words}”可能是几个单位，请选定。", candidates=tuple(sorted(unsure[0])))
    return Speakers(tuple(_subject([merged[each] for each in group]) for group in groups))


def _unsigned(text: str, hits: list[Hit]) -> tuple[list[Hit], Hit | None]:
    """Without the person who signs at the end (汇报人：张三); that person, where the unit is another."""
    *others, last = hits
    if not others or not last.person or any(mark.isalnum() for mark in text[last.end :]):
        return hits, None
    between = text[others[-1].end : last.start]
    signed = _SIGNED.search(between)
    if signed is None or not any(mark.isalnum() for mark in between[: signed.start()]):
        return hits, None
    return others, None if any(last.units & each.units for each in others) else last


def _one(between: str) -> bool:
    return re.fullmatch(rf"[\s\-—:_/()·]*(?:的|{POSTS}|{DUTIES})?[\s\-—:()]*", between) is not None


def _every(hits: list[Hit]) -> tuple[int, ...]:
    return tuple(sorted(frozenset[int]().union(*(hit.units for hit in hits))))


def _subject(parts: list[tuple[frozenset[int], int, int, str]]) -> Subject:
    units = tuple(dict.fromkeys(ident for each in parts for ident in each[0]))
    return Subject(units, parts[0][1], parts[-1][2], parts[0][3] if len(parts) == 1 else "同一行写明几个单位")
