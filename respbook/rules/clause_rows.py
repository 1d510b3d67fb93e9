"""条款行: the rows of the wording editor: numbered, checked, compared, searched; nothing saved."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from respbook.rules.clauses import counted, label_remark, shortened
from respbook.rules.scopes import limits_words, scope_of
from respbook.rules.wording import BLOCKS, FIELDS, LONGEST_TEXT, Problem, check, fields_in, waits


@dataclass(frozen=True)
class ClauseRow:
    """条款行 as typed; ``problems`` are wrong fields, ``wrong`` is what is wrong with its shape.

    ``gone``: taken out, but still at hand until the template is saved. ``fresh``: where the hands are now.
    """

    id: int | None = None
    level: int = 0
    tag: str = ""
    label: str = ""
    text: str = ""
    library: int | None = None
    gone: bool = False
    number: str = field(default="", compare=False)
    remark: str = field(default="", compare=False)
    wrong: str = ""
    problems: tuple[Problem, ...] = ()
    fresh: bool = field(default=False, compare=False)
    folded: bool = field(default=True, compare=False)
    scoping: bool = field(default=False, compare=False)

    @property
    def bad(self) -> bool:
        """Whether the row forbids saving."""
        return bool(self.wrong) or not all(map(waits, self.problems))

    @property
    def start(self) -> str:
        """摘要: what the folded line shows of the text."""
        return shortened(self.text, 40)

    @property
    def limits(self) -> str:
        """限用说明."""
        return limits_words(self.tag)

    @property
    def scope(self) -> Any:
        """适用范围 as a value."""
        return scope_of(self.tag)

    @property
    def fields(self) -> tuple[str, ...]:
        """所用填充项."""
        return fields_in(self.text) if len(self.text) <= LONGEST_TEXT else ()


def standing(clauses: Iterable[Any], *, copied: bool = False) -> list[ClauseRow]:
    """现有条款 of a template as rows; ``copied``: for a new template, so without their ids."""
    return numbered(
        ClauseRow(None if copied else each.id, each.level, each.tag, each.label, each.text, each.library_version_id)
        for each in clauses
    )


def opened(rows: Iterable[ClauseRow], asked: str) -> list[ClauseRow]:
    """翻开 the clause of that number, to which a finding has led; the others stay folded."""
    return [replace(row, folded=row.folded and str(row.id) != asked) for row in rows]


def faulty_opened(rows: Iterable[ClauseRow]) -> list[ClauseRow]:
    """翻开 the clauses that keep the template from being saved."""
    return [replace(row, folded=row.folded and not row.bad) for row in rows]


def living(rows: Iterable[ClauseRow]) -> list[ClauseRow]:
    """留用的条款: without those taken out."""
    return [row for row in rows if not row.gone]


def numbered(rows: Iterable[ClauseRow]) -> list[ClauseRow]:
    """编号: each row with the number that it prints, and the remark where its own label is not the number by its place."""
    kept = list(rows)
    own = iter(counted(row.level for row in kept if not row.gone))
    return [row if row.gone else _numbered(row, next(own)) for row in kept]


def _numbered(row: ClauseRow, own: str) -> ClauseRow:
    return replace(row, number=row.label or own, remark=label_remark(row.label, own))


def checked(rows: Iterable[ClauseRow], targets: tuple[str, ...]) -> list[ClauseRow]:
    """检查: each row with what is wrong with it; a text beyond the limit is refused unread."""
    known = (*FIELDS, *BLOCKS)
    return [
        replace(row, wrong=wrong, problems=() if wrong or row.gone else tuple(check(row.text, known, targets)))
        for row in rows
        for wrong in (_shape(row),)
    ]


def _shape(row: ClauseRow) -> str:
    if row.gone:
        return ""
    if not row.text:
        return "这一条没有内容，请填写，或删去这一条。" if row.id is not None else ""
    if len(row.text) > LONGEST_TEXT:
        return f"这一条超过{LONGEST_TEXT:,}字，请分段。"
    if len(row.label) > 20:
        return "自定序号不能超过20个字。"
    return ""


def without_blanks(rows: Iterable[ClauseRow]) -> list[ClauseRow]:
    """去空行: rows that were added and left empty are dropped in silence."""
    return numbered(row for row in rows if row.text or row.id is not None)


@dataclass(frozen=True)
class Difference:
    """不同之处 after a 409: the clause as typed and as it now stands; None where one side has no such clause."""

    number: str
    mine: str | None
    now: str | None


def differences(rows: Iterable[ClauseRow], clauses: Iterable[Any]) -> list[Difference]:
    """两份对照: the clauses that differ between what was typed and what somebody else has saved."""
    theirs = standing(clauses)
    now = {row.id: row for row in theirs}
    mine = {row.id: row for row in living(rows) if row.id is not None}
    found = [
        Difference(row.number, _shown(row), _shown(now.get(row.id)))
        for row in mine.values()
        if row.id not in now or _worded(row) != _worded(now[row.id])
    ]
    return found + [Difference(row.number, None, _shown(row)) for row in theirs if row.id not in mine]


def _worded(row: ClauseRow) -> tuple[object, ...]:
    return row.level, row.tag, row.label, row.text


def _shown(row: ClauseRow | None) -> str | None:
    if row is None:
        return None
    return f"{row.number}{row.text}" + (f"（{row.limits}）" if row.tag else "")


def without_lost(rows: Iterable[ClauseRow], clauses: Iterable[Any]) -> list[ClauseRow]:
    """找回: rows whose clause somebody else has removed become new ones, so that nothing typed is lost."""
    alive = {clause.id for clause in clauses}
    return [row if row.id in alive else replace(row, id=None) for row in rows]


def found_in(rows: Iterable[ClauseRow], words: str) -> list[tuple[int, ClauseRow]]:
    """查找: place and row of the clauses with the words in number, text or scope; ``{{单位名称}}`` finds where the field is used."""
    wanted = "".join(words.split()).casefold()
    name = wanted.removeprefix("{{").removesuffix("}}") if wanted.startswith("{{") else ""
    if not wanted:
        return []
    return [
        (place, row)
        for place, row in enumerate(rows)
        if not row.gone
        and (
            (name and name in (each.casefold() for each in row.fields))
            or wanted in "".join(f"{row.number}{row.text}{row.limits}".split()).casefold()
        )
    ]


def uses(rows: Iterable[ClauseRow]) -> dict[str, int]:
    """用处: in how many clauses each field is used."""
    counts: dict[str, int] = {}
    for row in living(rows):
        for name in row.fields:
            counts[name] = counts.get(name, 0) + 1
    return counts
