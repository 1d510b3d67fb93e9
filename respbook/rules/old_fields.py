"""旧文中的填充项 merge fields in old wording: blanks, names, years, dates and sizes that change from unit to unit.

Each is offered with its reason; ``certain`` ones are ticked beforehand, the others wait for the clerk.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from respbook.rules.chinese import figure
from respbook.rules.old_labels import counted
from respbook.rules.units import PostRole, UnitKind

MOST_OFFERS = 40
"""Offers in one paragraph; beyond that it is a form, not a clause."""


@dataclass(frozen=True)
class KnownHolder:
    """登记的责任人: ``field`` is what fills in the one who holds the post."""

    role: PostRole
    post: str
    name: str


@dataclass(frozen=True)
class KnownUnit:
    """登记的单位, as far as an old letter may speak of it."""

    name: str
    short_name: str = ""
    kind: UnitKind = UnitKind.VILLAGE
    households: int = 0
    population: int = 0
    farmland: Decimal = Decimal(0)
    groups: int = 0
    holders: tuple[KnownHolder, ...] = ()


@dataclass(frozen=True)
class Register:
    """名册: what the programme and the register know; ``targets`` are the names that are taken, ``town`` the short name."""

    year: int
    issuer: str
    term_from: date
    term_to: date
    units: tuple[KnownUnit, ...] = ()
    targets: tuple[str, ...] = ()
    town: str = ""


@dataclass(frozen=True)
class FieldOffer:
    """填充项建议: the ``nth`` (from 0) ``found`` of the text; an empty ``field`` is a blank that the clerk decides on."""

    start: int
    end: int
    found: str
    nth: int
    field: str
    reason: str
    certain: bool = False


_LINE = r"(?:(?<!_)_{2,}+|(?<!＿)＿++|(?<!﹍)﹍{2,}+|(?<!-)-{5,}+)"
_CROSS = r"(?:(?<![×╳])[×╳]{1,6}+(?![×╳])|(?<![A-Za-z])[xX]{1,6}+(?![A-Za-z])|(?<![○◯])[○◯]{2,6}+|(?<!某)某{1,2}+)"
_EMPTY = r"[（(]\s*(?:单位|单位名称|村名|村|社区|姓名|名称|负责人)?\s*[）)]"
_BLANK = rf"(?:{_LINE}|{_CROSS}|{_EMPTY})\s{{0,9}}"
_WIDE = r"(?:(?<![\s_＿])[\s_＿]{1,40}+|[×xX]{1,6})"
_COMMITTEE = r"(?:村民委员会|居民委员会|村委会|居委会)"

_PATTERNS: tuple[tuple[str, str, str, bool], ...] = (
    (rf"(?:{_BLANK}[镇乡])?(?:{_BLANK})(?:村|社区)?{_COMMITTEE}", "单位名称", "村（居）民委员会名称处留空", True),
    (rf"(?:{_BLANK})[镇乡](?:人民)?政府", "甲方名称", "签发机关名称处留空", True),
    (rf"(?:{_BLANK}[镇乡])?(?:{_BLANK})(?:村|社区)(?!民)", "单位简称", "村名处留空", True),
    (rf"(?<=[:：])?{_WIDE}年{_WIDE}月{_WIDE}日", "签发日期", "日期处留空", False),
    (rf"(?:20)?(?:{_BLANK})(?=年度?(?!{_WIDE}月))", "年度", "年份处留空", True),
    (rf"(?<=一式)(?:{_BLANK})(?=份)", "份数", "一式几份处留空", True),
    (rf"乙方\s*[:：]\s*(?P<s>{_BLANK})", "单位名称", "乙方名称处留空", True),
    (rf"(?:责任单位|单位名称|承诺单位)\s*[:：]?\s*(?P<s>{_BLANK})", "单位名称", "单位名称处留空", True),
    (rf"甲方\s*[:：]\s*(?P<s>{_BLANK})", "甲方名称", "甲方名称处留空", True),
    (rf"书记\s*[:：]?\s*(?P<s>{_BLANK})", "书记", "书记姓名处留空", True),
    (rf"(?:包村|联系)(?:村)?(?:干部|领导)\s*[:：]?\s*(?P<s>{_BLANK})", "包村干部", "包村干部姓名处留空", True),
    (rf"主任\s*[:：]?\s*(?P<s>{_BLANK})", "主任", "主任姓名处留空", True),
    (rf"(?:责任人|负责人|代表人|校长|院长|所长)\s*[:：为]?\s*(?P<s>{_BLANK})", "负责人", "负责人姓名处留空", True),
    (rf"(?:{_BLANK})(?=户(?!籍|主))", "户数", "户数处留空", True),
    (
        rf"(?:人口|总?人数)\s*[:：]?\s*(?P<s>{_BLANK})|(?<=户[，、,])\s*(?P<t>{_BLANK})(?=人)",
        "人口",
        "人口处留空",
        True,
    ),
    (rf"耕地(?:面积)?\s*[:：]?\s*(?P<s>{_BLANK})(?=亩)", "耕地面积", "耕地面积处留空", True),
    (rf"(?:{_BLANK})(?=个?(?:社|村民小组|组)(?![区会]))", "社组数", "社（组）数处留空", True),
)
_SHAPES = tuple((re.compile(pattern), field, reason, certain) for pattern, field, reason, certain in _PATTERNS)
_ANY_BLANK = re.compile(
    rf"{_LINE}|(?<![×╳])[×╳]{{2,6}}+(?![×╳])|(?<![A-Za-z])[xX]{{2,6}}+(?![A-Za-z])|某某|[（(]\s{{0,20}}[）)]"
    r"|[（(](?:单位|单位名称|村名|姓名)[）)]"
)
_QUOTED = re.compile(r"《[^》]*》|[〔\[【][^〕\]】]*[〕\]】]")
_YEAR = re.compile(r"(?P<y>20[0-9]{2}|２０[０-９]{2}|二[〇零○oO0ＯОо一二三四五六七八九]{3})\s*(?=年)")
_DAY = re.compile(
    r"(?P<y>20[0-9]{2}|二[〇零○oO0ＯОо一二三四五六七八九]{3})\s*年\s*(?P<m>[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*月"
    r"\s*(?P<d>[0-9]{1,2}|[一二三四五六七八九十]{1,3})\s*日"
)
_YEAR_MARKS = str.maketrans("〇零○oOＯОо一二三四五六七八九０１２３４５６７８９", "000000001234567890123456789")
_SIZE = re.compile(
    r"(?<![0-9,.])(?P<n>[0-9]{1,9}+(?:,[0-9]{3}){0,3}+(?:\.[0-9]{1,3})?)\s{0,3}(?P<w>户|人|亩|个(?:社|村民小组|组))"
)
_TOLD = re.compile(r"(?:共|总|辖|现有|人口|耕地|户籍)[^，。；]{0,8}$")
_POSTS = {PostRole.FIRST: "书记", PostRole.SECOND: "主任", PostRole.STATIONED: "包村干部"}
_NEAR = 10


def undertaker_of(texts: Sequence[str], register: Register) -> tuple[KnownUnit, bool] | None:
    """乙方: the unit of the register that the letter names most, and whether it is the only one."""
    whole = "\n".join(texts)
    found: Counter[KnownUnit] = Counter()
    for unit in register.units:
        times = max((whole.count(name) for name in _names(unit)), default=0)
        if times:
            found[unit] = times
    if not found:
        return None
    unit, times = max(found.items(), key=lambda pair: (pair[1], len(pair[0].name)))
    return unit, len(found) == 1 or times >= 2 * sorted(found.values())[-2]


def _names(unit: KnownUnit) -> tuple[str, ...]:
    return tuple(name for name in (unit.name, unit.short_name) if len(name) >= 2)


def main_year(texts: Sequence[str], register: Register) -> int | None:
    """旧责任书的年度: the year that the letter names most, of the programme's and the five before it."""
    years: Counter[int] = Counter()
    for text in texts:
        for found in _YEAR.finditer(_masked(text)):
            if (year := _year(found["y"])) and register.year - 5 <= year <= register.year + 1:
                years[year] += 1
    return max(years, key=lambda year: (years[year], year)) if years else None


