"""责任书的部分 parts of an old letter: title, number, table of targets, signature block; the rest is clauses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from respbook.rules.source_lines import ASIDE, CELL, PLACE_LABELS, Place, SourceLine


class Use(StrEnum):
    """用途: what becomes of a line of the old letter."""

    CLAUSE = "clause"
    TITLE = "title"
    NONE = "none"


@dataclass(frozen=True)
class Part:
    """部分: what a line is taken for, why, and the block that stands in its place."""

    use: Use
    reason: str = ""
    text: str = ""
    doubt: str = ""


TARGET_TABLE = "{{目标任务表}}"
SIGNATURES = "{{签字栏}}"
_FIRST_LINES = 8
_TITLE = re.compile(r"(?:责任书|责任状|承诺书|目标书|协议书|军令状)(?:[（(].{1,12}[）)])?$")
_SUBTITLE = re.compile(r"[（(].{2,20}[）)]$|[-—－]{1,2}.{2,30}$")
_NUMBER = re.compile(
    r".{0,12}[〔\[【（(]\s*(?:20\d\d|[_×xX ]{0,6})\s*[〕\]】）)]\s*第?[\d_×xX ]{0,6}号$|(?:编\s*号|文\s*号)\s*[:：]"
)
_SENTENCE = re.compile(r"[。；;！!？?]")
_SIGN = re.compile(
    r"签\s*字|签\s*名|签\s*章|盖\s*章|公\s*章|[（(]\s*章\s*[）)]|印\s*章|按\s*手\s*印"
    r"|^(?:甲|乙|丙)\s*方(?:代表|负责人|单位)?\s*[:：（(]"
    r"|^(?:[^，。]{0,12})?(?:责任人|负责人|承诺人|签订人|户主|代表人?|书记|主任|镇长|村长|校长|院长|所长)\s*[:：]"
)
_FILL = r"[\s_＿\d０-９〇○零一二三四五六七八九十OＯo×xX]*"
_EFFECT = re.compile(r"生效|一式|之日")
"""A clause on the signing, not the signing itself."""
_DATE_LINE = re.compile(rf"^(?:日\s*期\s*[:：])?{_FILL}年{_FILL}月{_FILL}日?$")
_PARTY = re.compile(r"(?:政府|党委|委员会|村委会|居委会|办公室|公司|学校|小学|中学|卫生院|派出所|供电所|站|中心)$")
_LONGEST_SIGNATURE = 80
_TARGET_HEAD = re.compile(r"指标|目标|任务|完成时限|工作要求")
_SCORE_HEAD = re.compile(r"分值|扣分|得分|评分")


def parts_of(lines: Sequence[SourceLine]) -> dict[int, Part]:
    """部分 by the place of the line; a line that is not named is a clause."""
    parts = {place: _aside(line) for place, line in enumerate(lines) if line.place in ASIDE}
    standing = [place for place in range(len(lines)) if place not in parts]
    parts |= _numbers(lines, standing[:_FIRST_LINES])
    parts |= _title(lines, [place for place in standing[:_FIRST_LINES] if place not in parts])
    parts |= _closing(lines, [place for place in standing if place not in parts])
    parts |= _tables(lines, [place for place in standing if place not in parts])
    return parts


def _aside(line: SourceLine) -> Part:
    return Part(Use.NONE, f"{PLACE_LABELS[line.place]}，不属于责任书正文")


def _numbers(lines: Sequence[SourceLine], places: Sequence[int]) -> dict[int, Part]:
    return {
        place: Part(Use.NONE, "文号由系统在签发时编排")
        for place in places
        if len(lines[place].text) <= 40 and _NUMBER.match(lines[place].text)
    }


def _title(lines: Sequence[SourceLine], places: Sequence[int]) -> dict[int, Part]:
    """标题: the first short line that ends with 责任书 and its like, the short lines above it, a subtitle below."""
    last = next(
        (count for count, place in enumerate(places) if _short(lines[place]) and _names_itself(lines[place])), None
    )
    if last is None or not all(_short(lines[place]) for place in places[:last]):
        return {}
    end = last + 1
    if end < len(places) and _SUBTITLE.fullmatch(lines[places[end]].text):
        end += 1
    return {place: Part(Use.TITLE, "作标题") for place in places[:end]}


def _short(line: SourceLine) -> bool:
    plain = not _SENTENCE.search(line.text) and ("：" not in line.text and ":" not in line.text)
    return line.place is not Place.TABLE and not line.number and len(line.text) <= 40 and plain


def _names_itself(line: SourceLine) -> bool:
    return _TITLE.search(re.sub(r"\s", "", line.text)) is not None


def _closing(lines: Sequence[SourceLine], places: Sequence[int]) -> dict[int, Part]:
    """落款: the last lines in a row that are signed, stamped or dated; at least one of them must be signed."""
    tail: list[int] = []
    for place in reversed(places):
        text = lines[place].text
        if not _signs(text) and not (tail and _may_stand_in_it(text)):
            break
        tail.insert(0, place)
    while tail and not _signs(lines[tail[0]].text):
        tail.pop(0)
    if not any(_SIGN.search(lines[place].text) for place in tail):
        return {place: Part(Use.NONE, "落款日期由系统在签发时填写") for place in tail}
    parts = {place: Part(Use.NONE, "并入签字栏") for place in tail}
    parts[tail[0]] = Part(Use.CLAUSE, "", SIGNATURES, "落款换成签字栏，由系统按各单位的责任人排印")
    return parts


def _signs(text: str) -> bool:
    """A line, or every cell of a row, that is signed, stamped or dated."""
    cells = [cell.strip() for cell in text.split(CELL) if cell.strip()]
    return all(_signed(cell) or (len(cells) > 1 and _may_stand_in_it(cell)) for cell in cells)


def _signed(text: str) -> bool:
    signed = (
        len(text) <= _LONGEST_SIGNATURE
        and not _SENTENCE.search(text)
        and not _EFFECT.search(text)
        and _SIGN.search(text)
    )
    return bool(signed) or bool(_DATE_LINE.match(text)) or text == SIGNATURES


def _may_stand_in_it(text: str) -> bool:
    """Names of the parties between the signed lines."""
    return len(text) <= 40 and not _SENTENCE.search(text) and _PARTY.search(text) is not None


def _tables(lines: Sequence[SourceLine], places: Sequence[int]) -> dict[int, Part]:
    """表格: the first table of targets becomes the generated one, any other is kept as words, row by row."""
    parts: dict[int, Part] = {}
    rows: dict[int, list[int]] = {}
    for place in places:
        if lines[place].table:
            rows.setdefault(lines[place].table, []).append(place)
    given = False
    for table in rows.values():
        head = lines[table[0]].text
        if not given and len(table) > 1 and _TARGET_HEAD.search(head) and not _SCORE_HEAD.search(head):
            given = True
            parts |= {place: Part(Use.NONE, "并入目标任务表") for place in table}
            parts[table[0]] = Part(
                Use.CLAUSE, "", TARGET_TABLE, "整张表换成目标任务表，由系统按单位生成；表中的指标请逐项登记为目标任务"
            )
        else:
            said = (
                "考核评分表按文字保留，评分办法另在考核细则中编"
                if _SCORE_HEAD.search(head)
                else "表格的一行，按文字保留"
            )
            parts |= {place: Part(Use.CLAUSE, "", "", said) for place in table}
    return parts
