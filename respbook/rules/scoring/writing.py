"""写成文件 writing: rubric and facts in their JSON form, canonical (RFC 8785), so that the same value has the same bytes."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from respbook.rules.canonical import canonical_text
from respbook.rules.chinese import figure
from respbook.rules.scoring.facts import Facts
from respbook.rules.scoring.json_values import EXPLICIT, PARAMETERS
from respbook.rules.scoring.reading import FACTS_FORM, RUBRIC_FORM
from respbook.rules.scoring.rubric import Rubric


def encode_rubric(rubric: Rubric) -> str:
    """考核细则 as text; ``decode_rubric`` gives the same value back."""
    return canonical_text({"form": RUBRIC_FORM, **plain(rubric)})


def encode_facts(facts: Facts) -> str:
    """考核事实 as text; ``decode_facts`` gives the same value back."""
    return canonical_text({"form": FACTS_FORM, **plain(facts)})


@cache
def _fields(of: type) -> tuple[Field[Any], ...]:
    return fields(of)


def plain(value: Any) -> Any:
    """JSON 值: figures as text, what has its default left out. Raises RuleBroken for a figure that is no number."""
    if is_dataclass(value) and not isinstance(value, type):
        made = {one.name: plain(held) for one in _fields(type(value)) if _told(one, held := getattr(value, one.name))}
        for bound, word in EXPLICIT.get(type(value).__name__, {}).items():
            if bound in made:
                made[word] = getattr(value, word)
        return {"code": type(value).CODE, **made} if type(value) in PARAMETERS else made  # type: ignore[attr-defined]
    if isinstance(value, Mapping):
        return {key: plain(held) for key, held in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, (tuple, list)):
        return [plain(held) for held in value]
    return _single(value)


def _told(of: Field[Any], held: Any) -> bool:
    if of.default is not MISSING:
        return bool(held != of.default)
    return of.default_factory is MISSING or bool(held != of.default_factory())


def _single(value: Any) -> Any:
    if isinstance(value, Decimal):
        return figure(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value
