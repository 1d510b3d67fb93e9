"""旧责任书 old letters: every line of last year's letter with what it is proposed to become, and why one should look twice.

Nothing is dropped: each line is a clause, a line of the title, or listed with the reason why it is not used.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from respbook.rules.chinese import counting
from respbook.rules.old_fields import FieldOffer, Register, field_offers, main_year, undertaker_of
from respbook.rules.old_figures import FigureOffer, figure_offers
from respbook.rules.old_labels import Label, Shape, label_of, levels_of, reads_as_decimal
from respbook.rules.old_parts import Part, Use, parts_of
from respbook.rules.source_lines import ASIDE, Place, SourceLine

LONGEST_LABEL = 20
_LONGEST_READ = 3_000
"""Characters of a line that blanks and figures are looked for in; no clause of a letter is longer."""
_HEADING_END = re.compile(r"[。；;，,：:、！!？?]$")
_LONGEST_HEADING = 25
_WELL_KNOWN = re.compile(
    r"(?:责任对象|责任范围|责任期限|责任目标|责任内容|工作目标|总体目标|目标任务|主要任务|重点任务|工作任务|工作要求|保障措施"
    r"|工作措施|考核奖惩|考核与奖惩|考核办法|奖惩措施|奖惩办法|责任追究|考核与问责|附则|其他|其他事项|甲方职责|乙方职责|甲方责任|乙方责任)"
)


@dataclass(frozen=True)
class Proposal:
    """拟用段落: one line of the source and what it becomes.

    ``label`` is the printed number where it is not the one that the level would compute; ``printed`` is as it stood.
    """

    line: SourceLine
    use: Use
    level: int = 0
    label: str = ""
    text: str = ""
    printed: str = ""
    reason: str = ""
    doubts: tuple[str, ...] = ()
    fields: tuple[FieldOffer, ...] = ()
    figures: tuple[FigureOffer, ...] = ()


@dataclass(frozen=True)
class _Read:
    """One line between reading and numbering."""

    line: SourceLine
    part: Part
    label: Label | None
    doubts: tuple[str, ...]


def recognise(lines: Sequence[SourceLine], register: Register) -> tuple[Proposal, ...]:
    """识别: one proposal for each line, in order."""
    parts = parts_of(lines)
    read = [_read(line, parts.get(place)) for place, line in enumerate(lines)]
    return tuple(_offered(list(_numbered(read)), register))


def counts_of(proposals: Sequence[Proposal]) -> tuple[int, int]:
    """采用和未采用: how many lines are used and how many are only listed."""
    used = sum(each.use is not Use.NONE for each in proposals)
    return used, len(proposals) - used


def _read(line: SourceLine, part: Part | None) -> _Read:
    if part is not None:
        return _Read(line, part, None, (part.doubt,) if part.doubt else ())
    doubts = ["文本框中的文字，请核对它应在的位置"] if line.place is Place.TEXT_BOX else []
    if not line.number and reads_as_decimal(line.text):
        doubts.append("开头按小数读，没有当作序号")
    return _Read(line, Part(Use.CLAUSE), _label(line), tuple(doubts))


def _label(line: SourceLine) -> Label | None:
    """序号, typed or counted by Word; a counted one is a label whatever it looks like."""
    if not line.number:
        return label_of(line.text)
    found = label_of(f"{line.number} {line.text}") or label_of(f"{line.number}、{line.text}")
    shape, ordinal, depth = (found.shape, found.ordinal, found.depth) if found else (Shape.BULLET, None, 1)
    return Label(line.number.strip(), shape, ordinal, line.text, depth)


def _numbered(read: Sequence[_Read]) -> Iterator[Proposal]:
    """Levels of the whole letter, then number by number what differs from counting."""
    shapes = frozenset((each.label.shape, each.label.depth) for each in read if each.label)
    levels = levels_of(shapes)
    headings = _headings(read)
    count = _Count()
    for place, each in enumerate(read):
        if each.part.use is not Use.CLAUSE or each.part.text:
            yield Proposal(
                each.line, each.part.use, text=each.part.text or each.line.text, printed=each.line.number,
                reason=each.part.reason, doubts=each.doubts,
            )  # fmt: skip
        elif each.label:
            yield _labelled(each, each.label, levels[each.label.shape, each.label.depth], count)
        else:
            yield _plain(each, *headings.get(place, (0, "")), count)


def _labelled(each: _Read, label: Label, level: int, count: "_Count") -> Proposal:
    kept, doubt = count.step(level, label)
    doubts = (*each.doubts, doubt) if doubt else each.doubts
    return Proposal(each.line, Use.CLAUSE, level, kept[:LONGEST_LABEL], label.rest, label.printed, "", doubts)


def _plain(each: _Read, level: int, doubt: str, count: "_Count") -> Proposal:
    """正文, or a heading without a number."""
    if level:
        count.step(level, None)
    doubts = (*each.doubts, doubt) if doubt else each.doubts
    return Proposal(each.line, Use.CLAUSE, level, "", each.line.text, "", "", doubts)


def _headings(read: Sequence[_Read]) -> dict[int, tuple[int, str]]:
    """没有序号的标题: by its style, by standing alone in bold, or by its well-known name: (level, doubt) by place.

    Where the numbers of the letter run on over it, the heading had none and stays body text.
    """
    found: dict[int, tuple[int, str]] = {}
    numbered = [
        (place, each.label) for place, each in enumerate(read) if each.label and each.label.shape is Shape.COUNTING
    ]
    bold = not numbered or any(read[place].line.bold for place, _ in numbered)
    for place, each in enumerate(read):
        level, doubt = _heading(each, 1 if bold else 2)
        if level == 1 and _run_on(place, numbered):
            level, doubt = 0, "单独成行，可能是标题，但前后序号相连，按正文处理"
        if doubt:
            found[place] = level, doubt
    return found


def _heading(each: _Read, bold_level: int) -> tuple[int, str]:
    line = each.line
    if each.label or each.part.use is not Use.CLAUSE or each.part.text or line.table:
        return 0, ""
    if len(line.text) > _LONGEST_HEADING or _HEADING_END.search(line.text):
        return 0, ""
    if line.style_level:
        return line.style_level, "原文用了标题样式但没有序号，序号由系统编排"
    if line.bold:
        return bold_level, "加粗单独成行，按标题处理；不是标题的请改为正文"
    if _WELL_KNOWN.fullmatch(line.text):
        return 1, "像是标题但没有序号，按一级标题处理；不是的请改为正文"
    return 0, ""


def _run_on(place: int, numbered: Sequence[tuple[int, Label]]) -> bool:
    """Whether 二、 stands before the place and 三、 after it."""
    before = [label.ordinal for at, label in numbered if at < place][-1:]
    after = [label.ordinal for at, label in numbered if at > place][:1]
    return bool(before and after) and before[0] is not None and after[0] == before[0] + 1


class _Count:
    """编号核对: counts as the letter will be printed, and keeps what the old one printed beside it."""

    def __init__(self) -> None:
        self._counted = [0] * 5
        self._printed: list[int | None] = [None] * 5

    def step(self, level: int, label: Label | None) -> tuple[str, str]:
        """(label to keep, doubt) of the next numbered line; (空, 空) where counting gives the same."""
        if level == 0:
            return (label.printed if label else ""), ""
        self._counted[level] += 1
        self._counted[level + 1 :] = [0] * (4 - level)
        before, now = self._printed[level], self._counted[level]
        self._printed[level + 1 :] = [None] * (4 - level)
        if label is None or label.ordinal is None:
            self._printed[level] = (before or 0) + 1
            return "", f"原文序号缺失，按次序编为第{counting(now)}" if label else ""
        self._printed[level] = label.ordinal
        same = label.ordinal == now and _official(label, level)
        doubt = _out_of_order(before, label.ordinal)
        told = f"{doubt}，{f'已按次序编为第{counting(now)}' if same else '照原文保留'}" if doubt else ""
        return ("" if same else label.printed), told


def _official(label: Label, level: int) -> bool:
    """Whether the level's own number is of the shape that was printed; 1、 and 1. are one shape."""
    shapes = {1: Shape.COUNTING, 2: Shape.COUNTING_BRACKETS, 3: Shape.FIGURE, 4: Shape.FIGURE_BRACKETS}
    return label.shape is shapes[level]


