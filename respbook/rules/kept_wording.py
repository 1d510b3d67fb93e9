"""留存文字: a template's clauses as canonical JSON and back, with the number each clause printed (L5)."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from respbook.rules.canonical import canonical_text
from respbook.rules.clauses import numbers
from respbook.rules.redline import ClauseText


def clause_texts(clauses: Iterable[Any]) -> tuple[ClauseText, ...]:
    """条款文字 of clauses as they stand in the book, in order."""
    rows = list(clauses)
    printed = numbers((each.level, each.label) for each in rows)
    return tuple(
        ClauseText(each.id, each.level, each.label, each.tag, each.text, number)
        for each, number in zip(rows, printed, strict=True)
    )


def dumped(clauses: Iterable[Any]) -> str:
    """条款存为规范文本."""
    return canonical_text(
        [
            {"id": each.id, "level": each.level, "label": each.label, "tag": each.tag, "text": each.text}
            for each in clauses
        ]
    )


def loaded(text: str) -> tuple[ClauseText, ...]:
    """留存的条款, with their numbers."""
    return clause_texts(ClauseText(**each) for each in json.loads(text))


def digest(title: str, clauses: str) -> str:
    """文字摘要 of a version."""
    return hashlib.sha256(canonical_text({"title": title, "clauses": clauses}).encode()).hexdigest()
