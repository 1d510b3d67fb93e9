"""备好的细则 ready: the rubric as it reads for one class of units, made once for all of them (field.md 5.2 step 1)."""

from dataclasses import dataclass, replace
from decimal import Decimal

from respbook.rules.scoring.amounts import ZERO, summed
from respbook.rules.scoring.incidents import Watched, watched
from respbook.rules.scoring.rows import ReadyRow
from respbook.rules.scoring.rubric import Part, Rubric


@dataclass(frozen=True, slots=True)
class ReadyPart:
    """一个时段，为一类单位备好."""

    part: Part
    rows: tuple[ReadyRow, ...]
    full: Decimal
    watched: tuple[Watched, ...]


def ready_parts(rubric: Rubric, class_key: str) -> tuple[ReadyPart, ...]:
    """备好 the rubric for one class: its rows, points and figures; without parts the whole is one."""
    rows = [row for row in rubric.rows if row.applies_to(class_key)]
    made = []
    for part in rubric.parts or (Part("", "", ZERO),):
        own = tuple(ReadyRow(row, class_key) for row in rows if row.part in ("", part.key))
        full = summed(row.points for row in own)
        if not rubric.parts:
            part = replace(part, weight=rubric.total.full if rubric.total.convert else full)
        made.append(ReadyPart(part, own, full, watched(own)))
    return tuple(made)