def _out_of_order(before: int | None, ordinal: int) -> str:
    if before is None:
        return "" if ordinal == 1 else "本节序号不是从一起"
    if ordinal == before:
        return "序号与上一条重复"
    if ordinal == 1:
        return "序号从头开始"
    if ordinal > before + 1:
        return "序号不连续，中间缺号"
    return "序号倒退" if ordinal < before else ""


def _offered(proposals: Sequence[Proposal], register: Register) -> Iterator[Proposal]:
    """填充项 and 指标 offered in each text; a figure's category is the heading it stands under."""
    texts = [each.line.text for each in proposals if each.line.place not in ASIDE]
    year, unit = main_year(texts, register), undertaker_of(texts, register)
    names: dict[str, int] = {}
    heading = ""
    for each in proposals:
        if each.use is Use.CLAUSE and 0 < each.level <= 2:
            heading = _heading_words(each.text)
        if len(each.text) > _LONGEST_READ:
            yield replace(each, doubts=(*each.doubts, "这一段太长，没有查找空白和指标；请分段"))
            continue
        fields = (
            field_offers(each.text, register, unit, year, each.use is Use.TITLE) if each.use is not Use.NONE else ()
        )
        figures = figure_offers(_figure_text(each), heading, register, names) if _may_have_figures(each) else ()
        taken = [(offer.start, offer.end) for offer in fields]
        free = tuple(offer for offer in figures if not _overlaps(offer, taken))
        yield replace(each, fields=fields, figures=free)


