"""户名单 household list: a pasted or imported list of households, read line by line; what is wrong is told at its line."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from respbook.rules.errors import RuleBroken
from respbook.rules.heads import plain_head

MOST_HOUSEHOLDS = 1000
"""户数上限 of one list."""
MOST_PEOPLE = 50
LONGEST_NAME, LONGEST_ADDRESS = 30, 60

HEADS: dict[str, str] = {
    plain_head(word): name
    for name, words in {
        "name": ("户主", "户主姓名", "姓名", "名字", "家庭代表", "承诺人"),
        "group": ("社", "组", "社组", "社（组）", "社名", "组名", "村民小组", "小组", "所在社", "所在组", "自然村"),
        "people": ("人口", "家庭人口", "人数", "人口数", "家庭人数", "常住人口"),
        "address": ("门牌", "门牌号", "住址", "地址", "家庭住址", "位置"),
        "": ("序号", "编号", "号", "备注", "联系电话", "电话", "手机", "手机号", "身份证", "身份证号", "身份证号码"),
    }.items()
    for word in words
}
"""列名 → what it holds; empty: known, and not read."""
_ORDER = ("name", "group", "people", "address")
_ID_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_GROUP_WORD = re.compile(r".*(?:社|组|队|屯|自然村)$")
_ENDINGS = re.compile(r"(?:村民小组|小组|社|组|队|屯)$")
_SUMS = frozenset({"合计", "总计", "小计"})
"""合计行 of an office's sheet is no household."""
_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


@dataclass(frozen=True)
class Household:
    """一户: ``group_id`` the unit of its 社, None where it stands under the village itself."""

    line: int
    name: str
    group: str = ""
    group_id: int | None = None
    people: int | None = None
    address: str = ""

    @property
    def key(self) -> tuple[str, int | None, str]:
        """辨认: what tells one household from another."""
        return self.name, self.group_id, self.address


@dataclass(frozen=True)
class HouseholdLine:
    """名单的一行: the household as read, what is wrong with it, or that it has its paper already."""

    household: Household
    faults: tuple[str, ...] = ()
    stands: bool = False