def _year(written: str) -> int | None:
    plain = written.translate(_YEAR_MARKS).replace("二", "2")
    return int(plain) if plain.isascii() and plain.isdecimal() else None


def _masked(text: str) -> str:
    """Names of laws and document numbers keep their years."""
    return _QUOTED.sub(lambda found: "·" * len(found[0]), text)


def field_offers(
    text: str, register: Register, unit: tuple[KnownUnit, bool] | None, year: int | None, title: bool = False
) -> tuple[FieldOffer, ...]:
    """填充项建议 of one text, left to right, none over another; what is found first in this order keeps the place."""
    kept: list[FieldOffer] = []
    for offer in (
        *_names_in(text, register, unit),
        *(_literal(text, register.town, "甲方名称", "镇名，可换成甲方全称", False) if title and register.town else ()),
        *_blanks_in(text),
        *_dates_in(text, register),
        *_years_in(text, year, title),
        *(_sizes_in(text, unit[0]) if unit else ()),
        *_holders_in(text, unit),
        *_blanks_left(text),
    ):
        if offer.end > offer.start and all(offer.end <= each.start or each.end <= offer.start for each in kept):
            kept.append(replace(offer, nth=nth_of(text, offer.found, offer.start)))
        if len(kept) >= MOST_OFFERS:
            break
    return tuple(sorted(kept, key=lambda offer: offer.start))


