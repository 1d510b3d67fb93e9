"""判读一段 segments: all that one unit says in one line: what can be filed, and what must be asked."""

import re
from dataclasses import dataclass, field

from respbook.rules.chat_reports.claims import Said
from respbook.rules.chat_reports.clauses_said import Parter, Piece
from respbook.rules.chat_reports.figures import AmountFinder
from respbook.rules.chat_reports.folding import Folded
from respbook.rules.chat_reports.quantities import Verdict, settled_amount, sorted_amounts
from respbook.rules.chat_reports.topics import Spoken, Topics
from respbook.rules.chat_reports.values import ItemKind
from respbook.rules.chat_reports.vocabulary import CORRECTED_TO, CORRECTION, QUESTION, SCOPE

_NOT_THIS = re.compile(
    r"(?:不是|而非|并非)[^，。;,]{0,12}|(?:刚才|刚刚)?(?:报|说|发|打|写|填|算|数)错了?|更正|纠正|修正|勘误|重新上?报|重报|以(?:此|这)(?:条|次|个)?为准"
)
_ANSWERED = re.compile(r"(?:有无|是否|有没有)[^，。;?]{0,16}[: ]+(?:是|有|已发现|发现)(?![^，。; ])")
_DIGITS_PARTED = re.compile(r"[0-9]、[0-9]")
_UNSURE = {Said.BOTH: "同一句里既说没有、又说有，请核对。", Said.UNCLEAR: "看不出有没有情况，请核对。"}
_CLAIMING = (Said.NORMAL, Said.NOTHING, Said.WEAK, Said.TROUBLE, Said.BOTH, Said.UNCLEAR)


@dataclass
class Heard:
    """听到的: verdicts, doubts with the items they are about, whether it corrects, and whether anything was claimed."""

    verdicts: list[Verdict] = field(default_factory=list)
    doubts: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    corrects: bool = False
    claimed: bool = False

    def ask(self, sentence: str, items: tuple[int, ...] = ()) -> None:
        """记一个疑问."""
        if all(sentence != each for each, _ in self.doubts):
            self.doubts.append((sentence, items))


