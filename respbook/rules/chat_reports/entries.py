"""写记录 entries: what was heard becomes rows to file, or a question with the rows that it would become."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from respbook.rules.chat_reports.cleaning import Cleaned
from respbook.rules.chat_reports.lines import BodyLine
from respbook.rules.chat_reports.segments import Heard
from respbook.rules.chat_reports.settling import Sheet
from respbook.rules.chat_reports.values import AskedRow, ChatItem, CheckState, ClockLimits, FiledRow

_EACH = re.compile(r"各|均|都|每村")


@dataclass(frozen=True)
class Told:
    """一段话的出处: the line, its cleaned text, the stretch, how the unit is known, and the lines to quote."""

    line: BodyLine
    clean: Cleaned
    start: int
    end: int
    how: str
    numbers: tuple[int, ...]


class Entries:
    """记录: writes the sheet."""

    def __init__(self, sheet: Sheet, items: Mapping[int, ChatItem], limits: ClockLimits) -> None:
        self.sheet, self.items, self.limits = sheet, items, limits

    def file(self, told: Told, heard: Heard, units: tuple[int, ...]) -> None:
        """填报 what was heard for each unit, or ask."""
        self._common_doubts(told, heard, units)
        rows = tuple(row for unit in units for row in self._rows(told, heard, unit))
        if heard.doubts or not rows:
            question = "".join(sentence for sentence, _ in heard.doubts) or "说是更正，看不出改成什么，请核对。"
            items = tuple(dict.fromkeys(ident for _, ids in heard.doubts for ident in ids))
            row = AskedRow(question, self._text(told.numbers), told.numbers, units, items, rows, told.line.at)
            self.sheet.ask(row, corrects=heard.corrects)
        else:
            self.sheet.rows.extend(rows)

    def ask(self, told: Told, heard: Heard, question: str, candidates: tuple[int, ...]) -> None:
        """提问 whose it is: each candidate with what the line would be for it."""
        named = [each.item_id for each in heard.verdicts] + [ident for _, ids in heard.doubts for ident in ids]
        units = tuple(dict.fromkeys(candidates))
        row = AskedRow(question, told.line.source, told.numbers, units, tuple(dict.fromkeys(named)), at=told.line.at)
        readings = tuple(each for unit in units for each in self._rows(told, heard, unit))
        self.sheet.ask(replace(row, readings=readings), corrects=heard.corrects)

    def ask_about(self, number: int, question: str, units: tuple[int, ...]) -> None:
        """提问 about a line that tells nothing to file."""
        self.sheet.markings.pop(number, None)
        self.sheet.ask(AskedRow(question, self.sheet.sources[number - 1], (number,), units), corrects=False)

    def _common_doubts(self, told: Told, heard: Heard, units: tuple[int, ...]) -> None:
        line = told.line
        if told.clean.other_date:
            heard.ask(f"写了“{told.clean.other_date}”，看不出是不是当日的情况，请核对。")
        if line.glued:
            heard.ask("序号与数字连写，看不出是序号还是小数，请核对。")
        if line.at and self.limits.opens and line.at.time() < self.limits.opens:
            heard.ask("发送时间早于当日报送时段，请核对是不是当日的情况。")
        if len(units) > 1:
            self._doubts_of_several(told.clean.line.text[told.start : told.end], heard)

    @staticmethod
    def _doubts_of_several(said: str, heard: Heard) -> None:
        if any(each.amount is not None for each in heard.verdicts) and not _EACH.search(said):
            heard.ask("几个单位只写了一个数，看不出是各自的还是合计的，请分别填报。")
        if "分别" in said:
            heard.ask("写了“分别”，请逐个单位核对。")
        if any(each.trouble for each in heard.verdicts):
            heard.ask("几个单位合写一条情况，请逐个单位核对。")

    def _rows(self, told: Told, heard: Heard, unit: int) -> list[FiledRow]:
        at = told.line.at
        late = bool(at and self.limits.closes and at.time() > self.limits.closes)
        made = []
        for each in heard.verdicts:
            if told.line.glued and each.amount is not None:
                continue  # 2.5车 may be entry 2 with 5车: nothing is proposed
            start, end = (told.start, told.end) if each.trouble else (each.start, each.end)
            state = None if each.trouble is None else CheckState.TROUBLE if each.trouble else CheckState.NORMAL
            word = self.items[each.item_id].unit_word if state is None else ""
            said = told.line.folded.original(start, end).strip("：:，,。；; ")
            reason, text = f"{told.how}；{each.why}。", self._text(told.numbers)
            made.append(
                FiledRow(
                    unit, each.item_id, state, each.amount, word, said, at, late, text, told.numbers, reason,
                    heard.corrects,
                )
            )  # fmt: skip
        return made

    def _text(self, numbers: tuple[int, ...]) -> str:
        return "\n".join(self.sheet.sources[number - 1] for number in numbers)