def _offer_at(text: str, start: int, end: int, field: str, reason: str, certain: bool) -> FieldOffer:
    """建议 at a place of the text, without the blanks around it."""
    found = text[start:end]
    start += len(found) - len(found.lstrip())
    end -= len(found) - len(found.rstrip())
    return FieldOffer(start, end, text[start:end], 0, field, reason, certain)


def nth_of(text: str, found: str, start: int) -> int:
    """第几处: how many times the words begin before ``start``."""
    times, place = 0, text.find(found)
    while 0 <= place < start:
        times, place = times + 1, text.find(found, place + 1)
    return times


def place_of(text: str, found: str, nth: int) -> int:
    """所在位置 of the nth; -1 when the text has no such place any longer."""
    place = -1
    for _ in range(nth + 1):
        place = text.find(found, place + 1)
        if place < 0:
            return -1
    return place


def _names_in(text: str, register: Register, unit: tuple[KnownUnit, bool] | None) -> Iterator[FieldOffer]:
    if len(register.issuer) >= 2:
        yield from _literal(text, register.issuer, "甲方名称", "本方案的甲方", True)
    if unit is None:
        return
    known, alone = unit
    reason = "名册中的乙方单位" if alone else "名册中有多个单位出现，这是次数最多的一个"
    yield from _literal(text, known.name, "单位名称", reason, alone)
    short = known.short_name or known.name
    yield from _committee(text, short, known.name, reason, alone)
    if known.short_name:
        yield from _literal(text, known.short_name, "单位简称", reason, alone)


def _committee(text: str, short: str, name: str, reason: str, alone: bool) -> Iterator[FieldOffer]:
    """王家庄村委会 and 王家庄村村委会 mean 王家庄村村民委员会, with or without the town's name before it."""
    if not short or short == name:
        return
    stem = re.sub(r"(?:村|社区)$", "", short)
    for found in re.finditer(rf"{re.escape(stem)}(?:村|社区)?{_COMMITTEE}", text):
        yield _offer_at(text, found.start(), found.end(), "单位名称", reason + "（名称略有不同）", alone)


