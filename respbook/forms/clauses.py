"""条款行 as they come and go: read from a posted form by hand, complained of, handed to the action."""

import re
from collections.abc import Iterable, Mapping, Sequence

from respbook.actions.letter_templates import ClauseFacts
from respbook.forms.base import Led
from respbook.rules.clause_rows import ClauseRow, living, numbered
from respbook.rules.clauses import MOST_CLAUSES
from respbook.rules.errors import RuleBroken
from respbook.rules.scopes import scope_from, scope_of
from respbook.rules.typed import whole_in

_NAME = re.compile(r"clause-([0-9]{1,4})-(id|level|tag|label|text|library|gone|rule|tags|kinds)")

_SEVERAL = ("tags", "kinds")


def posted(values: Iterable[tuple[str, str]]) -> list[ClauseRow]:
    """读取条款行: names like ``clause-0-text``, in the order of their numbers. Raises RuleBroken for a broken form."""
    found: dict[int, dict[str, str]] = {}
    ticked: dict[tuple[int, str], list[str]] = {}
    for name, value in values:
        if match := _NAME.fullmatch(name):
            place, part = int(match[1]), match[2]
            row = found.setdefault(place, {})
            if part in _SEVERAL:
                ticked.setdefault((place, part), []).append(value)
            elif part in row:
                raise RuleBroken("有条款提交了两次，请刷新页面后重填。", "clauses")
            row.setdefault(part, value)
    rows = [_row(found[place], [ticked.get((place, part), []) for part in _SEVERAL]) for place in sorted(found)]
    if sum(not row.gone for row in rows) > MOST_CLAUSES or len(rows) > 2 * MOST_CLAUSES:
        raise RuleBroken(f"一个模板最多{MOST_CLAUSES}条；请分成几个模板。", "clauses")
    return numbered(rows)


def _row(values: Mapping[str, str], ticked: Sequence[Sequence[str]]) -> ClauseRow:
    level = values.get("level", "0")
    text = values.get("text", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    scoping = "rule" in values
    tags, kinds = ticked
    scope = scope_from(tags, values["rule"] == "all", kinds) if scoping else scope_of(values.get("tag", "").strip())
    return ClauseRow(
        id=whole_in(values.get("id", "")),
        level=int(level) if level in ("0", "1", "2", "3", "4") else 0,
        tag=scope.written,
        label=values.get("label", "").strip(),
        text=text,
        library=whole_in(values.get("library", "")),
        gone=values.get("gone") == "1",
        scoping=scoping,
    )


def complaints(rows: Sequence[ClauseRow]) -> list[str]:
    """有问题的条款: one sentence each that leads there, the first ten; the rest is marked at its clause."""
    here = [place for place, row in enumerate(rows) if not row.gone]
    found: list[str] = [
        Led(f"第{number}条，{sentence}", f"clause-{place}")
        for number, place in enumerate(here, 1)
        for row in (rows[place],)
        if row.bad
        for sentence in ([row.wrong] if row.wrong else [problem.sentence for problem in row.problems])
    ]
    return found if len(found) <= 10 else [*found[:10], f"另有{len(found) - 10}处，见红字。"]


def facts(rows: Iterable[ClauseRow]) -> tuple[ClauseFacts, ...]:
    """The frozen values for the action."""
    return tuple(ClauseFacts(row.level, row.text, row.tag, row.label, row.id, row.library) for row in living(rows))
