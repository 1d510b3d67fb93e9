"""核对行: one row of the confirmation page: the line as it stood, what it becomes, what is ticked; nothing is saved."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from respbook.rules.clauses import numbers
from respbook.rules.old_fields import FieldOffer, place_of
from respbook.rules.old_figures import FigureOffer
from respbook.rules.old_letters import LONGEST_LABEL, Proposal
from respbook.rules.old_parts import Use
from respbook.rules.targets import TargetKind
from respbook.rules.typed import whole_in
from respbook.rules.wording import BLOCKS, FIELDS, TARGET, check, waits

USES = {
    "0": "正文",
    "1": "一级　一、",
    "2": "二级　（一）",
    "3": "三级　1.",
    "4": "四级　（1）",
    "title": "标题",
    "none": "不采用",
}
VALUES = ("name", "kind", "amount", "unit_word", "low", "high", "per", "per_word", "base_year", "due_on", "text")
"""指标的填写项, as the names of the inputs end."""
_LONGEST_VALUE = 200


class Piece(NamedTuple):
    """一段文字 of the preview: ``kind`` is empty, ``set`` (a field that is ticked) or ``maybe`` (one that is offered)."""

    text: str
    kind: str = ""


class Pick(NamedTuple):
    """勾选: the ``nth`` ``found`` becomes the field."""

    field: str
    nth: int
    found: str


@dataclass(frozen=True)
class FigureRow:
    """指标行 as typed."""

    offer: FigureOffer
    taken: bool
    values: Mapping[str, str]
    wrong: str = ""

    @property
    def name(self) -> str:
        """目标任务名称."""
        return self.values["name"]


@dataclass(frozen=True)
class SourceRow:
    """核对行 as typed; ``composed`` is the text with what is ticked put in, ``number`` the number it will bear."""

    place: int
    proposal: Proposal
    use: str
    label: str
    text: str
    picks: tuple[Pick, ...] = ()
    figures: tuple[FigureRow, ...] = ()
    number: str = ""
    composed: str = ""
    pieces: tuple[Piece, ...] = ()
    wrong: str = ""

    @property
    def level(self) -> int:
        """级别 of a clause; 0 for everything else."""
        return int(self.use) if self.use in ("1", "2", "3", "4") else 0

    @property
    def is_clause(self) -> bool:
        """Whether it becomes a clause."""
        return self.use in ("0", "1", "2", "3", "4")

    @property
    def bad(self) -> bool:
        """Whether the row forbids making the template."""
        return bool(self.wrong) or any(figure.wrong for figure in self.figures)

    def picked(self, offer: FieldOffer) -> str:
        """What the offer's place is ticked for; empty when it is not."""
        return next((each.field for each in self.picks if (each.nth, each.found) == (offer.nth, offer.found)), "")


def value_of(field: str, offer: FieldOffer) -> str:
    """选项的值: says by itself what is to be replaced by what."""
    return f"{field}:{offer.nth}:{offer.found}"


def rows_of(proposals: Sequence[Proposal], sent: Mapping[str, list[str]]) -> list[SourceRow]:
    """核对行 of all lines: as proposed, or as ``sent`` where the form carried the row."""
    return [
        _sent(place, each, sent) if f"row-{place}-use" in sent else _proposed(place, each)
        for place, each in enumerate(proposals)
    ]


def _proposed(place: int, each: Proposal) -> SourceRow:
    use = str(each.level) if each.use is Use.CLAUSE else each.use.value
    picks = tuple(Pick(offer.field, offer.nth, offer.found) for offer in each.fields if offer.certain)
    figures = tuple(FigureRow(offer, False, _values(offer)) for offer in each.figures)
    return SourceRow(place, each, use, each.label, each.text, picks, figures)


def _values(offer: FigureOffer) -> dict[str, str]:
    return {name: str(value) if (value := getattr(offer, name, None)) is not None else "" for name in VALUES}


def _sent(place: int, each: Proposal, sent: Mapping[str, list[str]]) -> SourceRow:
    def said(name: str) -> str:
        return sent.get(f"row-{place}-{name}", [""])[0].replace("\r\n", "\n").strip()

    use = said("use")
    return SourceRow(
        place,
        each,
        use if use in USES else "none",
        said("label")[:LONGEST_LABEL],
        said("text") if f"row-{place}-text" in sent else each.text,
        tuple(pick for text in sent.get(f"row-{place}-field", ()) if (pick := _pick(text))),
        tuple(_figure(f"figure-{count}", offer, said) for count, offer in enumerate(each.figures)),
    )