def _literal(text: str, words: str, field: str, reason: str, certain: bool) -> Iterator[FieldOffer]:
    for found in re.finditer(re.escape(words), text):
        yield _offer_at(text, found.start(), found.end(), field, reason, certain)


def _blanks_in(text: str) -> Iterator[FieldOffer]:
    for shape, field, reason, certain in _SHAPES:
        for found in shape.finditer(text):
            name = next((each for each in ("s", "t") if found.groupdict().get(each)), 0)
            yield _offer_at(text, found.start(name), found.end(name), field, reason, certain)


def _blanks_left(text: str) -> Iterator[FieldOffer]:
    for found in _ANY_BLANK.finditer(text):
        yield _offer_at(text, found.start(), found.end(), "", "空白处没有对应的填充项，请选择，或在正文里改写", False)


def _dates_in(text: str, register: Register) -> Iterator[FieldOffer]:
    """责任期限 whose month and day are the programme's; the year may be any."""
    ends = ((register.term_from, "责任期限起"), (register.term_to, "责任期限止"))
    days = [(found, _month_day(found)) for found in _DAY.finditer(_masked(text))]
    both = {pair for _, pair in days} >= {(end.month, end.day) for end, _ in ends}
    for found, pair in days:
        for end, field in ends:
            if pair == (end.month, end.day):
                near = re.search(r"[自从起至到]\s*$", text[: found.start()]) is not None
                yield _offer_at(text, found.start(), found.end(), field, "月日与本方案责任期限相同", both or near)


def _month_day(found: re.Match[str]) -> tuple[int, int]:
    month, day = (
        int(each) if each.isdecimal() and each.isascii() else counted(each) or 0 for each in (found["m"], found["d"])
    )
    return month, day


def _years_in(text: str, year: int | None, title: bool) -> Iterator[FieldOffer]:
    masked = _masked(text)
    for found in _YEAR.finditer(masked):
        if year is None or _year(found["y"]) != year:
            continue
        rest = masked[found.end() : found.end() + 4]
        dated = re.match(r"年\s*[0-9一二三四五六七八九十]{1,3}\s*月", rest + masked[found.end() + 4 : found.end() + 8])
        if not dated or title:
            certain = title or rest.startswith("年度")
            yield _offer_at(text, found.start(), found.end(), "年度", f"原文的年度（{year}年）", certain)


def _sizes_in(text: str, unit: KnownUnit) -> Iterator[FieldOffer]:
    sizes = {
        "户": ("户数", Decimal(unit.households)),
        "人": ("人口", Decimal(unit.population)),
        "亩": ("耕地面积", unit.farmland),
        "个": ("社组数", Decimal(unit.groups)),
    }
    told_until = -_NEAR
    for found in _SIZE.finditer(text):
        field, known = sizes[found["w"][0]]
        if known and Decimal(found["n"].replace(",", "")) == known:
            reason = f"与名册登记的{field}（{figure(known)}）相同"
            told = _TOLD.search(text[: found.start()]) is not None or found.start() - told_until < _NEAR
            told_until = found.end() if told else told_until
            yield _offer_at(text, found.start("n"), found.end("n"), field, reason, told)


def _holders_in(text: str, unit: tuple[KnownUnit, bool] | None) -> Iterator[FieldOffer]:
    if unit is None:
        return
    for holder in unit[0].holders:
        field = _POSTS.get(holder.role)
        if field is None or len(holder.name) < 2:
            continue
        field = "负责人" if field == "书记" and "书记" not in holder.post else field
        for found in re.finditer(re.escape(holder.name), text):
            before = text[max(found.start() - _NEAR, 0) : found.start()]
            near = any(word in before for word in (holder.post, "书记", "主任", "责任人", "负责人", "包村"))
            yield _offer_at(text, found.start(), found.end(), field, f"名册中的{holder.post}", near and unit[1])
