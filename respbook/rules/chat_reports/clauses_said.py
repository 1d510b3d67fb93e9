"""分句 pieces: what stands behind a unit's name, clause by clause, with topics carried to where they belong."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from respbook.rules.chat_reports.claims import Claim, Said, claim_in, normal_spans
from respbook.rules.chat_reports.figures import CUMULATIVE, OTHER_PERIOD, Amount, AmountFinder
from respbook.rules.chat_reports.topics import Spoken, Topics
from respbook.rules.chat_reports.vocabulary import LABEL, LEADS, PERSON_ONLY, either

_CUT = re.compile(
    r"[，。；;!！?？|｜\s:、()\[\]【】{}<>《》“”\"'‘’~～*=_—/\\+]+|,(?![0-9]{3}(?![0-9]))|(?<![0-9])\.|[.\-](?![0-9])"
)
_FILLER = re.compile(
    rf"{either(LEADS)}|共计|合计|总计|总共|一共|共|累计|完成|上报|数量|数|为|是|有|了|量|计|已|均|都|各|今|约|大约|大概|近|左右|分别|结果|巡查|检查|排查|工作|方面|问题|截至|截止|本月|本周|今年|全年|其中|年初以来"
)
_TOLD = re.compile("已|了|完成")
_HAPPENING = re.compile("有|发现|出现|存在|发生|接到|制止|劝阻|扑灭")
_ASKING = re.compile(r"有无|有没有|是否存在|是否有|是否发现|是否")


@dataclass(frozen=True)
class Piece:
    """分句: its stretch, what it speaks of, its amounts and what it claims. ``plain``: nothing but topics and
    fillers; ``told``: a sentence (已清运), not a label."""

    start: int
    end: int
    spoken: Spoken
    amounts: tuple[Amount, ...]
    claim: Claim
    plain: bool
    cumulative: bool = False
    asking: bool = False
    told: bool = False


def clauses(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """分句的起止."""
    place, whole = start, iter(normal_spans(text, start, end))
    kept = next(whole, (end, end))
    for found in _CUT.finditer(text, start, end):
        while kept[1] <= found.start():
            kept = next(whole, (end, end))
            if kept[0] >= end:
                break
        if kept[0] < found.start() and found.end() <= kept[1]:
            continue
        if found.start() > place:
            yield place, found.start()
        place = max(place, found.end())
    if place < end:
        yield place, end


class Parter:
    """分句判读; what was read once is remembered: a group says the same words again and again."""

    def __init__(self, topics: Topics, counter: AmountFinder) -> None:
        self._topics, self._counter = topics, counter
        self._known: dict[str, Piece] = {}

    def pieces(self, text: str, start: int, end: int) -> list[Piece]:
        """各分句, a topic that stands alone carried to the clause behind it."""
        made: list[Piece] = []
        pending = Spoken()
        label, made_until = "", start
        for begin, stop in clauses(text, start, end):
            piece = self._at(text[begin:stop], begin)
            if label and made_until < begin:
                piece = _under_label(piece, label, text[made_until:begin])
            label, made_until = _label(text[begin:stop], piece), stop
            if piece.plain and piece.claim.said is Said.NEITHER and not piece.amounts:
                pending = pending.joined(piece.spoken) if piece.spoken and not piece.told else pending
                if piece.spoken or piece.claim.doubt:
                    made.append(piece)
                continue
            if pending:
                piece, pending = replace(piece, spoken=piece.spoken.joined(pending)), Spoken()
            made.append(piece)
        return made

    def _at(self, clause: str, place: int) -> Piece:
        piece = self._known.get(clause)
        if piece is None:
            piece = self._known[clause] = _piece(clause, 0, len(clause), self._topics, self._counter)
        amounts = tuple(replace(each, start=each.start + place, end=each.end + place) for each in piece.amounts)
        claim = replace(piece.claim, start=piece.claim.start + place, end=piece.claim.end + place)
        return replace(piece, start=place, end=place + len(clause), amounts=amounts, claim=claim)


def _label(clause: str, piece: Piece) -> str:
    """打捆: words of something else, which what follows may be about."""
    told = piece.plain or piece.amounts or piece.claim.said is not Said.NEITHER
    return "" if told else clause


def _under_label(piece: Piece, label: str, between: str) -> Piece:
    """打捆：3车 is no figure of the day's items because it stands alone; 鱼塘：正常 is no 正常 of theirs."""
    if set(between) & set("，。;；!、,"):
        return piece
    normal = piece.claim.said is Said.NORMAL and not piece.spoken
    if ":" in between and normal and LABEL.search(label) is None:
        return replace(piece, plain=False, claim=replace(piece.claim, said=Said.UNCLEAR))
    return replace(piece, plain=False)


def _piece(text: str, start: int, end: int, topics: Topics, counter: AmountFinder) -> Piece:
    asking = _ASKING.search(text, start, end)
    if asking:
        text = text[: asking.start()] + " " * len(asking[0]) + text[asking.end() :]
    amounts = tuple(each for each in counter.amounts(text, start, end) if not each.denied)
    zero = all(each.value == 0 for each in amounts) if amounts else None
    spoken = topics.spoken(text, start, end)
    claim = claim_in(text, start, end, zero)
    plain = not _left_over(text, start, end, spoken, amounts)
    if asking and claim.said not in (Said.NORMAL, Said.NOTHING):
        claim = replace(claim, said=Said.NEITHER)
    label = plain and not amounts and spoken and not _HAPPENING.search(text, start, end)
    if label and claim.said in (Said.TROUBLE, Said.UNCLEAR):
        claim = replace(claim, said=Said.NEITHER)
    cumulative = any(pattern.search(text, start, end) is not None for pattern in (CUMULATIVE, OTHER_PERIOD))
    return Piece(
        start,
        end,
        spoken,
        amounts,
        claim,
        plain,
        cumulative,
        asking is not None,
        _TOLD.search(text, start, end) is not None,
    )


def _left_over(text: str, start: int, end: int, spoken: Spoken, amounts: tuple[Amount, ...]) -> str:
    marks = list(text[start:end])
    for begin, stop in (*spoken.spans, *((each.start, each.end) for each in amounts)):
        marks[begin - start : stop - start] = " " * (stop - begin)
    left = _FILLER.sub("", "".join(marks)).strip(" -.,")
    return "" if PERSON_ONLY.fullmatch(left) else left
