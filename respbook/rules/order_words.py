"""督办文书的用语: the sentences that a draft begins with, from the facts of its problems; the office may change each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from respbook.rules.chinese import day, joined
from respbook.rules.findings import SOURCE_LABELS, FindingSource
from respbook.rules.lights import Light
from respbook.rules.orders import LONGEST_LINE, LONGEST_PART, OrderKind
from respbook.rules.units import UnitKind

NO_CLAUSE = "根据镇环境保护日常监督检查工作安排"
"""Where no signed sentence stands behind a problem."""
USUAL_DEMAND = "立即整改，清理到位，防止反弹。"
_ARTICLE = re.compile(r"^\s*(?:第([一二三四五六七八九十百〇零]+)条|([一二三四五六七八九十百]+)、)")
_ITEM = re.compile(r"^\s*（([一二三四五六七八九十百]+)）")
_QUOTED = 50
"""Characters of a clause that are quoted."""


@dataclass(frozen=True)
class Seen:
    """写进文书的问题: what the sentences are made from."""

    number: str
    source: FindingSource
    found_on: date
    place: str
    text: str
    category: str
    goal: str
    due_on: date
    left: str = ""
    """剩余或逾期, in words; for 督办单."""


@dataclass(frozen=True)
class Ground:
    """签了字的依据: the letter by title and number, where in it, and the sentence."""

    title: str
    number: str
    place: str
    sentence: str


def you(kind: UnitKind) -> str:
    """称呼: 你村, 你社区, 你镇, 你单位."""
    return {UnitKind.VILLAGE: "你村", UnitKind.COMMUNITY: "你社区", UnitKind.TOWN: "你镇"}.get(kind, "你单位")


def article(headings: Sequence[str]) -> str:
    """条号 from the headings above a sentence and the sentence itself, the outermost first: 第四条第（二）项."""
    place = ""
    for words in headings:
        if found := _ARTICLE.match(words):
            place = f"第{found[1] or found[2]}条"
        elif place and (item := _ITEM.match(words)):
            place = f"{place.split('第（')[0]}第（{item[1]}）项"
    return place


def basis_words(clauses: Sequence[Ground]) -> str:
    """依据: 根据《…责任书》（青环责〔2026〕3号）第四条“……”; a letter is named once, its clauses follow."""
    letters: dict[tuple[str, str], list[str]] = {}
    for each in clauses:
        quoted = f"“{_short(each.sentence, _QUOTED)}”" if each.sentence else ""
        places = letters.setdefault((each.title, each.number), [])
        if (place := f"{each.place}{quoted}") and place not in places:
            places.append(place)
    if not letters:
        return NO_CLAUSE
    told = [f"《{title}》（{number}）{joined(places)}" for (title, number), places in letters.items()]
    return _short(f"根据{'，'.join(told)}的约定", LONGEST_PART)


def _short(words: str, longest: int) -> str:
    words = words.strip().rstrip("。；")
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def opening(kind: OrderKind, light: Light | None, called: str, found: Sequence[Seen]) -> str:
    """缘由."""
    if kind is OrderKind.RECTIFY:
        days = sorted({each.found_on for each in found})
        when = day(days[0]) if len(days) == 1 else f"{day(days[0])}至{day(days[-1])}"
        sources = joined(dict.fromkeys(_by(each.source) for each in found))
        return f"{when}，{sources}，{called}存在下列环境问题："
    count = f"下列{len(found)}个环境问题" if len(found) > 1 else "下列环境问题"
    why = joined(dict.fromkeys(each.left for each in found if each.left))
    told = f"{called}{count}{f'（{why}）' if why else ''}"
    if kind is OrderKind.LETTER:
        return f"{told}，经督办仍未按期完成整改："
    standing = {
        Light.BLUE: "整改期限临近，尚未报告完成",
        Light.YELLOW: "整改进度滞后或者核查不合格",
        Light.RED: "整改期限已过，尚未报告完成",
    }
    return f"{told}，{standing[light or Light.RED]}："


def _by(source: FindingSource) -> str:
    return {
        FindingSource.SELF: "经自查发现",
        FindingSource.TOWN: "经镇督查检查发现",
        FindingSource.PETITION: "经信访反映",
        FindingSource.SATELLITE: "经卫星遥感发现",
        FindingSource.MEDIA: "经媒体反映",
    }.get(source, f"经{SOURCE_LABELS[source].removesuffix('级')}级检查发现")


def demands(kind: OrderKind, called: str) -> str:
    """要求, a line each."""
    if kind is OrderKind.RECTIFY:
        lines = (
            f"{called}接到通知后要立即组织整改，明确专人负责，逐项按时限整改到位。",
            "要举一反三，对同类问题自行排查，防止反弹。",
            "逾期不改或者整改不到位的，予以督办，并按责任书的约定处理。",
        )
    elif kind is OrderKind.SUPERVISE:
        lines = (
            f"{called}主要负责人要亲自研究，查明原因，采取有力措施，在期限内整改到位。",
            "整改期间要落实临时措施，防止污染扩大。",
            "仍不能按期完成的，予以发函督办、约谈或者通报。",
        )
    else:
        lines = (
            f"请{called}主要负责人高度重视，专题研究，限期完成整改。",
            "请书面说明未按期完成的原因、已采取的措施和责任人。",
            "逾期仍未完成的，镇人民政府将约谈主要负责人，并予以通报。",
        )
    return "\n".join(lines)


def reply(kind: OrderKind, due_on: date) -> str:
    """回复方式."""
    what = "书面回复并附整改前后照片" if kind is OrderKind.LETTER else "将整改情况和整改前后照片报镇环保办"
    where = "送镇环保办" if kind is OrderKind.LETTER else "可在本系统中报，也可报送纸质材料"
    return f"请于{day(due_on)}前{what}，{where}。"


def problem(found: Seen) -> str:
    """问题一栏: the words, else the category of what the photo shows."""
    return (found.text or f"{found.category}（见照片）")[:LONGEST_LINE]


def demand_of(found: Seen) -> str:
    """整改要求一栏: the goal that was set, else the usual words."""
    return found.goal or USUAL_DEMAND
