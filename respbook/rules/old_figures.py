"""旧文中的指标 figures in old wording: what may become a target, read with its kind, amount, unit and date (field.md 3.4).

Nothing is registered by itself: each is an offer that the clerk ticks, names and corrects.
"""

import calendar
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from respbook.rules.cadence import Cadence
from respbook.rules.old_fields import MOST_OFFERS, Register, nth_of
from respbook.rules.old_labels import counted
from respbook.rules.source_lines import CELL
from respbook.rules.targets import Figure, TargetKind
from respbook.rules.typed import PLACES, read_number

LONGEST_NAME = 20
_LONGEST_PHRASE = 60
_PLACES_WRITTEN = 6


@dataclass(frozen=True, kw_only=True)
class FigureOffer(Figure):
    """指标建议: the ``nth`` ``found`` of the text as a target."""

    start: int
    end: int
    found: str
    nth: int = 0
    name: str = ""
    category: str = ""
    cadence: Cadence = Cadence.ONCE


_N = r"(?<![0-9０-９,，.．])[0-9０-９]{1,12}+(?:[,，][0-9０-９]{3}){0,3}+(?:[.．][0-9０-９]{1,6}+|、[0-9](?=\s{0,3}(?:公斤|千克|吨|亩)))?"
_UNIT = (
    r"(?:μg/m³|微克/立方米|毫克/升|mg/L|公斤/亩|吨/亩|万?(?:吨|元|亩|户|株)|蒸吨|平方公里|平方米|公里|千米|公斤|千克|厘米|毫米"
    r"|个百分点|个火点|[%％‰次条张份户座台家处亩个名人起场期块面幅件辆口眼米天遍轮例宗棵株车项所篇班cm]|km)"
)
_LEAST = r"不少于|不低于|不小于|不得少于|不得低于|至少|达到|大于等于|大于或等于|>=|≥|≧|＞="
_MOST = r"不超过|不高于|不大于|不多于|不得超过|不得高于|小于等于|小于或等于|控制在|小于|低于|少于|<=|≤|≦|＜=|<|＜"
_SMALL = r"[一二两三四五六七八九十]{1,3}"
_MEASURED = re.compile(
    rf"(?:(?P<least>{_LEAST})|(?P<most>{_MOST}))\s*(?P<n>{_N}|{_SMALL})\s*(?P<unit>{_UNIT})(?P<tail>及?以[上下内]|之内)?"
    rf"|(?P<m>{_N})\s*(?P<word>{_UNIT})(?P<end>及?以[上下内]|之内)"
)
_PLAIN = re.compile(rf"(?<!第)(?P<n>{_N})\s*(?P<unit>[条张份次座台家处亩场期块面幅辆口户]|公斤|吨|[%％])")
_RATIO = re.compile(
    rf"每\s*(?P<per>[0-9０-９]{{1,6}})\s*(?P<of>人|户|名群众|亩|公里|米)[^，。；、]{{0,6}}?(?:不少于|至少|配备|设立?|有)?\s*"
    rf"(?P<n>[0-9０-９]{{1,4}}|{_SMALL})\s*(?P<unit>[名个座人处辆])"
)
_RELATIVE = re.compile(
    rf"(?:(?:较|比|同比)\s*(?:(?P<y>20[0-9]{{2}})年|上一?年度?|去年)?[^，。；]{{0,4}}?)?(?P<turn>下降|降低|减少|削减|提高|增长|上升)"
    rf"(?:不少于|不低于|至少)?\s*(?P<n>{_N})\s*(?P<unit>[%％])(?:以上)?"
)
_ZERO = re.compile(
    r"(?:不超过|不高于|控制在|低于|≤|<=)?\s{0,3}(?P<zero>零|(?<![0-9０-９.])[0０])\s*(?P<count>个|起|处|例|宗)?\s*(?P<what>火点|火情|焚烧|事故|污染事件|违法|投诉|上访|事件)"
    r"|(?:不超过|不高于|控制在|低于|≤|<=)?\s{0,3}(?<![0-9０-９.])[0０]\s*(?P<alone>起|处|例|宗|个)"
)
_RANGE = re.compile(rf"(?P<low>{_N})\s*(?:-|—|－|～|~|至|到)\s*(?P<high>{_N})\s*(?P<unit>{_UNIT})")
_DUE = re.compile(
    r"(?:(?:20[0-9]{2}|今|本|当)年)?\s*(?P<m>[0-9０-９]{1,2})月(?:(?P<d>[0-9０-９]{1,2})[日号]|(?P<e>底|末|上旬|中旬|下旬))?\s*[以之]?前"
    r"(?:全面|全部)?(?:完成)?|(?:20[0-9]{2}|今|本)?年底[以之]?前(?:全面|全部)?(?:完成)?"
)
_CADENCES = (
    ("每半年", Cadence.HALF_YEARLY),
    ("每季", Cadence.QUARTERLY),
    ("每月", Cadence.MONTHLY),
    ("每周", Cadence.WEEKLY),
    ("每天", Cadence.DAILY),
    ("每日", Cadence.DAILY),
    ("逢集", Cadence.MARKET_DAY),
    ("每年", Cadence.YEARLY),
)
_BEFORE_NAME = re.compile(r"[，。；：、！？,;:!?（()）“”\s｜]")
_EMPTY_WORDS = re.compile(
    r"^(?:并|且|和|及|要|应当?|须|必须|确保|实现|做到|力争|保证|全年|每年|每季度?|每月|每周|每天|每日|每半年|累计|共|全村|全镇|各村|本村|乙方"
    r"|于|在|使|将|把|对|新增|完成|其中|达|到|为|的|(?:20[0-9]{2}年)?[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?[以之]?前|年底[以之]?前)+|(?:要|应当?|须|必须|确保|力争|达到?|到|为|在|率?均|全部|完成|不得|控制|累计|共|实现|做到|每年|每月|每季度?|每周|每次|每天|每日|每半年)++$"
)
_FIGURE_AT_END = re.compile(r"(?:不少于|不低于|至少|达到|≥|>=)?[0-9０-９.．]{1,9}[^0-9０-９]{0,3}$")
_NOT_BEFORE = re.compile(r"(?:一式|第|其他|罚款?|处以|扣|奖励?|近|约)\s*$")