class Listener:
    """判读: reads segments against the day's items."""

    def __init__(self, topics: Topics) -> None:
        self.topics = topics
        self.parter = Parter(topics, AmountFinder(tuple(item.unit_word for item in topics.items.values())))

    def heard(self, line: Folded, start: int, end: int, heading: Spoken) -> Heard:
        """判读 of a stretch; ``heading`` is what the list's own title speaks of."""
        text, made = line.text, Heard()
        made.corrects = CORRECTION.search(text, start, end) is not None
        if made.corrects:
            heading, start, text = self._corrected(text, start, end, heading)
        parts = self.parter.pieces(text, start, end)
        self._checks(parts, heading, made)
        self._amounts(text, parts, heading, made)
        answered = _ANSWERED.search(text, start, end) is not None
        claiming = any(each.claim.said in _CLAIMING for each in parts)
        made.claimed = answered or claiming or bool(made.verdicts or made.doubts)
        if made.claimed:
            self._general_doubts(text, start, end, parts, made)
        return made

    def _corrected(self, text: str, start: int, end: int, heading: Spoken) -> tuple[Spoken, int, str]:
        """Only what stands behind 改为, 应为 counts; what was said before still names the item."""
        for found in CORRECTED_TO.finditer(text, start, end):
            spoken = self.topics.spoken(text, start, found.start())
            heading, start = (spoken if spoken else heading), found.end()
        blanked = _NOT_THIS.sub(lambda found: " " * len(found[0]), text[start:end])
        return heading, start, text[:start] + blanked + text[end:]

    def _general_doubts(self, text: str, start: int, end: int, parts: list[Piece], made: Heard) -> None:
        for piece in parts:
            if piece.claim.doubt:
                made.ask(f"写了“{piece.claim.doubt}”，不是确定的结果，请核实。")
            elif piece.claim.said in _UNSURE:
                made.ask(_UNSURE[piece.claim.said])
        if _DIGITS_PARTED.search(text, start, end):
            made.ask("数字之间用了顿号，看不出是小数还是两个数，请核对。")
        if found := _ANSWERED.search(text, start, end):
            made.ask(f"写了“{found[0]}”，看不出报的是什么情况，请核对。")
        scope = SCOPE.search(text, start, end)
        if scope and any(each.claim.said in (Said.NORMAL, Said.NOTHING) for each in parts):
            made.ask(f"只说到“{scope[0]}”，看不出是不是全部情况，请核对。")
        if (parts[-1:] and parts[-1].asking) or (
            QUESTION.search(text, start, end) and not any(each.asking for each in parts)
        ):
            made.ask("像是问话，不像上报，请核对。")

    def _checks(self, parts: list[Piece], heading: Spoken, made: Heard) -> None:
        said: dict[int, list[tuple[bool, Piece, str]]] = {}
        later: list[Piece] = []
        for piece in parts:
            if piece.claim.said in (Said.NORMAL, Said.TROUBLE):
                scoped = self._scoped(piece, heading, said, made)
                later.extend(() if scoped else (piece,))
            elif piece.claim.said is Said.NOTHING:
                self._nothing(piece, heading, said, made)
            elif piece.claim.said is Said.WEAK:
                later.append(piece)
        self._partly(later, parts, said, made)
        for ident, told in said.items():
            self._settle(ident, told, made)

    def _scoped(
        self, piece: Piece, heading: Spoken, said: dict[int, list[tuple[bool, Piece, str]]], made: Heard
    ) -> bool:
        """Finds the items of a claim; False where it speaks of a matter that a general patrol has only in part."""
        trouble = piece.claim.said is Said.TROUBLE
        named = piece.spoken.of(self.topics.check_ids)
        if (piece.spoken.foreign and (trouble or not named)) or (
            not named and piece.spoken.of(self.topics.quantity_ids)
        ):
            return self._foreign(piece, said, made)
        ids, why = (tuple(sorted(named)), "文中写明该事项") if named else self._unscoped(piece, heading)
        unsure = named and not piece.spoken.items & named
        if not ids or (len(ids) > 1 and (trouble or (unsure and not piece.claim.of_all))):
            made.ask("没有说明是哪一项，请选定。", tuple(sorted(named)) or self.topics.checks)
            return True
        for ident in ids:
            said.setdefault(ident, []).append((trouble, piece, why))
        return True

    def _unscoped(self, piece: Piece, heading: Spoken) -> tuple[tuple[int, ...], str]:
        headed = tuple(sorted(heading.of(self.topics.check_ids)))
        if len(headed) == 1:
            return headed, "按接龙标题归类"
        if heading.foreign and not headed:
            return (), ""
        if len(self.topics.checks) == 1:
            return self.topics.checks, "当日只有这一项巡查"
        if piece.claim.of_all and piece.claim.said is Said.NORMAL and not headed:
            return self.topics.checks, "写明各项均无异常"
        return (), ""

    def _foreign(self, piece: Piece, said: dict[int, list[tuple[bool, Piece, str]]], made: Heard) -> bool:
        general = tuple(ident for ident in self.topics.checks if ident in self.topics.general)
        trouble = piece.claim.said is Said.TROUBLE
        if not piece.spoken.foreign and piece.amounts:
            return True  # 发现火点2处: the figure is the report
        if len(general) == 1 and not piece.spoken.of(self.topics.check_ids):
            if not trouble:
                return False
            said.setdefault(general[0], []).append((True, piece, "当日的综合巡查"))
            return True
        words = "、".join(sorted(piece.spoken.foreign)) or "报数的事项"
        made.ask(f"说的是{words}，看不出对应当日的哪一项，请选定。", self.topics.checks)
        return True

    def _nothing(
        self, piece: Piece, heading: Spoken, said: dict[int, list[tuple[bool, Piece, str]]], made: Heard
    ) -> None:
        """无 by itself: of what it names, or of the only item of the day."""
        spoken = piece.spoken or heading
        ids = tuple(sorted(spoken.items or spoken.of(self.topics.check_ids)))
        if not ids and not spoken and len(self.topics.items) == 1:
            ids = tuple(self.topics.items)
        if not ids or spoken.foreign or (not piece.spoken and len(ids) > 1):
            made.ask("只写了“无”，看不出是哪一项，请选定。", ids or tuple(self.topics.items))
            return
        for ident in ids:
            if self.topics.items[ident].kind is ItemKind.CHECK:
                said.setdefault(ident, []).append((False, piece, "该项写明“无”"))
            else:
                made.ask("只写了“无”，请核对是否按0填报。", (ident,))

    def _partly(
        self, later: list[Piece], parts: list[Piece], said: dict[int, list[tuple[bool, Piece, str]]], made: Heard
    ) -> None:
        weak = [piece for piece in later if piece.claim.said is Said.WEAK]
        if weak and not any(each.claim.said in (Said.NORMAL, Said.TROUBLE) for each in parts):
            made.ask("话说得含糊，看不出是不是上报无异常，请核对。", self.topics.checks)
        foreign = [piece for piece in later if piece.claim.said is not Said.WEAK]
        if foreign and not any(ident in self.topics.general for ident in said):
            words = "、".join(sorted({word for piece in foreign for word in piece.spoken.foreign})) or "其中一项"
            made.ask(f"只说到{words}，看不出其他方面，请核对。", self.topics.checks)

    def _settle(self, ident: int, told: list[tuple[bool, Piece, str]], made: Heard) -> None:
        if len({trouble for trouble, _, _ in told}) > 1:
            made.ask(f"“{self.topics.items[ident].title}”既说没有、又说有，请核对。", (ident,))
            return
        trouble, piece, why = told[0]
        start, end = (piece.start, piece.end) if trouble else (piece.claim.start, piece.claim.end)
        made.verdicts.append(Verdict(ident, trouble, None, start, end, why))

    def _amounts(self, text: str, parts: list[Piece], heading: Spoken, made: Heard) -> None:
        sorting = sorted_amounts(text, parts, self.topics, heading)
        for sentence, ids in sorting.doubts:
            made.ask(sentence, ids)
        for ident in sorted(sorting.of):
            verdict, question = settled_amount(text, ident, sorting.of[ident], self.topics)
            if verdict:
                made.verdicts.append(verdict)
            if question:
                made.ask(question, (ident,))
        for amount, ids, plainly in sorting.misfits:
            if not set(ids) & set(sorting.of) and (plainly or not made.verdicts):
                wanted = "、".join(
                    f"“{self.topics.items[ident].title}”（{self.topics.items[ident].unit_word}）" for ident in ids
                )
                made.ask(f"“{text[amount.start : amount.end]}”与{wanted}的计量单位不同，请核对。", ids)
