"""填充项 merge fields: a closed list of ``{{名称}}`` in a clause, found, checked and filled (features L1; safety R37).

No template language runs on the office's text: what is not on the list is refused, what is filled in stays a literal.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from respbook.rules.errors import RuleBroken

LONGEST_TEXT = 60_000
MOST_PROBLEMS = 50
TARGET = "指标:"
"""Opens a figure field: ``{{指标:散煤治理}}`` is the unit's own figure of that target, in words."""

FIELDS: dict[str, str] = {
    "单位名称": "责任单位全称，如“青山镇王家庄村村民委员会”",
    "单位简称": "责任单位简称，如“王家庄村”",
    "单位类别": "村、社区、镇属单位、企业等类别",
    "甲方名称": "签发方全称，如“青山镇人民政府”",
    "年度": "方案年度，如“2026”",
    "责任期限起": "责任期限的第一天",
    "责任期限止": "责任期限的最后一天",
    "书记": "责任单位党组织书记姓名",
    "主任": "责任单位主任姓名",
    "负责人": "责任单位主要负责人姓名",
    "负责人职务": "责任单位主要负责人职务",
    "包村干部": "镇派包村（联系）干部姓名",
    "户数": "责任单位总户数",
    "人口": "责任单位总人口",
    "耕地面积": "责任单位耕地面积（亩）",
    "社组数": "责任单位社（组）数",
    "份数": "责任书一式几份",
    "签发日期": "签发当天的日期",
}
OF_PROGRAMME = ("甲方名称", "年度", "责任期限起", "责任期限止", "份数", "签发日期")
"""方案的填充项: fields that the programme fills; the others of ``FIELDS`` come from the unit."""

BLOCKS: dict[str, str] = {
    "目标任务表": "本单位的目标任务一览表",
    "任务清单": "本单位的任务清单及完成时限",
    "签字栏": "甲乙双方签字盖章栏",
}
"""整块填充项: fields that become a table or the signature block; each stands alone in its paragraph."""

_FIGURE = re.compile(r"\{\{\s*指标[:：]\s*[^{}\s][^{}]*\}\}")
_BRACES = re.compile(r"(?P<open>[{｛]+)(?P<name>[^{}｛｝\n]*)(?P<close>[}｝]*)|(?P<stray>[}｝]+)")


@dataclass(frozen=True)
class Problem:
    """填充项问题: where (line and column count from 1), what was found, what was probably meant, and the sentence."""

    line: int
    column: int
    found: str
    suggestion: str
    sentence: str


class Filled(NamedTuple):
    """已填文字: a piece of text and the field it was filled from; None for the template's own wording."""

    text: str
    field: str | None


class _Piece(NamedTuple):
    start: int
    text: str
    name: str | None
    """Canonical field name; None where the braces are wrong."""
    fault: str


def tidy(text: str) -> str:
    """规范文字: NFC and plain line ends; raises RuleBroken when the text is longer than 60,000 characters."""
    if len(text) > LONGEST_TEXT:
        raise RuleBroken(f"文字超过{LONGEST_TEXT:,}字，已不是一份责任书的篇幅；请分成几个模板。", "text")
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def fields_in(text: str) -> tuple[str, ...]:
    """所用填充项: each field of the text once, in order of first use; wrongly written ones are left to ``check``."""
    return tuple(dict.fromkeys(piece.name for piece in _parsed(text)[1] if piece.name is not None))


@lru_cache(maxsize=512)
def _parsed(text: str) -> tuple[str, tuple[_Piece, ...]]:
    """The tidied text and its pieces; kept, because a batch fills the same clause for every unit."""
    text = tidy(text)
    return text, tuple(_pieces(text))


def block_of(paragraph: str) -> str | None:
    """整块填充项: the block field that this paragraph consists of, None for a paragraph of words."""
    names = fields_in(paragraph)
    if len(names) == 1 and names[0] in BLOCKS and _BRACES.sub("", paragraph, count=1).strip() == "":
        return names[0]
    return None


def _pieces(text: str) -> Iterator[_Piece]:
    for found in _BRACES.finditer(text):
        if found["stray"]:
            yield _Piece(found.start(), found[0], None, "stray")
            continue
        fault = _fault(found["open"], found["close"], text[found.end() : found.end() + 1])
        name = None if fault else _canonical(found["name"])
        yield _Piece(found.start(), found[0], name, fault)


def _fault(opening: str, closing: str, following: str) -> str:
    if not closing:
        return "nested" if following in ("{", "｛") and following else "unclosed"
    if "｛" in opening or "｝" in closing:
        return "wide"
    if len(opening) == 1 or len(closing) == 1:
        return "single"
    return "" if (len(opening), len(closing)) == (2, 2) else "many"


def _canonical(name: str) -> str:
    name = name.strip()
    if name.startswith("指标") and name[2:3] in (":", "："):
        return TARGET + name[3:].strip()
    return name


def check(text: str, known: Collection[str], targets: Collection[str]) -> list[Problem]:
    """填充项检查: every field that cannot be filled, with line and column; at most 50, the first ones.

    ``known`` are field names without braces (``FIELDS`` and ``BLOCKS`` for a letter), ``targets`` the names of targets.
    Raises RuleBroken for a text beyond the limit.
    """
    text, pieces = _parsed(text)
    allowed = (*known, *(TARGET + name for name in targets))
    problems = list(islice(_invisible(text), MOST_PROBLEMS))
    nested = False
    for piece in pieces:
        if len(problems) >= MOST_PROBLEMS:
            break
        nested, after_nested = piece.fault == "nested", nested
        if after_nested and piece.fault == "many":
            continue  # the closing half of the nesting just reported
        if problem := _problem(text, piece, allowed):
            problems.append(problem)
    return sorted(problems[:MOST_PROBLEMS], key=lambda problem: (problem.line, problem.column))


