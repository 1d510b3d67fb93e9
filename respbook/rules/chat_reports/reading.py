"""读群消息 reading: the whole of a paste: what can be filed, what must be asked, what is set aside, and who is missing.

Every line has exactly one use. Where anything in a line is unsure, the line is asked about as a whole.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from respbook.rules.chat_reports.claims import has_claim
from respbook.rules.chat_reports.cleaning import Cleaned, another_village, cleaned, only_courtesy, strange_start
from respbook.rules.chat_reports.entries import Entries, Told
from respbook.rules.chat_reports.folding import Folded
from respbook.rules.chat_reports.lines import BodyLine, Message, cut, names_nobody
from respbook.rules.chat_reports.names import Hit, Register, Whose
from respbook.rules.chat_reports.segments import Heard, Listener
from respbook.rules.chat_reports.settling import Sheet, settled
from respbook.rules.chat_reports.speakers import EVERYBODY, Subject, speakers
from respbook.rules.chat_reports.topics import Spoken, Topics
from respbook.rules.chat_reports.values import (
    ALL_DAY,
    ChatItem,
    ChatPerson,
    ChatReading,
    ChatUnit,
    ClockLimits,
)
from respbook.rules.chat_reports.vocabulary import DOUBT, NOTICE, QUESTION
from respbook.rules.chinese import day

_BARE_AT_END = re.compile(r"(?:^|[ ，。;、])[0-9]{1,3}[ .、)]*$")


def read_chat(
    text: str,
    *,
    units: Iterable[ChatUnit],
    people: Iterable[ChatPerson],
    items: Iterable[ChatItem],
    today: date,
    limits: ClockLimits = ALL_DAY,
) -> ChatReading:
    """读群消息. ``units`` are those expected to report, ``items`` the day's tasks, ``people`` who has posts in the units.

    Raises RuleBroken with the field ``text`` when the paste is too long.
    """
    topics = Topics(items)
    register = Register(units, people, topics)
    pieces = cut(text, today)
    sheet = Sheet(pieces.sources, dict(pieces.markings), dict(pieces.asides))
    reader = _Reader(register, Listener(topics), sheet, today, limits)
    for message in pieces.messages:
        reader.read(message)
    return settled(sheet, tuple(register.units), tuple(topics.items))


def _without(line: Folded, hits: list[Hit]) -> Folded:
    """The line with blanks where the names stand."""
    marks = list(line.text)
    for hit in hits:
        marks[hit.start : hit.end] = " " * (hit.end - hit.start)
    return Folded(line.source, "".join(marks), line.places)


@dataclass
class _Turn:
    """说话人 within a message: whose lines follow, since which line, and how that is known."""

    units: tuple[int, ...] = ()
    line: int | None = None
    how: str = ""
    doubt: str = ""
    candidates: tuple[int, ...] = ()
    heading: Spoken = field(default_factory=Spoken)
    named_list: bool = False
    sender: Whose = field(default_factory=Whose)
    opened: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Lines that hold nothing but a name, until something follows them."""

    def now(self, units: tuple[int, ...], line: int, how: str) -> None:
        """What follows is of these units."""
        self.units, self.line, self.how, self.doubt, self.candidates = units, line, how, "", ()

    def over(self, candidates: tuple[int, ...] = ()) -> None:
        """What follows need not be of the same: it is asked about."""
        self.units, self.line, self.candidates = (), None, candidates
        self.doubt = "没有写单位，看不出是不是接着上一行说的，请选定。" if candidates else ""


