"""两稿对照: sentence by sentence, then word by word inside a changed sentence; clauses followed by their id (L5)."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from respbook.rules.scopes import limits_words, scope_of

_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]+|[^。；！？\n]+")
_TOKEN = re.compile(r"\{\{[^{}]*\}\}|[0-9]+(?:\.[0-9]+)?|.", re.DOTALL)
"""Merge fields and figures are one sign each: 400 became 420, not 4, then 2 for 0, then 0."""
_ALIKE = 0.4
"""From this likeness on, a sentence counts as the changed form of another; below, it is a new one."""
_ISLAND = 2
"""Shorter kept stretches between two changes are no help to the eye and go with the change."""
_LONGEST = 1000
"""A longer sentence, or a longer run of replaced ones, is not taken apart: nobody would read it so, and time has a limit."""


class Fate(StrEnum):
    """去留: what became of a stretch of text."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True)
class Stretch:
    """文字片段 of a comparison: same and gone make the old text, same and new the new one."""

    fate: Fate
    text: str


@dataclass(frozen=True)
class ClauseText:
    """条款文字: one clause of a version; ``number`` is the printed one, ``tag`` whom it is for."""

    id: int
    level: int
    label: str
    tag: str
    text: str
    number: str = ""

    @property
    def limits(self) -> str:
        """限用说明; "" for everybody."""
        return limits_words(self.tag)


class Change(StrEnum):
    """条款改动."""

    SAME = "same"
    CHANGED = "changed"
    MOVED = "moved"
    NEW = "new"
    GONE = "gone"


CHANGE_LABELS = {
    Change.SAME: "未改",
    Change.CHANGED: "已改",
    Change.MOVED: "移位",
    Change.NEW: "新增",
    Change.GONE: "删去",
}


@dataclass(frozen=True)
class ClausePair:
    """条款对照: the clause as it was beside the clause as it is; ``moved`` also where the words changed too."""

    change: Change
    old: ClauseText | None
    new: ClauseText | None
    stretches: tuple[Stretch, ...]
    moved: bool = False

    @property
    def before(self) -> tuple[Stretch, ...]:
        """旧稿一侧."""
        return tuple(each for each in self.stretches if each.fate is not Fate.NEW)

    @property
    def after(self) -> tuple[Stretch, ...]:
        """新稿一侧."""
        return tuple(each for each in self.stretches if each.fate is not Fate.GONE)

    @property
    def setting(self) -> str:
        """级别、序号、适用范围的改动, in words."""
        if self.old is None or self.new is None:
            return ""
        told = []
        if self.old.level != self.new.level:
            told.append("级别")
        if self.old.label != self.new.label:
            told.append("自定序号")
        if self.old.tag != self.new.tag:
            told.append(f"适用范围由“{_whom(self.old)}”改为“{_whom(self.new)}”")
        return "、".join(told) + ("有改动" if told and not told[-1].startswith("适用") else "")


def _whom(clause: ClauseText) -> str:
    return scope_of(clause.tag).words or "全部单位"


@dataclass(frozen=True)
class Fold:
    """未改的一段: so many clauses in a row that did not change, folded."""

    pairs: tuple[ClausePair, ...]


def sentences(text: str) -> tuple[str, ...]:
    """断句: after 。；！？ and line ends; joined they give the text."""
    return tuple(_SENTENCE.findall(text))


def compared(old: str, new: str) -> tuple[Stretch, ...]:
    """文字对照 of two texts."""
    if old == new:
        return (Stretch(Fate.SAME, old),) if old else ()
    before, after = sentences(old), sentences(new)
    found: list[Stretch] = []
    for deed, i1, i2, j1, j2 in SequenceMatcher(None, before, after).get_opcodes():
        if deed == "equal":
            found.append(Stretch(Fate.SAME, "".join(before[i1:i2])))
        elif (i2 - i1) * (j2 - j1) > _LONGEST:
            found += [Stretch(Fate.GONE, "".join(before[i1:i2])), Stretch(Fate.NEW, "".join(after[j1:j2]))]
        else:
            found += _replaced(before[i1:i2], after[j1:j2])
    return _joined(found)


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Stretch]:
    """Sentences that took the place of others: each against its likest, in order; the rest gone and new."""
    rest = list(new)
    for sentence in old:
        place = next((n for n, other in enumerate(rest) if _alike(sentence, other)), None)
        if place is None:
            yield Stretch(Fate.GONE, sentence)
            continue
        yield from (Stretch(Fate.NEW, skipped) for skipped in rest[:place])
        yield from _within(sentence, rest[place])
        rest = rest[place + 1 :]
    yield from (Stretch(Fate.NEW, left) for left in rest)


def _alike(one: str, other: str) -> bool:
    return _likeness(one, other) >= _ALIKE


def _likeness(one: str, other: str) -> float:
    """How many neighbouring signs the two have in common, from 0 to 1: quick, where every clause meets every other."""
    first, second = _neighbours(one), _neighbours(other)
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=2048)
def _neighbours(text: str) -> frozenset[str]:
    closed = f"\n{text}\n"
    return frozenset(closed[place : place + 2] for place in range(len(closed) - 1))


