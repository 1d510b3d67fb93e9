"""示例内容的写法: targets and templates of the demo as the deeds take them."""

from collections.abc import Mapping

from respbook.actions import (
    letter_templates,
    targets,
)
from respbook.demo import wording
from respbook.demo.targets import Target
from respbook.rules.cadence import Cadence
from respbook.rules.chinese import joined


def target_facts(target: Target) -> targets.TargetFacts:
    """目标任务 of the demo."""
    divided = target.total is not None and target.basis is not None
    return targets.TargetFacts(
        category=target.category,
        name=target.name,
        kind=target.kind,
        unit_word=target.unit_word,
        amount=target.total if divided else target.amount,
        low=target.low,
        high=target.high,
        per=target.per,
        per_word=target.per_word,
        base_year=target.base_year,
        base_amount=target.base_amount,
        due_on=target.due_on,
        text=target.text,
        divided=divided,
        basis=target.basis if divided else None,
        step=target.step,
        unit_kinds=target.applies_to,
        tag=target.tag or "",
        cadence=Cadence(target.cadence),
        due_in_workdays=target.due_in_workdays,
        rolls_over=target.rolls_over or None,
        lead_unit=target.lead_unit,
        helping_units=joined(target.helping_units),
        evidence=joined(target.evidence),
        heading=target.heading,
    )


def template_facts(letter: wording.LetterWording, shelf: Mapping[str, int]) -> letter_templates.TemplateFacts:
    """责任书模板 of the demo."""
    return letter_templates.TemplateFacts(
        name=letter.name,
        unit_kinds=letter.applies_to,
        title="\n".join(letter.title),
        clauses=tuple(
            letter_templates.ClauseFacts(
                clause.level, clause.text, clause.tag or "", clause.label or "", library=shelf.get(clause.text)
            )
            for clause in letter.clauses
        ),
    )