class _Reader:
    """Goes through the messages and writes the sheet."""

    def __init__(self, register: Register, listener: Listener, sheet: Sheet, today: date, limits: ClockLimits) -> None:
        self.register, self.listener, self.sheet, self.today = register, listener, sheet, today
        self.entries = Entries(sheet, listener.topics.items, limits)

    def read(self, message: Message) -> None:
        """一条消息."""
        if message.other_day:
            for line in message.body:
                self.sheet.asides[line.number] = f"这是{day(message.other_day)}的消息，不作当日上报"
            return
        turn = self._turn(message)
        heads = self._heads(message, turn)
        for line in message.body:
            if line.number not in heads:
                self._line(line, message, turn)
        for number, units in turn.opened.items():
            self.entries.ask_about(number, "只写了单位，没有上报内容，请核对。", units)

    def _turn(self, message: Message) -> _Turn:
        whose = self.register.sender(message.sender) if message.sender else Whose()
        units = tuple(sorted(whose.units))
        turn = _Turn(sender=whose)
        if whose.doubt:
            turn.doubt, turn.candidates = f"{whose.doubt}，请选定。", units
        elif len(units) > 1:
            turn.doubt, turn.candidates = f"发送人“{message.sender}”在几个单位任职，请选定。", units
        elif units:
            turn.units, turn.how = units, whose.how
        elif message.sender:
            turn.doubt = f"发送人“{message.sender}”不在名单中，看不出是哪个单位的，请选定。"
        return turn

    def _heads(self, message: Message, turn: _Turn) -> set[int]:
        """The heading of a 接龙: its lines before the first entry, and what they speak of."""
        numbered = [line for line in message.body if line.ordinal is not None]
        turn.named_list = message.chain or any(self._names(line) for line in numbered)
        if not (message.chain or len(numbered) > 1) or not turn.named_list:
            return set()
        first = numbered[0].number if numbered else message.body[-1].number + 1 if message.body else 0
        heads = [line for line in message.body if line.number < first and not (self._names(line) and not message.chain)]
        heads = [line for line in heads if NOTICE.search(line.folded.text) or not has_claim(line.folded.text)]
        for line in heads:
            said = self.listener.topics.spoken(line.folded.text, 0, len(line.folded.text))
            turn.heading = turn.heading.joined(said)
            self.sheet.markings[line.number] = "接龙标题" if message.chain else "标题"
        return {line.number for line in heads}

    def _names(self, line: BodyLine) -> bool:
        return bool(self.register.found(line.folded.text, line.start))

    def _line(self, line: BodyLine, message: Message, turn: _Turn) -> None:
        clean = cleaned(line.folded, line.start, self.today)
        text = clean.line.text
        hits = self.register.found(text, line.start)
        if not text[line.start :].strip() or only_courtesy(text[line.start :]):
            self._nothing_said(line, clean)
            if not (message.headed or clean.attached):
                turn.over()
        elif not hits:
            self._unnamed(line, clean, message, turn)
        else:
            said = speakers(text, hits)
            if said.doubt:
                self._doubtful(line, clean, hits, said.doubt, said.candidates, turn)
            else:
                self._named(
                    _Line(line, clean, said.subjects, self._heard(line, clean, said.subjects, turn)), message, turn
                )

    def _heard(self, line: BodyLine, clean: Cleaned, subjects: tuple[Subject, ...], turn: _Turn) -> list[Heard]:
        """What stands before the first name, and behind each."""
        text = clean.line.text
        spans = [(line.start, subjects[0].start)]
        spans += zip((each.end for each in subjects), [each.start for each in subjects[1:]] + [len(text)], strict=True)
        heard = [self.listener.heard(clean.line, *span, turn.heading) for span in spans]
        for (start, end), said, after in zip(spans[:-1], heard[:-1], heard[1:], strict=True):
            if said.claimed and after.claimed and _BARE_AT_END.search(text[start:end]):
                said.ask("名字前面的数字，看不出是前一个单位的数还是序号，请核对。")
        return heard

    def _nothing_said(self, line: BodyLine, clean: Cleaned) -> None:
        if clean.attached:
            reason = f"只有{clean.attached}，没有文字"
        elif any(mark.isalnum() for mark in clean.line.text[line.start :]):
            reason = "只是应答或问候"
        elif line.ordinal is not None and not clean.line.text[line.start :].strip():
            reason = "只有序号"
        else:
            reason = "只有表情或符号"
        self.sheet.asides[line.number] = reason

    def _unnamed(self, line: BodyLine, clean: Cleaned, message: Message, turn: _Turn) -> None:
        text = clean.line.text
        heard = self.listener.heard(clean.line, line.start, len(text), turn.heading)
        strange = strange_start(
            text, line.start, len(text), self.listener.topics, named=False, apart=not message.headed
        )
        if strange or (line.ordinal is not None and turn.named_list):
            self._nobody(line, clean, heard, strange, turn)
        elif not (heard.claimed or heard.corrects):
            self._no_report(line, text, turn)
            if not message.headed and line.number not in self.sheet.markings:
                turn.over()
        elif not turn.units:
            question = turn.doubt or "没有写单位，看不出是谁报的，请选定。"
            self.entries.ask(_whole(line, clean), heard, question, turn.candidates)
        else:
            numbers = (line.number,) if turn.line is None else (turn.line, line.number)
            turn.opened.pop(turn.line or 0, None)
            self.entries.file(Told(line, clean, line.start, len(text), turn.how, numbers), heard, turn.units)

    def _nobody(self, line: BodyLine, clean: Cleaned, heard: Heard, strange: str, turn: _Turn) -> None:
        """A line of somebody whom the list has not: what follows is not taken for the one before."""
        near = self.register.near(strange) if strange else ()
        if heard.claimed or heard.corrects or near:
            named = f"“{strange}”不在名单中" if strange else "没有写单位"
            self.entries.ask(_whole(line, clean), heard, f"{named}，看不出是哪个单位，请选定。", near)
        else:
            self._no_report(line, clean.line.text, turn)
        turn.over()

    def _no_report(self, line: BodyLine, text: str, turn: _Turn) -> None:
        words = text[line.start :].strip()
        if NOTICE.search(line.folded.text) or EVERYBODY.search(words):
            self.sheet.asides[line.number] = "通知或催报，不是上报"
        elif QUESTION.search(words):
            self.sheet.asides[line.number] = "询问，不是上报"
        elif turn.units and names_nobody(words) and len(words) <= 12:
            self.sheet.markings[line.number] = "上报的话头"
        else:
            self.sheet.asides[line.number] = "没有看出上报内容"

    def _doubtful(
        self, line: BodyLine, clean: Cleaned, hits: list[Hit], doubt: str, candidates: tuple[int, ...], turn: _Turn
    ) -> None:
        text = clean.line.text
        heard = self.listener.heard(_without(clean.line, hits), line.start, len(text), turn.heading)
        asking = NOTICE.search(text, line.start) or QUESTION.search(text, line.start)
        if asking and not (heard.claimed or heard.corrects):
            self._no_report(line, text, turn)
        else:
            self.entries.ask(_whole(line, clean), heard, doubt, candidates)
        turn.over()

    def _named(self, said: "_Line", message: Message, turn: _Turn) -> None:
        every, line = said.units, said.line
        known = turn.sender.units
        if message.headed and len(every) == 1:
            turn.now(every, line.number, said.subjects[0].how)
        else:
            turn.over(every)
        if not said.claimed:
            self._only_named(said, turn)
        elif EVERYBODY.search(said.text, line.start):
            self._ask(said, "说的是几个单位或其余单位，看不出包括谁，请分别填报。", every)
        elif known and not known & set(every) and not message.chain:
            self._ask(said, "发送人的单位与文中写的单位不同，请选定。", (*every, *sorted(known)))
        elif strange := self._strange(said):
            self._ask(said, f"“{strange}”不在名单中，看不出说的是不是这个单位，请核对。", every)
        else:
            self._each(said)

    def _ask(self, said: "_Line", question: str, candidates: tuple[int, ...]) -> None:
        merged = Heard(corrects=any(each.corrects for each in said.heard))
        for each in said.heard:
            merged.verdicts += each.verdicts
            merged.doubts += each.doubts
        self.entries.ask(_whole(said.line, said.clean), merged, question, candidates)

    def _strange(self, said: "_Line") -> str:
        """A word at the beginning of a stretch that may be a name the list has not."""
        subjects, topics = said.subjects, self.listener.topics
        before = strange_start(said.text, said.line.start, subjects[0].start, topics, named=False)
        after = (strange_start(said.text, each.end, end, topics, named=True) for each, end in said.behind())
        strange = before or next((word for word in after if word), "")
        others = (another_village(said.text, each.end, end) for each, end in said.behind())
        return strange or next((word for word in others if word), "")

    def _only_named(self, said: "_Line", turn: _Turn) -> None:
        line, text, subjects = said.line, said.text, said.subjects
        rest = text[line.start : subjects[0].start] + " " + text[subjects[-1].end :]
        spoken, unsure = any(mark.isalnum() for mark in rest), DOUBT.search(rest)
        if said.clean.attached:
            self.entries.ask_about(line.number, f"只发了{said.clean.attached}，没有文字，请打开后核对。", said.units)
        elif spoken and only_courtesy(rest):
            self.sheet.asides[line.number] = "只是应答或问候"
        elif NOTICE.search(text) or QUESTION.search(text):
            self._no_report(line, text, turn)
        elif unsure:
            self.entries.ask_about(line.number, f"写了“{unsure[0]}”，还没有结果，请核实。", said.units)
        elif not turn.named_list and len(said.units) == 1 and names_nobody(re.sub(r"[\s\W]", "", rest)):
            self.sheet.markings[line.number] = "以下各行的单位"
            turn.opened[line.number] = said.units
            turn.now(said.units, line.number, subjects[0].how)
        else:
            self.entries.ask_about(line.number, "写了单位，但看不出上报内容，请核对。", said.units)

    def _each(self, said: "_Line") -> None:
        line, clean, (first, *_), (before, *behind) = said.line, said.clean, said.subjects, said.heard
        if before.claimed:
            if len(said.subjects) > 1 or behind[0].claimed:
                self._ask(said, "单位写在中间，看不出前后各是谁报的，请选定。", said.units)
            else:
                told = Told(line, clean, line.start, first.start, first.how, (line.number,))
                self.entries.file(told, before, first.units)
            return
        for (subject, end), heard in zip(said.behind(), behind, strict=True):
            heard.corrects = heard.corrects or before.corrects
            if heard.claimed or heard.corrects:
                told = Told(line, clean, subject.end, end, subject.how, (line.number,))
                self.entries.file(told, heard, subject.units)
            else:
                self.entries.ask_about(line.number, "写了单位，但看不出它报了什么，请核对。", subject.units)


def _whole(line: BodyLine, clean: Cleaned) -> Told:
    return Told(line, clean, line.start, len(clean.line.text), "待选定", (line.number,))


@dataclass(frozen=True)
class _Line:
    """A line with its subjects and what was heard: before the first, and behind each."""

    line: BodyLine
    clean: Cleaned
    subjects: tuple[Subject, ...]
    heard: list[Heard]

    @property
    def text(self) -> str:
        return self.clean.line.text

    @property
    def units(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(ident for subject in self.subjects for ident in subject.units))

    @property
    def claimed(self) -> bool:
        return any(each.claimed or each.corrects for each in self.heard)

    def behind(self) -> list[tuple[Subject, int]]:
        """Each subject with the end of what stands behind it."""
        return list(zip(self.subjects, [each.start for each in self.subjects[1:]] + [len(self.text)], strict=True))