def _within(one: str, other: str) -> Iterator[Stretch]:
    if max(len(one), len(other)) > _LONGEST:
        yield from (Stretch(Fate.GONE, one), Stretch(Fate.NEW, other))
        return
    old, new = _TOKEN.findall(one), _TOKEN.findall(other)
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for place, (deed, i1, i2, j1, j2) in enumerate(codes):
        was, now = "".join(old[i1:i2]), "".join(new[j1:j2])
        island = 0 < place < len(codes) - 1 and len(was) < _ISLAND
        if deed == "equal" and not island:
            yield Stretch(Fate.SAME, was)
            continue
        yield Stretch(Fate.GONE, was)
        yield Stretch(Fate.NEW, now)


def _joined(stretches: Iterable[Stretch]) -> tuple[Stretch, ...]:
    """Neighbours of one fate together; between two kept stretches what is gone stands before what is new."""
    found: list[Stretch] = []
    gone = new = ""
    for each in (*stretches, Stretch(Fate.SAME, "")):
        if each.fate is Fate.GONE:
            gone += each.text
        elif each.fate is Fate.NEW:
            new += each.text
        elif each.text or gone or new:
            found += [Stretch(fate, text) for fate, text in ((Fate.GONE, gone), (Fate.NEW, new)) if text]
            gone = new = ""
            if found and found[-1].fate is Fate.SAME:
                found[-1] = Stretch(Fate.SAME, found[-1].text + each.text)
            elif each.text:
                found.append(each)
    return tuple(found)


def compare_clauses(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> tuple[ClausePair, ...]:
    """条款对照: in the order of the new text; what is gone stands where it stood."""
    partner = _partners(old, new)
    moved = _moved([partner[n] for n in range(len(new)) if n in partner])
    taken = set(partner.values())
    left = [place for place in range(len(old)) if place not in taken]
    found: list[ClausePair] = []
    for n, clause in enumerate(new):
        place = partner.get(n)
        if place is None:
            found.append(ClausePair(Change.NEW, None, clause, (Stretch(Fate.NEW, clause.text),)))
            continue
        if place not in moved:
            found += [_gone(old[each]) for each in left if each < place]
            left = [each for each in left if each > place]
        found.append(_pair(old[place], clause, place in moved))
    return (*found, *(_gone(old[each]) for each in left))


def _gone(clause: ClauseText) -> ClausePair:
    return ClausePair(Change.GONE, clause, None, (Stretch(Fate.GONE, clause.text),))


def _pair(old: ClauseText, new: ClauseText, moved: bool) -> ClausePair:
    said = (old.text, old.level, old.label, old.tag) == (new.text, new.level, new.label, new.tag)
    change = Change.MOVED if said and moved else Change.SAME if said else Change.CHANGED
    return ClausePair(change, old, new, compared(old.text, new.text), moved)


def _partners(old: Sequence[ClauseText], new: Sequence[ClauseText]) -> dict[int, int]:
    """Place in the new text → place in the old: by id, else by the same words, else by likeness."""
    places = {clause.id: place for place, clause in enumerate(old)}
    found = {n: places[clause.id] for n, clause in enumerate(new) if clause.id in places}
    free = [place for place in range(len(old)) if place not in set(found.values())]
    for chosen in (_same_words, _likest):
        for n, clause in enumerate(new):
            place = None if n in found else chosen(clause, old, free)
            if place is not None:
                found[n] = place
                free.remove(place)
    return found


def _same_words(clause: ClauseText, old: Sequence[ClauseText], free: Sequence[int]) -> int | None:
    return next((place for place in free if old[place].text == clause.text), None)


def _likest(clause: ClauseText, old: Sequence[ClauseText], free: Sequence[int]) -> int | None:
    """The free clause that reads most like this one, if any does at all; the first of equals."""
    same = [place for place in free if old[place].level == clause.level]
    best = max(same, key=lambda place: _likeness(old[place].text, clause.text), default=None)
    return best if best is not None and _alike(old[best].text, clause.text) else None


def _moved(places: Sequence[int]) -> set[int]:
    """What does not belong to the longest run that kept its order."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for n, place in enumerate(places):
        at = bisect_left(tails, place)
        before.append(ends[at - 1] if at else -1)
        if at == len(tails):
            tails.append(place)
            ends.append(n)
        else:
            tails[at], ends[at] = place, n
    kept, n = set(), ends[-1] if ends else -1
    while n >= 0:
        kept.add(places[n])
        n = before[n]
    return set(places) - kept


def folded(pairs: Sequence[ClausePair], around: int = 1) -> tuple[ClausePair | Fold, ...]:
    """折叠: runs of unchanged clauses, but for ``around`` beside each change; a run of one is not worth a fold."""
    near = {
        other
        for place, pair in enumerate(pairs)
        if pair.change is not Change.SAME
        for other in range(place - around, place + around + 1)
    }
    found: list[ClausePair | Fold] = []
    run: list[ClausePair] = []
    for place, pair in enumerate(pairs):
        if place in near:
            found += _folded_run(run)
            run = []
            found.append(pair)
        else:
            run.append(pair)
    return (*found, *_folded_run(run))


def _folded_run(run: list[ClausePair]) -> list[ClausePair | Fold]:
    return [Fold(tuple(run))] if len(run) > 1 else list(run)


def summary(pairs: Iterable[ClausePair]) -> str:
    """改动概要: “改2条，增1条”, empty when nothing differs."""
    counts = dict.fromkeys(Change, 0)
    for pair in pairs:
        counts[pair.change] += 1
    told = (("改", Change.CHANGED), ("增", Change.NEW), ("删", Change.GONE), ("移", Change.MOVED))
    return "，".join(f"{word}{counts[change]}条" for word, change in told if counts[change])
