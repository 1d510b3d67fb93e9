"""认单位 names: whose line it is, by the unit's name, short name or alias, by a person with a post, or by letters.

A name counts only where it stands free: 大清水村 is not 清水村. What only resembles a name is offered, never taken.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from respbook.rules import pinyin
from respbook.rules.chat_reports.claims import has_claim
from respbook.rules.chat_reports.folding import fold
from respbook.rules.chat_reports.topics import Topics
from respbook.rules.chat_reports.values import ChatPerson, ChatUnit
from respbook.rules.chat_reports.vocabulary import AMOUNT_FIRST, COURTESY, HAN, LEAD, PERSON, POSTS, START

_KIND = re.compile(r"(?:村民委员会|村委会|社区居民委员会|社区居委会|居民委员会|居委会|社区|村)$")
_TOWN = re.compile(r"^[\w]{1,4}?[镇乡](?=[\w]{3})")
_VILLAGE_TAILS = ("民委员会", "委会", "两委", "党支部", "支部", "委", "党总支")
_COMMUNITY_TAILS = ("居民委员会", "居委会", "党支部", "居委", "两委", "党总支", "党委")
_LETTERS = re.compile(r"(?<![a-z0-9.])[a-z]{2,12}(?:[ '][a-z]{1,8}){0,5}(?![a-z0-9.])")
_WORD_END = re.compile(rf"[{HAN}a-z0-9]*\Z")
_FREE = re.compile(rf"$|[^{HAN}a-z0-9]|(?:{POSTS})|{START.pattern}|[0-9]|{AMOUNT_FIRST.pattern}")
_SOMEBODY = re.compile(rf"(?:{POSTS})?{PERSON}(?={_FREE.pattern})|[的之](?![一-龥])")
_WITHIN_SENTENCE = re.compile(r"(?:与|和|跟|同|到|在|去|往|对|向|从|由|离|靠近|给|帮|替|代|临近|邻近|邻|接|至)$")
_LINK = re.compile("以及|还有|[和及与跟同]")
_MOST_CANDIDATES = 6
_SHORTEST_INITIALS = 3


@dataclass(frozen=True)
class Hit:
    """认出的名字: its stretch, the units it may be, how it was known; ``doubt`` where it does not stand free."""

    start: int
    end: int
    units: frozenset[int]
    how: str
    person: bool = False
    doubt: str = ""


@dataclass(frozen=True)
class Whose:
    """是谁的: the units (one, or those of a person with several posts), how known, or what is doubtful."""

    units: frozenset[int] = frozenset()
    how: str = ""
    doubt: str = ""


class Register:
    """名册 of the day: finds names in a folded text."""

    def __init__(self, units: Iterable[ChatUnit], people: Iterable[ChatPerson], topics: Topics) -> None:
        self.units = {unit.id: unit for unit in units}
        self._topics = topics
        self._whole: dict[str, set[int]] = {}
        self._stems: dict[str, set[int]] = {}
        self._people: dict[str, set[int]] = {}
        for unit in self.units.values():
            self._enter(unit)
        for person in people:
            name = fold(person.name).text.replace(" ", "")
            if len(name) >= 2 and person.unit_id in self.units:
                self._people.setdefault(name, set()).add(person.unit_id)
        self._index: dict[str, list[str]] = {}
        for word in sorted({*self._whole, *self._stems, *self._people}, key=lambda word: (-len(word), word)):
            self._index.setdefault(word[:2], []).append(word)
        self._letters: dict[str, set[int]] | None = None
        self._nearest: dict[str, tuple[int, ...]] = {}

    def _enter(self, unit: ChatUnit) -> None:
        for called in {unit.name, unit.short_name, *unit.aliases}:
            name = fold(called).text.replace(" ", "")
            for form in {name, _TOWN.sub("", name)}:
                if len(form) >= 2:
                    self._whole.setdefault(form, set()).add(unit.id)
                    self._enter_tails(form, unit.id)

    def _enter_tails(self, form: str, ident: int) -> None:
        stem = _KIND.sub("", form)
        if form.endswith("村"):
            for tail in _VILLAGE_TAILS:
                self._whole.setdefault(form + tail, set()).add(ident)
        elif form.endswith("社区"):
            for tail in _COMMUNITY_TAILS:
                self._whole.setdefault(form + tail, set()).add(ident)
                self._whole.setdefault(stem + tail, set()).add(ident) if tail.startswith("居") else None
        if stem != form and len(stem) >= 2 and not self._is_a_word(stem):
            self._stems.setdefault(stem, set()).add(ident)

    @staticmethod
    def _is_a_word(stem: str) -> bool:
        return has_claim(stem) or bool(COURTESY.fullmatch(stem) or LEAD.fullmatch(stem) or START.fullmatch(stem))

    def found(self, text: str, start: int = 0) -> list[Hit]:
        """名字 in the text from ``start`` on, left to right, each with its doubt."""
        hits: list[Hit] = []
        place = start
        while place < len(text) - 1:
            hit = self._at(text, place)
            if hit is None:
                place += 1
            else:
                hits.append(self._judged(text, hit, hits[-1].end if hits else start))
                place = hit.end
        return hits or self._spelt(text, start)

    def _at(self, text: str, place: int) -> Hit | None:
        for word in self._index.get(text[place : place + 2], ()):
            if text.startswith(word, place):
                end = place + len(word)
                if word in self._whole:
                    return Hit(place, end, frozenset(self._whole[word]), f"写明“{word}”")
                if word in self._stems:
                    return Hit(place, end, frozenset(self._stems[word]), f"“{word}”是其简称")
                return Hit(place, end, frozenset(self._people[word]), f"“{word}”在该单位任职", person=True)
        return None

    def _judged(self, text: str, hit: Hit, since: int) -> Hit:
        before = text[since : hit.start]
        tail = _WORD_END.search(before)
        run = tail[0] if tail else ""
        left = hit.start - len(run)
        if run.isdecimal() and len(run) <= 3 and left == since and since == 0:
            run = ""
        lead = LEAD.match(run)
        strange = run[lead.end() :] if lead else run
        free = _FREE.match(text, hit.end) or _SOMEBODY.match(text, hit.end)
        if strange and not (_LINK.fullmatch(strange) and since > 0) and not has_claim(run):
            return self._doubted(text, hit, left, hit.end)
        link = _LINK.match(text, hit.end)
        if not (free or self._name_at(text, link.end() if link else hit.end) or self._topics.begin(text, hit.end)):
            return self._doubted(text, hit, hit.start, hit.end + 4)
        return hit

    def _name_at(self, text: str, place: int) -> bool:
        """Another name follows at once, as 清水村张三."""
        return any(text.startswith(word, place) for word in self._index.get(text[place : place + 2], ()))

    def _doubted(self, text: str, hit: Hit, start: int, end: int) -> Hit:
        behind = START.search(text, hit.end, end + 4)
        around = re.split(rf"[^{HAN}a-z0-9]", text[start : behind.start() if behind else end])[0][:12]
        doubt = f"“{around}”与名单中的单位名不完全一致"
        if _WITHIN_SENTENCE.search(text[max(0, hit.start - 2) : hit.start]):
            doubt = f"句中提到“{text[hit.start : hit.end]}”，看不出是不是它上报的"
        return Hit(hit.start, hit.end, hit.units, hit.how, hit.person, doubt)

    def _spelt(self, text: str, start: int) -> list[Hit]:
        """拼音: a whole name in letters, or its initials, where they lead to one unit."""
        for found in _LETTERS.finditer(text, start):
            word = found[0].replace(" ", "").replace("'", "")
            for letters, end in (
                (word, found.end()),
                (found[0].split(" ")[0], found.start() + len(found[0].split(" ")[0])),
            ):
                units = self._by_letters().get(letters)
                if units:
                    run = _WORD_END.search(text[start : found.start()])
                    strange = run is not None and LEAD.fullmatch(run[0]) is None
                    doubt = f"“{letters}”前后还有别的字" if strange else ""
                    return [Hit(found.start(), end, frozenset(units), f"拼音“{letters}”", doubt=doubt)]
        return []

    def _by_letters(self) -> dict[str, set[int]]:
        if self._letters is None:
            self._letters = {}
            for unit in self.units.values():
                full = unit.pinyin or pinyin.full(unit.name)
                first = unit.initials or pinyin.initials(unit.name)
                for tail, short in (("", ""), ("cun", "c"), ("shequ", "sq")):
                    if full.endswith(tail) and first.endswith(short):
                        self._spell(full[: len(full) - len(tail)], first[: len(first) - len(short)], unit.id)
        return self._letters

    def _spell(self, full: str, first: str, ident: int) -> None:
        assert self._letters is not None
        if len(full) > _SHORTEST_INITIALS:
            self._letters.setdefault(full, set()).add(ident)
        if len(first) >= _SHORTEST_INITIALS:
            self._letters.setdefault(first, set()).add(ident)

    def sender(self, nickname: str) -> Whose:
        """发送人是谁: 张三, 清水村张三, 张三-清水村, 清水-李四."""
        text = fold(nickname).text
        parts = [part for part in re.split(rf"[^{HAN}a-z]+|[0-9]+", text) if part]
        units: frozenset[int] | None = None
        how = ""
        for part in parts:
            whose = self._sender_part(part)
            if whose.doubt:
                return whose
            if whose.units:
                both = whose.units if units is None else units & whose.units
                if not both:
                    return Whose(whose.units | (units or frozenset()), "", f"发送人“{nickname}”前后指向不同的单位")
                units, how = both, how or f"发送人“{nickname.strip()}”：{whose.how}"
        return Whose(units or frozenset(), how)

    def _sender_part(self, part: str) -> Whose:
        hits = self.found(part)
        if not hits:
            return Whose()
        units = frozenset.intersection(*(hit.units for hit in hits))
        rest = part
        for hit in hits:
            rest = rest.replace(part[hit.start : hit.end], " ", 1)
        strange = [
            each for each in rest.split() if not re.fullmatch(rf"(?:{POSTS})*(?:{PERSON})?(?:{POSTS})*|a{{1,4}}", each)
        ]
        named = any(not hit.person for hit in hits)
        if (
            not units
            or strange
            or (named and any(hit.doubt and hit.how.endswith("简称") for hit in hits) and rest.strip())
        ):
            every = frozenset().union(*(hit.units for hit in hits))
            return Whose(every, "", f"发送人“{part}”看不出是哪个单位的")
        return Whose(units, hits[0].how)

    def near(self, word: str) -> tuple[int, ...]:
        """相近的单位, offered as candidates only."""
        stem = _KIND.sub("", word)
        if stem not in self._nearest:
            self._nearest[stem] = self._looked_for(stem)
        return self._nearest[stem]

    def _looked_for(self, stem: str) -> tuple[int, ...]:
        if not 2 <= len(stem) <= 12:
            return ()
        found: set[int] = set()
        for names in (self._stems, self._whole, self._people):
            for name, units in names.items():
                if _alike(stem, name):
                    found |= units
        return tuple(sorted(found))[:_MOST_CANDIDATES]


def _alike(one: str, other: str) -> bool:
    """Half a name, or one character more, less or different."""
    if one in other or (len(other) >= 2 and other in one):
        return True
    if abs(len(one) - len(other)) > 1 or not set(one) & set(other):
        return False
    short, long = sorted((one, other), key=len)
    if len(short) == len(long):
        return sum(a != b for a, b in zip(short, long, strict=True)) == 1
    return any(long[:place] + long[place + 1 :] == short for place in range(len(long)))
