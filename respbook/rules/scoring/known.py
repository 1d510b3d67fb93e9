"""认得的事实 known: one file of facts, run by rubrics that differ; what a rubric does not know is left out (features X6)."""

from dataclasses import replace

from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.rubric import Rubric


def known_to(rubric: Rubric, facts: Facts) -> Facts:
    """只留细则认得的事实: parts, rows and vetoes that it does not know are left out."""
    rows = {row.key for row in rubric.rows}
    parts = {part.key for part in rubric.parts} or {""}
    vetoes = {veto.key for veto in rubric.vetoes}
    made = []
    for unit in facts.units:
        kept = {
            key: tuple(
                replace(period, rows={row: known for row, known in period.rows.items() if row in rows})
                for period in periods
            )
            for key, periods in unit.parts.items()
            if key in parts
        }
        made.append(replace(unit, parts=kept, vetoes=tuple(each for each in unit.vetoes if each.veto in vetoes)))
    return Facts(tuple(made))
