"""归总 settling: what was said twice, corrected, or told in two ways; then each line gets its one use."""

from dataclasses import dataclass, field

from respbook.rules.chat_reports.values import (
    CHECK_LABELS,
    AsideLine,
    AskedRow,
    ChatReading,
    Corrected,
    FiledRow,
    LineUse,
    ReadLine,
)
from respbook.rules.chinese import figure

_USE_WORDS = {LineUse.FILED: "可填报", LineUse.ASKED: "待核对"}


@dataclass
class Sheet:
    """记录: what the reader wrote down, line by line; ``pending`` are corrections that are themselves unsure."""

    sources: list[str]
    markings: dict[int, str] = field(default_factory=dict)
    asides: dict[int, str] = field(default_factory=dict)
    rows: list[FiledRow] = field(default_factory=list)
    asked: list[AskedRow] = field(default_factory=list)
    pending: list[AskedRow] = field(default_factory=list)

    def ask(self, row: AskedRow, *, corrects: bool) -> None:
        """记一个待定; one that ``corrects`` puts what it may correct in doubt too."""
        self.asked.append(row)
        if corrects:
            self.pending.append(row)


@dataclass
class _Book:
    """Goes through the rows in their order: ``kept`` per unit and item, ``doubted`` rows with their question."""

    kept: dict[tuple[int, int], FiledRow] = field(default_factory=dict)
    doubted: dict[FiledRow, str] = field(default_factory=dict)
    corrected: list[Corrected] = field(default_factory=list)
    dropped: dict[int, str] = field(default_factory=dict)

    def enter(self, row: FiledRow) -> None:
        """记一条."""
        key = (row.unit_id, row.item_id)
        earlier = self.kept.get(key)
        if earlier is None:
            self.kept[key] = row
        elif earlier.value == row.value:
            self.dropped[row.lines[-1]] = f"与第{earlier.lines[-1]}行相同，不重复填报"
        elif row.corrects:
            self.corrected.append(Corrected(earlier, row))
            self.dropped[earlier.lines[-1]] = f"已由第{row.lines[-1]}行更正"
            self.kept[key] = row
        else:
            said = f"第{earlier.lines[-1]}行报{words_of(earlier)}，第{row.lines[-1]}行报{words_of(row)}，没有写明更正，请选定。"
            self.doubted[earlier] = self.doubted[row] = said


def words_of(row: FiledRow) -> str:
    """所报内容 in words: 无异常, 有情况, 3车."""
    if row.state is not None:
        return CHECK_LABELS[row.state]
    return f"{figure(row.amount)}{row.unit_word}"


def settled(sheet: Sheet, units: tuple[int, ...], items: tuple[int, ...]) -> ChatReading:
    """归总 of the sheet; every line of ``sheet.sources`` has one use."""
    book = _Book()
    for row in sheet.rows:
        book.enter(row)
    _pending(sheet, book)
    filed, asked = _parted(sheet, book)
    asked.sort(key=lambda row: row.lines[-1])
    uses = _uses(sheet, filed, asked, book.dropped)
    kept = set(filed)
    return ChatReading(
        filed=tuple(filed),
        asked=tuple(asked),
        set_aside=tuple(
            AsideLine(each.number, each.text, each.words) for each in uses if each.use is LineUse.SET_ASIDE
        ),
        corrected=tuple(each for each in book.corrected if each.later in kept),
        missing=_missing(units, filed, asked),
        partial=_partial(units, items, filed),
        lines=uses,
    )


def _pending(sheet: Sheet, book: _Book) -> None:
    """What is filed and told otherwise in a line that is itself unsure, or corrected by one, is unsure too."""
    for row in sheet.pending:
        for (unit, item), kept in book.kept.items():
            if unit in row.unit_ids and kept.lines[-1] < row.lines[-1] and _touches(row, item):
                book.doubted.setdefault(kept, f"第{row.lines[-1]}行说要更正，但没有说清，请选定。")
    for row in sheet.asked:
        for each in row.readings if len(row.unit_ids) == 1 else ():
            found = book.kept.get((each.unit_id, each.item_id))
            if found and found.value != each.value and found.lines[-1] != row.lines[-1]:
                book.doubted.setdefault(found, f"第{row.lines[-1]}行另有不同的说法，请选定。")


def _touches(row: AskedRow, item: int) -> bool:
    items = {each.item_id for each in row.readings} | set(row.item_ids)
    return not items or item in items


def _parted(sheet: Sheet, book: _Book) -> tuple[list[FiledRow], list[AskedRow]]:
    """The rows to file; a line with anything unsure is asked about as a whole."""
    asked = list(sheet.asked)
    unsure = {number for row in asked for number in row.lines[-1:]} | {row.lines[-1] for row in book.doubted}
    corrects = {each.later: each.earlier for each in book.corrected}
    filed, seen = [], set(book.kept.values()) | set(book.doubted)
    for row in sheet.rows:
        if row not in seen:
            continue
        seen.discard(row)
        if row in book.doubted or row.lines[-1] in unsure:
            question = book.doubted.get(row, f"同一行另有待核对的内容；这一项读作{words_of(row)}，请一并确认。")
            readings = (row, corrects[row]) if row in corrects else (row,)
            asked.append(AskedRow(question, row.text, row.lines, (row.unit_id,), (row.item_id,), readings, row.at))
        else:
            filed.append(row)
    return filed, asked


def _uses(sheet: Sheet, filed: list[FiledRow], asked: list[AskedRow], dropped: dict[int, str]) -> tuple[ReadLine, ...]:
    of_asked = {row.lines[-1] for row in asked}
    of_filed = {row.lines[-1] for row in filed}
    made = []
    for number, source in enumerate(sheet.sources, 1):
        if number in of_asked:
            use, words = LineUse.ASKED, _USE_WORDS[LineUse.ASKED]
        elif number in of_filed:
            use, words = LineUse.FILED, _USE_WORDS[LineUse.FILED]
        elif number in sheet.markings:
            use, words = LineUse.MARKING, sheet.markings[number]
        else:
            use, words = LineUse.SET_ASIDE, dropped.get(number) or sheet.asides.get(number, "没有看出上报内容")
        made.append(ReadLine(number, source, use, words))
    return tuple(made)


def _missing(units: tuple[int, ...], filed: list[FiledRow], asked: list[AskedRow]) -> tuple[int, ...]:
    heard = {row.unit_id for row in filed} | {ident for row in asked for ident in row.unit_ids}
    return tuple(ident for ident in sorted(units) if ident not in heard)


def _partial(
    units: tuple[int, ...], items: tuple[int, ...], filed: list[FiledRow]
) -> tuple[tuple[int, tuple[int, ...]], ...]:
    done: dict[int, set[int]] = {}
    for row in filed:
        done.setdefault(row.unit_id, set()).add(row.item_id)
    lacking = (
        (ident, tuple(item for item in sorted(items) if item not in done[ident]))
        for ident in sorted(units)
        if ident in done
    )
    return tuple((ident, left) for ident, left in lacking if left)