def figure_offers(text: str, heading: str, register: Register, names: dict[str, int]) -> tuple[FigureOffer, ...]:
    """指标建议 of one text, left to right; ``names`` keeps count over the letter, so that no two are alike."""
    kept: list[FigureOffer] = []
    for read in (_ratios, _relatives, _zeros, _ranges, _dues, _measures, _plains):
        for offer in read(text, register):
            if all(offer.end <= each.start or each.end <= offer.start for each in kept):
                kept.append(replace(offer, nth=nth_of(text, offer.found, offer.start)))
            if len(kept) >= MOST_OFFERS:
                break
    return tuple(_named(text, offer, heading, names) for offer in sorted(kept, key=lambda each: each.start))


def _offer(text: str, found: re.Match[str], kind: TargetKind, **more: object) -> FigureOffer:
    start, end = found.span()
    words = text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    return FigureOffer(kind, start=start, end=end, found=text[start:end], **more)  # type: ignore[arg-type]


def _number(written: str) -> Decimal | None:
    number = read_number(written.replace("、", "."), places=_PLACES_WRITTEN)
    if number is not None:
        return round(number, PLACES).normalize() + 0
    small = counted(written.replace("两", "二"))
    return None if small is None else Decimal(small)


def _ratios(text: str, _register: Register) -> Iterator[FigureOffer]:
    for found in _RATIO.finditer(text):
        amount, per = _number(found["n"]), _number(found["per"])
        if amount and per:
            word = found["of"].replace("名群众", "人")
            yield _offer(
                text, found, TargetKind.RATIO, amount=amount, per=int(per), per_word=word, unit_word=found["unit"]
            )  # fmt: skip


def _relatives(text: str, register: Register) -> Iterator[FigureOffer]:
    for found in _RELATIVE.finditer(text):
        amount = _number(found["n"])
        if amount:
            down = found["turn"] in ("下降", "降低", "减少", "削减")
            year = int(found["y"]) if found["y"] and int(found["y"]) < register.year - 1 else register.year - 1
            yield _offer(text, found, TargetKind.RELATIVE, amount=-amount if down else amount, base_year=year)


def _zeros(text: str, _register: Register) -> Iterator[FigureOffer]:
    for found in _ZERO.finditer(text):
        word = found["alone"] or (found["count"] or _counter(found["what"])) + found["what"]
        yield _offer(text, found, TargetKind.ZERO, unit_word=word)


def _counter(what: str) -> str:
    return "个" if what == "火点" else "起"