def _may_have_figures(each: Proposal) -> bool:
    return each.use is Use.CLAUSE or each.reason == "并入目标任务表"


def _figure_text(each: Proposal) -> str:
    return each.line.text if each.line.table else each.text


def _overlaps(offer: FigureOffer, taken: Sequence[tuple[int, int]]) -> bool:
    return any(offer.start < end and start < offer.end for start, end in taken)


def _heading_words(text: str) -> str:
    return re.split(r"[。：:；;，,]", text)[0].strip()[:LONGEST_LABEL]


def remarks_of(proposals: Sequence[Proposal]) -> tuple[str, ...]:
    """总的说明: what was done to many lines alike."""
    variants = [each for each in proposals if each.use is Use.CLAUSE and each.level and each.printed and not each.label]
    typed = {each.printed for each in variants} - _plain_numbers()
    if not typed:
        return ()
    return (f"序号的写法按公文格式统一（如“{sorted(typed)[0]}”），次序不变；要照原样印的请勾选“保留原序号”。",)


def _plain_numbers() -> set[str]:
    numbers = range(1, 100)
    shapes = ("{c}、", "（{c}）", "{n}.", "（{n}）")
    return set(chain.from_iterable((shape.format(c=counting(n), n=n) for shape in shapes) for n in numbers))


@dataclass(frozen=True)
class DoubtCount:
    """存疑一类: how many lines carry it, and the first of them."""

    words: str
    count: int
    first: int


def kinds_of_doubt(proposals: Sequence[Proposal]) -> tuple[DoubtCount, ...]:
    """存疑计数 by kind, the most frequent first."""
    found: dict[str, DoubtCount] = {}
    for place, each in enumerate(proposals):
        for doubt in each.doubts:
            known = found.get(doubt, DoubtCount(doubt, 0, place))
            found[doubt] = replace(known, count=known.count + 1)
    return tuple(sorted(found.values(), key=lambda each: -each.count))