@dataclass(frozen=True)
class HouseholdList:
    """户名单: its lines, and remarks on columns that were not read."""

    lines: tuple[HouseholdLine, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def faulty(self) -> int:
        """有误行数."""
        return sum(bool(line.faults) for line in self.lines)

    @property
    def fresh(self) -> tuple[Household, ...]:
        """可生成的户: read without a fault, and without a paper so far."""
        return tuple(line.household for line in self.lines if not line.faults and not line.stands)

    @property
    def standing(self) -> int:
        """已有承诺书的户数: they are passed over."""
        return sum(line.stands and not line.faults for line in self.lines)


def read_households(
    rows: Sequence[Sequence[str]],
    lines: Sequence[int],
    groups: Mapping[int, str],
    known: Collection[tuple[str, int | None, str]] = (),
) -> HouseholdList:
    """读户名单: columns by their heads, or by order and look; ``groups`` are the village's 社 by unit id.

    ``known`` are the households that have their paper. Raises RuleBroken on ``text`` for an empty or endless list.
    """
    numbered = [(line, [_tidy(cell) for cell in row]) for line, row in zip(lines, rows, strict=True)]
    numbered = [(line, row) for line, row in numbered if any(row)]
    places, remarks, numbered = _columns(numbered)
    numbered = [(line, row) for line, row in numbered if not _SUMS & set(row[:2])]
    if not numbered:
        raise RuleBroken("名单里没有一户。请粘贴名单，每户一行：户主、社、人口、门牌。", "text")
    if len(numbered) > MOST_HOUSEHOLDS:
        raise RuleBroken(f"名单有{len(numbered):,}户，一次最多{MOST_HOUSEHOLDS:,}户；请分社办理。", "text")
    words = _group_words(groups)
    seen: dict[tuple[str, int | None, str], int] = {}
    made: list[HouseholdLine] = []
    for line, row in numbered:
        cells = _by_heads(row, places) if places else _by_look(row, words)
        made.append(_line(line, row, cells, words, groups, seen, known))
    return HouseholdList(tuple(made), remarks)


def _tidy(cell: str) -> str:
    plain = unicodedata.normalize("NFC", " ".join(cell.split()))
    return "".join(mark for mark in plain if unicodedata.category(mark) not in ("Cc", "Cf", "Cs")).strip()


_Numbered = list[tuple[int, list[str]]]


def _columns(numbered: _Numbered) -> tuple[dict[str, int], tuple[str, ...], _Numbered]:
    """Where the columns stand by their heads, what was not read, and the lines under the heads; no heads, no places."""
    for at, (_, row) in enumerate(numbered[:5]):
        meant = {place: HEADS.get(plain_head(cell)) for place, cell in enumerate(row) if cell}
        places: dict[str, int] = {}
        for place, name in meant.items():
            if name:
                places.setdefault(name, place)
        if "name" in places:
            unread = [row[place] for place, name in meant.items() if not name or places.get(name) != place]
            remarks = (f"没有读的列：{'、'.join(unread[:6])}。",) if unread else ()
            return places, remarks, numbered[at + 1 :]
    return {}, (), numbered


def _by_heads(row: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    return {name: row[place] if place < len(row) else "" for name, place in places.items()}


def _by_look(row: Sequence[str], words: Mapping[str, int]) -> dict[str, str]:
    """Without heads: the name first (a running number before it is dropped), then 社, 人口, 门牌 by what they look like."""
    cells = [cell for cell in row if cell]
    if len(cells) > 1 and cells[0].strip(".．、").isdecimal() and not cells[1].isdecimal():
        cells = cells[1:]
    found = {"name": cells[0]}
    for cell in cells[1:]:
        found.setdefault(_kind_of(cell, found, words), cell)
    return found


def _kind_of(cell: str, found: Mapping[str, str], words: Mapping[str, int]) -> str:
    if "group" not in found and (_plain_group(cell) in words or _GROUP_WORD.fullmatch(cell)):
        return "group"
    if "people" not in found and re.fullmatch(r"\d{1,2}[人口]?", unicodedata.normalize("NFKC", cell)):
        return "people"
    return "address" if "address" not in found else "rest"


def _plain_group(word: str) -> str:
    """东关社, 东关, 1组 and 一社 as they are meant: without the ending, digits in characters."""
    plain = unicodedata.normalize("NFKC", word).replace(" ", "").removeprefix("第")
    plain = plain.translate(_DIGITS) if plain[:1].isdecimal() and len(_ENDINGS.sub("", plain)) == 1 else plain
    return _ENDINGS.sub("", plain) or plain


def _group_words(groups: Mapping[int, str]) -> dict[str, int]:
    return {_plain_group(name): unit_id for unit_id, name in groups.items()}


def _line(
    line: int,
    row: Sequence[str],
    cells: Mapping[str, str],
    words: Mapping[str, int],
    groups: Mapping[int, str],
    seen: dict[tuple[str, int | None, str], int],
    known: Collection[tuple[str, int | None, str]],
) -> HouseholdLine:
    faults: list[str] = []
    name, address = _named(cells.get("name", ""), faults), _addressed(cells.get("address", ""), faults)
    group_id = _placed(cells.get("group", ""), words, groups, faults)
    people = _counted(cells.get("people", ""), faults)
    if any(_ID_NUMBER.search(cell) for cell in row):
        faults.append("这一行像是有身份证号；承诺书不用身份证号，请删去。")
    group = groups[group_id] if group_id is not None else ""
    household = Household(line, name, group, group_id, people, address)
    first = seen.setdefault(household.key, line)
    if name and first != line:
        faults.append(f"与第{first}行重复；同名的两户请填门牌区分，重复的请删去一行。")
    return HouseholdLine(household, tuple(faults), household.key in known)


def _named(name: str, faults: list[str]) -> str:
    if not name:
        faults.append("没有户主姓名。")
    elif any(mark.isdecimal() for mark in name) or not any(mark.isalpha() for mark in name):
        faults.append(f"“{name[:20]}”不像姓名；请核对各列的次序，户主写在最前。")
    elif len(name) > LONGEST_NAME:
        faults.append(f"户主姓名有{len(name)}字，最多{LONGEST_NAME}字，也可能没有分开各列。")
    return name[:LONGEST_NAME]


def _addressed(address: str, faults: list[str]) -> str:
    if len(address) > LONGEST_ADDRESS:
        faults.append(f"门牌有{len(address)}字，最多{LONGEST_ADDRESS}字。")
    return address[:LONGEST_ADDRESS]


def _placed(word: str, words: Mapping[str, int], groups: Mapping[int, str], faults: list[str]) -> int | None:
    if not word:
        return None
    found = words.get(_plain_group(word))
    if found is None:
        known = f"本村现有{'、'.join(groups.values())}" if groups else "本村还没有登记社（组），请先在单位名册中登记"
        faults.append(f"没有“{word[:20]}”这个社（组）；{known}。")
    return found


def _counted(text: str, faults: list[str]) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip().removesuffix("人").removesuffix("口").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdecimal() and len(plain) <= 3 and 1 <= int(plain) <= MOST_PEOPLE):
        faults.append(f"“{text[:20]}”不是家庭人口；请填1至{MOST_PEOPLE}的整数，不知道的留空。")
        return None
    return int(plain)
