"""旧责任书表单: the file or the pasted text; and the confirmation page, whose rows stand in rules/source_rows.py."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, TextAreaField

from respbook.actions.letter_sources import SourceFacts
from respbook.actions.letter_templates import ClauseFacts, TemplateFacts
from respbook.actions.targets import TargetFacts
from respbook.forms.base import EditForm, Form, filled
from respbook.forms.fields import Choices, file_name, line
from respbook.forms.letter_templates import DEFAULT_TITLE
from respbook.readers.word import LARGEST_FILE, read_word
from respbook.rules.errors import RuleBroken
from respbook.rules.old_fields import Register, undertaker_of
from respbook.rules.old_letters import Proposal
from respbook.rules.source_lines import SourceKind, SourceText, pasted_text
from respbook.rules.source_rows import FigureRow, SourceRow, checked, rows_of
from respbook.rules.target_checks import ProgrammeTerm, check, read_amount
from respbook.rules.targets import TargetKind
from respbook.rules.typed import NotADay, read_day
from respbook.rules.units import SIGNING_KINDS, UNIT_KIND_LABELS, UnitKind, signing_kinds

PASTED_NAME = "粘贴的全文"
_LONGEST_DUTY = 300
_ROW = re.compile(r"row-[0-9]{1,4}-[a-z0-9_-]{2,30}|name|unit_kinds|keep_labels")


class StartForm(Form):
    """读入旧责任书: a Word file, or the whole text."""

    file = FileField(
        "Word文档",
        render_kw={"accept": ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
    )
    wording = TextAreaField("粘贴全文", render_kw={"rows": "8"})

    def source(self) -> SourceFacts:
        """What was handed in, already read once. Raises RuleBroken on its field."""
        upload = self.file.data
        if upload and upload.filename:
            content = upload.stream.read(LARGEST_FILE + 1)
            name = file_name(upload.filename, 120, "未命名.docx")
            read = read_word(content)
            return SourceFacts(SourceKind.WORD, name, content, len(read.lines))
        text = self.wording.data or ""
        if not text.strip():
            raise RuleBroken("请选择Word文档，或把全文粘贴到下面。", "file")
        read = pasted_text(text)
        return SourceFacts(SourceKind.PASTED, PASTED_NAME, text.encode(errors="replace"), len(read.lines))


def read_source(kind: SourceKind, content: bytes) -> SourceText:
    """再读一遍 what the store kept. Raises RuleBroken."""
    return read_word(content) if kind is SourceKind.WORD else pasted_text(content.decode(errors="replace"))


class ReviewForm(EditForm):
    """核对页: every line of the old letter beside what it becomes."""

    name = line("模板名称", 60)
    unit_kinds = Choices("适用单位", choices=[(kind.value, UNIT_KIND_LABELS[kind]) for kind in SIGNING_KINDS])
    keep_labels = BooleanField("保留原序号")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows: list[SourceRow] = []

    @property
    def kinds(self) -> tuple[UnitKind, ...]:
        """适用单位 as chosen; what is no kind is refused by ``validate``."""
        chosen = self.unit_kinds.data or ()
        return tuple(kind for kind in UnitKind if kind.value in chosen)

    def of_office(self, owner: UnitKind) -> "ReviewForm":
        """适用单位 as an office of that kind has them; a single kind is chosen already."""
        kinds = signing_kinds(owner)
        self.unit_kinds.choices = [(kind.value, UNIT_KIND_LABELS[kind]) for kind in kinds]
        if len(kinds) == 1 and not self.unit_kinds.data:
            self.unit_kinds.data = [kinds[0].value]
        return self

    def load(self, proposals: Sequence[Proposal], sent: Mapping[str, list[str]], register: Register) -> None:
        """The rows as proposed or as sent, with what is ticked put in."""
        rows = rows_of(proposals, sent)
        self.rows = checked(rows, register.targets, bool(self.keep_labels.data))

    def look(self, register: Register) -> bool:
        """检查 of the chosen targets, each at its place; True when nothing forbids making the template."""
        names: set[str] = set()
        for place, row in enumerate(self.rows):
            figures = tuple(
                replace(each, wrong=self._wrong(each, row, register, names)) if each.taken else each
                for each in row.figures
            )
            self.rows[place] = replace(row, figures=figures)
        wrong = [row for row in self.rows if row.bad]
        if wrong:
            self.status = 422
            self.form_errors = [
                f"第{row.place + 1}段：{sentence}" for row in wrong[:10] for sentence in _sentences(row)
            ]
        return not wrong

    def _wrong(self, figure: FigureRow, row: SourceRow, register: Register, names: set[str]) -> str:
        if figure.name in names:
            return f"前面已有同名的指标“{figure.name}”；请改个名称。"
        names.add(figure.name)
        try:
            if not 1 <= len(figure.name) <= 60 or set(figure.name) & set("{}｛｝\n"):
                raise RuleBroken("指标名称应为1至60个字，不含花括号。")
            if figure.name not in register.targets:
                term = ProgrammeTerm(register.year, register.term_from, register.term_to)
                check(self._goal(figure, row), term)
        except RuleBroken as problem:
            return problem.sentence
        return ""

    def chosen(self, targets: Sequence[str]) -> list[tuple[SourceRow, FigureRow]]:
        """要登记的指标: ticked and not yet a target of the programme."""
        pairs = ((row, figure) for row in self.rows for figure in row.figures if figure.taken)
        return [(row, figure) for row, figure in pairs if figure.name not in targets]

    def refused(self, place: int, sentence: str, targets: Sequence[str]) -> None:
        """登记时被拒的指标: the sentence at its row."""
        row, figure = self.chosen(targets)[place]
        figures = tuple(replace(each, wrong=sentence) if each == figure else each for each in row.figures)
        self.rows[row.place] = replace(row, figures=figures)
        self.form_errors = [f"第{row.place + 1}段：{sentence}"]
        self.status = 422

    def goals(self, targets: Sequence[str]) -> tuple[TargetFacts, ...]:
        """The frozen values for the action, in the order of the letter."""
        return tuple(self._goal(figure, row) for row, figure in self.chosen(targets))

    def _goal(self, figure: FigureRow, row: SourceRow) -> TargetFacts:
        offer, values = figure.offer, figure.values
        kind = TargetKind(values["kind"])
        plain = row.text if not row.picks and row.is_clause and not row.proposal.line.table else ""
        return TargetFacts(
            category=offer.category,
            name=figure.name,
            kind=kind,
            unit_word=values["unit_word"][:12],
            amount=_signed(values["amount"], kind),
            low=read_amount(values["low"]),
            high=read_amount(values["high"]),
            per=_whole(values["per"], "每多少"),
            per_word=values["per_word"][:12],
            base_year=_whole(values["base_year"], "基准年"),
            due_on=_day(values["due_on"]),
            text=values["text"],
            cadence=offer.cadence,
            duty=plain[:_LONGEST_DUTY],
            heading=offer.category,
            unit_kinds=self.kinds,
        )

    def facts(self) -> TemplateFacts:
        """The template for the action."""
        title = "\n".join(row.composed for row in self.rows if row.use == "title")
        return TemplateFacts(
            name=filled(self.name),
            unit_kinds=self.kinds,
            title=title or DEFAULT_TITLE,
            clauses=tuple(ClauseFacts(row.level, row.composed, label=row.label) for row in self.rows if row.is_clause),
        )


def _sentences(row: SourceRow) -> list[str]:
    return [sentence for sentence in (row.wrong, *(figure.wrong for figure in row.figures)) if sentence]


def _signed(text: str, kind: TargetKind) -> Decimal | None:
    """A figure; only a change against the base year may be negative."""
    return read_amount(text, signed=kind is TargetKind.RELATIVE)


def _whole(text: str, words: str) -> int | None:
    if not text.strip():
        return None
    amount = read_amount(text)
    if amount is None or amount != int(amount) or amount > 10_000_000:
        raise RuleBroken(f"“{words}”应填整数。")
    return int(amount)


def _day(text: str) -> date | None:
    try:
        return read_day(text) if text else None
    except NotADay:
        raise RuleBroken("完成时限应为日期，如2026-10-30。") from None


def kept(sent: MultiDict[str, str]) -> str:
    """核对进度: the form's own fields as JSON, to be found again."""
    pairs = [[name, value] for name, value in sent.items(multi=True) if _ROW.fullmatch(name)]
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))


def resumed(progress: str) -> MultiDict[str, str]:
    """What ``kept`` wrote."""
    return MultiDict((name, value) for name, value in json.loads(progress or "[]"))


def beginning(name: str, texts: Sequence[str], register: Register) -> dict[str, Any]:
    """先填好的: the name of the file in this year, and the kinds of unit that the letter seems to be for."""
    stem = re.sub(r"\.docx$", "", name, flags=re.IGNORECASE)
    found = undertaker_of(texts, register)
    village = any("村" in text or "社区" in text for text in texts)
    kinds = [UnitKind.VILLAGE, UnitKind.COMMUNITY] if village else []
    if not village and found and found[0].kind is UnitKind.AFFILIATED:
        kinds = [UnitKind.AFFILIATED]
    named = "" if name == PASTED_NAME else re.sub(r"20[0-9]{2}", str(register.year), stem)[:60]
    return {"name": named, "unit_kinds": [kind.value for kind in kinds]}