def _pick(text: str) -> Pick | None:
    field, _, rest = text.partition(":")
    nth, _, found = rest.partition(":")
    number = whole_in(nth, 4)
    return Pick(field, number, found) if field in FIELDS and number is not None and found else None


def _figure(name: str, offer: FigureOffer, said: Callable[[str], str]) -> FigureRow:
    values = {each: said(f"{name}-{each}")[:_LONGEST_VALUE] for each in VALUES}
    taken = said(name) == "take"
    if values["kind"] not in {kind.value for kind in TargetKind}:
        return FigureRow(offer, taken, _values(offer))
    return FigureRow(offer, taken, values)


def checked(rows: Iterable[SourceRow], targets: Sequence[str], keep_labels: bool) -> list[SourceRow]:
    """检查: put in what is ticked, number the clauses, and mark what cannot be saved."""
    labelled = [_with_label(row) if keep_labels else row for row in rows]
    clauses = [row for row in labelled if row.is_clause]
    printed = dict(zip((row.place for row in clauses), numbers((row.level, row.label) for row in clauses), strict=True))
    known = (*targets, *(figure.name for row in labelled for figure in row.figures if figure.taken))
    return [_checked(replace(row, number=printed.get(row.place, "")), known) for row in labelled]


def _with_label(row: SourceRow) -> SourceRow:
    """保留原序号: the printed number stands even where counting would give the same one."""
    kept = row.label or row.proposal.printed[:LONGEST_LABEL]
    return replace(row, label=kept if row.is_clause and row.level else row.label)


def _checked(row: SourceRow, targets: Sequence[str]) -> SourceRow:
    marks, wrong = _marks(row)
    composed, place = "", 0
    for start, end, words in marks:
        composed += row.text[place:start] + words
        place = end
    composed += row.text[place:]
    row = replace(row, composed=composed, pieces=tuple(_pieces(row, marks)), wrong=wrong)
    return row if wrong or row.use == "none" else replace(row, wrong=_wrong(row, targets))


def _wrong(row: SourceRow, targets: Sequence[str]) -> str:
    if not row.composed:
        return "这一段没有内容；请填写，或改为“不采用”。"
    known = tuple(FIELDS) if row.use == "title" else (*FIELDS, *BLOCKS)
    problems = [each for each in check(row.composed, known, targets) if row.use == "title" or not waits(each)]
    return problems[0].sentence if problems else ""


def _marks(row: SourceRow) -> tuple[list[tuple[int, int, str]], str]:
    """(start, end, words put in) of everything ticked, in order, and what is wrong with it."""
    marks: list[tuple[int, int, str]] = []
    wanted = [(pick.found, pick.nth, f"{{{{{pick.field}}}}}") for pick in row.picks]
    if row.text not in {f"{{{{{name}}}}}" for name in BLOCKS} and row.use != "none":
        wanted += [
            (each.offer.found, each.offer.nth, f"{{{{{TARGET}{each.name}}}}}") for each in row.figures if each.taken
        ]
    for found, nth, words in wanted if row.use != "none" else []:
        start = place_of(row.text, found, nth)
        if start < 0:
            return [], f"正文已改，里面没有勾选的“{found[:20]}”了；请取消勾选，或在正文里写上。"
        marks.append((start, start + len(found), words))
    marks.sort()
    if any(first[1] > second[0] for first, second in pairwise(marks)):
        return [], "勾选的两处互相重叠；请取消其中一处。"
    return marks, ""


def _pieces(row: SourceRow, marks: Sequence[tuple[int, int, str]]) -> Iterator[Piece]:
    """The text for the eye: what is put in, and what is offered and not ticked."""
    shown = [(start, end, Piece(words, "set")) for start, end, words in marks]
    offers: list[FieldOffer | FigureOffer] = [*row.proposal.fields, *row.proposal.figures]
    for offer in offers:
        start = place_of(row.text, offer.found, offer.nth)
        end = start + len(offer.found)
        if start >= 0 and all(end <= mark[0] or mark[1] <= start for mark in shown):
            shown.append((start, end, Piece(offer.found, "maybe")))
    place = 0
    for start, end, piece in sorted(shown, key=lambda mark: mark[0]):
        yield Piece(row.text[place:start])
        yield piece
        place = end
    yield Piece(row.text[place:])
