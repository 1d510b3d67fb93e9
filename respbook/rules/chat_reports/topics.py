"""说的哪一项 topics: which of the day's items a few words speak of, and which matters are none of them."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from respbook.rules.chat_reports.values import ChatItem, ItemKind
from respbook.rules.chat_reports.vocabulary import either

_MATTERS = (
    "秸秆 禁烧 焚烧 火点 火情 着火 起火 冒烟 烟火 野火 燃烧 露天烧 黑斑 烧荒 火警 火灾 烧秸 点火",
    "散煤 燃煤 煤炭 售煤 煤",
    "锅炉",
    "河道 河流 水质 河长 巡河 沟渠 水面 漂浮物",
    "排污 污水 偷排 排口 直排",
    "垃圾 保洁 环境卫生 人居环境 乱倒 倾倒 乱扔",
    "养殖 粪污 畜禽 死猪 病死",
    "扬尘 工地 裸土 渣土 洒水",
    "森林 护林 林区 防火",
    "防汛 水库 塘坝 汛情 山洪 雨情",
    "地膜 废膜 农膜 残膜",
    "农药 药瓶 包装物",
    "厕所 改厕",
    "信访 上访 矛盾 纠纷",
    "疫情 返乡 核酸",
    "饮水 水源 自来水",
    "道路 交通 劝导 车祸",
    "安全生产 安全隐患 燃气 用电",
)
MATTERS = tuple(tuple(words.split()) for words in _MATTERS)
_GENERIC = re.compile(
    r"^(?:每日|今日|当日|日常|每天|各村|村级|全镇|开展)+|(?:巡查|巡逻|检查|排查|情况|上报|日报|报告|工作|统计|数量|总数|总量|量|数|管控|治理|整治|防控|每日|日|表)+$"
)
_TOO_WIDE = {
    "巡查",
    "检查",
    "排查",
    "情况",
    "上报",
    "日报",
    "工作",
    "今日",
    "每日",
    "数量",
    "村",
    "无异常",
    "正常",
    "环保",
    "报告",
    "安全",
}
_MATTER_WORD = re.compile(either([word for words in MATTERS for word in words]))
_TOGETHER = re.compile("[和及与]|以及")
_MATTER_OF = {word: place for place, words in enumerate(MATTERS) for word in words}


@dataclass(frozen=True)
class Spoken:
    """所说的事项: the ``items`` it is sure about, those it may be about (``unsure``), the ``foreign`` matters that belong
    to no item, and the stretches taken up."""

    items: frozenset[int] = frozenset()
    unsure: frozenset[int] = frozenset()
    foreign: frozenset[str] = frozenset()
    spans: tuple[tuple[int, int], ...] = ()

    def joined(self, other: "Spoken") -> "Spoken":
        """合并, as in 秸秆、散煤均正常; of ``other`` only what it speaks of."""
        return Spoken(self.items | other.items, self.unsure | other.unsure, self.foreign | other.foreign, self.spans)

    def of(self, kind: frozenset[int]) -> frozenset[int]:
        """其中某一类的事项, the sure ones first."""
        return self.items & kind or self.unsure & kind

    def __bool__(self) -> bool:
        return bool(self.items or self.unsure or self.foreign)


_NOTHING = Spoken()


class Topics:
    """当日事项的说法: the words of each item, and the matters that lead to it."""

    def __init__(self, items: Iterable[ChatItem]) -> None:
        self.items = {item.id: item for item in sorted(items, key=lambda item: item.id)}
        self.checks = tuple(item.id for item in self.items.values() if item.kind is ItemKind.CHECK)
        self.quantities = tuple(item.id for item in self.items.values() if item.kind is ItemKind.QUANTITY)
        words: dict[str, set[int]] = {}
        halves: dict[str, set[int]] = {}
        for item in self.items.values():
            for word in _words_of(item):
                words.setdefault(word, set()).add(item.id)
                for half in (word[:2], word[2:]) if len(word) == 4 else ():
                    halves.setdefault(half, set()).add(item.id)
        self._words = {word: frozenset(ids) for word, ids in words.items()}
        self._halves = {half: frozenset(ids) for half, ids in halves.items() if half not in _TOO_WIDE}
        self._named = _any_of(self._words)
        self._half = _any_of(self._halves)
        self._near = [self._related(place) for place in range(len(MATTERS))]
        self.check_ids, self.quantity_ids = frozenset(self.checks), frozenset(self.quantities)
        self._any = re.compile("|".join(each.pattern for each in (self._named, self._half, _MATTER_WORD)))
        self.general = frozenset(ident for ident in self.items if not any(ident in near for near in self._near))

    def _related(self, place: int) -> frozenset[int]:
        return frozenset(
            ident for word, ids in self._words.items() if any(each in word for each in MATTERS[place]) for ident in ids
        )

    def begin(self, text: str, start: int = 0) -> bool:
        """以事项开头: the words from ``start`` begin with an item or a matter, not with a name."""
        return any(pattern.match(text, start) is not None for pattern in (self._named, self._half, _MATTER_WORD))

    def spoken(self, text: str, start: int, end: int) -> Spoken:
        """所说事项 of a clause: what is named, else what its matters lead to where that is one item of a kind."""
        if not self._any.search(text, start, end):
            return _NOTHING
        named: set[int] = set()
        likely: set[int] = set()
        unsure: set[int] = set()
        foreign: set[str] = set()
        spans = []
        for found in self._named.finditer(text, start, end):
            ids = self._words[found[0]]
            (named if len(ids) == 1 else unsure).update(ids)
            spans.append(found.span())
        for found in self._half.finditer(text, start, end):
            self._led(self._halves[found[0]], found.span(), spans, likely, unsure)
        for found in _MATTER_WORD.finditer(text, start, end):
            related = self._near[_MATTER_OF[found[0]]]
            if not related and not _within(found.span(), spans):
                foreign.add(found[0])
            self._led(related, found.span(), spans, likely, unsure)
        together = _TOGETHER.search(text, start, end) is not None
        sure = self._sure(named, likely, unsure, together=together)
        return Spoken(sure, frozenset(unsure), frozenset(foreign), tuple(spans))

    def _led(
        self,
        ids: frozenset[int],
        span: tuple[int, int],
        spans: list[tuple[int, int]],
        likely: set[int],
        unsure: set[int],
    ) -> None:
        """A matter leads to an item where only one of a kind has to do with it."""
        inside = _within(span, spans)
        spans.append(span)
        for kind in (self.check_ids, self.quantity_ids):
            near = ids & kind
            if not inside or not any(ident in kind for ident in near):
                (likely if len(near) == 1 else unsure).update(near)

    def _sure(self, named: set[int], likely: set[int], unsure: set[int], *, together: bool) -> frozenset[int]:
        sure: set[int] = set()
        for kind in (self.check_ids, self.quantity_ids):
            first, second = named & kind, likely & kind
            if first and second - first and not together:
                unsure |= first | second
            else:
                sure |= (first | second) if together else first or second
        return frozenset(sure)


def _within(span: tuple[int, int], spans: list[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in spans)


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    listed = list(words)
    return re.compile(either(listed)) if listed else re.compile(r"(?!)")


def _words_of(item: ChatItem) -> set[str]:
    words = {word.strip().lower() for word in (item.title, *item.short_words) if word.strip()}
    words |= {_GENERIC.sub("", word) for word in words}
    kept = {word for word in words if len(word) >= 2 and word not in _TOO_WIDE}
    return kept | {word for word in words if word == item.title.lower() and len(word) > 2}