def _ranges(text: str, _register: Register) -> Iterator[FigureOffer]:
    for found in _RANGE.finditer(text):
        low, high = _number(found["low"]), _number(found["high"])
        if low is not None and high is not None and low < high and _is_target(text, found):
            yield _offer(text, found, TargetKind.RANGE, low=low, high=high, unit_word=_word(found["unit"]))


def _dues(text: str, register: Register) -> Iterator[FigureOffer]:
    for found in _DUE.finditer(text):
        yield _offer(text, found, TargetKind.DEADLINE, due_on=_due(found, register))


def _due(found: re.Match[str], register: Register) -> date | None:
    """完成时限 in the programme's term, whatever year the old letter was of; None when it falls outside."""
    if not found["m"]:
        return register.term_to
    month = int(unicodedata.normalize("NFKC", found["m"]))
    for year in (register.term_from.year, register.term_to.year):
        day = _day_of(year, month, found["d"], found["e"])
        if day is not None and register.term_from <= day <= register.term_to:
            return day
    return None


def _day_of(year: int, month: int, day: str | None, part: str | None) -> date | None:
    if not 1 <= month <= 12:
        return None
    if day is None and part is None:
        return date(year, month, 1) - timedelta(days=1)
    last = calendar.monthrange(year, month)[1]
    number = int(unicodedata.normalize("NFKC", day)) if day else {"上旬": 10, "中旬": 20}.get(part or "", last)
    return date(year, month, number) if 1 <= number <= last else None


def _measures(text: str, _register: Register) -> Iterator[FigureOffer]:
    for found in _MEASURED.finditer(text):
        amount = _number(found["n"] or found["m"])
        word, tail = _word(found["unit"] or found["word"]), found["tail"] or found["end"] or ""
        if amount is None or not _is_target(text, found) or word.endswith("元"):
            continue
        most = bool(found["most"]) or (not found["least"] and not tail.endswith("上"))
        if amount == 0:
            yield _offer(text, found, TargetKind.ZERO, unit_word=word)
        else:
            kind = TargetKind.AT_MOST if most else TargetKind.AT_LEAST
            yield _offer(text, found, kind, amount=amount, unit_word=word)


def _plains(text: str, _register: Register) -> Iterator[FigureOffer]:
    for found in _PLAIN.finditer(text):
        amount = _number(found["n"])
        if amount and _is_target(text, found):
            yield _offer(text, found, TargetKind.AT_LEAST, amount=amount, unit_word=_word(found["unit"]))


def _is_target(text: str, found: re.Match[str]) -> bool:
    """Neither 一式三份, nor 第2次, nor a fine."""
    return _NOT_BEFORE.search(text[: found.start()]) is None


def _word(written: str) -> str:
    return unicodedata.normalize("NFKC", written).replace("μg/m3", "μg/m³") if written in ("％",) else written


def _named(text: str, offer: FigureOffer, heading: str, names: dict[str, int]) -> FigureOffer:
    """名称 from the words before the figure, else after it, else the heading; the second of a name gets its count."""
    before = [part for part in reversed(_BEFORE_NAME.split(text[: offer.start])) if part][: 9 if CELL in text else 1]
    after = [part for part in _BEFORE_NAME.split(text[offer.end :]) if part][:1]
    after = [_FIGURE_AT_END.sub("", part) for part in after]
    around = after + before if offer.kind is TargetKind.DEADLINE else before + after
    name = next((words for each in around if len(words := _trimmed(each)) >= 2 and not words.isdecimal()), "")
    if len(name) < 2:
        name = heading or "未命名指标"
    name = name[-LONGEST_NAME:]
    names[name] = count = names.get(name, 0) + 1
    if count > 1:
        name = f"{name}（{count}）"
    said = _clause_before(text, offer.start)
    found = max(((said.rfind(words), cadence) for words, cadence in _CADENCES), key=lambda pair: pair[0])
    often = found[1] if found[0] >= 0 else Cadence.ONCE
    cadence = Cadence.ONCE if offer.kind is TargetKind.DEADLINE else often
    return replace(offer, name=name, category=heading or "环境保护", cadence=cadence)


def _clause_before(text: str, end: int) -> str:
    return re.split(r"[。；;]", text[:end])[-1]


def _trimmed(words: str) -> str:
    return re.sub(r"[{}<>\[\]_×]", "", _EMPTY_WORDS.sub("", words[-_LONGEST_PHRASE:].strip())).strip()