def waits(problem: Problem) -> bool:
    """待登记的指标: a figure named before its target is registered may be saved; 签发前体检 asks for it again."""
    return not problem.suggestion and _FIGURE.fullmatch(problem.found) is not None


def _invisible(text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), 1):
        for column, mark in enumerate(line, 1):
            if _is_control(mark):
                code = f"U+{ord(mark):04X}"
                what = f"第{number}行第{column}字是看不见的控制字符（{code}），印出后会错乱；请删去后重新输入此处。"
                yield Problem(number, column, code, "", what)


def _is_control(mark: str) -> bool:
    return mark != "\t" and unicodedata.category(mark) in ("Cc", "Cf", "Cs")


def _problem(text: str, piece: _Piece, allowed: tuple[str, ...]) -> Problem | None:
    if piece.name is None:
        return _braces(text, piece, allowed)
    if piece.name not in allowed:
        return _unknown(text, piece, piece.name, allowed)
    if piece.name in BLOCKS and not _stands_alone(text, piece):
        what = f"“{piece.text}”会换成整张表或签字栏，不能与其他文字同段；请让它单独成段。"
        return _at(text, piece, "", what)
    return None


def _stands_alone(text: str, piece: _Piece) -> bool:
    start = text.rfind("\n", 0, piece.start) + 1
    end = text.find("\n", piece.start)
    line = text[start : end if end >= 0 else len(text)]
    return line.strip() == piece.text


def _braces(text: str, piece: _Piece, allowed: tuple[str, ...]) -> Problem:
    name = _canonical(piece.text.strip("{}｛｝"))
    meant = name if name in allowed else _closest(name, allowed)
    suggestion = f"{{{{{meant}}}}}" if meant and piece.fault != "nested" else ""
    shown = _short(piece.text)
    what = {
        "stray": f"“{shown}”前面没有对应的“{{{{”；请补上，或删去多余的括号",
        "unclosed": f"“{shown}”后面缺少“}}}}”；请补上",
        "nested": f"“{shown}”中又套了一个填充项，填充项不能嵌套；请先用“}}}}”收尾",
        "wide": f"“{shown}”用了全角花括号，系统不识别；请改用半角“{{{{”和“}}}}”",
        "single": f"“{shown}”的花括号不足两个；请在前后各写两个",
        "many": f"“{shown}”的花括号多于两个；请在前后各留两个",
    }[piece.fault]
    return _at(text, piece, suggestion, what + (f"，写作“{suggestion}”。" if suggestion else "。"))


def _unknown(text: str, piece: _Piece, name: str, allowed: tuple[str, ...]) -> Problem:
    if not name:
        return _at(text, piece, "", "“{{}}”中没有名称；请从右侧列表点选填充项，或删去括号。")
    meant = _closest(name, allowed)
    shown = _short(piece.text)
    if meant:
        suggestion = f"{{{{{meant}}}}}"
        return _at(text, piece, suggestion, f"没有“{shown}”这个填充项，无法填写；是否应为“{suggestion}”？请改正。")
    if name.startswith(TARGET):
        what = f"“{shown}”指的目标任务不在本方案中，无法填写；请先建立该目标，或改用已有的目标名称。"
        return _at(text, piece, "", what)
    return _at(text, piece, "", f"没有“{shown}”这个填充项，无法填写；请从右侧列表点选。")


@lru_cache(maxsize=512)
def _closest(name: str, allowed: tuple[str, ...]) -> str:
    """The allowed name that was probably meant; long garbage is not compared, so the check stays fast."""
    if not name or len(name) > 30:
        return ""
    return next(iter(get_close_matches(name, allowed, n=1, cutoff=0.5)), "")


def _short(text: str) -> str:
    return text if len(text) <= 24 else text[:22] + "……"


def _at(text: str, piece: _Piece, suggestion: str, what: str) -> Problem:
    line = text.count("\n", 0, piece.start) + 1
    column = piece.start - text.rfind("\n", 0, piece.start)
    return Problem(line, column, _short(piece.text), suggestion, f"第{line}行第{column}字：{what}")


def missing(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """缺值填充项: fields of the text that this unit has no value for; blocks need none."""
    return tuple(name for name in fields_in(text) if name not in BLOCKS and not values.get(name, "").strip())


def fill(text: str, values: Mapping[str, str]) -> tuple[Filled, ...]:
    """填写: the text as runs, each filled value marked with its field and otherwise left exactly as it is.

    A block field comes out as an empty run that carries its name; the paper puts the table there.
    Raises RuleBroken naming the field when a value is missing, empty or holds control characters, or a brace is wrong.
    """
    text, pieces = _parsed(text)
    runs: list[Filled] = []
    place = 0
    for piece in pieces:
        if piece.name is None:
            raise RuleBroken(_braces(text, piece, tuple(values)).sentence, "text")
        if piece.start > place:
            runs.append(Filled(text[place : piece.start], None))
        runs.append(Filled(_value(piece.name, values), piece.name))
        place = piece.start + len(piece.text)
    if place < len(text):
        runs.append(Filled(text[place:], None))
    return tuple(runs)


def _value(name: str, values: Mapping[str, str]) -> str:
    if name in BLOCKS:
        return ""
    value = unicodedata.normalize("NFC", values.get(name, "")).strip()
    if not value:
        raise RuleBroken(f"填充项“{name}”没有可填的内容，责任书上会留空；请先补全该单位的“{name}”。", name)
    if any(_is_control(mark) or mark == "\n" for mark in value):
        raise RuleBroken(f"填充项“{name}”的内容含有看不见的控制字符，印出后会错乱；请重新输入“{name}”。", name)
    return value
