"""预览: the wording of a template filled with one unit's own values, what is lacking marked (features L1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from respbook.models.programmes import Programme
from respbook.models.units import Unit
from respbook.papers.blocks import Paper
from respbook.papers.letter import ClauseLine, compose
from respbook.queries import facts
from respbook.rules.clauses import numbers, shortened
from respbook.rules.errors import RuleBroken
from respbook.rules.pinyin import matches
from respbook.rules.scopes import limits_words
from respbook.rules.wording import BLOCKS, FIELDS, TARGET, block_of, fields_in, fill


class Wording(Protocol):
    """条款 as the preview needs it: saved, or as it stands in the editor."""

    @property
    def level(self) -> int: ...
    @property
    def tag(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class Run:
    """文字片段: ``field`` is where it was filled from, ``lacking`` that there was nothing to fill in."""

    text: str
    field: str = ""
    lacking: bool = False


@dataclass(frozen=True)
class Line:
    """一段: its level, its runs; ``block`` names the table or the signatures that will stand here.

    ``place`` is the number of its clause among all of the template, from 1.
    """

    level: int
    runs: tuple[Run, ...]
    block: str = ""
    place: int = 0


@dataclass(frozen=True)
class FilledLetter:
    """填好的责任书: for one unit; ``lacking`` are the fields without a value, ``left_out`` the clauses not for it.

    ``values`` are what its fields are filled with.
    """

    unit_id: int
    unit_name: str
    title: tuple[Line, ...]
    lines: tuple[Line, ...]
    lacking: tuple[str, ...]
    left_out: tuple[str, ...]
    values: Mapping[str, str]


def filled_for(programme: Programme, unit_id: int, title: str, clauses: Iterable[Wording], today: date) -> FilledLetter:
    """填好的责任书 of one unit in sight; the caller has checked the sight."""
    bundle = facts.gather(programme, [unit_id])
    unit = bundle.units[unit_id]
    values = facts.merge_values(bundle, unit, today)
    every = list(clauses)
    kept = [(place, each) for place, each in enumerate(every, 1) if facts.reaches(each.tag, unit)]
    out = tuple(_called(clause, values) for clause in every if not facts.reaches(clause.tag, unit))
    printed = numbers((clause.level, clause.label) for _, clause in kept)
    lines: list[Line] = []
    for (place, clause), number in zip(kept, printed, strict=True):
        lines += (replace(line, place=place) for line in _lines(clause, number, values))
    heads = tuple(Line(0, _runs(line.strip(), values)) for line in title.splitlines() if line.strip())
    wanted = dict.fromkeys(run.field for line in (*heads, *lines) for run in line.runs if run.lacking)
    return FilledLetter(unit.id, unit.name, heads, tuple(lines), tuple(wanted), out, values)


def _called(clause: Wording, values: Mapping[str, str]) -> str:
    """摘要 of a clause that is not for the unit, with the unit's values; what it has none for is left out."""
    told = "".join(run.text for run in _runs(clause.text, values) if not run.lacking)
    bare = told.strip("。；，、 ") or "、".join(name.removeprefix(TARGET) for name in fields_in(clause.text))
    words = shortened(bare.replace("{{", "").replace("}}", "").replace(TARGET, ""), 16)
    return f"{words}（{limits_words(clause.tag)}）"


@dataclass(frozen=True)
class Draft:
    """未保存的模板: title and clauses as they stand in the editor."""

    title: str
    clauses: Sequence[Wording]
    signing: str | None = None


def paper_for(programme: Programme, unit_id: int, draft: Draft, today: date) -> Paper:
    """版面 of one unit in sight from the wording as it stands in the editor.

    What is lacking stands as （缺…）, so that the page can be seen. Raises RuleBroken where braces are wrong.
    """
    bundle = facts.gather(programme, [unit_id])
    unit = bundle.units[unit_id]
    kept = [clause for clause in draft.clauses if clause.text.strip() and facts.reaches(clause.tag, unit)]
    lines = tuple(ClauseLine(place, each.level, each.text, each.label) for place, each in enumerate(kept, 1))
    plain = facts.content_of(bundle, unit, "\n".join(draft.title.splitlines()), lines, today, draft.signing)
    used = {name for text in (draft.title, *(clause.text for clause in kept)) for name in fields_in(text)}
    lacking = {name: f"（缺{name}）" for name in used if not plain.values.get(name, "").strip()}
    return compose(replace(plain, values={**plain.values, **lacking}))


def unit_meant(units: Sequence[Unit], words: str) -> Unit | None:
    """所指单位: the one called so, else the first whose name or pinyin fits what was typed."""
    called = (unit for unit in units if words in (unit.called, unit.name))
    fitting = (unit for unit in units if matches(words, unit.name + unit.called, unit.pinyin, unit.initials))
    return next(called, None) or next(fitting, None)


def _lines(clause: Wording, number: str, values: Mapping[str, str]) -> list[Line]:
    made: list[Line] = []
    for place, paragraph in enumerate(clause.text.split("\n")):
        if block := block_of(paragraph):
            made.append(Line(0, (), block))
        elif paragraph.strip():
            opening = (Run(number),) if number and place == 0 else ()
            made.append(Line(clause.level if place == 0 else 0, opening + _runs(paragraph.strip(), values)))
    return made


def _runs(text: str, values: Mapping[str, str]) -> tuple[Run, ...]:
    """Filled runs; wrong braces leave the text as it was typed."""
    empty = {name for name in fields_in(text) if name not in BLOCKS and not values.get(name, "").strip()}
    unknown = {name for name in empty if name not in FIELDS and not name.startswith(TARGET)}
    lacking = {name: f"{{{{{name}}}}}" if name in unknown else f"（缺{name}）" for name in empty}
    try:
        pieces = fill(text, {**values, **lacking})
    except RuleBroken:
        return (Run(text),)
    return tuple(Run(piece.text, piece.field or "", piece.field in empty - unknown) for piece in pieces if piece.text)
